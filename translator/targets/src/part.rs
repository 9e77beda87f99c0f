//! What exporting a part of an estate means: what was read, and which names may be another export's.

use std::collections::BTreeMap;

use ovhai_model::{Address, DataStore, Estate, Finding, Kind, Selection, Unread};

use crate::lower::findings::{NAMED_TWICE, NAMES_NOT_COMPARED, NOT_READ};

/// The estate's data stores. An estate without any may still be known to have none.
pub(crate) fn data_stores(estate: &Estate) -> Option<BTreeMap<(&str, &str), &DataStore>> {
    let is_unread = |unread: &Unread| unread.kind == Kind::DataStore && unread.place.is_none();
    let was_read = (estate.kinds.contains(&Kind::DataStore) || !estate.data_stores.is_empty())
        && !estate.unread.iter().any(is_unread);
    was_read.then(|| {
        estate
            .data_stores
            .iter()
            .map(|store| ((store.region.as_str(), store.alias.as_str()), store))
            .collect()
    })
}

/// Which part of the estate is exported, for names of objects that the whole export shares: nothing for all of it.
pub(crate) fn part(selection: &Selection) -> String {
    if *selection == Selection::default() {
        String::new()
    } else {
        selection.digest().hex()[..6].to_owned()
    }
}

/// What `selection` needs and could not be read, and what was not asked for.
pub(crate) fn not_read(estate: &Estate, selection: &Selection) -> Vec<Finding> {
    let unread = estate
        .unread
        .iter()
        .filter(|unread| selection.needs(unread.kind));
    unread
        .map(|unread| {
            let detail = match &unread.place {
                None => format!("kind {}", unread.kind),
                Some(place) => format!("kind {} in {place}", unread.kind),
            };
            NOT_READ.at(&unread.address(), detail)
        })
        .chain(names_not_compared(estate, selection))
        .collect()
}

/// Kinds of workloads that were left out of reading, so that names of theirs are not known.
fn names_not_compared(estate: &Estate, selection: &Selection) -> impl Iterator<Item = Finding> {
    let selected = [Kind::App, Kind::Job, Kind::Notebook];
    let has_any = selected.iter().any(|kind| selection.includes_kind(*kind));
    let is_unknown = move |kind: &Kind| {
        let is_read =
            estate.kinds.contains(kind) || estate.workloads.iter().any(|one| one.kind() == *kind);
        has_any && !selection.includes_kind(*kind) && !is_read
    };
    selected.into_iter().filter(is_unknown).map(|kind| {
        let address = Address::new(kind, "not-selected");
        NAMES_NOT_COMPARED.at(&address, format!("kind {kind} was not read"))
    })
}

/// Every name is chosen so that there are no `clashes`; if there are, that is better told than found out in a cluster.
pub(crate) fn named_twice(clashes: &[String]) -> Option<Finding> {
    const SHOWN: usize = 20;
    let mut detail = clashes[..clashes.len().min(SHOWN)].join("; ");
    if clashes.len() > SHOWN {
        detail.push_str(&format!("; and {} more", clashes.len() - SHOWN));
    }
    let address = Address::new(Kind::App, "objects-with-one-name");
    (!clashes.is_empty()).then(|| NAMED_TWICE.at(&address, detail))
}
