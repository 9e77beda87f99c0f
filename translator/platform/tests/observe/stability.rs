//! What changes a digest, and what does not.

use ovhai_model::Digest;
use ovhai_platform::{
    FingerprintKey,
    documents::{App, Job, Notebook, Registry, SecretText, Wire},
    observe::{self, ObserveOptions},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::samples::{app, sample};

fn digest(app: &App, options: &ObserveOptions) -> Digest {
    observe::app(app, options).0.digest
}

fn with_key(key: &str) -> ObserveOptions {
    ObserveOptions {
        fingerprint_key: Some(FingerprintKey::new(key.as_bytes())),
        ..ObserveOptions::default()
    }
}

proptest! {
    #[test]
    fn running_changes_nothing(
        state in prop::sample::select(vec!["QUEUED", "INITIALIZING", "SCALING", "RUNNING", "STANDBY"]),
        replicas in 0..9_i64,
        updated in "[0-9TZ:-]{0,20}",
        url in prop::option::of("[a-z]{1,8}"),
    ) {
        let plain = ObserveOptions::default();
        let before = digest(&app("every-member"), &plain);
        let mut document = sample("app/every-member.json");
        document["updatedAt"] = json!(updated);
        document["createdAt"] = json!(updated);
        document["user"] = json!("someone-else");
        document["status"] = json!({
            "state": state, "availableReplicas": replicas, "url": url, "newThing": [replicas],
            "history": [{"date": updated, "state": state}],
            "dataSync": [{"id": updated, "status": {"state": "RUNNING"}}],
        });
        document["spec"]["labels"]["ovh/rotated"] = json!(updated);
        document["spec"]["volumes"][0]["id"] = json!(updated);
        prop_assert_eq!(digest(&App::read(document).unwrap(), &plain), before);
    }
}

proptest! {
    #[test]
    fn running_changes_no_job_or_notebook(
        job_state in prop::sample::select(vec!["QUEUED", "INITIALIZING", "PENDING", "RUNNING", "RESTARTING"]),
        state in prop::sample::select(vec!["STARTING", "RUNNING", "RESTARTING"]),
        number in 0..9_i64,
        text in "[0-9TZ:-]{0,20}",
    ) {
        let plain = ObserveOptions::default();
        for (name, state, read) in [
            ("job", job_state, digest_of_job as fn(Value, &ObserveOptions) -> Digest),
            ("notebook", state, digest_of_notebook),
        ] {
            let mut document = sample(&format!("{name}/every-member.json"));
            let before = read(document.clone(), &plain);
            document["updatedAt"] = json!(text);
            document["createdAt"] = json!(text);
            document["user"] = json!("someone-else");
            document["status"] = json!({
                "state": state, "duration": number, "newThing": [number], "url": text,
                "history": [{"date": text, "state": state}], "sshUrl": text,
                "workspace": {"storageFree": number, "storageUsed": number},
                "exitCode": number, "timeoutAt": text,
            });
            document["spec"]["labels"]["ovh/rotated"] = json!(text);
            document["spec"]["volumes"][0]["id"] = json!(text);
            prop_assert_eq!(read(document, &plain), before);
        }
    }
}

fn digest_of_job(document: Value, options: &ObserveOptions) -> Digest {
    observe::job(&Job::read(document).unwrap(), options)
        .0
        .digest
}

fn digest_of_notebook(document: Value, options: &ObserveOptions) -> Digest {
    let document = Notebook::read(document).unwrap();
    observe::notebook(&document, options).0.digest
}

#[test]
fn every_wanted_value_of_jobs_and_notebooks_counts() {
    let plain = ObserveOptions::default();
    for (name, read, secret) in [
        (
            "job",
            digest_of_job as fn(Value, &ObserveOptions) -> Digest,
            "/spec/envVars/2/value",
        ),
        ("notebook", digest_of_notebook, "/spec/envVars/1/value"),
    ] {
        let original = sample(&format!("{name}/every-member.json"));
        let before = read(original.clone(), &plain);
        let mut pointers = Vec::new();
        leaves(&original["spec"], "/spec".to_owned(), &mut pointers);
        assert!(pointers.len() > 40, "only {} values found", pointers.len());
        for pointer in pointers {
            let ignored = pointer.starts_with("/spec/labels/ovh~1")
                || pointer == "/spec/volumes/0/id"
                || pointer == secret;
            let mut changed = original.clone();
            let leaf = changed.pointer_mut(&pointer).unwrap();
            *leaf = match &*leaf {
                Value::String(text) => json!(format!("{text}x")),
                Value::Number(number) => json!(number.as_i64().unwrap() + 1),
                Value::Bool(flag) => json!(!flag),
                other => panic!("{other} at {pointer}"),
            };
            assert_eq!(read(changed, &plain) == before, ignored, "{name}{pointer}");
        }
        let mut rotated = original.clone();
        *rotated.pointer_mut(secret).unwrap() = json!("rotated");
        assert_ne!(
            read(rotated, &with_key("k")),
            read(original, &with_key("k")),
            "{name}"
        );
    }
}

#[test]
fn the_end_of_a_job_counts() {
    let plain = ObserveOptions::default();
    let done = sample("job/done.json");
    let before = digest_of_job(done.clone(), &plain);
    for (pointer, value) in [
        ("/status/exitCode", json!(9)),
        ("/status/exitCode", Value::Null),
        ("/status/state", json!("FAILED")),
    ] {
        let mut changed = done.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_ne!(digest_of_job(changed, &plain), before, "{pointer}");
    }
    let mut later = done;
    later["updatedAt"] = json!("later");
    later["status"]["duration"] = json!(1);
    later["status"]["finalizedAt"] = json!("later");
    assert_eq!(digest_of_job(later, &plain), before);
}

#[test]
fn the_same_app_in_list_and_single_answer_is_the_same() {
    // One answer may leave out what the other writes as null.
    fn without_nulls(value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(name, member)| (name.clone(), without_nulls(member)))
                .collect(),
            Value::Array(items) => items.iter().map(without_nulls).collect(),
            scalar => scalar.clone(),
        }
    }
    let plain = ObserveOptions::default();
    for name in [
        "every-member",
        "legacy-volumes",
        "from-tomorrow",
        "custom-metric",
    ] {
        let document = sample(&format!("app/{name}.json"));
        let sparse = App::read(without_nulls(&document)).unwrap();
        assert_eq!(
            digest(&sparse, &plain),
            digest(&app(name), &plain),
            "{name}"
        );
    }
}

