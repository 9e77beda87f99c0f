//! Other values a member might have had.

use serde_json::{Value, json};

use super::models::Models;

/// Other values of a member of the type `kind`, `None` for its absence; `seen` are values the member has elsewhere.
pub(super) fn changes(
    models: &Models,
    kind: &str,
    value: &Value,
    seen: &[Value],
) -> Vec<Option<Value>> {
    let mut others: Vec<Value> = Vec::new();
    if let Some(names) = models.enums.get(kind) {
        others.extend(names.iter().map(|name| json!(name)));
    } else {
        match value {
            Value::Bool(is) => others.push(json!(!is)),
            Value::Number(number) => {
                if let Some(number) = number.as_i64() {
                    others.extend([number.saturating_add(1), 0].map(|number| json!(number)));
                } else if let Some(number) = number.as_f64() {
                    others.push(json!(number + 1.0));
                }
            }
            Value::String(text) if kind == "datetime" => {
                others.push(json!(text.replacen("20", "19", 1)));
            }
            // A path or reference is decided by its end or by its beginning.
            Value::String(text) => {
                others.extend([format!("{text}x"), format!("x{text}")].map(|text| json!(text)));
            }
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let mut items = items.clone();
                items.push(json!("more"));
                others.push(Value::Array(items));
            }
            Value::Object(members) if kind.starts_with("map[") => {
                let mut members = members.clone();
                let other = if kind.ends_with("long") {
                    json!(1)
                } else {
                    json!("more")
                };
                members.insert("more".to_owned(), other);
                others.push(Value::Object(members));
            }
            _ => {}
        }
    }
    others.extend(seen.iter().cloned());
    let mut changes: Vec<Option<Value>> = Vec::new();
    for other in others.into_iter().map(Some).chain([None]) {
        if other.as_ref() != Some(value) && !changes.contains(&other) {
            changes.push(other);
        }
    }
    changes
}

/// `document` with `value` at `pointer`, or without the member there.
pub(super) fn changed(document: &Value, pointer: &str, value: Option<&Value>) -> Option<Value> {
    let mut document = document.clone();
    match value {
        Some(value) => *document.pointer_mut(pointer)? = value.clone(),
        None => {
            let (parent, name) = pointer.rsplit_once('/')?;
            let name = name.replace("~1", "/").replace("~0", "~");
            document
                .pointer_mut(parent)?
                .as_object_mut()?
                .remove(&name)?;
        }
    }
    Some(document)
}
