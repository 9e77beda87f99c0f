//! Explaining hand-made changes.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_exports::{Destination, Disk, Files};

use super::{ExportUnit, Prepared};

const SHOWN: usize = 5;

/// What was changed by hand at `paths`, each as configuration to paste where configuration can say it.
pub fn explain<K: ExportUnit>(
    kind: &K,
    options: &K::Options,
    prepared: &Prepared,
    destination: &Destination,
    paths: &[String],
) -> String {
    let wanted: BTreeSet<&str> = paths.iter().take(SHOWN).map(String::as_str).collect();
    let mut exported = BTreeMap::new();
    // Producing went well a moment ago; were it to fail now, the files are still named.
    let _ = prepared
        .plan
        .produce(kind, prepared.inputs.borrow(), options, &mut |artefact| {
            if wanted.contains(artefact.path.as_str()) {
                exported.insert(artefact.path, artefact.bytes);
            }
            Ok(())
        });
    let mut text = format!("In {destination}:\n");
    for path in wanted {
        let edited = Disk
            .read(&destination.folder().join(path))
            .unwrap_or_default();
        let configuration = exported
            .get(path)
            .and_then(|bytes| kind.edit_as_configuration(path, bytes, &edited));
        text.push_str(&format!("\n{path}\n"));
        match configuration {
            Some(configuration) => {
                text.push_str(&format!("The same as configuration:\n\n{configuration}\n"))
            }
            None => text.push_str("This change cannot be written as overrides.\n"),
        }
    }
    if paths.len() > SHOWN {
        text.push_str(&format!("\nand {} more files.\n", paths.len() - SHOWN));
    }
    text.push_str(
        "\nPaste the overrides into this resource, or set on_local_change to \"keep\" (leave the files) or \"overwrite\" \
         (write them anew). Nothing was changed.",
    );
    text
}
