//! Asking a cluster: what each of its answers comes to, and that nothing is changed there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, io::Write};

use futures_util::StreamExt;
use ovhai_clusters::{
    Checker, Cluster, Connection, Error, Object, Outcome, Prover, Secret, Validation, Verdict,
    testing::{Mock, Running},
};
use serde_json::{Value, json};

fn object(api_version: &str, kind: &str, name: &str, namespace: Option<&str>) -> Object {
    let mut tree = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": name } });
    if let Some(namespace) = namespace {
        tree["metadata"]["namespace"] = json!(namespace);
    }
    Object {
        path: "x.yaml".to_owned(),
        source: None,
        tree,
    }
}

fn config_map(name: &str, namespace: &str) -> Object {
    object("v1", "ConfigMap", name, Some(namespace))
}

async fn cluster(running: &Running) -> Cluster {
    let connection = Connection {
        host: Some(running.host()),
        ..Connection::default()
    };
    Cluster::new("target", &connection).await.unwrap()
}

async fn prover(running: &Running, namespace: Option<&str>) -> Prover {
    Prover::new(
        &cluster(running).await,
        namespace.map(str::to_owned),
        |text| text.replace("hunter2", "(secret)"),
    )
}

async fn prove(prover: &Prover, object: &Object) -> Verdict {
    let checked = Checker::new(str::to_owned).check(object);
    prover.prove(object, checked).await.unwrap()
}

fn slugs(verdict: &Verdict) -> Vec<&str> {
    verdict
        .reasons
        .iter()
        .map(|reason| reason.kind.slug)
        .collect()
}

#[tokio::test]
async fn answers_become_verdicts() {
    let running = Mock {
        denied: ["secrets"].into(),
        policy: |object| match object["metadata"]["name"].as_str()? {
            "refused" => Some((
                403,
                "admission webhook \"p\" denied the request: token hunter2 is bad".to_owned(),
            )),
            "invalid" => Some((422, "ConfigMap \"invalid\" is invalid".to_owned())),
            "warned" => Some((200, "would violate PodSecurity \"restricted\"".to_owned())),
            "unsure" => Some((
                400,
                "admission webhook \"w\" does not support dry run".to_owned(),
            )),
            "failing" => Some((500, "failed calling webhook \"w\"".to_owned())),
            _ => None,
        },
        ..Mock::default()
    }
    .start()
    .unwrap();
    let prover = prover(&running, None).await;
    for (object, outcome, slug) in [
        (config_map("fine", "default"), Outcome::Proven, None),
        (object("v1", "Namespace", "ai", None), Outcome::Proven, None),
        (
            config_map("warned", "default"),
            Outcome::Proven,
            Some("validation/warned"),
        ),
        (
            config_map("refused", "default"),
            Outcome::Refused,
            Some("validation/refused"),
        ),
        (
            config_map("invalid", "default"),
            Outcome::Refused,
            Some("validation/refused"),
        ),
        (
            config_map("unsure", "default"),
            Outcome::NotProven,
            Some("validation/not-proven"),
        ),
        (
            config_map("failing", "default"),
            Outcome::NotProven,
            Some("validation/not-proven"),
        ),
        (
            config_map("x", "ai"),
            Outcome::NotProven,
            Some("validation/namespace-missing"),
        ),
        (
            object("v1", "Secret", "x", Some("default")),
            Outcome::NotProven,
            Some("validation/missing-right"),
        ),
        (
            object("example.com/v1", "Thing", "x", Some("default")),
            Outcome::NotProven,
            Some("validation/crd-missing"),
        ),
        (
            object("v1", "Thing", "x", Some("default")),
            Outcome::NotProven,
            Some("validation/crd-missing"),
        ),
        // What no cluster has is refused by the rules, whatever the reason it could not be asked.
        (
            config_map("UPPER", "ai"),
            Outcome::Refused,
            Some("validation/namespace-missing"),
        ),
    ] {
        let verdict = prove(&prover, &object).await;
        assert_eq!(
            (verdict.outcome, slugs(&verdict).first().copied()),
            (outcome, slug),
            "{verdict:?}"
        );
        assert!(!format!("{verdict:?}").contains("hunter2"));
    }
    let mut misspelt = config_map("fine", "default");
    misspelt.tree["dta"] = json!({});
    let verdict = prove(&prover, &misspelt).await;
    assert!(
        verdict.reasons[0].detail.contains("strict decoding error"),
        "{verdict:?}"
    );
    assert_eq!(running.changes(), 0);
}

