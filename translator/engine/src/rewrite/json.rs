//! Blocks of JSON files that leave: their members go, and those of the new calls come into `module`.

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, LineEnding, Span,
    emit::{Json, NewBlock, Written, json_string},
    json::Layout,
};

use super::{Planned, Rule};

/// The member under which calls of modules stand.
const CALLS: &str = "module";

/// A block that leaves.
pub(super) struct Leaving {
    /// Its member or element.
    pub(super) span: Span,
    /// What it declares.
    pub(super) address: String,
    /// How well it survives.
    pub(super) fidelity: Fidelity,
    /// The call that takes its place.
    pub(super) call: Option<NewBlock>,
}

/// The edits of a file for all blocks of it that leave.
pub(super) fn edits(text: &str, leaving: Vec<Leaving>) -> Vec<Planned> {
    let Some(layout) = Layout::of(text) else {
        return Vec::new();
    };
    let gone: Vec<Span> = leaving.iter().map(|block| block.span).collect();
    let style = Json {
        indentation: layout.indentation(),
        ending: layout.ending(),
    };
    let calls: Vec<(&Leaving, &NewBlock)> = leaving
        .iter()
        .filter_map(|block| Some((block, block.call.as_ref()?)))
        .collect();
    let place = calls
        .first()
        .and_then(|(first, _)| Place::find(&layout, first.span, &gone));
    let replaced = match &place {
        Some(Place::Instead(top)) => Some(*top),
        _ => None,
    };
    let mut planned: Vec<Planned> = layout
        .removals(&gone, replaced)
        .into_iter()
        .map(|removal| {
            let covered = leaving
                .iter()
                .filter(|block| removal.covers.contains(&block.span));
            let covered: Vec<&Leaving> = covered.collect();
            let has_calls = covered.iter().any(|block| block.call.is_some());
            let addresses: Vec<&str> = covered.iter().map(|block| block.address.as_str()).collect();
            let fidelities = covered.iter().map(|block| block.fidelity);
            Planned {
                edit: Edit::new(removal.span, ""),
                rule: if has_calls {
                    Rule::Block
                } else {
                    Rule::Removal
                },
                fidelity: fidelities.max().unwrap_or(Fidelity::Exact),
                address: addresses.join(", "),
                carried: Vec::new(),
            }
        })
        .collect();
    if let Some(place) = place {
        planned.extend(place.insert(&style, &calls));
    }
    planned
}

/// New members at the end of the object that `before` ends in, without its brace, written like those that are there. Values are
/// JSON.
pub(super) fn appended<'a>(
    before: &str,
    ending: LineEnding,
    members: impl Iterator<Item = (&'a str, String)>,
) -> String {
    let is_empty = before.ends_with('{');
    let body = &before[before.find('{').map_or(0, |at| at + 1)..];
    let space = &body[..body.len() - body.trim_start().len()];
    let space = match space.rsplit_once('\n') {
        Some((_, indentation)) => format!("{}{indentation}", ending.as_str()),
        None => " ".to_owned(),
    };
    let members = members.enumerate().map(|(number, (name, value))| {
        let comma = if number == 0 && is_empty { "" } else { "," };
        format!("{comma}{space}{}: {value}", json_string(name))
    });
    members.collect()
}

/// Where new calls go.
enum Place {
    /// Behind this place, among the calls that are there.
    Among {
        at: usize,
        /// Whether they are the first.
        is_first: bool,
        /// Whether calls are elements of a list.
        is_list: bool,
    },
    /// Instead of a member at the top of which nothing is left.
    Instead(Span),
    /// Behind a member at the top.
    After(usize),
}

impl Place {
    fn find(layout: &Layout<'_>, first: Span, gone: &[Span]) -> Option<Self> {
        if let Some(calls) = layout.top(CALLS) {
            let (at, is_first, is_list) = layout.end_of(calls, gone)?;
            return Some(Self::Among {
                at,
                is_first,
                is_list,
            });
        }
        let around = layout.top_around(first)?;
        Some(match layout.goes(around, gone) {
            true => Self::Instead(around),
            false => Self::After(around.end),
        })
    }

    /// One edit for each call, so that each says what it is for.
    fn insert(self, style: &Json<'_>, calls: &[(&Leaving, &NewBlock)]) -> Vec<Planned> {
        let line = |level| style.line(level);
        let comma = match style.indentation {
            Some(_) => ",",
            None => ", ",
        };
        let key = format!("\"{CALLS}\": {{");
        let (first_span, at, before, after) = match &self {
            Self::Among { at, is_first, .. } => {
                let after = if *is_first { line(1) } else { String::new() };
                (Span::new(*at, *at), *at, String::new(), after)
            }
            Self::Instead(span) => (*span, span.end, key, format!("{}}}", line(1))),
            Self::After(at) => {
                let before = format!("{comma}{}{key}", line(1));
                (Span::new(*at, *at), *at, before, format!("{}}}", line(1)))
            }
        };
        let (is_first, is_list) = match self {
            Self::Among {
                is_first, is_list, ..
            } => (is_first, is_list),
            Self::Instead(_) | Self::After(_) => (true, false),
        };
        let last = calls.len() - 1;
        calls
            .iter()
            .enumerate()
            .map(|(number, (block, call))| {
                let mut text = String::new();
                if number == 0 {
                    text.push_str(&before);
                }
                if number > 0 || !is_first {
                    text.push_str(comma);
                }
                text.push_str(&line(2));
                let level = if is_list { 3 } else { 2 };
                if is_list {
                    text.push('{');
                    text.push_str(&line(3));
                }
                let start = text.len();
                let Written {
                    text: member,
                    carried,
                } = style.member(call, level);
                text.push_str(&member);
                if is_list {
                    text.push_str(&line(2));
                    text.push('}');
                }
                if number == last {
                    text.push_str(&after);
                }
                let moved = |span: Span| Span::new(span.start + start, span.end + start);
                let span = match number {
                    0 => first_span,
                    _ => Span::new(at, at),
                };
                Planned {
                    edit: Edit::new(span, text),
                    rule: Rule::Block,
                    fidelity: block.fidelity,
                    address: block.address.clone(),
                    carried: carried
                        .into_iter()
                        .map(|(span, origin)| (moved(span), origin))
                        .collect(),
                }
            })
            .collect()
    }
}
