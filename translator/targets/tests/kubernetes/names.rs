//! Names that other exports, other objects and later exports depend on.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Estate, Kind, Selection, Workload};
use ovhai_targets::{Decisions, Format, PriorNames, Session};
use serde_json::Value;
use test_fixtures::cases;

use crate::load::{Input, objects};

fn input(name: &str) -> Input {
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|case| case.name == name)
        .unwrap();
    Input::of(&case)
}

/// `count` apps called `shop`, in GRA and BHS by turns, and nothing else.
fn shops(count: usize) -> Input {
    let mut input = input("minimal");
    let first = input.estate.workloads[0].clone();
    input.estate.findings.clear();
    input.estate.workloads = (0..count)
        .map(|index| Workload {
            address: Address::new(Kind::App, format!("{index}0000000-0000")),
            name: "shop".to_owned(),
            region: if index % 2 == 0 { "GRA" } else { "BHS" }.to_owned(),
            url: None,
            ..first.clone()
        })
        .collect();
    input
}

fn in_region(region: &str) -> Selection {
    Selection {
        regions: [region.to_owned()].into(),
        ..Selection::default()
    }
}

fn keys(input: &Input) -> BTreeMap<String, Value> {
    objects(&input.export(Format::Json).tree)
        .into_iter()
        .map(|(path, object)| {
            let key = path.split_once('#').unwrap().1.to_owned();
            (key, object)
        })
        .collect()
}

fn slugs(input: &Input) -> BTreeSet<String> {
    let others = input.export(Format::Json).others;
    others.iter().map(|finding| finding.slug.clone()).collect()
}

#[test]
fn exports_of_two_regions_do_not_replace_each_other() {
    let mut input = shops(2);
    input.selection = in_region("GRA");
    let first = keys(&input);
    assert!(
        first.contains_key("Deployment/shop-00000"),
        "{:?}",
        first.keys()
    );
    input.selection = in_region("BHS");
    let second = keys(&input);
    // What both have is the same in both.
    for (key, object) in &second {
        if let Some(other) = first.get(key) {
            assert_eq!(object, other, "{key}");
        }
    }
    assert!(second.contains_key("Deployment/shop-10000"));
}

#[test]
fn shared_objects_of_narrowed_selections_do_not_replace_each_other() {
    let mut input = input("access");
    input.decisions = Decisions::default();
    let all = keys(&input);
    assert!(
        all.contains_key("Role/export.people.readers"),
        "{:?}",
        all.keys()
    );
    assert!(all.contains_key("ConfigMap/dashboard--workloads"));
    let ids: Vec<String> = input
        .estate
        .workloads
        .iter()
        .map(|workload| workload.id().to_owned())
        .collect();
    let mut halves = Vec::new();
    for is_even in [true, false] {
        input.selection.exclude = ids
            .iter()
            .enumerate()
            .filter(|(index, _)| (index % 2 == 0) == is_even)
            .map(|(_, id)| id.clone())
            .collect();
        halves.push(keys(&input));
    }
    let mut differing = 0;
    for (key, object) in &halves[0] {
        if let Some(other) = halves[1].get(key) {
            assert_eq!(object, other, "{key}");
        } else {
            differing += 1;
        }
    }
    assert!(differing > 2);
}

#[test]
fn kinds_that_were_not_read_are_told() {
    let mut input = shops(2);
    assert!(!slugs(&input).contains("kubernetes/names-not-compared"));
    input.selection = in_region("GRA");
    assert!(!slugs(&input).contains("kubernetes/names-not-compared"));
    input.estate.kinds = [Kind::App].into();
    input.selection = Selection {
        kinds: [Kind::App].into(),
        ..Selection::default()
    };
    assert!(slugs(&input).contains("kubernetes/names-not-compared"));
    let summary = input
        .export(Format::Json)
        .tree
        .remove("SUMMARY.md")
        .unwrap();
    assert!(
        String::from_utf8(summary)
            .unwrap()
            .contains("kind job was not read")
    );
}

