//! Secrets planted everywhere, answers that repeat them, and no error that does.

use std::{fmt::Write as _, sync::Arc};

use ovh_api::{Client, Error, Settings, transport::FaultKind};
use ovhai_platform::documents::{
    AppSpec, DataStoreInput, JobSpecInput, Registry, RegistryUpdateInput, UpdateInput,
};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{
    PROJECT, Reply, Script, Seen, client_of, with_account, with_signature, with_token,
};

/// Everything the request carried, as a proxy's error page might show it.
fn echo(seen: &Seen) -> String {
    let mut text = format!("{} {}\n", seen.method, seen.url);
    for (name, value) in &seen.headers {
        // The signature itself is of no use to anybody: it holds for one call at one second.
        if name != "x-ovh-signature" {
            writeln!(text, "{name}: {}", value.to_str().unwrap()).unwrap();
        }
    }
    text.push_str(&String::from_utf8_lossy(&seen.body));
    text
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    NewError,
    OldError,
    Details,
    Html,
    Plain,
    QueryId,
    Redirect,
    WrongForm,
    Torn,
    Fault,
}

const SHAPES: [Shape; 10] = [
    Shape::NewError,
    Shape::OldError,
    Shape::Details,
    Shape::Html,
    Shape::Plain,
    Shape::QueryId,
    Shape::Redirect,
    Shape::WrongForm,
    Shape::Torn,
    Shape::Fault,
];

fn reply(shape: Shape, status: u16, text: &str) -> Reply {
    let one_line = text.replace('\n', " ");
    match shape {
        Shape::NewError => Reply::status(status, &json!({"class": text, "message": text})),
        Shape::OldError => Reply::status(
            status,
            &json!({"errorCode": text, "httpCode": text, "message": text}),
        ),
        Shape::Details => Reply::status(
            status,
            &json!({"class": "c", "message": "m", "details": {"unauthorizedActionsByIAM": text, text: "x"}}),
        ),
        Shape::Html => Reply::Answer(status, vec![], format!("<html><pre>{text}</pre></html>")),
        Shape::Plain => Reply::Answer(status, vec![], text.to_owned()),
        Shape::QueryId => Reply::Answer(status, vec![("X-Ovh-QueryID", one_line)], String::new()),
        Shape::Redirect => Reply::Answer(
            302,
            vec![("location", format!("https://x.example/?{one_line}"))],
            text.to_owned(),
        ),
        Shape::WrongForm => {
            Reply::Answer(200, vec![], json!({"id": [text], "list": text}).to_string())
        }
        Shape::Torn => Reply::Answer(200, vec![], format!("{{\"message\": \"{one_line}")),
        Shape::Fault => Reply::Fault(FaultKind::Tls),
    }
}

fn repeating(shape: Shape, status: u16) -> Arc<Script> {
    Script::new(move |seen| match seen.path.as_str() {
        "/1.0/auth/time" => Reply::json(&json!(1_795_338_000)),
        "/auth/oauth2/token" => {
            Reply::json(&json!({"access_token": "planted-oauth-token", "expires_in": 3600}))
        }
        _ => reply(shape, status, &echo(seen)),
    })
}