#[tokio::test]
async fn objects_of_a_missing_namespace_are_tried_in_another() {
    let running = Mock {
        policy: |object| (object["metadata"]["name"] == "bad").then(|| (422, "no".to_owned())),
        ..Mock::default()
    }
    .start()
    .unwrap();
    let elsewhere = prover(&running, Some("default")).await;
    let verdict = prove(&elsewhere, &config_map("a", "ai")).await;
    // Quotas of the real namespace were not asked.
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (Outcome::NotProven, vec!["validation/other-namespace"])
    );
    let mut all = Validation::default();
    all.add(&verdict);
    assert_eq!((all.proven, all.not_proven, all.is_clean()), (0, 1, false));
    let verdict = prove(&elsewhere, &config_map("bad", "ai")).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (
            Outcome::Refused,
            vec!["validation/refused", "validation/other-namespace"]
        )
    );
    // One refused call was enough to know that the namespace is missing.
    assert_eq!(running.applies(), 3);
    let nowhere = prover(&running, Some("gone")).await;
    let verdict = prove(&nowhere, &config_map("a", "ai")).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (Outcome::NotProven, vec!["validation/namespace-missing"])
    );
}

#[tokio::test]
async fn limits_of_the_namespace_for_trials_are_no_refusal() {
    let running = Mock {
        policy: |object| {
            (object["kind"] == "PersistentVolumeClaim").then(|| {
                let text = "persistentvolumeclaims \"x\" is forbidden: exceeded quota: trials, requested: requests.storage=60Gi";
                (403, text.to_owned())
            })
        },
        ..Mock::default()
    }
    .start()
    .unwrap();
    let prover = prover(&running, Some("default")).await;
    let claim = |namespace: &str| {
        let mut claim = object("v1", "PersistentVolumeClaim", "x", Some(namespace));
        claim.tree["spec"] = json!({
            "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "60Gi" } },
        });
        claim
    };
    let verdict = prove(&prover, &claim("ai")).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (
            Outcome::NotProven,
            vec!["validation/other-namespace", "validation/limits-in-the-way"]
        )
    );
    assert!(
        verdict.reasons[1].detail.contains("exceeded quota: trials"),
        "{verdict:?}"
    );
    // Those of its own namespace are.
    let verdict = prove(&prover, &claim("default")).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (Outcome::Refused, vec!["validation/refused"])
    );
    // What no namespace would take is refused all the same.
    let mut wrong = claim("ai");
    wrong.tree["spec"]["resources"]["requests"]["storage"] = json!("much");
    let verdict = prove(&prover, &wrong).await;
    assert_eq!(verdict.outcome, Outcome::Refused, "{verdict:?}");
}

/// What is there was exported from the app `old` in a Deployment, or has an account of a job.
fn of_earlier_exports(object: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let manager = ovhai_clusters::FIELD_MANAGER;
    let label = |name: &'static str, value: &str| (manager, name, json!(value));
    match object["metadata"]["name"].as_str() {
        Some("new") => Vec::new(),
        Some("bare") => vec![(manager, "/metadata/labels/x", json!("y"))],
        _ => vec![
            label("/metadata/annotations/ovhai.migration~1id", "old"),
            label("/metadata/annotations/ovhai.migration~1kind", "app"),
            label(
                "/metadata/labels/app.kubernetes.io~1managed-by",
                "ovhai-exit",
            ),
            label("/metadata/labels/app.kubernetes.io~1component", "job"),
        ],
    }
}

