//! The last phase: the state holds nothing of the vendor's any more, so its providers go, with what requires, pins and hands
//! them on, and so do the blocks that made the state forget.
//!
//! Nothing is believed here. Every root module that uses a folder must have shown a state without anything of the vendor's,
//! and the code must declare nothing of it: see [`allowed`].

mod allowed;
mod spans;

use std::collections::BTreeSet;

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Attribute, Block, Edit, Expression, ExpressionKind, FileClass, Lines, Span, parse,
};

use spans::{in_json, joined};

use super::{Planned, Rewrite, Rule, Source, blocks::with_its_line, state, unread};
use crate::{
    error::Error,
    evidence::Modules,
    index::Index,
    options::Options,
    repository::{Repository, folder, join},
    survey::{BlockFact, BlockKind, Claim, FileSurvey, Place},
    vendor,
};

/// Removes what nothing needs any more.
pub(super) fn write(
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let folders = allowed::folders(index, options)?;
    for (number, file) in index.files().iter().enumerate() {
        let place = home(file);
        if !folders.contains(place) || options.frozen.contains_key(place) {
            continue;
        }
        if file.path == join(place, state::SCRIPT) {
            script(repository, file, rewrite)?;
        } else if file.facts.is_some() && (!file.claims.is_empty() || is_generated(&file.path)) {
            configuration(index, repository, number, rewrite)?;
        }
    }
    handed_on(index, repository, &folders, rewrite)?;
    unread::tell(index, rewrite);
    Ok(())
}

/// The module that a file is of: tests lie beside it, or in its folder `tests`.
fn home(file: &FileSurvey) -> &str {
    let place = folder(&file.path);
    let is_test = matches!(file.class, FileClass::Test | FileClass::TestJson);
    match place.rsplit_once('/') {
        _ if !is_test => place,
        Some((module, "tests")) => module,
        None if place == "tests" => "",
        _ => place,
    }
}

fn removal(span: Span, address: String) -> Planned {
    Planned {
        edit: Edit::new(span, ""),
        rule: Rule::Cleanup,
        fidelity: Fidelity::Exact,
        address,
        carried: Vec::new(),
    }
}

/// The script that let an old Terraform forget.
fn script(
    repository: &dyn Repository,
    file: &FileSurvey,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let bytes = repository.read(&file.path);
    let is_text = bytes.is_ok_and(|bytes| std::str::from_utf8(&bytes).is_ok());
    // A script that is no text is none that was generated.
    if !is_text {
        return Ok(());
    }
    let source = Source::read(repository, file)?;
    if plain(&source.text).starts_with(state::SCRIPT_HEADER) {
        all(file, &source, rewrite);
    }
    Ok(())
}

