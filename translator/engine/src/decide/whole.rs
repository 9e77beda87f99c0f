//! What takes the place of an object that is referred to as a whole: the new module, or an object of what takes the place of its
//! attributes. Where it can be told which of them are read, it is of those and no others.

use std::collections::BTreeSet;

use super::refer::{Base, Part, Plan, PlanKind, is_each_key, quoted};
use crate::{
    input::Input,
    mappings::{OutputRule, Place, Reach, Target},
    survey::{Repetition, StepFactKind},
};

/// Whether an attribute of this name holds a secret. The list follows the names of the vendor's provider.
pub(super) fn says_secret(name: &str) -> bool {
    let words = [
        "password",
        "secret",
        "token",
        "private_key",
        "kubeconfig",
        "payload",
        "key_pem",
        "credential",
    ];
    let is_name_of_one = ["_id", "_ids", "_ref", "_name", "_type", "_version"]
        .iter()
        .any(|end| name.ends_with(end));
    !is_name_of_one && words.iter().any(|word| name.contains(word))
}

/// An object that is put together.
pub(super) struct Object {
    /// Its attributes, each with its value.
    pub(super) items: Vec<(String, Vec<Part>)>,
    pub(super) inputs: Vec<(String, Input)>,
    pub(super) kind: PlanKind,
}

impl Object {
    /// `{ a = …, b = … }`
    pub(super) fn parts(self) -> Vec<Part> {
        let text = |text: &str| Part::Text(text.to_owned());
        if self.items.is_empty() {
            return vec![text("{}")];
        }
        let mut parts = vec![text("{ ")];
        for (number, (name, value)) in self.items.into_iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            parts.push(Part::Text(format!("{comma}{name} = ")));
            parts.extend(value);
        }
        parts.push(text(" }"));
        parts
    }
}

