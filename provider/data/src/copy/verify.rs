//! Asking afterwards, without trusting a run.

use std::{fs::File, io::Read};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::Options;
use crate::{
    Entry, Error, Folder, Journal, Listed, Manifest, Target, Trailer, folder::FOREIGN,
    hash::Sha256, limits::Budget, place::Listing, remote::Reader, store::Store,
};

/// Problems that are told in full.
const TOLD: usize = 1000;

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Sizes, and times of files or ETags of objects. Trusts that whoever changes bytes changes those.
    Marks,
    /// Every byte is read and hashed.
    Bytes,
}

/// What is wrong with a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// It is not there.
    Absent,
    /// It has another size, time or ETag.
    Changed {
        /// What is there.
        found: String,
    },
    /// It has other bytes.
    Corrupt {
        /// Their SHA-256.
        found: String,
    },
    /// It cannot be read.
    Unreadable(Error),
}

/// A copy that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The object's name in the source.
    pub key: String,
    /// Where its copy should be.
    pub path: String,
    /// What is wrong.
    pub what: Missing,
}

/// What verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How closely it looked: what it trusted.
    pub depth: Depth,
    /// Objects of the manifest that are as it says.
    pub right: u64,
    /// Objects that are not.
    pub wrong: u64,
    /// The first thousand of them, in the order of names.
    pub problems: Vec<Problem>,
    /// The end of the manifest, whose own digest was verified.
    pub manifest: Trailer,
}

/// Compares a destination with the manifest of the last complete run.
///
/// # Errors
/// There is no whole manifest, or the destination is there and cannot be listed.
pub async fn verify(
    target: &Target,
    journal: &Journal,
    options: &Options,
    depth: Depth,
) -> Result<Verified, Error> {
    let manifest = Manifest::open(&journal.manifest())?;
    let mut look = Look {
        depth,
        right: 0,
        problems: Vec::new(),
        wrong: 0,
    };
    let trailer = match (target, target.store()) {
        (Target::Folder(folder), _) => look.folder(folder, manifest).await?,
        (_, None) => return Err(Error::setting("the destination", "it is of no known kind")),
        (_, Some(store)) => match look.store(store, manifest, options, false).await {
            Err(Error::Unordered { .. }) => {
                look = Look {
                    right: 0,
                    wrong: 0,
                    problems: Vec::new(),
                    depth,
                };
                let manifest = Manifest::open(&journal.manifest())?;
                look.store(store, manifest, options, true).await?
            }
            // No bucket: nothing of it is there.
            Err(error) if target.is_missing(&error) => {
                let mut manifest = Manifest::open(&journal.manifest())?;
                while let Some(entry) = manifest.next().transpose()? {
                    look.note(&entry, Some(Missing::Absent));
                }
                ended(&manifest)?
            }
            other => other?,
        },
    };
    look.problems.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(Verified {
        depth,
        right: look.right,
        wrong: look.wrong,
        problems: look.problems,
        manifest: trailer,
    })
}

struct Look {
    depth: Depth,
    right: u64,
    wrong: u64,
    problems: Vec<Problem>,
}

impl Look {
    fn note(&mut self, entry: &Entry, found: Option<Missing>) {
        match found {
            None => self.right += 1,
            Some(what) => {
                self.wrong += 1;
                if self.problems.len() < TOLD {
                    self.problems.push(Problem {
                        key: entry.key.clone(),
                        path: entry.path.clone(),
                        what,
                    });
                }
            }
        }
    }

