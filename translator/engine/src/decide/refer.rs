//! What takes the place of one reference.

use ovhai_syntax::{
    Span,
    emit::{self, Value},
};

pub(super) use super::plan::{Part, Plan, PlanKind};
use super::whole;
use crate::{
    input::Input,
    lower::{Lowered, Subject},
    mappings::{OutputRule, Place, Reach, Target, word},
    profile::{Profile, Template},
    survey::{Reference, Repetition, StepFact, StepFactKind},
};

/// What decides about a reference besides it and its subject.
pub(super) struct Around<'a> {
    /// Name of the call that the subject becomes a part of.
    pub(super) parent: Option<&'a String>,
    /// The subject's `count` or `for_each`, if it means the same wherever it stands in the module.
    pub(super) over: Option<&'a str>,
    /// Whether the reference is inside the call that the subject is written in, which has no outputs yet.
    pub(super) is_inside: bool,
    /// Whether the reference stands in an output that shows what it has.
    pub(super) is_open: bool,
}

/// Plans `reference` to `subject`, which leaves. Nothing if nothing can take its place.
pub(super) fn plan(
    reference: &Reference,
    subject: &Subject,
    lowered: &Lowered,
    around: Around<'_>,
    profile: &Profile,
) -> Option<Plan> {
    let repeats = subject.repetition != Repetition::Once;
    let (instance, path) = match reference.steps.split_first() {
        Some((first, rest)) if repeats && !matches!(first.kind, StepFactKind::Attribute(_)) => {
            (Some(first), rest)
        }
        // A splat makes a list of a single object.
        Some((first, rest)) if first.kind == StepFactKind::Splat => (Some(first), rest),
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
        parent: around.parent,
        over: around.over,
        is_open: around.is_open,
    };
    let is_inside = around.is_inside;
    if reference.attribute.ends_with("depends_on") && path.is_empty() {
        return Some(base.dependency(is_inside));
    }
    if reference.attribute.ends_with("replace_triggered_by") {
        return Some(Plan {
            span: reference.span,
            parts: Vec::new(),
            kind: PlanKind::Trigger,
            inputs: Vec::new(),
            lacks: Vec::new(),
        });
    }
    let rules = subject.outputs();
    if is_inside {
        let rule = matching(&rules, path).map(|(rule, used)| (&rule.reach, &path[..used]));
        return base.within_call(rule, path);
    }
    if let Some((rule, used)) = matching(&rules, path) {
        return base.reach(&rule.reach, &path[..used], &path[used..]);
    }
    let Some(StepFactKind::Attribute(name)) = path.first().map(|step| &step.kind) else {
        let plan = base.whole()?;
        // Where it can be told what is read of it, all of that is there.
        let lacks = match (&plan.kind, &reference.reads) {
            (PlanKind::WholeObject, None) => base.lacking(),
            _ => Vec::new(),
        };
        return Some(Plan { lacks, ..plan });
    };
    if template.is_some_and(|template| template.outputs.contains(name)) {
        return Some(base.output(name, &path[..1]));
    }
    base.unforeseen(path)
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

/// Whether a key is that of the object in the block's own `for_each`.
pub(super) fn is_each_key(key: &Value) -> bool {
    matches!(key, Value::Code(code, _) if code == "each.key")
}

/// A word as a string of the language, and where it was taken from.
pub(super) fn quoted(value: &Value) -> Option<Part> {
    let text = emit::quoted(&word(value)?);
    Some(match value {
        Value::Code(_, Some(origin)) => Part::Carried(text, origin.clone()),
        _ => Part::Text(text),
    })
}

pub(super) struct Base<'a> {
    pub(super) reference: &'a Reference,
    pub(super) subject: &'a Subject,
    pub(super) instance: Option<&'a StepFact>,
    pub(super) template: Option<&'a Template>,
    pub(super) target: &'a Target,
    /// Name of the call it becomes a part of.
    pub(super) parent: Option<&'a String>,
    /// See [`Around::over`].
    pub(super) over: Option<&'a str>,
    /// See [`Around::is_open`].
    pub(super) is_open: bool,
}

