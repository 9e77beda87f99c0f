//! Blocks that leave: a call of a neutral module takes their place, or nothing.

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Edit, Item, Lines, Span,
    emit::{NewBlock, Origin, Part, Style, Value, write},
};

use super::{
    Context, Planned, Rule, Told, carry, inputs::Inputs, members::Members, modules,
    references::Replaced,
};
use crate::{
    decide::Subject,
    index::BlockRef,
    lower::{Argument, Lowered},
    mappings::Target,
    repository::relative,
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
        planned.push(match &lowered.target {
            Target::Module(noun) => {
                let block = call(context, replaced, members, subject, lowered, noun, span);
                let style = Style {
                    ending: context.file.ending,
                    level: 0,
                };
                let written = write(&block, style);
                Planned::new(span, written, Rule::Block, worst, subject.named.to_string())
            }
            Target::Inputs | Target::Member(_) => Planned {
                edit: Edit::new(with_its_line(&context.source.text, &lines, span), ""),
                rule: Rule::Removal,
                fidelity: worst,
                address: subject.named.to_string(),
                carried: Vec::new(),
            },
        });
    }
}

/// `import` blocks of what leaves: there is nothing to import into any more.
pub(super) fn imports(context: &Context<'_>, planned: &mut Vec<Planned>) {
    let mut lines: Option<Lines> = None;
    for (number, block) in context.file.blocks().iter().enumerate() {
        let at = BlockRef {
            file: context.number,
            block: number,
        };
        if context.decisions.goes_with(context.index, at) {
            let text = &context.source.text;
            let lines = lines.get_or_insert_with(|| Lines::of(text.as_bytes()));
            planned.push(Planned {
                edit: Edit::new(with_its_line(text, lines, block.span), ""),
                rule: Rule::Removal,
                fidelity: Fidelity::Exact,
                address: block.address(),
                carried: Vec::new(),
            });
        }
    }
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
    let is_head = |name: &str| name == "count" || name == "for_each";
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
    block
        .parts
        .extend(comments.into_iter().map(|comment| comment.part));
    for (number, section) in sections.into_iter().enumerate() {
        if number > 0 && !section.is_empty() {
            block.parts.push(Part::Blank);
        }
        block.parts.extend(section);
    }
    block
}

/// A comment in a block that leaves.
struct Comment {
    part: Part,
    /// The argument it stands above, behind or in.
    about: Option<Span>,
}

/// The comments of the block at `span`, without those in code that is carried over.
fn comments(context: &Context<'_>, lowered: &Lowered, span: Span) -> Vec<Comment> {
    let source = &context.source.text;
    let text = span.text(source);
    let carried: Vec<Span> = lowered
        .arguments
        .iter()
        .flat_map(|argument| carry::origins(&argument.value))
        .collect();
    let all = &context.document.body.items;
    let from = all.partition_point(|item| item.span().start < span.start);
    let items: Vec<Span> = match all.get(from) {
        Some(Item::Block(block)) if block.span == span => {
            block.body.items.iter().map(Item::span).collect()
        }
        _ => Vec::new(),
    };
    let is_line_break = |span: Span| span.text(source).contains('\n');
    ovhai_syntax::comments(text)
        .into_iter()
        .map(|comment| Span::new(span.start + comment.start, span.start + comment.end))
        .filter(|comment| !carried.iter().any(|carried| carried.contains(*comment)))
        .map(|comment| {
            let inside = items.iter().find(|item| item.contains(comment));
            let behind = || {
                let before = items.iter().rfind(|item| item.end <= comment.start)?;
                (!is_line_break(Span::new(before.end, comment.start))).then_some(before)
            };
            let above = || items.iter().find(|item| item.start >= comment.end);
            let origin = Origin {
                file: context.file.path.clone(),
                span: comment,
                renamed: Vec::new(),
            };
            Comment {
                about: inside.or_else(behind).or_else(above).copied(),
                part: Part::Comment(comment.text(source).to_owned(), Some(origin)),
            }
        })
        .collect()
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
