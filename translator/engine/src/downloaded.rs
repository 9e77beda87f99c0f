//! Modules that Terraform downloaded: read to know what they declare, never changed, no part of the account.

use std::collections::BTreeMap;

use ovhai_syntax::Named;

use crate::{
    finding,
    index::Index,
    repository::Repository,
    rewrite::{Rewrite, Told},
    survey::{BlockKind, FileSurvey},
    vendor,
};

/// One module below `.terraform/modules`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Downloaded {
    /// Folder of the root module it was downloaded for.
    pub root: String,
    /// Names of the calls that lead to it, with dots between.
    pub key: String,
    /// Where it came from.
    pub source: String,
    /// Its files; [`Repository::read`] reads them.
    pub files: Vec<String>,
}

/// Tells of every call of a module from elsewhere that declares something of the vendor's.
pub(crate) fn tell(index: &Index, repository: &dyn Repository, rewrite: &mut Rewrite) {
    for module in repository.downloaded() {
        let types = declared(&module, repository);
        if types.is_empty() {
            continue;
        }
        let first = module.key.split('.').next().unwrap_or_default();
        let calls = index
            .module(&module.root)
            .map_or(&[][..], |root| &root.calls);
        // What a module of the repository calls in turn is told of where the first call stands.
        let Some(call) = calls.iter().find(|call| call.name == first) else {
            continue;
        };
        let types: Vec<String> = types
            .iter()
            .map(|(of_type, count)| match count {
                1 => format!("`{of_type}`"),
                count => format!("{count} of `{of_type}`"),
            })
            .collect();
        rewrite.told.push(Told {
            kind: &finding::MODULE_FROM_ELSEWHERE,
            file: call.at.file,
            at: index.block(call.at).span,
            address: format!("module.{}", module.key.replace('.', ".module.")),
            detail: format!("it declares {}", types.join(", ")),
        });
    }
}

/// The vendor's types it declares, and how often.
fn declared(module: &Downloaded, repository: &dyn Repository) -> BTreeMap<String, usize> {
    let mut types = BTreeMap::new();
    for path in &module.files {
        let Ok(bytes) = repository.read(path) else {
            continue;
        };
        let survey = FileSurvey::first(path, &bytes);
        for block in survey.blocks() {
            let BlockKind::Declares(named @ (Named::Resource { .. } | Named::Data { .. })) =
                &block.kind
            else {
                continue;
            };
            if let Some(of_type) = vendor::type_of(named) {
                *types.entry(of_type.to_owned()).or_default() += 1;
            }
        }
    }
    types
}
