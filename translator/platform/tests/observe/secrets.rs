//! No secret leaves by `source`, digest input, findings, unknown members or `Debug`, wherever in a document it stands.

use ovhai_platform::{
    FingerprintKey,
    documents::{App, Listed, Registry, Wire},
    image_is_secret,
    observe::{self, ObserveOptions},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::samples::sample;

/// Everything that may be shown, stored or logged about one app.
fn shown(document: Value, key: Option<&str>) -> String {
    let options = ObserveOptions {
        fingerprint_key: key.map(|key| FingerprintKey::new(key.as_bytes())),
        ..ObserveOptions::default()
    };
    let listed = Listed::<App>::read(document).unwrap();
    let estate = observe::estate("p", std::slice::from_ref(&listed), &[], &options);
    let mut text = format!("{listed:?} {options:?}");
    text.push_str(&serde_json::to_string(&estate.findings).unwrap());
    for workload in &estate.workloads {
        text.push_str(&workload.source);
        text.push_str(&format!("{:?} {:?}", workload.unknown, workload.run));
        text.push_str(&format!(
            "{} {:?} {:?}",
            workload.name, workload.url, workload.grpc_address
        ));
        // Names of variables are told everywhere, as a target has to set them.
        for variable in &workload.environment {
            text.push_str(&format!("{:?}", variable.value));
        }
    }
    text
}

/// Pointers of every text of `value`; of every value if `all`.
pub fn places(value: &Value, pointer: String, all: bool, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, format!("{pointer}/{name}"), all, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{pointer}/{index}"), all, found);
            }
        }
        Value::String(_) => found.push(pointer),
        _ if all => found.push(pointer),
        _ => {}
    }
}

/// Texts that are secret by their form, around `core`.
pub fn forms(core: &str) -> Vec<String> {
    vec![
        format!("ghp_{core}"),
        format!("https://user:{core}@example.com/x"),
        format!("https://example.com/hook?token={core}"),
        format!("--password={core}"),
        format!("sh -c 'serve --password {core} --port 80'"),
        format!("{{\"password\": \"{core}\"}}"),
        format!("Authorization: Bearer {core}"),
        format!("root:{core}@tcp(db:3306)/x"),
        format!("-----BEGIN PRIVATE KEY-----\n{core}\n-----END PRIVATE KEY-----"),
        format!("serve\n{core}"),
        format!("{}{core}", "long ".repeat(60)),
    ]
}

const SAMPLES: &[&str] = &[
    "app/from-tomorrow.json",
    "app/custom-metric.json",
    "app/legacy-volumes.json",
];

#[test]
fn a_secret_in_any_place_is_not_shown() {
    let core = "Zq7Zq7wWkK";
    let mut tried = 0;
    for name in SAMPLES {
        let document = sample(name);
        let mut pointers = Vec::new();
        places(&document, String::new(), true, &mut pointers);
        for pointer in pointers {
            // The platform chooses ids; they name the object everywhere.
            if pointer == "/id" {
                continue;
            }
            for secret in forms(core) {
                let mut planted = document.clone();
                *planted.pointer_mut(&pointer).unwrap() = json!(secret);
                let shown = shown(planted, Some("k"));
                assert!(!shown.contains(core), "{name}{pointer} {secret:?}: {shown}");
                tried += 1;
            }
        }
    }
    assert!(tried > 1_500, "only {tried} places tried");
}

