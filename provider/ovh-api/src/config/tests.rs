//! Precedence, halves, mixtures, and the rule of trust.

use super::*;

fn signed() -> Sources {
    Sources::default()
        .with_variable("OVH_APPLICATION_KEY", "ak-env")
        .with_variable("OVH_APPLICATION_SECRET", "planted-secret")
        .with_variable("OVH_CONSUMER_KEY", "planted-consumer")
}

fn resolve(sources: &Sources) -> Result<Settings, ConfigError> {
    Settings::resolve(Arguments::default(), sources)
}

#[test]
fn environment_alone() {
    let settings = resolve(&signed().with_variable("OVH_CLOUD_PROJECT_SERVICE", "p")).unwrap();
    assert_eq!(settings.endpoint.name(), Some("ovh-eu"));
    assert_eq!(settings.service_name.as_deref(), Some("p"));
    assert!(
        matches!(settings.credentials, Credentials::Signature { application_key, .. } if application_key == "ak-env")
    );
}

#[test]
fn arguments_beat_environment_beats_files_in_order() {
    let sources = signed()
        .with_variable("OVH_CONSUMER_KEY", "")
        .with_file("./ovh.conf", "[default]\nendpoint=ovh-ca\n[ovh-ca]\nconsumer_key=from-first\n")
        .with_file(
            "~/.ovh.conf",
            "[default]\nendpoint=ovh-us\n[ovh-ca]\nconsumer_key=from-second\napplication_key=from-second\n",
        );
    let arguments = Arguments {
        application_secret: Some("from-argument".into()),
        ..Arguments::default()
    };
    let settings = Settings::resolve(arguments, &sources).unwrap();
    assert_eq!(settings.endpoint.name(), Some("ovh-ca"));
    let Credentials::Signature {
        application_key,
        application_secret,
        consumer_key,
    } = settings.credentials
    else {
        panic!("signature expected");
    };
    assert_eq!(application_key, "ak-env");
    assert_eq!(application_secret.expose(), "from-argument");
    assert_eq!(consumer_key.expose(), "from-first");
}

#[test]
fn a_repository_file_cannot_redirect_the_environments_secret() {
    let sources = signed().with_file(
        "./ovh.conf",
        "[default]\nendpoint=https://evil.example/1.0\n",
    );
    let error = resolve(&sources).unwrap_err();
    assert!(matches!(error, ConfigError::Untrusted { .. }));
    let text = error.to_string();
    assert!(
        text.contains("./ovh.conf") && text.contains("environment variable OVH_CONSUMER_KEY"),
        "{text}"
    );
    assert!(!text.contains("planted"), "{text}");

    // The same URL given by the person who runs the program is used, with the file's credentials too.
    let own = Sources::default()
        .with_variable("OVH_ENDPOINT", "https://proxy.example/1.0")
        .with_file(
            "./ovh.conf",
            "[https://proxy.example/1.0]\naccess_token=t\n",
        );
    assert_eq!(
        resolve(&own).unwrap().endpoint.root(),
        "https://proxy.example/1.0"
    );
}

