//! Doing it: what to copy, how much at once, and what became of it.

mod beside;
mod compare;
mod file;
mod hashing;
mod object;
mod parts;
mod ports;
mod remove;
mod survey;
mod upload;
mod verify;
mod walk;

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::sync::mpsc;

pub use compare::{Compared, Inventory, compare, inventory};
pub use ports::{Event, Failed, Observer, Options, Outcome, Quiet};
pub use remove::{Removed, remains, remove};
pub use survey::{COUNTED, Detail, Summary, Survey, survey};
pub use verify::{Depth, Missing, Problem, Verified, verify};

use self::walk::{Decision, Step, Walk};
use crate::{
    Entry, Error, Journal, Proof, Source, Target,
    journal::{Mirror, WINDOW},
    limits::Budget,
};

/// Failures that are told in full.
const TOLD: u64 = 100;
/// Objects in a row that a store did not serve, after which it is taken for gone. Each was tried with patience.
const LOST: u64 = 64;
/// Objects that are known of before it is their turn.
const AHEAD: usize = 1000;

/// What all parts of a run share.
pub(crate) struct Run<'a> {
    pub(crate) source: &'a Source,
    pub(crate) target: &'a Target,
    pub(crate) journal: &'a Journal,
    pub(crate) options: &'a Options,
    pub(crate) budget: Budget,
    pub(crate) observer: &'a dyn Observer,
    mirror: Option<tokio::sync::Mutex<Mirror<'a>>>,
    outcome: Mutex<Outcome>,
    /// Objects in a row that could not be reached.
    unreached: AtomicU64,
}

