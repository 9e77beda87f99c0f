//! What goes with a place that goes: its lines, or the comma of a member.

use ovhai_syntax::{Document, Lines, Notation, Span, json::Layout};

use crate::rewrite::blocks::with_its_line;

/// The same as members of a JSON file, if it is one.
pub(super) fn in_json(
    document: &Document,
    text: &str,
    spans: &[(Span, String)],
) -> Option<Vec<(Span, String)>> {
    if document.notation == Notation::Native {
        return None;
    }
    let gone: Vec<Span> = spans.iter().map(|(span, _)| *span).collect();
    let removals = Layout::of(text)?.removals(&gone, None).into_iter();
    let named = removals.map(|removal| {
        let covered = spans
            .iter()
            .filter(|(span, _)| removal.covers.contains(span))
            .map(|(_, address)| address.as_str());
        (removal.span, covered.collect::<Vec<_>>().join(", "))
    });
    Some(named.collect())
}

/// The lines of `spans`. The file does not end with the empty line that set the last block apart.
pub(super) fn joined(spans: Vec<(Span, String)>, text: &str, lines: &Lines) -> Vec<(Span, String)> {
    let mut found: Vec<(Span, String)> = spans
        .into_iter()
        .map(|(span, address)| {
            let whole = with_its_line(text, lines, span);
            let before = &text[..whole.start];
            let is_last = text[whole.end..].trim().is_empty() && before.ends_with('\n');
            let start = if is_last {
                let kept = before.trim_end().len();
                let line = before[kept..].find('\n').map_or(0, |at| at + 1);
                kept + line
            } else {
                whole.start
            };
            (Span::new(start, whole.end), address)
        })
        .collect();
    found.sort();
    let mut joined: Vec<(Span, String)> = Vec::new();
    for (span, address) in found {
        match joined.last_mut() {
            Some((last, all)) if span.start < last.end => {
                if !last.contains(span) {
                    all.push_str(", ");
                    all.push_str(&address);
                }
                last.end = last.end.max(span.end);
            }
            _ => joined.push((span, address)),
        }
    }
    joined
}