#[test]
fn a_survivor_keeps_its_name() {
    let mut input = shops(2);
    let names = |estate: &Estate, prior: &PriorNames| -> PriorNames {
        let (selection, input) = (Selection::default(), shops(1));
        let session = Session::continuing(
            "kubernetes",
            Format::Yaml,
            estate,
            &selection,
            &input.profile,
            &input.decisions,
            prior,
        )
        .unwrap();
        session
            .workloads()
            .map(|one| {
                let name = session.name(&one.address).unwrap();
                (one.address.clone(), name.to_owned())
            })
            .collect()
    };
    let first = names(&input.estate, &PriorNames::new());
    let gone = input.estate.workloads.remove(0);
    let second = names(&input.estate, &first);
    let survivor = &input.estate.workloads[0].address.clone();
    assert_eq!(second[survivor], first[survivor]);
    assert_eq!(second[survivor], "shop-10000");
    // The name stays also when a third comes, which does not get it.
    input.estate.workloads.push(Workload {
        address: Address::new(Kind::App, "20000000-0000"),
        ..gone
    });
    let third = names(&input.estate, &second);
    assert_eq!(third[survivor], "shop-10000");
    assert_eq!(third.len(), 2);
    assert_eq!(names(&input.estate, &second), third);
}

#[test]
fn a_job_called_people_takes_no_role_of_the_export() {
    let mut input = input("access");
    let job = self::input("jobs");
    let mut workload = job
        .estate
        .workloads
        .iter()
        .find(|one| one.kind() == Kind::Job)
        .unwrap()
        .clone();
    workload.name = "people".to_owned();
    if let ovhai_model::Task::Batch(batch) = &mut workload.task {
        batch.read_user = Some("user-reader".to_owned());
    }
    input.estate.workloads.push(workload);
    let mut seen = BTreeSet::new();
    for (path, object) in objects(&input.export(Format::Json).tree) {
        let key = path.split_once('#').unwrap().1.to_owned();
        let namespace = object["metadata"]["namespace"].to_string();
        assert!(seen.insert((key.clone(), namespace)), "{key} is made twice");
    }
    let has = |key: &str| seen.iter().any(|(known, _)| known == key);
    assert!(has("Role/people.readers") && has("Role/export.people.readers"));
}

/// Over every fixture: nothing that an export makes replaces anything else of it.
#[test]
fn no_two_objects_of_an_export_have_one_name() {
    for (case, input) in crate::load::all() {
        assert!(
            !slugs(&input).contains("kubernetes/objects-with-one-name"),
            "{}",
            case.name
        );
    }
}

#[test]
fn a_host_is_answered_once() {
    let mut input = shops(3);
    input.profile.domain = None;
    let answer = |input: &mut Input, answers: &[(&str, &str)]| -> Vec<(String, String)> {
        input.decisions.answers = answers
            .iter()
            .map(|(id, host)| {
                (
                    format!("kubernetes/host-needed@app/{id}"),
                    (*host).to_owned(),
                )
            })
            .collect();
        let problems = input.session(Format::Yaml).err().unwrap_or_default();
        problems
            .into_iter()
            .map(|problem| (problem.attribute.join("."), problem.message))
            .collect()
    };
    let (one, two) = ("00000000-0000", "10000000-0000");
    let found = answer(
        &mut input,
        &[(one, "app.example.com"), (two, "app.example.com")],
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].0,
        format!("answers.kubernetes/host-needed@app/{two}")
    );
    for id in [one, two] {
        let key = format!("answers.kubernetes/host-needed@app/{id}");
        assert!(found[0].1.contains(&key), "{found:?}");
    }
    // Against a host that follows from another's.
    input.estate.workloads[0].grpc_port = Some(9000);
    input.estate.workloads[0].is_public = true;
    let found = answer(
        &mut input,
        &[(one, "app.example.com"), (two, "app--grpc.example.com")],
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let found = answer(&mut input, &[(one, "shop-10000.example.invalid")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].0,
        format!("answers.kubernetes/host-needed@app/{one}")
    );
    assert_eq!(
        answer(
            &mut input,
            &[(one, "app.example.com"), (two, "two.example.com")]
        ),
        []
    );
}
