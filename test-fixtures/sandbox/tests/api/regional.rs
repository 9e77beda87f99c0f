//! The regional API: AI tokens, their roles, selectors and regions; the same objects in other shapes.

use ovh_sandbox::{Kind, Options, Running};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Login, settled, start, stepwise};

/// A caller of the regional API with one bearer value.
struct Regional {
    http: reqwest::Client,
    root: String,
    bearer: String,
}

impl Regional {
    fn with(sandbox: &Running, bearer: &str) -> Self {
        Self {
            http: crate::client::http().build().unwrap(),
            root: sandbox.root(),
            bearer: bearer.into(),
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self
            .http
            .request(method, format!("{}/v1{path}", self.root))
            .bearer_auth(&self.bearer);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// Ids of a list.
    async fn ids(&self, path: &str) -> Vec<String> {
        let list = self.get(path).await.ok();
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Asserts a refusal in the regional shape: a message and nothing else.
#[track_caller]
fn refused(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "{}", answer.text);
    assert!(body["message"].is_string(), "{}", answer.text);
}

/// Asserts 204 with nothing.
#[track_caller]
fn done(answer: &Answer) {
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
}

fn central(sandbox: &Running) -> Client {
    Client::new(sandbox).with(Login::Bearer(sandbox.credentials().token.value.clone()))
}

/// Makes an AI token through the central API; answers its value.
async fn token(sandbox: &Running, region: &str, role: &str, selector: Option<&str>) -> String {
    let body = json!({"labelSelector": selector, "name": "t", "region": region, "role": role});
    let made = central(sandbox).post("/token", body).await.ok();
    made["status"]["value"].as_str().unwrap().to_owned()
}

const OPERATOR: &str = "ai_training_operator";
const READER: &str = "ai_training_read";

fn app() -> Value {
    json!({"image": "ovhcom/ai-examples-hello:1.0", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}})
}

#[tokio::test]
async fn only_ai_tokens_are_let_in_and_only_while_they_are_valid() {
    let sandbox = start(settled());
    let value = token(&sandbox, "GRA", OPERATOR, None).await;
    let caller = Regional::with(&sandbox, &value);
    let me = caller.get("/me").await.ok();
    assert_eq!(
        (&me["role"], &me["tokenKind"]),
        (&json!(OPERATOR), &json!("app"))
    );
    assert_eq!(me["tenant"], sandbox.service_name());
    for bearer in ["nobody", &sandbox.credentials().token.value] {
        refused(&Regional::with(&sandbox, bearer).get("/app").await, 401);
    }
    let bare = caller
        .http
        .get(format!("{}/v1/app", caller.root))
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status(), 401);
    let id = sandbox
        .with(Kind::Token, |tokens| tokens.ids().pop())
        .unwrap();
    let renewed = caller
        .post(&format!("/token/{id}/renew"), json!({}))
        .await
        .ok();
    assert_eq!(renewed["status"]["version"], 2);
    refused(&caller.get("/me").await, 401);
    let value = renewed["status"]["value"].as_str().unwrap().to_owned();
    let caller = Regional::with(&sandbox, &value);
    done(
        &caller
            .call(Method::DELETE, &format!("/token/{id}"), None)
            .await,
    );
    refused(&caller.get("/me").await, 401);
    // The central API of the same number is still reached by its own callers.
    let client = Client::new(&sandbox);
    client.call(Method::GET, "/me", None).await.ok();
}

#[tokio::test]
async fn lists_stand_in_an_envelope_and_leave_null_out() {
    let sandbox = start(settled());
    let value = token(&sandbox, "GRA", READER, None).await;
    let caller = Regional::with(&sandbox, &value);
    let all = caller.ids("/app").await;
    let here = sandbox.with_apps(|apps| {
        let documents = apps.documents();
        documents
            .iter()
            .filter(|app| app["spec"]["region"] == "GRA")
            .count()
    });
    assert!(all.len() == here && here > 5);
    let (mut paged, mut path) = (Vec::new(), "/app?size=3&sort=name".to_owned());
    loop {
        let page = caller.get(&path).await.ok();
        let metadata = &page["metadata"];
        assert_eq!(metadata["total"], here);
        assert_eq!(metadata["pageCount"], here.div_ceil(3));
        paged.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].clone()),
        );
        match metadata["links"]["next"].as_str() {
            Some(next) => path = next.strip_prefix("/v1").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(paged.len(), here);
    let whole = caller.get("/app").await.ok();
    assert!(!whole.to_string().contains(":null"), "null in an answer");
    let volumes = caller.get("/volume").await.ok();
    let volume = &volumes["items"][0];
    assert!(
        volume["id"].is_string() && volume.get("mountPath").is_none(),
        "{volume}"
    );
    assert!(!whole.to_string().contains("volumeSource"));
    let one = format!("/volume/{}", volume["id"].as_str().unwrap());
    assert_eq!(&caller.get(&one).await.ok(), volume);
    let late = caller.get("/app?updatedAfter=4000000000").await.ok();
    assert_eq!(late["metadata"]["total"], 0);
    refused(&caller.get("/app?updatedAfter=yesterday").await, 400);
    refused(&caller.get("/app/x/nothing").await, 404);
}

