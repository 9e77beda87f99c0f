//! Blocks that leave: a call of a neutral module takes their place, or nothing.

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, Lines, Notation, Span,
    emit::{NewBlock, Part, Style, Value, write},
};

use super::{
    Context, Planned, Rule, Told, carry,
    comments::{Comment, comment_part, comments, written_comments},
    inputs::Inputs,
    json,
    members::Members,
    modules,
    references::Replaced,
};
use crate::{
    decide::Subject,
    index::BlockRef,
    lower::{Argument, Lowered, meta},
    mappings::Target,
    repository::relative,
    survey::BlockFact,
};

/// Adds the edits of every block of the file that leaves.
pub(super) fn edits(
    context: &Context<'_>,
    replaced: &Replaced,
    members: &Members,
    planned: &mut Vec<Planned>,
    told: &mut Vec<Told>,
    inputs: &mut Inputs,
) {
    let is_json = context.document.notation == Notation::Json;
    let mut leaving = Vec::new();
    let lines = Lines::of(context.source.text.as_bytes());
    for (subject, lowered) in context.leaving() {
        let span = context.index.block(subject.at).span;
        for (name, input) in &lowered.inputs {
            let input = input.clone().repeated(subject.repetition);
            inputs.add(&subject.folder, name, input, context.number, span);
        }
        told.extend(lowered.notes.iter().map(|note| Told {
            kind: note.kind,
            file: context.number,
            at: note.at,
            address: subject.named.to_string(),
            detail: note.detail.clone(),
        }));
        let worst = lowered
            .notes
            .iter()
            .map(|note| note.kind.fidelity)
            .max()
            .unwrap_or(Fidelity::Exact);
        let block = match &lowered.target {
            Target::Module(noun) => {
                let block = call(context, replaced, members, subject, lowered, noun, span);
                Some(block)
            }
            Target::Inputs | Target::Member(_) => None,
        };
        if is_json {
            leaving.push(json::Leaving {
                span,
                address: subject.named.to_string(),
                fidelity: worst,
                call: block,
            });
            continue;
        }
        planned.push(match block {
            Some(block) => {
                let style = Style {
                    ending: context.file.ending,
                    level: 0,
                };
                let mut written = write(&block, style);
                if let Some(checker) = checker(context, replaced, subject, lowered) {
                    let end = context.file.ending.as_str();
                    written.text.push_str(end);
                    written.text.push_str(end);
                    let start = written.text.len();
                    let other = write(&checker, style);
                    written.text.push_str(&other.text);
                    let moved = other.carried.into_iter().map(|(span, origin)| {
                        (Span::new(span.start + start, span.end + start), origin)
                    });
                    written.carried.extend(moved);
                }
                Planned::new(span, written, Rule::Block, worst, subject.named.to_string())
            }
            None => Planned {
                edit: Edit::new(with_its_line(&context.source.text, &lines, span), ""),
                rule: Rule::Removal,
                fidelity: worst,
                address: subject.named.to_string(),
                carried: Vec::new(),
            },
        });
    }
    for block in imports(context) {
        if is_json {
            leaving.push(json::Leaving {
                span: block.span,
                address: block.address(),
                fidelity: Fidelity::Exact,
                call: None,
            });
            continue;
        }
        planned.push(Planned {
            edit: Edit::new(with_its_line(&context.source.text, &lines, block.span), ""),
            rule: Rule::Removal,
            fidelity: Fidelity::Exact,
            address: block.address(),
            carried: Vec::new(),
        });
    }
    if !leaving.is_empty() {
        planned.extend(json::edits(&context.source.text, leaving));
    }
}

/// `import` blocks of what leaves: there is nothing to import into any more.
fn imports<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a BlockFact> {
    let blocks = context.file.blocks().iter().enumerate();
    blocks.filter_map(|(number, block)| {
        let at = BlockRef {
            file: context.number,
            block: number,
        };
        context
            .decisions
            .goes_with(context.index, at)
            .then_some(block)
    })
}

/// `resource "terraform_data" "name_conditions"`, which checks what the block made a condition.
fn checker(
    context: &Context<'_>,
    replaced: &Replaced,
    subject: &Subject,
    lowered: &Lowered,
) -> Option<NewBlock> {
    if lowered.conditions.is_empty() {
        return None;
    }
    let text = &context.source.text;
    let carried = |value: &Value| carry::value(value, text, replaced);
    let name = meta::checker(&subject.name);
    let mut block = NewBlock::new("resource", &[meta::CHECKER, &name]);
    let heads = lowered
        .arguments
        .iter()
        .filter(|argument| is_head(&argument.name));
    for argument in heads {
        block = block.with(&argument.name, carried(&argument.value));
    }
    let comments = comments(context, lowered, context.index.block(subject.at).span);
    let mut lifecycle = NewBlock::new("lifecycle", &[]);
    for condition in &lowered.conditions {
        let values = condition.arguments.iter();
        let inside: Vec<Span> = values
            .flat_map(|(_, value)| carry::origins(value))
            .collect();
        let mut inner = NewBlock::new("precondition", &[]);
        let about = comments.iter();
        let above = about.filter(|comment| comment.condition == Some(condition.from));
        inner
            .parts
            .extend(above.map(|comment| comment.part.clone()));
        for comment in written_comments(context, condition.from, &inside) {
            inner.parts.push(comment_part(context, comment));
        }
        for (name, value) in &condition.arguments {
            inner = inner.with(name, carried(value));
        }
        lifecycle = lifecycle.with_block(inner);
    }
    Some(block.with_block(lifecycle))
}

