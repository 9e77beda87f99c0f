//! What lies at the destination, and taking it away.

use std::path::Path as FilePath;

use ovhai_data::{Depth, Error, Journal, Missing, Options, Target, remains, verify};
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
        let summary = format!("The copy {key} cannot be looked at");
        let folder = places::journal(home, &place);
        let source = copy.source.as_deref().unwrap_or("");
        places::restored(&target, &folder, source, key, diagnostics).await?;
        let found = one(&target, &folder, copy, &options, depth).await;
        let found = diagnostics.ok(summary, found)?;
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
    let source = copy.source.as_deref().unwrap_or("");
    let Some(journal) = Journal::look_for(source, target, Some(folder))? else {
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

/// Removes what is as it was copied, and says what stays.
pub async fn remove(
    platform: &Platform,
    home: &FilePath,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let into = places::Into::of(platform, state, diagnostics)?;
    let options = places::options(state);
    let mut kept = 0;
    let mut unknown = Vec::new();
    for (key, copy) in state.options.copies.get().into_iter().flatten() {
        let place = copy.place();
        let folder = places::journal(home, &place);
        let summary = format!("The copy {key} cannot be removed");
        let target = diagnostics.ok(&summary, into.target(&place))?;
        let source = copy.source.as_deref().unwrap_or("");
        places::restored(&target, &folder, source, key, diagnostics).await?;
        let journal = Journal::look_for(source, &target, Some(&folder));
        let Some(journal) = diagnostics.ok(&summary, journal)? else {
            // Nothing is there either if an earlier try removed it.
            let left = diagnostics.ok(&summary, remains(&target).await)?;
            if left > 0 {
                diagnostics.warning(
                    format!("The copy {key} was left in place"),
                    format!(
                        "Its journal is gone, so nothing tells what of the {left} objects there is this export's."
                    ),
                );
            }
            continue;
        };
        let removed = ovhai_data::remove(&target, &journal, &options).await;
        let removed = diagnostics.ok(&summary, removed)?;
        kept += removed.kept;
        unknown.extend((removed.unknown > 0).then(|| format!("{key}: {}", removed.unknown)));
        if removed.kept == 0 {
            diagnostics.ok(&summary, Journal::forget(source, &target).await)?;
            diagnostics.ok(&summary, into.leave(&place))?;
            let gone = std::fs::remove_dir_all(&folder);
            diagnostics.ok(&summary, gone)?;
        }
    }
    if !unknown.is_empty() {
        diagnostics.warning(
            "Objects that the journal does not know were left in place",
            format!(
                "{} objects. Others put them there, or runs whose journal was lost.",
                unknown.join(" objects; ")
            ),
        );
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
