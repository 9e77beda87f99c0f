//! Source, memory and destination side by side, in the order of names.

use std::iter::Peekable;

use super::Options;
use crate::{
    Entry, Error, Listed, Seen, Source, Target,
    entry::is_md5,
    journal::{Past, Pasts},
    names::{Names, OWN},
    place::Listing,
    store::Store,
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
            && known.is_of(listed, options.seal.as_deref())
            && !options.mending.contains(&listed.key)
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
    /// A target bucket that is not there counts as an empty one.
    is_patient: bool,
    /// Objects below the target that nothing is known of.
    pub(super) unknown: u64,
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
        let stored =
            (target.store()).map(|store| Listing::new(store.pages(), store.place(), is_collected));
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
            is_patient: false,
            unknown: 0,
        }
    }

    /// For looking and removing: where there is no target, nothing is left.
    pub(super) const fn patient(mut self) -> Self {
        self.is_patient = true;
        self
    }

    /// The next object of the target bucket.
    async fn next_stored(&mut self) -> Result<(), Error> {
        let Some(stored) = &mut self.stored else {
            return Ok(());
        };
        self.next_stored = match stored.next().await {
            Err(error) if self.is_patient && self.target.is_missing(&error) => {
                self.stored = None;
                None
            }
            other => other?,
        };
        Ok(())
    }

    /// Reads the listing of the target bucket to its end.
    pub(super) async fn rest(&mut self) -> Result<(), Error> {
        while let Some(listed) = self.next_stored.take() {
            self.unknown += u64::from(!is_own(&listed.key));
            self.next_stored().await?;
        }
        Ok(())
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
            self.next_stored().await?;
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
            (Some(listed), Target::Bucket(_) | Target::Container(_)) => {
                let name = &listed.key[self.prefix.len()..];
                format!("{}{name}", self.target.store().map_or("", Store::prefix))
            }
            (None, _) => known_path.unwrap_or_default(),
        };
        let there = self.there(&path, past.is_some()).await?;
        Ok(Some(Step {
            listed,
            past,
            path,
            there,
        }))
    }

    async fn there(&mut self, path: &str, is_known: bool) -> Result<Option<Seen>, Error> {
        let store = match (self.target, self.target.store()) {
            (Target::Folder(folder), _) => return folder.seen(path),
            (_, Some(store)) if self.stored.is_some() => store,
            _ => return Ok(None),
        };
        // Names in the bucket are in the order of names in the source: both differ by what they begin with.
        while let Some(listed) = (self.next_stored).take_if(|listed| listed.key.as_str() < path) {
            self.unknown += u64::from(!is_own(&listed.key));
            self.next_stored().await?;
        }
        match &self.next_stored {
            Some(listed) if listed.key == path => {
                let seen = Seen {
                    size: listed.size,
                    mark: listed.etag.clone(),
                };
                self.next_stored().await?;
                Ok(Some(seen))
            }
            // Put there by us, and perhaps not in the listing yet.
            _ if is_known && store.lists_late() => store.seen(path).await,
            _ => Ok(None),
        }
    }
}

/// Whether it is part of a journal, of this copy or of one below it.
pub(super) fn is_own(key: &str) -> bool {
    key.split('/').any(|part| part == OWN)
}