impl Base<'_> {
    /// From the start of the reference to the end of the last of `used`.
    pub(super) fn span(&self, used: &[StepFact]) -> Span {
        let end = used
            .last()
            .or(self.instance)
            .map_or(self.reference.address.end, |step| step.span.end);
        Span::new(self.reference.span.start, end)
    }

    /// `module.name` and which of its instances.
    pub(super) fn module(&self) -> Vec<Part> {
        let mut parts = vec![Part::Text(format!("module.{}", self.subject.name))];
        parts.extend(self.instance.map(|step| match step.kind {
            StepFactKind::Position(position) => Part::Text(format!("[{position}]")),
            StepFactKind::Splat => Part::Text("[*]".to_owned()),
            _ => Part::Source(step.span),
        }));
        parts
    }

    /// `module.parent.argument["key"]`, for one object that became a part of a call.
    pub(super) fn item(&self) -> Option<Vec<Part>> {
        let Target::Member(member) = &self.target else {
            return None;
        };
        let (parent, argument) = (self.parent?, &member.argument);
        let Place::Key(key) = &member.place else {
            return None;
        };
        let text = |text: &str| Part::Text(text.to_owned());
        let mut parts = vec![text(&format!("module.{parent}"))];
        match &member.parent.instance {
            None => {}
            Some(Value::Number(position)) => parts.push(text(&format!("[{position}]"))),
            Some(Value::Code(code, _)) if code.bytes().all(|byte| byte.is_ascii_digit()) => {
                parts.push(text(&format!("[{code}]")));
            }
            Some(instance) => {
                parts.push(text("["));
                parts.push(quoted(instance)?);
                parts.push(text("]"));
            }
        };
        parts.push(text(&format!(".{argument}")));
        match (self.subject.repetition, self.instance) {
            (Repetition::Once, None) => {
                parts.extend([text("["), quoted(key)?, text("]")]);
                Some(parts)
            }
            // Each object is called what the block's own objects are.
            (Repetition::ForEach, Some(step)) if is_each_key(key) => match step.kind {
                StepFactKind::Key(_) | StepFactKind::Index => {
                    parts.push(Part::Source(step.span));
                    Some(parts)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The name that every object of a block has that stands for several, one in each call.
    pub(super) fn name_of_each(&self) -> Option<Part> {
        let Target::Member(member) = &self.target else {
            return None;
        };
        let Place::Key(key) = &member.place else {
            return None;
        };
        let is_one_of_several = self.subject.repetition != Repetition::Once
            && self
                .instance
                .is_some_and(|step| step.kind != StepFactKind::Splat);
        is_one_of_several.then(|| quoted(key)).flatten()
    }

    /// Whether each object is a part of another of the parent's, under the same key.
    pub(super) fn is_for_each(&self) -> bool {
        matches!(self.target, Target::Member(member) if member.parent.is_for_each)
    }

    /// The name of an object, as it is written in the call.
    pub(super) fn name_in_call(&self) -> Option<Part> {
        let Target::Member(member) = &self.target else {
            return None;
        };
        let Place::Key(key) = &member.place else {
            return None;
        };
        match (self.subject.repetition, self.instance) {
            (Repetition::ForEach, Some(step)) if is_each_key(key) => match step.kind {
                StepFactKind::Key(_) | StepFactKind::Index => {
                    let inner = Span::new(step.span.start + 1, step.span.end - 1);
                    Some(Part::Source(inner))
                }
                _ => None,
            },
            (Repetition::Once, None) => quoted(key),
            _ => self.name_of_each(),
        }
    }

    /// What takes the place of `path` within the call that the object itself is written in: its name, or an input.
    fn within_call(&self, rule: Option<(&Reach, &[StepFact])>, path: &[StepFact]) -> Option<Plan> {
        match rule {
            Some((Reach::Member("name", _), used)) if let Some(name) = self.name_in_call() => {
                Some(Plan {
                    span: self.span(used),
                    parts: vec![name],
                    kind: PlanKind::Known,
                    inputs: Vec::new(),
                    lacks: Vec::new(),
                })
            }
            Some((Reach::Member(_, input) | Reach::Input(input), used)) => self.input(input, used),
            _ => self.unforeseen(path),
        }
    }

    pub(super) fn output(&self, name: &str, used: &[StepFact]) -> Plan {
        let mut parts = self.module();
        parts.push(Part::Text(format!(".{name}")));
        Plan {
            span: self.span(used),
            parts,
            kind: PlanKind::Known,
            inputs: Vec::new(),
            lacks: Vec::new(),
        }
    }

    /// An input for the attribute that `path` begins with.
    pub(super) fn unforeseen(&self, path: &[StepFact]) -> Option<Plan> {
        let first = path.first()?;
        let StepFactKind::Attribute(name) = &first.kind else {
            return None;
        };
        let input = whole::unforeseen(name);
        let plan = self.input(&input, std::slice::from_ref(first))?;
        Some(Plan {
            kind: PlanKind::BecameInput,
            ..plan
        })
    }

    fn dependency(&self, is_inside: bool) -> Plan {
        let name = match (self.template, self.parent) {
            _ if is_inside => None,
            (Some(_), _) => Some(&self.subject.name),
            (None, parent) => parent,
        };
        match name {
            Some(name) => Plan {
                span: self.reference.span,
                parts: vec![Part::Text(format!("module.{name}"))],
                kind: PlanKind::Known,
                inputs: Vec::new(),
                lacks: Vec::new(),
            },
            None => Plan::dropped(self.reference.span),
        }
    }

    pub(super) fn input(&self, input: &Input, used: &[StepFact]) -> Option<Plan> {
        let name = self.subject.variable(&input.name);
        let parts = match (self.subject.repetition, self.instance) {
            (Repetition::Once, None) => vec![Part::Text(format!("var.{name}"))],
            (Repetition::Once, Some(_)) => vec![Part::Text(format!("[var.{name}]"))],
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
                let variable = Part::Text(format!("var.{name}"));
                match &input.default {
                    None => vec![variable, index],
                    // Not every object needs to be given.
                    Some(default) => vec![
                        Part::Text("try(".to_owned()),
                        variable,
                        index,
                        Part::Text(format!(", {default})")),
                    ],
                }
            }
            // The object as a whole, although there are several: its attributes are taken somewhere else.
            (_, None) => return None,
        };
        Some(Plan {
            span: self.span(used),
            parts,
            kind: PlanKind::Known,
            inputs: vec![(name, input.clone())],
            lacks: Vec::new(),
        })
    }
}
