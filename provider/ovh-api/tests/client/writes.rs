//! Methods, paths and bodies of the calls that change something, and the handle that cannot make them.

use ovh_api::{AppFilter, Error, LogQuery, calls};
use ovhai_platform::documents::{
    AppImageInput, AppSpec, AppState, DataSyncSpec, Label, RegistryUpdateInput,
    ScalingStrategyInput, UpdateInput,
};
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, app, client};

#[tokio::test(start_paused = true)]
async fn every_write_goes_where_it_should() {
    let script = Script::new(|seen| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", path) if path.ends_with("/app/x") => Reply::json(&app("x", "web")),
        ("PUT", path) if path.ends_with("/image") => {
            Reply::json(&json!({"message": "Image updated"}))
        }
        ("POST", path) if path.ends_with("/datasync") => Reply::json(&json!({"id": "s"})),
        _ => Reply::json(&Value::Null),
    });
    let project = client(&script).project(PROJECT);
    project.authorize().await.unwrap();
    let update: UpdateInput =
        serde_json::from_value(json!({"cpu": 2, "envVars": [{"name": "A", "value": null}]}))
            .unwrap();
    let updated = project.update_app("x", &update).await.unwrap();
    assert_eq!(updated.id, "x");
    let image: AppImageInput = serde_json::from_value(json!({"url": "i:2"})).unwrap();
    assert_eq!(
        project
            .set_app_image("x", &image)
            .await
            .unwrap()
            .message
            .as_deref(),
        Some("Image updated")
    );
    let label: Label =
        serde_json::from_value(json!({"name": "ville", "value": "Orléans"})).unwrap();
    project.set_app_label("x", &label).await.unwrap();
    let scaling: ScalingStrategyInput =
        serde_json::from_value(json!({"fixed": {"replicas": 3}})).unwrap();
    project.set_app_scaling("x", &scaling).await.unwrap();
    project.start_app("x").await.unwrap();
    project.stop_app("x").await.unwrap();
    let sync: DataSyncSpec = serde_json::from_value(json!({"manual": true})).unwrap();
    project.sync_app("x", &sync).await.unwrap();
    let registry: RegistryUpdateInput = serde_json::from_value(json!({"password": "p"})).unwrap();
    project.update_registry("r", &registry).await.unwrap();
    project.delete_registry("r").await.unwrap();

    let sent: Vec<(String, Value)> = script
        .seen()
        .iter()
        .map(|seen| {
            let path = seen
                .path
                .trim_start_matches("/1.0/cloud/project/0123456789abcdef0123456789abcdef/ai");
            let body = serde_json::from_slice(&seen.body).unwrap_or(Value::Null);
            (format!("{} {path}", seen.method), body)
        })
        .collect();
    let expected = [
        ("POST /authorization", Value::Null),
        (
            "PUT /app/x",
            json!({"cpu": 2, "envVars": [{"name": "A", "value": null}]}),
        ),
        ("GET /app/x", Value::Null),
        ("PUT /app/x/image", json!({"url": "i:2"})),
        (
            "PUT /app/x/label",
            json!({"name": "ville", "value": "Orléans"}),
        ),
        (
            "PUT /app/x/scalingstrategy",
            json!({"fixed": {"replicas": 3}}),
        ),
        ("PUT /app/x/start", Value::Null),
        ("PUT /app/x/stop", Value::Null),
        ("POST /app/x/datasync", json!({"manual": true})),
        ("PUT /registry/r", json!({"password": "p"})),
        ("DELETE /registry/r", Value::Null),
    ];
    assert_eq!(sent.len(), expected.len());
    for ((call, body), (expected_call, expected_body)) in sent.iter().zip(&expected) {
        assert_eq!((call.as_str(), body), (*expected_call, expected_body));
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_have_a_content_type_and_calls_without_body_none() {
    let script = Script::new(|_| Reply::json(&Value::Null));
    let project = client(&script).project(PROJECT);
    project.start_app("x").await.unwrap();
    project.set_app_label("x", &Label::default()).await.unwrap();
    let seen = script.seen();
    assert_eq!(seen[0].header("content-type"), None);
    assert_eq!(
        seen[1].header("content-type"),
        Some("application/json;charset=utf-8")
    );
    for call in seen {
        assert_eq!(call.header("accept"), Some("application/json"));
        assert!(call.header("user-agent").unwrap().starts_with("ovh-api/"));
    }
}

#[tokio::test(start_paused = true)]
async fn filters_and_log_parameters_are_sent() {
    let script = Script::new(|seen| match seen.path.ends_with("/log") {
        true => Reply::json(&json!({"lastActivity": null, "logs": []})),
        false => Reply::json(&json!([])),
    });
    let project = client(&script).read_only().project(PROJECT);
    let filter = AppFilter {
        states: vec![AppState::Running, AppState::Failed],
        label_selector: Some("team=nlp,env!=dev".into()),
        user_name: Some("user-a".into()),
        updated_after: Some("2026-11-01T00:00:00+01:00".into()),
        updated_before: Some("2026-11-02T00:00:00Z".into()),
    };
    assert!(project.apps(&filter).await.unwrap().is_empty());
    let (with_filter, without): (Vec<_>, Vec<_>) = script.seen().into_iter().partition(|seen| {
        seen.query
            .iter()
            .any(|(name, _)| name.starts_with("status"))
    });
    // What is filtered is read too: it tells where the pages end.
    assert_eq!((with_filter.len(), without.len()), (5, 4));
    for seen in with_filter {
        let query: Vec<_> = seen
            .query
            .iter()
            .filter(|(name, _)| name != "page" && name != "size")
            .collect();
        assert_eq!(
            query,
            [
                &("statusState".to_owned(), "RUNNING".to_owned()),
                &("statusState".into(), "FAILED".into()),
                &("labelSelector".into(), "team=nlp,env!=dev".into()),
                &("userName".into(), "user-a".into()),
                &("updatedAfter".into(), "2026-11-01T00:00:00+01:00".into()),
                &("updatedBefore".into(), "2026-11-02T00:00:00Z".into()),
            ]
        );
    }
    let query = LogQuery {
        page: Some(2),
        size: Some(50),
        replica: Some("r 1".into()),
    };
    project.app_log("x", &query).await.unwrap();
    assert!(
        script
            .seen()
            .last()
            .unwrap()
            .url
            .ends_with("/app/x/log?page=2&size=50&replica=r%201")
    );
}

#[tokio::test(start_paused = true)]
async fn planning_cannot_change_anything() {
    let script = Script::new(|_| Reply::json(&json!({"command": "ovhai app run i"})));
    let read_only = client(&script).read_only();
    // The command call is a POST, and free of side effects.
    let command = read_only
        .project(PROJECT)
        .app_command(&AppSpec::default())
        .await
        .unwrap();
    assert_eq!(command.command.as_str(), "ovhai app run i");
    assert!(read_only.calls().contains(&&calls::APP_COMMAND));
    // Not even by way of the client inside.
    let error = read_only
        .client()
        .project(PROJECT)
        .stop_app("x")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotReadOnly { .. }));
    assert!(
        error
            .to_string()
            .contains("PUT /cloud/project/{serviceName}/ai/app/{appId}/stop")
    );
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn identity_keeps_what_it_does_not_know() {
    let script = Script::in_order([Reply::json(&json!({
        "account": "aa00000-ovh", "allowedRoutes": null, "description": null, "identities": ["urn:x"],
        "method": "account", "roles": ["ADMIN"], "user": null, "newMember": 1,
    }))]);
    let identity = client(&script).identity().await.unwrap();
    assert_eq!(identity.account, "aa00000-ovh");
    assert_eq!(identity.allowed_routes, None);
    assert_eq!(identity.unknown["newMember"], 1);
    assert_eq!(script.calls(), ["GET /1.0/auth/details"]);
}
