//! Short texts of documents and objects for the guide.

use ovhai_targets::objects::{Node, to_yaml};
use serde_json::{Map, Value};

/// Lines a snippet may have.
const LINES: usize = 18;

/// Characters a line may have.
const WIDTH: usize = 140;

/// `value` where `pointer` has it, as JSON without everything beside it. Places in lists are left out.
pub(super) fn json(pointer: &str, value: &Value) -> String {
    let mut whole = shortened(value);
    for name in pointer.split('/').skip(1).collect::<Vec<_>>().iter().rev() {
        let name = name.replace("~1", "/").replace("~0", "~");
        whole = if name.parse::<usize>().is_ok() {
            Value::Array(vec![whole])
        } else {
            Value::Object(Map::from_iter([(name, whole)]))
        };
    }
    // What the document lies in says nothing about it.
    while let Value::Array(items) = &mut whole {
        match items.pop() {
            Some(item) => whole = item,
            None => break,
        }
    }
    cut(&serde_json::to_string_pretty(&whole).unwrap_or_default())
}

/// Parts of objects as YAML.
pub(super) fn yaml(objects: &[Value]) -> String {
    let nodes: Vec<Node> = objects
        .iter()
        .map(|object| Node::from(&shortened(object)))
        .collect();
    let bytes = to_yaml(nodes.iter()).unwrap_or_default();
    cut(&String::from_utf8_lossy(&bytes))
}

/// One line of JSON for a table's cell.
pub(super) fn inline(value: &Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.replace('|', "\\|").replace('`', "'")
}

/// Texts of more than a line's width are of no use to a reader.
fn shortened(value: &Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > WIDTH => {
            let mut short: String = text.chars().take(WIDTH).collect();
            short.push('…');
            Value::String(short)
        }
        Value::Array(items) => items.iter().map(shortened).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), shortened(member)))
            .collect(),
        scalar => scalar.clone(),
    }
}

fn cut(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches("---\n").lines().collect();
    if lines.len() <= LINES {
        return lines.join("\n");
    }
    format!("{}\n…", lines[..LINES].join("\n"))
}