/// Copies all that `source` has and `target` has not. A second run, after whatever stopped the first, moves only what is
/// missing.
///
/// # Errors
/// Only what stops all of it: a listing that cannot be read to its end, a journal that cannot be written. What concerns one
/// object is in [`Outcome::failed`].
pub async fn run(
    source: &Source,
    target: &Target,
    journal: &Journal,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Outcome, Error> {
    let mirror = match (target.store(), options.mirrored_every) {
        (Some(store), Some(_)) => Some(tokio::sync::Mutex::new(
            Mirror::begin(journal, store).await?,
        )),
        _ => None,
    };
    let mut run = Run {
        source,
        target,
        journal,
        options,
        budget: Budget::new(
            &options.limits,
            options.bandwidth.clone(),
            options.clock.clone(),
        ),
        observer,
        mirror,
        outcome: Mutex::default(),
        unreached: AtomicU64::new(0),
    };
    match run.mirrored(false).await {
        Err(Error::Unordered { place, after, key }) => {
            tracing::info!(
                place,
                after,
                key,
                "its listing is not in order; all of it is read first"
            );
            let first = std::mem::take(run.outcome());
            if let Some(mirror) = &run.mirror {
                mirror.lock().await.again(journal).await?;
            }
            run.mirrored(true).await?;
            let all = run.outcome();
            // What the first pass copied, the second found to be there.
            all.copied += first.copied;
            all.kept = all.kept.saturating_sub(first.copied);
            all.bytes += first.bytes;
            all.unproven += first.unproven;
            all.incomplete += first.incomplete;
        }
        other => other?,
    }
    run.remove().await?;
    let mirror = run.mirror.take();
    let outcome = run.ended().await?;
    if let Some(mirror) = mirror
        && outcome.manifest.is_some()
    {
        mirror.into_inner().end(journal).await?;
    }
    Ok(outcome)
}

impl Run<'_> {
    /// Everything once, and what the journal says of it in the target bucket, too.
    async fn mirrored(&self, is_collected: bool) -> Result<(), Error> {
        let Some(every) = self
            .options
            .mirrored_every
            .filter(|_| self.mirror.is_some())
        else {
            return self.pass(is_collected).await;
        };
        let sending = async {
            loop {
                tokio::time::sleep(every).await;
                if let Err(error) = self.mirror_now().await {
                    return error;
                }
            }
        };
        let done = tokio::select! {
            done = self.pass(is_collected) => done,
            error = sending => Err(error),
        };
        // Also of a run that failed: the next one may have another disk.
        let sent = self.mirror_now().await;
        done.and(sent)
    }

    /// Whatever is in the log is in the target bucket, too, if it is to be.
    pub(crate) async fn mirror_now(&self) -> Result<(), Error> {
        match &self.mirror {
            Some(mirror) => mirror.lock().await.send(self.journal).await,
            None => Ok(()),
        }
    }

    /// Everything once.
    async fn pass(&self, is_collected: bool) -> Result<(), Error> {
        if let Target::Folder(folder) = self.target
            && self.journal.is_unfinished()?
        {
            folder.has_loose();
        }
        self.journal.begin()?;
        let mut walk = Walk::new(
            Some(self.source),
            self.target,
            self.journal.past()?,
            self.journal.is_narrow(),
            is_collected,
            self.options,
        );
        let (ahead, mut steps) = mpsc::channel::<Step>(AHEAD);
        // Beside the work, so that pages are asked for before they are needed.
        let walking = async move {
            while let Some(step) = walk.next().await? {
                if ahead.send(step).await.is_err() {
                    break;
                }
            }
            Ok::<(), Error>(())
        };
        let working = async move {
            let mut flying = FuturesUnordered::new();
            let mut unfinished = BTreeSet::new();
            let mut number = 0_u64;
            loop {
                let has_room = unfinished.len() < self.options.limits.objects.max(1)
                    && (unfinished.first()).is_none_or(|first| number - first < WINDOW);
                tokio::select! {
                    Some((own, result)) = flying.next() => {
                        unfinished.remove(&own);
                        let result: Result<(), Error> = result;
                        result?;
                    }
                    step = steps.recv(), if has_room => match step {
                        None if flying.is_empty() => return Ok(()),
                        None => {
                            while let Some((_, result)) = flying.next().await {
                                result?;
                            }
                            return Ok(());
                        }
                        Some(step) => {
                            number += 1;
                            let own = number;
                            if !self.is_settled(&step)? {
                                unfinished.insert(own);
                                flying.push(async move { (own, self.step(step).await) });
                            }
                        }
                    },
                }
            }
        };
        let (walked, worked): (_, Result<(), Error>) = tokio::join!(walking, working);
        worked.and(walked)
    }

    /// Whether there is nothing to move.
    fn is_settled(&self, step: &Step) -> Result<bool, Error> {
        if step.listed.is_none() {
            return Ok(false);
        }
        match step.decide(self.options) {
            Decision::Keep(entry) => {
                self.journal.done(&entry)?;
                self.count(|outcome| outcome.kept += 1);
                self.observer.event(Event::Kept(&entry.key));
                Ok(true)
            }
            Decision::New | Decision::Changed | Decision::Refuse(_) => Ok(false),
        }
    }

    /// Errors of one object are noted; those of all are answered.
    async fn step(&self, step: Step) -> Result<(), Error> {
        let Some(listed) = &step.listed else {
            return self.gone(&step).await;
        };
        let done = match step.decide(self.options) {
            Decision::Refuse(problem) => Err(Error::InTheWay {
                path: format!("{} of {}", step.path, self.target.place()),
                problem: format!("{problem}; remove it, or allow to write over it"),
            }),
            Decision::Changed => match self.replacing(&step).await {
                Ok(()) => self.object(listed, &step.path).await,
                Err(error) => Err(error),
            },
            _ => self.object(listed, &step.path).await,
        };
        let unreached = match &done {
            Err(Error::Unreachable { .. }) => self.unreached.fetch_add(1, Ordering::Relaxed) + 1,
            Err(_) => 0,
            Ok(_) => {
                self.unreached.store(0, Ordering::Relaxed);
                0
            }
        };
        match done {
            Ok(Some(entry)) => {
                self.journal.done(&entry)?;
                self.copied(&entry);
                Ok(())
            }
            Ok(None) => {
                self.count(|outcome| outcome.vanished += 1);
                self.gone(&step).await
            }
            Err(error) if error.is_for_all() || unreached >= LOST => Err(error),
            Err(error) => {
                self.failed(&listed.key, error);
                Ok(())
            }
        }
    }

    /// What the object that is there is joined from is noted, to go when the other has taken its place.
    async fn replacing(&self, step: &Step) -> Result<(), Error> {
        if let (Some(store), Some(there)) = (self.target.store(), &step.there)
            && let Some(upload) = store.upload_of(&step.path, &there.mark).await?
        {
            self.journal.leave(&step.path, &upload)?;
        }
        Ok(())
    }

    /// The source does not have it any more.
    async fn gone(&self, step: &Step) -> Result<(), Error> {
        let Some(known) = step.known() else {
            // Removed or changed by somebody else: it is theirs.
            return Ok(());
        };
        if self.options.exclude.has(&known.key) {
            // The source may have it: it is only not asked for any more.
            return self.journal.done(known);
        }
        // Nothing is removed before the listing was read to its end: only then it is known to be in order.
        let mut entry = known.clone();
        entry.is_gone = true;
        self.journal.done(&entry)
    }

    /// Removes, or counts, what the source does not have any more.
    async fn remove(&self) -> Result<(), Error> {
        for gone in self.journal.gone()? {
            let gone = gone?;
            if !self.options.is_removing {
                self.count(|outcome| outcome.gone += 1);
                continue;
            }
            let removed = match (self.target, self.target.store()) {
                (_, Some(store)) => store.remove(&gone.path, &gone.target.mark).await,
                (Target::Folder(folder), _) => folder.remove(&gone.path),
                _ => Ok(()),
            };
            match removed {
                Ok(()) => self.count(|outcome| outcome.removed += 1),
                Err(error) => self.failed(&gone.key, error),
            }
        }
        Ok(())
    }

    fn copied(&self, entry: &Entry) {
        self.count(|outcome| {
            outcome.copied += 1;
            outcome.unproven += u64::from(entry.proof == Proof::Size);
            outcome.incomplete += u64::from(!entry.left_out.is_empty());
        });
        self.observer.event(Event::Copied(&entry.key));
    }

    fn failed(&self, key: &str, error: Error) {
        tracing::debug!(key, %error, "failed");
        self.observer.event(Event::Failed(key));
        self.count(|outcome| {
            outcome.failures += 1;
            if outcome.failures <= TOLD {
                outcome.failed.push(Failed {
                    key: key.to_owned(),
                    error,
                });
            }
        });
    }

    fn outcome(&mut self) -> &mut Outcome {
        (self.outcome.get_mut()).unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count(&self, add: impl FnOnce(&mut Outcome)) {
        add(&mut self.outcome.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// After the last object: the manifest, if all are there.
    async fn ended(self) -> Result<Outcome, Error> {
        let mut outcome = (self.outcome.into_inner()).unwrap_or_else(PoisonError::into_inner);
        outcome.failed.sort_by(|one, other| one.key.cmp(&other.key));
        if outcome.failures > 0 {
            return Ok(outcome);
        }
        if let Target::Folder(folder) = self.target {
            folder.clear()?;
            folder.sync()?;
        }
        if let Some(store) = self.target.store() {
            // Of versions that are no more.
            for (log, begun) in self.journal.leftovers()? {
                store.abort_upload(&begun.path, &begun.id).await?;
                log.remove()?;
            }
        }
        outcome.strange = self.source.strange();
        outcome.manifest = Some(self.journal.finish(self.options.is_removing)?);
        Ok(outcome)
    }
}
