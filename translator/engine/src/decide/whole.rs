//! What takes the place of a whole object that has no module: an object of the inputs that take the place of its attributes.

use super::refer::{Base, Part, Plan, PlanKind};
use crate::{
    input::Input,
    mappings::{Reach, Target},
    survey::{Repetition, StepFact, StepFactKind},
};

/// Whether an attribute of this name holds a secret. The list follows the names of the vendor's provider.
pub(super) fn says_secret(name: &str) -> bool {
    let words = [
        "password",
        "secret",
        "token",
        "private_key",
        "kubeconfig",
        "openstack_rc",
        "payload",
        "key_pem",
        "credential",
    ];
    let is_name_of_one = ["_id", "_ids", "_ref", "_name", "_type", "_version"]
        .iter()
        .any(|end| name.ends_with(end));
    !is_name_of_one && words.iter().any(|word| name.contains(word))
}

impl Base<'_> {
    /// An object of the inputs, or several, keyed as the block's own.
    pub(super) fn object(&self) -> Option<Plan> {
        if !matches!(self.target, Target::Inputs) {
            return None;
        }
        let rules = self.subject.outputs();
        let inputs: Vec<(&str, String, &Input)> = rules
            .iter()
            .filter(|rule| !rule.path.contains('.'))
            .filter_map(|rule| match &rule.reach {
                Reach::Input(input) => Some((rule.path, self.subject.variable(&input.name), input)),
                _ => None,
            })
            .collect();
        // Variables with a default say nothing of which objects there are.
        let of_which = || {
            let mut required = inputs
                .iter()
                .filter(|(_, _, input)| input.default.is_none());
            let open = required.clone().find(|(_, _, input)| !input.is_sensitive);
            open.or_else(|| required.next())
                .map(|(_, name, input)| (name, input.is_sensitive))
        };
        let object = |index: &str| {
            let items: Vec<String> = inputs
                .iter()
                .map(|(path, name, input)| match &input.default {
                    Some(default) if !index.is_empty() => {
                        format!("{path} = try(var.{name}{index}, {default})")
                    }
                    _ => format!("{path} = var.{name}{index}"),
                })
                .collect();
            format!("{{ {} }}", items.join(", "))
        };
        let is_all = |step: &StepFact| step.kind == StepFactKind::Splat;
        let text = match (self.subject.repetition, self.instance) {
            _ if inputs.is_empty() => return None,
            (Repetition::Once, _) => object(""),
            (Repetition::Count, instance) if instance.is_none_or(is_all) => {
                let (name, _) = of_which()?;
                format!(
                    "[for index in range(length(var.{name})) : {}]",
                    object("[index]")
                )
            }
            (Repetition::ForEach, None) => {
                let (name, is_sensitive) = of_which()?;
                let keys = if is_sensitive {
                    format!("nonsensitive(keys(var.{name}))")
                } else {
                    format!("keys(var.{name})")
                };
                format!("{{ for key in {keys} : key => {} }}", object("[key]"))
            }
            _ => return None,
        };
        Some(Plan {
            span: self.span(&[]),
            parts: vec![Part::Text(text)],
            kind: PlanKind::WholeObject,
            inputs: inputs
                .into_iter()
                .map(|(_, name, input)| (name, input.clone()))
                .collect(),
        })
    }
}
