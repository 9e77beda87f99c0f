//! What single nodes of a tree are to the reader of configuration.

use ovhai_syntax::{
    Address, Body, Expression, ExpressionKind, Named, Root, Step, StepKind, Traversal,
};

use super::{Around, AroundKind, BlockKind, StepFact, StepFactKind};
use crate::{index::Literal, vendor};

pub(super) fn kind_of(keyword: &str, labels: &[&str], body: Option<&Body>) -> BlockKind {
    let label = |index: usize| labels.get(index).copied().unwrap_or_default().to_owned();
    match keyword {
        "resource" => BlockKind::Declares(Named::Resource {
            of_type: label(0),
            name: label(1),
        }),
        "data" => BlockKind::Declares(Named::Data {
            of_type: label(0),
            name: label(1),
        }),
        "ephemeral" => BlockKind::Declares(Named::Ephemeral {
            of_type: label(0),
            name: label(1),
        }),
        "module" => BlockKind::Declares(Named::Module(label(0))),
        "variable" => BlockKind::Declares(Named::Variable(label(0))),
        "output" => BlockKind::Output(label(0)),
        "provider" | "mock_provider" => BlockKind::Provider {
            name: label(0),
            alias: body
                .and_then(|body| body.attribute("alias"))
                .and_then(|alias| match &alias.value.kind {
                    ExpressionKind::String(alias) => Some(alias.clone()),
                    _ => None,
                }),
        },
        "locals" => BlockKind::Locals(body.map_or_else(Vec::new, |body| {
            body.attributes()
                .map(|attribute| attribute.name.text.clone())
                .collect()
        })),
        "terraform" => BlockKind::Terraform,
        "moved" | "removed" | "import" => {
            let attribute = if keyword == "import" { "to" } else { "from" };
            let (within, about) = body
                .and_then(|body| body.attribute(attribute))
                .map_or((Vec::new(), None), |attribute| in_state(&attribute.value));
            BlockKind::State {
                keyword: keyword.to_owned(),
                about,
                within,
            }
        }
        _ => {
            let mut name = keyword.to_owned();
            for label in labels {
                name.push('.');
                name.push_str(label);
            }
            BlockKind::Other(name)
        }
    }
}

/// The attributes worth remembering.
pub(super) fn literals(kind: &BlockKind, body: &Body) -> Vec<(String, Literal)> {
    let wanted: Option<&[&str]> = match kind {
        BlockKind::Declares(Named::Variable(_)) => Some(&["default"]),
        BlockKind::Terraform => Some(&["required_version"]),
        BlockKind::Output(_) => Some(&["sensitive"]),
        BlockKind::Provider { .. } => Some(&["auth_url"]),
        BlockKind::Locals(_) | BlockKind::Declares(Named::Module(_)) => None,
        _ => Some(&[]),
    };
    body.attributes()
        .filter(|attribute| {
            wanted.is_none_or(|names| names.contains(&attribute.name.text.as_str()))
        })
        .filter_map(|attribute| {
            let value = literal_of(&attribute.value)?;
            Some((attribute.name.text.clone(), value))
        })
        .collect()
}

/// The value of `expression`, as far as it is written out.
pub(crate) fn literal_of(expression: &Expression) -> Option<Literal> {
    Some(match &expression.kind {
        ExpressionKind::String(text) => Literal::Text(text.clone()),
        ExpressionKind::Number(number) => Literal::Number(number.clone()),
        ExpressionKind::Bool(value) => Literal::Bool(*value),
        ExpressionKind::Parenthesis(inner) => return literal_of(inner),
        ExpressionKind::Array(items) => Literal::List(items.iter().map(literal_of).collect()),
        ExpressionKind::Object(items) => Literal::Object(
            items
                .iter()
                .map(|item| Some((item.name()?.to_owned(), literal_of(&item.value))))
                .collect::<Option<_>>()?,
        ),
        ExpressionKind::Call {
            name, arguments, ..
        } if ["toset", "tolist", "tomap"].contains(&name.text.as_str()) => {
            return arguments
                .first()
                .filter(|_| arguments.len() == 1)
                .and_then(literal_of);
        }
        _ => return None,
    })
}

