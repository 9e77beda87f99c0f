//! `ovhai_image_export` over its own gRPC service, between registries on loopback.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use ovh_sandbox::{Options, Running, Sandbox};
use ovhai_images::testing::{Fault, Made, TestRegistry, image, index};
use serde_json::{Value, json};
use terraform_plugin::{
    Tree,
    testing::{Client, Lifecycle, Object, unknown},
};
use terraform_provider_ovhai::Ovhai;

const TYPE: &str = "ovhai_image_export";
const PASSWORD: &str = "a-password-nobody-may-see-7f3a";

/// An estate whose two selected apps run images of a registry on loopback.
struct Ground {
    sandbox: Running,
    source: TestRegistry,
    target: TestRegistry,
    folder: tempfile::TempDir,
    both: Made,
}

/// The apps that are selected, with their images.
const APPS: [(&str, &str); 2] = [
    ("fraud-scorer", "team/app:1"),
    ("orders-api", "team/tool:2"),
];

async fn ground() -> Ground {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let (source, target) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let (one, two) = (image(&[b"shared", b"one"]), image(&[b"shared", b"two"]));
    let both = index(&[("linux/amd64", &one), ("linux/arm64", &two)]);
    source.hold("team/app", Some("1"), &both);
    source.hold("team/tool", Some("2"), &one);
    let ground = Ground {
        sandbox,
        source,
        target,
        folder: tempfile::tempdir().unwrap(),
        both,
    };
    for (name, image) in APPS {
        ground.run(name, &format!("{}/{image}", ground.source.host()));
    }
    ground
}

impl Ground {
    fn run(&self, name: &str, image: &str) {
        self.sandbox.with_apps(|apps| {
            let id = apps.id_of(name).unwrap();
            apps.edit(&id, |app| app["spec"]["image"] = image.into());
        });
    }

    fn configuration(&self) -> Value {
        let key = &self.sandbox.credentials().key;
        json!({
            "endpoint": self.sandbox.api(),
            "application_key": key.application_key,
            "application_secret": key.application_secret,
            "consumer_key": key.consumer_key,
            "service_name": self.sandbox.service_name(),
            "registries": { self.target.host(): { "username": "me", "password": PASSWORD } },
        })
    }

