//! Commands in configuration: what a provisioner runs, what a machine runs when it starts.

use std::borrow::Cow;

use ovhai_syntax::{
    Attribute, Block, Expression, ExpressionKind, FileClass, Span, TemplatePart, Visit, parse,
    visit, walk,
};

use super::Excerpt;

/// Arguments whose value a shell reads.
const ARGUMENTS: [&str; 8] = [
    "command",
    "inline",
    "script",
    "user_data",
    "custom_data",
    "startup_script",
    "metadata_startup_script",
    "content",
];

/// Strings and heredocs of such arguments. What Terraform puts in (`${var.image}`) is left to it.
pub(super) fn arguments<'a>(text: &'a str, class: FileClass) -> Vec<Excerpt<'a>> {
    let mut finder = Finder {
        text,
        found: Vec::new(),
    };
    if !class.is_json() {
        visit(&parse(text.as_bytes(), class).body, &mut finder);
    }
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    found: Vec<Excerpt<'a>>,
}

impl<'t> Visit<'t> for Finder<'_> {
    fn attribute(&mut self, attribute: &'t Attribute, _: &[&'t Block]) {
        if ARGUMENTS.contains(&attribute.name.text.as_str()) {
            walk(&attribute.value, &mut |expression, _| {
                self.value(expression)
            });
        }
    }
}

impl Finder<'_> {
    fn value(&mut self, expression: &Expression) {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::String(decoded) => {
                let inside = Span::new(span.start + 1, span.end.saturating_sub(1));
                match inside.text(self.text) {
                    written if written == decoded => self.in_place(inside),
                    _ => self.found.push(Excerpt {
                        text: Cow::Owned(decoded.clone()),
                        start: inside.start,
                        is_in_place: false,
                    }),
                }
            }
            ExpressionKind::Template(template) | ExpressionKind::Heredoc(template) => {
                let mut spans = template.parts.iter().map(|part| match part {
                    TemplatePart::Literal(span)
                    | TemplatePart::Interpolation { span, .. }
                    | TemplatePart::Directive { span, .. } => *span,
                });
                if let Some(first) = spans.next() {
                    self.in_place(spans.fold(first, Span::to));
                }
            }
            _ => {}
        }
    }

    fn in_place(&mut self, span: Span) {
        self.found.push(Excerpt {
            text: Cow::Borrowed(span.text(self.text)),
            start: span.start,
            is_in_place: true,
        });
    }
}