#[test]
fn a_file_cannot_choose_the_token_url() {
    let sources = Sources::default()
        .with_variable("OVH_CLIENT_ID", "id")
        .with_variable("OVH_CLIENT_SECRET", "planted-secret")
        .with_file(
            "~/.ovh.conf",
            "[ovh-eu]\ntoken_url=https://evil.example/token\n",
        );
    let text = resolve(&sources).unwrap_err().to_string();
    for part in [
        "token URL",
        "~/.ovh.conf",
        "OVH_CLIENT_SECRET",
        "OVH_TOKEN_URL",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let clear = sources
        .with_variable("OVH_TOKEN_URL", "http://example.com/token")
        .with_file("/etc/ovh.conf", "");
    assert!(
        resolve(&clear)
            .unwrap_err()
            .to_string()
            .contains("clear text")
    );
}

#[test]
fn the_vendors_names_are_fine_in_files() {
    let settings =
        resolve(&signed().with_file("./ovh.conf", "[default]\nendpoint=ovh-us\n")).unwrap();
    assert_eq!(settings.endpoint.root(), "https://api.us.ovhcloud.com/1.0");
    let by_url = resolve(&signed().with_file(
        "./ovh.conf",
        "[default]\nendpoint=https://eu.api.ovh.com/v1\n",
    ))
    .unwrap();
    assert_eq!(by_url.endpoint.name(), Some("ovh-eu"));
}

#[test]
fn half_a_method_names_both_ends() {
    let sources = Sources::default()
        .with_variable("OVH_APPLICATION_KEY", "k")
        .with_file("~/.ovh.conf", "[ovh-eu]\napplication_secret=planted\n");
    let text = resolve(&sources).unwrap_err().to_string();
    for part in [
        "`consumer_key` is missing",
        "`application_secret` is set by the file ~/.ovh.conf",
        "OVH_CONSUMER_KEY",
    ] {
        assert!(text.contains(part), "{text}");
    }
    for (present, missing) in [
        ("OVH_CLIENT_ID", "client_secret"),
        ("OVH_CLIENT_SECRET", "client_id"),
    ] {
        let text = resolve(&Sources::default().with_variable(present, "planted"))
            .unwrap_err()
            .to_string();
        assert!(
            text.contains(&format!("`{missing}` is missing")) && text.contains(present),
            "{text}"
        );
        assert!(!text.contains("planted"), "{text}");
    }
}

#[test]
fn two_methods_are_an_error_even_across_sources() {
    let sources = signed().with_file("/etc/ovh.conf", "[ovh-eu]\naccess_token=planted\n");
    let error = resolve(&sources).unwrap_err();
    assert!(matches!(error, ConfigError::Mixed { .. }));
    let text = error.to_string();
    for part in [
        "OVH_CONSUMER_KEY",
        "`access_token` by the file /etc/ovh.conf",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn service_accounts() {
    let base = Sources::default()
        .with_variable("OVH_CLIENT_ID", "id")
        .with_variable("OVH_CLIENT_SECRET", "s");
    let token_url = |settings: Settings| match settings.credentials {
        Credentials::ServiceAccount { token_url, .. } => token_url.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        token_url(resolve(&base).unwrap()),
        "https://www.ovh.com/auth/oauth2/token"
    );
    let custom = base
        .clone()
        .with_variable("OVH_ENDPOINT", "http://127.0.0.1:8090/1.0");
    assert!(matches!(
        resolve(&custom).unwrap_err(),
        ConfigError::NoTokenUrl { .. }
    ));
    let arguments = Arguments {
        token_url: Some("http://127.0.0.1:8090/token".into()),
        ..Arguments::default()
    };
    assert_eq!(
        token_url(Settings::resolve(arguments, &custom).unwrap()),
        "http://127.0.0.1:8090/token"
    );
    let shop = base.with_variable("OVH_ENDPOINT", "kimsufi-eu");
    assert!(matches!(
        resolve(&shop).unwrap_err(),
        ConfigError::NoTokenUrl { .. }
    ));
}

#[test]
fn nothing_at_all() {
    let text = resolve(&Sources::default().with_file("./ovh.conf", "[ovh-ca]\naccess_token=t\n"))
        .unwrap_err()
        .to_string();
    assert!(text.contains("[ovh-eu]") && text.contains("OVH_"), "{text}");
}

#[test]
fn a_bad_file_is_named_with_its_line() {
    let text = resolve(&signed().with_file("./ovh.conf", "[default]\nplanted\n"))
        .unwrap_err()
        .to_string();
    assert_eq!(
        text,
        "./ovh.conf line 2: expected `key = value`, `[section]` or a comment"
    );
}

#[test]
fn debug_output_shows_no_secret() {
    let arguments = Arguments {
        access_token: Some("planted".into()),
        ..Arguments::default()
    };
    let sources = Sources::default()
        .with_variable("OVH_CLIENT_SECRET", "planted")
        .with_file("./ovh.conf", "planted");
    let settings = Settings::resolve(arguments.clone(), &Sources::default()).unwrap();
    let text = format!("{arguments:?} {sources:?} {settings:?}");
    assert!(!text.contains("planted"), "{text}");
}
