//! Laws that hold for every estate.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Estate, Fidelity, Finding, Kind, Selection, Unread, Workload};
use ovhai_report::{DataKind, FINDINGS, NOTHING_SELECTED, Readiness, Row, Size};
use proptest::prelude::*;

use crate::estates::{
    KINDS, assess, backup, cluster, container, estate, finished, managed_registry, registry, store,
    token, user, volume, workload,
};

fn any_estate() -> impl Strategy<Value = Estate> {
    let workloads = proptest::collection::vec((0..4_usize, 0..4_usize, any::<bool>()), 0..8);
    let sizes = proptest::collection::vec(proptest::option::of(-1_i64..1_000_000), 4);
    let others = proptest::collection::vec(0..8_usize, 0..10);
    (
        workloads,
        sizes,
        others,
        proptest::collection::vec(0..Kind::ALL.len(), 0..3),
    )
        .prop_map(|(workloads, sizes, others, unread)| {
            let mut made = estate();
            for (index, (kind, mounted, has_url)) in workloads.into_iter().enumerate() {
                let id = format!("w{index}");
                let mut workload = match kind {
                    0 | 1 => workload(Kind::App, &id, &id),
                    2 => finished(workload(Kind::Job, &id, &id)),
                    _ => workload(Kind::Notebook, &id, &id),
                };
                // The last container is not there.
                workload.volumes = (0..mounted)
                    .map(|at| volume("own", &format!("c{}", at + index % 3)))
                    .collect();
                if !has_url {
                    workload.url = None;
                }
                made.workloads.push(workload);
            }
            made.data_stores.push(store("own", Some("GRA")));
            for (index, bytes) in sizes.into_iter().enumerate() {
                made.containers.push(container(&format!("c{index}"), bytes));
            }
            for (index, kind) in others.into_iter().enumerate() {
                let id = format!("o{index}");
                match kind {
                    0 => made.tokens.push(token(&id, &id)),
                    1 => made.users.push(user(&id, &id)),
                    2 => made.registries.push(registry(&id, "registry.example.com")),
                    3 => made
                        .container_registries
                        .push(managed_registry(&id, &id, None)),
                    4 => made.clusters.push(cluster(&id, &id)),
                    5 => made.backups.push(backup(&id, "w0")),
                    6 => made.data_stores.push(store(&id, None)),
                    _ => made.containers.push(container(&id, Some(5))),
                }
            }
            for kind in unread {
                made.unread.push(Unread {
                    kind: Kind::ALL[kind],
                    place: None,
                    reason: "refused".to_owned(),
                    remedy: None,
                });
            }
            made.sort();
            made
        })
}

/// Findings about objects of the estate, selected or not, and about some that are none.
fn findings(estate: &Estate, picks: &[(usize, usize, bool)]) -> Vec<Finding> {
    let mut addresses: Vec<Address> = estate.all().map(|object| object.address.clone()).collect();
    addresses.push(Address::new(Kind::App, "odd"));
    addresses.push(Address::new(Kind::Cluster, "odd"));
    picks
        .iter()
        .map(|(at, kind, is_decided)| {
            let mut finding =
                KINDS[kind % KINDS.len()].at(&addresses[at % addresses.len()], format!("{at}"));
            finding.answer = is_decided.then(|| format!("decision {}", at % 2));
            finding
        })
        .collect()
}

fn any_selection() -> impl Strategy<Value = Selection> {
    (
        proptest::collection::btree_set(0..Kind::ALL.len(), 0..4),
        any::<bool>(),
    )
        .prop_map(|(kinds, finished_jobs)| Selection {
            kinds: kinds.into_iter().map(|kind| Kind::ALL[kind]).collect(),
            finished_jobs,
            ..Selection::default()
        })
}

fn any_accepted() -> impl Strategy<Value = BTreeMap<String, String>> {
    proptest::collection::btree_set(0..KINDS.len() + FINDINGS.len(), 0..5).prop_map(|chosen| {
        let slugs: Vec<&str> = KINDS.iter().chain(FINDINGS).map(|kind| kind.slug).collect();
        chosen
            .into_iter()
            .map(|index| (slugs[index].to_owned(), "seen to".to_owned()))
            .collect()
    })
}

