//! The platform's own document, kept beside what was made of it.

use ovhai_model::Object;
use serde_json::value::RawValue;

use crate::Artefact;

/// `sources/<kind>/<name>.json`: the source document, secrets already taken out, indented for reading and diffs.
pub(crate) fn source_document(name: &str, object: &Object<'_>) -> Artefact {
    Artefact {
        path: format!("sources/{}/{name}.json", object.kind()),
        bytes: indented(object.source),
        source: Some(object.address.clone()),
    }
}

/// Indents JSON text without reading its numbers or texts, so that none changes. Text that is no JSON is kept as it is.
fn indented(text: &str) -> Vec<u8> {
    if serde_json::from_str::<&RawValue>(text).is_err() {
        return text.as_bytes().to_vec();
    }
    let mut out = Vec::with_capacity(text.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if in_text {
            out.push(byte);
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => {
                in_text = true;
                out.push(byte);
            }
            b'{' | b'[' => {
                out.push(byte);
                while bytes.next_if(u8::is_ascii_whitespace).is_some() {}
                if let Some(close) = bytes.next_if(|next| matches!(next, b'}' | b']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                line(&mut out, depth);
            }
            b':' => out.extend(b": "),
            _ if byte.is_ascii_whitespace() => {}
            _ => out.push(byte),
        }
    }
    out.push(b'\n');
    out
}

fn line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', depth * 2));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn numbers_and_texts_stay() {
        let text = r#"{"a":1.50,"b":["x, {y}\\",{}],"c":[],"d":123456789012345678901234567890}"#;
        assert_eq!(
            String::from_utf8(indented(text)).unwrap(),
            "{\n  \"a\": 1.50,\n  \"b\": [\n    \"x, {y}\\\\\",\n    {}\n  ],\n  \"c\": [],\n  \"d\": 123456789012345678901234567890\n}\n"
        );
        assert_eq!(indented("not json"), b"not json");
    }

    proptest! {
        #[test]
        fn the_form_is_serde_jsons(list in proptest::collection::btree_map(".{0,12}", proptest::collection::vec(".{0,12}", 0..3), 0..4)) {
            let value: Value = serde_json::to_value(&list).unwrap();
            let mut expected = serde_json::to_string_pretty(&value).unwrap();
            expected.push('\n');
            prop_assert_eq!(String::from_utf8(indented(&value.to_string())).unwrap(), expected);
        }
    }
}
