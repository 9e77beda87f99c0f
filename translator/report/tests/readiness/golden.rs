//! Whole reports of small estates, compared with what is checked in below `test-fixtures/report`.

use std::collections::BTreeMap;

use ovhai_model::{Address, Estate, Finding, Kind, Selection, Task, Unread, Workbench};
use ovhai_report::Readiness;
use test_fixtures::{cases, compare};

use crate::estates::{
    BANDWIDTH, HOST_NEEDED, LICENSED_IMAGE, TAG_MOVES, UNDECODABLE, URL_CHANGES, VALUE_REFUSED,
    assess, backup, cluster, container, estate, finished, managed_registry, registry, secret,
    store, token, user, volume, workload,
};

/// One app whose open questions people have decided.
fn ready() -> Readiness {
    let mut estate = estate();
    let app = workload(Kind::App, "a1", "classifier");
    let findings = [
        URL_CHANGES.at(&app.address, "https://a1.app.example.net"),
        BANDWIDTH.at(&app.address, "2 Gbit/s"),
    ];
    estate.workloads = vec![app];
    let accepted = BTreeMap::from([
        (
            URL_CHANGES.slug.to_owned(),
            "the only client is ours and is changed on the day".to_owned(),
        ),
        (
            "anti-ddos/protection-ends@app/a1".to_owned(),
            "the new provider filters | see contract".to_owned(),
        ),
    ]);
    assess(&estate, &Selection::default(), &findings, &[], &accepted)
}

/// Something of every kind, and something wrong with most.
fn not_ready() -> Readiness {
    let (estate, findings) = mixed();
    let app = Address::new(Kind::App, "a1");
    let secrets = [
        secret("orders-environment", &["API_KEY", "DB_URL"], &app),
        secret("pull-registry-example-com", &[".dockerconfigjson"], &app),
    ];
    assess(
        &estate,
        &Selection::default(),
        &findings,
        &secrets,
        &BTreeMap::new(),
    )
}

fn mixed() -> (Estate, Vec<Finding>) {
    let mut orders = workload(Kind::App, "a1", "orders");
    orders.volumes = vec![volume("own", "weights"), volume("own", "gone")];
    let mut search = workload(Kind::App, "a2", "search|<b>");
    search.volumes = vec![volume("own", "weights"), volume("abroad", "index")];
    search.image.partner = Some("acme".to_owned());
    let mut training = finished(workload(Kind::Job, "j1", "training"));
    training.volumes = vec![volume("own", "uncounted")];
    let mut notebook = workload(Kind::Notebook, "n1", "research");
    notebook.task = Task::Workbench(Workbench {
        workspace_used: Some(7_500_000_000),
        ..Workbench::default()
    });
    let findings = vec![
        URL_CHANGES.at(&orders.address, "https://a1.app.example.net"),
        URL_CHANGES.at(&search.address, "https://a2.app.example.net"),
        HOST_NEEDED.at(&orders.address, "orders.example.invalid"),
        VALUE_REFUSED.at(&search.address, "variable BLOB"),
        TAG_MOVES.at(&orders.address, "latest"),
        BANDWIDTH.at(&orders.address, "2 Gbit/s"),
        LICENSED_IMAGE.at(&search.address, "acme/search"),
        UNDECODABLE.at(&Address::new(Kind::Job, "j9"), "no member `spec`"),
    ];
    let mut estate = estate();
    estate.workloads = vec![orders, search, training, notebook];
    estate.backups = vec![backup("b1", "n1"), backup("b2", "n1")];
    estate.data_stores = vec![store("abroad", None), store("own", Some("GRA"))];
    estate.registries = vec![registry("r1", "registry.example.com")];
    estate.tokens = vec![token("t1", "ci"), token("t2", "dashboard")];
    estate.users = vec![user("u1", "user-ml")];
    estate.containers = vec![
        container("attic", Some(1_000)),
        container("uncounted", None),
        container("weights", Some(12_345_678_901)),
    ];
    estate.container_registries = vec![managed_registry("m1", "images", Some(42_000_000_000))];
    estate.clusters = vec![cluster("k1", "production")];
    estate.sort();
    (estate, findings)
}

/// An estate that was read in part, of which a part was asked for.
fn unread() -> Readiness {
    let mut estate = estate();
    estate.kinds = [Kind::App, Kind::Token, Kind::Registry].into();
    estate.workloads = vec![workload(Kind::App, "a1", "classifier")];
    estate.unread = vec![
        Unread {
            kind: Kind::Token,
            place: None,
            reason: "the API answered 403 to GET /cloud/project/x/ai/token".to_owned(),
            remedy: Some(
                "give the credential `GET` on /cloud/project/*/ai/token | or leave it out"
                    .to_owned(),
            ),
        },
        Unread {
            kind: Kind::App,
            place: Some("BHS".to_owned()),
            reason: "the region does not answer".to_owned(),
            remedy: None,
        },
    ];
    let selection = Selection {
        kinds: [Kind::App, Kind::Token].into(),
        regions: ["GRA".to_owned(), "BHS".to_owned()].into(),
        ..Selection::default()
    };
    assess(&estate, &selection, &[], &[], &BTreeMap::new())
}

/// A selection with a misspelt name.
fn nothing_selected() -> Readiness {
    let (estate, findings) = mixed();
    let selection = Selection {
        names: ["oders".to_owned()].into(),
        ..Selection::default()
    };
    assess(&estate, &selection, &findings[..1], &[], &BTreeMap::new())
}

