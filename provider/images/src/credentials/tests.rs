//! What `docker login` leaves, and what helpers answer.

use super::*;

fn config(text: &str) -> (tempfile::TempDir, Result<Credentials, Error>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    std::fs::write(&path, text).unwrap();
    let read = Credentials::default().with_docker_config(&path);
    (folder, read)
}

fn pair(user: &str, secret: &str) -> Option<Credential> {
    Some(password(user.to_owned(), secret.to_owned()))
}

#[tokio::test]
async fn entries_of_docker_login_are_found_by_host() {
    let (_folder, read) = config(
        r#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "aHViOnBhc3M6d29yZA=="},
            "r.example:5000": {"username": "u", "password": "p"},
            "https://t.example/v2/": {"identitytoken": "refresh"},
            "b.example": {"registrytoken": "bearer"},
            "e.example": {}
        }}"#,
    );
    let credentials = read.unwrap();
    assert_eq!(
        credentials.of("docker.io", "docker.io").await,
        Ok(pair("hub", "pass:word"))
    );
    assert_eq!(
        credentials.of("r.example:5000", "r.example:5000").await,
        Ok(pair("u", "p"))
    );
    assert_eq!(credentials.of("r.example", "r.example").await, Ok(None));
    assert_eq!(
        credentials.of("t.example", "t.example").await,
        Ok(Some(Credential::Identity(Secret::new("refresh"))))
    );
    assert_eq!(
        credentials.of("b.example", "b.example").await,
        Ok(Some(Credential::Bearer(Secret::new("bearer"))))
    );
    assert_eq!(credentials.of("e.example", "e.example").await, Ok(None));
    assert_eq!(credentials.of("example", "example").await, Ok(None));
    let shown = format!("{credentials:?}");
    assert!(!shown.contains("pass") && !shown.contains("refresh") && !shown.contains("bearer"));
}

#[tokio::test]
async fn what_is_given_goes_before_what_docker_kept() {
    let (_folder, read) = config(r#"{"auths": {"r.example": {"username": "u", "password": "p"}}}"#);
    let mut credentials = read.unwrap();
    credentials.given =
        BTreeMap::from([("r.example".to_owned(), Credential::Bearer(Secret::new("t")))]);
    assert_eq!(
        credentials.of("r.example", "r.example").await,
        Ok(Some(Credential::Bearer(Secret::new("t"))))
    );
}

#[tokio::test]
async fn broken_entries_say_where_and_not_what() {
    let (_folder, read) = config("{\"auths\": {\n\"r.example\": {\"auth\": [\"hunter2\"]}}}");
    let error = read.unwrap_err();
    assert!(error.to_string().contains("line 2"), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"));
    let (_folder, read) = config(r#"{"auths": {"r.example": {"auth": "hunter2"}}}"#);
    let error = read
        .unwrap()
        .of("r.example", "r.example")
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"));
    let absent = Credentials::default().with_docker_config(Path::new("/nonexistent/config.json"));
    assert_eq!(absent.unwrap().of("r.example", "r.example").await, Ok(None));
}

#[tokio::test]
async fn a_helper_is_a_program_by_name_and_its_absence_is_an_error() {
    for helper in ["../x", "a b", "", "no-such-helper-anywhere"] {
        let text = format!(r#"{{"credHelpers": {{"r.example": "{helper}"}}}}"#);
        let (_folder, read) = config(&text);
        let credentials = read.unwrap();
        let error = credentials.of("r.example", "r.example").await.unwrap_err();
        assert!(matches!(error, Error::Configuration { .. }), "{helper}");
        assert_eq!(
            credentials.of("other.example", "other.example").await,
            Ok(None)
        );
    }
}

#[test]
fn answers_of_helpers_are_tokens_or_passwords() {
    let read = |text: &str| read_answer(text.as_bytes());
    assert_eq!(
        read(r#"{"ServerURL": "r", "Username": "<token>", "Secret": "s"}"#),
        Some(Credential::Identity(Secret::new("s")))
    );
    assert_eq!(read(r#"{"Username": "u", "Secret": "s"}"#), pair("u", "s"));
    assert_eq!(read("hunter2"), None);
}
