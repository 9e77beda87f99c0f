//! What every transfer has in common, as Terraform sees it.

use std::path::PathBuf;

use ovhai_exports::Destination;
use ovhai_model::{Digest, Revision};
use terraform_plugin::{Schema, Value};

use crate::select::Select;

/// Where journals of remote destinations lie unless `journal` says otherwise.
const JOURNALS: &str = ".ovhai-transfers";

/// An export that moves bytes.
#[derive(Clone, Debug, Schema)]
pub struct TransferModel<O: Schema> {
    /// Identifies the export: a UUID that its journal keeps.
    #[attr(computed, plan(use_state_for_unknown))]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(requires_replace, use_state_for_unknown))]
    pub service_name: Value<String>,
    /// Where to export to; another destination is another export. `file:` and a folder, which may be relative to the working
    /// directory and must be new, empty or this export's; what else there can be, the description says.
    #[attr(required, plan(requires_replace))]
    pub destination: Value<String>,
    /// The revision of the estate to export, normally the `revision` of an `ovhai_inventory` data source. If the selected
    /// objects are no longer as that revision saw them, planning stops and says what changed.
    #[attr(required, validate(text("must be the `revision` of an `ovhai_inventory`", |text| text.parse::<Revision>().map(drop).map_err(|e| e.to_string()))))]
    pub revision: Value<String>,
    /// Which objects to export. Give the `ovhai_inventory` the same selection: then only changes of selected objects count.
    #[attr(optional)]
    pub select: Value<Select>,
    /// Folder for the journal of a destination that is no folder; keep it between runs, so that an interrupted one continues. Default:
    /// a folder below `.ovhai-transfers` in the working directory.
    #[attr(optional)]
    pub journal: Value<String>,
    /// What destroying does with what was exported: `keep` leaves it, `delete` removes what still is as it was exported.
    #[attr(default = "keep", validate(one_of(&["keep", "delete"])))]
    pub on_destroy: Value<String>,
    /// How closely refreshing looks: `changed` trusts what looks as it was left, `full` reads everything again.
    #[attr(default = "changed", validate(one_of(&["changed", "full"])))]
    pub verify: Value<String>,
    #[attr(flatten)]
    pub options: O,
    /// Digest over what lies at the destination. Null in state when that is no longer as it was left; then the plan shows that it
    /// will be mended.
    #[attr(computed)]
    pub digest: Value<String>,
}

impl<O: Schema> TransferModel<O> {
    /// The folder of the destination, if it is one.
    pub fn folder(&self) -> Option<PathBuf> {
        let destination = self.destination.get()?.parse::<Destination>().ok()?;
        Some(destination.folder())
    }

    /// Where the export's journal lies.
    pub fn home(&self, kind: &str) -> PathBuf {
        if let Some(folder) = self.folder() {
            return folder;
        }
        if let Some(journal) = self.journal.get().filter(|journal| !journal.is_empty()) {
            return PathBuf::from(journal);
        }
        PathBuf::from(JOURNALS).join(name(kind, self.destination.as_deref().unwrap_or("")))
    }

    /// Whether destroying removes what was exported.
    pub fn deletes_on_destroy(&self) -> bool {
        self.on_destroy.as_deref().known() == Some("delete")
    }

    /// Whether refreshing reads everything.
    pub fn verifies_all(&self) -> bool {
        self.verify.as_deref().known() == Some("full")
    }
}

/// The folder below [`JOURNALS`] for an export of `kind` to `destination`.
fn name(kind: &str, destination: &str) -> String {
    let digest = Digest::of(format!("{kind}\n{destination}").as_bytes());
    format!("{kind}-{}", &digest.hex()[..12])
}

/// Where journals of exports to `destination` may lie, of whatever kind, as long as `journal` does not say otherwise.
pub fn homes(destination: &str) -> Vec<PathBuf> {
    if let Ok(folder) = destination.parse::<Destination>() {
        return vec![folder.folder()];
    }
    let entries = std::fs::read_dir(JOURNALS).into_iter().flatten().flatten();
    entries
        .filter(|entry| {
            let found = entry.file_name();
            let found = found.to_string_lossy();
            found
                .rsplit_once('-')
                .is_some_and(|(kind, _)| name(kind, destination) == found)
        })
        .map(|entry| entry.path())
        .collect()
}
