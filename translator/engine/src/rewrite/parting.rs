//! A block whose instances part ways becomes several of the same type; `moved` blocks say which instance went where.

use std::collections::BTreeMap;

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, Edits, Named, Span,
    emit::{NewBlock, Value},
};

use super::{Planned, Rewrite, Rule, Source, state};
use crate::{
    decide::{Decisions, Fate},
    error::Error,
    index::{Index, ReferenceRef},
    lower::split::{FILE, Split, SplitPart, instance},
    repository::Repository,
};

/// What stands at the top of the file.
const HEADER: &str = "\
# Instances of one block would have become different things, so each kind has a block of its own.
# Apply this: addresses in the state move, and nothing else happens. Then delete this file and rewrite again.
";

/// Parts every block that `decisions` part.
pub(super) fn write(
    index: &Index,
    repository: &dyn Repository,
    decisions: &Decisions,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let mut moved: BTreeMap<&str, Vec<NewBlock>> = BTreeMap::new();
    for (subject, fate) in decisions.subjects.iter().zip(&decisions.fates) {
        let Fate::Parted { split, .. } = fate else {
            continue;
        };
        let Named::Resource { of_type, .. } = &subject.named else {
            continue;
        };
        let file = index.file(subject.at.file);
        let source = Source::read(repository, file)?;
        let address = subject.named.to_string();
        let plan = |edit| planned(edit, &address);
        let span = index.block(subject.at).span;
        let end = file.ending.as_str();
        let (first, others) = split.parts.split_first().unzip();
        for edit in first.into_iter().flat_map(|part| &part.edits) {
            rewrite.plan(&file.path, plan(edit.clone()));
        }
        let others = others.unwrap_or_default().iter();
        let copies = others
            .map(|part| Ok(format!("{end}{end}{}", copy(&source.text, span, part)?)))
            .collect::<Result<String, ovhai_syntax::Error>>()
            .map_err(|source| Error::Edits {
                path: file.path.clone(),
                source,
            })?;
        let after = Span::new(span.end, span.end);
        rewrite.plan(&file.path, plan(Edit::new(after, copies)));
        let references = index
            .module(&subject.folder)
            .and_then(|module| module.references.get(&subject.named));
        for at in references.into_iter().flatten() {
            for edit in follow(index, *at, of_type, split) {
                rewrite.plan(&index.file(at.file).path, plan(edit));
            }
        }
        let blocks = split.parts.iter().flat_map(|part| {
            let to = |index: &String| {
                let index = split.moved(index);
                Value::code(format!("{of_type}.{}{index}", part.name))
            };
            part.indexes.iter().map(move |index| {
                NewBlock::new("moved", &[])
                    .with("from", Value::code(format!("{}{index}", subject.named)))
                    .with("to", to(index))
            })
        });
        moved.entry(&subject.folder).or_default().extend(blocks);
    }
    for (folder, blocks) in moved {
        state::add(index, repository, folder, FILE, HEADER, &blocks, rewrite)?;
    }
    Ok(())
}

fn planned(edit: Edit, address: &str) -> Planned {
    Planned {
        edit,
        rule: Rule::Parting,
        fidelity: Fidelity::Exact,
        address: address.to_owned(),
        carried: Vec::new(),
    }
}

/// The block at `span` of `text` as `part` has it.
fn copy(text: &str, span: Span, part: &SplitPart) -> Result<String, ovhai_syntax::Error> {
    let mut edits = part.edits.clone();
    // What stands around it goes, in edits that touch no other one.
    edits.push(Edit::new(Span::new(0, span.start), ""));
    edits.push(Edit::new(Span::new(span.end, text.len()), ""));
    let bytes = Edits::new(edits)?.apply(text.as_bytes())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What lets the reference at `at` name the parts.
fn follow(index: &Index, at: ReferenceRef, of_type: &str, split: &Split) -> Vec<Edit> {
    let reference = index.reference(at);
    let address = reference.address;
    let name = |part: &SplitPart| {
        let name = Span::new(address.start + of_type.len() + 1, address.end);
        Edit::new(name, part.name.clone())
    };
    if let Some(index) = instance(reference)
        && let Some(part) = split.part_of(&index)
    {
        let step = reference.steps.first().filter(|_| split.is_counted);
        let step = step.map(|step| Edit::new(step.span, split.moved(&index)));
        return [name(part)].into_iter().chain(step).collect();
    }
    let Some((first, others)) = split.parts.split_first() else {
        return Vec::new();
    };
    let others: String = others
        .iter()
        .map(|part| format!(", {of_type}.{}", part.name))
        .collect();
    let put = |at: usize, text: &str| Edit::new(Span::new(at, at), text);
    if reference.attribute == "depends_on" {
        return vec![name(first), put(reference.span.end, &others)];
    }
    if split.is_counted {
        // The type stands where it stood: what names it is still there.
        let all = split.in_order();
        let (first, rest) = all.split_first().unzip();
        let rest = rest.unwrap_or_default().iter();
        let rest: String = rest.map(|name| format!(", {of_type}.{name}")).collect();
        let name = Span::new(address.start + of_type.len() + 1, address.end);
        return vec![
            put(address.start, "["),
            Edit::new(name, first.cloned().unwrap_or_default()),
            put(address.end, &format!("{rest}]")),
        ];
    }
    vec![
        put(address.start, "merge("),
        name(first),
        put(address.end, &format!("{others})")),
    ]
}
