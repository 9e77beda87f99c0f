//! State and code side by side: what is in one and not in the other, and what a plan destroys.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::FindingKind;
use ovhai_syntax::Named;

use super::{Change, Evidence, Object, holds_data};
use crate::{
    decide::Decisions,
    error::Error,
    finding,
    index::Index,
    rewrite::Told,
    survey::{BlockKind, Repetition},
    vendor,
};

/// Something a person should know of a document.
#[derive(Clone, Debug)]
pub struct Remark {
    /// What it is.
    pub kind: &'static FindingKind,
    /// Name of the document.
    pub document: String,
    /// What it is about.
    pub address: String,
    /// What exactly.
    pub detail: String,
}

/// What documents and code say of each other.
///
/// # Errors
///
/// [`Error::Root`] if a document is for no root module.
pub(crate) fn join(
    index: &Index,
    decisions: &Decisions,
    evidence: &Evidence,
) -> Result<(Vec<Remark>, Vec<Told>), Error> {
    let mut remarks = Vec::new();
    let mut told = Vec::new();
    for (root, documents) in evidence.by_root(index)? {
        let modules = Modules::below(index, &root);
        let mut held: BTreeSet<(&str, Named)> = BTreeSet::new();
        for document in &documents {
            let remark = |kind, object: &Object, detail: String| Remark {
                kind,
                document: document.name.clone(),
                address: object.to_string(),
                detail,
            };
            for object in document.objects.iter().filter(|object| object.is_managed) {
                let named = Named::Resource {
                    of_type: object.of_type.clone(),
                    name: object.name.clone(),
                };
                let folder = modules.folder(object);
                if let Some(folder) = folder {
                    held.insert((folder, named.clone()));
                }
                let is_ours = object.is_vendors() || modules.hold(index, object);
                if !is_ours {
                    continue;
                }
                match folder {
                    None => {
                        let detail = format!(
                            "`{object}` lies in a module whose code is not in this repository"
                        );
                        remarks.push(remark(&finding::STATE_ONLY, object, detail));
                    }
                    Some(folder) if !is_known(index, folder, &named) => {
                        remarks.push(remark(&finding::STATE_ONLY, object, format!("`{object}`")));
                    }
                    Some(_) => {}
                }
            }
            for Change { object, .. } in document.changes.iter().filter(|change| change.destroys) {
                let kind = if holds_data(&object.of_type) {
                    &finding::PLAN_DESTROYS_DATA
                } else {
                    &finding::PLAN_DESTROYS
                };
                remarks.push(remark(kind, object, format!("`{object}`")));
            }
        }
        for subject in &decisions.subjects {
            let is_missing = matches!(subject.named, Named::Resource { .. })
                && modules.holds(&subject.folder)
                && !held.contains(&(subject.folder.as_str(), subject.named.clone()));
            if is_missing {
                let several = match subject.repetition {
                    Repetition::Once => "",
                    Repetition::Count | Repetition::ForEach => "; it may stand for none",
                };
                told.push(Told {
                    kind: &finding::CODE_ONLY,
                    file: subject.at.file,
                    at: index.block(subject.at).span,
                    address: subject.named.to_string(),
                    detail: format!("`{}`{several}", subject.named),
                });
            }
        }
    }
    Ok((remarks, told))
}

/// Whether the module in `folder` declares `named`, or tells the state what to do with it.
fn is_known(index: &Index, folder: &str, named: &Named) -> bool {
    let Some(module) = index.module(folder) else {
        return false;
    };
    module.declared.contains_key(named)
        || module.files.iter().any(|file| {
            let blocks = index.file(*file).blocks().iter();
            blocks.map(|block| &block.kind).any(|kind| {
                matches!(kind, BlockKind::State { about: Some(about), .. } if about == named)
            })
        })
}

/// The modules of one root, by the calls that lead there.
pub(crate) struct Modules<'a>(BTreeMap<Vec<&'a str>, &'a str>);

impl<'a> Modules<'a> {
    pub(crate) fn below(index: &'a Index, root: &'a str) -> Self {
        /// Modules that call each other in circles lead nowhere.
        const DEEPEST: usize = 32;
        /// Of modules that are called in very many ways, the first ones.
        const MOST: usize = 10_000;
        let mut found = BTreeMap::new();
        let mut todo: Vec<(Vec<&str>, &str)> = vec![(Vec::new(), root)];
        while let Some((path, folder)) = todo.pop().filter(|_| found.len() < MOST) {
            let calls = index.module(folder).map_or(&[][..], |module| &module.calls);
            for call in calls {
                if let Some(folder) = call.folder.as_deref().filter(|_| path.len() < DEEPEST) {
                    let mut path = path.clone();
                    path.push(&call.name);
                    todo.push((path, folder));
                }
            }
            found.insert(path, folder);
        }
        Self(found)
    }

    fn folder(&self, object: &Object) -> Option<&'a str> {
        let path: Vec<&str> = object
            .module
            .iter()
            .map(|step| step.name.as_str())
            .collect();
        self.0.get(&path).copied()
    }

    /// Whether `object` is of a type that is the vendor's in these modules only.
    pub(crate) fn hold(&self, index: &Index, object: &Object) -> bool {
        object.of_type.starts_with(vendor::OPENSTACK_TYPES)
            && self.0.values().any(|folder| index.grants(folder))
    }

    /// Their folders.
    pub(crate) fn folders(&self) -> BTreeSet<&'a str> {
        self.0.values().copied().collect()
    }

    fn holds(&self, folder: &str) -> bool {
        self.0.values().any(|known| *known == folder)
    }
}
