//! Copying data between volumes and their storage.

use std::sync::Arc;

use ovhai_model::Kind;
use ovhai_platform::documents::{DataSync, DataSyncSpec, DataSyncState, VolumeStatus};
use terraform_plugin::{Context, Diagnostics, Path, Progress};

use super::{
    SyncTarget, begin,
    run::Run,
    seen::{self, Seen},
};
use crate::{managed::workload::waiting::Pauses, platform::Platform, shown};

/// The id of the volume that `wanted` names by id or mount path; an error says which there are.
pub fn volume(wanted: &str, seen: &Seen, diagnostics: &mut Diagnostics) -> Option<String> {
    let is_it = |volume: &&VolumeStatus| {
        [&volume.user_volume_id, &volume.mount_path]
            .into_iter()
            .any(|name| name.as_deref() == Some(wanted))
    };
    let found = seen.volumes.iter().find(is_it);
    if let Some(id) = found.and_then(|volume| volume.user_volume_id.clone()) {
        return Some(id);
    }
    let paths = seen
        .volumes
        .iter()
        .filter_map(|volume| volume.mount_path.as_deref());
    let paths: Vec<String> = paths
        .map(|path| format!("`{}`", shown::address(path)))
        .collect();
    let known = match paths.as_slice() {
        [] => "it has none".to_owned(),
        paths => format!("there are {}", paths.join(", ")),
    };
    diagnostics.error_at(
        Path::root("volume"),
        "There is no such volume",
        format!("`{}` has no volume `{wanted}`; {known}.", seen.name),
    );
    None
}

/// Starts a copy and follows it.
pub async fn sync(
    ctx: &Context,
    platform: &Arc<Platform>,
    kind: Kind,
    config: &SyncTarget,
    progress: &Progress,
    diagnostics: &mut Diagnostics,
) {
    let Some(run) = begin(ctx, platform, kind, &config.target, progress, diagnostics) else {
        return;
    };
    let Some(seen) = run.look(diagnostics).await else {
        return;
    };
    let volume = match config.volume.get() {
        None => None,
        Some(wanted) => match volume(wanted, &seen, diagnostics) {
            Some(id) => Some(id),
            None => return,
        },
    };
    let spec = DataSyncSpec {
        direction: config
            .direction
            .get()
            .map(|direction| direction.as_str().into()),
        volume,
        ..DataSyncSpec::default()
    };
    let asked = match kind {
        Kind::Job => run.project.sync_job(&run.id, &spec).await,
        Kind::Notebook => run.project.sync_notebook(&run.id, &spec).await,
        _ => run.project.sync_app(&run.id, &spec).await,
    };
    let Some(begun) = run.report(asked, diagnostics) else {
        return;
    };
    let Some(id) = begun.id else {
        diagnostics.warning(
            "The copy cannot be followed",
            "The platform began it without telling its id; look at the workload to see how it ends.",
        );
        return;
    };
    run.say(&seen, &format!("copies its data: {id}"));
    if run.is_waiting {
        follow(&run, &id, diagnostics).await;
    }
}

async fn follow(run: &Run<'_>, id: &str, diagnostics: &mut Diagnostics) {
    let mut pauses = Pauses::default();
    let mut said = String::new();
    let mut last: Option<Seen> = None;
    loop {
        let seen = seen::look(&run.project, run.kind, &run.id).await;
        let seen = match seen {
            Err(ovh_api::Error::Cancelled) => {
                run.stopped(last.as_ref(), diagnostics);
                return;
            }
            other => match run.report(other, diagnostics) {
                Some(seen) => seen,
                None => return,
            },
        };
        // A copy that just began may not be listed yet.
        if let Some(copy) = seen
            .syncs
            .iter()
            .find(|copy| copy.id.as_deref() == Some(id))
        {
            let words = words(copy);
            if words != said {
                run.say(&seen, &words);
                said = words;
            }
            if has_ended(copy, &seen, run, diagnostics) {
                return;
            }
        }
        last = Some(seen);
        if pauses.next(run.limit.token()).await.is_none() {
            run.stopped(last.as_ref(), diagnostics);
            return;
        }
    }
}

/// Whether a copy is over; one that failed is an error.
fn has_ended(copy: &DataSync, seen: &Seen, run: &Run<'_>, diagnostics: &mut Diagnostics) -> bool {
    let status = copy.status.as_ref();
    match status.and_then(|status| status.state.as_ref()) {
        Some(DataSyncState::Done) => true,
        Some(
            state @ (DataSyncState::Failed | DataSyncState::Error | DataSyncState::Interrupted),
        ) => {
            let reason = seen::reason(status.and_then(|status| status.info.as_ref()));
            diagnostics.error(
                run.summary(),
                format!(
                    "The copy of the data of `{}` is {}: {reason}.",
                    seen.name,
                    state.as_str()
                ),
            );
            true
        }
        _ => false,
    }
}

/// `copies data: RUNNING, 12 of 40 files, 3145728 bytes`.
fn words(copy: &DataSync) -> String {
    let status = copy.status.as_ref();
    let state = status.and_then(|status| status.state.as_ref());
    let mut words = format!(
        "copies data: {}",
        shown::address(state.map_or("?", |state| state.as_str()))
    );
    let lines = status.map_or(&[][..], |status| status.progress.as_slice());
    let sum = |of: fn(&ovhai_platform::documents::Progress) -> Option<i64>| -> i64 {
        lines.iter().filter_map(of).fold(0, i64::saturating_add)
    };
    if !lines.is_empty() {
        let (done, all) = (sum(|line| line.processed), sum(|line| line.total));
        let (bytes, failed) = (sum(|line| line.transferred_bytes), sum(|line| line.failed));
        words.push_str(&format!(", {done} of {all} files, {bytes} bytes"));
        if failed > 0 {
            words.push_str(&format!(", {failed} failed"));
        }
    }
    words
}
