//! New variables: declared where they are used, passed on by every call of the module up to the roots.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, LineEnding, Named, Span,
    emit::{NewBlock, Style, write},
};

use super::{NewFile, Planned, Rewrite, Rule, Source, Told, place};
use crate::{
    error::Error,
    finding,
    index::{BlockRef, Call, Index},
    input::Input,
    repository::{Repository, join},
    survey::Repetition,
};

/// The file new variables go into.
const FILE: &str = "variables.tf";

/// The variables that every folder needs.
#[derive(Default)]
pub(super) struct Inputs(BTreeMap<String, BTreeMap<String, Asked>>);

struct Asked {
    input: Input,
    /// The file and place that asked first.
    file: usize,
    at: Span,
}

impl Inputs {
    /// `folder` needs the variable `name`, asked for at `at` in the file `file`.
    pub(super) fn add(&mut self, folder: &str, name: &str, input: Input, file: usize, at: Span) {
        self.0
            .entry(folder.to_owned())
            .or_default()
            .entry(name.to_owned())
            .or_insert(Asked { input, file, at });
    }

    /// Forgets what no new text reads: a reference in a block that left may have gone with it.
    fn retain_used(&mut self, rewrite: &Rewrite) {
        for (folder, asked) in &mut self.0 {
            let texts: Vec<&str> = rewrite
                .edits
                .iter()
                .filter(|(path, _)| crate::repository::folder(path) == folder)
                .flat_map(|(_, planned)| planned)
                .map(|planned| planned.edit.text.as_str())
                .collect();
            asked.retain(|name, _| texts.iter().any(|text| reads(text, name)));
        }
    }

    /// Declares everything, and lets callers pass it on.
    pub(super) fn write(
        mut self,
        index: &Index,
        repository: &dyn Repository,
        rewrite: &mut Rewrite,
    ) -> Result<(), Error> {
        self.retain_used(rewrite);
        let mut passed: BTreeMap<BlockRef, BTreeMap<String, String>> = BTreeMap::new();
        let mut todo: Vec<String> = self.0.keys().cloned().collect();
        let mut done: BTreeSet<(String, String)> = BTreeSet::new();
        while let Some(folder) = todo.pop() {
            let Some(module) = index.module(&folder) else {
                continue;
            };
            let asked: Vec<(String, Input, usize, Span)> = self.0[&folder]
                .iter()
                .map(|(name, asked)| (name.clone(), asked.input.clone(), asked.file, asked.at))
                .collect();
            for (name, input, file, at) in asked {
                let is_new = done.insert((folder.clone(), name.clone()));
                if !is_new || declares(index, &folder, &name) {
                    continue;
                }
                for (caller, call) in &module.callers {
                    let Some(call) = index
                        .module(caller)
                        .and_then(|module| module.calls.get(*call))
                    else {
                        continue;
                    };
                    let above = upper_name(index, caller, call, &name);
                    let input_above = input.clone().repeated(call.repetition);
                    let value = lookup(&above, call.repetition, &input);
                    passed
                        .entry(call.at)
                        .or_default()
                        .insert(name.clone(), value);
                    self.add(caller, &above, input_above, file, at);
                    todo.push(caller.clone());
                }
            }
        }
        for (call, arguments) in passed {
            pass(index, repository, call, &arguments, rewrite)?;
        }
        for (folder, asked) in &self.0 {
            declare(index, repository, folder, asked, rewrite)?;
        }
        Ok(())
    }
}

/// Whether `text` reads the variable `name`.
fn reads(text: &str, name: &str) -> bool {
    let reference = format!("var.{name}");
    text.match_indices(&reference).any(|(at, _)| {
        let next = text[at + reference.len()..].chars().next();
        !next.is_some_and(|next| next.is_alphanumeric() || next == '_' || next == '-')
    })
}

fn declares(index: &Index, folder: &str, name: &str) -> bool {
    index.module(folder).is_some_and(|module| {
        module
            .declared
            .contains_key(&Named::Variable(name.to_owned()))
    })
}

