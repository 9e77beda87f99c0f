//! Copying what was planned, and asking the destination afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use ovhai_exports::progress::Progress;
use ovhai_images::{
    ContentDigest, Destination, Error, Event, Layout, Looked, Observer, Outcome, Places, Problem,
    Proof, Stored, hashing, run as copy, verify,
};
use terraform_plugin::Diagnostics;

use super::{ImageOptions, listed, notes::Notes};
use crate::transfer_resource::{TransferModel, Work};

/// Copies, verifies, and once more what was found to be wrong in a layout.
pub(super) async fn run(
    looked: &Looked,
    places: &Places,
    work: &Work,
    model: &TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let started = Instant::now();
    let plan = &looked.plan;
    let limits = model.options.limits();
    let notes = diagnostics.ok(
        "The journal cannot be written",
        Notes::open(&work.home, &work.id),
    )?;
    let seen = Seen::new(looked, &work.progress, &notes);
    let proof = if model.verifies_all() {
        Proof::Content
    } else {
        Proof::Present
    };
    let mut outcome = Outcome::default();
    let mut has_mended = false;
    loop {
        let copied = copy(plan, places, limits, &notes, &seen).await;
        let copied = diagnostics.ok("The images cannot be copied", copied)?;
        add(&mut outcome, &copied);
        if !copied.failed.is_empty() {
            let failed: Vec<String> = (copied.failed.iter())
                .map(|failed| format!("{}: {}", failed.source, failed.error))
                .collect();
            diagnostics.error(
                "Some images were not copied",
                format!(
                    "{}\n\n{} of {} images are complete. The next terraform apply continues with what is missing.",
                    listed(&failed),
                    copied.copied.len(),
                    plan.images.len()
                ),
            );
            return None;
        }
        let problems = verify(plan, places, limits, proof).await;
        let problems = diagnostics.ok("The copies cannot be verified", problems)?;
        if problems.is_empty() {
            break;
        }
        if !has_mended && discard(&plan.destination, &problems, diagnostics)? {
            has_mended = true;
            continue;
        }
        let told: Vec<String> = (problems.iter())
            .map(|problem| format!("{}: {}", problem.place, problem.error))
            .collect();
        diagnostics.error(
            "The destination does not have what was sent to it",
            format!(
                "{}\n\nA registry that has other bytes under a digest cannot be mended from outside: remove the layer there, and apply again.",
                listed(&told)
            ),
        );
        return None;
    }
    tracing::info!(
        images = plan.images.len(),
        transferred = outcome.transferred,
        skipped = outcome.skipped,
        mounted = outcome.mounted,
        bytes = outcome.bytes,
        hashing_ms = milliseconds(hashing()),
        "copied and verified"
    );
    let seconds = started.elapsed().as_secs();
    diagnostics.warning(
        "Images were copied",
        format!(
            "{} images are at {}, verified: {} layers sent ({} bytes in {seconds} s), {} there already, {} taken over from other \
             repositories of the destination.",
            plan.images.len(),
            model.destination.as_deref().unwrap_or(""),
            outcome.transferred,
            outcome.bytes,
            outcome.skipped,
            outcome.mounted,
        ),
    );
    Some(())
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn add(sum: &mut Outcome, more: &Outcome) {
    sum.transferred += more.transferred;
    sum.mounted += more.mounted;
    sum.bytes += more.bytes;
    // Of a second pass all but what it mended was there.
    if sum.skipped == 0 {
        sum.skipped = more.skipped;
    }
}

/// Removes blobs of a layout whose bytes are not their digest's, so that they are had again. True if there was one.
fn discard(
    destination: &Destination,
    problems: &[Problem],
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let Destination::Layout(path) = destination else {
        return Some(false);
    };
    let broken: BTreeSet<&ContentDigest> = (problems.iter())
        .filter_map(|problem| match &problem.error {
            Error::Corrupt { digest, .. } => Some(digest),
            _ => None,
        })
        .collect();
    let discarded = Layout::open(path)
        .and_then(|layout| (broken.iter()).try_for_each(|digest| layout.discard(digest)));
    diagnostics.ok("The layout cannot be mended", discarded)?;
    Some(!broken.is_empty())
}

/// Tells progress and notes what happens.
struct Seen<'a> {
    progress: &'a Arc<Progress>,
    notes: &'a Notes,
    sizes: BTreeMap<&'a ContentDigest, u64>,
    images: u64,
    state: Mutex<State>,
}

struct State {
    /// Bytes there are to move, as far as is known.
    bytes: u64,
    begun: BTreeSet<ContentDigest>,
    there: BTreeSet<ContentDigest>,
}

impl<'a> Seen<'a> {
    fn new(looked: &'a Looked, progress: &'a Arc<Progress>, notes: &'a Notes) -> Self {
        let images = looked.plan.images.len() as u64;
        let bytes = looked.plan.bytes();
        progress.totals(Some(images), Some(bytes));
        Self {
            progress,
            notes,
            sizes: (looked.plan.blobs.iter())
                .map(|blob| (&blob.digest, blob.size))
                .collect(),
            images,
            state: Mutex::new(State {
                bytes,
                begun: BTreeSet::new(),
                there: BTreeSet::new(),
            }),
        }
    }
}

impl Seen<'_> {
    fn ended(&self, state: &mut State, digest: &ContentDigest) {
        if state.begun.remove(digest) {
            self.progress.end(digest.as_str());
        }
    }

    fn was_there(&self, state: &mut State, digest: &ContentDigest) {
        if state.there.insert(digest.clone()) {
            let size = self.sizes.get(digest).copied().unwrap_or(0);
            state.bytes = state.bytes.saturating_sub(size);
            self.progress.totals(Some(self.images), Some(state.bytes));
        }
    }
}

impl Observer for Seen<'_> {
    fn event(&self, event: Event<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Bytes { digest, count } => {
                self.progress.moved(count);
                if state.begun.insert(digest.clone()) {
                    self.progress.begin(digest.as_str());
                }
            }
            Event::Transferred { digest, .. } => self.ended(&mut state, digest),
            Event::Skipped { digest, .. } | Event::Mounted { digest, .. } => {
                self.was_there(&mut state, digest);
            }
            Event::Stored { digest, repository } if !repository.is_empty() => {
                self.notes.store(&Stored {
                    repository: repository.to_owned(),
                    digest: digest.clone(),
                    tag: None,
                });
            }
            Event::Named {
                digest,
                repository,
                tag,
            } => {
                self.notes.store(&Stored {
                    repository: repository.to_owned(),
                    digest: digest.clone(),
                    tag: tag.map(ToOwned::to_owned),
                });
            }
            Event::Image { .. } => self.progress.done(),
            _ => {}
        }
    }
}
