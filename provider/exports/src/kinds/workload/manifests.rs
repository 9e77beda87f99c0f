//! Reading manifests back: what is proven is what stands in the files, not what was meant.

use serde_json::Value;

/// The objects in a file; none in reports and other files that hold no manifests.
///
/// # Errors
/// Why a manifest cannot be read.
pub fn objects(path: &str, bytes: &[u8]) -> Result<Vec<Value>, String> {
    if path.ends_with(".yaml") {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let documents: Vec<Value> =
            serde_saphyr::from_multiple(text).map_err(|error| first_line(&error.to_string()))?;
        return Ok(documents
            .into_iter()
            .filter(|document| !document.is_null())
            .collect());
    }
    // Reports are JSON too, and so is what the platform said; a manifest is a List.
    if !path.ends_with(".json") || path.starts_with("sources/") {
        return Ok(Vec::new());
    }
    let mut document: Value =
        serde_json::from_slice(bytes).map_err(|error| first_line(&error.to_string()))?;
    if document["kind"] != "List" || document["apiVersion"] != "v1" {
        return Ok(Vec::new());
    }
    match document["items"].take() {
        Value::Array(items) => Ok(items),
        _ => Err("a List without items".to_owned()),
    }
}

/// Parsers add the text around the place, which says nothing more here.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_in_manifests_only() {
        let yaml = "kind: A\n---\n---\nkind: B\n";
        assert_eq!(objects("apps/a.yaml", yaml.as_bytes()).unwrap().len(), 2);
        let list = r#"{"apiVersion":"v1","kind":"List","items":[{"kind":"A"}]}"#;
        assert_eq!(objects("apps/a.json", list.as_bytes()).unwrap().len(), 1);
        for (path, text) in [
            ("sources/app/a.json", list),
            ("findings.json", r#"{"findings":[]}"#),
            ("SUMMARY.md", "kind: A"),
        ] {
            assert_eq!(objects(path, text.as_bytes()), Ok(Vec::new()), "{path}");
        }
        assert!(objects("apps/a.yaml", b"a: {").is_err());
        assert!(objects("apps/a.json", br#"{"apiVersion":"v1","kind":"List"}"#).is_err());
    }
}
