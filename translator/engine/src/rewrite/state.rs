//! The state forgets what leaves, and destroys nothing.

use std::collections::BTreeMap;

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, LineEnding, Named, Span,
    emit::{self, NewBlock, Style, Value},
};

use super::{NewFile, Planned, Rewrite, Rule, Source, Told, place};
use crate::{
    decide::Decisions,
    error::Error,
    finding,
    index::{Index, required_version},
    repository::{Repository, join},
    workers::Workers,
};

/// The file the blocks go into, one per module.
pub(crate) const FILE: &str = "forget.tf";
/// The script for a Terraform that knows no such blocks, one per module that nobody calls.
pub(crate) const SCRIPT: &str = "forget.sh";

/// What stands at the top of the file.
pub(super) const HEADER: &str = "\
# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.
";
/// What stands at the top of the script.
pub(super) const SCRIPT_HEADER: &str = "\
#!/bin/sh
# What used to be managed here lives on until somebody deletes it there.
# Run this once, where `terraform apply` is run: the state forgets it and nothing is destroyed.
set -eu
";

/// Adds a `removed` block for every managed resource that leaves.
pub(super) fn write(
    workers: &dyn Workers,
    index: &Index,
    repository: &dyn Repository,
    decisions: &Decisions,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let mut folders: BTreeMap<&str, Vec<(usize, &Named)>> = BTreeMap::new();
    for (number, subject) in decisions.subjects.iter().enumerate() {
        let is_managed = matches!(subject.named, Named::Resource { .. });
        if is_managed && decisions.fates[number].lowered().is_some() {
            folders
                .entry(&subject.folder)
                .or_default()
                .push((number, &subject.named));
        }
    }
    let mut scripts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut removed: Vec<(&str, Vec<&Named>)> = Vec::new();
    for (folder, subjects) in folders {
        if required_version::is_too_old(index, folder) {
            let (number, named) = subjects[0];
            let subject = &decisions.subjects[number];
            rewrite.told.push(Told {
                kind: &finding::OLD_TERRAFORM,
                file: subject.at.file,
                at: index.block(subject.at).span,
                address: named.to_string(),
                detail: format!("{} of this module", subjects.len()),
            });
            for (root, prefix) in index.roots(folder) {
                let addresses = subjects.iter().map(|(_, named)| format!("{prefix}{named}"));
                scripts.entry(root).or_default().extend(addresses);
            }
            continue;
        }
        let names = subjects.into_iter().map(|(_, named)| named);
        removed.push((folder, names.collect()));
    }
    rewrite.add_each(workers, &removed, |(folder, names), part| {
        let blocks = names.iter().map(|named| {
            NewBlock::new("removed", &[])
                .with("from", Value::code(named.to_string()))
                .with_block(NewBlock::new("lifecycle", &[]).with("destroy", false))
        });
        let blocks: Vec<NewBlock> = blocks.collect();
        add(index, repository, folder, FILE, HEADER, &blocks, part)
    })?;
    for (root, addresses) in scripts {
        let lines: String = addresses
            .iter()
            .map(|address| format!("terraform state rm '{address}'\n"))
            .collect();
        rewrite.files.insert(
            join(&root, SCRIPT),
            NewFile {
                text: format!("{SCRIPT_HEADER}{lines}"),
                rule: Rule::State,
            },
        );
    }
    Ok(())
}

/// Adds `blocks` to the file `name` of the module in `folder`; a new one begins with `header`.
pub(super) fn add(
    index: &Index,
    repository: &dyn Repository,
    folder: &str,
    name: &str,
    header: &str,
    blocks: &[NewBlock],
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let path = place(index, folder, name);
    let existing = index.file_at(&path);
    let ending = existing.map_or(LineEnding::Lf, |file| file.ending);
    let style = Style { ending, level: 0 };
    let end = ending.as_str();
    let texts: String = blocks
        .iter()
        .map(|block| format!("{end}{}{end}", emit::write(block, style).text))
        .collect();
    match existing {
        None => {
            let text = format!("{header}{texts}");
            let rule = Rule::State;
            rewrite.files.insert(path, NewFile { text, rule });
        }
        Some(file) => {
            let source = Source::read(repository, file)?;
            let at = source.text.len();
            let gap = if source.text.is_empty() || source.text.ends_with('\n') {
                ""
            } else {
                end
            };
            rewrite.plan(
                &path,
                Planned {
                    edit: Edit::new(Span::new(at, at), format!("{gap}{texts}")),
                    rule: Rule::State,
                    fidelity: Fidelity::Adapted,
                    address: name.to_owned(),
                    carried: Vec::new(),
                },
            );
        }
    }
    Ok(())
}
