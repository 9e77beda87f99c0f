//! Comments of blocks that leave: each goes to what it is about.

use ovhai_syntax::{
    Item, Notation, Span,
    emit::{Origin, Part},
    json::Layout,
};

use super::{Context, carry};
use crate::lower::{Lowered, meta};

/// A comment in a block that leaves.
pub(super) struct Comment {
    pub(super) part: Part,
    /// The argument it stands above, behind or in.
    pub(super) about: Option<Span>,
    /// The condition it is about, if that goes to a block of its own.
    pub(super) condition: Option<Span>,
    /// Whether it stands behind everything, because what it is about stood there.
    pub(super) is_last: bool,
}

/// The comments in `span`, without those in `carried`, which go along with code.
pub(super) fn written_comments(context: &Context<'_>, span: Span, carried: &[Span]) -> Vec<Span> {
    let found = ovhai_syntax::comments(span.text(&context.source.text));
    found
        .into_iter()
        .map(|comment| Span::new(span.start + comment.start, span.start + comment.end))
        .filter(|comment| !carried.iter().any(|carried| carried.contains(*comment)))
        .collect()
}

pub(super) fn comment_part(context: &Context<'_>, comment: Span) -> Part {
    let origin = Origin {
        file: context.file.path.clone(),
        span: comment,
        renamed: Vec::new(),
    };
    let text = comment.text(&context.source.text);
    Part::Comment(text.to_owned(), Some(origin))
}

/// The comments of the block at `span`, without those in code that is carried over.
pub(super) fn comments(context: &Context<'_>, lowered: &Lowered, span: Span) -> Vec<Comment> {
    let source = &context.source.text;
    let mut carried: Vec<Span> = lowered
        .arguments
        .iter()
        .flat_map(|argument| carry::origins(&argument.value))
        .collect();
    if context.document.notation == Notation::Json {
        return json_comments(context, span, &carried);
    }
    carried.extend(lowered.conditions.iter().map(|condition| condition.from));
    let all = &context.document.body.items;
    let from = all.partition_point(|item| item.span().start < span.start);
    let body = match all.get(from) {
        Some(Item::Block(block)) if block.span == span => Some(&block.body),
        _ => None,
    };
    let items: Vec<&Item> = body.map_or_else(Vec::new, |body| body.items.iter().collect());
    let is_line_break = |span: Span| span.text(source).contains('\n');
    let about = |items: &[&Item], comment: Span| {
        let inside = items.iter().find(|item| item.span().contains(comment));
        let behind = || {
            let before = items
                .iter()
                .rfind(|item| item.span().end <= comment.start)?;
            let between = Span::new(before.span().end, comment.start);
            (!is_line_break(between)).then_some(before)
        };
        let above = || items.iter().find(|item| item.span().start >= comment.end);
        let item = inside.or_else(behind).or_else(above);
        item.map(|item| (*item).clone())
    };
    written_comments(context, span, &carried)
        .into_iter()
        .map(|comment| {
            let item = about(&items, comment);
            let lifecycle = match &item {
                Some(Item::Block(block)) if block.keyword.text == "lifecycle" => Some(block),
                _ => None,
            };
            let inner = lifecycle.and_then(|lifecycle| {
                let items: Vec<&Item> = lifecycle.body.items.iter().collect();
                about(&items, comment)
            });
            let ignored = inner.as_ref().zip(body).and_then(|(inner, body)| {
                let Item::Attribute(rule) = inner else {
                    return None;
                };
                // What is left alone is an argument of the block: there its reason belongs.
                let name = meta::named_by(rule, comment)?;
                let argument = body.attribute(&name)?.span;
                let mut arguments = lowered.arguments.iter();
                arguments
                    .any(|known| known.from == Some(argument))
                    .then_some(argument)
            });
            let conditions = lowered.conditions.iter().map(|condition| condition.from);
            let inner = inner.map(|inner| inner.span());
            let condition = conditions.into_iter().find(|from| Some(*from) == inner);
            Comment {
                condition,
                is_last: lifecycle.is_some() && ignored.is_none(),
                about: ignored.or_else(|| item.map(|item| item.span())),
                part: comment_part(context, comment),
            }
        })
        .collect()
}

/// What `//` says in the member at `span`, as one such member.
fn json_comments(context: &Context<'_>, span: Span, carried: &[Span]) -> Vec<Comment> {
    let source = &context.source.text;
    let found = Layout::of(source).map_or_else(Vec::new, |layout| layout.comments(span));
    let found: Vec<Span> = found
        .into_iter()
        .filter(|comment| !carried.iter().any(|carried| carried.contains(*comment)))
        .collect();
    let texts: Vec<&str> = found.iter().map(|span| span.text(source)).collect();
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return Vec::new();
    };
    let text = match texts.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(", ")),
    };
    // What stands on several lines would keep the indentation it had.
    let flat = || serde_json::from_str::<serde_json::Value>(&text).ok();
    let text = match text.contains('\n') {
        true => flat().map_or(text, |value| value.to_string()),
        false => text,
    };
    let origin = Origin {
        file: context.file.path.clone(),
        span: first.to(*last),
        renamed: Vec::new(),
    };
    vec![Comment {
        part: Part::Comment(text, Some(origin)),
        about: None,
        condition: None,
        is_last: false,
    }]
}
