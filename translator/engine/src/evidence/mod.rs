//! What Terraform itself says: a state, or a plan as JSON. Joined with the code it shows what neither of them shows alone.
//!
//! Only addresses, providers and actions are ever taken from a document. Values are skipped while it is read, so no secret of a
//! state can reach a report, an error or a log.

mod address;
mod holding;
mod join;
mod read;

use std::collections::BTreeMap;

use crate::{error::Error, index::Index, vendor};

pub use address::{Key, Step};
pub use holding::holds_data;
pub use join::Remark;
pub(crate) use join::{Modules, join};
pub use read::Unusable;

/// Documents of one run, as they were given.
#[derive(Clone, Debug, Default)]
pub struct Evidence(Vec<(Option<String>, Document)>);

/// A state or a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// How the person calls it; findings name it.
    pub name: String,
    /// What the state holds.
    pub objects: Vec<Object>,
    /// What a plan does; empty for a state.
    pub changes: Vec<Change>,
}

/// One object in a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// The calls that lead to its module.
    pub module: Vec<Step>,
    /// Whether it is managed; else it was only read.
    pub is_managed: bool,
    /// `ovh_cloud_project_kube`
    pub of_type: String,
    /// Its name in the module.
    pub name: String,
    /// Which of several.
    pub key: Option<Key>,
    /// Source of its provider, `registry.terraform.io/ovh/ovh`; only a local name in very old states.
    pub provider: String,
}

/// What a plan does to one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The object.
    pub object: Object,
    /// Whether the plan destroys it, to replace it or for good.
    pub destroys: bool,
}

impl Object {
    /// Whether it belongs to one of the vendor's providers.
    #[must_use]
    pub fn is_vendors(&self) -> bool {
        vendor::is_type(&self.of_type)
            || vendor::is_source(&self.provider)
            || vendor::PROVIDERS.contains(&self.provider.as_str())
    }
}

impl Evidence {
    /// Reads the state or plan in `bytes`, called `name`, and adds it: for the root module in the folder `root`, or for the
    /// only one there is.
    ///
    /// # Errors
    ///
    /// [`Unusable`] if it is neither.
    pub fn add(&mut self, root: Option<String>, name: &str, bytes: &[u8]) -> Result<(), Unusable> {
        self.0.push((root, read::read(name, bytes)?));
        Ok(())
    }

    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The documents by the root module they are for.
    ///
    /// # Errors
    ///
    /// [`Error::Root`] if one is for no root module, or nobody said for which of several.
    pub(crate) fn by_root(&self, index: &Index) -> Result<BTreeMap<String, Vec<&Document>>, Error> {
        let roots: Vec<&str> = index
            .modules()
            .filter(|module| module.is_root())
            .map(|module| module.folder.as_str())
            .collect();
        let mut found: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
        for (root, document) in &self.0 {
            let place = match root {
                Some(root) => roots.iter().find(|known| *known == root),
                None if roots.len() == 1 => roots.first(),
                None => roots.iter().find(|known| known.is_empty()),
            };
            let place = place.ok_or_else(|| Error::Root {
                name: document.name.clone(),
                roots: roots.iter().map(|root| shown(root)).collect(),
            })?;
            found.entry((*place).to_owned()).or_default().push(document);
        }
        Ok(found)
    }
}

/// How messages call a folder.
pub(crate) fn shown(folder: &str) -> String {
    if folder.is_empty() {
        ".".to_owned()
    } else {
        folder.to_owned()
    }
}
