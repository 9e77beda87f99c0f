//! Listing a folder, in the order of whole names.

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{Strange, Tree, blocking, mark};
use crate::{Error, Listed, names::OWN, s3::LISTING};

/// Files in one page.
const PAGE: usize = 1000;

/// Pages of a folder's listing.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    tree: &'a Tree,
    walker: Option<Walker>,
    is_over: bool,
}

/// What is to be listed still: of each open folder the names that are left, the next one last.
#[derive(Debug)]
struct Walker {
    root: PathBuf,
    prefix: String,
    strange: Arc<Mutex<Strange>>,
    open: Vec<Vec<String>>,
}

impl<'a> Pages<'a> {
    pub(super) const fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            walker: None,
            is_over: false,
        }
    }

    /// The next files; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<VecDeque<Listed>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let walker = self.walker.take();
        let (root, place) = (self.tree.root.clone(), self.tree.place.clone());
        let (prefix, strange) = (self.tree.prefix.clone(), Arc::clone(&self.tree.strange));
        let (walker, page) = blocking(move || {
            let mut walker = match walker {
                Some(walker) => walker,
                None => Walker::begin(root, &place, prefix, strange)?,
            };
            let page = walker.page()?;
            Ok((walker, page))
        })
        .await?;
        self.walker = Some(walker);
        self.is_over = page.is_empty();
        Ok((!page.is_empty()).then_some(page))
    }
}

impl Walker {
    fn begin(
        root: PathBuf,
        place: &str,
        prefix: String,
        strange: Arc<Mutex<Strange>>,
    ) -> Result<Self, Error> {
        *strange.lock().unwrap_or_else(PoisonError::into_inner) = Strange::default();
        if !root.is_dir() {
            return Err(Error::NotFound {
                place: place.to_owned(),
                what: LISTING.to_owned(),
                problem: "there is no such folder".to_owned(),
            });
        }
        let mut walker = Self {
            root,
            prefix,
            strange,
            open: Vec::new(),
        };
        let names = walker.names("")?;
        walker.open.push(names);
        Ok(walker)
    }

    /// What is in a folder, the last name first. Those of folders end with `/`: so they come where what is in them does.
    fn names(&self, folder: &str) -> Result<Vec<String>, Error> {
        let path = self.root.join(folder);
        let wrong = |error: io::Error| Error::disk(&path, &error);
        let mut names = Vec::new();
        for item in fs::read_dir(&path).map_err(wrong)? {
            let item = item.map_err(wrong)?;
            let kind = item.file_type().map_err(wrong)?;
            let Ok(mut name) = item.file_name().into_string() else {
                self.strange(&item.path(), "its name is no UTF-8");
                continue;
            };
            if folder.is_empty() && name == OWN {
                continue;
            }
            if kind.is_dir() {
                name.push('/');
            } else if !kind.is_file() {
                self.strange(&item.path(), "a link or a device");
                continue;
            }
            let key = format!("{folder}{name}");
            let is_above = name.ends_with('/') && self.prefix.starts_with(&key);
            if key.starts_with(&self.prefix) || is_above {
                names.push(key);
            }
        }
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names)
    }

    fn strange(&self, path: &Path, what: &str) {
        let mut strange = self.strange.lock().unwrap_or_else(PoisonError::into_inner);
        strange.add(path.strip_prefix(&self.root).unwrap_or(path), what);
    }

    fn page(&mut self) -> Result<VecDeque<Listed>, Error> {
        let mut page = VecDeque::new();
        while page.len() < PAGE {
            let Some(names) = self.open.last_mut() else {
                break;
            };
            let Some(key) = names.pop() else {
                self.open.pop();
                continue;
            };
            let path = self.root.join(&key);
            if key.ends_with('/') {
                match self.names(&key) {
                    Ok(names) => self.open.push(names),
                    Err(_) if !path.exists() => {}
                    Err(error) => return Err(error),
                }
                continue;
            }
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_file() => {
                    let (etag, modified) = mark(&found);
                    page.push_back(Listed {
                        key,
                        size: found.len(),
                        etag,
                        modified,
                    });
                }
                Ok(_) => self.strange(&path, "a link or a device"),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(Error::disk(&path, &error)),
            }
        }
        Ok(page)
    }
}
