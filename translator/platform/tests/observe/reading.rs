//! What each part of a document becomes.

use ovhai_model::{
    Address, Aggregation, Compute, CustomMetric, DataStoreRef, Finding, Kind, MetricFormat,
    Permission, Probe, Resource, Rollout, RunState, Scaling, Source,
};
use ovhai_platform::{
    documents::{App, AppState},
    observe::{self, ObserveOptions},
};

use crate::samples::app;

pub fn observe(app: &App) -> (ovhai_model::Workload, Vec<Finding>) {
    observe::app(app, &ObserveOptions::default())
}

pub fn slugs(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.slug.as_str())
        .collect()
}

#[test]
fn every_member_is_read() {
    let (workload, findings) = observe(&app("every-member"));
    assert_eq!(findings, []);
    let id = "5c0e6a52-8d1f-4b7e-9a53-2f6d0c1b7e94";
    assert_eq!(workload.address, Address::new(Kind::App, id));
    assert_eq!(workload.name, "sentiment-api");
    assert_eq!(workload.region, "GRA");
    assert_eq!(workload.run, RunState::Running);
    assert_eq!(
        workload.image.reference,
        "registry.example.com/nlp/sentiment:3.2.0"
    );
    assert_eq!(workload.image.partner, None);
    assert_eq!(
        workload.command,
        ["gunicorn", "--bind", "0.0.0.0:8000", "service:app"]
    );
    let environment: Vec<_> = workload
        .environment
        .iter()
        .map(|variable| (variable.name.as_str(), variable.value.expose()))
        .collect();
    assert_eq!(
        environment,
        [
            ("MODEL_DIR", "/workspace/models"),
            ("LOG_LEVEL", "info"),
            ("DB_PASSWORD", "sample-not-real")
        ]
    );
    let labels: Vec<_> = workload.labels.iter().collect();
    assert_eq!(labels.len(), 2, "the platform's labels are left out");
    assert_eq!(workload.labels["team"], "search");
    assert_eq!(
        (workload.http_port, workload.grpc_port),
        (Some(8000), Some(9100))
    );
    assert!(!workload.is_public);
    let probe = |path: &str, delay| Probe {
        path: Some(path.to_owned()),
        port: Some(8000),
        initial_delay_seconds: Some(delay),
        period_seconds: Some(10),
        timeout_seconds: Some(1),
        failure_threshold: Some(3),
        success_threshold: Some(1),
    };
    assert_eq!(workload.readiness, Some(probe("/ready", 0)));
    assert_eq!(workload.liveness, Some(probe("/alive", 25)));
    assert_eq!(
        workload.rollout,
        Some(Rollout {
            max_surge: Some("25%".to_owned()),
            max_unavailable: Some("25%".to_owned()),
            progress_deadline_seconds: Some(600),
            termination_grace_period_seconds: Some(30),
        })
    );
    assert_eq!(
        workload.scaling,
        Scaling::Utilization {
            resource: Resource::Cpu,
            target: 60,
            min: 2,
            max: 5,
            up_window: Some(15),
            down_window: Some(240),
            cooldown: None,
        }
    );
    assert_eq!(
        workload.compute,
        Compute {
            flavor: Some("ai1-1-cpu".to_owned()),
            units: Some(2),
            cpu: Some(2),
            memory: Some(8 << 30),
            scratch: Some(80 << 30),
            gpus: Some(0),
            public_network: Some(500_000_000),
            private_network: Some(0),
            ..Compute::default()
        }
    );
    assert_eq!(
        workload.url.as_deref(),
        Some(format!("https://{id}.app.gra.ai.cloud.ovh.net").as_str())
    );
    assert_eq!(
        workload.grpc_address.as_deref(),
        Some(format!("{id}.app-grpc.gra.ai.cloud.ovh.net:443").as_str())
    );
    assert_eq!(workload.unknown, []);
    assert_eq!(workload.volumes.len(), 5);
    assert!(workload.volumes[0].cache);
    assert_eq!(
        workload.volumes[0].source,
        Source::DataStore(DataStoreRef {
            alias: "weights-s3".to_owned(),
            container: "weights".to_owned(),
            prefix: Some("sentiment/v7/".to_owned()),
            archive: None,
            internal: false,
        })
    );
    let target = workload.volumes[2].target.as_ref().unwrap();
    assert_eq!(target.archive.as_deref(), Some("results.tar"));
    assert_eq!(workload.volumes[4].permission, Permission::ReadWriteDelete);
}

