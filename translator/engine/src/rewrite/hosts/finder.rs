//! Where hosts stand in strings and templates.

use std::collections::BTreeSet;

use ovhai_syntax::{Attribute, Block, Expression, ExpressionKind, Span, TemplatePart, Visit, walk};

use super::purpose;
use crate::{census::Hit, rewrite::Context, survey::Place};

/// Hosts in strings and templates, where something else may be put in.
pub(super) struct Finder<'a> {
    pub context: &'a Context<'a>,
    pub hits: BTreeSet<Hit>,
    pub found: Vec<Found>,
}

/// A host in a string.
pub(super) struct Found {
    /// What the census saw.
    pub hit: Hit,
    /// Its name, with `*` for what is put in when Terraform runs.
    pub host: String,
    /// All of it.
    pub span: Span,
    /// The string, if the host is all of it.
    pub whole: Option<Span>,
}

impl<'t> Visit<'t> for Finder<'_> {
    fn attribute(&mut self, attribute: &'t Attribute, path: &[&'t Block]) {
        let name = attribute.name.text.as_str();
        let is_fixed = match path {
            [module] if module.keyword.text == "module" => {
                ["source", "version", "providers"].contains(&name)
            }
            [_, lifecycle] if lifecycle.keyword.text == "lifecycle" => true,
            [] => true,
            _ => false,
        };
        if is_fixed {
            return;
        }
        walk(&attribute.value, &mut |expression, around| {
            self.expression(expression, around);
        });
    }
}

impl Finder<'_> {
    fn expression(&mut self, expression: &Expression, around: &[&Expression]) {
        match &expression.kind {
            ExpressionKind::String(_) => {
                let source = &self.context.source.text;
                // A bare word as a key of an object is a string too; keys are never candidates.
                let is_key = around.last().is_some_and(|outer| match &outer.kind {
                    ExpressionKind::Object(items) => {
                        items.iter().any(|item| item.key.span == expression.span)
                    }
                    _ => false,
                });
                if is_key || !expression.span.text(source).starts_with('"') {
                    return;
                }
                let inside = Span::new(expression.span.start + 1, expression.span.end - 1);
                self.within(inside, None, Some(expression.span));
            }
            ExpressionKind::Template(template) => {
                self.parts(&template.parts, Some(expression.span));
            }
            ExpressionKind::Heredoc(template) => self.parts(&template.parts, None),
            _ => {}
        }
    }

    fn parts(&mut self, parts: &[TemplatePart], whole: Option<Span>) {
        for (number, part) in parts.iter().enumerate() {
            let TemplatePart::Literal(span) = part else {
                continue;
            };
            let before = match &parts[..number] {
                [
                    ..,
                    TemplatePart::Literal(before),
                    TemplatePart::Interpolation { span, .. },
                ] => Some((*before, *span)),
                _ => None,
            };
            self.within(*span, before, whole);
        }
    }

    /// The hosts in `span`. `before` is the text before it and what is put in between, `whole` the string.
    fn within(&mut self, span: Span, before: Option<(Span, Span)>, whole: Option<Span>) {
        let source = &self.context.source.text;
        for hit in self.hits.iter().filter(|hit| span.contains(hit.span())) {
            let (mut host, mut at) = (hit.span().text(source).to_owned(), hit.span());
            let is_first = Span::new(span.start, at.start).text(source) == ".";
            // `s3.${var.region}.io.cloud.…`: a part of the name is put in.
            if let Some((before, between)) = before.filter(|_| is_first && purpose(&host).is_none())
                && let Some(start) = self.name_before(before, between)
            {
                let first = Span::new(start, before.end).text(source);
                host = format!("{first}*.{host}");
                at = Span::new(start, at.end);
            }
            let is_all = |whole: &Span| whole.start + 1 == at.start && at.end + 1 == whole.end;
            self.found.push(Found {
                hit: *hit,
                host,
                span: at,
                whole: whole.filter(is_all),
            });
        }
    }

    /// Where the name of a host begins that ends `before`, if nothing of the vendor's is put in `between`.
    fn name_before(&self, before: Span, between: Span) -> Option<usize> {
        let text = before.text(&self.context.source.text);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let name = &text[text.trim_end_matches(is_name).len()..];
        let name = name.trim_start_matches('.');
        let mut claims = self.context.file.claims.iter();
        let is_free =
            !claims.any(|claim| claim.place == Place::Reference && between.contains(claim.span));
        (is_free && name.ends_with('.')).then(|| before.end - name.len())
    }
}
