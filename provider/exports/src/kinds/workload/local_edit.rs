//! Hand-made edits of manifests, as overrides.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Edit;

/// What turns the manifests `exported` into `edited`.
pub fn inspect(path: &str, exported: &[u8], edited: &[u8]) -> Edit {
    let (Some(before), Some(after)) = (objects(path, exported), objects(path, edited)) else {
        return Edit::Other;
    };
    if before.keys().ne(after.keys()) {
        return Edit::Other;
    }
    let mut overrides = BTreeMap::new();
    for (name, object) in &before {
        let Some(patch) = merge_patch(object, &after[name]) else {
            return Edit::Other;
        };
        if patch.as_object().is_some_and(Map::is_empty) {
            continue;
        }
        // It would be shown in a diagnostic, and from there stand in logs.
        if holds_secret("", &patch) {
            return Edit::Other;
        }
        overrides.insert(name.clone(), patch.to_string());
    }
    match overrides.is_empty() {
        false => Edit::Overrides(overrides),
        // Comments are somebody's words; only order and layout may go without asking.
        true if edited.contains(&b'#') => Edit::Comments,
        true => Edit::Layout,
    }
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
    use super::*;

    const EXPORTED: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {a: b, c: d}\n---\n\
        apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n";

    fn edit(edited: &str) -> Edit {
        inspect("apps/web.yaml", EXPORTED.as_bytes(), edited.as_bytes())
    }

    #[test]
    fn an_edit_becomes_a_patch() {
        let overrides = BTreeMap::from([
            (
                "Deployment/web".to_owned(),
                r#"{"spec":{"replicas":3}}"#.to_owned(),
            ),
            (
                "Service/web".to_owned(),
                r#"{"metadata":{"labels":{"c":null}}}"#.to_owned(),
            ),
        ]);
        let edited = EXPORTED
            .replace("replicas: 1", "replicas: 3")
            .replace(", c: d", "");
        assert_eq!(edit(&edited), Edit::Overrides(overrides));
    }

    #[test]
    fn layout_is_no_change_and_comments_are_one() {
        assert_eq!(
            edit(&EXPORTED.replace("{a: b, c: d}", "\n    c: d\n    a: b")),
            Edit::Layout
        );
        assert_eq!(
            edit(&format!("{EXPORTED}# why one replica\n")),
            Edit::Comments
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
            assert_eq!(edit(edited), Edit::Other, "{edited:?}");
        }
        assert_eq!(
            edit(&EXPORTED.replace("name: web", "name: shop")),
            Edit::Other
        );
        // A secret typed into a manifest is not repeated in a diagnostic.
        assert_eq!(
            edit(&EXPORTED.replace("a: b", "password: hunter2")),
            Edit::Other
        );
    }
}
