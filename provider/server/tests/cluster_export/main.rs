//! Exports of data and images with `engine = "kubernetes"`, over the provider's own gRPC service in memory: against the sandbox, an object store and
//! a cluster on loopback. That the commands of its pods do what is said of them here, `provider/jobs/tests/judges.rs` proves.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod images;

use ovh_sandbox::{EstateChoice, Options, Running, Sandbox};
use ovhai_data::testing::TestStore;
use ovhai_jobs::testing::{Ending, Kubelet, TestCluster};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Client, Lifecycle};
use terraform_provider_ovhai::Ovhai;

const TYPE: &str = "ovhai_data_export";
const HIDDEN: &str = "test-secret";

struct Ground {
    sandbox: Running,
    store: TestStore,
    cluster: TestCluster,
    home: tempfile::TempDir,
}

async fn ground(kubelet: Kubelet) -> Ground {
    let sandbox = Sandbox::start(Options {
        estate: EstateChoice::Handmade,
        ..Options::default()
    })
    .unwrap();
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        for name in ["v1/a/1", "v1/a/2", "v1/b/1", "v1/top"] {
            state.put("from", name, name.as_bytes());
        }
        state.buckets.entry("to".to_owned()).or_default();
    }
    Ground {
        sandbox,
        store,
        cluster: TestCluster::start(kubelet).await.unwrap(),
        home: tempfile::tempdir().unwrap(),
    }
}

impl Ground {
    fn provider(&self) -> Value {
        let key = &self.sandbox.credentials().key;
        let store = json!({ "endpoint": self.store.endpoint(), "region": "test", "access_key": "test-key", "secret_key": HIDDEN });
        json!({
            "endpoint": self.sandbox.api(),
            "application_key": key.application_key,
            "application_secret": key.application_secret,
            "consumer_key": key.consumer_key,
            "service_name": self.sandbox.service_name(),
            "object_stores": { "mine": store },
            "clusters": { "target": { "host": self.cluster.host() } },
        })
    }

