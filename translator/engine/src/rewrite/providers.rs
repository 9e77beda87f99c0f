//! Providers that the neutral modules need: required where they are not, handed on where calls name what they hand on.
//!
//! How a provider is configured is a person's decision. Nothing is written for it but a finding that says what to write.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Block, Edit, LineEnding, Notation, Span,
    emit::{NewBlock, Style, Value, json_string, write},
    parse,
};

use super::{NewFile, Planned, Rewrite, Rule, Source, Told, handed, json, place};
use crate::{
    decide::Decisions,
    error::Error,
    evidence::shown,
    finding,
    index::{BlockRef, Call, Index, Module, required_version::can_agree},
    options::Options,
    profile::Required,
    repository::{Repository, join},
    survey::BlockKind,
    vendor,
};

/// The file that requirements go into where there are none yet.
const FILE: &str = "versions.tf";

/// The file that pins the releases of a root module's providers.
const LOCK: &str = ".terraform.lock.hcl";

/// What is needed where: by folder, the providers with what requires them first.
type Needs<'a> = BTreeMap<String, BTreeMap<&'a str, (&'a Required, BlockRef)>>;

/// Adds what the modules that are called now need.
pub(super) fn write_all(
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
    decisions: &Decisions,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let needs = needs(index, options, decisions);
    for (folder, providers) in &needs {
        let Some(module) = index.module(folder) else {
            continue;
        };
        let handed: Vec<&Call> = calls_of(index, module)
            .filter(|call| !call.providers.is_empty())
            .collect();
        for call in &handed {
            handed::on(index, repository, call, providers.keys(), rewrite)?;
            tell_alias(index, call, rewrite);
        }
        if module.is_root() {
            tell(index, options, module, providers, rewrite);
        }
        if module.is_root() || !handed.is_empty() {
            require(index, repository, module, providers, rewrite)?;
        }
    }
    Ok(())
}

fn calls_of<'a>(index: &'a Index, module: &'a Module) -> impl Iterator<Item = &'a Call> {
    module
        .callers
        .iter()
        .filter_map(|(caller, call)| index.module(caller)?.calls.get(*call))
}

/// The providers of the modules that are called in each folder, and in the folders it calls.
fn needs<'a>(index: &Index, options: &'a Options, decisions: &Decisions) -> Needs<'a> {
    let mut needs: Needs<'a> = BTreeMap::new();
    for (subject, fate) in decisions.subjects.iter().zip(&decisions.fates) {
        let Some(template) = fate.noun().and_then(|noun| options.profile.module(noun)) else {
            continue;
        };
        let mut todo = vec![subject.folder.clone()];
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(folder) = todo.pop() {
            if !seen.insert(folder.clone()) {
                continue;
            }
            let known = needs.entry(folder.clone()).or_default();
            for (name, required) in &template.providers {
                known.entry(name).or_insert((required, subject.at));
            }
            if let Some(module) = index.module(&folder) {
                todo.extend(module.callers.iter().map(|(caller, _)| caller.clone()));
            }
        }
    }
    needs.retain(|_, providers| !providers.is_empty());
    needs
}

/// Says which providers the root has to configure.
fn tell(
    index: &Index,
    options: &Options,
    module: &Module,
    providers: &BTreeMap<&str, (&Required, BlockRef)>,
    rewrite: &mut Rewrite,
) {
    for (name, (required, at)) in providers {
        let told = |kind, detail| Told {
            kind,
            file: at.file,
            at: index.block(*at).span,
            address: index.block(*at).address(),
            detail,
        };
        let place = match module.folder.as_str() {
            "" => "the top folder",
            folder => folder,
        };
        if !module.providers.contains_key(*name) {
            let example = options.profile.settings.providers.get(*name);
            let example = example.map_or_else(String::new, |text| format!(", such as `{text}`"));
            let detail = format!("`{name}` in {place}{example}");
            rewrite.told.push(told(&finding::PROVIDER, detail));
        }
        let lock = index.file_at(&join(&module.folder, LOCK));
        let locked = lock.and_then(|lock| lock.facts.as_ref());
        let is_unknown = locked.is_some_and(|facts| {
            let mut sources = facts
                .requirements
                .iter()
                .filter_map(|entry| entry.source.as_ref());
            !sources.any(|source| is_same_source(source, &required.source))
        });
        if is_unknown {
            let detail = format!("`{}` in {place}", required.source);
            rewrite.told.push(told(&finding::PROVIDER_LOCK, detail));
        }
        let places = module
            .requirements
            .get(*name)
            .map_or(&[][..], Vec::as_slice);
        let entries = places.iter().filter_map(|(file, entry)| {
            let facts = index.file(*file).facts.as_ref()?;
            facts.requirements.get(*entry)
        });
        let detail = entries.into_iter().find_map(|entry| {
            let is_other = |source: &&String| !is_same_source(source, &required.source);
            let version = entry.version.as_deref().zip(required.version.as_deref());
            if let Some(source) = entry.source.as_ref().filter(is_other) {
                let meant = &required.source;
                Some(format!(
                    "`{name}` in {place} is `{source}`, the module means `{meant}`"
                ))
            } else {
                let (here, there) = version.filter(|(a, b)| !can_agree(a, b))?;
                Some(format!(
                    "`{name}` in {place} is `{here}`, the module wants `{there}`"
                ))
            }
        });
        rewrite
            .told
            .extend(detail.map(|detail| told(&finding::PROVIDER_VERSIONS, detail)));
    }
}

