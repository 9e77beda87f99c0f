//! Taking a copy back: whatever is as it was left goes, the rest stays.

use super::{
    Options,
    walk::{Walk, is_own},
};
use crate::{Error, Journal, Target, place::Listing};

/// What became of a copy that was to be removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Objects that were removed.
    pub removed: u64,
    /// Objects that others changed; they stay.
    pub kept: u64,
    /// Objects below the destination that the journal does not know, which stay, too: put there by others, or by runs whose
    /// journal was lost.
    pub unknown: u64,
}

/// Removes every copy that still is as the journal says. The journal stays.
///
/// A bucket or container that is not there has nothing to remove.
///
/// # Errors
/// The destination cannot be listed, or refuses.
pub async fn remove(
    target: &Target,
    journal: &Journal,
    options: &Options,
) -> Result<Removed, Error> {
    match removed(target, journal, options, false).await {
        Err(Error::Unordered { .. }) => removed(target, journal, options, true).await,
        other => other,
    }
}

async fn removed(
    target: &Target,
    journal: &Journal,
    options: &Options,
    is_collected: bool,
) -> Result<Removed, Error> {
    let is_narrow = journal.is_narrow();
    let mut walk = Walk::new(
        None,
        target,
        journal.past()?,
        is_narrow,
        is_collected,
        options,
    )
    .patient();
    let mut found = Removed::default();
    while let Some(step) = walk.next().await? {
        let Some(known) = step.known() else {
            found.kept += u64::from(step.there.is_some());
            continue;
        };
        if let Target::Folder(folder) = target {
            folder.remove(&known.path)?;
        }
        if let Some(store) = target.store() {
            store.remove(&known.path, &known.target.mark).await?;
        }
        found.removed += 1;
    }
    match (target, target.store()) {
        (_, Some(store)) => {
            walk.rest().await?;
            found.unknown = walk.unknown;
            if found.removed > 0 && found.kept == 0 {
                store.leave().await?;
            }
        }
        (Target::Folder(folder), _) => {
            found.unknown = folder.files()?.saturating_sub(found.kept);
        }
        _ => {}
    }
    Ok(found)
}

/// How many objects lie at a destination, whoever put them there; journals do not count.
///
/// # Errors
/// It is there and cannot be listed.
pub async fn remains(target: &Target) -> Result<u64, Error> {
    let store = match (target, target.store()) {
        (_, Some(store)) => store,
        (Target::Folder(folder), _) => return folder.files(),
        _ => return Ok(0),
    };
    // All names at once where they come in no order: those that come twice must not count twice.
    let mut listing = Listing::new(store.pages(), store.place(), true);
    let mut count = 0;
    loop {
        match listing.next().await {
            Ok(Some(listed)) => count += u64::from(!is_own(&listed.key)),
            Ok(None) => return Ok(count),
            Err(error) if target.is_missing(&error) => return Ok(0),
            Err(error) => return Err(error),
        }
    }
}
