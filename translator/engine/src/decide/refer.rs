//! What takes the place of one reference.

use ovhai_syntax::Span;

use crate::{
    input::Input,
    lower::{Lowered, Subject},
    mappings::{OutputRule, Reach, Target},
    profile::{Profile, Template},
    survey::{AroundKind, Reference, Repetition, StepFact, StepFactKind},
};

/// What takes the place of a reference.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is replaced: the reference, a part of it from its start, or an expression around it.
    pub span: Span,
    /// By what.
    pub parts: Vec<Part>,
    /// What kind of replacement it is.
    pub kind: PlanKind,
    /// A variable that is needed for it, by its name in the module.
    pub input: Option<(String, Input)>,
}

/// A part of the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// New text.
    Text(String),
    /// Text of the file.
    Source(Span),
}

/// What kind of replacement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// A known output or input takes the place.
    Known,
    /// A variable that nobody foresaw takes the place.
    BecameInput,
    /// The new module as a whole takes the place.
    WholeObject,
    /// An element of `depends_on` that is no longer needed.
    Dropped,
    /// An element of `replace_triggered_by`, which can name no module.
    Trigger,
}

/// Plans `reference` to `subject`, which leaves. Nothing if nothing can take its place.
pub(super) fn plan(
    reference: &Reference,
    subject: &Subject,
    lowered: &Lowered,
    parent: Option<&String>,
    profile: &Profile,
) -> Option<Plan> {
    let repeats = subject.repetition != Repetition::Once;
    let (instance, path) = match reference.steps.split_first() {
        Some((first, rest)) if repeats && !matches!(first.kind, StepFactKind::Attribute(_)) => {
            (Some(first), rest)
        }
        _ => (None, reference.steps.as_slice()),
    };
    let template = match &lowered.target {
        Target::Module(noun) => Some(profile.module(noun)?),
        Target::Inputs | Target::Member(_) => None,
    };
    let base = Base {
        reference,
        subject,
        instance,
        template,
        target: &lowered.target,
        parent,
    };
    if reference.attribute.ends_with("depends_on") && path.is_empty() {
        return Some(base.dependency());
    }
    if reference.attribute.ends_with("replace_triggered_by") {
        return Some(Plan {
            span: reference.span,
            parts: Vec::new(),
            kind: PlanKind::Trigger,
            input: None,
        });
    }
    let rules = subject.outputs();
    if let Some((rule, used)) = matching(&rules, path) {
        return base.reach(&rule.reach, &path[..used], &path[used..]);
    }
    let Some(StepFactKind::Attribute(name)) = path.first().map(|step| &step.kind) else {
        return base.whole();
    };
    if template.is_some_and(|template| template.outputs.contains(name)) {
        return Some(base.output(name, &path[..1]));
    }
    let description = format!("What the old platform gave as `{name}`");
    let plan = base.input(&Input::new(name, "any", &description), &path[..1])?;
    Some(Plan {
        kind: PlanKind::BecameInput,
        ..plan
    })
}

/// The rule with the longest path that `steps` begin with.
fn matching<'r>(rules: &'r [OutputRule], steps: &[StepFact]) -> Option<(&'r OutputRule, usize)> {
    rules
        .iter()
        .filter_map(|rule| {
            let parts: Vec<&str> = rule.path.split('.').collect();
            let fits = parts.len() <= steps.len()
                && parts
                    .iter()
                    .zip(steps)
                    .all(|(part, step)| is_step(part, &step.kind));
            fits.then_some((rule, parts.len()))
        })
        .max_by_key(|(_, used)| *used)
}

fn is_step(part: &str, step: &StepFactKind) -> bool {
    match step {
        StepFactKind::Attribute(name) => part == name,
        StepFactKind::Position(position) => part == "*" || part.parse() == Ok(*position),
        StepFactKind::Key(_) | StepFactKind::Index | StepFactKind::Splat => part == "*",
    }
}

