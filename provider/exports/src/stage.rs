//! Staging: writing, syncing and verifying new files beside the old ones.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use ovhai_model::Digest;

use crate::{Error, Files, Produce, ProduceError};

/// Files wait for the disk's sync, not for the processor: several at once let it merge them.
const WRITERS: usize = 8;

struct Job {
    staged: PathBuf,
    bytes: Vec<u8>,
    digest: Digest,
}

/// Stages what `produce` makes of the paths in `wanted` into `staging`, and returns where each is.
///
/// # Errors
/// The first failure of the disk or of `produce`; content that is not `wanted`; a wanted path that was not produced.
pub fn stage(
    files: &dyn Files,
    staging: &Path,
    wanted: &BTreeMap<&str, &Digest>,
    cancelled: &(dyn Fn() -> bool + Sync),
    produce: Produce<'_>,
) -> Result<BTreeMap<String, PathBuf>, ProduceError> {
    files
        .remove_folder(staging)
        .map_err(Error::io("remove", staging))?;
    files
        .create_folder(staging)
        .map_err(Error::io("create", staging))?;
    let mut staged = BTreeMap::new();
    let failure: Mutex<Option<Error>> = Mutex::new(None);
    let (sender, receiver) = sync_channel::<Job>(WRITERS * 2);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        for _ in 0..WRITERS.min(wanted.len()) {
            scope.spawn(|| write_jobs(files, &receiver, &failure));
        }
        let result = produce(&mut |artefact| {
            if cancelled() {
                return Err(Error::Cancelled);
            }
            if let Some(error) = failure
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take()
            {
                return Err(error);
            }
            let Some(digest) = wanted.get(artefact.path.as_str()) else {
                return Ok(());
            };
            if Digest::of(&artefact.bytes) != **digest {
                return Err(Error::NotAsPlanned {
                    path: artefact.path,
                });
            }
            let path = staging.join(staged.len().to_string());
            staged.insert(artefact.path, path.clone());
            // Writers end only when this side does, so the channel is open.
            sender
                .send(Job {
                    staged: path,
                    bytes: artefact.bytes,
                    digest: (*digest).clone(),
                })
                .map_err(|_| Error::Produce("the writers ended early".to_owned()))
        });
        drop(sender);
        result
    })?;
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error.into());
    }
    match wanted.keys().find(|path| !staged.contains_key(**path)) {
        Some(path) => Err(Error::NotAsPlanned {
            path: (*path).to_owned(),
        }
        .into()),
        None => Ok(staged),
    }
}

/// Takes jobs until none is left. After a failure the remaining ones are only drained, so that the producer never blocks.
fn write_jobs(files: &dyn Files, receiver: &Mutex<Receiver<Job>>, failure: &Mutex<Option<Error>>) {
    let mut failed = false;
    loop {
        let job = receiver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(job) = job else { return };
        if failed {
            continue;
        }
        if let Err(error) = write_job(files, &job) {
            failed = true;
            failure
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get_or_insert(error);
        }
    }
}

fn write_job(files: &dyn Files, job: &Job) -> Result<(), Error> {
    files
        .write_new(&job.staged, &job.bytes)
        .map_err(Error::io("write", &job.staged))?;
    let back = files
        .read(&job.staged)
        .map_err(Error::io("read", &job.staged))?;
    if Digest::of(&back) == job.digest {
        Ok(())
    } else {
        Err(Error::NotVerified {
            path: job.staged.clone(),
        })
    }
}
