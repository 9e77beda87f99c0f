//! What is sent to the platform.

use ovhai_platform::documents::{
    BasicAuthCredentialsInput, DataStoreCredentialsInput, DataStoreInput, DataStoreOwner,
    GitCredentialsInput, S3CredentialsInput, SecretText, SshCredentialsInput,
};
use terraform_plugin::{Diagnostics, Secret, Value};

use super::{
    model::{BasicAuth, Credentials, GitLogin, Model, S3Keys, SshKeypair},
    rules,
};

/// The whole definition of a data store, which creating and changing take alike.
pub fn input(
    model: &Model,
    credentials: &Value<Credentials>,
    diagnostics: &mut Diagnostics,
) -> Option<DataStoreInput> {
    rules::check_credentials_given(
        credentials,
        "The platform takes no data store without them.",
        diagnostics,
    );
    let credentials = credentials.get()?;
    Some(DataStoreInput {
        alias: model.alias.get()?.clone(),
        credentials: Some(DataStoreCredentialsInput {
            git: credentials.git.get().map(git),
            s3: credentials.s3.get().map(s3),
            ..DataStoreCredentialsInput::default()
        }),
        endpoint: model.endpoint.as_deref().unwrap_or_default().to_owned(),
        owner: Some(DataStoreOwner::Customer),
        prefix: model.prefix.get().cloned(),
        kind: Some(model.r#type.get()?.as_str().into()),
        ..DataStoreInput::default()
    })
}

fn s3(keys: &S3Keys) -> S3CredentialsInput {
    S3CredentialsInput {
        access_key: exposed(&keys.access_key).to_owned(),
        region: keys.region.as_deref().unwrap_or_default().to_owned(),
        secret_key: secret(&keys.secret_key),
        ..S3CredentialsInput::default()
    }
}

fn git(login: &GitLogin) -> GitCredentialsInput {
    let basic = |auth: &BasicAuth| BasicAuthCredentialsInput {
        password: secret(&auth.password),
        username: exposed(&auth.username).to_owned(),
        ..BasicAuthCredentialsInput::default()
    };
    let ssh = |pair: &SshKeypair| SshCredentialsInput {
        private_key: secret(&pair.private_key),
        public_key: pair.public_key.get().cloned(),
        ..SshCredentialsInput::default()
    };
    GitCredentialsInput {
        basic_auth: login.basic_auth.get().map(basic),
        ssh_keypair: login.ssh_keypair.get().map(ssh),
        ..GitCredentialsInput::default()
    }
}

fn exposed(value: &Value<Secret>) -> &str {
    value.get().map_or("", |secret| secret.expose().as_str())
}

fn secret(value: &Value<Secret>) -> SecretText {
    SecretText::new(exposed(value))
}
