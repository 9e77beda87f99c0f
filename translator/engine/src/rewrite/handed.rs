//! Providers handed on to a module by the `providers = { … }` of its call.

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, Expression, ExpressionKind, LineEnding, Notation, ObjectItem, Span, emit::json_string,
    parse,
};

use super::{Planned, Rewrite, Rule, Source, json};
use crate::{
    error::Error,
    index::{Call, Index},
    repository::Repository,
};

/// Adds providers to `providers = { … }` of a call: with that argument, nothing is handed on by itself.
pub(super) fn on<'a>(
    index: &Index,
    repository: &dyn Repository,
    call: &Call,
    providers: impl Iterator<Item = &'a &'a str>,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let missing: Vec<&str> = providers
        .copied()
        .filter(|name| !call.providers.iter().any(|(inner, _)| inner == name))
        .collect();
    let file = index.file(call.at.file);
    let source = Source::read(repository, file)?;
    let document = parse(source.text.as_bytes(), file.class);
    let span = index.block(call.at).span;
    let value = document
        .body
        .blocks()
        .find(|block| block.span == span)
        .and_then(|block| block.body.attribute("providers"))
        .map(|attribute| &attribute.value);
    let written = |value: &Expression| match document.notation {
        Notation::Native => items(value, &source.text, file.ending, &missing),
        Notation::Json => members(value, &source.text, file.ending, &missing),
    };
    let Some(edits) = value.filter(|_| !missing.is_empty()).and_then(written) else {
        return Ok(());
    };
    for edit in edits {
        let planned = Planned {
            edit,
            rule: Rule::Requirement,
            fidelity: Fidelity::Adapted,
            address: index.block(call.at).address(),
            carried: Vec::new(),
        };
        rewrite.plan(&file.path, planned);
    }
    Ok(())
}

/// Members of JSON.
fn members(
    value: &Expression,
    source: &str,
    ending: LineEnding,
    missing: &[&str],
) -> Option<Vec<Edit>> {
    let inside = value.span.text(source).strip_suffix('}')?.trim_end();
    let at = value.span.start + inside.len();
    let new = missing.iter().map(|name| (*name, json_string(name)));
    let text = json::appended(inside, ending, new);
    Some(vec![Edit::new(Span::new(at, at), text)])
}

fn items(
    value: &Expression,
    source: &str,
    ending: LineEnding,
    missing: &[&str],
) -> Option<Vec<Edit>> {
    let ExpressionKind::Object(known) = &value.kind else {
        return None;
    };
    let last = known.last()?;
    let at = last.value.span.end;
    let line = source[..last.key.span.start].rsplit('\n').next()?;
    let is_own_line = line.chars().all(|c| c == ' ' || c == '\t');
    let new = missing.iter().map(|name| name.len()).max().unwrap_or(0);
    let (mut edits, width) = match is_own_line {
        true => aligned(known, source, new),
        false => (Vec::new(), 0),
    };
    let text: String = missing
        .iter()
        .map(|name| match is_own_line {
            true => format!("{}{line}{name:width$} = {name}", ending.as_str()),
            false => format!(", {name} = {name}"),
        })
        .collect();
    // A comma or a comment behind the last item keeps its place behind it.
    let rest = &source[at..];
    let behind = rest.split(['\n', '}']).next().unwrap_or_default();
    let at = if is_own_line {
        at + behind.trim_end().len()
    } else {
        at
    };
    edits.push(Edit::new(Span::new(at, at), text));
    Some(edits)
}

/// What keeps the signs of the last lines below each other when lines follow whose keys are `new` long, if they were; and how
/// wide keys are then.
fn aligned(known: &[ObjectItem], source: &str, new: usize) -> (Vec<Edit>, usize) {
    let mut keys: Vec<(Span, usize)> = Vec::new();
    let mut below = None;
    for item in known.iter().rev() {
        let (key, value) = (item.key.span, item.value.span);
        let before = source[..key.start].trim_end_matches([' ', '\t']);
        let follows = below.is_none_or(|below: usize| {
            let between = &source[value.end..below];
            between.matches('\n').count() == 1 && between.trim_matches(',').trim().is_empty()
        });
        let is_one_line = !source[key.start..value.end].contains('\n');
        if !before.ends_with('\n') || !follows || !is_one_line {
            break;
        }
        let gap = &source[key.end..value.start];
        keys.push((key, gap.len() - gap.trim_start_matches(' ').len()));
        below = Some(key.start);
    }
    let length = |key: &Span| key.end - key.start;
    let now = keys.iter().map(|(key, _)| length(key)).max().unwrap_or(0);
    if keys.iter().any(|(key, gap)| length(key) + gap != now + 1) {
        return (Vec::new(), 0);
    }
    let width = now.max(new);
    let edits = keys
        .iter()
        .filter(|_| width > now)
        .map(|(key, _)| Edit::new(Span::new(key.end, key.end), " ".repeat(width - now)))
        .collect();
    (edits, width)
}
