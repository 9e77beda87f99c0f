//! Where members of a JSON file stand, so that some can go and others come without a comma too many.

use super::{
    COMMENT,
    value::{self, Kind, Value},
};
use crate::{LineEnding, Span, parse::BYTE_ORDER_MARK};

/// The places of a JSON file.
pub struct Layout<'a> {
    text: &'a str,
    root: Value,
}

/// A span that goes, and which of those that were to go it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// With the comma that belongs to it.
    pub span: Span,
    /// What it covers.
    pub covers: Vec<Span>,
}

/// Something with several parts.
struct Container {
    /// Without its brackets.
    inside: Span,
    parts: Vec<Span>,
}

impl<'a> Layout<'a> {
    /// The places in `text`, a whole file. Nothing if it is no JSON object.
    #[must_use]
    pub fn of(text: &'a str) -> Option<Self> {
        let mark = BYTE_ORDER_MARK.len();
        let start = if text.as_bytes().starts_with(BYTE_ORDER_MARK) {
            mark
        } else {
            0
        };
        let root = value::parse(&text[start..], start).ok()?;
        matches!(root.kind, Kind::Object(_)).then_some(Self { text, root })
    }

    /// What has to go so that all of `gone` (members or elements) goes, and what would be empty without them. `stays` says of
    /// members at the top that they stay, although all of what is in them goes.
    #[must_use]
    pub fn removals(&self, gone: &[Span], stays: Option<Span>) -> Vec<Removal> {
        let mut found = Vec::new();
        let is_all = prune(&self.root, gone, stays, &mut found);
        if is_all {
            let covers = gone.to_vec();
            let span = inside(&self.root);
            return vec![Removal { span, covers }];
        }
        found.sort_by_key(|removal| removal.span);
        found
    }

    /// The member at the top called `name`: where it stands, and its value.
    #[must_use]
    pub fn top(&self, name: &str) -> Option<Span> {
        let mut members = self.root.members();
        members
            .find(|member| member.name.decoded == name)
            .map(|member| member.span)
    }

    /// The member at the top that `span` lies in.
    #[must_use]
    pub fn top_around(&self, span: Span) -> Option<Span> {
        let mut members = self.root.members();
        members
            .find(|member| member.span.contains(span))
            .map(|member| member.span)
    }

    /// Whether nothing of the member at the top that stands at `top` is left when `gone` goes.
    #[must_use]
    pub fn goes(&self, top: Span, gone: &[Span]) -> bool {
        let mut members = self.root.members();
        members
            .find(|member| member.span == top)
            .is_some_and(|member| {
                gone.contains(&top) || prune(&member.value, gone, None, &mut Vec::new())
            })
    }

    /// Where a new part of the member at the top that stands at `top` goes: behind the last part that stays when `gone` goes,
    /// whether it is the first one, and whether it is an element of a list.
    #[must_use]
    pub fn end_of(&self, top: Span, gone: &[Span]) -> Option<(usize, bool, bool)> {
        let member = self.root.members().find(|member| member.span == top)?;
        let container = container(&member.value)?;
        let is_list = matches!(member.value.kind, Kind::Array(_));
        let values = member.value.values();
        let stays = |(part, value): &(&Span, &Value)| {
            !gone.contains(part) && !prune(value, gone, None, &mut Vec::new())
        };
        let last = container.parts.iter().zip(values).rfind(stays);
        Some(match last {
            Some((part, _)) => (part.end, false, is_list),
            None => (container.inside.start, true, is_list),
        })
    }

    /// The comments in the body at `span`, a member or an element: the values of `//`, as they are written.
    #[must_use]
    pub fn comments(&self, span: Span) -> Vec<Span> {
        let mut found = Vec::new();
        within(&self.root, span, &mut found);
        found
    }

    /// One level of indentation, as the file has it; nothing if the file has one line.
    #[must_use]
    pub fn indentation(&self) -> Option<&'a str> {
        let first = self.root.members().next()?;
        let before = &self.text[self.root.span.start..first.span.start];
        before.rsplit_once('\n').map(|(_, indentation)| indentation)
    }

    /// What ends its lines.
    #[must_use]
    pub fn ending(&self) -> LineEnding {
        match self.text.contains("\r\n") {
            true => LineEnding::CrLf,
            false => LineEnding::Lf,
        }
    }
}

