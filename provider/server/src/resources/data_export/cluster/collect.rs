//! Comparing what a Job copied, right after it and at each refresh.

use std::collections::BTreeMap;

use ovhai_data::{Compared, Exclude, Source, compare, inventory};
use ovhai_exports::data::{FOLDER_MARKERS, NO_CONTAINER, NOT_PROVEN, Place};
use ovhai_jobs::Collected;
use terraform_plugin::{Diagnostics, Value};

use super::{
    super::{
        CopyModel, DataOptions, Prepared, is_missing, no_container,
        places::{self, Into},
        run,
    },
    exclude,
};
use crate::{
    export_resource::number,
    platform::Platform,
    transfer_resource::{Ask, Standing, TransferModel},
};

/// Compares what was copied with the sources, and says it.
pub(super) async fn collect(
    ask: &Ask<'_>,
    prepared: Prepared,
    collected: &Collected,
    model: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let into = Into::of(ask.platform, model, diagnostics)?;
    let is_chosen = model.options.sources.get().is_some();
    let exclude = exclude(&model.options);
    let (mut copies, mut findings) = (prepared.former, prepared.findings);
    let mut told = Vec::new();
    let mut at = 0;
    for place in &prepared.places {
        let key = place.key();
        let source = places::source(ask, place, diagnostics).await?;
        let summary = format!("{key} cannot be compared with its copy");
        let compared = match into.copy(place) {
            Some(copy) => {
                let copy = diagnostics.ok(&summary, copy)?;
                compare(&source, &copy, &exclude).await
            }
            None => inventory(&source, &exclude).await.map(|source| Compared {
                source,
                ..Compared::default()
            }),
        };
        if is_missing(&source, &compared, is_chosen) {
            findings.insert(no_container(&key), NO_CONTAINER.title.to_owned());
            continue;
        }
        let compared = diagnostics.ok(&summary, compared)?;
        let results: Vec<_> = (collected.results.values())
            .filter(|result| result.place == at)
            .collect();
        at += 1;
        if compared.missing + compared.different > 0 {
            told.push(format!(
                "{key}: {} objects are missing and {} different, such as {:?}",
                compared.missing, compared.different, compared.names
            ));
        }
        if compared.markers > 0 {
            findings.insert(
                format!("{}@{key}", FOLDER_MARKERS.slug),
                format!("{} objects: {}", compared.markers, FOLDER_MARKERS.title),
            );
        }
        let unproven: u64 = results.iter().map(|result| result.unproven).sum();
        if unproven > 0 && !model.verifies_all() {
            findings.insert(
                format!("{}@{key}", NOT_PROVEN.slug),
                format!("{unproven} objects: {}", NOT_PROVEN.title),
            );
        }
        let copy = described(place, &source, &into, &compared, &results);
        copies.insert(key, copy);
    }
    if !told.is_empty() {
        diagnostics.error(
            "Not everything was copied",
            format!(
                "{}\n\nThe sources may have changed meanwhile: apply again. rclone does not copy some names, such as those with an empty \
                 part (`a//b`); engine = \"local\" does.",
                told.join("\n")
            ),
        );
        return None;
    }
    model.digest = run::digest(&copies).into();
    model.options.set_copies(copies);
    model.options.findings = Value::Known(findings);
    model.options.run = Value::Null;
    Some(())
}

pub(super) fn described(
    place: &Place,
    source: &Source,
    into: &Into,
    compared: &Compared,
    results: &[&ovhai_jobs::ShardResult],
) -> CopyModel {
    // Of a claim nobody here knows more than the pods said.
    let is_seen = into.copy(place).is_some();
    let sum =
        |of: fn(&ovhai_jobs::ShardResult) -> u64| results.iter().map(|result| of(result)).sum();
    let (objects, bytes) = if is_seen {
        (compared.copy.objects, compared.copy.bytes)
    } else {
        (
            sum(|result| result.size.count),
            sum(|result| result.size.bytes),
        )
    };
    CopyModel {
        source: source.description().into(),
        store: place.store.clone().into(),
        container: place.container.clone().into(),
        prefix: place.prefix.clone().into(),
        objects: number(objects).into(),
        bytes: number(bytes).into(),
        copied: Value::Null,
        manifest: Value::Null,
        listing: compared.source.sha256.clone().into(),
        statistics: if place.prefix.is_empty() {
            run::statistics(compared.source.objects, compared.source.bytes).into()
        } else {
            Value::Null
        },
        inventory: Some(compared.copy.sha256.clone())
            .filter(|_| is_seen)
            .into(),
    }
}

/// Compares what lies in object stores with what lay there; claims are trusted.
pub async fn standing(
    platform: &Platform,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Standing> {
    let none = BTreeMap::new();
    let copies = state.options.copies.get().unwrap_or(&none);
    let digest = run::digest(copies);
    if Into::comes_later(platform, state) {
        return Some(Standing::Same(digest));
    }
    let into = Into::of(platform, state, diagnostics)?;
    let mut problems = Vec::new();
    for (key, copy) in copies {
        let Some(known) = copy.inventory.get() else {
            // In a claim, or copied by the other engine before.
            tracing::info!(
                copy = key,
                "nothing tells from here what it was like; it is trusted"
            );
            continue;
        };
        let Some(there) = into.copy(&copy.place()) else {
            continue;
        };
        let there = diagnostics.ok("The copies cannot be looked at", there)?;
        let found = inventory(&there, &Exclude::default()).await;
        let found = diagnostics.ok(format!("The copy {key} cannot be looked at"), found)?;
        if *known != found.sha256 {
            problems.push(format!(
                "{key}: it has {} objects, {} bytes",
                found.objects, found.bytes
            ));
        }
    }
    Some(if problems.is_empty() {
        Standing::Same(digest)
    } else {
        Standing::Differs(problems)
    })
}
