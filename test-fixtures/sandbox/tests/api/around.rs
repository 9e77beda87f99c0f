//! The calls around AI: users, object storage, registries, clusters, volumes, price list.

use std::collections::BTreeSet;

use ovh_sandbox::{AroundOptions, EstateChoice, Kind, Options, Running, SUSPENDED_SERVICE_NAME};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Login, settled, start, stepwise};

/// Calls below the project.
struct Project {
    client: Client,
    id: String,
}

impl Project {
    fn of(sandbox: &Running) -> Self {
        let token = sandbox.credentials().token.value.clone();
        Self {
            client: Client::new(sandbox).with(Login::Bearer(token)),
            id: sandbox.service_name().into(),
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let path = format!("/cloud/project/{}{path}", self.id);
        self.client.call(method, &path, body).await
    }

    async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, None).await.ok()
    }

    async fn post(&self, path: &str, body: Option<Value>) -> Answer {
        self.call(Method::POST, path, body).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }
}

fn items(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Percent-encoding of one path segment.
fn segment(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The models of the API as lists of members; shared with the provider's own tests.
fn models() -> Value {
    serde_json::from_str(include_str!("../../../ovh-api/models-around.json")).unwrap()
}

/// Compares a document with a model: every member known, none missing, enum values known.
fn conforms(models: &Value, model: &str, value: &Value, at: &str, wrong: &mut BTreeSet<String>) {
    if value.is_null() {
        return;
    }
    if let Some(item) = model.strip_suffix("[]") {
        let Some(list) = value.as_array() else {
            wrong.insert(format!("{at} is no list"));
            return;
        };
        for entry in list {
            conforms(models, item, entry, at, wrong);
        }
        return;
    }
    if let Some(values) = models["enums"][model].as_array() {
        if !values.contains(value) {
            wrong.insert(format!("{at}: {value} is no {model}"));
        }
        return;
    }
    let Some(members) = models["models"][model].as_object() else {
        let right = match model {
            "long" => value.is_i64(),
            "double" => value.is_number(),
            "boolean" => value.is_boolean(),
            "any" | "any[]" => true,
            map if map.starts_with("map[") => value.is_object(),
            _ => value.is_string(),
        };
        if !right {
            wrong.insert(format!("{at}: {value} is no {model}"));
        }
        return;
    };
    let Some(map) = value.as_object() else {
        wrong.insert(format!("{at} is no object"));
        return;
    };
    for name in map.keys().filter(|name| !members.contains_key(*name)) {
        wrong.insert(format!("{at}.{name} is unknown"));
    }
    for (name, kind) in members {
        match map.get(name) {
            None => {
                wrong.insert(format!("{at}.{name} is missing"));
            }
            Some(value) => conforms(models, text(kind), value, &format!("{at}.{name}"), wrong),
        }
    }
}

/// Every GET below the project that the estate allows, with its model.
async fn every_get(project: &Project) -> Vec<(String, &'static str, Value)> {
    let mut calls: Vec<(String, &'static str)> = vec![
        (String::new(), "cloud.ProjectWithIAM"),
        ("/user".into(), "cloud.user.User[]"),
        ("/role".into(), "cloud.role.Roles"),
        (
            "/storage?includeType=true".into(),
            "cloud.storage.Container[]",
        ),
        ("/storage".into(), "cloud.storage.Container[]"),
        ("/region".into(), "string[]"),
        (
            "/containerRegistry".into(),
            "cloud.containerRegistry.Registry[]",
        ),
        ("/kube".into(), "string[]"),
        ("/volume".into(), "cloud.volume.Volume[]"),
        ("/volume/snapshot".into(), "cloud.volume.Snapshot[]"),
        ("/snapshot".into(), "cloud.image.Image[]"),
    ];
    for user in items(&project.get("/user").await) {
        let user = format!("/user/{}", user["id"]);
        for (tail, model) in [
            ("", "cloud.user.User"),
            ("/role", "cloud.role.Role[]"),
            ("/rclone?region=GRA", "cloud.user.Rclone"),
            ("/rclone?region=GRA&service=storage-s3", "cloud.user.Rclone"),
            ("/openrc?region=made-up&version=v2.0", "cloud.user.Openrc"),
            ("/configuration", "cloud.user.Configuration"),
            ("/policy", "cloud.storage.PolicyRaw"),
            ("/s3Credentials", "cloud.user.S3Credentials[]"),
        ] {
            calls.push((format!("{user}{tail}"), model));
        }
        for key in items(&project.get(&format!("{user}/s3Credentials")).await) {
            let access = text(&key["access"]);
            calls.push((
                format!("{user}/s3Credentials/{access}"),
                "cloud.user.S3Credentials",
            ));
        }
    }
    for container in items(&project.get("/storage").await) {
        let path = format!("/storage/{}", text(&container["id"]));
        calls.push((path, "cloud.storage.ContainerDetail"));
    }
    for region in items(&project.get("/region").await) {
        let region = format!("/region/{}", text(region));
        let document = project.get(&region).await;
        calls.push((region.clone(), "cloud.Region"));
        let services = items(&document["services"]);
        if !services
            .iter()
            .any(|service| text(&service["name"]).starts_with("storage-s3"))
        {
            continue;
        }
        calls.push((format!("{region}/storage"), "cloud.StorageContainerList[]"));
        for bucket in items(&project.get(&format!("{region}/storage")).await) {
            let path = format!("{region}/storage/{}", segment(text(&bucket["name"])));
            calls.push((
                format!("{path}/object?withVersions=true"),
                "cloud.StorageObjectList[]",
            ));
            calls.push((format!("{path}?limit=3"), "cloud.StorageContainer"));
        }
    }
    for registry in items(&project.get("/containerRegistry").await) {
        let path = format!("/containerRegistry/{}", text(&registry["id"]));
        for (tail, model) in [
            ("", "cloud.containerRegistry.Registry"),
            ("/plan", "cloud.containerRegistry.Plan"),
            ("/users", "cloud.containerRegistry.User[]"),
            (
                "/ipRestrictions/management",
                "cloud.containerRegistry.IPRestrictions[]",
            ),
            (
                "/ipRestrictions/registry",
                "cloud.containerRegistry.IPRestrictions[]",
            ),
        ] {
            calls.push((format!("{path}{tail}"), model));
        }
        for user in items(&project.get(&format!("{path}/users")).await) {
            let user = format!("{path}/users/{}", text(&user["id"]));
            calls.push((user, "cloud.containerRegistry.User"));
        }
    }
    for cluster in items(&project.get("/kube").await) {
        let path = format!("/kube/{}", text(cluster));
        for (tail, model) in [
            ("", "cloud.kube.Cluster"),
            ("/nodepool", "cloud.kube.NodePool[]"),
            ("/node", "cloud.kube.Node[]"),
            ("/node?history=true", "cloud.kube.Node[]"),
            ("/ipRestrictions", "string[]"),
        ] {
            calls.push((format!("{path}{tail}"), model));
        }
        for pool in items(&project.get(&format!("{path}/nodepool")).await) {
            let pool = format!("{path}/nodepool/{}", text(&pool["id"]));
            calls.push((pool.clone(), "cloud.kube.NodePool"));
            calls.push((format!("{pool}/nodes"), "cloud.kube.Node[]"));
        }
    }
    for (list, model) in [
        ("/volume", "cloud.volume.Volume"),
        ("/volume/snapshot", "cloud.volume.Snapshot"),
        ("/snapshot", "cloud.image.Image"),
    ] {
        for object in items(&project.get(list).await) {
            calls.push((format!("{list}/{}", text(&object["id"])), model));
        }
    }
    let mut answers = Vec::new();
    for (path, model) in calls {
        let answer = project.get(&path).await;
        answers.push((path, model, answer));
    }
    answers
}

#[tokio::test]
async fn every_answer_follows_its_model_and_no_reading_tells_a_secret() {
    let models = models();
    for estate in [
        EstateChoice::Handmade,
        EstateChoice::Generated {
            objects: 40,
            seed: 7,
        },
        EstateChoice::Empty,
    ] {
        let sandbox = start(Options {
            estate,
            ..settled()
        });
        let project = Project::of(&sandbox);
        let mut wrong = BTreeSet::new();
        for (path, model, answer) in every_get(&project).await {
            conforms(&models, model, &answer, model, &mut wrong);
            let text = answer.to_string();
            assert!(!text.contains("not-real"), "{path} tells a secret");
        }
        let me = project.client.call(Method::GET, "/me", None).await.ok();
        conforms(&models, "nichandle.Nichandle", &me, "me", &mut wrong);
        assert_eq!(wrong, BTreeSet::new());
    }
}

#[tokio::test]
async fn a_list_and_its_objects_agree() {
    let sandbox = start(settled());
    let project = Project::of(&sandbox);
    for (list, id) in [
        ("/user", "id"),
        ("/containerRegistry", "id"),
        ("/volume", "id"),
        ("/volume/snapshot", "id"),
        ("/snapshot", "id"),
    ] {
        let objects = project.get(list).await;
        assert!(!items(&objects).is_empty(), "{list}");
        for object in items(&objects) {
            let id = object[id].to_string().replace('"', "");
            assert_eq!(&project.get(&format!("{list}/{id}")).await, object);
        }
        project
            .call(Method::GET, &format!("{list}/999"), None)
            .await
            .refused(404, "Client::NotFound");
    }
    assert_eq!(items(&project.get("/volume?region=SBG5").await).len(), 0);
    assert_eq!(items(&project.get("/volume?region=GRA11").await).len(), 2);
}

#[tokio::test]
async fn the_project_is_checked_but_not_its_authorisation() {
    let sandbox = start(Options {
        authorized: false,
        ..settled()
    });
    let project = Project::of(&sandbox);
    project.get("/user").await;
    for (id, status, class) in [
        (SUSPENDED_SERVICE_NAME, 460, "Client::Expired"),
        ("00000000000000000000000000000000", 404, "Client::NotFound"),
    ] {
        let other = Project {
            id: id.into(),
            client: project.client.clone(),
        };
        for path in [
            "/user",
            "/storage",
            "/region",
            "/kube",
            "/volume",
            "/containerRegistry",
        ] {
            other
                .call(Method::GET, path, None)
                .await
                .refused(status, class);
        }
    }
}

#[tokio::test]
async fn containers_that_workloads_mount_are_there() {
    let sandbox = start(settled());
    let project = Project::of(&sandbox);
    let swift: BTreeSet<String> = items(&project.get("/storage").await)
        .iter()
        .map(|container| text(&container["name"]).to_owned())
        .collect();
    let mut known = swift.clone();
    for region in ["BHS", "GRA", "SBG"] {
        for bucket in items(&project.get(&format!("/region/{region}/storage")).await) {
            known.insert(text(&bucket["name"]).to_owned());
        }
    }
    let mut mounted = BTreeSet::new();
    for kind in [Kind::App, Kind::Job, Kind::Notebook] {
        for object in sandbox.with(kind, |objects| objects.documents()) {
            for volume in object["spec"]["volumes"].as_array().into_iter().flatten() {
                mounted.extend(volume["container"].as_str().map(str::to_owned));
                for place in [
                    &volume["dataStore"],
                    &volume["targetDataStore"],
                    &volume["volumeSource"]["dataStore"],
                    &volume["volumeTarget"]["targetDataStore"],
                ] {
                    // Branches of Git stores are no containers; what a store that is gone held is unknown.
                    let alias = place["alias"].as_str().unwrap_or_default();
                    if !["rules-git", "code-ssh", "archive-s3"].contains(&alias) {
                        mounted.extend(place["container"].as_str().map(str::to_owned));
                    }
                }
            }
        }
    }
    assert!(mounted.len() >= 12, "{mounted:?}");
    assert!(mounted.is_subset(&known), "{mounted:?} {known:?}");
    let holdings = sandbox.holdings();
    assert!(holdings["container"].contains("swift/GRA/notebooks_workspace"));
    assert!(holdings["container"].contains("s3/GRA/prod-models"));
    assert!(holdings["user"].contains("100001"));
    assert_eq!(
        holdings["cluster"].len() + holdings["container_registry"].len(),
        2
    );
    assert!(swift.contains("notebooks_workspace"));
}

#[tokio::test]
async fn users_are_made_and_removed_and_their_passwords_come_once() {
    let sandbox = start(stepwise());
    let project = Project::of(&sandbox);
    let body = json!({"description": "exit", "role": "ai_training_read", "roles": ["objectstore_operator"]});
    let made = project.post("/user", Some(body)).await.ok();
    assert_eq!(
        (&made["status"], &made["openstackId"]),
        (&json!("creating"), &Value::Null)
    );
    assert!(text(&made["password"]).starts_with("sandbox-password-not-real-"));
    let path = format!("/user/{}", made["id"]);
    assert_eq!(project.get(&path).await["status"], "creating");
    sandbox.advance(std::time::Duration::from_secs(601));
    let ready = project.get(&path).await;
    assert_eq!(
        (&ready["status"], &ready["password"]),
        (&json!("ok"), &Value::Null)
    );
    assert_eq!(items(&ready["roles"]).len(), 2);
    let renewed = project
        .post(&format!("{path}/regeneratePassword"), None)
        .await
        .ok();
    assert_ne!(renewed["password"], made["password"]);
    assert_eq!(project.delete(&path).await.ok(), Value::Null);
    assert_eq!(project.get(&path).await["status"], "deleting");
    sandbox.advance(std::time::Duration::from_secs(601));
    project
        .call(Method::GET, &path, None)
        .await
        .refused(404, "Client::NotFound");
    for (body, member) in [
        (json!({"roles": ["owner"]}), "[roles]"),
        (json!({"role": "owner"}), "[role]"),
        (json!({"description": 5}), "[description]"),
        (json!({"name": "x"}), "[name]"),
    ] {
        let message = project
            .post("/user", Some(body))
            .await
            .refused(400, "Client::BadRequest");
        assert!(message.starts_with(member), "{message}");
    }
}

#[tokio::test]
async fn roles_are_added_replaced_and_taken_away() {
    let sandbox = start(settled());
    let project = Project::of(&sandbox);
    let roles = project.get("/role").await;
    let id = |name: &str| {
        let role = items(&roles["roles"])
            .iter()
            .find(|role| role["name"] == name);
        text(&role.unwrap()["id"]).to_owned()
    };
    let path = "/user/100002/role";
    let body = json!({"roleId": id("objectstore_operator")});
    let detail = project.post(path, Some(body)).await.ok();
    assert_eq!(
        (items(&detail["roles"]).len(), &detail["password"]),
        (2, &json!(""))
    );
    let body = json!({"rolesIds": [id("administrator")]});
    project.put(path, body).await.ok();
    assert_eq!(project.get(path).await[0]["name"], "administrator");
    let one = format!("{path}/{}", id("administrator"));
    project.delete(&one).await.ok();
    project.delete(&one).await.refused(404, "Client::NotFound");
    project
        .put(path, json!({"rolesIds": ["administrator"]}))
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn s3_keys_tell_their_secret_at_any_time_and_policies_are_text() {
    let sandbox = start(settled());
    let project = Project::of(&sandbox);
    let keys = "/user/100002/s3Credentials";
    assert_eq!(project.get(keys).await, json!([]));
    let made = project.post(keys, None).await.ok();
    assert_eq!(
        made["userId"],
        project.get("/user/100002").await["openstackId"]
    );
    let one = format!("{keys}/{}", text(&made["access"]));
    for _ in 0..2 {
        let shown = project.post(&format!("{one}/secret"), None).await.ok();
        assert_eq!(shown, json!({"secret": made["secret"]}));
    }
    assert_eq!(project.get(&one).await.get("secret"), None);
    project.delete(&one).await.ok();
    project.delete(&one).await.refused(404, "Client::NotFound");
    project
        .post(&format!("{one}/secret"), None)
        .await
        .refused(404, "Client::NotFound");
    let policy = "/user/100002/policy";
    assert_eq!(project.get(policy).await, json!({"policy": ""}));
    let cleared = json!({"policy": "{\"Statement\":[]}"});
    assert_eq!(
        project.post(policy, Some(cleared.clone())).await.ok(),
        Value::Null
    );
    assert_eq!(project.get(policy).await, cleared);
    for wrong in [
        json!({"policy": {"Statement": []}}),
        json!({"policy": "[]"}),
        json!({}),
    ] {
        project
            .post(policy, Some(wrong))
            .await
            .refused(400, "Client::BadRequest");
    }
    project
        .call(Method::GET, "/user/100002/rclone", None)
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn swift_containers_can_be_read_without_their_objects() {
    let sandbox = start(Options {
        around: AroundOptions {
            swift_object_limit: 100,
            ..AroundOptions::default()
        },
        ..settled()
    });
    let project = Project::of(&sandbox);
    let plain = project.get("/storage").await;
    let typed = project.get("/storage?includeType=true").await;
    assert_eq!(plain[0]["containerType"], Value::Null);
    assert_eq!(typed[0]["containerType"], "private");
    let index = items(&plain)
        .iter()
        .find(|one| one["name"] == "search-index")
        .unwrap();
    let path = format!("/storage/{}", text(&index["id"]));
    assert_eq!(index["storedObjects"], 241);
    assert_eq!(items(&project.get(&path).await["objects"]).len(), 100);
    assert_eq!(
        items(&project.get(&format!("{path}?prefix=2022/in")).await["objects"]).len(),
        1
    );
    assert_eq!(
        items(&project.get(&format!("{path}?noObjects=true")).await["objects"]).len(),
        0
    );
    let access = project.post("/storage/access", None).await.ok();
    assert_eq!(items(&access["endpoints"]).len(), 3);
    assert!(text(&access["token"]).contains("not-real"));
}

/// Reads a bucket to its end; answers keys with versions, and how many calls it took.
async fn read_bucket(
    project: &Project,
    bucket: &str,
    query: &str,
    limit: usize,
) -> (Vec<String>, usize) {
    let (mut found, mut calls, mut marker) = (Vec::new(), 0, String::new());
    loop {
        let path = format!("/region/GRA/storage/{bucket}/object?limit={limit}{query}{marker}");
        let page = project.get(&path).await;
        calls += 1;
        for entry in items(&page) {
            let name = format!("{} {}", text(&entry["key"]), entry["versionId"]);
            if !found.contains(&name) {
                found.push(name);
            }
        }
        if items(&page).len() < limit {
            return (found, calls);
        }
        let last = items(&page).last().unwrap();
        marker = format!("&keyMarker={}", segment(text(&last["key"])));
        if let Some(version) = last["versionId"].as_str() {
            marker.push_str(&format!("&versionIdMarker={version}"));
        }
    }
}

#[tokio::test]
async fn buckets_are_read_page_by_page() {
    for marker_repeats in [false, true] {
        let sandbox = start(Options {
            around: AroundOptions {
                marker_repeats,
                ..AroundOptions::default()
            },
            ..settled()
        });
        let project = Project::of(&sandbox);
        let bucket = project
            .get("/region/GRA/storage/embedding-cache?noObjects=true")
            .await;
        assert_eq!(
            (&bucket["objectsCount"], items(&bucket["objects"]).len()),
            (&json!(2350), 0)
        );
        let (whole, calls) = read_bucket(&project, "embedding-cache", "", 1000).await;
        assert_eq!((whole.len(), calls), (2350, 3));
        let first = project
            .get("/region/GRA/storage/embedding-cache/object?limit=5000")
            .await;
        assert_eq!(items(&first).len(), 1000);
        let (versions, _) =
            read_bucket(&project, "results", "&withVersions=true&prefix=final/", 7).await;
        assert_eq!(versions.len(), 31 * 3);
        let (folders, _) = read_bucket(&project, "prod-models", "&delimiter=/", 2).await;
        assert_eq!(
            folders,
            [
                "archive/ null",
                "fraud-scorer/ null",
                "fraud/ null",
                "text-classifier/ null"
            ]
        );
    }
}

#[tokio::test]
async fn buckets_have_settings_and_signed_urls_and_only_where_there_is_s3() {
    let sandbox = start(Options {
        around: AroundOptions {
            s3_endpoint: Some("http://127.0.0.1:8333".into()),
            ..AroundOptions::default()
        },
        ..settled()
    });
    let project = Project::of(&sandbox);
    let path = "/region/GRA/storage/results";
    let bucket = project.get(path).await;
    assert_eq!(bucket["objectLock"]["rule"]["period"], "P30D");
    assert_eq!(
        project.get(&format!("{path}/lifecycle")).await,
        bucket["lifecycle"]
    );
    let presign = format!("{path}/presign");
    let body = json!({"expire": 3600, "method": "GET", "object": "final/report-00001.pdf"});
    let signed = project.post(&presign, Some(body.clone())).await.ok();
    let url = text(&signed["url"]);
    assert!(
        url.starts_with("https://results.s3.gra.io.cloud.ovh.net/final/report%2D00001%2Epdf?"),
        "{url}"
    );
    let mut missing = body.clone();
    missing["object"] = "no".into();
    project
        .post(&presign, Some(missing))
        .await
        .refused(404, "Client::NotFound");
    for (member, value) in [
        ("expire", json!(0)),
        ("method", json!("POST")),
        ("storageClass", json!("STANDARD")),
    ] {
        let mut body = body.clone();
        body[member] = value;
        project
            .post(&presign, Some(body))
            .await
            .refused(400, "Client::BadRequest");
    }
    for region in ["GRA11", "gra", "MARS"] {
        project
            .call(Method::GET, &format!("/region/{region}/storage"), None)
            .await
            .refused(404, "Client::NotFound");
    }
    let region = project.get("/region/GRA").await;
    assert_eq!(region["services"][1]["endpoint"], "http://127.0.0.1:8333");
    project
        .call(
            Method::GET,
            &format!("{path}/object?versionIdMarker=x"),
            None,
        )
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn registry_users_get_a_password_once_and_address_lists_are_replaced_whole() {
    let sandbox = start(settled());
    let project = Project::of(&sandbox);
    let registries = project.get("/containerRegistry").await;
    let path = format!("/containerRegistry/{}", text(&registries[0]["id"]));
    let users = format!("{path}/users");
    let body = json!({"email": "exit@example.com", "login": "exit-export"});
    let made = project.post(&users, Some(body.clone())).await.ok();
    assert!(text(&made["password"]).contains("not-real"));
    assert_eq!(
        items(&project.get(&users).await)[2]["password"],
        Value::Null
    );
    project
        .post(&users, Some(body))
        .await
        .refused(409, "Client::Conflict");
    project.post(&users, None).await.ok();
    let one = format!("{users}/{}", text(&made["id"]));
    project.delete(&one).await.ok();
    project
        .call(Method::GET, &one, None)
        .await
        .refused(404, "Client::NotFound");
    let blocks = format!("{path}/ipRestrictions/registry");
    let before = project.get(&blocks).await;
    let body = json!([
        {"description": "office", "ipBlock": "192.0.2.0/24"},
        {"description": "export host", "ipBlock": "198.51.100.7/32"},
    ]);
    let after = project.put(&blocks, body).await.ok();
    assert_eq!((items(&after).len(), &after[0]), (2, &before[0]));
    assert_eq!(project.get(&blocks).await, after);
    for wrong in [
        json!({}),
        json!([{"description": "x", "ipBlock": "everyone"}]),
        json!([{"ipBlock": "1.2.3.4/33"}]),
    ] {
        project
            .put(&blocks, wrong)
            .await
            .refused(400, "Client::BadRequest");
    }
    assert_eq!(project.put(&blocks, json!([])).await.ok(), json!([]));
}

#[tokio::test]
async fn users_of_a_registry_under_iam_are_refused() {
    let sandbox = start(Options {
        estate: EstateChoice::Generated {
            objects: 600,
            seed: 1,
        },
        ..settled()
    });
    let project = Project::of(&sandbox);
    let registries = project.get("/containerRegistry").await;
    let iam = items(&registries)
        .iter()
        .find(|one| one["iamEnabled"] == true)
        .unwrap();
    let path = format!("/containerRegistry/{}/users", text(&iam["id"]));
    project
        .post(&path, None)
        .await
        .refused(409, "Client::Conflict");
}

#[tokio::test]
async fn nodes_follow_a_cursor() {
    let sandbox = start(Options {
        around: AroundOptions {
            node_page_size: 2,
            ..AroundOptions::default()
        },
        ..settled()
    });
    let project = Project::of(&sandbox);
    let http = crate::client::http().build().unwrap();
    let cluster = text(&project.get("/kube").await[0]).to_owned();
    let root = format!(
        "{}/cloud/project/{}/kube/{cluster}",
        sandbox.api(),
        project.id
    );
    let get = |path: &str, cursor: Option<&str>| {
        let mut request = http
            .get(format!("{root}{path}"))
            .bearer_auth(&sandbox.credentials().token.value);
        if let Some(cursor) = cursor {
            request = request.header("X-Pagination-Cursor", cursor);
        }
        request.send()
    };
    let (mut names, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let answer = get("/node", cursor.as_deref()).await.unwrap();
        let next = answer.headers().get("x-pagination-cursor-next");
        cursor = next.map(|next| next.to_str().unwrap().to_owned());
        let page: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        names.extend(
            items(&page)
                .iter()
                .map(|node| text(&node["name"]).to_owned()),
        );
        pages += 1;
        if pages == 1 {
            // A cursor is good for its own list only.
            let other = get("/node?history=true", cursor.as_deref()).await.unwrap();
            assert_eq!(other.status(), 400);
        }
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((names.len(), pages), (5, 3));
    let wrong = get("/node", Some("x")).await.unwrap();
    assert_eq!(wrong.status(), 400);
    assert!(wrong.text().await.unwrap().contains("invalid cursor"));
    let gone = project
        .get(&format!("/kube/{cluster}/node?history=true"))
        .await;
    assert_eq!(items(&gone).len(), 2);
    assert!(items(&gone).iter().all(|node| node["status"] == "DELETED"));
}

#[tokio::test]
async fn a_kubeconfig_is_read_by_post_and_a_reset_makes_a_new_one() {
    let sandbox = start(stepwise());
    let project = Project::of(&sandbox);
    let cluster = format!("/kube/{}", text(&project.get("/kube").await[0]));
    let path = format!("{cluster}/kubeconfig");
    let read = || project.post(&path, None);
    project
        .call(Method::GET, &path, None)
        .await
        .refused(405, "Client::MethodNotAllowed");
    let first = read().await.ok();
    assert_eq!(read().await.ok(), first);
    assert!(text(&first["content"]).contains("server: https://exmpl1.c1.gra11.k8s.ovh.net\n"));
    project
        .post(&format!("{cluster}/kubeconfig/reset"), None)
        .await
        .ok();
    assert_eq!(project.get(&cluster).await["status"], "RESETTING");
    read().await.refused(409, "Client::Conflict");
    sandbox.advance(std::time::Duration::from_secs(601));
    assert_ne!(read().await.ok(), first);
    assert_eq!(project.get(&cluster).await["status"], "READY");
}

#[tokio::test]
async fn calls_that_read_by_post_are_refused_to_those_who_may_only_get() {
    let sandbox = start(settled());
    let reader = ovh_sandbox::Credentials::read_only();
    for login in [
        Login::Key(Box::new(reader.clone())),
        Login::Bearer(reader.token.value.clone()),
    ] {
        let project = Project {
            client: Client::new(&sandbox).with(login),
            id: sandbox.service_name().into(),
        };
        let cluster = format!("/kube/{}/kubeconfig", text(&project.get("/kube").await[0]));
        for path in [
            "/storage/access",
            "/user/100001/s3Credentials/EXAMPLEACCESSKEY0000000000000001/secret",
            "/region/GRA/storage/results/presign",
            &cluster,
        ] {
            assert_eq!(project.post(path, None).await.status, 403, "{path}");
        }
        project.client.call(Method::GET, "/me", None).await.ok();
    }
}

#[tokio::test]
async fn the_gateway_pages_lists_and_expands_ids() {
    let sandbox = start(settled());
    let http = crate::client::http().build().unwrap();
    for (list, first, total) in [("region", "name", 7), ("kube", "id", 1), ("user", "id", 5)] {
        let answer = http
            .get(format!(
                "{}/cloud/project/{}/{list}",
                sandbox.api(),
                sandbox.service_name()
            ))
            .bearer_auth(&sandbox.credentials().token.value)
            .header("X-Pagination-Mode", "CachedObjectList-Pages")
            .header("X-Pagination-Number", "1")
            .header("X-Pagination-Size", "2")
            .send()
            .await
            .unwrap();
        let elements = answer.headers()["x-pagination-elements"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(elements, total.to_string());
        let page: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(items(&page).len(), total.min(2));
        assert!(!page[0][first].is_null(), "{list}");
    }
}

#[tokio::test]
async fn the_price_list_needs_a_subsidiary_but_no_login() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox).with(Login::Nobody);
    let list = |query: &str| {
        let path = format!("/order/catalog/public/cloud{query}");
        let client = client.clone();
        async move { client.call(Method::GET, &path, None).await }
    };
    let french = list("?ovhSubsidiary=FR&productName=cloud").await.ok();
    let mut wrong = BTreeSet::new();
    conforms(
        &models(),
        "order.catalog.public.Catalog",
        &french,
        "catalogue",
        &mut wrong,
    );
    assert_eq!(wrong, BTreeSet::new());
    let codes: Vec<&str> = items(&french["addons"])
        .iter()
        .map(|addon| text(&addon["planCode"]))
        .collect();
    assert!(
        codes.contains(&"ai-training.h100-1-gpu.minute.consumption"),
        "{codes:?}"
    );
    for query in ["", "?ovhSubsidiary=XX", "?ovhSubsidiary=FR&productName=vps"] {
        list(query).await.refused(400, "Client::BadRequest");
    }
    client
        .call(Method::GET, "/me", None)
        .await
        .refused(401, "Client::Unauthorized");
}
