//! Hand-made edits of manifests, as overrides.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The `overrides` that turn the manifests `exported` into `edited`, as HCL; `None` if the edit is no change of members of
/// the exported objects: an object added, removed or renamed, or a text that is no manifest.
pub fn as_overrides(path: &str, exported: &[u8], edited: &[u8]) -> Option<String> {
    let (before, after) = (objects(path, exported)?, objects(path, edited)?);
    if before.keys().ne(after.keys()) {
        return None;
    }
    let mut text = String::from("overrides = {\n");
    for (name, object) in &before {
        let patch = merge_patch(object, &after[name])?;
        if patch.as_object().is_some_and(Map::is_empty) {
            continue;
        }
        // It would be shown in a diagnostic, and from there stand in logs.
        if holds_secret("", &patch) {
            return None;
        }
        // JSON is HCL, apart from template sequences inside strings.
        let json = serde_json::to_string(&patch)
            .ok()?
            .replace("${", "$${")
            .replace("%{", "%%{");
        text.push_str(&format!(
            "  {} = jsonencode({json})\n",
            serde_json::to_string(name).ok()?
        ));
    }
    text.push('}');
    Some(text)
}

/// Objects by `Kind/name`.
fn objects(path: &str, bytes: &[u8]) -> Option<BTreeMap<String, Value>> {
    let documents: Vec<Value> = if path.ends_with(".json") {
        let list: Value = serde_json::from_slice(bytes).ok()?;
        list.get("items")?.as_array()?.clone()
    } else {
        serde_saphyr::from_multiple(std::str::from_utf8(bytes).ok()?).ok()?
    };
    let mut objects = BTreeMap::new();
    for object in documents.into_iter().filter(|document| !document.is_null()) {
        let name = format!(
            "{}/{}",
            object.get("kind")?.as_str()?,
            object.pointer("/metadata/name")?.as_str()?
        );
        if objects.insert(name, object).is_some() {
            return None;
        }
    }
    Some(objects)
}

/// The RFC 7386 patch that makes `after` of `before`; `None` where a patch cannot say it, which is a member set to null.
fn merge_patch(before: &Value, after: &Value) -> Option<Value> {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return (!has_null(after)).then(|| after.clone());
    };
    let mut patch = Map::new();
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        patch.insert(name.clone(), Value::Null);
    }
    for (name, value) in after {
        match before.get(name) {
            Some(known) if known == value => {}
            Some(known @ Value::Object(_)) if value.is_object() => {
                patch.insert(name.clone(), merge_patch(known, value)?);
            }
            _ if has_null(value) => return None,
            _ => {
                patch.insert(name.clone(), value.clone());
            }
        }
    }
    Some(Value::Object(patch))
}

fn holds_secret(name: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => ovhai_model::secrecy::secret_variable(name, text).is_some(),
        Value::Array(items) => items.iter().any(|item| holds_secret(name, item)),
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| holds_secret(name, member)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.values().any(has_null),
        // Arrays are replaced as a whole, so nulls inside them survive a merge.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::as_overrides;

    const EXPORTED: &[u8] =
        b"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {a: b, c: d}\n---\n\
        apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n";

    #[test]
    fn an_edit_becomes_a_patch() {
        let edited = std::str::from_utf8(EXPORTED)
            .unwrap()
            .replace("replicas: 1", "replicas: 3")
            .replace(", c: d", "");
        assert_eq!(
            as_overrides("apps/web.yaml", EXPORTED, edited.as_bytes()).unwrap(),
            "overrides = {\n  \"Deployment/web\" = jsonencode({\"spec\":{\"replicas\":3}})\n  \
             \"Service/web\" = jsonencode({\"metadata\":{\"labels\":{\"c\":null}}})\n}"
        );
    }

    #[test]
    fn templates_stay_text() {
        let edited = std::str::from_utf8(EXPORTED)
            .unwrap()
            .replace("a: b", "a: '${x}'");
        assert!(
            as_overrides("apps/web.yaml", EXPORTED, edited.as_bytes())
                .unwrap()
                .contains("$${x}")
        );
    }

    #[test]
    fn what_no_patch_can_say_is_left_to_the_person() {
        for edited in [
            "",
            "no manifest",
            "{",
            "kind: Service\nmetadata: {name: other}\n",
        ] {
            assert_eq!(
                as_overrides("apps/web.yaml", EXPORTED, edited.as_bytes()),
                None,
                "{edited:?}"
            );
        }
        let renamed = std::str::from_utf8(EXPORTED)
            .unwrap()
            .replace("name: web", "name: shop");
        assert_eq!(
            as_overrides("apps/web.yaml", EXPORTED, renamed.as_bytes()),
            None
        );
    }
}