/// Whether two sources mean the same provider, a registry's host before one of them or not.
fn is_same_source(one: &str, other: &str) -> bool {
    let end = |source: &str| {
        let parts: Vec<&str> = source.split('/').collect();
        parts[parts.len().saturating_sub(2)..]
            .join("/")
            .to_lowercase()
    };
    end(one) == end(other)
}

/// Adds to `required_providers` of the module what is not there.
fn require(
    index: &Index,
    repository: &dyn Repository,
    module: &Module,
    providers: &BTreeMap<&str, (&Required, BlockRef)>,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let missing: Vec<(&str, &Required)> = providers
        .iter()
        .filter(|(name, _)| !module.requirements.contains_key(**name))
        .map(|(name, (required, _))| (*name, *required))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    // There may be one such block only; where files are links, nobody knows whether there is.
    if index.linked().contains(&module.folder) {
        tell_required(index, providers, "a file that is a link", rewrite);
        return Ok(());
    }
    let is_said_in = |number: &usize| {
        let mut places = module.requirements.values().flatten();
        places.any(|(file, _)| file == number)
    };
    let has_settings = |number: &usize| {
        let mut blocks = index.file(*number).blocks().iter();
        blocks.any(|block| block.kind == BlockKind::Terraform)
    };
    for number in module.files.iter().copied().filter(has_settings) {
        let file = index.file(number);
        let source = Source::read(repository, file)?;
        let document = parse(source.text.as_bytes(), file.class);
        let settings = document.body.blocks_of("terraform");
        let block = settings
            .flat_map(|settings| settings.body.blocks_of("required_providers"))
            .next();
        let edits = block.and_then(|block| match document.notation {
            Notation::Native => entries(block, &source.text, file.ending, &missing),
            Notation::Json => members(block, &source.text, file.ending, &missing),
        });
        if let Some(edits) = edits {
            for edit in edits {
                rewrite.plan(&file.path, planned(edit, module));
            }
            return Ok(());
        }
        // There may be one such block only, and this one is written in a way that has no place for more.
        if is_said_in(&number) {
            tell_required(index, providers, &file.path, rewrite);
            return Ok(());
        }
    }
    let mut inner = NewBlock::new("required_providers", &[]);
    for (name, required) in &missing {
        inner = inner.with(name, value(required));
    }
    let block = NewBlock::new("terraform", &[]).with_block(inner);
    let path = place(index, &module.folder, FILE);
    let existing = index.file_at(&path);
    let ending = existing.map_or(LineEnding::Lf, |file| file.ending);
    let end = ending.as_str();
    let text = write(&block, Style { ending, level: 0 }).text;
    match existing {
        None => {
            let file = NewFile {
                text: format!("{text}{end}"),
                rule: Rule::Requirement,
            };
            rewrite.files.insert(path, file);
        }
        Some(file) => {
            let source = Source::read(repository, file)?;
            let at = source.text.len();
            let gap = match source.text.as_str() {
                "" => "",
                text if text.ends_with('\n') => end,
                _ => &format!("{end}{end}"),
            };
            let edit = Edit::new(Span::new(at, at), format!("{gap}{text}{end}"));
            rewrite.plan(&path, planned(edit, module));
        }
    }
    Ok(())
}

