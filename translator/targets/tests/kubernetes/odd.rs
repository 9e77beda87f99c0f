//! Documents nobody would write: whatever they hold, rendering ends, and what it gives keeps every rule.

use ovhai_model::Selection;
use ovhai_platform::{
    documents::{App, Listed},
    observe,
};
use ovhai_targets::{Accumulated, Decisions, Format, Profile, Session};
use proptest::prelude::*;
use serde_json::{Value, json};
use test_fixtures::Tree;

use crate::{acceptance, load::objects, typed};

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (0_i64..12).prop_map(Value::from),
        2 => (-3_i64..70_000).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        2 => Just(Value::Null),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => "[a-z]{1,8}".prop_map(Value::from),
        2 => ".{0,60}".prop_map(Value::from),
        1 => "(no|~|\\$\\(X\\)|\\{\\{x\\}\\}|con|default|[0-9]{1,4}|[-_.]{1,3}|hf_0123456789abcdef)".prop_map(Value::from),
        1 => "[A-Za-z0-9]{300}".prop_map(Value::from),
    ]
}

/// One of the words, or anything.
fn word(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => proptest::sample::select(words).prop_map(Value::from),
        1 => text(),
        1 => Just(Value::Null),
    ]
}

fn some(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let members: Vec<BoxedStrategy<Option<(&'static str, Value)>>> = members
        .into_iter()
        .map(|(name, value)| {
            prop_oneof![
                5 => value.prop_map(move |value| Some((name, value))),
                1 => Just(None),
            ]
            .boxed()
        })
        .collect();
    members
        .prop_map(|members| {
            Value::Object(
                members
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        })
        .boxed()
}

fn probe() -> BoxedStrategy<Value> {
    some(vec![
        ("path", text().boxed()),
        ("port", number().boxed()),
        ("initialDelaySeconds", number().boxed()),
        ("periodSeconds", number().boxed()),
        ("timeoutSeconds", number().boxed()),
        ("failureThreshold", number().boxed()),
        ("successThreshold", number().boxed()),
    ])
}

fn scaling() -> BoxedStrategy<Value> {
    let url = word(&[
        "http://<SELF>:6000/m",
        "http://<SELF>",
        "https://m.example.com/",
        "<SELF>",
        "http://<SELF>:8080/",
    ]);
    let metric = some(vec![
        (
            "format",
            word(&["JSON", "YAML", "XML", "PROMETHEUS"]).boxed(),
        ),
        (
            "aggregationType",
            word(&["AVERAGE", "MIN", "MAX", "SUM"]).boxed(),
        ),
        ("targetValue", number().boxed()),
    ]);
    let metric = (url, text(), metric).prop_map(|(url, location, mut metric)| {
        metric["apiUrl"] = if url.is_null() { "x".into() } else { url };
        metric["valueLocation"] = location;
        metric
    });
    let automatic = some(vec![
        ("replicasMin", number().boxed()),
        ("replicasMax", number().boxed()),
        ("resourceType", word(&["CPU", "RAM"]).boxed()),
        ("averageUsageTarget", number().boxed()),
        ("cooldownPeriodSeconds", number().boxed()),
        ("scaleUpStabilizationWindowSeconds", number().boxed()),
        ("scaleDownStabilizationWindowSeconds", number().boxed()),
        (
            "customMetrics",
            prop_oneof![Just(Value::Null), metric].boxed(),
        ),
    ]);
    prop_oneof![
        number().prop_map(|replicas| json!({"fixed": {"replicas": replicas}})),
        automatic.prop_map(|automatic| json!({"automatic": automatic})),
    ]
    .boxed()
}

fn volume() -> BoxedStrategy<Value> {
    let store = some(vec![
        ("container", text().boxed()),
        ("prefix", text().boxed()),
        ("archive", word(&["data.tar"]).boxed()),
        ("internal", any::<bool>().prop_map(Value::from).boxed()),
    ]);
    let store = (text(), store).prop_map(|(alias, mut store)| {
        store["alias"] = alias;
        json!({"dataStore": store})
    });
    let source = prop_oneof![
        store,
        text().prop_map(|url| json!({"publicGit": {"url": url}})),
        text().prop_map(|url| json!({"publicSwift": {"url": url}})),
        text().prop_map(|name| json!({"standalone": {"name": name}})),
        Just(json!({})),
    ];
    let path = prop_oneof![
        "/[a-z]{1,3}(/[a-z]{1,3})?/?".prop_map(Value::from),
        proptest::sample::select(&["/", "/dev/shm", "/workspace", "/a:b", "x"][..])
            .prop_map(Value::from),
        text(),
    ];
    (path, word(&["RO", "RW", "RWD"]), any::<bool>(), source)
        .prop_map(|(path, permission, cache, source)| {
            json!({"mountPath": path, "permission": permission, "cache": cache, "volumeSource": source})
        })
        .boxed()
}

fn app() -> BoxedStrategy<Value> {
    let resources = some(vec![
        ("cpu", number().boxed()),
        ("memory", number().boxed()),
        ("ephemeralStorage", number().boxed()),
        ("gpu", number().boxed()),
        (
            "flavor",
            word(&["ai1-1-cpu", "h100-1-gpu", "ai1-1-gpu"]).boxed(),
        ),
        ("gpuModel", word(&["H100", "L4"]).boxed()),
        ("gpuBrand", word(&["NVIDIA"]).boxed()),
        ("gpuMemory", number().boxed()),
        ("publicNetwork", number().boxed()),
    ]);
    let rollout = some(vec![
        ("maxSurge", word(&["25%", "0", "0%", "1", "200%"]).boxed()),
        (
            "maxUnavailable",
            word(&["25%", "0", "0%", "1", "200%"]).boxed(),
        ),
        ("progressDeadlineSeconds", number().boxed()),
        ("terminationGracePeriodSeconds", number().boxed()),
    ]);
    let labels = proptest::collection::btree_map(".{0,70}", ".{0,70}", 0..4);
    let variables = proptest::collection::vec((".{0,9}", ".{0,20}"), 0..4).prop_map(|variables| {
        variables
            .into_iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect::<Vec<_>>()
    });
    let spec = some(vec![
        ("name", text().boxed()),
        (
            "command",
            proptest::collection::vec(".{0,20}", 0..4)
                .prop_map(Value::from)
                .boxed(),
        ),
        ("envVars", variables.prop_map(Value::from).boxed()),
        ("labels", labels.prop_map(|labels| json!(labels)).boxed()),
        ("defaultHttpPort", number().boxed()),
        ("grpcPort", number().boxed()),
        ("unsecureHttp", any::<bool>().prop_map(Value::from).boxed()),
        ("probe", probe()),
        ("livenessProbe", probe()),
        ("deploymentStrategy", rollout),
        ("scalingStrategy", scaling()),
        ("resources", resources),
        (
            "volumes",
            proptest::collection::vec(volume(), 0..4)
                .prop_map(Value::from)
                .boxed(),
        ),
        ("partnerId", word(&["partner-1"]).boxed()),
    ]);
    let image = prop_oneof![Just(Value::from("example/app:1")), text()];
    let state = word(&["RUNNING", "STOPPED", "FAILED", "SCALING", "DELETING"]);
    (spec, image, state, "[0-9a-f]{8}-[0-9a-f]{4}")
        .prop_map(|(mut spec, image, state, id)| {
            spec["image"] = image;
            spec["region"] = "GRA".into();
            json!({"id": id, "spec": spec, "status": {"state": state}})
        })
        .boxed()
}

fn profile() -> impl Strategy<Value = Profile> {
    let choices = (
        proptest::sample::select(&["gateway", "ingress", "none"][..]),
        proptest::sample::select(&["bearer_proxy", "gateway", "none"][..]),
        any::<[bool; 4]>(),
        proptest::option::of(Just(vec!["0.0.0.0/0", "::/0"])),
    );
    choices.prop_map(|(exposure, authentication, [keda, add_on, relaxed, domain], ranges)| {
        Profile::read(&json!({
            "exposure": exposure, "authentication": authentication, "accept_open_access": true,
            "keda": {"available": keda, "http_add_on": add_on}, "relaxed_environment_names": relaxed,
            "domain": domain.then_some("apps.example.com"), "network_policy": {"cluster_ranges": ranges},
            "tcp_readiness": domain, "drop_cpu_limit": relaxed, "gpu_resource_percent": if relaxed { 90 } else { 100 },
        }))
        .unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn odd_documents_give_acceptable_objects(documents in proptest::collection::vec(app(), 1..4), profile in profile()) {
        let apps: Vec<Listed<App>> = serde_json::from_value(documents.into()).unwrap();
        let read = apps.iter().filter(|app| app.as_read().is_some()).count();
        let estate = observe::estate("project", &apps, &[], &observe::ObserveOptions::default());
        let (selection, decisions) = (Selection::default(), Decisions::default());
        let session =
            Session::new("kubernetes", Format::Json, &estate, &selection, &profile, &decisions).unwrap();
        let (mut tree, mut accumulated) = (Tree::new(), Accumulated::new());
        for workload in session.workloads() {
            let rendered = session.render(workload).unwrap();
            accumulated.add(&rendered);
            for artefact in rendered.artefacts {
                prop_assert!(ovhai_targets::Artefact::path_is_safe(&artefact.path));
                prop_assert!(tree.insert(artefact.path, artefact.bytes).is_none());
            }
        }
        for artefact in session.finish(&accumulated) {
            prop_assert!(tree.insert(artefact.path, artefact.bytes).is_none());
        }
        prop_assert_eq!(tree.keys().filter(|path| path.starts_with("apps/")).count(), read);
        for (key, object) in objects(&tree) {
            typed::check(&key, &object);
            acceptance::check(&key, &object);
        }
    }
}
