//! What lies at the destination, and taking it away.

use std::path::Path as FilePath;

use ovhai_data::{Depth, Error, Journal, Missing, Options, Target, verify};
use ovhai_exports::Disk;
use terraform_plugin::Diagnostics;

use super::{CopyModel, DataOptions, places, run};
use crate::{
    platform::Platform,
    transfer_resource::{Standing, TransferModel},
};

/// Problems that are told for each copy.
const TOLD: usize = 20;

/// Compares every copy with its journal.
pub async fn survey(
    platform: &Platform,
    home: &FilePath,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Standing> {
    if places::Into::comes_later(platform, state) {
        // Nothing can be asked before apply; what state says stands.
        return Some(match state.digest.get() {
            Some(digest) => Standing::Same(digest.clone()),
            None => Standing::Differs(Vec::new()),
        });
    }
    let Some(copies) = state.options.copies.get() else {
        return Some(Standing::Differs(vec![
            "state does not say what was copied".to_owned(),
        ]));
    };
    let into = places::Into::of(platform, state, diagnostics)?;
    let options = places::options(state);
    let depth = if state.verifies_all() {
        Depth::Bytes
    } else {
        Depth::Marks
    };
    let mut problems = Vec::new();
    for (key, copy) in copies {
        let place = copy.place();
        let target = diagnostics.ok("The copies cannot be looked at", into.target(&place))?;
        let found = one(
            &target,
            &places::journal(home, &place),
            copy,
            &options,
            depth,
        )
        .await;
        let found = diagnostics.ok(format!("The copy {key} cannot be looked at"), found)?;
        problems.extend(found.into_iter().map(|problem| format!("{key}: {problem}")));
    }
    Some(if problems.is_empty() {
        Standing::Same(run::digest(copies))
    } else {
        Standing::Differs(problems)
    })
}

/// What is wrong with one copy.
async fn one(
    target: &Target,
    folder: &FilePath,
    copy: &CopyModel,
    options: &Options,
    depth: Depth,
) -> Result<Vec<String>, Error> {
    let Some(journal) = journal(target, folder, copy).await? else {
        return Ok(vec!["its journal is gone".to_owned()]);
    };
    if !journal.manifest().exists() {
        return Ok(vec!["it was never complete".to_owned()]);
    }
    let found = verify(target, &journal, options, depth).await?;
    if copy.manifest.as_deref().known() != Some(found.manifest.sha256.as_str()) {
        return Ok(vec!["its manifest is another one".to_owned()]);
    }
    tracing::info!(
        right = found.right,
        wrong = found.wrong,
        depth = ?found.depth,
        "compared a copy with its manifest"
    );
    let told = found.problems.iter().take(TOLD);
    Ok(told
        .map(|problem| {
            let what = match &problem.what {
                Missing::Absent => "is missing".to_owned(),
                Missing::Changed { found } => format!("was changed: {found}"),
                Missing::Corrupt { found } => format!("has other bytes, of SHA-256 {found}"),
                Missing::Unreadable(error) => format!("cannot be read: {error}"),
                other => format!("is not as it was left: {other:?}"),
            };
            format!("{:?} {what}", problem.key)
        })
        .collect())
}

/// The journal on this disk, else from the bucket.
async fn journal(
    target: &Target,
    folder: &FilePath,
    copy: &CopyModel,
) -> Result<Option<Journal>, Error> {
    let source = copy.source.as_deref().unwrap_or("");
    Journal::restore(source, target, folder).await?;
    Journal::look_for(source, target, Some(folder))
}

/// Removes what is as it was copied; the number of objects that stay.
pub async fn remove(
    platform: &Platform,
    home: &FilePath,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let into = places::Into::of(platform, state, diagnostics)?;
    let options = places::options(state);
    let mut kept = 0;
    for (key, copy) in state.options.copies.get().into_iter().flatten() {
        let place = copy.place();
        let folder = places::journal(home, &place);
        let summary = format!("The copy {key} cannot be removed");
        let target = diagnostics.ok(&summary, into.target(&place))?;
        let journal = diagnostics.ok(&summary, journal(&target, &folder, copy).await)?;
        let Some(journal) = journal else {
            diagnostics.warning(
                format!("The copy {key} was left in place"),
                "Its journal is gone, so nothing tells what of it is this export's.",
            );
            continue;
        };
        let removed = ovhai_data::remove(&target, &journal, &options).await;
        let removed = diagnostics.ok(&summary, removed)?;
        kept += removed.kept;
        if removed.kept == 0 {
            let source = copy.source.as_deref().unwrap_or("");
            diagnostics.ok(&summary, Journal::forget(source, &target).await)?;
            diagnostics.ok(&summary, into.leave(&place))?;
            let gone = std::fs::remove_dir_all(&folder);
            diagnostics.ok(&summary, gone)?;
        }
    }
    if kept > 0 {
        diagnostics.warning(
            "Objects that others changed were left in place",
            format!(
                "{kept} objects in {} are not as this export left them.",
                state.destination.as_deref().unwrap_or("")
            ),
        );
        return Some(());
    }
    let id = state.id.as_deref().unwrap_or("");
    // The folder of the journals, which is empty now.
    std::fs::remove_dir(places::journals(home)).ok();
    diagnostics.ok(
        "The journal cannot be removed",
        ovhai_exports::remove(&Disk, home, id),
    )?;
    Some(())
}
