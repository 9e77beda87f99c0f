//! HCL's JSON syntax: members become the same attributes and blocks that native syntax has.
//!
//! Terraform needs a schema to tell an attribute from a block; here the blocks of the language are blocks, and everything
//! inside a resource is an attribute. Strings are templates, except where the language wants a reference (`depends_on`,
//! `provider`, `from`, …): there they are traversals.

mod layout;
mod native;
mod value;

use hcl_edit::parser;

use crate::{
    Attribute, Block, Body, Expression, ExpressionKind, FileClass, Item, Label, Name, ObjectItem,
    Problem, Span, Template,
    convert::{Converter, Origin},
};
use value::{Kind, Member, Text, Value};

pub use layout::{Layout, Removal};
pub use native::native;

/// Blocks at the top of a configuration and how many labels they have.
const TOP: &[(&str, usize)] = &[
    ("action", 2),
    ("check", 1),
    ("data", 2),
    ("ephemeral", 2),
    ("import", 0),
    ("locals", 0),
    ("module", 1),
    ("moved", 0),
    ("output", 1),
    ("provider", 1),
    ("removed", 0),
    ("resource", 2),
    ("run", 1),
    ("terraform", 0),
    ("variable", 1),
    ("variables", 0),
];
/// Blocks inside `terraform`.
const SETTINGS: &[(&str, usize)] = &[
    ("backend", 1),
    ("cloud", 0),
    ("provider_meta", 1),
    ("required_providers", 0),
];
/// Blocks inside a resource, a data source and what is like them. `dynamic` and what every resource has tell Terraform how to
/// treat it, whatever its schema says.
const META: &[(&str, usize)] = &[
    ("connection", 0),
    ("dynamic", 1),
    ("lifecycle", 0),
    ("provisioner", 1),
];
/// Blocks inside those.
const WITHIN_META: &[(&str, usize)] = &[
    ("connection", 0),
    ("content", 0),
    ("postcondition", 0),
    ("precondition", 0),
];
/// Attributes whose strings are references.
const REFERENCES: [&str; 7] = [
    "depends_on",
    "from",
    "ignore_changes",
    "provider",
    "providers",
    "replace_triggered_by",
    "to",
];
/// A member that Terraform ignores.
const COMMENT: &str = "//";

/// The items of the JSON in `text`, which stands at `start` of its file.
pub(crate) fn parse(text: &str, start: usize, class: FileClass) -> Result<Vec<Item>, Problem> {
    let top = value::parse(text, start)?;
    let Kind::Object(members) = top.kind else {
        return Err(Problem {
            at: top.span.start,
            message: "expected an object".to_owned(),
        });
    };
    let known: &[(&str, usize)] = if class == FileClass::ValuesJson {
        &[]
    } else {
        TOP
    };
    let mut items = Vec::new();
    for member in members {
        body_member(member, known, &mut items);
    }
    Ok(items)
}

fn body_member(member: Member, known: &[(&str, usize)], items: &mut Vec<Item>) {
    if member.name.decoded == COMMENT {
        return;
    }
    let labels = known
        .iter()
        .find(|(keyword, _)| *keyword == member.name.decoded)
        .map(|(_, labels)| *labels);
    match labels.filter(|count| std::ptr::eq(known, TOP) || has_bodies(&member.value, *count)) {
        None => items.push(Item::Attribute(attribute(member))),
        Some(count) => {
            let keyword = name(&member.name);
            blocks(&keyword, count, &[], member.span, member.value, items);
        }
    }
}