#[tokio::test]
async fn regions_do_not_see_each_other() {
    let sandbox = start(settled());
    let gra = Regional::with(&sandbox, &token(&sandbox, "GRA", OPERATOR, None).await);
    let bhs = Regional::with(&sandbox, &token(&sandbox, "BHS", OPERATOR, None).await);
    let made = gra.post("/app", app()).await.ok();
    assert_eq!(made["spec"]["region"], "GRA");
    let path = format!("/app/{}", made["id"].as_str().unwrap());
    gra.get(&path).await.ok();
    refused(&bhs.get(&path).await, 404);
    refused(&bhs.put(&format!("{path}/stop"), json!({})).await, 404);
    let elsewhere =
        json!({"image": "a/b:1", "region": "BHS", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}});
    refused(&gra.post("/app", elsewhere).await, 400);
    let flavors = |list: Value| list.as_array().unwrap().len();
    let all = [
        flavors(gra.get("/capabilities/flavor").await.ok()),
        flavors(bhs.get("/capabilities/flavor").await.ok()),
    ];
    assert_ne!(all[0], all[1]);
    let only = start(Options {
        regional_region: Some("BHS".into()),
        ..settled()
    });
    let value = token(&only, "GRA", OPERATOR, None).await;
    refused(&Regional::with(&only, &value).get("/me").await, 401);
    let value = token(&only, "BHS", OPERATOR, None).await;
    Regional::with(&only, &value).get("/me").await.ok();
}

#[tokio::test]
async fn an_app_lives_as_it_does_in_the_central_api() {
    let sandbox = start(settled());
    let caller = Regional::with(&sandbox, &token(&sandbox, "GRA", OPERATOR, None).await);
    let made = caller.post("/app", app()).await.ok();
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/app/{id}");
    let seen = central(&sandbox).get(&path).await.ok();
    assert_eq!(seen["status"]["state"], "RUNNING");
    done(
        &caller
            .put(&format!("{path}/label"), json!({"name": "a", "value": "b"}))
            .await,
    );
    assert_eq!(sandbox.app(&id).unwrap()["spec"]["labels"]["a"], "b");
    done(
        &caller
            .put(
                &format!("{path}/scalingstrategy"),
                json!({"fixed": {"replicas": 2}}),
            )
            .await,
    );
    let wrapped = json!({"id": id, "appUpdate": {"defaultHttpPort": 9000}});
    let updated = caller.put(&path, wrapped).await.ok();
    assert_eq!(updated["spec"]["defaultHttpPort"], 9000);
    let whole = caller.get(&format!("{path}/log")).await.ok();
    let tail = caller
        .get(&format!("{path}/log?tail=1&follow=true"))
        .await
        .ok();
    assert!(whole["logs"].as_array().unwrap().len() > 1);
    assert_eq!(tail["logs"].as_array().unwrap().len(), 1);
    // Conflicts are no status of this API.
    refused(&caller.call(Method::DELETE, &path, None).await, 400);
    done(&caller.put(&format!("{path}/stop"), json!({})).await);
    done(&caller.put(&format!("{path}/start"), json!({})).await);
    done(
        &caller
            .call(Method::DELETE, &format!("{path}?force=true"), None)
            .await,
    );
    refused(&caller.get(&path).await, 404);
    let command = caller.post("/app/command", app()).await.ok();
    assert!(
        command["command"]
            .as_str()
            .unwrap()
            .starts_with("ovhai app run ")
    );
}

