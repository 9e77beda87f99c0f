//! Instances of one block that would become different things.
//!
//! What takes the place of a database depends on its engine, and one block with `for_each` may stand for several engines. The
//! state can only forget a block as a whole, so such a block has to be [parted](super::split) before it is rewritten; here it
//! is found out and explained which instance belongs where.

use std::collections::BTreeMap;

use ovhai_syntax::{
    Address, Expression, ExpressionKind, Named, Root, Step, StepKind, Traversal, emit::quoted,
};

use super::{Lowering, Refusal, split::part_name};
use crate::{
    catalogue::Treatment,
    finding,
    index::Literal,
    survey::{Repetition, literal_of},
};

/// As many instances as are looked at; what has more is asked of a person.
const MOST: usize = 500;

/// One instance: how its address ends, its key, and what `each.value` is.
struct Instance {
    index: String,
    key: Literal,
    value: Option<Literal>,
}

impl Lowering<'_> {
    /// Refuses a block whose instances part ways.
    pub(super) fn parting(&self) -> Result<(), Refusal> {
        if self.subject.row.treatment != Treatment::ByEngine {
            return Ok(());
        }
        let Some(argument) = self.attribute("engine") else {
            return Ok(());
        };
        let Some(groups) = self.groups("engine").filter(|groups| groups.len() > 1) else {
            return Ok(());
        };
        let named = &self.subject.named;
        let (Named::Resource { of_type, name } | Named::Data { of_type, name }) = named else {
            return Ok(());
        };
        let new = |value: &str| format!("{of_type}.{}", part_name(name, value));
        let parts: Vec<String> = groups
            .iter()
            .map(|(value, indexes)| {
                let addresses: Vec<String> = indexes
                    .iter()
                    .map(|index| format!("{named}{index}"))
                    .collect();
                format!("`{value}` for {} (`{}`)", addresses.join(", "), new(value))
            })
            .collect();
        let parts = format!("`engine` is {}", parts.join("; "));
        if let Some(split) = self.split(argument, &groups) {
            let refusal = Refusal::new(&finding::PARTS, parts);
            return Err(Refusal {
                split: Some(split),
                ..refusal
            });
        }
        let example = groups.iter().find_map(|(value, indexes)| {
            let index = indexes.first()?;
            // Numbers begin anew in each block.
            let to = match self.subject.repetition {
                Repetition::Count => "[0]",
                Repetition::Once | Repetition::ForEach => index,
            };
            Some(format!(
                "`moved {{ from = {named}{index}, to = {}{to} }}`",
                new(value)
            ))
        });
        let detail = format!(
            "{parts}; what moves says so like {}",
            example.unwrap_or_default()
        );
        Err(Refusal::new(&finding::PARTS, detail))
    }

    /// The text that the argument `name` has for every instance, if it is the same for all and written out somewhere.
    pub(super) fn common(&self, name: &str) -> Option<String> {
        let mut groups = self.groups(name)?.into_keys();
        groups.next().filter(|_| groups.next().is_none())
    }

    /// Whether the argument `name` of a repeated block may be another one for each instance.
    pub fn differs_by_instance(&self, name: &str) -> bool {
        let word = match self.subject.repetition {
            Repetition::Once => return false,
            Repetition::Count => "count.",
            Repetition::ForEach => "each.",
        };
        self.attribute(name)
            .is_some_and(|argument| self.written(&argument.value).contains(word))
    }

    /// The text that `value` is for each instance of a block with `for_each`, by its key.
    pub(super) fn of_each_instance(&self, value: &Expression) -> Option<Vec<(String, String)>> {
        let instances = self.instances()?.into_iter();
        let texts = instances.map(|instance| {
            let Literal::Text(key) = &instance.key else {
                return None;
            };
            match self.of_instance(value, &instance)? {
                Literal::Text(text) => Some((key.clone(), text)),
                _ => None,
            }
        });
        texts.collect()
    }

    /// How the addresses of the instances end, by the text that the argument `name` has for them.
    fn groups(&self, name: &str) -> Option<BTreeMap<String, Vec<String>>> {
        let value = &self.attribute(name)?.value;
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for instance in self.instances()? {
            let text = match self.of_instance(value, &instance)? {
                Literal::Text(text) | Literal::Number(text) => text,
                _ => return None,
            };
            groups.entry(text).or_default().push(instance.index);
        }
        Some(groups)
    }

    /// The instances, if what they are made of is written out.
    fn instances(&self) -> Option<Vec<Instance>> {
        let text_key = |key: &str| Literal::Text(key.to_owned());
        let instances: Vec<Instance> = match self.subject.repetition {
            Repetition::Once => return None,
            Repetition::Count => {
                let count = self.count(&self.attribute("count")?.value)?;
                (0..count.min(MOST + 1))
                    .map(|number| Instance {
                        index: format!("[{number}]"),
                        key: Literal::Number(number.to_string()),
                        value: None,
                    })
                    .collect()
            }
            Repetition::ForEach => match self.literal(&self.attribute("for_each")?.value)? {
                Literal::Object(items) => items
                    .into_iter()
                    .map(|(key, value)| Instance {
                        index: format!("[{}]", quoted(&key)),
                        key: text_key(&key),
                        value,
                    })
                    .collect(),
                Literal::List(items) => items
                    .into_iter()
                    .map(|item| match item {
                        Some(Literal::Text(key)) => Some(Instance {
                            index: format!("[{}]", quoted(&key)),
                            key: text_key(&key),
                            value: Some(Literal::Text(key)),
                        }),
                        _ => None,
                    })
                    .collect::<Option<_>>()?,
                _ => return None,
            },
        };
        (!instances.is_empty() && instances.len() <= MOST).then_some(instances)
    }

    fn count(&self, value: &Expression) -> Option<usize> {
        if let ExpressionKind::Call {
            name, arguments, ..
        } = &value.kind
            && let ("length", [list]) = (name.text.as_str(), arguments.as_slice())
        {
            return match self.literal(list)? {
                Literal::List(items) => Some(items.len()),
                Literal::Object(items) => Some(items.len()),
                _ => None,
            };
        }
        match self.literal(value)? {
            Literal::Number(number) => number.parse().ok(),
            _ => None,
        }
    }

    /// What `value` is for one instance.
    fn of_instance(&self, value: &Expression, instance: &Instance) -> Option<Literal> {
        if let Some(literal) = self.literal(value) {
            return Some(literal);
        }
        let ExpressionKind::Traversal(Traversal {
            root: Root::Name(root),
            steps,
        }) = &value.kind
        else {
            return None;
        };
        let (first, rest) = steps.split_first()?;
        match (root.text.as_str(), &first.kind) {
            ("each", StepKind::Attribute(part)) if part == "key" && rest.is_empty() => {
                Some(instance.key.clone())
            }
            ("each", StepKind::Attribute(part)) if part == "value" => {
                self.taken(instance.value.clone()?, rest, instance)
            }
            ("count", StepKind::Attribute(part)) if part == "index" && rest.is_empty() => {
                Some(instance.key.clone())
            }
            _ => {
                let address = Address::of(value)?;
                let known = self.index.literal(&self.subject.folder, &address.named)?;
                self.taken(known.clone(), address.steps, instance)
            }
        }
    }

    /// What `steps` take of `literal`.
    fn taken(&self, literal: Literal, steps: &[Step], instance: &Instance) -> Option<Literal> {
        steps.iter().try_fold(literal, |literal, step| {
            let key = match &step.kind {
                StepKind::Attribute(name) => Literal::Text(name.clone()),
                StepKind::LegacyIndex(number) => Literal::Number(number.to_string()),
                StepKind::Index(index) => {
                    literal_of(index).or_else(|| self.of_instance(index, instance))?
                }
                StepKind::Splat | StepKind::LegacySplat => return None,
            };
            match (literal, key) {
                (Literal::Object(items), Literal::Text(name)) => {
                    items.into_iter().find(|(known, _)| *known == name)?.1
                }
                (Literal::List(items), Literal::Number(number)) => {
                    items.into_iter().nth(number.parse().ok()?)?
                }
                _ => None,
            }
        })
    }
}