#[tokio::test]
async fn what_was_exported_from_another_workload_is_not_replaced_silently() {
    let mock = Mock {
        stored: of_earlier_exports,
        ..Mock::default()
    };
    let running = mock.clone().start().unwrap();
    let prover_of = |namespace| prover(&running, namespace);
    let own = prover_of(Some("default")).await;
    let with = |name: &str, namespace: &str, id: &str| {
        let mut object = config_map(name, namespace);
        object.tree["metadata"]["annotations"] = json!({ "ovhai.migration/id": id });
        object
    };
    let account = |component: &str| {
        let mut account = object("v1", "ServiceAccount", "shop", Some("default"));
        account.tree["metadata"]["labels"] = json!({
            "app.kubernetes.io/managed-by": "ovhai-exit", "app.kubernetes.io/component": component,
        });
        account
    };
    let owned = vec!["validation/owned-by-another"];
    for (object, outcome, found) in [
        (with("shop", "default", "new"), Outcome::Refused, &owned),
        (with("shop", "default", "old"), Outcome::Proven, &vec![]),
        (with("new", "default", "new"), Outcome::Proven, &vec![]),
        // Somebody made it by hand; whose fields they are is for conflicts to say.
        (with("bare", "default", "new"), Outcome::Proven, &vec![]),
        (config_map("shop", "default"), Outcome::Proven, &vec![]),
        (account("app"), Outcome::Refused, &owned),
        (account("job"), Outcome::Proven, &vec![]),
        // In the namespace for trials the name is that of another object.
        (
            with("shop", "ai", "new"),
            Outcome::NotProven,
            &vec!["validation/other-namespace"],
        ),
    ] {
        let verdict = prove(&own, &object).await;
        assert_eq!(
            (verdict.outcome, &slugs(&verdict)),
            (outcome, found),
            "{object:?} {verdict:?}"
        );
    }
    let verdict = prove(&own, &with("shop", "default", "new")).await;
    assert_eq!(
        verdict.reasons[0].detail,
        "the one that is there was exported from app/old"
    );
    assert_eq!(running.changes(), 0);
    // Without the right to read nobody knows.
    running.become_another(Mock {
        unreadable: ["configmaps"].into(),
        ..mock
    });
    for _ in 0..2 {
        let verdict = prove(&own, &with("shop", "default", "new")).await;
        assert_eq!(
            (verdict.outcome, slugs(&verdict)),
            (Outcome::NotProven, vec!["validation/missing-right"])
        );
        assert!(
            verdict.reasons[0]
                .detail
                .starts_with("the user may not get configmaps in namespace default, so"),
            "{verdict:?}"
        );
    }
}

#[tokio::test]
async fn fields_of_other_managers_conflict_and_are_not_taken() {
    let running = Mock {
        stored: |object| match object["metadata"]["name"].as_str() {
            Some("theirs") => vec![
                ("helm", "/data/mode", json!("hunter2")),
                ("kubectl-client-side-apply", "/data/level", json!("1")),
            ],
            Some("alike") => vec![("helm", "/data/mode", json!("ours"))],
            _ => Vec::new(),
        },
        ..Mock::default()
    }
    .start()
    .unwrap();
    let with_data = |name: &str, namespace: &str| {
        let mut object = config_map(name, namespace);
        object.tree["data"] = json!({ "mode": "ours", "level": "2" });
        object
    };
    let prover = prover(&running, Some("default")).await;
    let verdict = prove(&prover, &with_data("theirs", "default")).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (Outcome::Refused, vec!["validation/owned-by-another"])
    );
    assert_eq!(
        verdict.reasons[0].detail,
        "helm manages .data.mode; kubectl-client-side-apply manages .data.level"
    );
    let verdict = prove(&prover, &with_data("alike", "default")).await;
    assert_eq!(verdict.outcome, Outcome::Proven, "{verdict:?}");
    // In the namespace for trials the name is that of another object.
    let verdict = prove(&prover, &with_data("theirs", "ai")).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (
            Outcome::NotProven,
            vec!["validation/other-namespace", "validation/not-proven"]
        )
    );
}

#[tokio::test]
async fn what_an_earlier_export_had_is_not_held_against_a_later_one() {
    let running = Mock {
        stored: |_| vec![(ovhai_clusters::FIELD_MANAGER, "/data/old", json!("x"))],
        policy: |object| {
            (!object["data"]["old"].is_null()).then(|| (422, "data.old: is forbidden".to_owned()))
        },
        ..Mock::default()
    }
    .start()
    .unwrap();
    let verdict = prove(
        &prover(&running, None).await,
        &config_map("again", "default"),
    )
    .await;
    assert_eq!(verdict.outcome, Outcome::Proven, "{verdict:?}");
}