/// The calls that lead to what `value` names in the state, and what it names there.
fn in_state(value: &Expression) -> (Vec<String>, Option<Named>) {
    let Some(address) = Address::of(value) else {
        return (Vec::new(), None);
    };
    let Named::Module(first) = &address.named else {
        return (Vec::new(), Some(address.named));
    };
    let mut names = address.attributes();
    let mut within = vec![first.clone()];
    let about = loop {
        match (names.next(), names.next()) {
            (Some("module"), Some(name)) => within.push(name.to_owned()),
            (Some("data"), Some(of_type)) => {
                break names.next().map(|name| Named::Data {
                    of_type: of_type.to_owned(),
                    name: name.to_owned(),
                });
            }
            (Some(of_type), Some(name)) => {
                break Some(Named::Resource {
                    of_type: of_type.to_owned(),
                    name: name.to_owned(),
                });
            }
            _ => break Some(address.named.clone()),
        }
    };
    if matches!(about, Some(Named::Module(_))) {
        within.clear();
    }
    (within, about)
}

/// `provider = name.alias`, as written.
pub(super) fn provider_of(body: &Body) -> Option<String> {
    provider_name(&body.attribute("provider")?.value)
}

/// `providers = { inner = outer }`, as written.
pub(super) fn passed(body: &Body) -> Vec<(String, String)> {
    let Some(ExpressionKind::Object(items)) = body
        .attribute("providers")
        .map(|attribute| &attribute.value.kind)
    else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| Some((provider_name(&item.key)?, provider_name(&item.value)?)))
        .collect()
}

/// `name` or `name.alias`, bare or in quotes.
fn provider_name(expression: &Expression) -> Option<String> {
    match &expression.kind {
        ExpressionKind::String(text) => Some(text.clone()),
        ExpressionKind::Parenthesis(inner) => provider_name(inner),
        ExpressionKind::Traversal(Traversal {
            root: Root::Name(root),
            steps,
        }) => match steps.as_slice() {
            [] => Some(root.text.clone()),
            [
                Step {
                    kind: StepKind::Attribute(alias),
                    ..
                },
            ] => Some(format!("{}.{alias}", root.text)),
            _ => None,
        },
        _ => None,
    }
}

/// The member `name` of an entry of `required_providers`. Old entries are a version only.
pub(super) fn entry_text<'a>(value: &'a Expression, name: &str) -> Option<&'a str> {
    let value = match &value.kind {
        ExpressionKind::Object(items) => {
            &items.iter().find(|item| item.name() == Some(name))?.value
        }
        ExpressionKind::String(_) if name == "version" => value,
        _ => return None,
    };
    match &value.kind {
        ExpressionKind::String(text) => Some(text),
        _ => None,
    }
}

/// Whether `value` is `ovh` or `ovh.alias`, or one of them as a string.
pub(super) fn names_vendors_provider(value: &Expression) -> bool {
    let name = match &value.kind {
        ExpressionKind::Traversal(Traversal {
            root: Root::Name(name),
            ..
        }) => name.text.as_str(),
        ExpressionKind::String(text) => text.split('.').next().unwrap_or_default(),
        _ => return false,
    };
    vendor::PROVIDERS.contains(&name)
}

/// The calls, parentheses and further traversals directly around `expression`, innermost first.
pub(super) fn wrappers(expression: &Expression, ancestors: &[&Expression]) -> Vec<Around> {
    let mut found = Vec::new();
    let mut inner = expression.span;
    for ancestor in ancestors.iter().rev() {
        let kind = match &ancestor.kind {
            ExpressionKind::Call {
                name, arguments, ..
            } => AroundKind::Call {
                name: name.text.clone(),
                arguments: arguments.len(),
            },
            ExpressionKind::Parenthesis(_) => AroundKind::Parenthesis,
            ExpressionKind::Traversal(Traversal {
                root: Root::Expression(root),
                steps,
            }) if root.span.contains(inner) => {
                AroundKind::Traversal(steps.iter().map(step).collect())
            }
            _ => break,
        };
        inner = ancestor.span;
        found.push(Around { span: inner, kind });
    }
    found
}

pub(super) fn step(step: &Step) -> StepFact {
    StepFact {
        span: step.span,
        kind: match &step.kind {
            StepKind::Attribute(name) => StepFactKind::Attribute(name.clone()),
            StepKind::LegacyIndex(index) => StepFactKind::Position(*index),
            StepKind::Splat | StepKind::LegacySplat => StepFactKind::Splat,
            StepKind::Index(index) => match &index.kind {
                ExpressionKind::Number(number) => number
                    .parse()
                    .map_or(StepFactKind::Index, StepFactKind::Position),
                ExpressionKind::String(key) => StepFactKind::Key(key.clone()),
                _ => StepFactKind::Index,
            },
        },
    }
}