/// Says that a call hands on one of several configurations of the vendor's provider: nothing tells those of the new platform apart.
fn tell_alias(index: &Index, call: &Call, rewrite: &mut Rewrite) {
    let is_vendors = |name: &str| {
        let (name, alias) = name.split_once('.').unwrap_or((name, ""));
        vendor::PROVIDERS.contains(&name) && !alias.is_empty()
    };
    let aliases = call
        .providers
        .iter()
        .filter(|(inner, outer)| is_vendors(inner) || is_vendors(outer))
        .map(|(inner, outer)| format!("`{inner} = {outer}`"));
    let aliases: Vec<String> = aliases.collect();
    if !aliases.is_empty() {
        rewrite.told.push(Told {
            kind: &finding::PROVIDER_ALIAS,
            file: call.at.file,
            at: index.block(call.at).span,
            address: index.block(call.at).address(),
            detail: aliases.join(", "),
        });
    }
}

/// Says what a person has to require in `place`.
fn tell_required(
    index: &Index,
    providers: &BTreeMap<&str, (&Required, BlockRef)>,
    place: &str,
    rewrite: &mut Rewrite,
) {
    for (name, (required, at)) in providers {
        rewrite.told.push(Told {
            kind: &finding::PROVIDER_REQUIRED,
            file: at.file,
            at: index.block(*at).span,
            address: index.block(*at).address(),
            detail: format!("`{name}` is `{}`, in {place}", required.source),
        });
    }
}

fn value(required: &Required) -> Value {
    let mut items = vec![("source".to_owned(), Value::from(required.source.as_str()))];
    let version = required.version.as_deref().map(Value::from);
    items.extend(version.map(|version| ("version".to_owned(), version)));
    Value::Object(items)
}

fn planned(edit: Edit, module: &Module) -> Planned {
    Planned {
        edit,
        rule: Rule::Requirement,
        fidelity: Fidelity::Adapted,
        address: format!("{}: required_providers", shown(&module.folder)),
        carried: Vec::new(),
    }
}

/// New members at the end of a block of JSON.
fn members(
    block: &Block,
    source: &str,
    ending: LineEnding,
    missing: &[(&str, &Required)],
) -> Option<Vec<Edit>> {
    let close = block.span.text(source).rfind('}')?;
    let before = Span::new(block.span.start, block.span.start + close).text(source);
    let inside = before.trim_end();
    let at = block.span.start + inside.len();
    let new = missing.iter().map(|(name, required)| {
        let version = required.version.as_deref();
        let version = version.map(|version| format!(", \"version\": {}", json_string(version)));
        let source = json_string(&required.source);
        let entry = format!("{{\"source\": {source}{}}}", version.unwrap_or_default());
        (*name, entry)
    });
    let text = json::appended(inside, ending, new);
    Some(vec![Edit::new(Span::new(at, at), text)])
}

/// New entries at the end of the block; nothing if there is no place for them.
fn entries(
    block: &Block,
    source: &str,
    ending: LineEnding,
    missing: &[(&str, &Required)],
) -> Option<Vec<Edit>> {
    let text = block.span.text(source);
    let inside = text.strip_suffix('}')?;
    let end = ending.as_str();
    let column = source[..block.span.start]
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let is_indented = column.chars().all(|c| c == ' ' || c == '\t');
    let indent = if is_indented { column } else { "  " };
    let lines: String = missing
        .iter()
        .map(|(name, required)| {
            let style = Style { ending, level: 0 };
            let written = ovhai_syntax::emit::value(&value(required), style).text;
            let written = written.replace('\n', &format!("\n{indent}  "));
            format!("{indent}  {name} = {written}{end}")
        })
        .collect();
    let last = inside.rfind('\n').map_or(0, |at| at + 1);
    let is_alone = last > 0 && inside[last..].trim().is_empty();
    if !is_alone {
        // `required_providers {}`, or one with an entry on the same line, which gets a line of its own.
        let close = block.span.end - 1;
        let from = block.span.start + inside.trim_end().len();
        let mut edits = vec![Edit::new(
            Span::new(from, close),
            format!("{end}{lines}{indent}"),
        )];
        let is_one_line = last == 0;
        if let Some(first) = block.body.items.first().filter(|_| is_one_line) {
            let open = block.span.start + inside.find('{')? + 1;
            edits.push(Edit::new(
                Span::new(open, first.span().start),
                format!("{end}{indent}  "),
            ));
        }
        return Some(edits);
    }
    // Before the line of the closing brace.
    let at = block.span.start + last;
    Some(vec![Edit::new(Span::new(at, at), lines)])
}
