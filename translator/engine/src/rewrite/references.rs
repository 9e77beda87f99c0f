//! New text for every reference of a file to something that leaves.

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, Notation, Span,
    emit::{Origin, Value, json_string},
};

use super::{Context, Planned, Rule, Told, carry, depends, hosts, inputs::Inputs};
use crate::{
    decide::{Part, PlanKind},
    finding,
    index::{BlockRef, ReferenceRef},
    lower::Lowered,
    mappings::{Place, Target},
    survey::BlockKind,
};

/// Every replaced expression of a file, whether it stands in a block that stays or in one that leaves.
pub(super) struct Replaced {
    planned: Vec<Planned>,
    /// Whether the file is JSON.
    pub(super) is_json: bool,
}

/// The references of the file, planned.
pub(super) fn edits(
    context: &Context<'_>,
    names: &mut hosts::Names,
    inputs: &mut Inputs,
) -> (Replaced, Vec<Told>) {
    let mut planned = Vec::new();
    let mut told = Vec::new();
    let removals = depends::removals(context);
    for (number, reference) in context.file.references().iter().enumerate() {
        let at = ReferenceRef {
            file: context.number,
            reference: number,
        };
        let holder = BlockRef {
            file: context.number,
            block: reference.block,
        };
        let block = context.index.block(holder);
        if matches!(block.kind, BlockKind::State { .. }) {
            continue;
        }
        let Some(plan) = context.decisions.plan(context.index, context.options, at) else {
            continue;
        };
        if !is_written_again(context, holder, reference.span) {
            continue;
        }
        let folder = context.index.folder_of(holder);
        for (name, input) in plan.inputs {
            let Some(subject) = context.decisions.subject(folder, &reference.named) else {
                break;
            };
            let repetition = context.decisions.subjects[subject].repetition;
            inputs.add(
                folder,
                &name,
                input.repeated(repetition),
                context.number,
                reference.span,
            );
        }
        let (kind, fidelity) = match plan.kind {
            PlanKind::Known | PlanKind::Dropped => (None, Fidelity::Exact),
            PlanKind::BecameInput => (Some(&finding::BECAME_INPUT), Fidelity::Manual),
            PlanKind::WholeObject => (Some(&finding::WHOLE_OBJECT), Fidelity::Adapted),
            PlanKind::Trigger => (Some(&finding::TRIGGER), Fidelity::Manual),
        };
        told.extend(kind.map(|kind| Told {
            kind,
            file: context.number,
            at: reference.span,
            address: block.address(),
            detail: match plan.lacks.as_slice() {
                [] => format!("`{}` in {}", reference.named, reference.attribute),
                lacks => format!(
                    "`{}` in {}; it has no {}",
                    reference.named,
                    reference.attribute,
                    lacks.join(", ")
                ),
            },
        }));
        if removals
            .iter()
            .any(|removal| removal.span.contains(reference.span))
        {
            continue;
        }
        let (text, carried) = written(context, plan.parts);
        planned.push(Planned {
            edit: Edit::new(plan.span, text),
            rule: Rule::Reference,
            fidelity,
            address: reference.named.to_string(),
            carried,
        });
    }
    planned.extend(hosts::edits(context, names, inputs, &mut told));
    planned.extend(removals.into_iter().map(|removal| removal.planned(context)));
    planned.sort_by_key(|planned| {
        (
            planned.edit.span.start,
            std::cmp::Reverse(planned.edit.span.end),
        )
    });
    // Where a call around one reference is replaced, what else stands in it goes along.
    let mut outer: Vec<Planned> = Vec::new();
    for planned in planned {
        let is_inside = outer
            .last()
            .is_some_and(|outer| outer.edit.span.contains(planned.edit.span));
        if !is_inside {
            outer.push(planned);
        }
    }
    let is_json = context.document.notation == Notation::Json;
    let replaced = Replaced {
        planned: outer,
        is_json,
    };
    (replaced, told)
}

/// The new text, and what of it was taken from where.
fn written(context: &Context<'_>, parts: Vec<Part>) -> (String, Vec<(Span, Origin)>) {
    let mut text = String::new();
    let mut carried = Vec::new();
    // In JSON every reference stands in a string.
    let is_json = context.document.notation == Notation::Json;
    let quoted = |new: String| match is_json {
        true => {
            let quoted = json_string(&new);
            quoted[1..quoted.len() - 1].to_owned()
        }
        false => new,
    };
    for part in parts {
        let start = text.len();
        let origin = match part {
            Part::Text(new) => {
                text.push_str(&quoted(new));
                continue;
            }
            Part::Source(span) => {
                text.push_str(span.text(&context.source.text));
                Origin {
                    file: context.file.path.clone(),
                    span,
                    renamed: Vec::new(),
                }
            }
            Part::Carried(words, origin) => {
                text.push_str(&quoted(words));
                origin
            }
        };
        carried.push((Span::new(start, text.len()), origin));
    }
    (text, carried)
}

/// Whether what stands at `span` in the block `holder` is there afterwards: the block stays, or it is carried into a call.
fn is_written_again(context: &Context<'_>, holder: BlockRef, span: Span) -> bool {
    let subject = context.decisions.subject_at(holder);
    subject
        .and_then(|number| context.decisions.fates[number].lowered())
        .is_none_or(|lowered| carried(lowered).iter().any(|origin| origin.contains(span)))
}

/// The code of a block that leaves that is carried into a call.
pub(super) fn carried(lowered: &Lowered) -> Vec<Span> {
    let mut values: Vec<&Value> = Vec::new();
    match &lowered.target {
        Target::Member(member) => {
            values.push(&member.value);
            values.extend(&member.parent.instance);
            if let Place::Key(key) = &member.place {
                values.push(key);
            }
        }
        Target::Module(_) => {}
        Target::Inputs => return Vec::new(),
    }
    let arguments = lowered.arguments.iter().map(|argument| &argument.value);
    values
        .into_iter()
        .chain(arguments)
        .flat_map(carry::origins)
        .chain(in_conditions(lowered))
        .collect()
}

fn in_conditions(lowered: &Lowered) -> Vec<Span> {
    let values = lowered.conditions.iter().flat_map(|one| &one.arguments);
    values
        .flat_map(|(_, value)| carry::origins(value))
        .collect()
}

impl Replaced {
    /// The edits within `span`.
    pub(super) fn within(&self, span: Span) -> impl Iterator<Item = &Edit> {
        // In order, and none within another.
        let from = self
            .planned
            .partition_point(|planned| planned.edit.span.start < span.start);
        self.planned[from..]
            .iter()
            .map(|planned| &planned.edit)
            .take_while(move |edit| edit.span.start <= span.end)
            .filter(move |edit| span.contains(edit.span))
    }

    /// The edits that are made where they stand: not in blocks that leave.
    pub(super) fn outside(self, context: &Context<'_>) -> Vec<Planned> {
        let mut leaving: Vec<Span> = context
            .leaving()
            .map(|(subject, _)| context.index.block(subject.at).span)
            .collect();
        leaving.sort_unstable();
        let leaves = |inner: Span| {
            let begun = leaving.partition_point(|span| span.start <= inner.start);
            leaving[..begun]
                .last()
                .is_some_and(|span| span.contains(inner))
        };
        self.planned
            .into_iter()
            .filter(|planned| !leaves(planned.edit.span))
            .collect()
    }
}
