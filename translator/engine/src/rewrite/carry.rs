//! Code that goes along into a new block: its references follow what they name.

use ovhai_syntax::{
    Edit, Edits, Span,
    emit::{NewFor, Origin, Piece, Value},
};

use super::references::Replaced;
use crate::lower::rename_code;

/// `value` with every reference in what was carried replaced.
pub(super) fn value(value: &Value, text: &str, replaced: &Replaced) -> Value {
    let again = |inner: &Value| self::value(inner, text, replaced);
    match value {
        Value::Code(code, Some(origin)) => {
            Value::Code(moved(code, origin, text, replaced), Some(origin.clone()))
        }
        Value::Template(pieces) => Value::Template(
            pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Code(code, Some(origin)) => {
                        Piece::Code(moved(code, origin, text, replaced), Some(origin.clone()))
                    }
                    other => other.clone(),
                })
                .collect(),
        ),
        Value::List(items) => Value::List(items.iter().map(again).collect()),
        Value::Object(items) => Value::Object(
            items
                .iter()
                .map(|(key, value)| (key.clone(), again(value)))
                .collect(),
        ),
        Value::Call(name, arguments) => {
            Value::Call(name.clone(), arguments.iter().map(again).collect())
        }
        Value::After(value, steps) => Value::After(Box::new(again(value)), steps.clone()),
        Value::For(parts) => Value::For(Box::new(NewFor {
            collection: again(&parts.collection),
            key: parts.key.as_ref().map(again),
            result: again(&parts.result),
            names: parts.names.clone(),
            only: parts
                .only
                .as_ref()
                .map(|(one, other)| (again(one), again(other))),
        })),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Code(_, None) => {
            value.clone()
        }
    }
}

/// Where the code in `value` was taken from.
pub(super) fn origins(value: &Value) -> Vec<Span> {
    match value {
        Value::Code(_, origin) => origin.iter().map(|origin| origin.span).collect(),
        Value::Template(pieces) => pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Code(_, Some(origin)) => Some(origin.span),
                _ => None,
            })
            .collect(),
        Value::List(items) | Value::Call(_, items) => items.iter().flat_map(origins).collect(),
        Value::Object(items) => items.iter().flat_map(|(_, value)| origins(value)).collect(),
        Value::After(value, _) => origins(value),
        Value::For(parts) => [
            Some(&parts.collection),
            parts.key.as_ref(),
            Some(&parts.result),
        ]
        .into_iter()
        .flatten()
        .chain(parts.only.iter().flat_map(|(one, other)| [one, other]))
        .flat_map(origins)
        .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => Vec::new(),
    }
}

fn moved(code: &str, origin: &Origin, text: &str, replaced: &Replaced) -> String {
    let written = |text: &str| rename_code(text, &origin.renamed);
    // A conversion may have changed the text it carries; then it has dealt with the references itself.
    if written(origin.span.text(text)) != code {
        return code.to_owned();
    }
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
        .map_or_else(|| code.to_owned(), |moved| written(&moved))
}