fn picks() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    proptest::collection::vec((0..40_usize, 0..40_usize, any::<bool>()), 0..30)
}

fn counts_add_up(readiness: &Readiness, selected: &BTreeSet<Address>) -> Result<(), TestCaseError> {
    let addresses: Vec<&Address> = readiness
        .objects
        .iter()
        .map(|object| &object.address)
        .collect();
    prop_assert!(addresses.iter().copied().eq(selected.iter()));
    prop_assert_eq!(readiness.rows.len(), Row::ALL.len());
    for summary in &readiness.rows {
        prop_assert_eq!(
            summary.objects() + summary.not_concerned,
            readiness.objects.len(),
            "{}",
            summary.row
        );
        let concerned = readiness
            .objects
            .iter()
            .filter(|object| object.cell(summary.row).is_some());
        prop_assert_eq!(summary.objects(), concerned.count());
    }
    for object in &readiness.objects {
        prop_assert!(
            object.cells.iter().any(Option::is_some),
            "{}",
            object.address
        );
        prop_assert_eq!(
            Some(object.fidelity),
            object.cells.iter().copied().max().flatten()
        );
        for (index, is_decided) in &object.findings {
            let difference = &readiness.differences[usize::from(*index)];
            let at_least = match difference.fidelity {
                Fidelity::Manual if *is_decided => Fidelity::Adapted,
                fidelity => fidelity,
            };
            prop_assert!(object.cell(difference.row) >= Some(at_least));
        }
    }
    Ok(())
}

fn blockers_add_up(readiness: &Readiness) -> Result<(), TestCaseError> {
    prop_assert_eq!(readiness.is_ready(), readiness.blockers.is_empty());
    let says_empty = readiness
        .blockers
        .iter()
        .any(|blocker| blocker.key == NOTHING_SELECTED);
    prop_assert_eq!(
        says_empty,
        readiness.objects.is_empty() && readiness.made.is_narrowed()
    );
    let in_rows: usize = readiness.rows.iter().map(|row| row.blockers).sum();
    prop_assert_eq!(in_rows, readiness.blockers.len());
    for difference in &readiness.differences {
        let at_objects = |wanted: Option<bool>| {
            readiness
                .objects
                .iter()
                .flat_map(|object| &object.findings)
                .filter(|(index, is_decided)| {
                    readiness.differences[usize::from(*index)].slug == difference.slug
                        && wanted.is_none_or(|wanted| wanted == *is_decided)
                })
                .count()
        };
        prop_assert!(at_objects(None) <= difference.count);
        prop_assert!(at_objects(Some(true)) <= difference.decided);
        let decisions: usize = difference
            .decisions
            .iter()
            .map(|decision| decision.count)
            .sum();
        prop_assert_eq!(decisions, difference.decided);
        let blocker = readiness
            .blockers
            .iter()
            .find(|blocker| blocker.key == difference.slug);
        let stands = difference.blocks() && difference.undecided() > 0;
        prop_assert_eq!(
            blocker.map(|blocker| blocker.count),
            stands.then(|| difference.undecided())
        );
    }
    for unread in &readiness.unread {
        let key = format!("unread/{}", unread.kind);
        prop_assert!(readiness.blockers.iter().any(|blocker| blocker.key == key));
    }
    let at_objects: usize = readiness.objects.iter().map(|object| object.blockers).sum();
    let in_all: usize = readiness.blockers.iter().map(|blocker| blocker.count).sum();
    prop_assert!(at_objects <= in_all);
    Ok(())
}

/// Names of containers that workloads mount, by looking at volumes alone.
fn mounted<'a>(workloads: impl Iterator<Item = &'a Workload>) -> BTreeSet<String> {
    workloads
        .flat_map(|workload| &workload.volumes)
        .filter_map(|volume| match &volume.source {
            ovhai_model::Source::DataStore(place) => Some(format!("s3/GRA/{}", place.container)),
            _ => None,
        })
        .collect()
}

