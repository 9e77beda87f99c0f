//! Elements of dependency lists that go: what they name is gone, is named already, or is a module where only resources may
//! be named.

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Attribute, Block, Edit, Expression, ExpressionKind, Lines, Notation, Span, Visit, visit,
};

use super::{Context, Planned, Rule};
use crate::{
    decide::{Part, PlanKind},
    index::ReferenceRef,
};

/// The arguments that are lists of dependencies.
const LISTS: [&str; 2] = ["depends_on", "replace_triggered_by"];

/// A part of a list that goes.
pub(super) struct Removal {
    /// One element with its comma, or the whole argument.
    pub(super) span: Span,
}

impl Removal {
    pub(super) fn planned(self, context: &Context<'_>) -> Planned {
        Planned {
            edit: Edit::new(self.span, ""),
            rule: Rule::Dependencies,
            fidelity: Fidelity::Exact,
            address: context.file.path.clone(),
            carried: Vec::new(),
        }
    }
}

/// What goes from every `depends_on` of the file.
pub(super) fn removals(context: &Context<'_>) -> Vec<Removal> {
    let has_some = context
        .file
        .references()
        .iter()
        .any(|reference| LISTS.iter().any(|list| reference.attribute.ends_with(list)));
    if !has_some {
        return Vec::new();
    }
    let mut finder = Finder {
        context,
        lines: Lines::of(context.source.text.as_bytes()),
        found: Vec::new(),
    };
    visit(&context.document.body, &mut finder);
    finder.found
}

struct Finder<'a> {
    context: &'a Context<'a>,
    lines: Lines,
    found: Vec<Removal>,
}

impl<'t> Visit<'t> for Finder<'_> {
    fn attribute(&mut self, attribute: &'t Attribute, path: &[&'t Block]) {
        let ExpressionKind::Array(elements) = &attribute.value.kind else {
            return;
        };
        if !LISTS.contains(&attribute.name.text.as_str()) || elements.is_empty() {
            return;
        }
        let mut texts: Vec<String> = Vec::new();
        let goes: Vec<bool> = elements
            .iter()
            .map(|element| match self.element(element) {
                // What nothing changes about stays, even twice.
                Some((text, is_new)) => {
                    let goes = is_new && texts.contains(&text);
                    texts.push(text);
                    goes
                }
                None => true,
            })
            .collect();
        let leaves = path
            .first()
            .is_some_and(|block| self.context.leaves(block.span));
        let source = &self.context.source.text;
        let has_comments = !ovhai_syntax::comments(attribute.value.span.text(source)).is_empty();
        if self.context.document.notation == Notation::Json {
            return self.of_json(elements, &goes);
        }
        if texts.is_empty() && !leaves && !has_comments {
            let span = self.whole(attribute.span);
            return self.found.push(Removal { span });
        }
        let run = goes.iter().rev().take_while(|goes| **goes).count();
        let (first, last) = elements.split_at(elements.len() - run);
        let tail = first
            .last()
            .zip(last.last())
            .map(|(kept, last)| Span::new(kept.span.end, last.span.end));
        let tail = tail.filter(|tail| ovhai_syntax::comments(tail.text(source)).is_empty());
        let alone = if tail.is_some() { first } else { elements };
        self.found.extend(tail.map(|span| Removal { span }));
        for (element, _) in alone.iter().zip(&goes).filter(|(_, goes)| **goes) {
            let span = self.with_comma(element.span);
            self.found.push(Removal { span });
        }
    }
}

impl Finder<'_> {
    /// The places of elements that go, with one comma each. An empty list stays: it does no harm, and what is around it is
    /// nobody's concern.
    fn of_json(&mut self, elements: &[Expression], goes: &[bool]) {
        let quoted = |element: &Expression| Span::new(element.span.start - 1, element.span.end + 1);
        let kept = goes.iter().rposition(|goes| !goes);
        for (number, element) in elements.iter().enumerate().filter(|(at, _)| goes[*at]) {
            let (this, next) = (quoted(element), elements.get(number + 1).map(quoted));
            let span = match (next, kept) {
                (Some(next), Some(kept)) if number < kept => Span::new(this.start, next.start),
                (_, Some(kept)) => {
                    let before = if number == kept + 1 { kept } else { number - 1 };
                    Span::new(quoted(&elements[before]).end, this.end)
                }
                (Some(next), None) => Span::new(this.start, next.start),
                (None, None) => this,
            };
            self.found.push(Removal { span });
        }
    }

    /// What an element becomes, and whether that is something new; nothing if it goes.
    fn element(&self, element: &Expression) -> Option<(String, bool)> {
        let references = self.context.file.references();
        let number = references
            .iter()
            .position(|reference| reference.span == element.span);
        let plan = number.and_then(|reference| {
            let at = ReferenceRef {
                file: self.context.number,
                reference,
            };
            self.context
                .decisions
                .plan(self.context.index, self.context.options, at)
        });
        let text = &self.context.source.text;
        match plan {
            None => Some((element.span.text(text).to_owned(), false)),
            Some(plan) if [PlanKind::Dropped, PlanKind::Trigger].contains(&plan.kind) => None,
            Some(plan) => {
                let parts = plan.parts.iter().map(|part| match part {
                    Part::Text(text) | Part::Carried(text, _) => text.as_str(),
                    Part::Source(span) => span.text(text),
                });
                Some((parts.collect(), true))
            }
        }
    }

    /// An element with the comma that follows, and with its line, if nothing is left there.
    fn with_comma(&self, element: Span) -> Span {
        let rest = &self.context.source.text[element.end..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !rest[gap..].starts_with(',') {
            return self.whole(element);
        }
        let after = &rest[gap + 1..];
        let space = after.len() - after.trim_start_matches([' ', '\t']).len();
        let end = element.end + gap + 1;
        let whole = self.whole(Span::new(element.start, end));
        if whole.end > end {
            whole
        } else {
            Span::new(element.start, end + space)
        }
    }

    /// `span` with the rest of its line, if that is empty.
    fn whole(&self, span: Span) -> Span {
        let text = &self.context.source.text;
        let whole = self.lines.whole(span);
        let around = [
            Span::new(whole.start, span.start),
            Span::new(span.end, whole.end),
        ];
        let is_alone = around.iter().all(|part| part.text(text).trim().is_empty());
        // A first line may begin with a byte-order mark, which stays.
        if is_alone && !text[whole.start..].starts_with('\u{feff}') {
            whole
        } else {
            span
        }
    }
}