#[tokio::test]
async fn what_rules_say_of_an_accepted_custom_resource_is_told() {
    let running = Mock {
        custom: vec![("keda.sh/v1alpha1", "ScaledObject", "scaledobjects")],
        ..Mock::default()
    }
    .start()
    .unwrap();
    let prover = prover(&running, None).await;
    let mut scaled = object("keda.sh/v1alpha1", "ScaledObject", "s", Some("default"));
    scaled.tree["spec"] = json!({
        "scaleTargetRef": { "name": "shop" }, "minReplicaCount": 0,
        "triggers": [{ "type": "cpu", "metricType": "Utilization", "metadata": { "value": "80" } }],
    });
    let verdict = prove(&prover, &scaled).await;
    assert_eq!(
        (verdict.outcome, slugs(&verdict)),
        (Outcome::Proven, vec!["validation/accepted-against-rules"])
    );
    assert!(
        verdict.reasons[0].detail.contains("cannot scale from zero"),
        "{verdict:?}"
    );
    scaled.tree["spec"]["minReplicaCount"] = json!(1);
    let verdict = prove(&prover, &scaled).await;
    assert!(verdict.reasons.is_empty(), "{verdict:?}");
}

#[tokio::test]
async fn other_versions_of_a_missing_kind_are_named() {
    let running = Mock {
        custom: vec![("kueue.x-k8s.io/v1beta2", "LocalQueue", "localqueues")],
        ..Mock::default()
    }
    .start()
    .unwrap();
    let queue = object("kueue.x-k8s.io/v1beta1", "LocalQueue", "q", Some("default"));
    let verdict = prove(&prover(&running, None).await, &queue).await;
    assert!(
        verdict.reasons[0]
            .detail
            .ends_with("only kueue.x-k8s.io/v1beta2"),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn a_missing_right_is_asked_about_once() {
    let running = Mock {
        denied: ["configmaps"].into(),
        ..Mock::default()
    }
    .start()
    .unwrap();
    let prover = prover(&running, None).await;
    for name in ["a", "b", "c"] {
        let verdict = prove(&prover, &config_map(name, "default")).await;
        assert_eq!(
            verdict.reasons[0].detail,
            "the user may not patch configmaps in namespace default"
        );
    }
    assert_eq!(running.applies(), 1);
}

#[tokio::test]
async fn a_thousand_objects_are_asked_about_side_by_side() {
    let running = Mock::default().start().unwrap();
    let prover = prover(&running, None).await;
    let started = std::time::Instant::now();
    let names: Vec<String> = (0..1_000).map(|at| format!("c{at}")).collect();
    let objects: Vec<Object> = names
        .iter()
        .map(|name| config_map(name, "default"))
        .collect();
    let verdicts: Vec<Verdict> = futures_util::stream::iter(&objects)
        .map(|object| prove(&prover, object))
        .buffer_unordered(16)
        .collect()
        .await;
    let mut all = Validation::default();
    verdicts.iter().for_each(|verdict| all.add(verdict));
    assert_eq!((all.objects, all.proven), (1_000, 1_000));
    assert!(
        (2..=16).contains(&running.most_at_once()),
        "{}",
        running.most_at_once()
    );
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[tokio::test]
async fn what_is_no_answer_of_a_cluster_names_the_cluster() {
    let running = Mock {
        token: Some("right".to_owned()),
        ..Mock::default()
    }
    .start()
    .unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (host, wanted) in [
        (running.host(), "does not accept the credentials"),
        (format!("http://{closed}"), "cannot be asked"),
    ] {
        let connection = Connection {
            host: Some(host),
            token: Some(Secret::new("hunter2".to_owned())),
            ..Connection::default()
        };
        assert!(!format!("{connection:?}").contains("hunter2"));
        let cluster = Cluster::new("target", &connection).await.unwrap();
        let prover = Prover::new(&cluster, None, str::to_owned);
        let object = config_map("a", "default");
        let checked = Checker::new(str::to_owned).check(&object);
        let error = prover.prove(&object, checked).await.unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::Unreachable { .. }), "{text}");
        assert!(
            text.contains("target") && text.contains(wanted) && !text.contains("hunter2"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_kubeconfig_names_server_token_and_namespace() {
    let running = Mock {
        token: Some("right".to_owned()),
        namespaces: ["here".to_owned()].into(),
        ..Mock::default()
    }
    .start()
    .unwrap();
    let kubeconfig = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "other",
        "clusters": [{ "name": "c", "cluster": { "server": running.host() } }],
        "users": [{ "name": "u", "user": { "token": "right" } }, { "name": "wrong", "user": { "token": "wrong" } }],
        "contexts": [
            { "name": "other", "context": { "cluster": "c", "user": "wrong" } },
            { "name": "mine", "context": { "cluster": "c", "user": "u", "namespace": "here" } },
        ],
    });
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(kubeconfig.to_string().as_bytes()).unwrap();
    let connection = Connection {
        kubeconfig: Some(file.path().to_owned()),
        context: Some("mine".to_owned()),
        ..Connection::default()
    };
    let cluster = Cluster::new("target", &connection).await.unwrap();
    let prover = Prover::new(&cluster, None, str::to_owned);
    // An object without namespace goes where kubectl would put it.
    let verdict = prove(&prover, &object("v1", "ConfigMap", "a", None)).await;
    assert_eq!(verdict.outcome, Outcome::Proven, "{verdict:?}");
}

#[tokio::test]
async fn wrong_configurations_are_told_without_credentials() {
    let mut broken = tempfile::NamedTempFile::new().unwrap();
    broken
        .write_all(b"users: [{name: u, user: {token: hunter2")
        .unwrap();
    let mut insecure = tempfile::NamedTempFile::new().unwrap();
    let text = json!({
        "current-context": "c", "contexts": [{ "name": "c", "context": { "cluster": "c", "user": "u" } }],
        "clusters": [{ "name": "c", "cluster": { "server": "https://localhost:1", "insecure-skip-tls-verify": true } }],
        "users": [{ "name": "u", "user": {} }],
    });
    insecure.write_all(text.to_string().as_bytes()).unwrap();
    let mut clear = tempfile::NamedTempFile::new().unwrap();
    let text = json!({
        "current-context": "c", "contexts": [{ "name": "c", "context": { "cluster": "c", "user": "u" } }],
        "clusters": [{ "name": "c", "cluster": { "server": "http://10.0.0.5" } }],
        "users": [{ "name": "u", "user": { "token": "hunter2" } }],
    });
    clear.write_all(text.to_string().as_bytes()).unwrap();
    let plugin = |script: &str| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = json!({
            "current-context": "c", "contexts": [{ "name": "c", "context": { "cluster": "c", "user": "u" } }],
            "clusters": [{ "name": "c", "cluster": { "server": "https://localhost:1" } }],
            "users": [{ "name": "u", "user": { "exec": {
                "apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", script, "hunter2"],
                "interactiveMode": "Never",
            } } }],
        });
        file.write_all(text.to_string().as_bytes()).unwrap();
        file
    };
    let failing = plugin("echo hunter2; exit 3");
    let babbling = plugin("echo '[hunter2'");
    let host = |host: &str| Connection {
        host: Some(host.to_owned()),
        ..Connection::default()
    };
    let file = |path: &std::path::Path| Connection {
        kubeconfig: Some(path.to_owned()),
        ..Connection::default()
    };
    let rows: BTreeMap<&str, Connection> = BTreeMap::from([
        ("needs kubeconfig or host", Connection::default()),
        ("must be an https URL", host("http://example.com")),
        ("host", host("https://a b")),
        (
            "PEM certificate",
            Connection {
                ca: Some("x".to_owned()),
                ..host("https://example.com")
            },
        ),
        ("cannot be read", file("/nonexistent/kubeconfig".as_ref())),
        ("as a kubeconfig", file(broken.path())),
        ("kubeconfig: the server that", file(clear.path())),
        ("plugin failed (exit status: 3)", file(failing.path())),
        ("not answer with an ExecCredential", file(babbling.path())),
        ("insecure-skip-tls-verify", file(insecure.path())),
        (
            "cannot be used",
            Connection {
                context: Some("gone".to_owned()),
                ..file(insecure.path())
            },
        ),
    ]);
    for (wanted, connection) in rows {
        let error = Cluster::new("target", &connection).await.unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::Configuration { .. }), "{text}");
        assert!(
            text.contains("target") && text.contains(wanted) && !text.contains("hunter2"),
            "{wanted}: {text}"
        );
    }
}

#[test]
fn examples_are_few_and_in_order_whatever_the_order_of_answers() {
    let verdict = |name: &str| {
        let object = object("v1", "ConfigMap", name, Some("UPPER"));
        Checker::new(str::to_owned).check(&object)
    };
    let names: Vec<String> = (0..20).map(|at| format!("n{at:02}")).collect();
    let (mut forth, mut back) = (Validation::default(), Validation::default());
    names.iter().for_each(|name| forth.add(&verdict(name)));
    names.iter().rev().for_each(|name| back.add(&verdict(name)));
    let text = |all: &Validation| format!("{:?}", all.findings);
    assert_eq!(text(&forth), text(&back));
    assert_eq!(
        forth.examples["validation/refused"].len(),
        1,
        "the same words are told once"
    );
}
