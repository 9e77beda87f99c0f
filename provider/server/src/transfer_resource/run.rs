//! Moving, as planned, with a status that others can look at.

use std::{
    fs,
    path::Path as FilePath,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ovhai_exports::{
    Claim, Claimant, Disk, Journal, claim, fresh_id,
    progress::{Activity, Status, now},
    refuse_foreign,
};
use terraform_plugin::{Context, Diagnostics, Path, Tree, value::Element};

use super::{Transfer, TransferModel, TransferResource, Work};
use crate::platform::{Platform, run_blocking};

/// How often the status is written.
const TICK: Duration = Duration::from_secs(1);

impl<K: Transfer> TransferResource<K> {
    /// Moves what was planned and returns the state; `prior` is the export as it stands, for updates.
    pub(super) async fn transfer(
        &self,
        ctx: &Context,
        platform: &Arc<Platform>,
        planned: TransferModel<K::Options>,
        prior: Option<TransferModel<K::Options>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<TransferModel<K::Options>> {
        let ask = self.ask(ctx, platform, &planned, diagnostics).await?;
        let mut model = planned.clone();
        model.service_name = ask.service.clone().into();
        // Looking again may say what the plan could not know, never something else.
        let prepared = self
            .0
            .plan(&ask, &mut model, prior.as_ref(), diagnostics)
            .await?;
        if diagnostics.has_error() {
            return None;
        }
        if let Some(path) = contradiction(&planned.encode(), &model.encode(), "") {
            diagnostics.error_at(
                Path::root("revision"),
                "The export is no longer what was planned",
                format!(
                    "What is to be exported changed between planning and applying (see {path}). Nothing was moved; run terraform plan again."
                ),
            );
            return None;
        }
        let home = model.home(K::NAME);
        let is_folder = model.folder().is_some();
        if let Some(prior) = &prior {
            let (from, to) = (prior.home(K::NAME), home.clone());
            let id = prior.id.get().cloned().unwrap_or_default();
            let moved = run_blocking(diagnostics, move || relocate(&from, &to, &id)).await?;
            diagnostics.ok("The journal cannot be moved to its new folder", moved)?;
        }
        let claim = self
            .claim(&ask, &home, is_folder, prior.as_ref(), diagnostics)
            .await?;
        platform.exports().insert(&home, claim.id());
        let work = Work {
            id: claim.id().to_owned(),
            home,
            kind: K::NAME,
            progress: Arc::default(),
            goes_on: AtomicBool::new(false),
        };
        let started = now();
        let ended = {
            let moving = self.0.run(&ask, prepared, &work, &mut model, diagnostics);
            let mut moving = std::pin::pin!(moving);
            let mut ticks = tokio::time::interval(TICK);
            loop {
                tokio::select! {
                    ended = &mut moving => break Some(ended),
                    () = ctx.cancellation().cancelled() => break None,
                    _ = ticks.tick() => {
                        tell(&work, Activity::Running, started, None);
                    }
                }
            }
        };
        let stopped = |problem: &str| {
            tell(&work, Activity::Stopped, started, Some(problem));
            if prior.is_none() {
                // No state will know it: the next create may be one of this process.
                platform.exports().remove(claim.id());
            }
        };
        match ended {
            None => {
                stopped("interrupted");
                diagnostics.error(
                    "Interrupted",
                    "What was moved is kept, and the next terraform apply continues.",
                );
                None
            }
            Some(ended) if ended.is_none() || diagnostics.has_error() => {
                stopped("it failed; Terraform's output says why");
                None
            }
            Some(_) if work.goes_on.load(Ordering::Relaxed) => {
                // The journal says that it is not over.
                model.id = claim.id().to_owned().into();
                tell(&work, Activity::Elsewhere, started, None);
                Some(model)
            }
            Some(_) => {
                let home = work.home.clone();
                let completed =
                    run_blocking(diagnostics, move || claim.complete(&Disk, &home)).await?;
                model.id = diagnostics
                    .ok("The journal cannot be completed", completed)?
                    .into();
                let status = tell(&work, Activity::Complete, started, None);
                tracing::info!(
                    objects = status.objects,
                    skipped = status.skipped,
                    bytes = status.bytes,
                    seconds = status.updated.saturating_sub(started),
                    "transfer complete"
                );
                Some(model)
            }
        }
    }

    /// Takes hold of the destination.
    async fn claim(
        &self,
        ask: &super::Ask<'_>,
        home: &std::path::Path,
        is_folder: bool,
        prior: Option<&TransferModel<K::Options>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Claim> {
        let known_id = prior.and_then(|prior| prior.id.get()).cloned();
        let (identity, revision) = (Self::identity(ask), ask.revision.clone());
        let (platform, home) = (Arc::clone(ask.platform), home.to_owned());
        let claimed = run_blocking(diagnostics, move || {
            if is_folder {
                refuse_foreign(&Disk, &home)?;
            }
            // On a disk that was thrown away, the state alone knows the export.
            let fresh = known_id.clone().unwrap_or_else(fresh_id);
            let claimant = Claimant {
                known_id: known_id.as_deref(),
                identity: &identity,
                is_live: &|id| platform.exports().contains(id),
            };
            claim(&Disk, &home, &claimant, &fresh, &revision)
        })
        .await?;
        match claimed {
            Ok(claimed) => Some(claimed),
            Err(error) => {
                diagnostics.error_at(
                    Path::root("destination"),
                    "The destination cannot be used",
                    error.to_string(),
                );
                None
            }
        }
    }
}

/// Brings the journal of the export `id`, with all that is noted beside it, to the folder that `journal` names now. Without it nothing would tell
/// any more what earlier runs stored.
fn relocate(from: &FilePath, to: &FilePath, id: &str) -> Result<(), ovhai_exports::Error> {
    let is_here = Journal::load(&Disk, to)?.is_some();
    let is_there = || Ok(Journal::load(&Disk, from)?.is_some_and(|journal| journal.id == id));
    if from == to || is_here || !is_there()? {
        return Ok(());
    }
    let wrong = |error: std::io::Error| ovhai_exports::Error::Journal {
        path: to.to_owned(),
        reason: error.to_string(),
    };
    let folder = |home: &FilePath| Journal::path(home).parent().map(FilePath::to_owned);
    let (Some(from), Some(to)) = (folder(from), folder(to)) else {
        return Ok(());
    };
    if let Some(above) = to.parent() {
        fs::create_dir_all(above).map_err(wrong)?;
    }
    match fs::rename(&from, &to) {
        Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => copy_folder(&from, &to)
            .and_then(|()| fs::remove_dir_all(&from))
            .map_err(wrong),
        other => other.map_err(wrong),
    }
}

fn copy_folder(from: &FilePath, to: &FilePath) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// Writes the status; nothing but somebody who looks depends on it.
fn tell(work: &Work, activity: Activity, started: u64, problem: Option<&str>) -> Status {
    let mut status = work.progress.status(work.kind, activity, started);
    status.problem = problem.map(ToOwned::to_owned);
    if let Err(error) = status.save(&work.home) {
        tracing::debug!(%error, "the status cannot be written");
    }
    status
}

/// Where a value that was known in the plan is another now.
fn contradiction(planned: &Tree, now: &Tree, path: &str) -> Option<String> {
    match (planned, now) {
        (Tree::Unknown, _) => None,
        (Tree::Map(planned), Tree::Map(now)) => {
            let names = planned.keys().chain(now.keys());
            names.into_iter().find_map(|name| {
                let (one, other) = (planned.get(name), now.get(name));
                let path = format!("{path}.{name}");
                contradiction(
                    one.unwrap_or(&Tree::Null),
                    other.unwrap_or(&Tree::Null),
                    path.trim_start_matches('.'),
                )
            })
        }
        (Tree::List(planned), Tree::List(now)) if planned.len() == now.len() => planned
            .iter()
            .zip(now)
            .enumerate()
            .find_map(|(at, (one, other))| contradiction(one, other, &format!("{path}[{at}]"))),
        (planned, now) if planned == now => None,
        _ => Some(path.to_owned()),
    }
}
