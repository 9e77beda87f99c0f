//! Functions.

use serde_json::{Value as Json, json};
use terraform_plugin::testing::unknown;
use terraform_plugin::value::{Tree, json as text};

use crate::Room;

#[tokio::test]
async fn arguments_are_typed_nullable_and_variadic() {
    let client = Room::new().client().await;
    let loud = client
        .call("shout", [json!(2), Json::Null, json!("hey"), json!("you")])
        .await
        .unwrap();
    assert_eq!(loud.as_str(), Some("HEY!! YOU!!"));
    let none = client.call("shout", [json!(0), json!("-")]).await.unwrap();
    assert_eq!(none.as_str(), Some(""));
    let joined = client
        .call("shout", [json!(0), json!("-"), json!("a"), json!("b")])
        .await
        .unwrap();
    assert_eq!(joined.as_str(), Some("A-B"));
}

#[tokio::test]
async fn errors_name_the_position_of_the_argument() {
    let client = Room::new().client().await;
    for (arguments, argument, part) in [
        (vec![json!(10), json!("")], Some(0), "must be from 0 to 9"),
        (vec![json!(1.5), json!("")], Some(0), "whole number"),
        (
            vec![json!(1), json!(""), json!("a"), json!(" ")],
            Some(3),
            "blank",
        ),
        (
            vec![
                json!(1),
                json!(""),
                json!("a"),
                json!("b"),
                json!("silent c"),
            ],
            Some(4),
            "\"silent c\" cannot be shouted",
        ),
        (
            vec![json!(1), json!(""), json!("panic")],
            None,
            "panicked in CallFunction",
        ),
    ] {
        let error = client.call("shout", arguments).await.unwrap_err();
        assert!(error.text.contains(part), "{part} is not in {error}");
        assert_eq!(error.argument, argument, "{error}");
    }
    let error = client.call("first", [json!("text")]).await.unwrap_err();
    assert_eq!(
        (error.text.as_str(), error.argument),
        ("This is not a list", Some(0))
    );
}

#[tokio::test]
async fn unknown_arguments_reach_only_those_who_can_take_them() {
    let client = Room::new().client().await;
    let later = client.call("shout", [json!(1), json!(""), unknown()]).await;
    assert_eq!(later.unwrap(), Tree::Unknown);
    for (given, state) in [
        (unknown(), "unknown"),
        (Json::Null, "null"),
        (json!({ "a": [1, "x"] }), "known"),
    ] {
        let inspected = client.call("inspect", [given]).await.unwrap();
        assert_eq!(inspected.get("state").as_str(), Some(state));
    }
}

#[tokio::test]
async fn dynamic_results_carry_their_type() {
    let client = Room::new().client().await;
    let call = async |given: Json| client.call("first", [given]).await.unwrap();
    let number = call(json!([12_345_678_901_234_567_u64, "x"])).await;
    assert_eq!(text::to_text(number.plain()), "12345678901234567");
    assert_eq!(
        text::to_text(call(json!([{ "a": [true] }])).await.plain()),
        r#"{"a":[true]}"#
    );
    assert!(call(json!([])).await.is_null());
    let inspected = client.call("inspect", [json!([1, "x"])]).await.unwrap();
    assert_eq!(
        inspected.get("type").as_str(),
        Some(r#"["tuple",["number","string"]]"#)
    );
}

#[tokio::test]
async fn a_call_that_breaks_its_promises_is_refused() {
    use terraform_plugin::proto::tfplugin6 as pb;
    let client = Room::new().client().await;
    let mut grpc = client.grpc();
    let value = |bytes: &[u8]| pb::DynamicValue {
        msgpack: bytes.to_vec(),
        json: Vec::new(),
    };
    for (arguments, position, part) in [
        (
            vec![value(b"\x01")],
            None,
            "takes 2 arguments, and 1 were given",
        ),
        (
            vec![value(b"\xc0"), value(b"\xc0")],
            Some(0),
            "must not be null",
        ),
        (
            vec![value(b"\xd4\x00\x00"), value(b"\xc0")],
            Some(0),
            "must be known",
        ),
        (
            vec![value(b"\xa1x"), value(b"\xc0")],
            Some(0),
            "does not fit",
        ),
    ] {
        let request = pb::call_function::Request {
            name: "shout".to_owned(),
            arguments,
        };
        let error = grpc
            .call_function(request)
            .await
            .unwrap()
            .into_inner()
            .error
            .unwrap();
        assert!(error.text.contains(part), "{part} is not in {}", error.text);
        assert_eq!(error.function_argument, position);
    }
}
