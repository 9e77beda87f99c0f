//! Signatures, clocks, keys and rights.

use ovh_sandbox::{AccessRule, AccessToken, Credentials, KeyState, Options, Transport};
use reqwest::Method;
use serde_json::json;

use crate::client::{Client, Login, http, settled, signature, start};

fn key(change: impl FnOnce(&mut Credentials)) -> Login {
    let mut set = Credentials::full();
    change(&mut set);
    Login::Key(Box::new(set))
}

#[tokio::test]
async fn a_signed_call_works_and_every_wrong_part_has_its_own_refusal() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    assert_eq!(
        client
            .get("/capabilities/region")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let nobody = client.with(Login::Nobody).get("/app").await;
    assert_eq!(
        nobody.refused(401, "Client::Unauthorized"),
        "You must login first"
    );
    client
        .with(key(|set| set.key.application_key = "unknown".into()))
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "INVALID_KEY");
    client
        .with(key(|set| set.key.consumer_key = "unknown".into()))
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "INVALID_CREDENTIAL");
    client
        .with(key(|set| set.key.application_secret = "wrong".into()))
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "INVALID_SIGNATURE");
    // A consumer key belongs to one application.
    client
        .with(key(|set| {
            set.key.consumer_key = Credentials::read_only().key.consumer_key
        }))
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "INVALID_CREDENTIAL");
}

#[tokio::test]
async fn the_signature_covers_method_query_and_body() {
    let sandbox = start(settled());
    let set = Credentials::full();
    let url = format!(
        "{}/cloud/project/{}/ai/app?size=1",
        sandbox.api(),
        sandbox.service_name()
    );
    let client = Client::new(&sandbox);
    let timestamp = client.time().await;
    let sign = |method: &str, url: &str, body: &str| {
        let key = &set.key;
        signature(&format!(
            "{}+{}+{method}+{url}+{body}+{timestamp}",
            key.application_secret, key.consumer_key
        ))
    };
    let http = http().build().unwrap();
    for (signed, expected) in [
        (sign("GET", &url, ""), 200),
        (sign("POST", &url, ""), 403),
        (sign("GET", url.trim_end_matches("?size=1"), ""), 403),
        (sign("GET", &url, "{}"), 403),
        (sign("GET", &url, "").to_uppercase(), 403),
        (String::new(), 403),
    ] {
        let response = http
            .get(&url)
            .header("X-Ovh-Application", &set.key.application_key)
            .header("X-Ovh-Consumer", &set.key.consumer_key)
            .header("X-Ovh-Timestamp", timestamp)
            .header("X-Ovh-Signature", &signed)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), expected, "{signed}");
    }
    let response = http
        .get(&url)
        .header("X-Ovh-Application", &set.key.application_key)
        .send()
        .await
        .unwrap();
    assert!(response.text().await.unwrap().contains("NOT_CREDENTIAL"));
}

#[tokio::test]
async fn timestamps_far_from_the_servers_clock_are_refused() {
    // The server's clock is an hour off: only a client that asks it for the time gets through.
    let sandbox = start(Options {
        clock_offset_seconds: 3600,
        ..settled()
    });
    let mut client = Client::new(&sandbox);
    client.get("/app").await.ok();
    for (skew, fine) in [
        (-290, true),
        (290, true),
        (-310, false),
        (310, false),
        (-3600, false),
    ] {
        client.skew = skew;
        let answer = client.get("/app").await;
        if fine {
            answer.ok();
        } else {
            answer.refused_with_code("400 Bad Request", "QUERY_TIME_OUT");
        }
    }
}

#[tokio::test]
async fn consumer_keys_are_held_to_their_rules() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox).with(Login::Key(Box::new(Credentials::read_only())));
    client.get("/app").await.ok();
    client.call(Method::GET, "/auth/details", None).await.ok();
    let body =
        json!({"image": "a/b:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}});
    client
        .post("/app", body)
        .await
        .refused_with_code("403 Forbidden", "NOT_GRANTED_CALL");

    // A rule for one branch of the API only, the rest refused.
    let rules = vec![AccessRule::new("GET", "/cloud/project/*/ai/capabilities/*")];
    let narrow = Credentials::invented(
        "narrow",
        rules,
        &["publicCloudProject:apiovh:ai/capabilities/*"],
    );
    let sandbox = start(Options {
        credentials: vec![narrow.clone()],
        ..settled()
    });
    let client = Client::new(&sandbox);
    client.get("/capabilities/region").await.ok();
    client
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "NOT_GRANTED_CALL");
    let bearer = client.with(Login::Bearer(narrow.token.value));
    bearer.get("/capabilities/quota").await.ok();
    let answer = bearer.get("/app").await;
    assert_eq!(
        answer.json()["details"]["unauthorizedActionsByIAM"],
        "publicCloudProject:apiovh:ai/app/get"
    );
    assert_eq!(
        answer.json()["details"]["unauthorizedActionsByAuthentication"],
        ""
    );
    answer.refused(403, "Client::Forbidden");
}

