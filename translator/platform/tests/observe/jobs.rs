//! Jobs.

use ovhai_model::{Address, Batch, Finding, Kind, Outcome, RunState, Task, Workload};
use ovhai_platform::{
    documents::{Job, JobState, Wire},
    observe::{self, ObserveOptions},
};
use serde_json::{Value, json};

use crate::{
    reading::slugs,
    samples::sample,
    tasks::{KEY, assert_volumes},
};

pub fn read_job(document: Value) -> (Workload, Vec<Finding>) {
    observe::job(&Job::read(document).unwrap(), &ObserveOptions::default())
}

fn batch(workload: &Workload) -> &Batch {
    match &workload.task {
        Task::Batch(batch) => batch,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_member_of_a_job_is_read() {
    let (workload, findings) = read_job(sample("job/every-member.json"));
    assert_eq!(findings, []);
    let id = "c2a7e9d4-5b38-4f61-9e0d-7a4c1b8f2e63";
    assert_eq!(workload.address, Address::new(Kind::Job, id));
    assert_eq!(workload.name, "grow-all-seasons");
    assert_eq!(workload.region, "GRA");
    assert_eq!(workload.run, RunState::Running);
    assert_eq!(
        workload.task,
        Task::Batch(Batch {
            timeout_seconds: Some(86_400),
            restarts_at_timeout: Some(true),
            shutdown: Some("Stop".to_owned()),
            ssh_public_keys: vec![KEY.to_owned()],
            read_user: Some("100002".to_owned()),
            outcome: None,
        })
    );
    assert!(!workload.has_ended());
    assert_eq!(
        workload.image.reference,
        "images.example.org/orchard/grow:3.2"
    );
    assert_eq!(
        workload.image.partner.as_deref(),
        Some("6f0c2b1a-3d4e-4a5b-8c6d-7e8f9a0b1c2d")
    );
    assert_eq!(workload.command, ["python", "grow.py", "--seasons", "4"]);
    assert_eq!(workload.environment.len(), 3);
    assert_eq!(workload.environment[2].value.expose(), "sample-not-real");
    assert_eq!(workload.labels.len(), 2);
    assert_eq!(workload.platform_labels["ovh/id"], id);
    assert_eq!(workload.platform_labels["ovh/type"], "job");
    assert_eq!(
        (workload.http_port, workload.grpc_port),
        (Some(6006), Some(9200))
    );
    assert!(workload.is_public);
    assert_eq!(workload.compute.gpus, Some(1));
    assert_eq!(
        workload.url,
        Some(format!("https://{id}.job.gra.ai.cloud.ovh.net"))
    );
    assert_eq!(
        workload.grpc_address,
        Some(format!("{id}.job-grpc.gra.ai.cloud.ovh.net:443"))
    );
    assert_eq!((workload.scaling.min(), workload.scaling.max()), (1, 1));
    assert_volumes(&workload);
}

#[test]
fn states_of_jobs_say_whether_and_how_they_ended() {
    let mut document = Job::read(sample("job/every-member.json")).unwrap();
    for name in JobState::KNOWN {
        let status = document.status.as_mut().unwrap();
        status.state = Some(JobState::from(*name));
        status.exit_code = Some(3);
        let (workload, findings) = observe::job(&document, &ObserveOptions::default());
        assert_eq!(findings, [], "{name}");
        let (run, has_ended) = match *name {
            "QUEUED" | "INITIALIZING" | "PENDING" | "RUNNING" | "FINALIZING" | "INTERRUPTING"
            | "RESTARTING" => (RunState::Running, false),
            "DONE" => (RunState::Finished, true),
            "INTERRUPTED" => (RunState::Stopped, true),
            "FAILED" | "ERROR" | "SYNC_FAILED" | "TIMEOUT" => (RunState::Failed, true),
            other => panic!("{other} is new"),
        };
        let outcome = has_ended.then(|| Outcome {
            state: (*name).to_owned(),
            exit_code: Some(3),
        });
        assert_eq!(workload.run, run, "{name}");
        assert_eq!(batch(&workload).outcome, outcome, "{name}");
        assert_eq!(workload.has_ended(), has_ended, "{name}");
        // A job that ended answers no calls.
        assert_eq!(workload.url.is_none(), has_ended, "{name}");
        assert_eq!(workload.grpc_address.is_none(), has_ended, "{name}");
    }
    document.status = None;
    let (workload, _) = observe::job(&document, &ObserveOptions::default());
    assert_eq!(workload.run, RunState::Running);
    assert!(workload.url.is_some());
}

#[test]
fn finished_jobs_of_the_samples_keep_their_end() {
    for (name, state, code) in [
        ("done", "DONE", Some(0)),
        ("failed", "FAILED", Some(137)),
        ("interrupted", "INTERRUPTED", None),
        ("sync-failed", "SYNC_FAILED", Some(0)),
    ] {
        let (workload, _) = read_job(sample(&format!("job/{name}.json")));
        let outcome = Outcome {
            state: state.to_owned(),
            exit_code: code,
        };
        assert_eq!(batch(&workload).outcome, Some(outcome), "{name}");
        let source: Value = serde_json::from_str(&workload.source).unwrap();
        let expected = match code {
            Some(code) => json!({"state": state, "exitCode": code}),
            None => json!({"state": state}),
        };
        assert_eq!(source["outcome"], expected, "{name}");
    }
}

#[test]
fn gaps_of_jobs_are_reported() {
    let (workload, findings) = read_job(sample("job/sparse.json"));
    assert_eq!(slugs(&findings), ["platform/resources-unknown"]);
    assert_eq!(workload.region, "GRA");
    assert_eq!(workload.task, Task::Batch(Batch::default()));
    assert_eq!(
        workload.url.as_deref(),
        Some("https://e1f0a2b3-c4d5-4e6f-8a7b-9c0d1e2f3a4b.job.gra.ai.cloud.ovh.net")
    );
    assert_eq!(workload.grpc_address, None);

    let (workload, findings) = read_job(sample("job/from-tomorrow.json"));
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.slug.as_str(), finding.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("platform/unknown-member", "/priority; /spec/retries"),
            ("platform/unknown-state", "HIBERNATING"),
            (
                "platform/unknown-value",
                "/spec/shutdown is `Hibernate`; /spec/volumes/0/permission is `APPEND`"
            ),
        ]
    );
    assert_eq!(workload.run, RunState::Other("HIBERNATING".to_owned()));
    assert_eq!(batch(&workload).shutdown.as_deref(), Some("Hibernate"));
    let source: Value = serde_json::from_str(&workload.source).unwrap();
    assert_eq!(source["unknown"], json!({"priority": 7}));
    assert_eq!(source["spec"]["retries"], 3);
    assert!(!workload.source.contains("calm"));
}
