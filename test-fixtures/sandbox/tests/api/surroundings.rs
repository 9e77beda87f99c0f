//! Everything around apps: who am I, projects, authorisation, capabilities, registries.

use ovh_sandbox::{Credentials, Options, SUSPENDED_SERVICE_NAME};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Login, settled, start};

#[tokio::test]
async fn auth_details_tell_who_calls() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let details = client.call(Method::GET, "/auth/details", None).await.ok();
    assert_eq!(
        (&details["method"], &details["user"]),
        (&json!("account"), &Value::Null)
    );
    assert_eq!(
        details["allowedRoutes"][0],
        json!({"method": "GET", "path": "/*"})
    );
    let bearer = client.with(Login::Bearer(sandbox.credentials().token.value.clone()));
    let details = bearer.call(Method::GET, "/auth/details", None).await.ok();
    assert_eq!(
        (&details["method"], &details["allowedRoutes"]),
        (&json!("oauth2_client_credentials"), &Value::Null)
    );
    client
        .with(Login::Nobody)
        .call(Method::GET, "/auth/details", None)
        .await
        .refused(401, "Client::Unauthorized");
}

#[tokio::test]
async fn projects_are_found_missing_or_suspended() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let get = |id: &str| {
        let path = format!("/cloud/project/{id}");
        let client = client.clone();
        async move { client.call(Method::GET, &path, None).await }
    };
    assert_eq!(get(sandbox.service_name()).await.ok()["status"], "ok");
    assert_eq!(
        get(SUSPENDED_SERVICE_NAME).await.ok()["status"],
        "suspended"
    );
    get("00000000000000000000000000000000")
        .await
        .refused(404, "Client::NotFound");
    let path = format!("/cloud/project/{SUSPENDED_SERVICE_NAME}/ai/app");
    client
        .call(Method::GET, &path, None)
        .await
        .refused(460, "Client::Expired");
    client
        .call(Method::GET, "/cloud/project/nobody/ai/app", None)
        .await
        .refused(404, "Client::NotFound");
}

#[tokio::test]
async fn a_project_has_to_be_authorised_once() {
    let sandbox = start(Options {
        authorized: false,
        ..settled()
    });
    let client = Client::new(&sandbox);
    assert_eq!(
        client.get("/authorization").await.ok(),
        json!({"authorized": false})
    );
    client.get("/app").await.refused(403, "Client::Forbidden");
    client
        .get("/registry")
        .await
        .refused(403, "Client::Forbidden");
    client.get("/capabilities/region").await.ok();
    assert_eq!(
        client.ai(Method::POST, "/authorization", None).await.ok(),
        Value::Null
    );
    assert_eq!(
        client.get("/authorization").await.ok(),
        json!({"authorized": true})
    );
    client.get("/app").await.ok();
}

#[tokio::test]
async fn capabilities_are_read_as_lists_and_one_by_one() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let regions = client.get("/capabilities/region").await.ok();
    assert_eq!(regions.as_array().unwrap().len(), 2);
    for region in regions.as_array().unwrap() {
        let id = region["id"].as_str().unwrap();
        let below = |tail: &str| format!("/capabilities/region/{id}{tail}");
        assert_eq!(&client.get(&below("")).await.ok(), region);
        for list in ["/flavor", "/preset"] {
            let items = client.get(&below(list)).await.ok();
            assert!(!items.as_array().unwrap().is_empty());
            for item in items.as_array().unwrap() {
                let path = below(&format!("{list}/{}", item["id"].as_str().unwrap()));
                assert_eq!(&client.get(&path).await.ok(), item);
            }
            client
                .get(&below(&format!("{list}/nothing")))
                .await
                .refused(404, "Client::NotFound");
        }
        assert!(
            !client
                .get(&below("/app/image"))
                .await
                .ok()
                .as_array()
                .unwrap()
                .is_empty()
        );
        assert!(
            client
                .get(&below("/data/region"))
                .await
                .ok()
                .as_array()
                .unwrap()
                .contains(&json!("GRA"))
        );
    }
    client
        .get("/capabilities/region/MARS")
        .await
        .refused(404, "Client::NotFound");
    client
        .get("/capabilities/region/MARS/flavor")
        .await
        .refused(404, "Client::NotFound");
    let presets = client
        .get("/capabilities/region/GRA/preset?type=job")
        .await
        .ok();
    assert_eq!(presets.as_array().unwrap().len(), 1);
    client
        .get("/capabilities/region/GRA/preset?type=other")
        .await
        .refused(400, "Client::BadRequest");
    assert_eq!(
        client.get("/capabilities/feature").await.ok(),
        json!({"lab": false, "registry": true})
    );
    assert_eq!(
        client.get("/capabilities/quota").await.ok()["resources"],
        json!({"CPU": 12, "GPU": 4})
    );
}

