//! Estates that change while they are read, regions that fail while others answer, and documents of tomorrow.

use std::{collections::BTreeSet, thread, time::Duration};

use ovh_sandbox::{
    Credentials, EstateChoice, Fault, FaultKind, FaultSchedule, Kind, Options, PagingOptions,
    Running,
};
use serde_json::{Value, json};
use terraform_plugin::testing::Client;
use terraform_provider_ovhai::OvhaiWith;

use super::{
    HANDMADE, client, failed, hasty, held, objects, of_estate, read, start, told, undisturbed,
};

/// Every id of every kind.
fn addresses(all: &std::collections::BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    all.iter()
        .flat_map(|(kind, ids)| ids.iter().map(move |id| format!("{kind}/{id}")))
        .collect()
}

/// What is held, without backups whose notebook is gone: nobody can ask for them.
fn readable(sandbox: &Running) -> BTreeSet<String> {
    let notebooks: BTreeSet<String> = sandbox
        .with_notebooks(|all| all.ids())
        .into_iter()
        .collect();
    let mut all = addresses(&held(sandbox));
    sandbox.with(Kind::Backup, |backups| {
        all.retain(|address| match address.strip_prefix("backup/") {
            Some(id) => backups
                .place_of(id)
                .is_none_or(|place| notebooks.contains(&place)),
            None => true,
        });
    });
    all
}

/// Nothing that was there all the time may be missing, and nothing may be there that never was.
fn check(inventory: &Value, before: &BTreeSet<String>, after: &BTreeSet<String>, what: &str) {
    let found = addresses(&objects(inventory));
    let missing: Vec<_> = before
        .intersection(after)
        .filter(|one| !found.contains(*one))
        .collect();
    let known: BTreeSet<_> = before.union(after).cloned().collect();
    let invented: Vec<_> = found.difference(&known).collect();
    assert!(missing.is_empty(), "{what}: without {missing:?}");
    assert!(invented.is_empty(), "{what}: invented {invented:?}");
}

#[tokio::test]
async fn pages_that_shift_lose_nothing() {
    let mut complete = 0;
    for seed in 1..=8 {
        let sandbox = start(Options {
            estate: EstateChoice::Mixed { objects: 120, seed },
            paging: PagingOptions {
                base: u8::from(seed % 2 == 0),
                default_size: 10,
                max_size: 10,
            },
            ..Options::default()
        });
        let client = client(&sandbox).await;
        let before = readable(&sandbox);
        sandbox.schedule_faults(FaultSchedule {
            seed,
            rate: 0.2,
            kinds: vec![FaultKind::Shift],
            limit: Some(seed),
            ..FaultSchedule::default()
        });
        let inventory = read(&client, json!({})).await;
        assert!(sandbox.requests().struck() > 0, "nothing shifted");
        sandbox.clear_faults();
        let after = readable(&sandbox);
        let told = told(&inventory);
        if failed(&inventory) {
            assert!(
                told.contains("could not be read completely")
                    || told.contains("disagree")
                    || told.contains("differ"),
                "{told}"
            );
        } else {
            complete += 1;
            // What appeared meanwhile may be missing, what disappeared may be there; the same holds in between.
            check(
                &inventory.ok().json(),
                &before,
                &after,
                &format!("seed {seed}"),
            );
        }
    }
    assert!(
        complete >= 4,
        "only {complete} of 8 readings came to an end"
    );
}