#[test]
fn reports_are_what_was_agreed() {
    let made = [
        ("not-ready", not_ready()),
        ("nothing-selected", nothing_selected()),
        ("ready", ready()),
        ("unread", unread()),
    ];
    let known: Vec<String> = cases("report").into_iter().map(|case| case.name).collect();
    assert_eq!(known, made.each_ref().map(|(name, _)| *name));
    for (name, readiness) in made {
        let produced = BTreeMap::from([
            (
                "readiness.md".to_owned(),
                readiness.to_markdown().into_bytes(),
            ),
            (
                "readiness.json".to_owned(),
                readiness.to_json(true).into_bytes(),
            ),
        ]);
        let folder = test_fixtures::root().join("report").join(name);
        compare(&folder, &produced).unwrap_or_else(|mismatch| panic!("{name}: {mismatch}"));
    }
}

#[test]
fn json_is_json_with_and_without_objects() {
    for readiness in [ready(), not_ready(), unread()] {
        let full: serde_json::Value = serde_json::from_str(&readiness.to_json(true)).unwrap();
        let short: serde_json::Value = serde_json::from_str(&readiness.to_json(false)).unwrap();
        let objects = full["objects"].as_array().unwrap();
        assert_eq!(objects.len(), readiness.objects.len());
        assert!(short.get("objects").is_none());
        assert_eq!(full["format"], "ovhai-readiness/1");
        for object in objects {
            for index in object["open"].as_array().unwrap() {
                let index = usize::try_from(index.as_u64().unwrap()).unwrap();
                assert!(full["findings"][index]["slug"].is_string());
            }
        }
    }
}

#[test]
fn what_cannot_be_read_cannot_be_accepted() {
    let mut estate = estate();
    estate.unread = vec![Unread {
        kind: Kind::Token,
        place: None,
        reason: "refused".to_owned(),
        remedy: None,
    }];
    let accepted = BTreeMap::from([("unread/token".to_owned(), "fine".to_owned())]);
    let readiness = assess(&estate, &Selection::default(), &[], &[], &accepted);
    assert!(!readiness.is_ready());
}

#[test]
fn what_has_no_counterpart_blocks_only_where_migration_is_guaranteed() {
    let mut estate = estate();
    let app = workload(Kind::App, "a1", "x");
    let address = app.address.clone();
    estate.workloads = vec![app];
    let of = |finding: Finding| {
        assess(
            &estate,
            &Selection::default(),
            &[finding],
            &[],
            &BTreeMap::new(),
        )
    };
    assert!(of(BANDWIDTH.at(&address, "")).is_ready());
    assert!(!of(LICENSED_IMAGE.at(&address, "")).is_ready());
    assert!(!of(VALUE_REFUSED.at(&address, "")).is_ready());
    let mut answered = VALUE_REFUSED.at(&address, "");
    answered.answer = Some("not needed there".to_owned());
    assert!(of(answered).is_ready());
}

#[test]
fn what_selected_workloads_depend_on_matters_too() {
    let mut estate = estate();
    let mut app = workload(Kind::App, "a1", "chosen");
    app.volumes = vec![volume("own", "weights")];
    let mut other = workload(Kind::App, "a2", "other");
    other.volumes = vec![volume("own", "elsewhere")];
    estate.workloads = vec![app, other];
    estate.data_stores = vec![store("own", Some("GRA")), store("unused", Some("GRA"))];
    estate.containers = vec![
        container("elsewhere", Some(7)),
        container("weights", Some(5)),
    ];
    estate.sort();
    let selection = Selection {
        names: ["chosen".to_owned()].into(),
        ..Selection::default()
    };
    let findings = [
        UNDECODABLE.at(&estate.data_stores[0].address, ""),
        UNDECODABLE.at(&estate.data_stores[1].address, ""),
        URL_CHANGES.at(&estate.workloads[1].address, ""),
    ];
    let readiness = assess(&estate, &selection, &findings, &[], &BTreeMap::new());
    let objects: Vec<String> = readiness
        .objects
        .iter()
        .map(|object| object.address.to_string())
        .collect();
    assert_eq!(objects, ["app/a1"]);
    let blockers: Vec<(&str, Vec<String>)> = readiness
        .blockers
        .iter()
        .map(|blocker| {
            let objects = blocker.objects.iter().map(ToString::to_string);
            (blocker.key.as_str(), objects.collect())
        })
        .collect();
    assert_eq!(
        blockers,
        [
            (
                "platform/undecodable",
                vec!["data_store/GRA/own".to_owned()]
            ),
            (
                "storage/data-to-copy",
                vec!["container/s3/GRA/weights".to_owned()]
            ),
        ]
    );
    assert_eq!(readiness.data.bytes(), 5);
}

#[test]
fn what_was_not_read_is_not_called_missing() {
    let mut estate = estate();
    let mut app = workload(Kind::App, "a1", "app");
    app.volumes = vec![volume("own", "weights")];
    estate.workloads = vec![app];
    estate.data_stores = vec![store("own", Some("GRA"))];
    let slugs = |estate: &Estate| -> Vec<String> {
        let readiness = assess(estate, &Selection::default(), &[], &[], &BTreeMap::new());
        assert_eq!(
            readiness.data.unknown(),
            1 + usize::from(!estate.unread.is_empty())
        );
        readiness
            .blockers
            .into_iter()
            .map(|blocker| blocker.key)
            .collect()
    };
    assert_eq!(slugs(&estate), ["storage/container-missing"]);
    estate.unread = vec![Unread {
        kind: Kind::Container,
        place: None,
        reason: "refused".to_owned(),
        remedy: None,
    }];
    assert_eq!(slugs(&estate), ["unread/container"]);
}

#[test]
fn what_was_only_accepted_is_said_at_once() {
    let readiness = ready();
    assert_eq!(
        (readiness.settled.accepted, readiness.settled.answered),
        (1, 0)
    );
    let markdown = readiness.to_markdown();
    assert!(markdown.contains("1 thing only because it was accepted as it stands"));
}
