//! Images.

use ovhai_images::testing::{TestRegistry, image};
use ovhai_jobs::testing::Kubelet;
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Lifecycle, Object};
use terraform_provider_ovhai::Ovhai;

use super::{ground, well};

const IMAGES: &str = "ovhai_image_export";

#[tokio::test(flavor = "multi_thread")]
async fn images_that_a_job_copied_are_verified_and_completed_from_here() {
    let ground = ground(Kubelet::Ends(well)).await;
    let (source, target) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[b"layer", b"other"]);
    source.hold("team/app", Some("1"), &made);
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let data = ground.config(&client, Value::Null).await;
    let config = json!({
        "destination": format!("oci:{}/exit", target.host()),
        "revision": data["revision"],
        "journal": ground.home.path().join("images").display().to_string(),
        "images": [format!("{}/team/app:1", source.host())],
        "engine": "kubernetes",
        "kubernetes": { "cluster": "target", "namespace": "exit", "docker_config": "registries" },
    });
    let plan = client.plan(IMAGES, None, config.clone()).await;
    assert!(
        plan.warnings()
            .iter()
            .any(|told| told.summary == "A Job of 1 pods copies 1 images")
    );
    // A pod that says it is done and is not: what lacks is copied from here, and everything is compared by digest.
    let created = lifecycle.create(IMAGES, config.clone()).await.unwrap();
    assert!(ground.is_clean());
    assert_eq!(ground.cluster.state().count("PATCH", "/jobs/"), 1);
    let copy = created.json()["copies"]
        .as_object()
        .unwrap()
        .values()
        .next()
        .unwrap()
        .clone();
    assert_eq!(copy["digest"], made.digest.to_string());

    for (name, value, says) in [
        (
            "platforms",
            json!(["linux/amd64"]),
            "Jobs copy images with all their platforms",
        ),
        (
            "destination",
            json!("file:./x"),
            "Jobs do not reach a folder of this machine",
        ),
        ("kubernetes", Value::Null, "How Jobs are to run is not said"),
        (
            "engine",
            json!("local"),
            "These settings are of another engine",
        ),
    ] {
        let mut config = config.clone();
        config[name] = value;
        assert_eq!(client.validate(IMAGES, config).await.error().summary, says);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn images_that_nobody_waits_for_are_collected_by_a_later_apply() {
    let ground = ground(Kubelet::Busy).await;
    let (source, target) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    source.hold("team/app", Some("1"), &image(&[b"layer", b"other"]));
    let lifecycle = Lifecycle::new(|| Ovhai, ground.provider());
    let client = lifecycle.client().await;
    let data = ground.config(&client, Value::Null).await;
    let folder = ground.home.path().join("manifests");
    let run = json!({ "cluster": "target", "namespace": "exit", "wait": false });
    let mut config = json!({
        "destination": format!("oci:{}/exit", target.host()),
        "revision": data["revision"],
        "journal": ground.home.path().join("images").display().to_string(),
        "images": [format!("{}/team/app:1", source.host())],
        "engine": "kubernetes",
        "kubernetes": { "cluster": "target", "namespace": "exit", "manifests": folder.display().to_string() },
    });
    let status = |object: &Object| object.json()["run"].as_str().unwrap_or("").to_owned();
    // Written for somebody else to apply, and not applied.
    let written = lifecycle.create(IMAGES, config.clone()).await.unwrap();
    assert!(status(&written).starts_with("written to"));
    assert!(folder.join("transfer.json").is_file());
    assert!(ground.is_clean());

    config["kubernetes"] = run;
    let started = lifecycle.update(&written, config.clone()).await.unwrap();
    assert!(
        status(&started).starts_with("running"),
        "{}",
        status(&started)
    );
    assert!(started.json()["digest"].is_null());
    // Where the copies will be is known already.
    assert!(!started.json()["rewrites"].as_object().unwrap().is_empty());
    let client = lifecycle.client().await;
    let read = client.read(&started).await.ok();
    let plan = client.plan(IMAGES, Some(&read), config.clone()).await.ok();
    assert_eq!(plan.action, Action::NoOp);
    assert_eq!(target.state().repositories.len(), 0);

    ground.cluster.state().kubelet = Kubelet::Ends(well);
    let read = client.read(&started).await.ok();
    assert_eq!(status(&read), "finished");
    let plan = client.plan(IMAGES, Some(&read), config.clone()).await.ok();
    assert_eq!(plan.action, Action::Update);
    let ended = client.apply(&plan).await.ok();
    assert!(ended.json()["run"].is_null());
    assert!(ended.json()["digest"].is_string());
    assert_eq!(ground.cluster.state().count("PATCH", "/jobs/"), 1);
    assert!(ground.is_clean());
    let client = lifecycle.client().await;
    let read = client.read(&ended).await.ok();
    let plan = client.plan(IMAGES, Some(&read), config.clone()).await.ok();
    assert_eq!(plan.action, Action::NoOp);

    // Another setting starts no other Job; another image does, and destroying ends it.
    config["kubernetes"]["parallel"] = json!(2);
    let same = lifecycle.update(&ended, config.clone()).await.unwrap();
    assert!(same.json()["run"].is_null());
    assert_eq!(ground.cluster.state().count("PATCH", "/jobs/"), 1);
    source.hold("team/other", Some("1"), &image(&[b"third"]));
    config["images"] = json!([format!("{}/team/other:1", source.host())]);
    ground.cluster.state().kubelet = Kubelet::Busy;
    let again = lifecycle.update(&same, config).await.unwrap();
    assert!(status(&again).starts_with("running"));
    assert!(!ground.is_clean());
    lifecycle.destroy(&again).await.unwrap();
    assert!(ground.is_clean());
}
