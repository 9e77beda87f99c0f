//! Reading and writing gives the same JSON.

use ovhai_platform::documents::*;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    samples::{all, sample},
    types::{again, round_trip},
};

#[test]
fn every_sample_is_written_as_it_was_read() {
    let samples = all();
    assert!(samples.len() > 120, "only {} samples found", samples.len());
    for (folder, file, value) in samples {
        assert_eq!(round_trip(&folder, &value), value, "{folder}/{file}");
    }
}

/// `Listed` would also write back what it could not read.
#[test]
fn every_listed_sample_is_really_read() {
    fn read<T: Wire>(path: &str) {
        let list = Vec::<Listed<T>>::read(sample(path)).unwrap();
        assert!(!list.is_empty(), "{path}");
        for listed in list {
            if let Listed::Undecodable(object) = listed {
                panic!("{path}: {}", object.error);
            }
        }
    }
    read::<Backup>("backups/two.json");
    read::<DataStore>("data-stores/gra.json");
    read::<Token>("tokens/one.json");
    read::<around::BucketObject>("around-objects/list.json");
    read::<around::BucketObject>("around-objects/versions.json");
    read::<around::Container>("around-swift-containers/list.json");
    read::<around::Container>("around-swift-containers/with-type.json");
    read::<around::InstanceSnapshot>("around-instance-snapshots/list.json");
    read::<around::ListedBucket>("around-buckets/gra.json");
    read::<around::Node>("around-nodes/list.json");
    read::<around::NodePool>("around-node-pools/two.json");
    read::<around::Project>("around-projects/expanded.json");
    read::<around::Registry>("around-registries/list.json");
    read::<around::RegistryUser>("around-registry-users/list.json");
    read::<around::S3Credentials>("around-s3-credentials/one.json");
    read::<around::User>("around-users/three.json");
    read::<around::Volume>("around-volumes/list.json");
    read::<around::VolumeSnapshot>("around-volume-snapshots/list.json");
}

#[test]
fn serde_reads_and_writes_the_same() {
    let value = sample("app/every-member.json");
    let app: App = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&app).unwrap(), value);
    let list: Vec<Listed<App>> =
        serde_json::from_value(sample("apps/one-undecodable.json")).unwrap();
    assert_eq!(
        serde_json::to_value(&list).unwrap(),
        sample("apps/one-undecodable.json")
    );
}

#[test]
fn one_odd_object_does_not_lose_a_list() {
    let list = Vec::<Listed<App>>::read(sample("apps/one-undecodable.json")).unwrap();
    let outcomes: Vec<Result<String, (Option<String>, String)>> = list
        .into_iter()
        .map(|listed| match listed.into_result() {
            Ok(app) => Ok(app.id),
            Err(object) => Err((object.id, object.error.to_string())),
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            Ok("b1d4f7a2-3c6e-4805-8f9b-7e2a5d0c4b61".to_owned()),
            Err((
                Some("7d5b3f19-8c2e-4a60-b4d8-e0f6a2c4b7d1".to_owned()),
                "`/spec/command`: expected a list, found a text".to_owned()
            )),
            Err((None, "`/`: expected an object, found a text".to_owned())),
            Err((None, "`/id`: expected a value, found nothing".to_owned())),
            Ok("5c0e6a52-8d1f-4b7e-9a53-2f6d0c1b7e94".to_owned()),
        ]
    );
}

#[test]
fn absent_and_null_mean_the_same_and_are_kept_apart() {
    let absent = json!({"name": "A"});
    let null = json!({"name": "A", "value": null});
    let (one, other) = (
        EnvVar::read(absent.clone()).unwrap(),
        EnvVar::read(null.clone()).unwrap(),
    );
    assert_eq!(one, other);
    assert_eq!(one.write(Nulls::AsRead), absent);
    assert_eq!(other.write(Nulls::AsRead), null);
}

#[test]
fn a_patch_writes_its_null() {
    let remove = Label {
        name: "stage".to_owned(),
        ..Label::default()
    };
    assert_eq!(
        serde_json::to_value(&remove).unwrap(),
        json!({"name": "stage", "value": null})
    );
}

#[test]
fn the_platform_writes_its_nulls() {
    let spec = AppSpec::read(sample("app-spec/smallest.json")).unwrap();
    let written = spec.write(Nulls::Written);
    for member in AppSpec::MEMBERS {
        assert!(written.get(*member).is_some(), "{member} is left out");
    }
    assert_eq!(written["grpcPort"], Value::Null);
    assert_eq!(written["command"], json!([]));
    assert_eq!(AppSpec::read(written).unwrap(), spec);
}

#[test]
fn built_documents_leave_out_what_they_do_not_say() {
    let update = UpdateInput {
        command: Some(Vec::new()),
        ..UpdateInput::default()
    };
    assert_eq!(
        serde_json::to_value(&update).unwrap(),
        json!({"command": []})
    );
}