/// Adds the blocks in `value`, which still wants `missing` labels after `labels`. `span` is what would have to go with them.
fn blocks(
    keyword: &Name,
    missing: usize,
    labels: &[Label],
    span: Span,
    value: Value,
    items: &mut Vec<Item>,
) {
    match value.kind {
        Kind::Array(elements) => {
            for element in elements {
                blocks(keyword, missing, labels, element.span, element, items);
            }
        }
        Kind::Object(members) if missing > 0 => {
            for member in members {
                if member.name.decoded == COMMENT {
                    continue;
                }
                let mut labels = labels.to_vec();
                labels.push(Label {
                    text: member.name.decoded.clone(),
                    span: member.name.span,
                });
                blocks(
                    keyword,
                    missing - 1,
                    &labels,
                    member.span,
                    member.value,
                    items,
                );
            }
        }
        Kind::Object(members) => {
            let known = match keyword.text.as_str() {
                "terraform" => SETTINGS,
                "resource" | "data" | "ephemeral" => META,
                "dynamic" | "lifecycle" | "provisioner" => WITHIN_META,
                "content" => &META[1..2],
                _ => &[],
            };
            let mut body = Body {
                span: Span::new(value.span.start + 1, value.span.end - 1),
                items: Vec::new(),
            };
            for member in members {
                body_member(member, known, &mut body.items);
            }
            items.push(Item::Block(Block {
                keyword: keyword.clone(),
                labels: labels.to_vec(),
                body,
                span,
            }));
        }
        _ => items.push(Item::Isolated(crate::Isolated {
            keyword: Some(keyword.clone()),
            labels: labels.to_vec(),
            span,
            problem: Problem {
                at: value.span.start,
                message: "expected an object".to_owned(),
            },
        })),
    }
}

/// Whether `value` is one or several bodies below `labels` labels; anything else of the name is an argument.
fn has_bodies(value: &Value, labels: usize) -> bool {
    match &value.kind {
        Kind::Array(elements) => elements.iter().all(|element| has_bodies(element, labels)),
        Kind::Object(members) => {
            labels == 0
                || members
                    .iter()
                    .all(|member| has_bodies(&member.value, labels - 1))
        }
        _ => false,
    }
}

fn name(text: &Text) -> Name {
    Name {
        text: text.decoded.clone(),
        span: Span::new(text.span.start + 1, text.span.end - 1),
    }
}

fn attribute(member: Member) -> Attribute {
    let is_reference = REFERENCES.contains(&member.name.decoded.as_str());
    Attribute {
        name: name(&member.name),
        value: expression(member.value, is_reference),
        span: member.span,
    }
}

fn expression(value: Value, is_reference: bool) -> Expression {
    let kind = match value.kind {
        Kind::Null => ExpressionKind::Null,
        Kind::Bool(value) => ExpressionKind::Bool(value),
        Kind::Number(text) => ExpressionKind::Number(text),
        Kind::Array(elements) => ExpressionKind::Array(
            elements
                .into_iter()
                .map(|element| expression(element, is_reference))
                .collect(),
        ),
        Kind::Object(members) => ExpressionKind::Object(
            members
                .into_iter()
                .map(|member| ObjectItem {
                    key: Expression {
                        span: member.name.span,
                        kind: ExpressionKind::String(member.name.decoded),
                    },
                    value: expression(member.value, is_reference),
                })
                .collect(),
        ),
        Kind::Text(text) => return string(text, is_reference),
    };
    Expression {
        span: value.span,
        kind,
    }
}

fn string(text: Text, is_reference: bool) -> Expression {
    let span = text.span;
    let converter = Converter {
        text: &text.decoded,
        origin: match text.offsets {
            None => Origin::At(span.start + 1),
            Some(offsets) => Origin::Decoded(offsets),
        },
    };
    if is_reference && let Ok(source) = parser::parse_expr(&text.decoded) {
        let found = converter.expression(&source);
        if matches!(found.kind, ExpressionKind::Traversal(_)) {
            return found;
        }
    }
    let kind = match template(&converter) {
        None => ExpressionKind::String(text.decoded.clone()),
        Some(template) => match only(template) {
            Ok(expression) => return expression,
            Err(template) => ExpressionKind::Template(template),
        },
    };
    Expression { span, kind }
}

/// A string that is one interpolation means what stands between its braces, of whatever type.
fn only(mut template: Template) -> Result<Expression, Template> {
    match template.parts.pop() {
        Some(crate::TemplatePart::Interpolation { expression, .. })
            if template.parts.is_empty() =>
        {
            Ok(expression)
        }
        last => {
            template.parts.extend(last);
            Err(template)
        }
    }
}

/// The template in a string, if there is any interpolation in it.
fn template(converter: &Converter) -> Option<Template> {
    if !converter.text.contains("${") && !converter.text.contains("%{") {
        return None;
    }
    let template = parser::parse_template(converter.text).ok()?;
    let template = converter.template(&template);
    let is_plain = template
        .parts
        .iter()
        .all(|part| matches!(part, crate::TemplatePart::Literal(_)));
    (!is_plain).then_some(template)
}
