//! Comparing places by their listings alone: for copies that somebody else made, of which there is no manifest.

use std::cmp::Ordering;

use super::survey::line;
use crate::{Error, Exclude, Listed, Source, hash::Sha256, place::Listing};

/// Names that are told of each kind of difference.
const TOLD: usize = 20;

/// What a place holds, by its listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Objects.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Of a line `name NUL size NUL etag LF` for each object, in the order of names: the same as [`super::Survey::sha256`].
    pub sha256: String,
}

/// How a copy differs from its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The source, without what is left out.
    pub source: Inventory,
    /// The copy, with all that lies at its place.
    pub copy: Inventory,
    /// Objects that are not there.
    pub missing: u64,
    /// Empty objects whose names end with `/`, which stand for folders and are not there: not counted as missing.
    pub markers: u64,
    /// Objects of other size, or whose sums both sides have and which are other.
    pub different: u64,
    /// Objects that the source does not have.
    pub more: u64,
    /// Names of the first that are missing or different.
    pub names: Vec<String>,
}

/// Lists both, in the order of names, side by side: memory does not depend on how many there are.
///
/// # Errors
/// Whatever keeps a listing from being read to its end.
pub async fn compare(source: &Source, copy: &Source, exclude: &Exclude) -> Result<Compared, Error> {
    match compared(source, copy, exclude, false).await {
        Err(Error::Unordered { .. }) => compared(source, copy, exclude, true).await,
        other => other,
    }
}

/// What a place holds now.
///
/// # Errors
/// Whatever keeps its listing from being read to its end.
pub async fn inventory(place: &Source, exclude: &Exclude) -> Result<Inventory, Error> {
    match all(place, exclude, false).await {
        Err(Error::Unordered { .. }) => all(place, exclude, true).await,
        other => other,
    }
}

async fn all(place: &Source, exclude: &Exclude, is_collected: bool) -> Result<Inventory, Error> {
    let mut listing = Listing::new(place.pages(), place.place(), is_collected);
    let mut sum = Sum::default();
    while let Some(listed) = listing.next_but(exclude).await? {
        sum.add(&listed);
    }
    Ok(sum.inventory())
}

async fn compared(
    source: &Source,
    copy: &Source,
    exclude: &Exclude,
    is_collected: bool,
) -> Result<Compared, Error> {
    let mut theirs = Listing::new(source.pages(), source.place(), is_collected);
    let mut ours = Listing::new(copy.pages(), copy.place(), is_collected);
    let (mut source_sum, mut copy_sum) = (Sum::default(), Sum::default());
    let mut found = Compared::default();
    let mut there = ours.next().await?;
    let mut wanted = theirs.next_but(exclude).await?;
    loop {
        let order = match (&wanted, &there) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(wanted), Some(there)) => {
                let own = there.key.strip_prefix(copy.prefix());
                wanted.key[source.prefix().len()..].cmp(own.unwrap_or(&there.key))
            }
        };
        if order != Ordering::Greater
            && let Some(wanted) = &wanted
        {
            source_sum.add(wanted);
            let is_told = if order == Ordering::Less {
                let is_marker = wanted.size == 0 && wanted.key.ends_with('/');
                found.markers += u64::from(is_marker);
                found.missing += u64::from(!is_marker);
                !is_marker
            } else {
                let is_other = there.as_ref().is_some_and(|there| differ(wanted, there));
                found.different += u64::from(is_other);
                is_other
            };
            if is_told && found.names.len() < TOLD {
                found.names.push(wanted.key.clone());
            }
        }
        if order != Ordering::Less
            && let Some(there) = &there
        {
            copy_sum.add(there);
            found.more += u64::from(order == Ordering::Greater);
        }
        if order != Ordering::Greater {
            wanted = theirs.next_but(exclude).await?;
        }
        if order != Ordering::Less {
            there = ours.next().await?;
        }
    }
    found.source = source_sum.inventory();
    found.copy = copy_sum.inventory();
    Ok(found)
}

/// Whether two are surely not the same bytes.
fn differ(one: &Listed, other: &Listed) -> bool {
    // An MD5 has no hyphen; what has one depends on how an object was sent.
    let is_sum = |etag: &str| etag.len() == 32 && etag.bytes().all(|b| b.is_ascii_hexdigit());
    one.size != other.size
        || (is_sum(&one.etag) && is_sum(&other.etag) && !one.etag.eq_ignore_ascii_case(&other.etag))
}

#[derive(Default)]
struct Sum {
    inventory: Inventory,
    sum: Sha256,
}

impl Sum {
    fn add(&mut self, listed: &Listed) {
        self.inventory.objects += 1;
        self.inventory.bytes += listed.size;
        self.sum
            .update(&line(&listed.key, listed.size, &listed.etag));
    }

    fn inventory(self) -> Inventory {
        Inventory {
            sha256: self.sum.finish(),
            ..self.inventory
        }
    }
}
