//! No secret text of any document is in its `Debug`, however harmless it looks.

use std::fmt::Debug;

use ovhai_platform::documents::*;
use serde_json::Value;

use crate::samples::sample;

/// Reads the sample `path` with a harmless-looking word at each of `places` and looks for it in `Debug`.
fn hides<T: Wire + Debug>(path: &str, places: &[&str]) {
    const WORD: &str = "marmalade";
    let mut document = sample(path);
    for place in places {
        let member = document
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{path} has no {place}"));
        *member = Value::from(WORD);
    }
    let read = T::read(document.clone()).unwrap();
    assert!(!format!("{read:?}").contains(WORD), "{path}");
    assert!(!format!("{:?}", Some(&read)).contains(WORD), "{path}");
    assert!(
        !format!("{:?}", Listed::Read(&read)).contains(WORD),
        "{path}"
    );
    // Hidden, not lost.
    assert_eq!(read.write(Nulls::AsRead), document, "{path}");
}

#[test]
fn credentials_are_not_shown() {
    hides::<App>("app/every-member.json", &["/spec/envVars/0/value"]);
    hides::<Job>("job/running.json", &["/spec/envVars/0/value"]);
    hides::<Notebook>("notebook/running.json", &["/spec/envVars/0/value"]);
    hides::<DataStoreInput>("data-store-input/s3.json", &["/credentials/s3/secretKey"]);
    hides::<DataStoreInput>(
        "data-store-input/git-https.json",
        &["/credentials/git/basicAuth/password"],
    );
    hides::<DataStoreInput>(
        "data-store-input/git-ssh.json",
        &["/credentials/git/sshKeypair/privateKey"],
    );
    hides::<DataStoreAuth>("data-store-auth/s3.json", &["/secretKey"]);
    hides::<DataStoreAuth>("data-store-auth/swift.json", &["/token"]);
    hides::<Token>("token/created.json", &["/status/value"]);
    hides::<around::ClientConfiguration>("around-client-configuration/one.json", &["/content"]);
    hides::<around::ContainerAccess>("around-swift-access/project.json", &["/token"]);
    hides::<around::Kubeconfig>("around-kubeconfig/admin.json", &["/content"]);
    hides::<around::Openrc>("around-openrc/v3.json", &["/content"]);
    hides::<around::PresignedUrl>("around-presigned/get.json", &["/url"]);
    hides::<around::Rclone>("around-rclone/s3.json", &["/content"]);
    hides::<around::RegistryUser>("around-registry-user/created.json", &["/password"]);
    hides::<around::S3CredentialsSecret>("around-s3-secret/one.json", &["/secret"]);
    hides::<around::S3CredentialsWithSecret>(
        "around-s3-credentials-with-secret/created.json",
        &["/secret"],
    );
    hides::<around::UserDetail>("around-user-detail/created.json", &["/password"]);
}

#[test]
fn an_empty_secret_says_that_it_is_empty() {
    let token = TokenStatus {
        value: Some(SecretText::default()),
        ..TokenStatus::default()
    };
    assert_eq!(format!("{token:?}"), r#"TokenStatus{"value":""}"#);
}
