//! Code that goes along into a new block: its references follow what they name.

use ovhai_syntax::{
    Edit, Edits, Span,
    emit::{Fragment, Origin, Value},
    json,
};

use super::references::Replaced;
use crate::lower::rename_code;

/// `value` with every reference in what was carried replaced.
pub(super) fn value(value: &Value, text: &str, replaced: &Replaced) -> Value {
    value.with_code(&|code, origin| match origin {
        Some(origin) if replaced.is_json => {
            let code = moved_from_json(code, origin, text, replaced);
            (code, Some(origin.clone()))
        }
        Some(origin) => (moved(code, origin, text, replaced), Some(origin.clone())),
        None => (code.to_owned(), None),
    })
}

/// Where the code in `value` was taken from.
pub(super) fn origins(value: &Value) -> Vec<Span> {
    let mut found = Vec::new();
    value.fragments(&mut |fragment| {
        if let Fragment::Code(_, Some(origin)) = fragment {
            found.push(origin.span);
        }
    });
    found
}

fn moved(code: &str, origin: &Origin, text: &str, replaced: &Replaced) -> String {
    let written = |text: &str| rename_code(text, &origin.renamed);
    // A conversion may have changed the text it carries; then it has dealt with the references itself.
    if written(origin.span.text(text)) != code {
        return code.to_owned();
    }
    replaced_in(origin, text, replaced).map_or_else(|| code.to_owned(), |moved| written(&moved))
}

/// The same for code that JSON says.
fn moved_from_json(code: &str, origin: &Origin, text: &str, replaced: &Replaced) -> String {
    let written = |text: &str, is_reference| {
        let code = json::native(text, is_reference);
        rename_code(&code, &origin.renamed)
    };
    let before = origin.span.text(text);
    // As it was read, it is read again.
    let is_reference = written(before, false) != code;
    if is_reference && written(before, true) != code {
        return code.to_owned();
    }
    replaced_in(origin, text, replaced)
        .map_or_else(|| code.to_owned(), |moved| written(&moved, is_reference))
}

/// What stands at the origin, with every reference in it replaced.
fn replaced_in(origin: &Origin, text: &str, replaced: &Replaced) -> Option<String> {
    let start = origin.span.start;
    let edits: Vec<Edit> = replaced
        .within(origin.span)
        .map(|edit| {
            let span = Span::new(edit.span.start - start, edit.span.end - start);
            Edit::new(span, edit.text.clone())
        })
        .collect();
    Edits::outermost(edits)
        .and_then(|edits| edits.apply(origin.span.text(text).as_bytes()))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
}
