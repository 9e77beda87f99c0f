//! Text to tree, without ever failing.

use hcl_edit::parser;

use crate::{
    Body, Document, Expression, FileClass, Isolated, Item, Label, Name, Notation, Problem, Span,
    Template,
    convert::{Converter, Origin},
    json, plain, repair,
    scan::{self, TokenKind},
    split,
};

/// What some editors put before the text.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Parses the configuration in `bytes`, as native syntax or as JSON according to `class`.
///
/// Whatever cannot be read becomes an [`Item::Isolated`] with its [`Problem`]: a block of native syntax, or all of a file
/// that is not UTF-8, or all of a JSON file that is not JSON.
#[must_use]
pub fn parse(bytes: &[u8], class: FileClass) -> Document {
    let start = mark(bytes);
    let notation = if class.is_json() {
        Notation::Json
    } else {
        Notation::Native
    };
    let (items, repairs) = match (std::str::from_utf8(&bytes[start..]), notation) {
        (Err(error), _) => {
            let problem = Problem {
                at: start + error.valid_up_to(),
                message: "the file is not UTF-8".to_owned(),
            };
            (vec![whole(start, bytes.len(), problem)], Vec::new())
        }
        (Ok(text), Notation::Json) => match json::parse(text, start, class) {
            Ok(items) => (items, Vec::new()),
            Err(problem) => (vec![whole(start, bytes.len(), problem)], Vec::new()),
        },
        (Ok(text), Notation::Native) => native(text, start),
    };
    Document {
        notation,
        body: Body {
            span: around(&items, start),
            items,
        },
        repairs,
    }
}

/// Hands on every item of the configuration in `bytes`, one after the other and none of them kept, and says whether that was
/// all of it: where not, which may show after some of them, only [`parse`] can tell. What it hands on is what [`parse`] gives.
pub fn parse_each(bytes: &[u8], class: FileClass, seen: &mut dyn FnMut(&Item)) -> bool {
    let start = mark(bytes);
    if class.is_json() {
        return false;
    }
    let text = std::str::from_utf8(&bytes[start..]);
    text.is_ok_and(|text| plain::each(text, start, 0, &mut |item| seen(&item)).is_some())
}

/// What [`parse`] gives, of its top-level items those at `wanted` only: spans that it gave, in order. Only they are read, unless
/// one of them is not plain; then others may be there too.
#[must_use]
pub fn parse_some(bytes: &[u8], class: FileClass, wanted: &[Span]) -> Document {
    let Some(items) = plain_items(bytes, class, wanted) else {
        return parse(bytes, class);
    };
    Document {
        notation: Notation::Native,
        body: Body {
            span: around(&items, mark(bytes)),
            items,
        },
        repairs: Vec::new(),
    }
}

fn plain_items(bytes: &[u8], class: FileClass, wanted: &[Span]) -> Option<Vec<Item>> {
    if class.is_json() {
        return None;
    }
    let start = mark(bytes);
    let text = std::str::from_utf8(&bytes[start..]).ok()?;
    let mut items: Vec<Item> = Vec::with_capacity(wanted.len());
    for span in wanted {
        let text = text.get(..span.end.checked_sub(start)?)?;
        let from = span.start.checked_sub(start)?;
        plain::each(text, start, from, &mut |item| items.push(item))?;
    }
    let is_all = items.iter().map(Item::span).eq(wanted.iter().copied());
    is_all.then_some(items)
}

/// From the first to the last; `start` if there is none.
fn around(items: &[Item], start: usize) -> Span {
    match (items.first(), items.last()) {
        (Some(first), Some(last)) => first.span().to(last.span()),
        _ => Span::new(start, start),
    }
}

/// How many bytes the byte-order mark has, if there is one.
fn mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    }
}

/// Parses `text` as a template, the way a `.tftpl` file or a JSON string is read. Nothing if it is no template.
#[must_use]
pub fn parse_template(text: &str) -> Option<Template> {
    let template = parser::parse_template(text).ok()?;
    let origin = Origin::At(0);
    Some(Converter { text, origin }.template(&template))
}

/// Parses `text` as one expression of native syntax. Nothing if it is none.
#[must_use]
pub fn parse_expression(text: &str) -> Option<Expression> {
    let expression = parser::parse_expr(text).ok()?;
    let origin = Origin::At(0);
    Some(Converter { text, origin }.expression(&expression))
}

fn whole(start: usize, end: usize, problem: Problem) -> Item {
    Item::Isolated(Isolated {
        keyword: None,
        labels: Vec::new(),
        span: Span::new(start, end),
        problem,
    })
}

fn native(text: &str, start: usize) -> (Vec<Item>, Vec<Problem>) {
    if let Some(items) = plain::items(text, start).or_else(|| sound(text, start)) {
        return (items, Vec::new());
    }
    let (mut items, mut repairs) = (Vec::new(), Vec::new());
    // What is still to be read, last first.
    let mut rest: Vec<Span> = split::items(text);
    rest.reverse();
    while let Some(span) = rest.pop() {
        let origin = start + span.start;
        let part = span.text(text);
        let converter = Converter {
            text: part,
            origin: Origin::At(origin),
        };
        let error = match parser::parse_body(part) {
            Ok(body) => {
                items.extend(converter.body(&body).items);
                continue;
            }
            Err(error) => error,
        };
        if let Some((body, problems)) = repair::repair(part, &error) {
            items.extend(converter.body(&body).items);
            repairs.extend(problems.into_iter().map(|problem| Problem {
                at: origin + problem.at,
                ..problem
            }));
            continue;
        }
        match split::closing_line(part) {
            // Brackets that do not balance made it reach too far.
            Some(end) if end < part.len() => {
                let after = split::items(&part[end..]).into_iter();
                let at = span.start + end;
                rest.extend(
                    after
                        .rev()
                        .map(|span| Span::new(at + span.start, at + span.end)),
                );
                items.push(isolated(&part[..end], origin, &error));
            }
            _ => items.push(isolated(part, origin, &error)),
        }
    }
    (items, repairs)
}

/// What the parser makes of `text`, if it accepts all of it.
pub(crate) fn sound(text: &str, start: usize) -> Option<Vec<Item>> {
    let body = parser::parse_body(text).ok()?;
    let origin = Origin::At(start);
    Some(Converter { text, origin }.body(&body).items)
}

fn isolated(text: &str, origin: usize, error: &parser::Error) -> Item {
    let place = |span: Span| Span::new(origin + span.start, origin + span.end);
    let mut keyword = None;
    let mut labels = Vec::new();
    for token in scan::tokens(text) {
        let (span, text) = (place(token.span), token.span.text(text).to_owned());
        match token.kind {
            TokenKind::Word if keyword.is_none() => keyword = Some(Name { text, span }),
            TokenKind::Word => labels.push(Label { text, span }),
            TokenKind::Text => labels.push(Label {
                text,
                span: Span::new(span.start - 1, span.end + 1),
            }),
            TokenKind::Quote => {}
            _ => break,
        }
    }
    Item::Isolated(Isolated {
        keyword,
        labels,
        span: Span::new(origin, origin + text.len()),
        problem: Problem {
            at: origin + error.location().offset().min(text.len()),
            message: error.message().to_owned(),
        },
    })
}
