//! Printing trees as YAML.
//!
//! Every text that any YAML version or parser could read as something else is double-quoted with JSON's escapes, so that
//! `no`, `1e3`, `~`, dates, sexagesimals and control characters arrive as written. Block style, two spaces, no line folding,
//! no anchors: the bytes depend only on the tree.

use std::fmt::Write as _;

use super::{Leaf, Literal, Mapping, Node};

/// A leaf that plain text cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: `{what}` is only known to another language; replace it with an override")]
pub struct Unresolved {
    /// Where in the tree, for example `spec.replicas`.
    pub path: String,
    /// The expression, or `secret NAME/KEY`.
    pub what: String,
}

impl Unresolved {
    pub(super) fn of(leaf: &Leaf) -> Self {
        Self {
            path: String::new(),
            what: match leaf {
                Leaf::Literal(_) => String::new(),
                Leaf::Expression(text) => text.clone(),
                Leaf::Secret(secret) => format!("secret {}/{}", secret.name, secret.key),
            },
        }
    }

    pub(super) fn under(mut self, part: &str) -> Self {
        self.path = if self.path.is_empty() {
            part.to_owned()
        } else {
            format!("{part}.{}", self.path)
        };
        self
    }
}

/// `documents` as one YAML stream, separated by `---`.
///
/// # Errors
/// The first leaf that is no literal.
pub fn to_yaml<'a>(documents: impl IntoIterator<Item = &'a Node>) -> Result<Vec<u8>, Unresolved> {
    let mut out = String::with_capacity(8192);
    for (index, document) in documents.into_iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        match document {
            Node::Mapping(mapping) if !mapping.is_empty() => {
                write_mapping(&mut out, mapping, 0, false)?;
            }
            Node::Sequence(items) if !items.is_empty() => write_sequence(&mut out, items, 0)?,
            other => {
                write_inline(&mut out, other)?;
                out.push('\n');
            }
        }
    }
    Ok(out.into_bytes())
}

/// `continued`: the cursor already stands where the first member belongs, after a dash.
fn write_mapping(
    out: &mut String,
    mapping: &Mapping,
    indent: usize,
    continued: bool,
) -> Result<(), Unresolved> {
    for (index, (name, value)) in mapping.iter().enumerate() {
        if index > 0 || !continued {
            pad(out, indent);
        }
        write_text(out, name);
        out.push(':');
        match value {
            Node::Mapping(inner) if !inner.is_empty() => {
                out.push('\n');
                write_mapping(out, inner, indent + 2, false)
            }
            // Items stand below their key without extra indent, as Kubernetes users write them.
            Node::Sequence(items) if !items.is_empty() => {
                out.push('\n');
                write_sequence(out, items, indent)
            }
            other => {
                out.push(' ');
                write_inline(out, other).map(|()| out.push('\n'))
            }
        }
        .map_err(|error| error.under(name))?;
    }
    Ok(())
}

fn write_sequence(out: &mut String, items: &[Node], indent: usize) -> Result<(), Unresolved> {
    for (index, item) in items.iter().enumerate() {
        pad(out, indent);
        match item {
            Node::Mapping(inner) if !inner.is_empty() => {
                out.push_str("- ");
                write_mapping(out, inner, indent + 2, true)
            }
            Node::Sequence(inner) if !inner.is_empty() => {
                out.push_str("-\n");
                write_sequence(out, inner, indent + 2)
            }
            other => {
                out.push_str("- ");
                write_inline(out, other).map(|()| out.push('\n'))
            }
        }
        .map_err(|error| error.under(&index.to_string()))?;
    }
    Ok(())
}

fn write_inline(out: &mut String, node: &Node) -> Result<(), Unresolved> {
    match node {
        Node::Mapping(_) => out.push_str("{}"),
        Node::Sequence(_) => out.push_str("[]"),
        Node::Leaf(Leaf::Literal(literal)) => match literal {
            Literal::Null => out.push_str("null"),
            Literal::Bool(true) => out.push_str("true"),
            Literal::Bool(false) => out.push_str("false"),
            Literal::Number(number) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{number}");
            }
            Literal::Text(text) => write_text(out, text),
        },
        Node::Leaf(leaf) => return Err(Unresolved::of(leaf)),
    }
    Ok(())
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn write_text(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        write_quoted(out, text);
    }
}

/// Starts with a letter or `/`, holds only characters without meaning, and is no word a YAML version reads as another type.
fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
    ];
    text.bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'/')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_./:@+".contains(&b))
        && !text.ends_with(':')
        && !(text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Double quotes with escapes that YAML 1.1, YAML 1.2 and JSON share where possible. Invisible characters and those that
/// change the direction of text are escaped, so that a reader sees them.
fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(character),
            _ if is_visible(character) => out.push(character),
            _ => {
                let number = u32::from(character);
                // Writing to a String cannot fail.
                let _ = if number <= 0xffff {
                    write!(out, "\\u{number:04x}")
                } else {
                    write!(out, "\\U{number:08x}")
                };
            }
        }
    }
    out.push('"');
}

fn is_visible(character: char) -> bool {
    !character.is_control()
        && !matches!(u32::from(character),
            0xa0 | 0xad | 0x61c | 0x180e | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000
            | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfe00..=0xfe0f | 0xfeff | 0xfff0..=0xffff
            | 0xe0000..=0x10ffff)
        && u32::from(character) & 0xfffe != 0xfffe
}

#[cfg(test)]
mod tests;