    fn lifecycle(&self) -> Lifecycle<impl Fn() -> Ovhai> {
        Lifecycle::new(|| Ovhai, self.configuration())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn registry(&self) -> String {
        format!("oci:{}/exit", self.target.host())
    }

    /// An export to `destination` with the present revision.
    async fn config(&self, client: &Client, destination: &str) -> Value {
        let select = json!({ "names": APPS.map(|(name, _)| name) });
        let inventory = client
            .data_source("ovhai_inventory", json!({ "select": select }))
            .await
            .ok();
        json!({
            "destination": destination,
            "revision": inventory.json()["revision"],
            "select": select,
            "journal": self.path("journal"),
        })
    }

    fn name(&self, at: usize) -> String {
        format!("{}/{}", self.source.host(), APPS[at].1)
    }
}

#[tokio::test]
async fn the_life_of_copies_in_a_registry() {
    let ground = ground().await;
    ground.target.state().basic = Some(("me".to_owned(), PASSWORD.to_owned()));
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let mut config = ground.config(&client, &ground.registry()).await;

    let plan = client.plan(TYPE, None, config.clone()).await.ok();
    let text = |text: &str| Tree::String(text.to_owned());
    let copy = plan.planned.get("copies").get(&ground.name(0));
    assert_eq!(copy.get("source_digest"), &text(&ground.both.digest));
    let (host, from) = (ground.target.host(), ground.source.host().replace(':', "-"));
    let copy = format!("{host}/exit/{from}/team/app@{}", ground.both.digest);
    assert_eq!(
        plan.planned.get("rewrites").get(&ground.name(0)),
        &text(&copy)
    );
    assert_eq!(ground.target.state().received, 0, "planning sends nothing");
    assert!(!ground.path("journal").exists(), "planning writes nothing");

    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    {
        let state = ground.target.state();
        let held = &state.repositories[&format!("exit/{from}/team/app")];
        for (digest, bytes) in &ground.both.blobs {
            assert_eq!(held.blobs.get(digest), Some(bytes));
        }
        assert_eq!(held.tags["1"], ground.both.digest);
    }
    let status: Value = serde_json::from_slice(
        &fs::read(ground.path("journal/.ovhai-export/status.json")).unwrap(),
    )
    .unwrap();
    assert_eq!(
        (&status["activity"], &status["objects"]),
        (&json!("complete"), &json!(2))
    );

    // What was sent is not sent again: a second plan has nothing to do, a lost state costs no bytes.
    let received = ground.target.state().received;
    let refreshed = client.read(&created).await.ok();
    let plan = client
        .plan(TYPE, Some(&refreshed), config.clone())
        .await
        .ok();
    assert_eq!(plan.planned, created.value);
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert_eq!(ground.target.state().received, received);

    // A tag that somebody moved is mended.
    ground
        .target
        .state()
        .repositories
        .get_mut(&format!("exit/{from}/team/app"))
        .unwrap()
        .tags
        .clear();
    let refreshed = client.read(&created).await;
    assert_eq!(refreshed.warnings().len(), 1);
    assert_eq!(refreshed.ok().json()["digest"], Value::Null);
    config["on_destroy"] = json!("delete");
    let updated = lifecycle.update(&created, config.clone()).await.unwrap();
    assert_eq!(
        ground.target.state().repositories[&format!("exit/{from}/team/app")].tags["1"],
        ground.both.digest
    );

    let everything = format!("{:?}{}", updated.json(), read_all(&ground.path("journal")));
    assert!(!everything.contains(PASSWORD), "{everything}");
    lifecycle.destroy(&updated).await.unwrap();
    let state = ground.target.state();
    for held in state.repositories.values() {
        assert!(held.manifests.is_empty() && held.tags.is_empty());
    }
    drop(state);
    assert!(!ground.path("journal").exists());
}

#[tokio::test]
async fn exported_workloads_run_the_copies() {
    let ground = ground().await;
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let config = ground.config(&client, &ground.registry()).await;
    let images = lifecycle.create(TYPE, config.clone()).await.unwrap().json();
    let exit = ground.path("exit");
    let workloads = json!({
        "destination": format!("file:{}", exit.display()),
        "revision": config["revision"],
        "select": config["select"],
        "profile": { "domain": "apps.example.com", "registry_rewrites": images["rewrites"] },
    });
    lifecycle
        .create("ovhai_workload_export", workloads)
        .await
        .unwrap();
    let written = read_all(&exit.join("apps"));
    let mut images: Vec<String> = (0..2)
        .map(|at| {
            images["rewrites"][ground.name(at)]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    images.sort();
    assert!(
        images
            .iter()
            .all(|copy| copy.contains("/exit/") && copy.contains("@sha256:"))
    );
    let mut run: Vec<String> = (written.lines())
        .filter_map(|line| line.trim_start().strip_prefix("image: "))
        .map(|image| image.trim_matches('"').to_owned())
        .collect();
    // Beside them only tools of the platform's stand-ins run.
    run.retain(|image| !image.contains(".io/"));
    run.sort();
    assert_eq!(run, images);
}

#[tokio::test]
async fn a_layout_with_a_broken_layer_is_found_and_mended() {
    let ground = ground().await;
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let layout = ground.path("images");
    let mut config = ground
        .config(&client, &format!("file:{}", layout.display()))
        .await;
    config.as_object_mut().unwrap().remove("journal");
    config["verify"] = json!("full");
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert_eq!(created.json()["rewrites"], json!({}));
    let layer = ovhai_images::ContentDigest::of(b"shared");
    let blob = layout.join("blobs/sha256").join(layer.hex());
    fs::write(&blob, b"ShareD").unwrap();
    let found = client.read(&created).await;
    let told = found.warnings()[0].detail.clone();
    assert!(told.contains(layer.as_str()), "{told}");
    let found = found.ok();
    let plan = client.plan(TYPE, Some(&found), config.clone()).await.ok();
    assert!(plan.planned.get("digest").is_known());
    let mended = client.apply(&plan).await.ok();
    assert_eq!(fs::read(&blob).unwrap(), b"shared");
    assert_eq!(mended.json(), created.json());

    // By its destination alone it is found again.
    let imported = client
        .import(TYPE, config["destination"].as_str().unwrap())
        .await
        .ok();
    assert_eq!(imported.json()["id"], created.json()["id"]);

    // The way back: the layout's images into a registry.
    let back = json!({
        "destination": format!("oci:{}/back", ground.target.host()),
        "source": config["destination"],
        "naming": "path",
        "platforms": ["linux/amd64"],
        "revision": config["revision"],
        "select": config["select"],
        "journal": ground.path("back"),
    });
    let back = lifecycle.create(TYPE, back).await.unwrap().json();
    assert_eq!(back["image_count"], 2);
    let state = ground.target.state();
    assert!(state.repositories["back/team/app"].tags.contains_key("1"));
    let left = &back["copies"][ground.name(0)]["left_out"];
    assert_eq!(left.as_object().unwrap().len(), 1, "{left}");
}

#[tokio::test]
async fn what_cannot_be_found_stops_the_plan_or_is_named() {
    let ground = ground().await;
    ground.run(
        "orders-api",
        &format!("{}/team/none:1", ground.source.host()),
    );
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let mut config = ground.config(&client, &ground.registry()).await;
    let refused = client.plan(TYPE, None, config.clone()).await;
    assert_eq!(refused.error().summary, "Images cannot be found or read");
    assert!(refused.error().detail.contains("team/none:1"));
    config["on_missing"] = json!("report");
    let told = client.plan(TYPE, None, config.clone()).await;
    assert_eq!(told.warnings()[0].summary, "Some of the images stay behind");
    let created = lifecycle.create(TYPE, config).await.unwrap().json();
    let missing = format!("{}/team/none:1", ground.source.host());
    assert!(created["not_copied"][&missing].is_string());
    assert_eq!(created["image_count"], 1);
}

#[tokio::test]
async fn what_fails_is_continued_by_the_next_create() {
    let ground = ground().await;
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let config = ground.config(&client, &ground.registry()).await;
    // The registry takes every layer and then no manifest of the second image.
    for _ in 0..4 {
        ground
            .target
            .state()
            .order("PUT", "team/tool/manifests/", Fault::Status(403, None));
    }
    let plan = client.plan(TYPE, None, config.clone()).await.ok();
    let failed = client.apply(&plan).await;
    assert_eq!(failed.error().summary, "Some images were not copied");
    assert!(failed.error().detail.contains("1 of 2 images are complete"));
    let status = fs::read_to_string(ground.path("journal/.ovhai-export/status.json")).unwrap();
    assert!(status.contains("\"stopped\""), "{status}");
    let received = ground.target.state().received;
    ground.target.state().faults.clear();
    lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert_eq!(
        ground.target.state().received,
        received,
        "no layer goes twice"
    );

    // Another export does not take its journal for its own.
    let mut other = config;
    other["select"] = json!({ "names": [APPS[0].0] });
    let inventory = client
        .data_source("ovhai_inventory", json!({ "select": other["select"] }))
        .await
        .ok();
    other["revision"] = inventory.json()["revision"].clone();
    let refused = lifecycle.client().await.plan(TYPE, None, other).await;
    assert_eq!(refused.error().summary, "The destination cannot be used");
}

#[tokio::test]
async fn a_tag_that_moves_between_planning_and_applying_is_not_copied() {
    let ground = ground().await;
    let client = ground.lifecycle().client().await;
    let config = ground.config(&client, &ground.registry()).await;
    let plan = client.plan(TYPE, None, config).await.ok();
    ground
        .source
        .hold("team/app", Some("1"), &image(&[b"newer"]));
    let refused = client.apply(&plan).await;
    assert_eq!(
        refused.error().summary,
        "The export is no longer what was planned"
    );
    assert_eq!(ground.target.state().received, 0);
}

#[tokio::test]
async fn what_only_apply_will_tell_leaves_the_plan_open() {
    let ground = ground().await;
    let mut provider = ground.configuration();
    provider["registries"] = unknown();
    let client = Client::configured(Ovhai, provider).await;
    let config = ground.config(&client, &ground.registry()).await;
    let plan = client.plan(TYPE, None, config.clone()).await.ok();
    for name in ["id", "digest", "copies", "rewrites", "bytes"] {
        assert!(plan.planned.get(name).is_unknown(), "{name}");
    }
    assert_eq!(ground.source.state().seen, []);
    for wrong in ["oci:team/images", "s3:bucket", "images"] {
        let mut config = config.clone();
        config["destination"] = json!(wrong);
        let refused = client.validate(TYPE, config).await;
        assert_eq!(refused.error().summary, "The destination cannot be used");
    }
}

#[tokio::test]
async fn of_two_exports_of_the_same_images_one_goes_and_the_other_stays_whole() {
    let ground = ground().await;
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let mut first = ground.config(&client, &ground.registry()).await;
    first["on_destroy"] = json!("delete");
    let mut second = first.clone();
    second["journal"] = json!(ground.path("second"));
    let first = lifecycle.create(TYPE, first).await.unwrap();
    let second = lifecycle.create(TYPE, second).await.unwrap();
    let gone = destroyed(&lifecycle.client().await, &first).await;
    let told = &gone[0];
    assert!(told.contains("needs it"), "{told}");
    assert!(!ground.path("journal").exists());
    let client = lifecycle.client().await;
    assert_eq!(client.read(&second).await.ok().json(), second.json());
    // What nobody noted to have stored is named when the last one goes.
    let gone = destroyed(&lifecycle.client().await, &second).await;
    let told = &gone[0];
    assert!(told.contains("it was there before"), "{told}");
    let state = ground.target.state();
    for held in state.repositories.values() {
        assert!(
            !held.tags.keys().any(|tag| tag.starts_with("ovhai-")),
            "{:?}",
            held.tags
        );
    }
}

#[tokio::test]
async fn a_journal_that_moves_takes_along_what_was_stored_and_a_lost_one_is_told() {
    let ground = ground().await;
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let mut config = ground.config(&client, &ground.registry()).await;
    config["on_destroy"] = json!("delete");
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    config["journal"] = json!(ground.path("elsewhere"));
    let moved = lifecycle.update(&created, config.clone()).await.unwrap();
    assert_eq!(moved.json()["id"], created.json()["id"]);
    assert!(!ground.path("journal/.ovhai-export").exists());
    lifecycle.destroy(&moved).await.unwrap();
    assert!(
        (ground.target.state().repositories.values()).all(|held| held.manifests.is_empty()),
        "nothing that an earlier run stored is left"
    );

    let created = lifecycle.create(TYPE, config).await.unwrap();
    fs::remove_file(ground.path("elsewhere/.ovhai-export/stored.jsonl")).unwrap();
    let gone = destroyed(&lifecycle.client().await, &created).await;
    let told = &gone[0];
    assert!(
        told.contains("the journal that says otherwise is lost"),
        "{told}"
    );
    assert!(told.contains(&ground.both.digest), "{told}");
}

#[tokio::test]
async fn a_layout_goes_with_the_images_it_had_once() {
    let ground = ground().await;
    let lifecycle = ground.lifecycle();
    let client = lifecycle.client().await;
    let layout = ground.path("images");
    let destination = format!("file:{}", layout.display());
    let mut config = ground.config(&client, &destination).await;
    config.as_object_mut().unwrap().remove("journal");
    config["on_destroy"] = json!("delete");
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    config["images"] = json!([ground.name(0)]);
    let fewer = lifecycle.update(&created, config).await.unwrap();
    assert_eq!(fewer.json()["image_count"], 1);
    lifecycle.destroy(&fewer).await.unwrap();
    assert!(
        !layout.exists(),
        "{:?}",
        fs::read_dir(&layout).map(Iterator::count)
    );
}

/// Destroys; answers the warnings.
async fn destroyed(client: &Client, object: &Object) -> Vec<String> {
    let plan = client.plan_destroy(object).await.ok();
    let outcome = client.apply(&plan).await;
    let warnings = outcome
        .warnings()
        .iter()
        .map(|told| told.detail.clone())
        .collect();
    outcome.ok();
    warnings
}

/// Every file below a folder, as one text.
fn read_all(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&read_all(&path));
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
        }
    }
    text
}