/// Removes `id` as soon as the list of its kind was read.
fn remove_after_list<'s>(
    scope: &'s thread::Scope<'s, '_>,
    sandbox: &'s Running,
    kind: Kind,
    route: &'static str,
    id: &'s str,
) {
    scope.spawn(move || {
        while sandbox.requests().count(route) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        assert!(sandbox.with(kind, |objects| objects.remove(id)));
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notebook_that_vanishes_between_list_and_backups_is_no_error() {
    const LIST: &str = "GET /cloud/project/{serviceName}/ai/notebook";
    let sandbox = start(Options {
        estate: HANDMADE,
        latency: Duration::from_millis(20),
        ..Options::default()
    });
    let client = client(&sandbox).await;
    let before = readable(&sandbox);
    let id = sandbox.with_notebooks(|notebooks| notebooks.ids().pop().unwrap());
    let (removing, vanishing) = (&sandbox, id.as_str());
    let inventory = thread::scope(|scope| {
        remove_after_list(scope, removing, Kind::Notebook, LIST, vanishing);
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(read(&client, json!({})))
        })
    });
    assert!(!failed(&inventory), "{}", told(&inventory));
    let after = readable(&sandbox);
    assert!(!after.contains(&format!("notebook/{id}")));
    check(&inventory.ok().json(), &before, &after, "a notebook");
}

#[tokio::test]
async fn a_cluster_that_vanishes_between_list_and_reading_is_no_error() {
    let sandbox = of_estate(HANDMADE);
    let client = client(&sandbox).await;
    let before = readable(&sandbox);
    sandbox.fail(
        "GET /cloud/project/{serviceName}/kube/{kubeId}",
        Fault::Vanish,
        0,
        1,
    );
    let inventory = read(&client, json!({})).await;
    assert!(!failed(&inventory), "{}", told(&inventory));
    let after = readable(&sandbox);
    assert_eq!(before.len(), after.len() + 1);
    check(&inventory.ok().json(), &before, &after, "a cluster");
}

#[tokio::test]
async fn a_region_that_fails_is_named_and_the_others_are_complete() {
    for (route, kind) in [
        (
            "GET /cloud/project/{serviceName}/ai/data/region/{region}/alias",
            "data_store",
        ),
        (
            "GET /cloud/project/{serviceName}/region/{regionName}/storage",
            "container",
        ),
    ] {
        let sandbox = of_estate(HANDMADE);
        let expected = undisturbed(&sandbox).await;
        let client = client(&sandbox).await;
        // One region answers, whichever comes first.
        sandbox.fail(route, Fault::Status(500), 1, u32::MAX);
        let strict = read(&client, json!({})).await;
        sandbox.clear_faults();
        sandbox.fail(route, Fault::Status(500), 1, u32::MAX);
        let lenient = read(&client, json!({ "unreadable": "report" })).await;
        assert!(
            failed(&strict) && told(&strict).contains(&format!("* {kind}")),
            "{}",
            told(&strict)
        );
        let inventory = lenient.ok().json();
        let unread: Vec<String> = inventory["unread"]
            .as_array()
            .unwrap()
            .iter()
            .map(|unread| {
                assert_eq!(unread["kind"], kind);
                let place = unread["place"].as_str().unwrap();
                place.rsplit(' ').next().unwrap().to_owned()
            })
            .collect();
        assert!(!unread.is_empty());
        let is_lost = |id: &str| {
            unread
                .iter()
                .any(|region| id.contains(&format!("{region}/")))
        };
        for (address, object) in expected["objects"].as_object().unwrap() {
            let (of, id) = address.split_once('/').unwrap();
            let lost = of == kind && !id.starts_with("swift/") && is_lost(id);
            assert_eq!(
                inventory["objects"].get(address).is_none(),
                lost,
                "{address} {unread:?}"
            );
            if !lost {
                assert_eq!(&inventory["objects"][address], object);
            }
        }
    }
}

#[tokio::test]
async fn what_is_new_tomorrow_is_kept_and_told() {
    let sandbox = of_estate(HANDMADE);
    let expected = undisturbed(&sandbox).await;
    let edit = |kind: Kind, change: &dyn Fn(&mut Value)| {
        sandbox.with(kind, |objects| {
            let id = objects.ids().swap_remove(0);
            assert!(objects.edit(&id, change));
            id
        })
    };
    edit(Kind::App, &|app| {
        app["status"]["state"] = "HIBERNATING".into()
    });
    let job = edit(Kind::Job, &|job| {
        job["spec"]["quotaOfTomorrow"] = json!({"a": 1})
    });
    edit(Kind::Token, &|token| {
        token["spec"]["role"] = "ai_auditor".into()
    });
    let notebook = edit(Kind::Notebook, &|notebook| {
        *notebook = json!({"id": notebook["id"], "modelOfTomorrow": [1, 2]});
    });
    let inventory = read(&client(&sandbox).await, json!({})).await;
    assert!(told(&inventory).contains(&notebook), "{}", told(&inventory));
    let inventory = inventory.ok().json();
    let (mut found, mut held) = (objects(&inventory), held(&sandbox));
    // What nobody understands is no object of the inventory, but it is counted as a finding and named in a warning.
    found.remove("notebook");
    held.remove("notebook");
    assert_eq!(found, held);
    assert_eq!(inventory["states"]["app"]["HIBERNATING"], 1);
    assert!(
        inventory["findings"]["platform/undecodable"]
            .as_i64()
            .unwrap()
            >= 1
    );
    let digest = |inventory: &Value| inventory["objects"][format!("job/{job}")]["digest"].clone();
    assert_ne!(
        digest(&inventory),
        digest(&expected),
        "an unknown member belongs to a specification"
    );
}

#[tokio::test]
async fn a_project_that_was_never_authorised_has_nothing_of_ai_and_everything_else() {
    let sandbox = start(Options {
        estate: HANDMADE,
        authorized: false,
        ..Options::default()
    });
    let inventory = read(&client(&sandbox).await, json!({})).await;
    assert!(
        told(&inventory).contains("not authorised"),
        "{}",
        told(&inventory)
    );
    let found = objects(&inventory.ok().json());
    let held = held(&sandbox);
    for kind in ["user", "container", "container_registry", "cluster"] {
        assert_eq!(found.get(kind), held.get(kind), "{kind}");
    }
    assert!(!found.contains_key("app"));
}

#[tokio::test]
async fn a_missing_right_hides_its_kind_alone_and_says_what_to_add() {
    let sandbox = of_estate(HANDMADE);
    let expected = undisturbed(&sandbox).await;
    let tokens = ovh_api::calls::TOKENS.iam.unwrap();
    let actions: Vec<&str> = ovh_api::calls::ALL
        .iter()
        .filter(|call| call.method == "GET")
        .filter_map(|call| call.iam)
        .filter(|action| *action != tokens)
        .collect();
    let credentials = Credentials::invented("partial", Vec::new(), &actions);
    let partial = start(Options {
        estate: HANDMADE,
        credentials: vec![credentials.clone()],
        ..Options::default()
    });
    let configuration = json!({
        "endpoint": partial.api(),
        "access_token": credentials.token.value,
        "service_name": partial.service_name(),
    });
    let client = Client::configured(OvhaiWith(hasty), configuration).await;
    let strict = read(&client, json!({})).await;
    assert!(
        failed(&strict) && told(&strict).contains(tokens),
        "{}",
        told(&strict)
    );
    let inventory = read(&client, json!({ "unreadable": "report" }))
        .await
        .ok()
        .json();
    let unread = inventory["unread"].as_array().unwrap();
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0]["kind"], "token");
    assert!(unread[0]["remedy"].as_str().unwrap().contains(tokens));
    let (mut all, some) = (objects(&expected), objects(&inventory));
    assert!(all.remove("token").is_some());
    assert_eq!(some, all);
}