#[test]
fn custom_metrics_are_read() {
    let (workload, findings) = observe(&app("custom-metric"));
    assert_eq!(findings, []);
    assert!(workload.is_public);
    assert_eq!(workload.compute.gpus, Some(1));
    assert_eq!(workload.compute.gpu_model.as_deref(), Some("H100"));
    assert_eq!(
        workload.scaling,
        Scaling::Custom {
            metric: CustomMetric {
                url: "http://<SELF>:7000/metrics".to_owned(),
                format: MetricFormat::Prometheus,
                location: "queue_depth".to_owned(),
                target: "12.25".to_owned(),
                aggregation: Aggregation::Sum,
            },
            min: 1,
            max: 3,
            up_window: Some(0),
            down_window: Some(300),
            cooldown: None,
        }
    );
}

#[test]
fn states_say_whether_it_should_run() {
    let mut document = app("minimal");
    for name in AppState::KNOWN {
        document.status.as_mut().unwrap().state = Some(AppState::from(*name));
        let (workload, findings) = observe(&document);
        let (run, found): (_, &[&str]) = match *name {
            "QUEUED" | "INITIALIZING" | "SCALING" | "RUNNING" | "STANDBY" => {
                (RunState::Running, &[])
            }
            "STOPPING" | "STOPPED" => (RunState::Stopped, &[]),
            "DELETING" | "DELETED" => (RunState::Stopped, &["platform/being-deleted"]),
            "FAILED" | "ERROR" => (RunState::Failed, &[]),
            other => panic!("{other} is new"),
        };
        assert_eq!(
            (workload.run, slugs(&findings)),
            (run, found.to_vec()),
            "{name}"
        );
    }
    document.status.as_mut().unwrap().state = None;
    assert_eq!(observe(&document).0.run, RunState::Running);
    document.status = None;
    assert_eq!(observe(&document).0.run, RunState::Running);
}

#[test]
fn all_three_spellings_of_volumes_are_read() {
    let (workload, findings) = observe(&app("legacy-volumes"));
    assert_eq!(findings, []);
    let store = |alias: &str, container: &str, prefix: Option<&str>| {
        Source::DataStore(DataStoreRef {
            alias: alias.to_owned(),
            container: container.to_owned(),
            prefix: prefix.map(str::to_owned),
            archive: None,
            internal: false,
        })
    };
    let sources: Vec<_> = workload
        .volumes
        .iter()
        .map(|volume| volume.source.clone())
        .collect();
    assert_eq!(
        sources,
        [
            store("weights-s3", "weights", Some("a/")),
            Source::PublicGit {
                url: "https://git.example.com/team/b.git".to_owned()
            },
            Source::PublicSwift {
                url: "https://storage.example.com/v1/AUTH_sample/c".to_owned()
            },
            Source::Empty { name: None },
            store("BHS", "oldest", Some("e/")),
            store("GRA", "oldest", None),
            store("GRA", "in", None),
        ]
    );
    let target = workload.volumes[6].target.as_ref().unwrap();
    assert_eq!(
        (target.alias.as_str(), target.container.as_str()),
        ("GRA", "out")
    );
}

#[test]
fn odd_texts_pass_unchanged() {
    let mut document = app("odd-texts");
    let (workload, findings) = observe(&document);
    assert_eq!(findings, []);
    // Several lines are more often a file or a key than a name, and names are told everywhere.
    assert!(document.spec.name.as_ref().unwrap().contains('\n'));
    assert_eq!(workload.name, "(secret)");
    document.spec.name = Some("no: \"~\" {{ .Values.x }} $(VAR) ${x} é 名 \t|".to_owned());
    let (workload, _) = observe(&document);
    assert_eq!(Some(&workload.name), document.spec.name.as_ref());
    assert_eq!(workload.command, ["", "--flag=$(HOME)", "line\nbreak"]);
    let environment: Vec<_> = workload
        .environment
        .iter()
        .map(|variable| (variable.name.as_str(), variable.value.expose()))
        .collect();
    assert_eq!(
        environment,
        [
            ("YES", "no"),
            ("YES", "1e3"),
            ("EMPTY", ""),
            ("LINES", "a: 1\nb: ~\n"),
            ("NULL", ""),
            ("weird name", "{{ x }}")
        ]
    );
    assert_eq!(workload.labels[""], "empty key");
    assert_eq!(workload.labels["a/b~c"], "~");
}