    async fn config(&self, client: &Client, more: Value) -> Value {
        let inventory = client.data_source("ovhai_inventory", json!({})).await.ok();
        let mut run = json!({
            "cluster": "target",
            "namespace": "exit",
            "shards": 3,
            "secrets": { "mine": { "name": "store" } },
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            run[name] = value.clone();
        }
        json!({
            "destination": "s3:to/exit",
            "revision": inventory.json()["revision"].clone(),
            "journal": self.home.path().join("journal").display().to_string(),
            "sources": [{ "store": "mine", "container": "from", "prefix": "v1/" }],
            "engine": "kubernetes",
            "kubernetes": run,
        })
    }

    /// What the pods would have done.
    fn copy(&self) {
        let mut state = self.store.state();
        let all: Vec<_> = (state.buckets["from"].iter())
            .map(|(name, object)| (name.clone(), object.bytes.clone()))
            .collect();
        for (name, bytes) in all {
            state.put("to", &format!("exit/mine/from/{name}"), &bytes);
        }
    }

    fn is_clean(&self) -> bool {
        let state = self.cluster.state();
        state.jobs.is_empty() && state.pods.is_empty() && state.config_maps.is_empty()
    }
}

fn well(_: u32, _: u32) -> Ending {
    Ending {
        code: 0,
        message: r#"{"place":0,"unproven":0,"size":{"count":1,"bytes":5,"sizeless":0}}"#.to_owned(),
        log: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_copies_and_what_it_copied_is_compared_and_watched() {
    let ground = ground(Kubelet::Ends(well)).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let config = ground.config(&client, Value::Null).await;
    let plan = client.plan(TYPE, None, config.clone()).await;
    let told = &plan.warnings()[0];
    assert_eq!(told.summary, "Data of 1 places: 4 objects, 24 bytes");
    assert!(
        told.detail
            .contains("A Job of 3 pods, 3 at the same time, in the namespace exit"),
        "{}",
        told.detail
    );
    assert!(
        ground.is_clean() && ground.cluster.state().count("PATCH", "") == 0,
        "planning changed something"
    );

    // Pods that end well and copied nothing are not believed.
    let plan = plan.ok();
    let refused = client.apply(&plan).await;
    assert!(
        refused.error().detail.contains("4 objects are missing"),
        "{:?}",
        refused.error()
    );
    assert!(ground.is_clean());

    ground.copy();
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert!(ground.is_clean());
    assert_eq!(created.json()["object_count"], 4);
    assert!(created.json()["run"].is_null());
    assert!(!format!("{created:?}").contains(HIDDEN));

    // What the source has more makes a difference, and the second Job may write over what the first one wrote.
    ground.store.state().put("from", "v1/a/3", b"new");
    let client = lifecycle.client().await;
    let plan = (client.plan(TYPE, Some(&created), config.clone()).await).ok();
    assert_eq!(plan.action, Action::Update);
    ground.copy();
    let updated = client.apply(&plan).await.ok();
    assert_eq!(updated.json()["object_count"], 5);

    // What somebody changes at the destination is seen, and not written over unasked.
    ground
        .store
        .state()
        .put("to", "exit/mine/from/v1/top", b"edited");
    let client = lifecycle.client().await;
    let read = client.read(&updated).await.ok();
    assert!(read.json()["digest"].is_null());
    let plan = client.plan(TYPE, Some(&read), config.clone()).await;
    assert!(
        plan.error().summary.contains("not as this export left it"),
        "{:?}",
        plan.error()
    );
    let mut config = config;
    config["overwrite"] = json!(true);
    ground.copy();
    lifecycle.update(&updated, config).await.unwrap();
    assert!(ground.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_nobody_waits_for_is_followed_by_refreshing_and_collected_by_the_next_apply() {
    let ground = ground(Kubelet::Busy).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let config = ground.config(&client, json!({ "wait": false })).await;
    let started = lifecycle.create(TYPE, config.clone()).await.unwrap();
    let run = |state: &terraform_plugin::testing::Object| {
        state.json()["run"].as_str().unwrap_or("").to_owned()
    };
    assert_eq!(run(&started), "running: 0 of 3 shards done");
    assert_eq!(ground.cluster.state().jobs.len(), 1);
    // Another process refreshes, plans nothing and changes nothing.
    let client = lifecycle.client().await;
    let read = client.read(&started).await.ok();
    assert_eq!(
        client
            .plan(TYPE, Some(&read), config.clone())
            .await
            .ok()
            .action,
        Action::NoOp
    );
    assert_eq!(ground.cluster.state().count("PATCH", "/jobs/"), 1);

    ground.copy();
    ground.cluster.state().kubelet = Kubelet::Ends(well);
    let mut state = read;
    for _ in 0..10 {
        state = lifecycle.client().await.read(&state).await.ok();
    }
    assert_eq!(run(&state), "finished");
    let collected = lifecycle.update(&state, config.clone()).await.unwrap();
    assert_eq!(
        (collected.json()["object_count"].clone(), run(&collected)),
        (json!(4), String::new())
    );
    assert!(ground.is_clean());
    assert_eq!(ground.cluster.state().count("PATCH", "/jobs/"), 1);

    // Destroying ends one that still runs.
    ground.cluster.state().kubelet = Kubelet::Busy;
    ground.store.state().put("from", "v1/more", b"x");
    let again = lifecycle.update(&collected, config).await.unwrap();
    assert!(run(&again).starts_with("running"));
    lifecycle.destroy(&again).await.unwrap();
    assert!(ground.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_apply_leaves_the_job_at_work_and_the_next_one_takes_it_over() {
    let ground = ground(Kubelet::Busy).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let config = ground.config(&client, Value::Null).await;
    let plan = client.plan(TYPE, None, config.clone()).await.ok();
    let interrupt = async {
        while ground.cluster.state().pods.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        client.stop().await;
    };
    let (stopped, ()) = tokio::join!(client.apply(&plan), interrupt);
    assert_eq!(stopped.error().summary, "Interrupted");
    assert_eq!(ground.cluster.state().jobs.len(), 1);
    // A folder that came meanwhile changes nothing about that.
    ground.store.state().put("from", "v1/new/1", b"x");
    ground.copy();
    ground.cluster.state().kubelet = Kubelet::Ends(well);
    let created = lifecycle.create(TYPE, config).await.unwrap();
    assert_eq!(created.json()["object_count"], 5);
    assert_eq!(ground.cluster.state().count("PATCH", "/jobs/"), 1);
    assert!(ground.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_job_is_told_and_removed_and_begun_anew() {
    fn fails(index: u32, attempt: u32) -> Ending {
        match index {
            1 => Ending {
                code: 4,
                message: String::new(),
                log: "{\"msg\":\"sizes differ\",\"object\":\"v1/b/1\"}\n".to_owned(),
            },
            _ => well(index, attempt),
        }
    }
    let ground = ground(Kubelet::Ends(fails)).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let config = ground.config(&client, Value::Null).await;
    let plan = client.plan(TYPE, None, config.clone()).await.ok();
    let failed = client.apply(&plan).await;
    assert!(
        failed.error().detail.contains("1 of 3 shards failed"),
        "{:?}",
        failed.error()
    );
    assert!(
        failed
            .error()
            .detail
            .contains("shard 1: v1/b/1: sizes differ"),
        "{:?}",
        failed.error()
    );
    assert!(ground.is_clean());
    ground.copy();
    ground.cluster.state().kubelet = Kubelet::Ends(well);
    lifecycle.create(TYPE, config).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_are_the_objects_that_would_be_applied() {
    let ground = ground(Kubelet::Ends(well)).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let folder = ground.home.path().join("manifests");
    let more = json!({ "manifests": folder.display().to_string() });
    let config = ground.config(&client, more).await;
    let written = lifecycle.create(TYPE, config).await.unwrap();
    assert!(
        written.json()["run"]
            .as_str()
            .unwrap()
            .starts_with("written to")
    );
    assert_eq!(
        ground.cluster.state().seen.len(),
        0,
        "the cluster was asked"
    );
    let text = std::fs::read_to_string(folder.join("transfer.json")).unwrap();
    assert!(!text.contains(HIDDEN));
    let list: Value = serde_json::from_str(&text).unwrap();
    let job = list["items"][1].clone();
    assert_eq!(job["kind"], "Job");
    // Without them, the same is applied.
    ground.copy();
    let config = ground.config(&client, Value::Null).await;
    ground.cluster.state().kubelet = Kubelet::Busy;
    let mut config_once = config.clone();
    config_once["kubernetes"]["wait"] = json!(false);
    let started = lifecycle.update(&written, config_once).await.unwrap();
    {
        let state = ground.cluster.state();
        let applied = &state.jobs.values().next().unwrap().object;
        assert_eq!(
            (&applied["spec"], &applied["metadata"]["name"]),
            (&job["spec"], &job["metadata"]["name"])
        );
    }
    ground.cluster.state().kubelet = Kubelet::Ends(well);
    lifecycle.update(&started, config).await.unwrap();
    assert_eq!(
        ground.cluster.state().count("PATCH", "/jobs/"),
        1,
        "the Job was taken over"
    );
    assert!(ground.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_filled_and_its_counts_are_what_pods_said() {
    let ground = ground(Kubelet::Ends(well)).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let mut config = ground.config(&client, Value::Null).await;
    config["destination"] = json!("pvc:archive/2026");
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert_eq!(created.json()["object_count"], 3);
    // It is trusted, and a source that changes is a difference.
    let client = lifecycle.client().await;
    assert!(!client.read(&created).await.ok().json()["digest"].is_null());
    ground.store.state().put("from", "v1/more", b"x");
    let plan = client.plan(TYPE, Some(&created), config).await.ok();
    assert_eq!(plan.action, Action::Update);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cluster_cannot_do_is_said_before_anything_is_applied() {
    let ground = ground(Kubelet::Ends(well)).await;
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let good = ground.config(&client, Value::Null).await;
    for (pointer, value, says) in [
        (
            "/kubernetes/secrets",
            json!({}),
            "No Secret is named for the object store \"mine\"",
        ),
        (
            "/kubernetes/cluster",
            json!("nowhere"),
            "There is no cluster \"nowhere\"",
        ),
        (
            "/destination",
            json!("file:./x"),
            "Jobs do not reach a folder of this machine",
        ),
        (
            "/engine",
            json!("local"),
            "These settings are of another engine",
        ),
        (
            "/kubernetes",
            Value::Null,
            "How Jobs are to run is not said",
        ),
        (
            "/on_destroy",
            json!("delete"),
            "Copies made by Jobs are not removed",
        ),
        (
            "/on_source_removed",
            json!("delete"),
            "Copies made by Jobs are not removed",
        ),
    ] {
        let mut config = good.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        config.pointer_mut(parent).unwrap()[name] = value;
        let valid = client.validate(TYPE, config.clone()).await;
        let summary = if !valid.errors().is_empty() {
            valid.error().summary.clone()
        } else {
            client
                .plan(TYPE, None, config)
                .await
                .error()
                .summary
                .clone()
        };
        assert_eq!(summary, says);
    }
    assert_eq!(ground.cluster.state().count("PATCH", ""), 0);
}