#[test]
fn every_wanted_value_counts() {
    let plain = ObserveOptions::default();
    let original = sample("app/every-member.json");
    let before = digest(&app("every-member"), &plain);
    let mut pointers = Vec::new();
    leaves(&original["spec"], "/spec".to_owned(), &mut pointers);
    assert!(pointers.len() > 60, "only {} values found", pointers.len());
    for pointer in pointers {
        let ignored = pointer.starts_with("/spec/labels/ovh~1")
            // A secret, of which nothing is told without a key.
            || pointer == "/spec/envVars/2/value";
        let mut changed = original.clone();
        let leaf = changed.pointer_mut(&pointer).unwrap();
        *leaf = match &*leaf {
            Value::String(text) => json!(format!("{text}x")),
            Value::Number(number) => json!(number.as_i64().unwrap() + 1),
            Value::Bool(flag) => json!(!flag),
            other => panic!("{other} at {pointer}"),
        };
        let after = digest(&App::read(changed).unwrap(), &plain);
        assert_eq!(after == before, ignored, "{pointer}");
    }
    let mut stopped = original;
    stopped["status"]["state"] = json!("STOPPED");
    assert_ne!(digest(&App::read(stopped).unwrap(), &plain), before);
}

fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(member, format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, format!("{pointer}/{index}"), found);
            }
        }
        Value::Null => {}
        _ => found.push(pointer),
    }
}

#[test]
fn a_changed_secret_counts_only_with_a_key() {
    let before = app("every-member");
    let mut after = before.clone();
    after.spec.env_vars[2].value = Some(SecretText::new("rotated"));
    let (plain, keyed) = (ObserveOptions::default(), with_key("k"));
    assert_eq!(digest(&before, &plain), digest(&after, &plain));
    assert_ne!(digest(&before, &keyed), digest(&after, &keyed));
    assert_eq!(digest(&before, &keyed), digest(&before, &with_key("k")));
    assert_ne!(digest(&before, &keyed), digest(&before, &with_key("other")));
    // From one secret to none is no secret.
    after.spec.env_vars[2].value = Some(SecretText::new(""));
    assert_ne!(digest(&before, &plain), digest(&after, &plain));
}

#[test]
fn a_person_may_declare_secrets() {
    let mut options = ObserveOptions::default();
    let before = observe::app(&app("every-member"), &options).0.source;
    assert!(before.contains(r#"{"name":"LOG_LEVEL","value":"info"}"#));
    options.secret_names.insert("LOG_LEVEL".to_owned());
    let after = observe::app(&app("every-member"), &options).0.source;
    assert!(after.contains(r#"{"name":"LOG_LEVEL","value":{"secret":true}}"#));
}

#[test]
fn public_random_looking_names_of_images_count() {
    let hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for image in [
        format!("registry.example.com/a/b@sha256:{hex}"),
        format!("registry.example.com/a/b:1.0@sha256:{hex}"),
        format!("registry.example.com/a/b:{}", &hex[..40]),
        format!("registry.gra.ai.cloud.ovh.net/{}/b:1", &hex[..32]),
        "localhost:5000/a/b:1".to_owned(),
    ] {
        let mut document = app("minimal");
        document.spec.image = image.clone();
        let source = observe::app(&document, &ObserveOptions::default()).0.source;
        assert!(source.contains(&image), "{image}: {source}");
    }
}

#[test]
fn a_registry_is_its_address_and_user() {
    let options = with_key("k");
    let read = |change: Value| {
        let mut document = sample("registry/attached.json");
        for (name, value) in change.as_object().unwrap() {
            document[name] = value.clone();
        }
        observe::registry(&Registry::read(document).unwrap(), &options)
            .0
            .digest
    };
    let before = read(json!({}));
    assert_eq!(
        read(json!({"updatedAt": "later", "user": "x", "password": "p"})),
        before
    );
    for (name, value) in [
        ("url", "other.example.com"),
        ("username", "x"),
        ("region", "BHS"),
    ] {
        assert_ne!(read(json!({ name: value })), before, "{name}");
    }
    assert_ne!(read(json!({"newThing": 1})), before);
}