#[tokio::test]
async fn jobs_can_be_limited_and_started_again_here() {
    let sandbox = start(stepwise());
    let caller = Regional::with(&sandbox, &token(&sandbox, "GRA", OPERATOR, None).await);
    let body = json!({
        "image": "ovhcom/ai-training-pytorch",
        "command": ["sleep", "infinity"],
        "resources": {"cpu": 1},
    });
    let made = caller.post("/job", body).await.ok();
    let path = format!("/job/{}", made["id"].as_str().unwrap());
    let state = |document: &Value| document["status"]["state"].as_str().unwrap().to_owned();
    let step = || sandbox.advance(std::time::Duration::from_secs(601));
    for _ in 0..3 {
        step();
    }
    assert_eq!(state(&caller.get(&path).await.ok()), "RUNNING");
    done(&caller.put(&path, json!({"timeout": 3600})).await);
    let limited = caller.get(&path).await.ok();
    assert_eq!(limited["spec"]["timeout"], 3600);
    assert!(
        limited["status"]["timeoutAt"].is_string(),
        "{}",
        limited["status"]
    );
    refused(&caller.put(&path, json!({"image": "other"})).await, 400);
    refused(&caller.put(&format!("{path}/start"), json!({})).await, 400);
    for _ in 0..12 {
        step();
    }
    assert_eq!(state(&caller.get(&path).await.ok()), "INTERRUPTED");
    done(&caller.put(&format!("{path}/start"), json!({})).await);
    for _ in 0..3 {
        step();
    }
    assert_eq!(state(&caller.get(&path).await.ok()), "RUNNING");
    done(&caller.put(&format!("{path}/kill"), json!({})).await);
    refused(&caller.get(&format!("{path}/exec?command=sh")).await, 400);
}

#[tokio::test]
async fn readers_read_and_nothing_more() {
    let sandbox = start(settled());
    let operator = Regional::with(&sandbox, &token(&sandbox, "GRA", OPERATOR, None).await);
    let id = operator.post("/app", app()).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let reader = Regional::with(&sandbox, &token(&sandbox, "GRA", READER, None).await);
    for path in [
        "/app",
        "/job",
        "/notebook",
        "/registry",
        "/token",
        "/volume",
        "/capabilities/quota",
        "/capabilities/notebook/framework",
        "/notebook/capabilities/editor",
        &format!("/app/{id}"),
        &format!("/app/{id}/log"),
    ] {
        reader.get(path).await.ok();
    }
    reader.post("/app/command", app()).await.ok();
    for (method, path) in [
        (Method::POST, "/app".to_owned()),
        (Method::DELETE, format!("/app/{id}")),
        (Method::PUT, format!("/app/{id}/stop")),
        (Method::PUT, format!("/app/{id}/label")),
        (Method::POST, "/token".to_owned()),
        (Method::POST, "/registry".to_owned()),
        (Method::POST, "/job".to_owned()),
    ] {
        let body = json!({"image": "a/b:1", "name": "x"});
        refused(&reader.call(method, &path, Some(body)).await, 403);
    }
    assert!(sandbox.app(&id).is_some());
    for path in ["/image", "/framework"] {
        refused(&operator.get(path).await, 403);
    }
}

