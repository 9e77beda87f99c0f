//! What is on the wire.

use terraform_plugin::proto::tfplugin6 as pb;
use terraform_plugin::value::{Type, msgpack};

use crate::Room;

#[tokio::test]
async fn schemas_are_complete_sorted_and_acceptable() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    let response = grpc
        .get_provider_schema(pb::get_provider_schema::Request {})
        .await
        .unwrap()
        .into_inner();
    assert!(
        response.diagnostics.is_empty(),
        "{:?}",
        response.diagnostics
    );
    let capabilities = response.server_capabilities.unwrap();
    assert!(
        capabilities.plan_destroy
            && capabilities.get_provider_schema_optional
            && capabilities.move_resource_state
            && capabilities.generate_resource_config
    );
    assert_eq!(
        response.resource_schemas.keys().collect::<Vec<_>>(),
        ["lab_job", "lab_note", "lab_thing"]
    );
    assert_eq!(response.resource_schemas["lab_note"].version, 2);
    let note = response.resource_schemas["lab_note"].block.clone().unwrap();
    assert_eq!(
        note.description,
        "A note in a file, which is its only copy."
    );

    let thing = response.resource_schemas["lab_thing"]
        .block
        .clone()
        .unwrap();
    let names: Vec<_> = thing
        .attributes
        .iter()
        .map(|attribute| attribute.name.clone())
        .collect();
    assert!(names.is_sorted());
    let attribute = |name: &str| {
        thing
            .attributes
            .iter()
            .find(|attribute| attribute.name == name)
            .unwrap()
    };
    for attribute in &thing.attributes {
        assert!(!attribute.description.is_empty());
        assert_ne!(
            attribute.r#type.is_empty(),
            attribute.nested_type.is_none(),
            "{} has both or neither",
            attribute.name
        );
    }
    assert!(attribute("password").write_only && attribute("password").sensitive);
    assert!(attribute("legacy").deprecated);
    assert_eq!(attribute("legacy").deprecation_message, "use `text`");
    assert_eq!(attribute("grid").r#type, br#"["list",["list","number"]]"#);
    assert_eq!(
        attribute("some").nested_type.as_ref().unwrap().nesting(),
        pb::schema::object::NestingMode::Set
    );
    let block = |name: &str| {
        thing
            .block_types
            .iter()
            .find(|block| block.type_name == name)
            .unwrap()
    };
    assert_eq!(
        block("limits").nesting(),
        pb::schema::nested_block::NestingMode::Group
    );
    assert_eq!(
        block("shelf").nesting(),
        pb::schema::nested_block::NestingMode::Map
    );
    let rules = &block("settings").block.as_ref().unwrap().block_types[0];
    assert_eq!((rules.min_items, rules.max_items), (0, 3));
    assert!(
        response
            .provider
            .unwrap()
            .block
            .unwrap()
            .attributes
            .iter()
            .any(|a| a.name == "token" && a.sensitive)
    );
}

#[tokio::test]
async fn metadata_lists_all_units() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    let response = grpc
        .get_metadata(pb::get_metadata::Request {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(response.resources.len(), 3);
    assert_eq!(response.data_sources[0].type_name, "lab_echo");
    assert_eq!(response.ephemeral_resources[0].type_name, "lab_key");
    assert_eq!(response.list_resources[0].type_name, "lab_note");
    assert_eq!(response.actions[0].type_name, "lab_append");
    let functions: Vec<_> = response.functions.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(functions, ["first", "inspect", "shout"]);
}

#[tokio::test]
async fn schemas_of_all_kinds_say_what_terraform_needs() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    let schemas = grpc
        .get_provider_schema(pb::get_provider_schema::Request {})
        .await
        .unwrap()
        .into_inner();

    let shout = &schemas.functions["shout"];
    let parameters: Vec<_> = shout
        .parameters
        .iter()
        .map(|parameter| {
            let ty = String::from_utf8(parameter.r#type.clone()).unwrap();
            let (null, unknown) = (parameter.allow_null_value, parameter.allow_unknown_values);
            (parameter.name.clone(), ty, null, unknown)
        })
        .collect();
    assert_eq!(
        parameters,
        [
            ("volume".to_owned(), "\"number\"".to_owned(), false, false),
            ("separator".to_owned(), "\"string\"".to_owned(), true, false)
        ]
    );
    assert_eq!(shout.variadic_parameter.as_ref().unwrap().name, "words");
    assert_eq!(shout.summary, "Shouts words");
    assert!(shout.description.starts_with("Shouts words, each as loud"));
    let inspect = &schemas.functions["inspect"];
    assert!(inspect.parameters[0].allow_null_value && inspect.parameters[0].allow_unknown_values);
    assert_eq!(
        inspect.r#return.as_ref().unwrap().r#type,
        br#"["object",{"state":"string","type":"string"}]"#
    );
    assert_eq!(
        schemas.functions["first"].deprecation_message,
        "use `list[0]`"
    );

    // Arguments without a result: a default is the provider's business alone.
    let config = schemas.list_resource_schemas["lab_note"]
        .block
        .clone()
        .unwrap();
    assert!(config.attributes.iter().all(|a| a.optional && !a.computed));
    let action = schemas.action_schemas["lab_append"].schema.clone().unwrap();
    let password = &action.block.unwrap().attributes[3];
    assert!(password.name == "password" && password.write_only);
    let key = schemas.ephemeral_resource_schemas["lab_key"]
        .block
        .clone()
        .unwrap();
    assert!(
        key.attributes
            .iter()
            .any(|a| a.name == "letters" && a.computed)
    );

    let identities = grpc
        .get_resource_identity_schemas(pb::get_resource_identity_schemas::Request {})
        .await
        .unwrap()
        .into_inner()
        .identity_schemas;
    assert_eq!(identities.keys().collect::<Vec<_>>(), ["lab_note"]);
    let note = &identities["lab_note"];
    assert_eq!(note.version, 1);
    let attributes: Vec<_> = note
        .identity_attributes
        .iter()
        .map(|a| {
            (
                a.name.as_str(),
                a.required_for_import,
                a.optional_for_import,
            )
        })
        .collect();
    assert_eq!(attributes, [("kind", false, true), ("name", true, false)]);
}

#[tokio::test]
async fn state_stores_are_unimplemented() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    let status = grpc
        .get_states(pb::get_states::Request::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), tonic::Code::Unimplemented);
}

