//! What follows from differences and objects: cells, rows, blockers, answers.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Fidelity, Kind, Unread};

use crate::{
    Blocker, Difference, MOST_SHOWN, NOTHING_SELECTED, ObjectSummary, Row, RowSummary, Settled,
    WantedAnswer, acting, assessment::Gathered, markdown::nouns, readiness::Size,
};

pub(crate) fn sorted(unread: &[Unread]) -> Vec<Unread> {
    let mut unread = unread.to_vec();
    unread.sort();
    unread
}

pub(crate) fn summary(
    address: &Address,
    gathered: &Gathered,
    place: &BTreeMap<u16, u16>,
    differences: &[Difference],
) -> ObjectSummary {
    let mut cells = [None; Row::ALL.len()];
    for row in &gathered.concerned {
        cells[row.index()] = Some(Fidelity::Exact);
    }
    let mut findings: Vec<(u16, bool)> = gathered
        .findings
        .iter()
        .map(|(index, decision)| (place[index], decision.is_some()))
        .collect();
    findings.sort_unstable();
    let mut blockers = 0;
    for (index, is_decided) in &findings {
        let difference = &differences[usize::from(*index)];
        let fidelity = match difference.fidelity {
            Fidelity::Manual if *is_decided => Fidelity::Adapted,
            fidelity => fidelity,
        };
        let cell = &mut cells[difference.row.index()];
        *cell = (*cell).max(Some(fidelity));
        blockers += usize::from(!is_decided && difference.blocks());
    }
    ObjectSummary {
        address: address.clone(),
        name: gathered.name.clone(),
        region: gathered.region.clone(),
        fidelity: cells
            .iter()
            .flatten()
            .copied()
            .max()
            .unwrap_or(Fidelity::Exact),
        cells,
        blockers,
        size: gathered.size.unwrap_or(Size::None),
        findings,
    }
}

pub(crate) fn rows(objects: &[ObjectSummary], blockers: &[Blocker]) -> Vec<RowSummary> {
    Row::ALL
        .into_iter()
        .map(|row| {
            let count = |cell: Option<Fidelity>| {
                objects
                    .iter()
                    .filter(|object| object.cell(row) == cell)
                    .count()
            };
            RowSummary {
                row,
                not_concerned: count(None),
                exact: count(Some(Fidelity::Exact)),
                adapted: count(Some(Fidelity::Adapted)),
                manual: count(Some(Fidelity::Manual)),
                unsupported: count(Some(Fidelity::Unsupported)),
                blockers: blockers.iter().filter(|blocker| blocker.row == row).count(),
            }
        })
        .collect()
}

pub(crate) fn blockers(differences: &[Difference], unread: &[Unread]) -> Vec<Blocker> {
    let mut by_kind: BTreeMap<Kind, Vec<&Unread>> = BTreeMap::new();
    for unread in unread {
        by_kind.entry(unread.kind).or_default().push(unread);
    }
    let unread = by_kind.into_iter().map(|(kind, list)| {
        let row = row_of_kind(kind);
        let places: BTreeSet<Address> = list.iter().map(|unread| unread.address()).collect();
        let many = nouns(kind).1;
        let title = if list.iter().all(|unread| unread.place.is_some()) {
            format!("Some {many} could not be read")
        } else {
            format!("The {many} could not be read")
        };
        Blocker {
            key: format!("unread/{kind}"),
            row,
            category: row.category(),
            title,
            who: acting::READER,
            hint: "Nothing is known about them; the list of what could not be read says why and what to do."
                .to_owned(),
            count: places.len(),
            kinds: BTreeMap::new(),
            objects: places.into_iter().take(MOST_SHOWN).collect(),
        }
    });
    let mut all: Vec<Blocker> = differences
        .iter()
        .filter(|difference| difference.blocks() && difference.undecided() > 0)
        .map(|difference| Blocker {
            key: difference.slug.clone(),
            row: difference.row,
            category: difference.category,
            title: difference.title.clone(),
            who: acting::who(&difference.slug, difference.row),
            hint: difference.hint.clone(),
            count: difference.undecided(),
            kinds: difference.open_kinds.clone(),
            objects: difference.open.clone(),
        })
        .chain(unread)
        .collect();
    all.sort_by(|one, other| {
        (one.row, std::cmp::Reverse(one.count), &one.key).cmp(&(
            other.row,
            std::cmp::Reverse(other.count),
            &other.key,
        ))
    });
    all
}

/// An answer about nothing would look like a good one.
pub(crate) fn nothing_selected() -> Blocker {
    Blocker {
        key: NOTHING_SELECTED.to_owned(),
        row: Row::ApiCliIac,
        category: Row::ApiCliIac.category(),
        title: "Nothing is selected".to_owned(),
        who: acting::READER,
        hint: "The selection matches no object that was read, so nothing was judged: widen it, or look for a misspelt name."
            .to_owned(),
        count: 0,
        kinds: BTreeMap::new(),
        objects: Vec::new(),
    }
}

/// What stands in the way of nobody only because a person decided it.
pub(crate) fn settled(
    differences: &[Difference],
    form: impl Fn(&str) -> Option<String>,
) -> Settled {
    let mut settled = Settled::default();
    for difference in differences
        .iter()
        .filter(|difference| difference.blocks() && difference.count > 0)
        .filter(|difference| difference.undecided() == 0)
    {
        if form(&difference.slug).is_some() {
            settled.answered += 1;
        } else {
            settled.accepted += 1;
        }
    }
    settled
}

/// The row that suffers most when a kind cannot be read.
fn row_of_kind(kind: Kind) -> Row {
    match kind {
        Kind::App | Kind::Job | Kind::Notebook => Row::OciContainers,
        Kind::Backup | Kind::DataStore | Kind::Container => Row::PersistentStorage,
        Kind::Registry | Kind::ContainerRegistry => Row::OciRegistry,
        Kind::Token | Kind::User => Row::AccessAndSecrets,
        Kind::Cluster => Row::KubernetesApi,
        Kind::Quota => Row::ScalingAndLoadBalancing,
        // Kinds of later versions, until they get a row.
        _ => Row::ApiCliIac,
    }
}

pub(crate) fn answers(
    differences: &[Difference],
    form: impl Fn(&str) -> Option<String>,
) -> Vec<WantedAnswer> {
    differences
        .iter()
        .filter(|difference| difference.blocks() && difference.undecided() > 0)
        .map(|difference| WantedAnswer {
            slug: difference.slug.clone(),
            title: difference.title.clone(),
            hint: difference.hint.clone(),
            form: form(&difference.slug),
            count: difference.undecided(),
            objects: difference.open.clone(),
        })
        .collect()
}
