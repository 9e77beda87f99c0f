//! Data stores: aliases, owners, credentials.

use ovh_sandbox::Kind;
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

const ALL: &str = "/data/region/GRA/alias";
const SECRET: &str = "example-secret-not-real-7";

fn s3() -> Value {
    json!({
        "alias": "new-s3", "endpoint": "https://s3.gra.io.cloud.ovh.net/", "owner": "customer", "type": "s3",
        "credentials": {"s3": {"accessKey": "EXAMPLEACCESSKEY", "secretKey": SECRET, "region": "gra"}},
    })
}

fn git(credentials: Value) -> Value {
    json!({
        "alias": "new-git", "endpoint": "https://git.example.com/acme/private.git", "owner": "customer", "type": "git",
        "credentials": {"git": credentials},
    })
}

#[tokio::test]
async fn the_platforms_own_stores_are_there_in_every_region_and_stay() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let regions = client.get("/data/region").await.ok();
    let ids: Vec<&str> = regions
        .as_array()
        .unwrap()
        .iter()
        .map(|region| region["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["BHS", "GRA"]);
    assert_eq!(client.get("/data/region/BHS").await.ok(), regions[0]);
    client
        .get("/data/region/XXX")
        .await
        .refused(404, "Client::NotFound");
    for region in ids {
        let stores = client
            .get(&format!("/data/region/{region}/alias"))
            .await
            .ok();
        let built_in: Vec<&Value> = stores
            .as_array()
            .unwrap()
            .iter()
            .filter(|store| store["owner"] == "ovhcloud")
            .collect();
        assert_eq!(built_in.len(), 7);
        assert!(
            built_in
                .iter()
                .all(|store| store["type"] == "swift" && store["endpoint"] == "")
        );
        let one = format!("/data/region/{region}/alias/WAW");
        assert_eq!(client.get(&one).await.ok()["alias"], "WAW");
        client.delete(&one).await.refused(403, "Client::Forbidden");
        client
            .put(&one, s3())
            .await
            .refused(403, "Client::Forbidden");
        let auth = client.get(&format!("{one}/auth")).await.ok();
        assert_eq!(
            (&auth["region"], &auth["secretKey"]),
            (&json!("WAW"), &Value::Null)
        );
        assert!(auth["token"].as_str().unwrap().contains("not-real"));
    }
}

#[tokio::test]
async fn credentials_come_back_through_auth_only() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let created = client.post(ALL, s3()).await.ok();
    assert_eq!(
        created,
        json!({"alias": "new-s3", "endpoint": "https://s3.gra.io.cloud.ovh.net/", "owner": "customer", "type": "s3"})
    );
    let one = format!("{ALL}/new-s3");
    assert_eq!(client.get(&one).await.ok(), created);
    let list = client.get(ALL).await;
    assert!(list.text.contains("new-s3") && !list.text.contains(SECRET));
    assert_eq!(
        client.get(&format!("{one}/auth")).await.ok(),
        json!({
            "accessKey": "EXAMPLEACCESSKEY", "region": "gra", "s3Url": "https://s3.gra.io.cloud.ovh.net/",
            "secretKey": SECRET, "token": null, "url": null,
        })
    );
    // The same alias in another region is another store.
    client
        .post(ALL, s3())
        .await
        .refused(409, "Client::Conflict");
    client.post("/data/region/BHS/alias", s3()).await.ok();
    let mut changed = s3();
    changed["endpoint"] = "https://s3.example.com/".into();
    changed["credentials"]["s3"]["secretKey"] = "second-not-real".into();
    assert_eq!(client.put(&one, changed).await.ok(), Value::Null);
    let auth = client.get(&format!("{one}/auth")).await.ok();
    assert_eq!(
        (&auth["s3Url"], &auth["secretKey"]),
        (&json!("https://s3.example.com/"), &json!("second-not-real"))
    );
    let position = |id: &str| {
        sandbox.with(Kind::DataStore, |stores| {
            stores.ids().iter().position(|other| other == id)
        })
    };
    assert!(position("GRA/new-s3") < position("BHS/new-s3"));
    let mut renamed = s3();
    renamed["alias"] = "other".into();
    client
        .put(&one, renamed)
        .await
        .refused(400, "Client::BadRequest");
    assert_eq!(client.delete(&one).await.ok(), Value::Null);
    for answer in [
        client.get(&one).await,
        client.delete(&one).await,
        client.put(&one, s3()).await,
        client.get(&format!("{one}/auth")).await,
    ] {
        answer.refused(404, "Client::NotFound");
    }
}

#[tokio::test]
async fn git_stores_take_one_of_two_kinds_of_credentials() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let basic = json!({"basicAuth": {"username": "bot", "password": SECRET}});
    let ssh = json!({"sshKeypair": {"privateKey": SECRET}});
    client.post(ALL, git(basic.clone())).await.ok();
    let auth = client.get(&format!("{ALL}/new-git/auth")).await;
    assert!(!auth.text.contains(SECRET), "{}", auth.text);
    client.put(&format!("{ALL}/new-git"), git(ssh)).await.ok();
    let mut both = basic;
    both["sshKeypair"] = json!({"privateKey": "x"});
    client
        .put(&format!("{ALL}/new-git"), git(both))
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn broken_data_stores_name_the_member_at_fault() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let before = sandbox.with(Kind::DataStore, |stores| stores.len());
    for (pointer, value, reason) in [
        ("/alias", json!(""), "[alias] must not be empty"),
        ("/alias", json!("a b"), "[alias] must not contain"),
        ("/alias", json!("a@b"), "[alias] must not contain"),
        ("/owner", json!("ovhcloud"), "[owner] must be customer"),
        ("/owner", json!("me"), "[owner] must be one of"),
        ("/type", json!("swift"), "[type] must be git or s3"),
        ("/type", json!("nfs"), "[type] must be one of"),
        ("/type", json!("git"), "[credentials.s3] does not belong"),
        ("/endpoint", Value::Null, "[endpoint] is required"),
        (
            "/endpoint",
            json!("s3.example.com"),
            "[endpoint] must start with https://",
        ),
        ("/credentials", Value::Null, "[credentials] is required"),
        ("/credentials", json!({}), "[credentials.s3] is required"),
        (
            "/credentials/s3/secretKey",
            Value::Null,
            "[credentials.s3.secretKey] is required",
        ),
        (
            "/credentials/s3",
            json!({"key": 1}),
            "[credentials.s3.key] is not described",
        ),
    ] {
        let mut body = s3();
        *body.pointer_mut(pointer).unwrap() = value;
        let message = client
            .post(ALL, body)
            .await
            .refused(400, "Client::BadRequest");
        assert!(message.starts_with(reason), "{pointer}: {message}");
    }
    let mut unreachable = s3();
    unreachable["endpoint"] = "https://s3.example.invalid/".into();
    client
        .post(ALL, unreachable.clone())
        .await
        .refused(400, "Client::BadRequest");
    assert_eq!(sandbox.with(Kind::DataStore, |stores| stores.len()), before);
    client
        .post(
            &format!("{ALL}?skipDataStoreConnectionCheck=true"),
            unreachable,
        )
        .await
        .ok();
}
