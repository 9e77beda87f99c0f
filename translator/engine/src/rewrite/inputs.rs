//! New variables: declared where they are used, passed on by every call of the module up to the roots.

use std::collections::{BTreeMap, VecDeque};

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, LineEnding, Named, Span,
    emit::{NewBlock, Style, json_string, write},
};

use super::{
    NewFile, Planned, Rewrite, Rule, Source, Told, json, place,
    values::{self, Needed},
};
use crate::{
    census,
    error::Error,
    finding,
    index::{BlockRef, Call, Index, Module},
    input::Input,
    naming::unique,
    repository::{Repository, folder, join},
    survey::Repetition,
    workers::Workers,
};

/// The file new variables go into.
const FILE: &str = "variables.tf";

/// The variables that every folder needs.
#[derive(Default)]
pub(super) struct Inputs(BTreeMap<String, BTreeMap<String, Asked>>);

#[derive(Clone)]
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

    /// Adds what `other` has, which is of other folders.
    pub(super) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Forgets what no new text reads: a reference in a block that left may have gone with it.
    fn retain_used(&mut self, rewrite: &Rewrite) {
        let mut texts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, planned) in &rewrite.edits {
            let new = planned.iter().map(|planned| planned.edit.text.as_str());
            texts.entry(folder(path)).or_default().extend(new);
        }
        for (folder, asked) in &mut self.0 {
            let texts = texts.get(folder.as_str()).map_or(&[][..], Vec::as_slice);
            asked.retain(|name, _| texts.iter().any(|text| reads(text, name)));
        }
    }

    /// Declares everything, and lets callers pass it on.
    pub(super) fn write(
        mut self,
        workers: &dyn Workers,
        index: &Index,
        repository: &dyn Repository,
        rewrite: &mut Rewrite,
    ) -> Result<(), Error> {
        self.retain_used(rewrite);
        let callers = callers(index);
        let mut passed: BTreeMap<BlockRef, BTreeMap<String, String>> = BTreeMap::new();
        for caller in callees_first(index) {
            for (wanted, above) in self.named_above(&callers, caller) {
                let Wanted { call, name, asked } = wanted;
                let value = lookup(&above, call.repetition, &asked.input);
                passed.entry(call.at).or_default().insert(name, value);
                let input = asked.input.repeated(call.repetition);
                self.add(&caller.folder, &above, input, asked.file, asked.at);
            }
        }
        for (call, arguments) in passed {
            pass(index, repository, call, &arguments, rewrite)?;
        }
        let folders: Vec<(&String, &BTreeMap<String, Asked>)> = self.0.iter().collect();
        rewrite.add_each(workers, &folders, |(folder, asked), part| {
            declare(index, repository, folder, asked, part)
        })
    }

    /// What the modules that `caller` calls want from it, with the name of each variable there. A name that nothing else has
    /// or wants is kept; others begin with the name of the call, so that two modules never share what only is called alike.
    fn named_above<'a>(
        &self,
        callers: &BTreeMap<&str, Vec<(&str, &'a Call)>>,
        caller: &Module,
    ) -> Vec<(Wanted<'a>, String)> {
        let mut by_name: BTreeMap<String, Vec<Wanted<'a>>> = BTreeMap::new();
        for (called, call) in callers.get(caller.folder.as_str()).into_iter().flatten() {
            for (name, asked) in self.0.get(*called).into_iter().flatten() {
                let wanted = Wanted {
                    call,
                    name: name.clone(),
                    asked: asked.clone(),
                };
                by_name.entry(name.clone()).or_default().push(wanted);
            }
        }
        let own = self.0.get(&caller.folder);
        let mut taken = caller.variables();
        taken.extend(own.into_iter().flatten().map(|(name, _)| name.clone()));
        let mut found = Vec::new();
        let mut others = Vec::new();
        for (name, all) in by_name {
            let is_declared = caller.declared.contains_key(&Named::Variable(name.clone()));
            let mut asked: Vec<&Input> = all.iter().map(|wanted| &wanted.asked.input).collect();
            asked.extend(own.and_then(|own| own.get(&name)).map(|asked| &asked.input));
            let is_one = asked.len() == 1
                || asked[0].serves.is_some()
                    && asked.iter().all(|input| input.serves == asked[0].serves);
            if is_one && !is_declared {
                taken.insert(name.clone());
                found.extend(all.into_iter().map(|wanted| (wanted, name.clone())));
            } else {
                others.extend(all);
            }
        }
        for wanted in others {
            let name = format!("{}_{}", wanted.call.name, wanted.name);
            let name = unique(&[name], &mut taken);
            found.push((wanted, name));
        }
        found
    }
}

