//! What the emitter must keep: every text comes back as the same text.

use super::*;
use crate::objects::{SecretReference, to_json};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What an independent YAML parser reads from the printed form.
fn read_back(node: &Node) -> Value {
    let text = String::from_utf8(to_yaml([node]).unwrap()).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn print(value: &Value) -> String {
    String::from_utf8(to_yaml([&Node::from(value)]).unwrap()).unwrap()
}

#[test]
fn the_layout_is_the_usual_one() {
    let value = json!({
        "apiVersion": "v1",
        "list": [{"name": "a", "value": 1}, [], ["x", ["z"]], {}],
        "empty": {}, "nothing": null, "yes": true,
    });
    assert_eq!(
        print(&value),
        "apiVersion: v1\n\
         empty: {}\n\
         list:\n\
         - name: a\n  value: 1\n\
         - []\n\
         -\n  - x\n  -\n    - z\n\
         - {}\n\
         nothing: null\n\
         \"yes\": true\n"
    );
    assert_eq!(read_back(&Node::from(&value)), value);
}

#[test]
fn texts_that_look_like_something_else_are_quoted() {
    for text in [
        "",
        " ",
        "no",
        "No",
        "NO",
        "yes",
        "on",
        "Off",
        "y",
        "N",
        "true",
        "False",
        "null",
        "Null",
        "~",
        "nan",
        ".nan",
        ".inf",
        "1",
        "1.0",
        "1e3",
        "0x1f",
        "0o7",
        "1_000",
        "12:30:45",
        "2026-11-22",
        "+1",
        "-",
        "- a",
        "a: b",
        "a:",
        ": a",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "|",
        ">",
        "%a",
        "@a",
        "`a`",
        "{a}",
        "[a]",
        "a,b",
        "'a'",
        "\"a\"",
        "\\",
        "<<",
        "=",
        "$(VAR)",
        "{{ .Values.x }}",
        "---",
        "...",
        "a\nb",
        "a\r\nb",
        "a\n",
        "\ta",
        "\u{0}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{202e}abc",
        "é",
        "日本",
        "\u{1f600}",
        "\u{e000}",
        "\u{fffe}",
        "\u{10fffd}",
    ] {
        let printed = print(&json!({ "a": text }));
        let is_plain = printed == format!("a: {text}\n");
        assert!(!is_plain, "{text:?} is printed as {printed:?}");
        assert_eq!(
            read_back(&Node::from(&json!({ "a": text }))),
            json!({ "a": text })
        );
        // As a key and as an item too.
        let everywhere = json!({ text: [text, { text: text }] });
        assert_eq!(read_back(&Node::from(&everywhere)), everywhere);
    }
    for text in [
        "nginx",
        "registry.example.com:5000/a_b:1.0@sha256:00",
        "/health",
        "app-1",
        "no-reply",
        "nano",
    ] {
        assert_eq!(print(&json!({ "a": text })), format!("a: {text}\n"));
    }
}

#[test]
fn only_printable_ascii_and_letters_are_written_as_they_are() {
    let printed = print(&json!("a\u{200b}b\u{a0}c\u{1f600}é"));
    assert_eq!(printed, "\"a\\u200bb\\u00a0c\u{1f600}é\"\n");
}

#[test]
fn leaves_of_other_languages_are_reported_with_their_place() {
    let expression = Node::Leaf(Leaf::Expression("var.image".to_owned()));
    let tree: Node = Mapping::new()
        .with("spec", Mapping::new().with("containers", vec![expression]))
        .into();
    for error in [to_yaml([&tree]).unwrap_err(), to_json(&tree).unwrap_err()] {
        assert_eq!(
            (error.path.as_str(), error.what.as_str()),
            ("spec.containers.0", "var.image")
        );
    }
    let secret = Node::Leaf(Leaf::Secret(SecretReference {
        name: "a".to_owned(),
        key: "b".to_owned(),
    }));
    assert_eq!(to_yaml([&secret]).unwrap_err().what, "secret a/b");
}

fn any_tree() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        ".{0,20}",
        "[a-zA-Z0-9:_./~+-]{1,8}",
        "[\\x00-\\x1f\\x7f-\\xa0\\n\\t #:]{1,6}"
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(text.clone(), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn both_forms_hold_every_tree(value in any_tree()) {
        let node = Node::from(&value);
        prop_assert_eq!(read_back(&node), value.clone());
        let json: Value = serde_json::from_slice(&to_json(&node).unwrap()).unwrap();
        prop_assert_eq!(json, value);
    }
}