#[tokio::test]
async fn units_that_do_not_exist_are_errors() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    let type_name = "lab_nothing".to_owned();
    let open = pb::open_ephemeral_resource::Request {
        type_name: type_name.clone(),
        ..Default::default()
    };
    let opened = grpc.open_ephemeral_resource(open).await.unwrap();
    assert_eq!(
        opened.into_inner().diagnostics[0].summary,
        "Unknown ephemeral resource type"
    );
    let list = pb::list_resource::Request {
        type_name: type_name.clone(),
        ..Default::default()
    };
    let mut events = grpc.list_resource(list).await.unwrap().into_inner();
    let event = events.message().await.unwrap().unwrap();
    assert_eq!(event.diagnostic[0].summary, "Unknown list resource type");
    assert!(events.message().await.unwrap().is_none());
    let invoke = pb::invoke_action::Request {
        action_type: type_name.clone(),
        ..Default::default()
    };
    let mut events = grpc.invoke_action(invoke).await.unwrap().into_inner();
    let event = events.message().await.unwrap().unwrap();
    let Some(pb::invoke_action::event::Type::Completed(completed)) = event.r#type else {
        panic!("{event:?}");
    };
    assert_eq!(completed.diagnostics[0].summary, "Unknown action type");
    let call = pb::call_function::Request {
        name: type_name.clone(),
        arguments: Vec::new(),
    };
    let called = grpc.call_function(call).await.unwrap().into_inner();
    assert_eq!(
        called.error.unwrap().text,
        "This provider has no function \"lab_nothing\""
    );
    let upgrade = pb::upgrade_resource_identity::Request {
        type_name: "lab_job".to_owned(),
        ..Default::default()
    };
    let upgraded = grpc.upgrade_resource_identity(upgrade).await.unwrap();
    assert_eq!(
        upgraded.into_inner().diagnostics[0].summary,
        "Resource without identity"
    );
}

#[tokio::test]
async fn json_requests_are_answered_in_msgpack() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    let config = pb::DynamicValue { msgpack: Vec::new(), json: br#"{"text":"json","anything":{"type":["tuple",["number"]],"value":[12345678901234567890123]}}"#.to_vec() };
    let request = pb::read_data_source::Request {
        type_name: "lab_echo".into(),
        config: Some(config),
        ..Default::default()
    };
    let response = grpc.read_data_source(request).await.unwrap().into_inner();
    assert!(
        response.diagnostics.is_empty(),
        "{:?}",
        response.diagnostics
    );
    let state = response.state.unwrap();
    assert!(state.json.is_empty());
    let object = Type::Object(
        [
            ("shout".to_owned(), Type::String),
            ("json".to_owned(), Type::String),
        ]
        .into(),
    );
    let tree = msgpack::decode(&state.msgpack, &object).unwrap();
    assert_eq!(tree.get("shout").as_str(), Some("JSON!"));
    assert_eq!(tree.get("json").as_str(), Some("[12345678901234567890123]"));
}

#[tokio::test]
async fn unreadable_values_and_unknown_types_are_errors_not_crashes() {
    let room = Room::new();
    let client = room.client().await;
    let mut grpc = client.grpc();
    for bytes in [
        &b"\xc1"[..],
        b"\xdf\xff\xff\xff\xff",
        b"\x81\xa4name\x92\x01\x02",
        b"\xd9\xff",
    ] {
        let config = pb::DynamicValue {
            msgpack: bytes.to_vec(),
            json: Vec::new(),
        };
        let request = pb::validate_resource_config::Request {
            type_name: "lab_thing".into(),
            config: Some(config),
            client_capabilities: None,
        };
        let response = grpc
            .validate_resource_config(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(response.diagnostics.len(), 1, "{bytes:?}");
        assert_eq!(
            response.diagnostics[0].summary,
            "Unreadable value from Terraform"
        );
    }
    let request = pb::read_resource::Request {
        type_name: "lab_nothing".into(),
        ..Default::default()
    };
    let response = grpc.read_resource(request).await.unwrap().into_inner();
    assert_eq!(response.diagnostics[0].summary, "Unknown resource type");
}

#[tokio::test]
async fn foreign_private_data_is_passed_on() {
    let room = Room::new();
    let client = room.client().await;
    let mut note = room
        .lifecycle()
        .create("lab_note", serde_json::json!({ "text": "x" }))
        .await
        .unwrap();
    note.private = b"\x00not ours".to_vec();
    assert_eq!(client.read(&note).await.ok().private, b"\x00not ours");
}