/// A variable that a called module wants from its caller.
struct Wanted<'a> {
    call: &'a Call,
    /// Its name in the called module.
    name: String,
    asked: Asked,
}

/// What each module calls, by its folder: the folder of the called module, and the call.
fn callers(index: &Index) -> BTreeMap<&str, Vec<(&str, &Call)>> {
    let mut found: BTreeMap<&str, Vec<(&str, &Call)>> = BTreeMap::new();
    for module in index.modules() {
        for (folder, call) in &module.callers {
            let call = index
                .module(folder)
                .and_then(|caller| caller.calls.get(*call));
            let calls = found.entry(folder).or_default();
            calls.extend(call.map(|call| (module.folder.as_str(), call)));
        }
    }
    found
}

/// Every module, those that are called before those that call them.
fn callees_first(index: &Index) -> Vec<&Module> {
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    for module in index.modules() {
        waits.entry(&module.folder).or_default();
        for (caller, _) in &module.callers {
            *waits.entry(caller).or_default() += 1;
        }
    }
    let ready = waits.iter().filter(|(_, waits)| **waits == 0);
    let mut todo: VecDeque<&str> = ready.map(|(folder, _)| *folder).collect();
    let mut order = Vec::new();
    while let Some(module) = todo.pop_front().and_then(|folder| index.module(folder)) {
        order.push(module);
        for (caller, _) in &module.callers {
            if let Some(count) = waits.get_mut(caller.as_str()) {
                *count -= 1;
                if *count == 0 {
                    todo.push_back(caller);
                }
            }
        }
    }
    order
}

/// Whether `text` reads the variable `name`.
fn reads(text: &str, name: &str) -> bool {
    let reference = format!("var.{name}");
    text.match_indices(&reference).any(|(at, _)| {
        let next = text[at + reference.len()..].chars().next();
        !next.is_some_and(|next| next.is_alphanumeric() || next == '_' || next == '-')
    })
}

fn lookup(name: &str, repetition: Repetition, input: &Input) -> String {
    let index = match repetition {
        _ if input.serves.is_some() => return format!("var.{name}"),
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
    let is_json = file.class.is_json();
    // In JSON the body may be the only one of a list.
    let brace = text.rfind('}').unwrap_or(text.len());
    let body_end = text[..brace].trim_end().len();
    let at = span.start + body_end;
    let insert = |at: usize| Span::new(at, at);
    let ending = file.ending.as_str();
    let width = arguments.keys().map(String::len).max().unwrap_or_default();
    let mut edits = Vec::new();
    if is_json {
        let written = |value: &String| json_string(&format!("${{{value}}}"));
        let members = arguments
            .iter()
            .map(|(name, value)| (name.as_str(), written(value)));
        let members = json::appended(&text[..body_end], file.ending, members);
        edits.push((insert(at), members));
    } else {
        let lines: String = arguments
            .iter()
            .map(|(name, value)| format!("{ending}  {name:width$} = {value}"))
            .collect();
        let is_one_line = !text.contains('\n');
        if let (true, Some(open)) = (is_one_line, text.find('{')) {
            // A block on one line takes a single argument, which gets a line of its own.
            let open = span.start + open + 1;
            edits.push((insert(open), format!("{ending} ")));
            let rest = Span::new(at, span.start + brace);
            edits.push((rest, format!("{ending}{lines}{ending}")));
        } else {
            // An empty line sets them apart, so that the lines before keep their alignment.
            edits.push((insert(at), format!("{ending}{lines}")));
        }
    }
    for (span, text) in edits {
        let planned = Planned {
            edit: Edit::new(span, text),
            rule: Rule::Argument,
            fidelity: Fidelity::Adapted,
            address: index.block(call).address(),
            carried: Vec::new(),
        };
        rewrite.plan(&file.path, planned);
    }
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
    let mut needed: Vec<Needed<'_>> = Vec::new();
    for (name, asked) in asked {
        blocks.push(asked.input.variable(name));
        if is_root && asked.input.default.is_none() {
            let file = index.file(asked.file);
            let place = format!("{}, line {}", file.path, file.line(asked.at));
            needed.push(Needed {
                name,
                input: &asked.input,
                // A name that speaks of the vendor would be one more place that does.
                place: census::scan(place.as_bytes()).is_empty().then_some(place),
            });
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
    let example = join(folder, values::FILE);
    if !needed.is_empty() && index.file_at(&example).is_none() && !index.is_odd(&example) {
        let file = NewFile {
            text: values::write(&needed),
            rule: Rule::Variable,
        };
        rewrite.files.insert(example, file);
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
