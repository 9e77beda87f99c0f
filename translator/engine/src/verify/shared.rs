//! Files that several modules share by links: one change for all of them, or none.
//!
//! A link to a file of the repository is surveyed and rewritten as a file of its own, because in each module its names mean
//! something else. Afterwards all copies must have come to the same: then the file itself is changed, once. Where they did not, all
//! modules that share it stay as they are, and say so.

use std::collections::BTreeMap;

use super::Rewritten;
use crate::{index::Index, repository::folder};

/// Takes the links out of `results`; or gives the folders of modules that share files and come to different results, with why.
pub(crate) fn settle(
    index: &Index,
    results: &mut Vec<Rewritten>,
) -> Result<(), BTreeMap<String, String>> {
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in index.files() {
        if let Some(target) = &file.alias_of {
            copies.entry(target).or_default().push(&file.path);
        }
    }
    let mut differing = BTreeMap::new();
    for (target, links) in &copies {
        let change = |path: &str| {
            let result = results.iter().find(|result| result.path == path);
            result.map(|result| (result.is, result.is_gone))
        };
        let wanted = change(target);
        let others: Vec<&str> = links
            .iter()
            .copied()
            .filter(|link| change(link) != wanted)
            .collect();
        if let Some(other) = others.first() {
            let why = format!("`{target}` would become something else as `{other}`");
            let all = links.iter().chain([target]);
            differing.extend(all.map(|path| (folder(path).to_owned(), why.clone())));
        }
    }
    if !differing.is_empty() {
        return Err(differing);
    }
    let is_link = |path: &str| {
        let file = index.file_at(path);
        file.is_some_and(|file| file.alias_of.is_some())
    };
    results.retain(|result| !is_link(&result.path));
    Ok(())
}
