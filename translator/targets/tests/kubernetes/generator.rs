//! Generated documents of the platform: usual, odd and contradictory.

use proptest::prelude::*;
use serde_json::{Value, json};

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

fn resources() -> BoxedStrategy<Value> {
    some(vec![
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
    ])
}

/// What every kind's specification has.
fn common() -> Vec<(&'static str, BoxedStrategy<Value>)> {
    let labels = proptest::collection::btree_map(".{0,70}", ".{0,70}", 0..4);
    let variables = proptest::collection::vec((".{0,9}", ".{0,20}"), 0..4).prop_map(|variables| {
        variables
            .into_iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect::<Vec<_>>()
    });
    vec![
        ("name", text().boxed()),
        ("envVars", variables.prop_map(Value::from).boxed()),
        ("labels", labels.prop_map(|labels| json!(labels)).boxed()),
        ("unsecureHttp", any::<bool>().prop_map(Value::from).boxed()),
        ("resources", resources()),
        (
            "volumes",
            proptest::collection::vec(volume(), 0..4)
                .prop_map(Value::from)
                .boxed(),
        ),
    ]
}

/// What apps and jobs have and notebooks do not.
fn of_image() -> Vec<(&'static str, BoxedStrategy<Value>)> {
    vec![
        (
            "command",
            proptest::collection::vec(".{0,20}", 0..4)
                .prop_map(Value::from)
                .boxed(),
        ),
        ("defaultHttpPort", number().boxed()),
        ("grpcPort", number().boxed()),
        ("partnerId", word(&["partner-1"]).boxed()),
    ]
}

/// What jobs and notebooks have and apps do not.
fn of_sessions() -> Vec<(&'static str, BoxedStrategy<Value>)> {
    vec![
        (
            "timeoutAutoRestart",
            any::<bool>().prop_map(Value::from).boxed(),
        ),
        ("shutdown", word(&["Stop", "Restart"]).boxed()),
        (
            "sshPublicKeys",
            proptest::collection::vec(".{0,20}", 0..3)
                .prop_map(Value::from)
                .boxed(),
        ),
    ]
}

fn document(spec: BoxedStrategy<Value>, states: &'static [&'static str]) -> BoxedStrategy<Value> {
    let image = prop_oneof![Just(Value::from("example/app:1")), text()];
    (
        spec,
        image,
        word(states),
        number(),
        "[0-9a-f]{8}-[0-9a-f]{4}",
    )
        .prop_map(|(mut spec, image, state, code, id)| {
            spec["image"] = image;
            spec["region"] = "GRA".into();
            json!({"id": id, "spec": spec, "status": {"state": state, "exitCode": code}})
        })
        .boxed()
}

pub fn app() -> BoxedStrategy<Value> {
    let rollout = some(vec![
        ("maxSurge", word(&["25%", "0", "0%", "1", "200%"]).boxed()),
        (
            "maxUnavailable",
            word(&["25%", "0", "0%", "1", "200%"]).boxed(),
        ),
        ("progressDeadlineSeconds", number().boxed()),
        ("terminationGracePeriodSeconds", number().boxed()),
    ]);
    let own = vec![
        ("probe", probe()),
        ("livenessProbe", probe()),
        ("deploymentStrategy", rollout),
        ("scalingStrategy", scaling()),
    ];
    let spec = some(common().into_iter().chain(of_image()).chain(own).collect());
    document(
        spec,
        &["RUNNING", "STOPPED", "FAILED", "SCALING", "DELETING"],
    )
}

pub fn job() -> BoxedStrategy<Value> {
    let own = vec![("timeout", number().boxed()), ("readUser", text().boxed())];
    let spec = common().into_iter().chain(of_image()).chain(of_sessions());
    document(
        some(spec.chain(own).collect()),
        &["RUNNING", "QUEUED", "DONE", "FAILED", "INTERRUPTED"],
    )
}

pub fn notebook() -> BoxedStrategy<Value> {
    let env = some(vec![
        ("frameworkId", word(&["conda", "pytorch"]).boxed()),
        ("frameworkVersion", text().boxed()),
        ("editorId", word(&["jupyterlab", "vscode"]).boxed()),
    ]);
    let quantum = some(vec![("qpuFlavorId", text().boxed())]);
    let own = vec![("env", env), ("quantumResources", quantum)];
    let spec = common().into_iter().chain(of_sessions()).chain(own);
    document(
        some(spec.collect()),
        &["RUNNING", "STOPPED", "FAILED", "STARTING"],
    )
}

pub fn data_store() -> BoxedStrategy<Value> {
    let alias = prop_oneof![text(), "[a-z]{1,8}".prop_map(Value::from)];
    let endpoint = word(&[
        "https://s3.example.com/",
        "https://git.example.com/a.git",
        "git@git.example.com:a.git",
        "",
    ]);
    (
        alias,
        endpoint,
        word(&["s3", "swift", "git"]),
        word(&["customer", "ovhcloud"]),
    )
        .prop_map(|(alias, endpoint, kind, owner)| {
            json!({"alias": alias, "endpoint": endpoint, "type": kind, "owner": owner})
        })
        .boxed()
}

pub fn retention() -> BoxedStrategy<Value> {
    some(vec![
        ("retainedNumber", number().boxed()),
        ("lifetimeInDays", number().boxed()),
        ("lifetimeEvictionThreshold", number().boxed()),
    ])
}
