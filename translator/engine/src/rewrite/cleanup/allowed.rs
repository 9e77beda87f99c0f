//! Where the cleanup may be done: what states, plans and code must show before anything goes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    error::Error,
    evidence::{Document, Modules, shown},
    index::Index,
    options::Options,
    repository::join,
    rewrite::state,
    survey::{BlockKind, Place},
    vendor,
};

/// As many addresses as an error names.
const NAMED: usize = 5;

/// The folders in which nothing of the vendor's is left but its providers.
pub(super) fn folders(index: &Index, options: &Options) -> Result<BTreeSet<String>, Error> {
    let documents = options.evidence.by_root(index)?;
    let mut concerned: BTreeMap<&str, Modules<'_>> = BTreeMap::new();
    for module in index.modules().filter(|module| module.is_root()) {
        let modules = Modules::below(index, &module.folder);
        if modules.folders().iter().any(|folder| speaks(index, folder)) {
            concerned.insert(&module.folder, modules);
        }
    }
    let unseen: Vec<&str> = concerned
        .keys()
        .filter(|root| !documents.contains_key(**root))
        .copied()
        .collect();
    if documents.is_empty() && !concerned.is_empty() {
        return Err(Error::NoState {
            roots: unseen.into_iter().map(shown).collect(),
        });
    }
    for (root, documents) in &documents {
        let Some(modules) = concerned.get(root.as_str()) else {
            continue;
        };
        for document in documents {
            nothing_held(index, modules, document)?;
        }
        nothing_declared(index, modules)?;
    }
    let blocked: BTreeSet<&str> = unseen
        .iter()
        .flat_map(|root| concerned[root].folders())
        .collect();
    let seen = concerned
        .iter()
        .filter(|(root, _)| !unseen.contains(root))
        .flat_map(|(_, modules)| modules.folders());
    Ok(seen
        .filter(|folder| !blocked.contains(folder))
        .map(str::to_owned)
        .collect())
}

/// Whether the module has something that the cleanup could remove.
fn speaks(index: &Index, folder: &str) -> bool {
    let script = index.file_at(&join(folder, state::SCRIPT));
    if script.is_some_and(|script| !script.claims.is_empty()) {
        return true;
    }
    let files = index.module(folder).map_or(&[][..], |module| &module.files);
    files.iter().any(|file| {
        let places = index.file(*file).claims.iter().map(|claim| claim.place);
        places.into_iter().any(|place| {
            matches!(
                place,
                Place::Block | Place::Requirement | Place::ProviderArgument
            )
        })
    })
}

fn nothing_held(index: &Index, modules: &Modules<'_>, document: &Document) -> Result<(), Error> {
    let held = document.objects.iter();
    let changed = document.changes.iter().map(|change| &change.object);
    let found: BTreeSet<String> = held
        .chain(changed)
        .filter(|object| object.is_vendors() || modules.hold(index, object))
        .map(ToString::to_string)
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(Error::StillHeld {
        name: document.name.clone(),
        count: found.len(),
        addresses: found.into_iter().take(NAMED).collect(),
    })
}

/// Nothing of the vendor's is declared, waits to be imported, or may be within a module that cannot be read.
fn nothing_declared(index: &Index, modules: &Modules<'_>) -> Result<(), Error> {
    let mut found: Vec<String> = Vec::new();
    for folder in modules.folders() {
        let Some(module) = index.module(folder) else {
            continue;
        };
        for number in &module.files {
            let file = index.file(*number);
            let of_blocks = file.claims.iter().filter_map(|claim| {
                let block = file.blocks().get(claim.block?)?;
                let stays = claim.place == Place::Block
                    && (block.problem.is_some()
                        || match &block.kind {
                            BlockKind::Provider { .. } => false,
                            BlockKind::State { keyword, .. } => keyword == "import",
                            _ => true,
                        });
                stays.then(|| format!("{} ({})", claim.address, file.path))
            });
            found.extend(of_blocks);
        }
        let unread = module.calls.iter().filter(|call| {
            let hands_on = call.providers.iter().any(|(_, outer)| {
                let name = outer.split('.').next().unwrap_or_default();
                vendor::PROVIDERS.contains(&name)
            });
            hands_on && call.folder.is_none()
        });
        found.extend(unread.map(|call| {
            let path = &index.file(call.at.file).path;
            format!(
                "module.{}, which is handed the provider on ({path})",
                call.name
            )
        }));
    }
    if found.is_empty() {
        return Ok(());
    }
    found.sort();
    found.dedup();
    Err(Error::StillDeclared {
        count: found.len(),
        addresses: found.into_iter().take(NAMED).collect(),
    })
}