struct Base<'a> {
    reference: &'a Reference,
    subject: &'a Subject,
    instance: Option<&'a StepFact>,
    template: Option<&'a Template>,
    target: &'a Target,
    /// Name of the call it becomes a part of.
    parent: Option<&'a String>,
}

impl Base<'_> {
    /// From the start of the reference to the end of the last of `used`.
    fn span(&self, used: &[StepFact]) -> Span {
        let end = used
            .last()
            .or(self.instance)
            .map_or(self.reference.address.end, |step| step.span.end);
        Span::new(self.reference.span.start, end)
    }

    /// `module.name` and which of its instances.
    fn module(&self) -> Vec<Part> {
        let mut parts = vec![Part::Text(format!("module.{}", self.subject.name))];
        parts.extend(self.instance.map(|step| match step.kind {
            StepFactKind::Position(position) => Part::Text(format!("[{position}]")),
            StepFactKind::Splat => Part::Text("[*]".to_owned()),
            _ => Part::Source(step.span),
        }));
        parts
    }

    /// `module.parent.argument["key"]`, for one object that became a part of a call.
    fn item(&self) -> Option<String> {
        let Target::Member(member) = &self.target else {
            return None;
        };
        let is_one = self.subject.repetition == Repetition::Once;
        let key = member.literal_key().filter(|_| is_one)?;
        let (parent, argument) = (self.parent?, &member.argument);
        Some(format!(
            "module.{parent}.{argument}[{}]",
            ovhai_syntax::emit::quoted(&key)
        ))
    }

    fn output(&self, name: &str, used: &[StepFact]) -> Plan {
        let mut parts = self.module();
        parts.push(Part::Text(format!(".{name}")));
        Plan {
            span: self.span(used),
            parts,
            kind: PlanKind::Known,
            input: None,
        }
    }

    fn whole(&self) -> Option<Plan> {
        self.template?;
        Some(Plan {
            span: self.span(&[]),
            parts: self.module(),
            kind: PlanKind::WholeObject,
            input: None,
        })
    }

    fn dependency(&self) -> Plan {
        let name = match (self.template, self.parent) {
            (Some(_), _) => Some(&self.subject.name),
            (None, parent) => parent,
        };
        match name {
            Some(name) => Plan {
                span: self.reference.span,
                parts: vec![Part::Text(format!("module.{name}"))],
                kind: PlanKind::Known,
                input: None,
            },
            None => Plan {
                span: self.reference.span,
                parts: Vec::new(),
                kind: PlanKind::Dropped,
                input: None,
            },
        }
    }

    fn reach(&self, reach: &Reach, used: &[StepFact], rest: &[StepFact]) -> Option<Plan> {
        match reach {
            Reach::Output(name) => Some(self.output(name, used)),
            Reach::Input(input) => self.input(input, used),
            Reach::Member(attribute, input) => match self.item() {
                Some(item) => Some(Plan {
                    span: self.span(used),
                    parts: vec![Part::Text(format!("{item}.{attribute}"))],
                    kind: PlanKind::Known,
                    input: None,
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

    fn input(&self, input: &Input, used: &[StepFact]) -> Option<Plan> {
        let name = self.subject.variable(&input.name);
        let parts = match (self.subject.repetition, self.instance) {
            (Repetition::Once, _) => vec![Part::Text(format!("var.{name}"))],
            (Repetition::Count, Some(step)) if step.kind == StepFactKind::Splat => {
                vec![Part::Text(format!("var.{name}"))]
            }
            (Repetition::ForEach, Some(step)) if step.kind == StepFactKind::Splat => {
                vec![Part::Text(format!("values(var.{name})"))]
            }
            (_, Some(step)) => {
                let index = match step.kind {
                    StepFactKind::Position(position) => Part::Text(format!("[{position}]")),
                    _ => Part::Source(step.span),
                };
                vec![Part::Text(format!("var.{name}")), index]
            }
            // The object as a whole, although there are several: its attributes are taken somewhere else.
            (_, None) => return None,
        };
        Some(Plan {
            span: self.span(used),
            parts,
            kind: PlanKind::Known,
            input: Some((name, input.clone())),
        })
    }
}
