//! Copying, one place after the other; within each many objects at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path as FilePath,
};

use ovhai_data::{
    Depth, Detail, Event, Journal, Missing, Observer, Options, Outcome, Problem, Source, Summary,
    Target, hashing, survey, verify,
};
use ovhai_exports::{
    data::{
        GIT_POINTERS, IN_MANIFEST, LEFT_OUT, NO_CONTAINER, NO_FILES, NOT_ENCRYPTED, NOT_PROVEN,
        Place,
    },
    progress::Progress,
};
use ovhai_model::Digest;
use terraform_plugin::{Diagnostics, Value};

use super::{CopyModel, DataOptions, Prepared, git, places};
use crate::{
    export_resource::number,
    transfer_resource::{Ask, TransferModel, Work},
};

/// Failures that are told in full.
const TOLD: usize = 10;

/// Counts for whoever looks.
struct Counted<'a>(&'a Progress);

impl Observer for Counted<'_> {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Bytes(count) => self.0.moved(count),
            Event::Copied(_) => self.0.done(),
            Event::Kept(_) => self.0.skip(),
            _ => {}
        }
    }
}

/// Copies every place.
pub async fn run(
    ask: &Ask<'_>,
    prepared: Prepared,
    work: &Work,
    model: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    if prepared.is_done {
        return Some(());
    }
    let into = places::Into::of(ask.platform, model, diagnostics)?;
    let mut options = places::sealing(ask.platform, model, diagnostics)?;
    let is_counting = model.options.plan_detail.as_deref().known() == Some("totals");
    let (objects, bytes) = prepared.totals.unzip();
    work.progress.totals(objects, bytes);
    let mut findings = prepared.findings;
    let is_chosen = model.options.sources.get().is_some();
    let mut copies = prepared.former;
    let mut failures = Vec::new();
    let mut failed = 0;
    for place in &prepared.places {
        let key = place.key();
        let folder = places::journal(&work.home, place);
        let (source, repository) = match prepared.repositories.get(place) {
            Some(address) => {
                let bundled = git::bundled(address, &folder).await;
                let bundled = diagnostics.ok(format!("{key} cannot be copied"), bundled)?;
                (bundled.source, Some((bundled.digest, bundled.needs)))
            }
            None => (places::source(ask, place, diagnostics).await?, None),
        };
        let target = diagnostics.ok(format!("{key} cannot be copied"), into.target(place))?;
        places::restored(&target, &folder, &source.description(), &key, diagnostics).await?;
        work.progress.begin(&key);
        if prepared.is_suspect {
            let spoilt = spoilt(&source, &target, &folder, &options).await;
            options.mending = diagnostics.ok(format!("{key} cannot be verified"), spoilt)?;
        }
        let copied = copy(
            &source,
            &target,
            &folder,
            place,
            &options,
            is_counting,
            work,
        )
        .await;
        work.progress.end(&key);
        if super::is_missing(&source, &copied, is_chosen) {
            let forgotten = forget(&source, &target, &folder).await;
            if diagnostics.ok(format!("The journal of {key} cannot be removed"), forgotten)? {
                diagnostics.ok(format!("{key} leaves a folder"), into.leave(place))?;
            }
            findings.insert(super::no_container(&key), NO_CONTAINER.title.to_owned());
            continue;
        }
        let (outcome, statistics) =
            diagnostics.ok(format!("{key} was not copied to its end"), copied)?;
        tracing::info!(
            place = key,
            copied = outcome.copied,
            kept = outcome.kept,
            removed = outcome.removed,
            gone = outcome.gone,
            vanished = outcome.vanished,
            failures = outcome.failures,
            bytes = outcome.bytes,
            hashing_ms = u64::try_from(hashing().as_millis()).unwrap_or(u64::MAX),
            "copied"
        );
        if outcome.failures > 0 {
            failed += outcome.failures;
            let told = outcome.failed.iter();
            failures
                .extend(told.map(|failure| format!("{key}: {:?}: {}", failure.key, failure.error)));
            continue;
        }
        let summary = Summary::of(&folder.join("manifest.jsonl"));
        let summary = diagnostics.ok("The manifest cannot be read", summary)?;
        if let Some(first) = outcome.strange.names.first() {
            let detail = format!("{} names, such as {first}", outcome.strange.count);
            findings.insert(format!("{}@{key}", NO_FILES.slug), detail);
        }
        let mut find = |kind: &ovhai_model::FindingKind, count: u64| {
            if count > 0 {
                findings.insert(
                    format!("{}@{key}", kind.slug),
                    format!("{count} objects: {}", kind.title),
                );
            }
        };
        find(&NOT_PROVEN, summary.unproven);
        find(&LEFT_OUT, summary.incomplete);
        if matches!(target, Target::Folder(_)) || options.seal.is_some() {
            find(&IN_MANIFEST, summary.described);
        }
        if options.seal.is_some() {
            find(&NOT_ENCRYPTED, summary.objects - summary.sealed);
        }
        let mut copy = described(place, &source, &outcome, summary, statistics);
        if let Some((digest, needs)) = repository {
            copy.listing = digest.into();
            if !needs.is_empty() {
                findings.insert(format!("{}@{key}", GIT_POINTERS.slug), needs.join("; "));
            }
        }
        copies.insert(key, copy);
    }
    if failed > 0 {
        let told = failures.len().min(TOLD);
        let more = failed.saturating_sub(told as u64);
        let mut text = failures[..told].join("\n");
        if more > 0 {
            text.push_str(&format!("\nand {more} more"));
        }
        diagnostics.error(
            format!("{failed} objects were not copied"),
            format!("{text}\n\nThe others are; the next terraform apply goes on with these."),
        );
        return None;
    }
    model.digest = digest(&copies).into();
    model.options.set_copies(copies);
    model.options.run = Value::Null;
    model.options.findings = Value::Known(findings);
    Some(())
}

