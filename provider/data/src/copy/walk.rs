//! Source, memory and destination side by side, in the order of names.

use std::iter::Peekable;

use super::Options;
use crate::{
    Entry, Error, Listed, Seen, Source, Target,
    entry::is_md5,
    journal::{Past, Pasts},
    names::Names,
    place::{Listing, Pages},
};

/// One object and all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// What the source has; `None` if it does not have it any more.
    pub(super) listed: Option<Listed>,
    pub(super) past: Option<Past>,
    /// Where it lies or will lie.
    pub(super) path: String,
    /// What is there.
    pub(super) there: Option<Seen>,
}

/// What to do with an object the source has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is there, as the source has it.
    Keep(Box<Entry>),
    New,
    Changed,
    /// Something else is at its place.
    Refuse(&'static str),
}

impl Step {
    pub(super) fn decide(&self, options: &Options) -> Decision {
        let known = self.known();
        if let (Some(listed), Some(known)) = (&self.listed, known)
            && known.is_of(listed)
        {
            let mut entry = known.clone();
            entry.is_gone = false;
            return Decision::Keep(Box::new(entry));
        }
        match (&self.there, known) {
            (None, _) => Decision::New,
            (Some(_), Some(_)) => Decision::Changed,
            (Some(_), None) if options.is_overwriting => Decision::Changed,
            // Put there by a run whose last lines were lost with its disk. To write the same bytes again takes nothing away.
            (Some(there), None) if options.mirrored_every.is_some() && self.is_same(there) => {
                Decision::Changed
            }
            (Some(_), None) if self.past.is_some() => {
                Decision::Refuse("it was changed since it was copied")
            }
            (Some(_), None) => Decision::Refuse("this copy did not put it there"),
        }
    }

    /// Whether the same bytes are there, by the MD5 of both sides.
    fn is_same(&self, there: &Seen) -> bool {
        self.past.is_none()
            && (self.listed.as_ref()).is_some_and(|listed| {
                is_md5(&listed.etag) && there.mark == listed.etag && there.size == listed.size
            })
    }

    /// The copy that lies there, if it is one of ours and as it was left.
    pub(super) fn known(&self) -> Option<&Entry> {
        let there = self.there.as_ref()?;
        let past = self.past.as_ref()?;
        [&past.begun, &past.done]
            .into_iter()
            .flatten()
            .find(|entry| entry.target == *there && entry.path == self.path)
    }
}

/// Walks in the order of names. Memory does not depend on how many there are.
pub(super) struct Walk<'a> {
    /// `None`: only what is known from before.
    source: Option<Listing<'a>>,
    prefix: &'a str,
    target: &'a Target,
    /// What a target bucket has.
    stored: Option<Listing<'a>>,
    next_source: Option<Listed>,
    next_stored: Option<Listed>,
    pasts: Peekable<Pasts>,
    names: Names,
    options: &'a Options,
    is_begun: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        source: Option<&'a Source>,
        target: &'a Target,
        pasts: Pasts,
        is_narrow: bool,
        is_collected: bool,
        options: &'a Options,
    ) -> Self {
        let stored = match target {
            Target::Bucket(bucket) => Some(Listing::new(
                Pages::Bucket(bucket.pages()),
                &bucket.remote.place,
                is_collected,
            )),
            Target::Folder(_) => None,
        };
        Self {
            source: source.map(|source| Listing::new(source.pages(), source.place(), is_collected)),
            prefix: source.map_or("", Source::prefix),
            target,
            stored,
            next_source: None,
            next_stored: None,
            pasts: pasts.peekable(),
            names: Names::new(is_narrow),
            options,
            is_begun: false,
        }
    }

    async fn next_listed(&mut self) -> Result<Option<Listed>, Error> {
        match &mut self.source {
            Some(source) => source.next_but(&self.options.exclude).await,
            None => Ok(None),
        }
    }

    /// The next object; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Step>, Error> {
        if !self.is_begun {
            self.is_begun = true;
            self.next_source = self.next_listed().await?;
            if let Some(stored) = &mut self.stored {
                self.next_stored = stored.next().await?;
            }
        }
        let past_key = match self.pasts.peek() {
            Some(Ok(past)) => Some(past.key.as_str()),
            Some(Err(error)) => return Err(error.clone()),
            None => None,
        };
        let source_key = self.next_source.as_ref().map(|listed| listed.key.as_str());
        let is_listed = match (source_key, past_key) {
            (None, None) => return Ok(None),
            (Some(source), Some(past)) => source <= past,
            (source, _) => source.is_some(),
        };
        let is_known = match (source_key, past_key) {
            (Some(source), Some(past)) => past <= source,
            (_, past) => past.is_some(),
        };
        let past = if is_known {
            self.pasts.next().transpose()?
        } else {
            None
        };
        let listed = if is_listed {
            let next = self.next_listed().await?;
            std::mem::replace(&mut self.next_source, next)
        } else {
            None
        };
        let known_path = past
            .as_ref()
            .and_then(|past| past.done.as_ref().or(past.begun.as_ref()))
            .map(|entry| entry.path.clone());
        let path = match (&listed, self.target) {
            (Some(listed), Target::Folder(_)) => {
                // Every name must pass, so that the next ones know what is above them.
                let path = self.names.path(&listed.key);
                known_path.unwrap_or(path)
            }
            (Some(listed), Target::Bucket(bucket)) => {
                let name = &listed.key[self.prefix.len()..];
                format!("{}{name}", bucket.at.prefix)
            }
            (None, _) => known_path.unwrap_or_default(),
        };
        let there = self.there(&path).await?;
        Ok(Some(Step {
            listed,
            past,
            path,
            there,
        }))
    }

    async fn there(&mut self, path: &str) -> Result<Option<Seen>, Error> {
        let stored = match (self.target, &mut self.stored) {
            (Target::Folder(folder), _) => return folder.seen(path),
            (Target::Bucket(_), Some(stored)) => stored,
            (Target::Bucket(_), None) => return Ok(None),
        };
        // Names in the bucket are in the order of names in the source: both differ by what they begin with.
        while (self.next_stored.as_ref()).is_some_and(|listed| listed.key.as_str() < path) {
            self.next_stored = stored.next().await?;
        }
        Ok(match &self.next_stored {
            Some(listed) if listed.key == path => Some(Seen {
                size: listed.size,
                mark: listed.etag.clone(),
            }),
            _ => None,
        })
    }
}