/// Bytes of containers that selected workloads mount, and of selected ones that any workload mounts, each once; and bytes of
/// selected ones that none mounts.
fn container_bytes(estate: &Estate, selection: &Selection) -> (u64, u64) {
    let selected = estate.workloads.iter();
    let by_selected = mounted(selected.filter(|workload| selection.includes(workload)));
    let by_any = mounted(estate.workloads.iter());
    let (mut moving, mut left) = (0, 0);
    for container in &estate.containers {
        let id = container.address.id();
        let bytes = container.bytes.and_then(|bytes| u64::try_from(bytes).ok());
        let is_selected = selection.includes_kind(Kind::Container);
        if by_selected.contains(id) || (is_selected && by_any.contains(id)) {
            moving += bytes.unwrap_or(0);
        } else if is_selected {
            left += bytes.unwrap_or(0);
        }
    }
    (moving, left)
}

fn turned<T>(list: &mut [T], by: usize) {
    if !list.is_empty() {
        let by = by % list.len();
        list.rotate_left(by);
    }
}

proptest! {
    #[test]
    fn every_selected_object_stands_in_every_row_once(
        estate in any_estate(), selection in any_selection(), picks in picks(), accepted in any_accepted(),
    ) {
        let found = findings(&estate, &picks);
        let readiness = assess(&estate, &selection, &found, &[], &accepted);
        let selected = estate
            .all()
            .filter(|object| selection.includes_object(object))
            .map(|object| object.address.clone())
            .collect();
        counts_add_up(&readiness, &selected)?;
        blockers_add_up(&readiness)?;
        let left: u64 = readiness
            .data
            .groups
            .iter()
            .filter(|group| !group.kind.moves())
            .map(|group| group.bytes)
            .sum();
        prop_assert_eq!((readiness.data.bytes(), left), container_bytes(&estate, &selection));
        // Nothing is called unused as long as something that could use it was not read.
        let is_partial = estate.unread.iter().any(|gap| gap.kind.is_workload() || gap.kind == Kind::DataStore);
        prop_assert!(!is_partial || readiness.data.group(DataKind::UnusedContainers).is_none());
        for object in &readiness.objects {
            let holds_data = matches!(
                object.address.kind(),
                Kind::Container | Kind::ContainerRegistry | Kind::Notebook | Kind::Backup
            );
            prop_assert_eq!(object.size != Size::None, holds_data, "{}", object.address);
        }
    }

    #[test]
    fn the_order_of_everything_is_of_no_matter(
        estate in any_estate(), selection in any_selection(), picks in picks(), accepted in any_accepted(), by in 0..20_usize,
    ) {
        let mut found = findings(&estate, &picks);
        let one = assess(&estate, &selection, &found, &[], &accepted);
        let mut other = estate.clone();
        turned(&mut other.workloads, by);
        turned(&mut other.containers, by);
        turned(&mut other.tokens, by);
        turned(&mut other.data_stores, by);
        turned(&mut other.unread, by);
        turned(&mut found, by);
        found.reverse();
        let again = assess(&other, &selection, &found, &[], &accepted);
        prop_assert!(one == again, "values differ");
        prop_assert!(one.to_markdown() == again.to_markdown(), "texts differ");
        prop_assert!(one.to_json(true) == again.to_json(true), "JSON differs");
    }

    #[test]
    fn accepting_more_never_stands_more_in_the_way(
        estate in any_estate(), picks in picks(), accepted in any_accepted(),
    ) {
        let found = findings(&estate, &picks);
        let all = Selection::default();
        let before = assess(&estate, &all, &found, &[], &BTreeMap::new());
        let after = assess(&estate, &all, &found, &[], &accepted);
        let keys = |readiness: &Readiness| -> BTreeSet<String> {
            readiness.blockers.iter().map(|blocker| blocker.key.clone()).collect()
        };
        let expected: BTreeSet<String> = keys(&before)
            .into_iter()
            .filter(|key| !accepted.contains_key(key))
            .collect();
        prop_assert_eq!(keys(&after), expected);
    }
}
