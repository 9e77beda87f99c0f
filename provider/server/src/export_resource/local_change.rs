//! Judging and explaining hand-made changes.

use std::collections::BTreeMap;

use ovhai_exports::{Destination, Disk, Edit, Files};
use ovhai_model::Digest;

use super::{ExportUnit, Prepared};

/// Paths that are listed before a message says how many more there are.
const SHOWN: usize = 5;

/// What each of the edited files in `changes` amounts to.
pub fn inspect<K: ExportUnit>(
    kind: &K,
    options: &K::Options,
    prepared: &Prepared,
    destination: &Destination,
    changes: &BTreeMap<String, Digest>,
) -> BTreeMap<String, Edit> {
    let mut edits: BTreeMap<String, Edit> = changes
        .keys()
        .map(|path| (path.clone(), Edit::Other))
        .collect();
    // Producing went well a moment ago; were it to fail now, edits only stay unexplained.
    let _ = prepared
        .plan
        .produce(kind, prepared.inputs.borrow(), options, &mut |artefact| {
            if let Some(edit) = edits.get_mut(&artefact.path)
            && let Ok(edited) = Disk.read(&destination.folder().join(&artefact.path))
            // What was edited again since is judged the next time.
            && changes.get(&artefact.path) == Some(&Digest::of(&edited))
            {
                *edit = kind.inspect_edit(&artefact.path, &artefact.bytes, &edited);
            }
            Ok(())
        });
    edits
}

/// What was changed by hand, as configuration to paste where configuration can say it.
pub fn explain(destination: &Destination, edits: &BTreeMap<String, Edit>) -> String {
    let mut text = format!("In {destination}:\n");
    let mut overrides = BTreeMap::new();
    for (path, edit) in edits.iter().take(SHOWN) {
        let what = match edit {
            Edit::Overrides(patches) => {
                overrides.extend(patches);
                "can be written as overrides, see below"
            }
            Edit::Comments => "only comments or layout differ, which overrides cannot hold",
            Edit::Layout | Edit::Other => "this change cannot be written as overrides",
        };
        text.push_str(&format!("  {path}: {what}\n"));
    }
    if edits.len() > SHOWN {
        text.push_str(&format!("  and {} more\n", edits.len() - SHOWN));
    }
    if !overrides.is_empty() {
        text.push_str("\nThe same as configuration; add it to overrides that are there already:\n\noverrides = {\n");
        for (object, patch) in overrides {
            // JSON is HCL, apart from template sequences inside strings.
            let patch = patch.replace("${", "$${").replace("%{", "%%{");
            text.push_str(&format!("  {object:?} = jsonencode({patch})\n"));
        }
        text.push_str("}\n");
    }
    text.push_str(
        "\nEither paste the overrides into this resource, or set on_local_change to \"keep\" (leave the files) or \"overwrite\" \
         (write them anew). Nothing was changed. To destroy in spite of edits, use terraform destroy -refresh=false.",
    );
    text
}

/// Paths for a warning.
pub fn list(paths: &[String]) -> String {
    let mut text = paths
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > SHOWN {
        text.push_str(&format!(" and {} more", paths.len() - SHOWN));
    }
    text
}