#[test]
fn numbers_keep_their_digits() {
    let read = |text: &str| {
        let value = serde_json::from_str(text).unwrap();
        ScalingStrategy::read(value)
            .unwrap()
            .write(Nulls::AsRead)
            .to_string()
    };
    for target in ["8.5", "0.1", "1e-7", "9007199254740993", "-3"] {
        let text = format!(
            r#"{{"automatic":{{"customMetrics":{{"apiUrl":"u","targetValue":{target},"valueLocation":"v"}}}}}}"#
        );
        assert_eq!(read(&text), text);
    }
    assert_eq!(
        ScalingFixedStrategy::read(json!({"replicas": 2.0})).unwrap(),
        ScalingFixedStrategy {
            replicas: Some(2),
            ..ScalingFixedStrategy::default()
        }
    );
    for bad in [json!(2.5), json!("2"), json!(1e300), json!(u64::MAX)] {
        let error = ScalingFixedStrategy::read(json!({ "replicas": bad })).unwrap_err();
        assert_eq!(error.pointer, "/replicas");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,10}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// Pointers of every object in `value`.
fn objects(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                objects(member, format!("{pointer}/{name}"), found);
            }
            found.push(pointer);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Reading `document` gives it back, or says that what is wrong lies under `place`.
fn read_or_refused<T: Wire>(document: Value, place: &str) -> Result<(), TestCaseError> {
    match T::read(document.clone()) {
        Ok(read) => prop_assert_eq!(read.write(Nulls::AsRead), document),
        Err(error) => prop_assert!(
            error.pointer.starts_with(place),
            "{} for {place}",
            error.pointer
        ),
    }
    Ok(())
}

/// Samples with many members at many depths.
const RICH: &[(&str, &str)] = &[
    ("app", "every-member"),
    ("job", "failed"),
    ("notebook", "running"),
    ("token", "created"),
    ("data-store-input", "git-ssh"),
    ("partners", "gra"),
    ("around-bucket", "every-setting"),
    ("around-catalogue", "fr"),
    ("around-cluster", "private"),
    ("around-node-pools", "two"),
    ("around-project", "ok"),
    ("around-roles", "project"),
    ("around-users", "three"),
];

/// Members whose own members have free names.
const FREE_NAMES: &[&str] = &[
    "/labels",
    "/annotations",
    "/tags",
    "/signedHeaders",
    "/termsOfService",
];

proptest! {
    #[test]
    fn members_nobody_knows_survive(
        document in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        name in "x[a-zA-Z~/ é]{0,8}",
        value in any_json(),
    ) {
        let (folder, file) = *document.get(RICH);
        let mut document = sample(&format!("{folder}/{file}.json"));
        let mut places = Vec::new();
        objects(&document, String::new(), &mut places);
        // Every value of these maps is a text, so a member put there would not be an unknown one.
        places.retain(|place| !FREE_NAMES.iter().any(|map| place.ends_with(map)));
        let place = place.get(&places);
        let target = document.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
        target.insert(name, value);
        prop_assert_eq!(round_trip(folder, &document), document);
    }

    #[test]
    fn any_json_in_a_list_is_written_as_it_came(value in any_json()) {
        let list = json!([value, sample("app/minimal.json")]);
        prop_assert_eq!(again::<Vec<Listed<App>>>(&list), list.clone());
        prop_assert_eq!(again::<Vec<Listed<Registry>>>(&list), list.clone());
        prop_assert_eq!(again::<Vec<Listed<Job>>>(&list), list.clone());
        prop_assert_eq!(again::<Vec<Listed<Notebook>>>(&list), list.clone());
        prop_assert_eq!(again::<Vec<Listed<around::User>>>(&list), list);
    }

    #[test]
    fn any_value_in_any_member_is_read_or_refused_by_name(
        member in any::<prop::sample::Index>(),
        value in any_json(),
    ) {
        let mut document = sample("app/minimal.json");
        let member = member.get(AppSpec::MEMBERS);
        document["spec"][*member] = value;
        read_or_refused::<App>(document, &format!("/spec/{member}"))?;
    }

    #[test]
    fn the_same_holds_for_jobs_notebooks_and_clusters(
        member in any::<prop::sample::Index>(),
        value in any_json(),
    ) {
        let mut job = sample("job/running.json");
        let name = *member.get(JobSpec::MEMBERS);
        job["spec"][name] = value.clone();
        read_or_refused::<Job>(job, &format!("/spec/{name}"))?;
        let mut notebook = sample("notebook/running.json");
        let name = *member.get(NotebookSpec::MEMBERS);
        notebook["spec"][name] = value.clone();
        read_or_refused::<Notebook>(notebook, &format!("/spec/{name}"))?;
        let mut cluster = sample("around-cluster/plain.json");
        let name = *member.get(around::Cluster::MEMBERS);
        cluster[name] = value;
        read_or_refused::<around::Cluster>(cluster, &format!("/{name}"))?;
    }
}