/// The caller's name for the variable: the same, unless it calls several modules that might want one of that name.
fn upper_name(index: &Index, caller: &str, call: &Call, name: &str) -> String {
    let calls = index.module(caller).map_or(&[][..], |module| &module.calls);
    let same = calls.iter().filter(|other| other.folder == call.folder);
    let is_only = same.count() == 1;
    if is_only && !declares(index, caller, name) {
        name.to_owned()
    } else {
        format!("{}_{name}", call.name)
    }
}

fn lookup(name: &str, repetition: Repetition, input: &Input) -> String {
    let index = match repetition {
        _ if input.is_shared => return format!("var.{name}"),
        Repetition::Once => return format!("var.{name}"),
        Repetition::Count => "count.index",
        Repetition::ForEach => "each.key",
    };
    match &input.default {
        None => format!("var.{name}[{index}]"),
        Some(default) => format!("try(var.{name}[{index}], {default})"),
    }
}

/// Adds `arguments` at the end of the module call at `call`.
fn pass(
    index: &Index,
    repository: &dyn Repository,
    call: BlockRef,
    arguments: &BTreeMap<String, String>,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let file = index.file(call.file);
    let source = Source::read(repository, file)?;
    let span = index.block(call).span;
    let text = span.text(&source.text);
    let body_end = text.strip_suffix('}').unwrap_or(text).trim_end().len();
    let at = span.start + body_end;
    let ending = file.ending.as_str();
    let width = arguments.keys().map(String::len).max().unwrap_or_default();
    let lines: String = arguments
        .iter()
        .map(|(name, value)| format!("{ending}  {name:width$} = {value}"))
        .collect();
    let is_one_line = !text.contains('\n');
    let text = if is_one_line {
        format!("{lines}{ending}")
    } else {
        // An empty line sets them apart, so that the lines before keep their alignment.
        format!("{ending}{lines}")
    };
    rewrite.plan(
        &file.path,
        Planned {
            edit: Edit::new(Span::new(at, at), text),
            rule: Rule::Argument,
            fidelity: Fidelity::Adapted,
            address: index.block(call).address(),
            carried: Vec::new(),
        },
    );
    Ok(())
}

/// Adds the variables of one folder to its file for variables.
fn declare(
    index: &Index,
    repository: &dyn Repository,
    folder: &str,
    asked: &BTreeMap<String, Asked>,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let is_root = index.module(folder).is_some_and(|module| module.is_root());
    let mut blocks: Vec<NewBlock> = Vec::new();
    for (name, asked) in asked {
        if declares(index, folder, name) {
            continue;
        }
        blocks.push(asked.input.variable(name));
        if is_root && asked.input.default.is_none() {
            rewrite.told.push(Told {
                kind: &finding::INPUT_NEEDED,
                file: asked.file,
                at: asked.at,
                address: format!("var.{name}"),
                detail: format!("`{}`: {}", join(folder, name), asked.input.description),
            });
        }
    }
    if blocks.is_empty() {
        return Ok(());
    }
    let path = place(index, folder, FILE);
    let existing = index.file_at(&path);
    let ending = existing.map_or(LineEnding::Lf, |file| file.ending);
    let style = Style { ending, level: 0 };
    let texts: Vec<String> = blocks
        .iter()
        .map(|block| write(block, style).text)
        .collect();
    let end = ending.as_str();
    let text = texts.join(&format!("{end}{end}"));
    match existing {
        Some(file) => {
            let source = Source::read(repository, file)?;
            let at = source.text.len();
            let gap = match source.text.as_str() {
                "" => "",
                text if text.ends_with('\n') => end,
                _ => &format!("{end}{end}"),
            };
            rewrite.plan(
                &path,
                Planned {
                    edit: Edit::new(Span::new(at, at), format!("{gap}{text}{end}")),
                    rule: Rule::Variable,
                    fidelity: Fidelity::Adapted,
                    address: FILE.to_owned(),
                    carried: Vec::new(),
                },
            );
        }
        None => {
            rewrite.files.insert(
                path,
                NewFile {
                    text: format!("{text}{end}"),
                    rule: Rule::Variable,
                },
            );
        }
    }
    Ok(())
}