fn is_head(name: &str) -> bool {
    name == "count" || name == "for_each"
}

/// `module "name" { source = … }`
fn call(
    context: &Context<'_>,
    replaced: &Replaced,
    members: &Members,
    subject: &Subject,
    lowered: &Lowered,
    noun: &str,
    span: Span,
) -> NewBlock {
    let text = &context.source.text;
    let folder = modules::folder(context.index, &context.options.profile, noun);
    let source = relative(&subject.folder, &folder);
    let mut comments = comments(context, lowered, span);
    comments.retain(|comment| comment.condition.is_none());
    let mut sections = [
        vec![Part::Attribute("source".to_owned(), Value::from(source))],
        Vec::new(),
        Vec::new(),
    ];
    let template = context.options.profile.module(noun);
    let mut arguments: Vec<Argument> = lowered
        .arguments
        .iter()
        .map(|argument| Argument {
            value: carry::value(&argument.value, text, replaced),
            ..argument.clone()
        })
        .collect();
    if let Some(number) = context.decisions.subject_at(subject.at) {
        members.join(number, &mut arguments);
    }
    arguments.sort_by_key(|argument| template.map(|template| template.position(&argument.name)));
    for argument in arguments {
        let value = argument.value;
        let is_tail = argument.name == "depends_on";
        let is_empty = |code: &str| code.chars().all(|c| "[],".contains(c) || c.is_whitespace());
        if is_tail && matches!(&value, Value::Code(code, _) if is_empty(code)) {
            continue;
        }
        let section = if is_head(&argument.name) {
            0
        } else if is_tail {
            2
        } else {
            1
        };
        let (these, others) = comments
            .into_iter()
            .partition(|comment| argument.from.is_some() && comment.about == argument.from);
        comments = others;
        let parts = &mut sections[section];
        parts.extend(these.into_iter().map(|comment: Comment| comment.part));
        parts.push(Part::Attribute(argument.name, value));
    }
    let mut block = NewBlock::new("module", &[&subject.name]);
    let (last, first): (Vec<Comment>, Vec<Comment>) =
        comments.into_iter().partition(|comment| comment.is_last);
    let part = |comment: Comment| comment.part;
    block.parts.extend(first.into_iter().map(part));
    sections[1].extend(last.into_iter().map(part));
    for (number, section) in sections.into_iter().enumerate() {
        if number > 0 && !section.is_empty() {
            block.parts.push(Part::Blank);
        }
        block.parts.extend(section);
    }
    block
}

/// A block together with the rest of its line, if nothing else stands there, and one of two empty lines around it.
pub(super) fn with_its_line(text: &str, lines: &Lines, span: Span) -> Span {
    let whole = lines.whole(span);
    let before = Span::new(whole.start, span.start).text(text);
    let after = Span::new(span.end, whole.end).text(text);
    if !before.trim().is_empty() || !after.trim().is_empty() {
        return span;
    }
    let rest = &text[whole.end..];
    let next = rest.split_inclusive('\n').next().unwrap_or_default();
    let is_first = text[..whole.start]
        .trim_start_matches('\u{feff}')
        .trim()
        .is_empty();
    let follows_empty =
        text[..whole.start].ends_with("\n\n") || text[..whole.start].ends_with("\n\r\n");
    let takes_next = !next.is_empty() && next.trim().is_empty() && (is_first || follows_empty);
    let end = if takes_next {
        whole.end + next.len()
    } else {
        whole.end
    };
    Span::new(whole.start, end)
}

/// Where everything up to the end of the file goes, the empty line before it goes too.
pub(super) fn trim_end(text: &str, planned: &mut [Planned]) {
    let mut removals: Vec<&mut Planned> = planned
        .iter_mut()
        .filter(|planned| planned.rule == Rule::Removal && planned.edit.text.is_empty())
        .collect();
    removals.sort_by_key(|planned| planned.edit.span.start);
    let mut first = None;
    let mut edge = text.len();
    for planned in removals.into_iter().rev() {
        let span = planned.edit.span;
        if !text[span.end..edge].trim().is_empty() {
            break;
        }
        edge = span.start;
        first = Some(planned);
    }
    let Some(first) = first else { return };
    let span = first.edit.span;
    let line = ["\n\n", "\r\n\r\n"]
        .iter()
        .find(|end| text[..span.start].ends_with(**end))
        .map_or(0, |end| end.len() / 2);
    first.edit.span = Span::new(span.start - line, span.end);
}
