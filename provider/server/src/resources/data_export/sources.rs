//! What there is to copy: which places, and what looking at them tells.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_data::{Detail, Error, Journal, Source, Survey, survey};
use ovhai_exports::data::{self, GIT, NO_CONTAINER, NOT_COUNTED, Place};
use terraform_plugin::Diagnostics;

use super::{
    DataExport, Prepared, git,
    model::{CopyModel, DataOptions, SourceModel},
    places, run,
};
use crate::transfer_resource::{Ask, Transfer, TransferModel};

/// What looking at the sources came to.
#[derive(Default)]
pub struct Look {
    pub objects: u64,
    pub bytes: u64,
    pub is_partial: bool,
    /// Places that are not as they were copied.
    pub changed: Vec<String>,
    pub lines: Vec<String>,
    /// Places of which not every object was compared with what was copied.
    pub unsure: Vec<String>,
}

/// The places to copy, and what is used and not among them.
pub fn prepared(ask: &Ask<'_>, options: &DataOptions) -> Prepared {
    if let Some(sources) = options.sources.get() {
        let places: BTreeSet<Place> = sources.iter().map(SourceModel::place).collect();
        return Prepared {
            places: data::distinct(places),
            repositories: BTreeMap::new(),
            findings: BTreeMap::new(),
            totals: None,
            former: BTreeMap::new(),
            is_suspect: false,
            is_done: false,
        };
    }
    let stores = ask.platform.object_stores();
    let mut used = data::used(&ask.estate, &ask.selection, &|name| stores.has(name));
    let is_bundling = options.git.as_deref().known() == Some("bundle");
    if is_bundling {
        used.places.extend(used.repositories.keys().cloned());
    } else {
        used.repositories.clear();
    }
    let is_said = |slug: &str| !is_bundling || slug != GIT.slug;
    let findings = (used.findings.iter()).filter(|finding| is_said(&finding.slug));
    Prepared {
        repositories: used.repositories,
        findings: findings
            .map(|finding| (finding.key(), finding.detail.clone()))
            .collect(),
        places: used.places,
        totals: None,
        former: BTreeMap::new(),
        is_suspect: false,
        is_done: false,
    }
}

/// Looks at every source, and compares it with what was copied before.
pub async fn looked(
    ask: &Ask<'_>,
    model: &TransferModel<DataOptions>,
    before: Option<&TransferModel<DataOptions>>,
    prepared: &Prepared,
    detail: Detail,
    diagnostics: &mut Diagnostics,
) -> Option<Look> {
    let into = places::Into::of(ask.platform, model, diagnostics)?;
    let options = places::sealing(ask.platform, model, diagnostics)?;
    let home = model.home(DataExport::NAME);
    let mut look = Look::default();
    let is_chosen = model.options.sources.get().is_some();
    for place in &prepared.places {
        let key = place.key();
        let summary = format!("{key} cannot be copied");
        if let Some(address) = prepared.repositories.get(place) {
            let digest = diagnostics.ok(&summary, git::digest(address).await)?;
            let copies = before.and_then(|before| before.options.copies.get());
            let copy = copies.and_then(|copies| copies.get(&key));
            if copy.is_none_or(|copy| copy.listing.get() != Some(&digest)) {
                look.changed.push(key.clone());
            }
            look.lines.push(format!("{key}: a repository of Git"));
            continue;
        }
        let source = places::source(ask, place, diagnostics).await?;
        let target = diagnostics.ok(&summary, into.target(place))?;
        let folder = places::journal(&home, place);
        let journal = Journal::look(&source, &target, Some(&folder));
        let journal = diagnostics.ok(&summary, journal)?;
        let found = survey(&source, &target, journal.as_ref(), &options, detail).await;
        let copy = before
            .and_then(|before| before.options.copies.get())
            .and_then(|copies| copies.get(&key));
        if is_missing(&source, &found, is_chosen) {
            let is_told = before
                .and_then(|before| before.options.findings.get())
                .is_some_and(|findings| findings.contains_key(&no_container(&key)));
            if copy.is_some() && !is_told {
                look.changed.push(key.clone());
            }
            look.lines.push(format!("{key}: {}", NO_CONTAINER.title));
            continue;
        }
        let found = diagnostics.ok(&summary, found)?;
        if !copy.is_some_and(|copy| is_as_copied(&found, copy)) {
            look.changed.push(key.clone());
        }
        if copy.is_some() && found.sha256.is_none() {
            look.unsure.push(key.clone());
        }
        look.objects += found.objects;
        look.bytes += found.bytes;
        look.is_partial |= found.is_partial;
        look.lines.push(line(&key, &found, detail));
    }
    Some(look)
}

/// Whether nothing is wrong but that nobody has written yet. Who names a source means that it is there.
pub fn is_missing<T>(source: &Source, found: &Result<T, Error>, is_chosen: bool) -> bool {
    !is_chosen && found.as_ref().is_err_and(|error| source.is_missing(error))
}

pub fn no_container(key: &str) -> String {
    format!("{}@{key}", NO_CONTAINER.slug)
}

/// Whether a source is as it was when it was copied, as far as was looked.
pub fn is_as_copied(found: &Survey, copy: &CopyModel) -> bool {
    match &found.sha256 {
        Some(listing) => copy.listing.get() == Some(listing),
        None if found.is_partial => true,
        None => copy.statistics.get() == Some(&run::statistics(found.objects, found.bytes)),
    }
}

pub fn line(key: &str, found: &Survey, detail: Detail) -> String {
    let more = if found.is_partial { "more than " } else { "" };
    let mut line = format!(
        "{key}: {more}{} objects, {} bytes",
        found.objects, found.bytes
    );
    if detail == Detail::Listing {
        line.push_str(&format!(
            "; {} new, {} changed, {} there, {} gone, {} bytes to move",
            found.new, found.changed, found.unchanged, found.gone, found.bytes_to_move
        ));
        if found.in_the_way > 0 {
            line.push_str(&format!(
                "; {} in the way: others put something at their places",
                found.in_the_way
            ));
        }
    }
    if found.is_partial {
        line.push_str(&format!(" ({}: {})", NOT_COUNTED.slug, NOT_COUNTED.hint));
    }
    line
}

/// One warning for each plan that moves something.
pub fn summarise(
    prepared: &Prepared,
    look: &Look,
    has_looked: bool,
    diagnostics: &mut Diagnostics,
) {
    const SHOWN: usize = 20;
    let count = prepared.places.len();
    let mut lines: Vec<String> = if has_looked {
        look.lines.iter().take(SHOWN).cloned().collect()
    } else {
        prepared.places.iter().take(SHOWN).map(Place::key).collect()
    };
    if count > SHOWN {
        lines.push(format!("and {} more", count - SHOWN));
    }
    for (key, detail) in prepared.findings.iter().take(SHOWN) {
        lines.push(format!("{key}: {detail}"));
    }
    let summary = if has_looked {
        let more = if look.is_partial { "more than " } else { "" };
        format!(
            "Data of {count} places: {more}{} objects, {} bytes",
            look.objects, look.bytes
        )
    } else {
        format!("Data of {count} places")
    };
    diagnostics.warning(summary, lines.join("\n"));
}
