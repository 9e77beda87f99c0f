//! What the place of a whole object does not have: what may not be shown, and what nothing is known of.

use super::{
    refer::{Base, Part, Plan, PlanKind},
    whole::{Object, says_secret},
};
use crate::{
    census,
    input::Input,
    profile::Template,
    survey::{Repetition, StepFactKind},
};

impl Base<'_> {
    /// The module without what is secret of it: what shows the object was allowed to, because nothing of the old one was.
    pub(super) fn open(&self, module: Plan, template: &Template) -> Option<Plan> {
        let is_all = self
            .instance
            .is_none_or(|step| step.kind == StepFactKind::Splat);
        let (before, object, after) = match self.subject.repetition {
            Repetition::Count if is_all => ("[for object in @ : ", "object", "]"),
            Repetition::ForEach if self.instance.is_none() => {
                ("{ for key, object in @ : key => ", "object", " }")
            }
            Repetition::ForEach if is_all => ("[for object in values(@) : ", "object", "]"),
            _ => ("", "", ""),
        };
        let text = |text: &str| Part::Text(text.to_owned());
        let mut parts = Vec::new();
        if let Some((before, rest)) = before.split_once('@') {
            parts.push(text(before));
            let mut named = self.module();
            if self.subject.repetition == Repetition::ForEach && self.instance.is_some() {
                named.pop();
            }
            parts.extend(named);
            parts.push(text(rest));
        }
        let open = template.outputs.difference(&template.secrets);
        let items = open.map(|name| {
            let mut value = match object {
                "" => self.single()?,
                object => vec![text(object)],
            };
            value.push(Part::Text(format!(".{name}")));
            Some((name.clone(), value))
        });
        let object = Object {
            items: items.collect::<Option<_>>()?,
            inputs: Vec::new(),
            kind: PlanKind::WholeObject,
        };
        parts.extend(object.parts());
        parts.push(text(after));
        Some(self.listed(Plan { parts, ..module }))
    }

    /// One object of the module.
    fn single(&self) -> Option<Vec<Part>> {
        match self.subject.repetition {
            Repetition::Once => Some(vec![Part::Text(format!("module.{}", self.subject.name))]),
            Repetition::Count | Repetition::ForEach => self.instance.map(|_| self.module()),
        }
    }

    /// Attributes of the old object that what takes its place does not have, by the names of the vendor's provider.
    pub(super) fn lacking(&self) -> Vec<String> {
        let rules = self.subject.outputs();
        let outputs = self.template.map(|template| &template.outputs);
        let row = self.subject.row;
        let mut names: Vec<&str> = row
            .exports
            .iter()
            .chain(&row.arguments)
            .map(String::as_str)
            .collect();
        // A name that speaks of the vendor is nothing to ask for.
        names.retain(|name| !name.contains('.') && census::scan(name.as_bytes()).is_empty());
        names.sort_unstable();
        names.dedup();
        let is_there = |name: &str| match outputs {
            Some(outputs) if self.is_open => {
                let secrets = self.template.map(|template| &template.secrets);
                outputs.contains(name) && secrets.is_some_and(|secrets| !secrets.contains(name))
            }
            Some(outputs) => outputs.contains(name),
            None => rules.iter().any(|rule| rule.path == name),
        };
        names.retain(|name| !is_there(name));
        names.into_iter().map(str::to_owned).collect()
    }

    /// A variable for all of an object of which nothing else is known.
    pub(super) fn unknown(&self) -> Option<Plan> {
        let names = self.lacking();
        let is_secret = names.iter().any(|name| says_secret(name));
        let description = match names.is_empty() {
            true => "What the old platform gave, as one object".to_owned(),
            false => format!(
                "What the old platform gave, as one object; it had {}",
                names.join(", ")
            ),
        };
        let mut input = Input::new("object", "any", &description);
        input.is_sensitive = is_secret && !self.is_open;
        let name = self.subject.variable(&input.name);
        if self.instance.is_some() || self.subject.repetition == Repetition::Once {
            let plan = self.input(&input, &[])?;
            return Some(Plan {
                kind: PlanKind::BecameInput,
                ..plan
            });
        }
        Some(Plan {
            span: self.span(&[]),
            parts: vec![Part::Text(format!("var.{name}"))],
            kind: PlanKind::BecameInput,
            inputs: vec![(name, input)],
            lacks: Vec::new(),
        })
    }
}