#[test]
fn a_secret_as_a_name_is_not_shown() {
    let core = "Zq7Zq7wWkK";
    let document = sample("app/every-member.json");
    for place in [
        "",
        "/spec",
        "/spec/labels",
        "/spec/probe",
        "/spec/resources",
        "/status",
    ] {
        for secret in forms(core) {
            for value in [json!("plain"), json!(1), json!({"a": [1]})] {
                let mut planted = document.clone();
                let members = planted.pointer_mut(place).unwrap().as_object_mut().unwrap();
                members.insert(secret.clone(), value);
                let shown = shown(planted, None);
                assert!(!shown.contains(core), "{place} {secret:?}: {shown}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_secrets_in_random_places_are_not_shown(
        place in any::<prop::sample::Index>(),
        form in any::<prop::sample::Index>(),
        sample_at in any::<prop::sample::Index>(),
        core in "[A-Za-z0-9]{20,32}",
        keyed in any::<bool>(),
    ) {
        let name: &&str = sample_at.get(SAMPLES);
        let mut document = sample(name);
        let mut pointers = Vec::new();
        places(&document, String::new(), false, &mut pointers);
        pointers.retain(|pointer| pointer != "/id");
        let pointer = place.get(&pointers);
        *document.pointer_mut(pointer).unwrap() = json!(form.get(&forms(&core)));
        let shown = shown(document, keyed.then_some("k"));
        prop_assert!(!shown.contains(&core), "{} {}", pointer, shown);
    }

    #[test]
    fn what_a_name_calls_secret_is_not_shown(core in "[a-z]{12}") {
        let mut document = sample("app/minimal.json");
        let spec = &mut document["spec"];
        spec["envVars"] = json!([{"name": "DB_PASSWORD", "value": core}]);
        spec["command"] = json!(["serve", "--api-key", core, "--verbose"]);
        spec["labels"]["auth-token"] = json!(core);
        spec["credentials"] = json!({"user": core, "more": [{"deep": core}]});
        spec["extras"] = json!([{"key": "SESSION_SECRET", "value": core}]);
        document["apiKey"] = json!(core);
        let shown = shown(document, None);
        prop_assert!(!shown.contains(&core), "{}", shown);
        prop_assert!(shown.contains("--verbose"));
    }
}

#[test]
fn names_of_the_api_are_no_secrets() {
    let mut names = Vec::new();
    for model in sample("models.json")["models"]
        .as_object()
        .unwrap()
        .values()
    {
        names.extend(model.as_object().unwrap().keys().cloned());
    }
    assert!(names.len() > 200);
    for name in names {
        let mut document = sample("app/minimal.json");
        document["spec"]["newThing"] = json!({ name.clone(): null, "x": {name.clone(): true} });
        let text = shown(document, None);
        assert!(
            text.contains(&format!(r#"{{"{name}":true}}"#)),
            "{name}: {text}"
        );
    }
}

#[test]
fn numbers_can_be_secret_too() {
    let mut document = sample("app/minimal.json");
    document["spec"]["accessPin"] = json!(74_120_963);
    let shown = shown(document, None);
    assert!(!shown.contains("74120963"), "{shown}");
    // A bandwidth is not, although its name says private.
    assert!(shown.contains(r#""privateNetwork":0"#), "{shown}");
}

#[test]
fn registries_show_no_secret() {
    let core = "Zq7Zq7wWkK";
    let document = sample("registry/attached.json");
    for member in ["url", "username", "region", "user", "newThing"] {
        for secret in forms(core) {
            let mut planted = document.clone();
            planted[member] = json!(secret);
            planted["password"] = json!(core);
            let read = Registry::read(planted).unwrap();
            let (registry, findings) = observe::registry(&read, &ObserveOptions::default());
            let text = format!("{read:?} {findings:?} {:?}", registry.url);
            assert!(!text.contains(core), "{member} {secret:?}: {text}");
        }
    }
}

#[test]
fn errors_name_the_place_and_not_the_value() {
    let text = r#"{"id":"x","spec":{"image":"i","region":"GRA","envVars":"hunter2-hunter2"}}"#;
    let error = serde_json::from_str::<App>(text).unwrap_err().to_string();
    assert!(
        error.starts_with("`/spec/envVars`: expected a list, found a text"),
        "{error}"
    );
    assert!(!error.contains("hunter2"));
}

#[test]
fn fingerprints_depend_on_key_and_value_only() {
    let (one, other) = (FingerprintKey::new(b"one"), FingerprintKey::new(b"other"));
    assert_eq!(
        one.fingerprint("a"),
        FingerprintKey::new(b"one").fingerprint("a")
    );
    assert_ne!(one.fingerprint("a"), one.fingerprint("b"));
    assert_ne!(one.fingerprint("a"), other.fingerprint("a"));
    assert_eq!(one.fingerprint("a").len(), 32);
}

#[test]
fn images_with_credentials_are_secret() {
    for secret in [
        "user:pw@registry.example.com/ml/server:1.2",
        "https://TOKEN@registry.example.com/ml/server",
        "TOKEN@registry.example.com/ml/server",
        "user:pw@registry.example.com/ml/server@sha256:5f4dcc3b",
        "user:pw@",
    ] {
        assert!(image_is_secret(secret), "{secret}");
    }
    for plain in [
        "registry.example.com:5000/ml/auth-proxy:1.2",
        "registry.example.com/ml/token-server:latest",
        "ml/server@sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "ml/server:a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
        "ml/server:v1.2@sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "nvcr.io/nvidia/tritonserver:24.01-py3-min",
    ] {
        assert!(!image_is_secret(plain), "{plain}");
    }
}

#[test]
fn counts_of_tokens_stay_readable() {
    let mut document = sample("app/from-tomorrow.json");
    document["spec"]["tuning"] = json!({
        "maxInputTokens": 4096,
        "arguments": ["--disable-auth", "--port", "80", "--api-key", "hunter2"],
        "apiToken": 4_711_815,
    });
    let text = shown(document, None);
    assert!(text.contains("4096") && text.contains("--port"), "{text}");
    assert!(
        !text.contains("hunter2") && !text.contains("4711815"),
        "{text}"
    );
}