    async fn folder(&mut self, folder: &Folder, mut manifest: Manifest) -> Result<Trailer, Error> {
        while let Some(entry) = manifest.next().transpose()? {
            let found = match folder.seen(&entry.path) {
                Ok(Some(seen)) if seen.mark == FOREIGN => {
                    Some(Missing::Changed { found: seen.mark })
                }
                Ok(Some(seen)) if seen.size != entry.target.size => Some(Missing::Changed {
                    found: format!("{} bytes", seen.size),
                }),
                // Bytes decide where they are read; else the time does.
                Ok(Some(_)) if self.depth == Depth::Bytes => {
                    let path = folder.root().join(&entry.path);
                    let read = tokio::task::spawn_blocking(move || hash_of(&path)).await;
                    match read {
                        Ok(Ok(sum)) if sum == entry.sha256 => None,
                        Ok(Ok(found)) => Some(Missing::Corrupt { found }),
                        Ok(Err(error)) => Some(Missing::Unreadable(error)),
                        Err(_) => return Err(Error::setting("the verification", "it was ended")),
                    }
                }
                Ok(Some(seen)) if seen != entry.target => Some(Missing::Changed {
                    found: format!("changed at {} ns", seen.mark),
                }),
                Ok(Some(_)) => None,
                Ok(None) => Some(Missing::Absent),
                Err(error) => Some(Missing::Unreadable(error)),
            };
            self.note(&entry, found);
        }
        ended(&manifest)
    }

    async fn store(
        &mut self,
        store: Store<'_>,
        mut manifest: Manifest,
        options: &Options,
        is_collected: bool,
    ) -> Result<Trailer, Error> {
        let budget = Budget::new(
            &options.limits,
            options.bandwidth.clone(),
            options.clock.clone(),
        );
        let budget = &budget;
        let mut listing = Listing::new(store.pages(), store.place(), is_collected);
        let mut next = listing.next().await?;
        let mut reads = FuturesUnordered::new();
        while let Some(entry) = manifest.next().transpose()? {
            while next.as_ref().is_some_and(|listed| listed.key < entry.path) {
                next = listing.next().await?;
            }
            let listed = next.clone().filter(|listed| listed.key == entry.path);
            // Perhaps not in the listing yet.
            let listed = match listed {
                None if store.lists_late() => store.seen(&entry.path).await?.map(|seen| Listed {
                    key: entry.path.clone(),
                    size: seen.size,
                    etag: seen.mark,
                    modified: entry.modified,
                }),
                other => other,
            };
            let found = match listed {
                None => Some(Missing::Absent),
                Some(listed) if listed.size != entry.target.size => Some(Missing::Changed {
                    found: format!("{} bytes", listed.size),
                }),
                Some(listed) if self.depth == Depth::Bytes => {
                    while reads.len() >= options.limits.objects.max(1) {
                        if let Some((entry, found)) = reads.next().await {
                            self.note(&entry, found);
                        }
                    }
                    reads.push(async move {
                        let found = match sum_of(store, &listed, budget).await {
                            Ok(sum) if sum == entry.sha256 => None,
                            Ok(found) => Some(Missing::Corrupt { found }),
                            Err(error) => Some(Missing::Unreadable(error)),
                        };
                        (entry, found)
                    });
                    continue;
                }
                Some(listed) if listed.etag != entry.target.mark => Some(Missing::Changed {
                    found: format!("ETag {}", listed.etag),
                }),
                Some(_) => None,
            };
            self.note(&entry, found);
        }
        while let Some((entry, found)) = reads.next().await {
            self.note(&entry, found);
        }
        ended(&manifest)
    }
}

fn ended(manifest: &Manifest) -> Result<Trailer, Error> {
    (manifest.trailer().cloned()).ok_or_else(|| Error::setting("the manifest", "it has no end"))
}

fn hash_of(path: &std::path::Path) -> Result<String, Error> {
    let wrong = |error: std::io::Error| Error::disk(path, &error);
    let mut file = File::open(path).map_err(wrong)?;
    let mut buffer = vec![0; 256 << 10];
    let mut sum = Sha256::default();
    loop {
        let count = file.read(&mut buffer).map_err(wrong)?;
        if count == 0 {
            return Ok(sum.finish());
        }
        sum.update(&buffer[..count]);
    }
}

async fn sum_of(store: Store<'_>, listed: &Listed, budget: &Budget) -> Result<String, Error> {
    let _held = budget.memory(1 << 20).await?;
    let ask = store.get(&listed.key, &listed.etag)?;
    let mut reader = Reader::new(store.remote(), ask, 0..listed.size, listed.size);
    let mut sum = Sha256::default();
    // Also for an object of no bytes: that it can be read is part of the proof.
    reader.headers().await?;
    while let Some(piece) = reader.next().await? {
        budget.passed(piece.len()).await;
        sum.update(&piece);
    }
    Ok(sum.finish())
}
