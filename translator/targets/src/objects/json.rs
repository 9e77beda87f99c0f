//! Printing trees as JSON, two spaces, members in the tree's order.

use super::{Leaf, Literal, Mapping, Node, Unresolved};

/// `node` as one JSON document with a line feed at the end.
///
/// # Errors
/// The first leaf that is no literal.
pub fn to_json(node: &Node) -> Result<Vec<u8>, Unresolved> {
    let mut out = String::with_capacity(8192);
    write(&mut out, node, 0)?;
    out.push('\n');
    Ok(out.into_bytes())
}

/// `node` as one line of JSON, its members sorted by name.
///
/// # Errors
/// The first leaf that is no literal.
pub fn to_compact_json(node: &Node) -> Result<String, Unresolved> {
    let bytes = to_json(node)?;
    // What was just printed can be read.
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Ok(value.to_string())
}

/// `items` as one Kubernetes `List`, which `kubectl apply -f` takes.
///
/// # Errors
/// The first leaf that is no literal.
pub fn to_json_list<'a>(items: impl IntoIterator<Item = &'a Node>) -> Result<Vec<u8>, Unresolved> {
    let mut out = String::with_capacity(8192);
    out.push_str("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [");
    for (index, item) in items.into_iter().enumerate() {
        out.push_str(if index > 0 { ",\n    " } else { "\n    " });
        write(&mut out, item, 4).map_err(|error| error.under(&index.to_string()))?;
    }
    out.push_str("\n  ]\n}\n");
    Ok(out.into_bytes())
}

fn write(out: &mut String, node: &Node, indent: usize) -> Result<(), Unresolved> {
    match node {
        Node::Mapping(mapping) => write_mapping(out, mapping, indent),
        Node::Sequence(items) if items.is_empty() => {
            out.push_str("[]");
            Ok(())
        }
        Node::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                next_line(out, index, indent + 2);
                write(out, item, indent + 2).map_err(|error| error.under(&index.to_string()))?;
            }
            last_line(out, indent);
            out.push(']');
            Ok(())
        }
        Node::Leaf(Leaf::Literal(literal)) => {
            match literal {
                Literal::Null => out.push_str("null"),
                Literal::Bool(true) => out.push_str("true"),
                Literal::Bool(false) => out.push_str("false"),
                Literal::Number(number) => out.push_str(&number.to_string()),
                Literal::Text(text) => write_text(out, text),
            }
            Ok(())
        }
        Node::Leaf(leaf) => Err(Unresolved::of(leaf)),
    }
}

fn write_mapping(out: &mut String, mapping: &Mapping, indent: usize) -> Result<(), Unresolved> {
    if mapping.is_empty() {
        out.push_str("{}");
        return Ok(());
    }
    out.push('{');
    for (index, (name, value)) in mapping.iter().enumerate() {
        next_line(out, index, indent + 2);
        write_text(out, name);
        out.push_str(": ");
        write(out, value, indent + 2).map_err(|error| error.under(name))?;
    }
    last_line(out, indent);
    out.push('}');
    Ok(())
}

fn next_line(out: &mut String, index: usize, indent: usize) {
    if index > 0 {
        out.push(',');
    }
    last_line(out, indent);
}

fn last_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// JSON's own escapes; serde_json's text form of a string.
fn write_text(out: &mut String, text: &str) {
    match serde_json::to_string(text) {
        Ok(quoted) => out.push_str(&quoted),
        // A str always has a JSON form.
        Err(_) => out.push_str("\"\""),
    }
}
