//! Taking a copy back: whatever is as it was left goes, the rest stays.

use super::{Options, walk::Walk};
use crate::{Error, Journal, Target};

/// What became of a copy that was to be removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Objects that were removed.
    pub removed: u64,
    /// Objects that others changed; they stay.
    pub kept: u64,
}

/// Removes every copy that still is as the journal says. The journal stays.
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
    );
    let mut found = Removed::default();
    while let Some(step) = walk.next().await? {
        let Some(known) = step.known() else {
            found.kept += u64::from(step.there.is_some());
            continue;
        };
        match target {
            Target::Folder(folder) => folder.remove(&known.path)?,
            Target::Bucket(bucket) => bucket.remove(&known.path).await?,
        }
        found.removed += 1;
    }
    Ok(found)
}
