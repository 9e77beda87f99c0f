//! What a rule for an attribute puts in its place.

use ovhai_syntax::Span;

use super::refer::{Base, Part, Plan, PlanKind};
use crate::{
    mappings::Reach,
    survey::{AroundKind, StepFact, StepFactKind},
};

impl Base<'_> {
    /// What takes the place of `used`, the steps that the rule is for; `rest` follows them.
    pub(super) fn reach(
        &self,
        reach: &Reach,
        used: &[StepFact],
        rest: &[StepFact],
    ) -> Option<Plan> {
        match reach {
            // What has no module has no outputs: all of the attribute is supplied, and the steps into it stay.
            Reach::Output(_) if self.template.is_none() => self.unforeseen(used),
            Reach::Output(name) => {
                let plan = self.output(name, used);
                // All elements of a list that has one.
                let is_list = used.iter().any(|step| step.kind == StepFactKind::Splat);
                Some(if is_list {
                    let around = |text: &str| Part::Text(text.to_owned());
                    Plan {
                        parts: [vec![around("[")], plan.parts, vec![around("]")]].concat(),
                        ..plan
                    }
                } else {
                    plan
                })
            }
            Reach::Input(input) => self.input(input, used),
            // Each of several objects is called the same in the call that it is a part of.
            Reach::Member("name", _) if self.name_of_each().is_some() => Some(Plan {
                span: self.span(used),
                parts: vec![self.name_of_each()?],
                kind: PlanKind::Known,
                inputs: Vec::new(),
                lacks: Vec::new(),
            }),
            Reach::Member("name", _) if self.is_for_each() && self.name_in_call().is_some() => {
                Some(Plan {
                    span: self.span(used),
                    parts: vec![self.name_in_call()?],
                    kind: PlanKind::Known,
                    inputs: Vec::new(),
                    lacks: Vec::new(),
                })
            }
            Reach::Member(attribute, input) => match self.item() {
                Some(mut parts) => Some(Plan {
                    span: self.span(used),
                    parts: {
                        parts.push(Part::Text(format!(".{attribute}")));
                        parts
                    },
                    kind: PlanKind::Known,
                    inputs: Vec::new(),
                    lacks: Vec::new(),
                }),
                None => self.input(input, used),
            },
            Reach::Shaped { input, shape } => {
                let plan = self.input(input, used)?;
                let (before, after) = shape.split_once('@')?;
                let mut parts = vec![Part::Text(before.to_owned())];
                parts.extend(plan.parts);
                parts.push(Part::Text(after.to_owned()));
                Some(Plan {
                    parts,
                    kind: PlanKind::WholeObject,
                    ..plan
                })
            }
            Reach::Decoded {
                output,
                undone_by,
                redone_by,
            } => {
                let plan = self.output(output, used);
                let around = self.reference.around.first();
                let undone = around.filter(|around| {
                    rest.is_empty()
                        && matches!(&around.kind, AroundKind::Call { name, arguments: 1 } if name == undone_by)
                });
                if let Some(around) = undone {
                    return Some(Plan {
                        span: around.span,
                        ..plan
                    });
                }
                let is_many = self
                    .instance
                    .is_some_and(|step| step.kind == StepFactKind::Splat);
                let (before, after) = if is_many {
                    (
                        "[for value in ".to_owned(),
                        format!(" : {redone_by}(value)]"),
                    )
                } else {
                    (format!("{redone_by}("), ")".to_owned())
                };
                let mut parts = vec![Part::Text(before)];
                parts.extend(plan.parts);
                parts.push(Part::Text(after));
                Some(Plan { parts, ..plan })
            }
            Reach::Picked(input) => {
                let plan = self.input(input, used)?;
                if !used.iter().any(|step| step.kind == StepFactKind::Splat) {
                    return Some(plan);
                }
                match self.picking(rest) {
                    Some(span) => Some(Plan { span, ..plan }),
                    None => {
                        let mut parts = vec![Part::Text("[".to_owned())];
                        parts.extend(plan.parts);
                        parts.push(Part::Text("]".to_owned()));
                        Some(Plan { parts, ..plan })
                    }
                }
            }
        }
    }

    /// The expression around a list that picks one element of it: `x[0]`, `one(x)`, `element(x, 0)`, `tolist(x)[0]`.
    fn picking(&self, rest: &[StepFact]) -> Option<Span> {
        if let Some(step) = rest.first() {
            let is_index = matches!(step.kind, StepFactKind::Position(_) | StepFactKind::Index);
            return (is_index && rest.len() == 1).then_some(self.reference.span);
        }
        for around in &self.reference.around {
            match &around.kind {
                AroundKind::Call { name, .. } if name == "one" || name == "element" => {
                    return Some(around.span);
                }
                AroundKind::Call { name, arguments: 1 }
                    if ["tolist", "toset", "sort", "distinct", "flatten", "compact"]
                        .contains(&name.as_str()) => {}
                AroundKind::Parenthesis => {}
                AroundKind::Traversal(steps) => {
                    let is_index = steps.len() == 1
                        && matches!(
                            steps[0].kind,
                            StepFactKind::Position(_) | StepFactKind::Index
                        );
                    return is_index.then_some(around.span);
                }
                AroundKind::Call { .. } => return None,
            }
        }
        None
    }
}