#[tokio::test]
async fn an_access_token_works_directly_until_it_expires() {
    let mut set = Credentials::full();
    set.token = AccessToken {
        lifetime_seconds: Some(60),
        ..set.token
    };
    let sandbox = start(Options {
        credentials: vec![set.clone()],
        ..settled()
    });
    let client = Client::new(&sandbox).with(Login::Bearer(set.token.value));
    client.get("/app").await.ok();
    sandbox.advance(std::time::Duration::from_secs(61));
    client
        .get("/app")
        .await
        .refused(401, "Client::Unauthorized");
    client
        .with(Login::Bearer("made-up".into()))
        .get("/app")
        .await
        .refused(401, "Client::Unauthorized");
}

#[tokio::test]
async fn a_consumer_key_is_asked_for_and_confirmed_by_a_person() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let http = http().build().unwrap();
    let ask = |body: serde_json::Value, application: &'static str| {
        let url = format!("{}/auth/credential", sandbox.api());
        http.post(url)
            .header("X-Ovh-Application", application)
            .body(body.to_string())
            .send()
    };
    let rules = json!({"accessRules": [{"method": "GET", "path": "/cloud/*"}]});
    let response = ask(rules.clone(), "unknown").await.unwrap();
    assert!(response.text().await.unwrap().contains("INVALID_KEY"));
    assert_eq!(
        ask(json!({"accessRules": []}), "sandboxfullKey")
            .await
            .unwrap()
            .status(),
        400
    );
    let answer: serde_json::Value = serde_json::from_str(
        &ask(rules, "sandboxfullKey")
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
    )
    .unwrap();
    assert_eq!(answer["state"], "pendingValidation");

    let mut set = Credentials::full();
    set.key.consumer_key = answer["consumerKey"].as_str().unwrap().into();
    let client = client.with(Login::Key(Box::new(set)));
    client
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "NOT_CREDENTIAL");
    let page = http
        .get(answer["validationUrl"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    client.get("/app").await.ok();
    client
        .delete("/app/x")
        .await
        .refused_with_code("403 Forbidden", "NOT_GRANTED_CALL");
}

#[tokio::test]
async fn an_expired_consumer_key_is_not_valid() {
    let mut set = Credentials::full();
    set.key.state = KeyState::Expired;
    let sandbox = start(Options {
        credentials: vec![set],
        ..settled()
    });
    Client::new(&sandbox)
        .get("/app")
        .await
        .refused_with_code("403 Forbidden", "INVALID_CREDENTIAL");
}

#[tokio::test]
async fn v1_works_in_place_of_1_0_and_paths_are_exact() {
    let sandbox = start(settled());
    let http = http().build().unwrap();
    let get = |path: &str| http.get(format!("{}{path}", sandbox.root())).send();
    assert_eq!(get("/v1/auth/time").await.unwrap().status(), 200);
    assert_eq!(get("/1.0/auth/time").await.unwrap().status(), 200);
    for path in [
        "/auth/time",
        "/2.0/auth/time",
        "/1.0",
        "/1.0/",
        "/1.0/auth/time/",
        "/1.0auth/time",
    ] {
        let response = get(path).await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        assert!(response.headers().contains_key("x-ovh-queryid"));
        assert!(response.text().await.unwrap().contains("Client::NotFound"));
    }
    let response = http
        .post(format!("{}/1.0/auth/time", sandbox.root()))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET");
}

#[tokio::test]
async fn over_tls_the_host_may_be_signed_with_and_without_its_port() {
    let sandbox = start(Options {
        transport: Transport::Tls { ca_file: None },
        ..settled()
    });
    assert!(sandbox.api().starts_with("https://127.0.0.1:"));
    let ca_file = sandbox.ca_file().unwrap().to_owned();
    let pem = std::fs::read(&ca_file).unwrap();
    let authority = reqwest::Certificate::from_pem(&pem).unwrap();
    let http = http().tls_certs_only([authority]).build().unwrap();
    let set = Credentials::full();
    let path = format!("/1.0/cloud/project/{}/ai/app", sandbox.service_name());
    let timestamp = http
        .get(format!("{}/auth/time", sandbox.api()))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let signed_hosts = [
        sandbox.root(),
        "https://127.0.0.1".into(),
        "http://127.0.0.1".into(),
        "https://other".into(),
    ];
    for (host, expected) in signed_hosts.into_iter().zip([200, 200, 403, 403]) {
        let key = &set.key;
        let text = format!(
            "{}+{}+GET+{host}{path}++{timestamp}",
            key.application_secret, key.consumer_key
        );
        let response = http
            .get(format!("{}{path}", sandbox.root()))
            .header("X-Ovh-Application", &key.application_key)
            .header("X-Ovh-Consumer", &key.consumer_key)
            .header("X-Ovh-Timestamp", &timestamp)
            .header("X-Ovh-Signature", signature(&text))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), expected, "{host}");
    }
    sandbox.shutdown();
    assert!(
        !ca_file.exists(),
        "the certificate of a sandbox that is gone is left behind"
    );
}