async fn copy(
    source: &Source,
    target: &Target,
    folder: &FilePath,
    place: &Place,
    options: &Options,
    is_counting: bool,
    work: &Work,
) -> Result<(Outcome, Option<String>), ovhai_data::Error> {
    let journal = Journal::open(source, target, Some(folder))?;
    let has_statistics = matches!(source, Source::Container(_))
        && place.prefix.is_empty()
        && options.exclude.is_empty();
    let statistics = if is_counting && has_statistics {
        // Before the first object: what comes while copying shows at the next plan.
        let found = survey(source, target, None, options, Detail::Totals).await?;
        Some(statistics(found.objects, found.bytes))
    } else {
        None
    };
    let observer = Counted(&work.progress);
    let outcome = ovhai_data::run(source, target, &journal, options, &observer).await?;
    Ok((outcome, statistics))
}

/// Objects whose copies have other bytes than they should, or cannot be read. No more than are told at a time.
async fn spoilt(
    source: &Source,
    target: &Target,
    folder: &FilePath,
    options: &Options,
) -> Result<BTreeSet<String>, ovhai_data::Error> {
    let journal = Journal::look(source, target, Some(folder))?;
    let Some(journal) = journal.filter(|journal| journal.manifest().exists()) else {
        return Ok(BTreeSet::new());
    };
    let found = verify(target, &journal, options, Depth::Bytes).await?;
    let is_spoilt = |problem: &Problem| {
        matches!(
            problem.what,
            Missing::Corrupt { .. } | Missing::Unreadable(_)
        )
    };
    let spoilt = found.problems.into_iter().filter(is_spoilt);
    Ok(spoilt.map(|problem| problem.key).collect())
}

/// Takes away the journal that was begun for nothing; whether it did. One that knows of copies is kept.
async fn forget(
    source: &Source,
    target: &Target,
    folder: &FilePath,
) -> Result<bool, ovhai_data::Error> {
    let journal = Journal::look(source, target, Some(folder))?;
    if !journal.is_some_and(|journal| journal.knows_nothing() == Ok(true)) {
        return Ok(false);
    }
    Journal::forget(&source.description(), target).await?;
    if let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::debug!(%error, "a journal of nothing stays");
    }
    Ok(true)
}

/// What a container says of itself.
pub fn statistics(objects: u64, bytes: u64) -> String {
    format!("{objects} objects, {bytes} bytes")
}

fn described(
    place: &Place,
    source: &Source,
    outcome: &Outcome,
    summary: Summary,
    statistics: Option<String>,
) -> CopyModel {
    CopyModel {
        source: source.description().into(),
        store: place.store.clone().into(),
        container: place.container.clone().into(),
        prefix: place.prefix.clone().into(),
        objects: number(summary.objects).into(),
        bytes: number(summary.bytes).into(),
        copied: number(outcome.copied).into(),
        manifest: summary.sha256.into(),
        listing: summary.source_sha256.into(),
        statistics: statistics.into(),
        inventory: Value::Null,
    }
}

/// Digest over the manifests of all copies, or what else tells what they are.
pub fn digest(copies: &BTreeMap<String, CopyModel>) -> String {
    let lines = copies.iter().map(|(key, copy)| {
        let told = [&copy.manifest, &copy.inventory, &copy.listing];
        let manifest = told
            .iter()
            .find_map(|told| told.get())
            .map_or("", String::as_str);
        format!("{key}\0{manifest}\n")
    });
    let digest = Digest::of(lines.collect::<String>().as_bytes());
    digest.as_str().to_owned()
}