/// Adds what has to go from `value`; whether nothing is left of it.
fn prune(value: &Value, gone: &[Span], stays: Option<Span>, found: &mut Vec<Removal>) -> bool {
    let Some(container) = container(value) else {
        return false;
    };
    if !gone.iter().any(|span| value.span.contains(*span)) {
        return false;
    }
    let goes: Vec<Vec<Span>> = container
        .parts
        .iter()
        .zip(value.values())
        .map(|(part, value)| {
            let mut inner = Vec::new();
            let is_all = gone.contains(part) || prune(value, gone, None, &mut inner);
            if is_all && stays != Some(*part) {
                let covered = gone.iter().filter(|span| part.contains(**span));
                return covered.copied().collect();
            }
            if stays != Some(*part) {
                found.append(&mut inner);
            }
            Vec::new()
        })
        .collect();
    if goes.iter().all(|covers| !covers.is_empty()) {
        return true;
    }
    let mut at = 0;
    while at < goes.len() {
        let run = goes[at..]
            .iter()
            .take_while(|covers| !covers.is_empty())
            .count();
        if run == 0 {
            at += 1;
            continue;
        }
        let end = at + run;
        let span = match container.parts.get(end) {
            // What follows takes the place.
            Some(next) => Span::new(container.parts[at].start, next.start),
            None => Span::new(container.parts[at - 1].end, container.parts[end - 1].end),
        };
        let covers = goes[at..end].concat();
        found.push(Removal { span, covers });
        at = end;
    }
    false
}

fn inside(value: &Value) -> Span {
    Span::new(value.span.start + 1, value.span.end - 1)
}

fn container(value: &Value) -> Option<Container> {
    let parts: Vec<Span> = match &value.kind {
        Kind::Object(members) => members.iter().map(|member| member.span).collect(),
        Kind::Array(elements) => elements.iter().map(|element| element.span).collect(),
        _ => return None,
    };
    Some(Container {
        inside: inside(value),
        parts,
    })
}

fn within(value: &Value, span: Span, found: &mut Vec<Span>) {
    for member in value.members() {
        if member.name.decoded == COMMENT && span.contains(member.span) {
            found.push(member.value.span);
        }
    }
    for part in value.values() {
        if part.span.contains(span) || span.contains(part.span) {
            within(part, span, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, words: &[&str]) -> String {
        let layout = Layout::of(text).unwrap();
        let gone: Vec<Span> = words
            .iter()
            .map(|word| {
                let start = text.find(word).unwrap();
                Span::new(start, start + word.len())
            })
            .collect();
        let mut result = text.to_owned();
        for removal in layout.removals(&gone, None).iter().rev() {
            result.replace_range(removal.span.start..removal.span.end, "");
        }
        result
    }

    #[test]
    fn members_go_with_their_commas() {
        let text = r#"{"a": {"b": {"x": 1, "y": 2, "z": 3}, "c": [{"q": 1}, {"r": 2}]}, "d": {}}"#;
        for (words, expected) in [
            (
                &[r#""x": 1"#][..],
                r#"{"a": {"b": {"y": 2, "z": 3}, "c": [{"q": 1}, {"r": 2}]}, "d": {}}"#,
            ),
            (
                &[r#""y": 2"#, r#""z": 3"#],
                r#"{"a": {"b": {"x": 1}, "c": [{"q": 1}, {"r": 2}]}, "d": {}}"#,
            ),
            (
                &[r#""x": 1"#, r#""y": 2"#, r#""z": 3"#, r#"{"r": 2}"#],
                r#"{"a": {"c": [{"q": 1}]}, "d": {}}"#,
            ),
            (
                &[
                    r#""x": 1"#,
                    r#""y": 2"#,
                    r#""z": 3"#,
                    r#"{"q": 1}"#,
                    r#"{"r": 2}"#,
                ],
                r#"{"d": {}}"#,
            ),
            (
                &[r#""d": {}"#, r#""x": 1"#],
                r#"{"a": {"b": {"y": 2, "z": 3}, "c": [{"q": 1}, {"r": 2}]}}"#,
            ),
        ] {
            assert_eq!(without(text, words), expected);
        }
        assert_eq!(without(r#"{"a": {"b": 1}}"#, &[r#""b": 1"#]), "{}");
    }
}