#[tokio::test]
async fn registries_are_made_read_changed_and_removed_and_passwords_never_come_back() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let body =
        json!({"region": "GRA", "url": "ghcr.io", "username": "robot", "password": "invented"});
    let created = client.post("/registry", body.clone()).await.ok();
    let path = format!("/registry/{}", created["id"].as_str().unwrap());
    assert_eq!(
        (&created["password"], &created["url"]),
        (&Value::Null, &json!("ghcr.io"))
    );
    assert_eq!(client.get(&path).await.ok(), created);
    assert_eq!(client.get("/registry").await.ok()[3], created);
    assert_eq!(
        client
            .put(&path, json!({"username": "other", "password": "x"}))
            .await
            .ok(),
        Value::Null
    );
    let changed = client.get(&path).await.ok();
    assert_eq!(
        (&changed["username"], &changed["url"]),
        (&json!("other"), &json!("ghcr.io"))
    );
    for (member, value) in [
        ("region", json!("MARS")),
        ("url", json!("")),
        ("url", json!("http://ghcr.io")),
        ("url", json!("ghcr.io:5000")),
        ("username", Value::Null),
        ("password", Value::Null),
    ] {
        let mut body = body.clone();
        body[member] = value;
        let message = client
            .post("/registry", body)
            .await
            .refused(400, "Client::BadRequest");
        assert!(message.starts_with(&format!("[{member}]")), "{message}");
    }
    client
        .put(&path, json!({"region": "BHS"}))
        .await
        .refused(400, "Client::BadRequest");
    assert_eq!(client.delete(&path).await.ok(), Value::Null);
    client.delete(&path).await.refused(404, "Client::NotFound");
    client.get(&path).await.refused(404, "Client::NotFound");
    client
        .put(&path, json!({}))
        .await
        .refused(404, "Client::NotFound");
}

#[tokio::test]
async fn the_control_routes_count_without_being_counted() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox).with(Login::Bearer(Credentials::full().token.value));
    client.get("/app").await.ok();
    let http = crate::client::http().build().unwrap();
    let url = format!("{}/_sandbox/requests", sandbox.root());
    let counts: Value =
        serde_json::from_str(&http.get(&url).send().await.unwrap().text().await.unwrap()).unwrap();
    let expected = json!({"total": 1, "byRoute": {"GET /cloud/project/{serviceName}/ai/app": 1}});
    assert_eq!(counts, expected);
    http.delete(&url).send().await.unwrap();
    assert_eq!(sandbox.requests().total, 0);
    let app = format!("{}/_sandbox/app/put-here", sandbox.root());
    assert_eq!(
        http.put(&app)
            .body(r#"{"spec": {"name": "x"}}"#)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(sandbox.app("put-here").unwrap()["spec"]["name"], "x");
    assert_eq!(http.delete(&app).send().await.unwrap().status(), 200);
    assert_eq!(http.delete(&app).send().await.unwrap().status(), 404);
    let jump = format!("{}/_sandbox/advance?ms=5", sandbox.root());
    assert_eq!(http.post(&jump).send().await.unwrap().status(), 200);
}