async fn every_call(client: &Client) -> Vec<Error> {
    let project = client.project(PROJECT);
    let spec: AppSpec = serde_json::from_value(json!({
        "image": "i", "region": "GRA", "name": "web",
        "envVars": [{"name": "A", "value": "planted-env \"value\" ü"}, {"name": "B", "value": "planted-env-b"}],
    }))
    .unwrap();
    let update: UpdateInput =
        serde_json::from_value(json!({"envVars": [{"name": "A", "value": "planted-patch"}]}))
            .unwrap();
    let registry = Registry {
        url: Some("r".into()),
        password: Some("planted/pass+word".into()),
        ..Registry::default()
    };
    let registry_update: RegistryUpdateInput =
        serde_json::from_value(json!({"password": "planted-new"})).unwrap();
    let mut errors = Vec::new();
    errors.extend(client.identity().await.err());
    errors.extend(client.projects().await.err());
    errors.extend(project.app("x").await.err());
    errors.extend(project.apps(&ovh_api::AppFilter::default()).await.err());
    errors.extend(project.create_app(&spec).await.err());
    errors.extend(project.app_command(&spec).await.err());
    errors.extend(project.update_app("x", &update).await.err());
    errors.extend(project.create_registry(&registry).await.err());
    errors.extend(project.update_registry("x", &registry_update).await.err());
    errors.extend(project.delete_app("x", false).await.err());
    let job: JobSpecInput = serde_json::from_value(json!({
        "image": "i", "region": "GRA", "envVars": [{"name": "A", "value": "planted-job"}],
    }))
    .unwrap();
    errors.extend(project.create_job(&job).await.err());
    errors.extend(project.job_command(&job).await.err());
    for credentials in [
        json!({"s3": {"accessKey": "a", "secretKey": "planted-s3", "region": "gra"}}),
        json!({"git": {"basicAuth": {"username": "u", "password": "planted-git"}}}),
        json!({"git": {"sshKeypair": {"privateKey": "planted\nkey", "publicKey": "p"}}}),
    ] {
        let store: DataStoreInput = serde_json::from_value(
            json!({"alias": "s", "endpoint": "e", "credentials": credentials}),
        )
        .unwrap();
        errors.extend(project.create_data_store("GRA", &store, true).await.err());
        errors.extend(project.update_data_store("GRA", "s", &store).await.err());
    }
    errors.extend(project.kubeconfig("k").await.err());
    errors.extend(project.s3_secret(7, "a").await.err());
    errors.extend(project.user_rclone(7, "GRA", None).await.err());
    errors.extend(project.renew_token("t").await.err());
    errors
}

fn assert_clean(error: &Error, what: &str) {
    for text in [
        error.to_string(),
        format!("{error:?}"),
        format!("{error:#?}"),
    ] {
        assert!(!text.contains("planted"), "{what}: {text}");
        // HTTP Basic of EU.client:planted-client-secret.
        assert!(!text.contains("RVUuY2xpZW50OnBsYW50ZWQt"), "{what}: {text}");
    }
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        assert!(!one.to_string().contains("planted"), "{what}: {one}");
        cause = one.source();
    }
}

fn all_settings() -> [Settings; 3] {
    [with_signature(), with_account(), with_token()]
}

#[tokio::test(start_paused = true)]
async fn no_error_repeats_a_secret() {
    let mut seen = 0;
    for settings in all_settings() {
        for shape in SHAPES {
            for status in [400, 401, 403, 404, 409, 503] {
                let client = client_of(settings.clone(), &repeating(shape, status));
                for error in every_call(&client).await {
                    assert_clean(&error, &format!("{shape:?} {status}"));
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 3 * 10 * 6 * 20, "only {seen} errors were looked at");
}

#[tokio::test(start_paused = true)]
async fn the_token_server_may_repeat_secrets_too() {
    for shape in SHAPES {
        for status in [400, 401, 500] {
            let script = Script::new(move |seen| reply(shape, status, &echo(seen)));
            let error = client_of(with_account(), &script)
                .identity()
                .await
                .unwrap_err();
            assert_clean(&error, &format!("{shape:?} {status}"));
        }
    }
}

#[test]
fn debug_of_everything_is_clean() {
    for settings in all_settings() {
        let script = Script::new(|_| Reply::Never);
        let client = client_of(settings, &script);
        let request = ovh_api::Request::new(&ovh_api::calls::CREATE_REGISTRY, &[PROJECT])
            .unwrap()
            .json(&json!({"password": "planted"}))
            .unwrap();
        let text = format!(
            "{client:?} {:?} {:?} {request:?}",
            client.settings(),
            client.project(PROJECT)
        );
        assert!(!text.contains("planted"), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Any secret that can be sent, in any place of an answer.
    #[test]
    fn any_token_stays_secret(
        token in "[!-~]{6,60}",
        shape in prop::sample::select(SHAPES.to_vec()),
        status in prop::sample::select(vec![400_u16, 401, 403, 404, 500]),
        before in "\\PC{0,310}",
    ) {
        let settings = crate::support::settings(&[("OVH_ACCESS_TOKEN", &token)]);
        let echoed = token.clone();
        let script = Script::new(move |_| reply(shape, status, &format!("{} {echoed}", before.replace(['\r', '\n'], " "))));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let error = runtime.block_on(client_of(settings, &script).identity()).unwrap_err();
        let known = "GET /auth/details answered with https eu api ovh com documented class message details unauthorizedActionsByIAM";
        prop_assume!(!known.contains(&token));
        prop_assert!(!error.to_string().contains(&token), "{}", error);
    }
}