#[tokio::test]
async fn a_selector_bounds_what_a_token_sees_and_makes() {
    let sandbox = start(settled());
    let all = Regional::with(&sandbox, &token(&sandbox, "GRA", OPERATOR, None).await);
    let some = Regional::with(
        &sandbox,
        &token(&sandbox, "GRA", OPERATOR, Some("group=A")).await,
    );
    let outside = all.post("/app", app()).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let made = some.post("/app", app()).await.ok();
    assert_eq!(made["spec"]["labels"]["group"], "A");
    let inside = made["id"].as_str().unwrap().to_owned();
    assert_eq!(some.ids("/app").await, [inside.as_str()]);
    assert_eq!(
        some.ids("/app?labelSelector=group=B").await,
        Vec::<String>::new()
    );
    refused(&some.get(&format!("/app/{outside}")).await, 403);
    refused(
        &some.put(&format!("/app/{outside}/stop"), json!({})).await,
        403,
    );
    let mut other = app();
    other["labels"] = json!({"group": "B"});
    refused(&some.post("/app", other).await, 403);
    let label = format!("/app/{inside}/label");
    refused(
        &some
            .put(&label, json!({"name": "group", "value": "B"}))
            .await,
        403,
    );
    done(
        &some
            .put(&label, json!({"name": "note", "value": "x"}))
            .await,
    );
    // Through a token of its own it could see everything.
    refused(
        &some
            .post("/token", json!({"name": "wider", "role": OPERATOR}))
            .await,
        403,
    );
    let mine = Regional::with(
        &sandbox,
        &token(&sandbox, "GRA", OPERATOR, Some(&format!("ovh/id={inside}"))).await,
    );
    assert_eq!(mine.ids("/app").await, [inside.as_str()]);
    refused(&mine.post("/app", app()).await, 403);
}

#[tokio::test]
async fn registries_and_tokens_are_kept_in_the_region_of_the_token() {
    let sandbox = start(settled());
    let caller = Regional::with(&sandbox, &token(&sandbox, "BHS", OPERATOR, None).await);
    let body = json!({"url": "ghcr.io", "username": "robot", "password": "invented"});
    let registry = caller.post("/registry", body).await.ok();
    assert_eq!(registry["region"], "BHS");
    let path = format!("/registry/{}", registry["id"].as_str().unwrap());
    done(&caller.put(&path, json!({"username": "other"})).await);
    assert_eq!(caller.get(&path).await.ok()["username"], "other");
    done(&caller.call(Method::DELETE, &path, None).await);
    let made = caller
        .post("/token", json!({"name": "second", "role": READER}))
        .await
        .ok();
    assert_eq!(made["spec"]["region"], "BHS");
    let value = made["status"]["value"].as_str().unwrap();
    Regional::with(&sandbox, value).get("/job").await.ok();
    let listed = caller.get("/token").await.ok();
    assert!(!listed.to_string().contains(value));
    assert_eq!(
        listed["metadata"]["total"],
        caller.ids("/token").await.len()
    );
}

#[tokio::test]
async fn people_log_in_with_their_password() {
    let sandbox = start(settled());
    let client = central(&sandbox);
    let path = format!("/cloud/project/{}/user", sandbox.service_name());
    let body = json!({"description": "someone", "roles": ["ai_training_read"]});
    let user = client.call(Method::POST, &path, Some(body)).await.ok();
    let http = crate::client::http().build().unwrap();
    let login = |password: &str, grant: &str| {
        let form = format!(
            "grant_type={grant}&username={}&password={password}",
            user["username"].as_str().unwrap()
        );
        http.post(format!("{}/v1/oauth/token", sandbox.root()))
            .body(form)
            .send()
    };
    let password = user["password"].as_str().unwrap();
    assert_eq!(login("wrong", "password").await.unwrap().status(), 401);
    assert_eq!(login(password, "magic").await.unwrap().status(), 400);
    let answer = login(password, "password").await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let caller = Regional::with(&sandbox, answer["access_token"].as_str().unwrap());
    let me = caller.get("/me").await.ok();
    assert_eq!(
        (&me["tokenKind"], &me["role"]),
        (&json!("oauth"), &json!("ai_training_read"))
    );
    refused(&caller.post("/app", app()).await, 403);
    sandbox.advance(std::time::Duration::from_secs(4000));
    refused(&caller.get("/me").await, 401);
}