impl Base<'_> {
    /// What takes the place of the object, or of all of them.
    pub(super) fn whole(&self) -> Option<Plan> {
        let rules = self.subject.outputs();
        match self.template {
            Some(template) => self.of_module(&rules, &template.outputs),
            None => self.of_inputs(&rules),
        }
    }

    /// The module; with what it does not put out, if that is read.
    fn of_module(&self, rules: &[OutputRule], outputs: &BTreeSet<String>) -> Option<Plan> {
        let module = Plan {
            span: self.span(&[]),
            parts: self.module(),
            kind: PlanKind::WholeObject,
            inputs: Vec::new(),
            lacks: Vec::new(),
        };
        let Some(reads) = &self.reference.reads else {
            return Some(match self.template {
                Some(template) if self.is_open && !template.secrets.is_empty() => {
                    self.open(module, template)?
                }
                _ => module,
            });
        };
        let is_same = |name: &&String| match rules.iter().find(|rule| rule.path == **name) {
            Some(rule) => matches!(rule.reach, Reach::Output(output) if output == **name),
            None => outputs.contains(*name),
        };
        let others: Vec<&str> = reads
            .iter()
            .filter(|name| !is_same(name))
            .map(String::as_str)
            .collect();
        if others.is_empty() {
            return Some(Plan {
                kind: PlanKind::Known,
                ..module
            });
        }
        let is_all = self
            .instance
            .is_none_or(|step| step.kind == StepFactKind::Splat);
        let (before, after, index, single) = match self.subject.repetition {
            Repetition::Once => ("merge(", ")", "", format!("module.{}", self.subject.name)),
            Repetition::Count if is_all => (
                "[for index, object in @ : merge(object, ",
                ")]",
                "[index]",
                "object".to_owned(),
            ),
            Repetition::ForEach if self.instance.is_none() => (
                "{ for key, object in @ : key => merge(object, ",
                ") }",
                "[key]",
                "object".to_owned(),
            ),
            _ => return None,
        };
        let object = self.object(rules, &others, index, &single)?;
        let mut parts = match before.split_once('@') {
            Some((before, rest)) => {
                let mut parts = vec![Part::Text(before.to_owned())];
                parts.extend(module.parts);
                parts.push(Part::Text(rest.to_owned()));
                parts
            }
            None => vec![Part::Text(format!("{before}{single}, "))],
        };
        let (inputs, kind) = (object.inputs.clone(), object.kind);
        parts.extend(object.parts());
        parts.push(Part::Text(after.to_owned()));
        Some(self.listed(Plan {
            span: module.span,
            parts,
            kind,
            inputs,
            lacks: Vec::new(),
        }))
    }

    /// An object of what takes the place of the attributes, or several, keyed as the block's own.
    fn of_inputs(&self, rules: &[OutputRule]) -> Option<Plan> {
        let all: Vec<&str> = rules
            .iter()
            .filter(|rule| !rule.path.contains('.'))
            .filter(|rule| matches!(rule.reach, Reach::Input(_) | Reach::Member(..)))
            .map(|rule| rule.path)
            .collect();
        let wanted: Vec<&str> = match &self.reference.reads {
            Some(reads) => reads.iter().map(String::as_str).collect(),
            None if all.is_empty() => return self.unknown(),
            None => all,
        };
        let is_all = self
            .instance
            .is_none_or(|step| step.kind == StepFactKind::Splat);
        let (before, after, index, which) = match self.subject.repetition {
            Repetition::Once => (String::new(), "", "", None),
            Repetition::Count if is_all => {
                let (count, which) = match self.over {
                    Some(count) => (count.to_owned(), None),
                    None => {
                        let (name, input) = self.which(rules)?;
                        (format!("length(var.{name})"), Some((name, input)))
                    }
                };
                let before = format!("[for index in range({count}) : ");
                (before, "]", "[index]", which)
            }
            Repetition::ForEach if self.instance.is_none() => match self.over {
                Some(over) => {
                    let before = format!("{{ for key, value in {over} : key => ");
                    (before, " }", "[key]", None)
                }
                None => {
                    let (name, input) = self.which(rules)?;
                    let keys = match input.is_sensitive {
                        true => format!("nonsensitive(keys(var.{name}))"),
                        false => format!("keys(var.{name})"),
                    };
                    let before = format!("{{ for key in {keys} : key => ");
                    (before, " }", "[key]", Some((name, input)))
                }
            },
            _ => return None,
        };
        let object = self.object(rules, &wanted, index, "")?;
        let (mut inputs, kind) = (object.inputs.clone(), object.kind);
        if let Some(which) = which
            && !inputs.iter().any(|(known, _)| *known == which.0)
        {
            inputs.push(which);
        }
        let mut parts = vec![Part::Text(before)];
        parts.extend(object.parts());
        parts.push(Part::Text(after.to_owned()));
        Some(self.listed(Plan {
            span: self.span(&[]),
            parts,
            kind,
            inputs,
            lacks: Vec::new(),
        }))
    }

    /// A splat makes a list of a single object.
    pub(super) fn listed(&self, plan: Plan) -> Plan {
        if self.subject.repetition != Repetition::Once || self.instance.is_none() {
            return plan;
        }
        let around = |text: &str| vec![Part::Text(text.to_owned())];
        Plan {
            parts: [around("["), plan.parts, around("]")].concat(),
            ..plan
        }
    }

    /// The variable that says which objects there are: one that has to be given for each, best one that is no secret.
    fn which(&self, rules: &[OutputRule]) -> Option<(String, Input)> {
        let mut required = rules.iter().filter_map(|rule| match &rule.reach {
            Reach::Input(input) if !rule.path.contains('.') => {
                input.default.is_none().then_some(input)
            }
            _ => None,
        });
        let open = required.clone().find(|input| !input.is_sensitive);
        let input = open.or_else(|| required.next())?;
        Some((self.subject.variable(&input.name), input.clone()))
    }

    /// What takes the place of the attributes `names` of the object at `index`, which is `module` if there is one.
    fn object(
        &self,
        rules: &[OutputRule],
        names: &[&str],
        index: &str,
        module: &str,
    ) -> Option<Object> {
        let mut object = Object {
            items: Vec::new(),
            inputs: Vec::new(),
            kind: match self.reference.reads {
                Some(_) => PlanKind::Known,
                None => PlanKind::WholeObject,
            },
        };
        for name in names {
            let rule = rules.iter().find(|rule| rule.path == *name);
            let is_deeper = |rule: &OutputRule| {
                let rest = rule.path.strip_prefix(name);
                rest.is_some_and(|rest| rest.starts_with('.'))
            };
            let text = |text: String| vec![Part::Text(text)];
            let mut given = |input: &Input| {
                let variable = self.subject.variable(&input.name);
                object.inputs.push((variable.clone(), input.clone()));
                match &input.default {
                    Some(default) if !index.is_empty() => {
                        format!("try(var.{variable}{index}, {default})")
                    }
                    _ => format!("var.{variable}{index}"),
                }
            };
            let value = match rule.map(|rule| &rule.reach) {
                Some(Reach::Output(output)) if !module.is_empty() => {
                    text(format!("{module}.{output}"))
                }
                Some(Reach::Decoded {
                    output, redone_by, ..
                }) if !module.is_empty() => text(format!("{redone_by}({module}.{output})")),
                Some(Reach::Input(input)) => text(given(input)),
                Some(Reach::Shaped { input, shape }) => text(shape.replacen('@', &given(input), 1)),
                Some(Reach::Member(attribute, input)) => self
                    .of_member(attribute)
                    .unwrap_or_else(|| text(given(input))),
                Some(Reach::Picked(_)) => return None,
                None if rules.iter().any(is_deeper) => return None,
                Some(Reach::Output(_) | Reach::Decoded { .. }) | None => {
                    object.kind = PlanKind::BecameInput;
                    text(given(&unforeseen(name)))
                }
            };
            object.items.push(((*name).to_owned(), value));
        }
        Some(object)
    }

    /// The attribute of something that became a part of a call, where the configuration says it.
    fn of_member(&self, attribute: &str) -> Option<Vec<Part>> {
        let Target::Member(member) = self.target else {
            return None;
        };
        let Place::Key(key) = &member.place else {
            return None;
        };
        match self.subject.repetition {
            Repetition::Once => {
                let mut parts = self.item()?;
                parts.push(Part::Text(format!(".{attribute}")));
                Some(parts)
            }
            Repetition::ForEach if attribute == "name" && is_each_key(key) => {
                Some(vec![Part::Text("key".to_owned())])
            }
            // All of them are called the same, each in another call.
            Repetition::ForEach | Repetition::Count if attribute == "name" => {
                quoted(key).map(|name| vec![name])
            }
            Repetition::ForEach | Repetition::Count => None,
        }
    }
}

/// What takes the place of an attribute that no table foresees.
pub(super) fn unforeseen(name: &str) -> Input {
    let description = format!("What the old platform gave as `{name}`");
    let mut input = Input::new(name, "any", &description);
    input.is_sensitive = says_secret(name);
    input
}