/// Without what tells files of different systems apart.
fn plain(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

/// The file goes.
fn all(file: &FileSurvey, source: &Source, rewrite: &mut Rewrite) {
    rewrite.gone.insert(file.path.clone());
    rewrite.edits.remove(&file.path);
    let span = Span::new(0, source.text.len());
    rewrite.plan(&file.path, removal(span, file.path.clone()));
}

/// Providers' blocks, requirements and blocks about the state of one file.
fn configuration(
    index: &Index,
    repository: &dyn Repository,
    number: usize,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let file = index.file(number);
    // Where a part cannot be read, nobody knows what goes together.
    if file.blocks().iter().any(|block| block.problem.is_some()) {
        return Ok(());
    }
    let going: Vec<&Claim> = file
        .claims
        .iter()
        .filter(|claim| goes(index, file, claim))
        .collect();
    let source = Source::read(repository, file)?;
    let forgotten = match is_generated(&file.path) && plain(&source.text).starts_with(state::HEADER)
    {
        true => forgotten(index, file),
        false => Vec::new(),
    };
    if going.is_empty() && forgotten.is_empty() {
        return Ok(());
    }
    let document = parse(source.text.as_bytes(), file.class);
    let lines = Lines::of(source.text.as_bytes());
    let mut spans: Vec<(Span, String)> = going
        .iter()
        .map(|claim| (claim.span, claim.address.clone()))
        .chain(forgotten)
        .collect();
    for settings in document.body.blocks_of("terraform") {
        let inner = settings.body.blocks_of("required_providers");
        let emptied: Vec<&Block> = inner
            .filter(|inner| {
                let mut items = inner.body.items.iter();
                !inner.body.items.is_empty()
                    && items.all(|item| spans.iter().any(|(span, _)| *span == item.span()))
                    && comments_are_within(inner, &source.text, &spans)
            })
            .collect();
        let is_emptied = !emptied.is_empty()
            && emptied.len() == settings.body.items.len()
            && ovhai_syntax::comments(settings.span.text(&source.text)).is_empty();
        if is_emptied {
            spans.push((settings.span, "terraform".to_owned()));
        } else {
            let emptied = emptied.into_iter().map(|inner| inner.span);
            spans.extend(emptied.map(|span| (span, "required_providers".to_owned())));
        }
    }
    // A file of blocks about the state goes with them.
    let rest = {
        let edits = spans.iter().map(|(span, _)| Edit::new(*span, ""));
        ovhai_syntax::Edits::outermost(edits.collect())
            .and_then(|edits| edits.apply(source.text.as_bytes()))
            .unwrap_or_else(|_| source.text.clone().into_bytes())
    };
    let rest = plain(&String::from_utf8_lossy(&rest));
    if is_generated(&file.path) && rest.trim() == state::HEADER.trim() {
        all(file, &source, rewrite);
        return Ok(());
    }
    for (span, address) in in_json(&document, &source.text, &spans)
        .unwrap_or_else(|| joined(spans, &source.text, &lines))
    {
        rewrite.plan(&file.path, removal(span, address));
    }
    Ok(())
}

/// Whether the file is called like those that make the state forget.
fn is_generated(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with(state::FILE.trim_end_matches(".tf"))
}

/// Generated blocks about objects that were the vendor's because of their provider alone: its types say nothing of the vendor.
/// No state holds any of them any more, or nothing would go.
fn forgotten(index: &Index, file: &FileSurvey) -> Vec<(Span, String)> {
    let is_one = |block: &&BlockFact| {
        matches!(&block.kind, BlockKind::State { keyword, about: Some(about), .. }
            if keyword == "removed" && vendor::is_openstack(about))
    };
    let roots = index.roots(folder(&file.path)).into_iter();
    let grants = |root: &str| {
        let below = Modules::below(index, root).folders();
        below.into_iter().any(|folder| index.grants(folder))
    };
    if !roots.map(|(root, _)| root).any(|root| grants(&root)) {
        return Vec::new();
    }
    let blocks = file.blocks().iter().filter(is_one);
    blocks.map(|block| (block.span, block.address())).collect()
}

/// Whether every comment of `block` stands within one of `spans`.
fn comments_are_within(block: &Block, text: &str, spans: &[(Span, String)]) -> bool {
    ovhai_syntax::comments(block.span.text(text))
        .into_iter()
        .all(|comment| {
            let at = block.span.start;
            let comment = Span::new(at + comment.start, at + comment.end);
            spans.iter().any(|(span, _)| span.contains(comment))
        })
}

/// Whether the place that `claim` covers goes.
fn goes(index: &Index, file: &FileSurvey, claim: &Claim) -> bool {
    let kind = claim
        .block
        .and_then(|block| file.blocks().get(block))
        .map(|block| &block.kind);
    match (claim.place, kind) {
        (Place::Requirement, _) => !is_shared(index, file, claim),
        (Place::Block, Some(BlockKind::Provider { .. } | BlockKind::State { .. })) => true,
        _ => false,
    }
}

/// Whether other configurations of a provider that is not the vendor's own still need the requirement.
fn is_shared(index: &Index, file: &FileSurvey, claim: &Claim) -> bool {
    if claim.made_by.is_none() {
        return false;
    }
    let files = index
        .module(folder(&file.path))
        .map_or(&[][..], |module| &module.files);
    let mut blocks = files.iter().flat_map(|file| index.file(*file).blocks());
    blocks.any(|block| match &block.kind {
        BlockKind::Declares(named) => vendor::is_openstack(named) && block.made_by.is_none(),
        BlockKind::Provider { name, .. } => name == "openstack" && block.made_by.is_none(),
        _ => false,
    })
}

/// Items of `providers = { … }` that hand on what is gone.
fn handed_on(
    index: &Index,
    repository: &dyn Repository,
    folders: &BTreeSet<String>,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    for folder in folders {
        let Some(module) = index.module(folder) else {
            continue;
        };
        let gone: BTreeSet<String> = gone(index, folder);
        for call in &module.calls {
            let is_handed = |outer: &str| {
                let name = outer.split('.').next().unwrap_or_default();
                vendor::PROVIDERS.contains(&name) || gone.contains(outer)
            };
            if call.folder.is_none() || !call.providers.iter().any(|(_, outer)| is_handed(outer)) {
                continue;
            }
            let file = index.file(call.at.file);
            let source = Source::read(repository, file)?;
            let document = parse(source.text.as_bytes(), file.class);
            let lines = Lines::of(source.text.as_bytes());
            let span = index.block(call.at).span;
            let block = document.body.blocks().find(|block| block.span == span);
            let Some(attribute) = block.and_then(|block| block.body.attribute("providers")) else {
                continue;
            };
            let address = index.block(call.at).address();
            for span in handed(attribute, &source.text, &is_handed) {
                let span = with_its_line(&source.text, &lines, span);
                rewrite.plan(&file.path, removal(span, address.clone()));
            }
        }
    }
    Ok(())
}

/// Local names, with their aliases, of the provider blocks that go although their name is not the vendor's.
fn gone(index: &Index, folder: &str) -> BTreeSet<String> {
    let files = index.module(folder).map_or(&[][..], |module| &module.files);
    let blocks = files.iter().flat_map(|file| index.file(*file).blocks());
    blocks
        .filter(|block| block.made_by.is_some())
        .filter_map(|block| match &block.kind {
            BlockKind::Provider { name, alias } => Some(match alias {
                Some(alias) => format!("{name}.{alias}"),
                None => name.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// What goes of `providers = { … }`: all of it, or single items with their commas.
fn handed(attribute: &Attribute, text: &str, is_handed: &dyn Fn(&str) -> bool) -> Vec<Span> {
    let ExpressionKind::Object(items) = &attribute.value.kind else {
        return Vec::new();
    };
    let goes = |value: &Expression| is_handed(value.span.text(text).trim_matches('"'));
    if items.iter().all(|item| goes(&item.value)) {
        return vec![attribute.span];
    }
    let going = items.iter().filter(|item| goes(&item.value));
    going
        .map(|item| {
            let span = item.key.span.to(item.value.span);
            let rest = &text[span.end..];
            let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            match rest[gap..].strip_prefix(',') {
                None => span,
                Some(after) => {
                    let space = after.len() - after.trim_start_matches([' ', '\t']).len();
                    Span::new(span.start, span.end + gap + 1 + space)
                }
            }
        })
        .collect()
}
