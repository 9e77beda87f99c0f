//! The client against the sandbox: authentication for real, app states, faults, paging.

use std::time::Duration;

use ovh_api::{
    AppFilter, Arguments, Client, ClientOptions, Error, Problem, RetryPolicy, Settings, Sources,
};
use ovh_sandbox::{
    AccessRule, Credentials, EstateChoice, Fault, Options, PagingOptions, Running, Sandbox,
    Transport,
};
use ovhai_platform::documents::{
    AppImageInput, AppSpec, AppState, Label, Listed, Registry, UpdateInput,
};
use serde_json::{Value, json};

const APPS: &str = "GET /cloud/project/{serviceName}/ai/app";
const CREATE: &str = "POST /cloud/project/{serviceName}/ai/app";

pub fn start(options: Options) -> Running {
    Sandbox::start(Options {
        state_interval: Duration::ZERO,
        ..options
    })
    .unwrap()
}

/// Three ways to prove who calls.
fn ways(sandbox: &Running) -> [Arguments; 3] {
    let credentials = sandbox.credentials();
    let base = Arguments {
        endpoint: Some(sandbox.api()),
        token_url: Some(sandbox.token_url()),
        ..Arguments::default()
    };
    [
        Arguments {
            application_key: Some(credentials.key.application_key.clone()),
            application_secret: Some(credentials.key.application_secret.clone().into()),
            consumer_key: Some(credentials.key.consumer_key.clone().into()),
            ..base.clone()
        },
        Arguments {
            client_id: Some(credentials.account.client_id.clone()),
            client_secret: Some(credentials.account.client_secret.clone().into()),
            ..base.clone()
        },
        Arguments {
            access_token: Some(credentials.token.value.clone().into()),
            ..base
        },
    ]
}

fn client_of(arguments: Arguments) -> Client {
    let settings = Settings::resolve(arguments, &Sources::default()).unwrap();
    let options = ClientOptions {
        retry: RetryPolicy {
            base: Duration::from_millis(5),
            longest: Duration::from_millis(50),
            settle: Duration::from_millis(5),
            ..RetryPolicy::default()
        },
        ..ClientOptions::default()
    };
    Client::new(settings, options).unwrap()
}

pub fn client(sandbox: &Running) -> Client {
    let [signed, ..] = ways(sandbox);
    client_of(signed)
}

fn new_app(name: &str) -> AppSpec {
    serde_json::from_value(json!({
        "image": "ovhcom/ai-examples-hello:1.0",
        "name": name,
        "region": "GRA",
        "resources": {"flavor": "ai1-1-cpu", "cpu": 1},
    }))
    .unwrap()
}

async fn all(client: &Client, sandbox: &Running) -> Vec<String> {
    let apps = client
        .project(sandbox.service_name())
        .apps(&AppFilter::default())
        .await
        .unwrap();
    apps.into_iter()
        .map(|app| app.into_result().unwrap().id)
        .collect()
}

#[tokio::test]
async fn every_way_to_prove_who_calls() {
    // Skewed far beyond what the server accepts: only a measured clock helps.
    let sandbox = start(Options {
        clock_offset_seconds: 86_400,
        ..Options::default()
    });
    for way in ways(&sandbox) {
        let client = client_of(way);
        let identity = client.identity().await.unwrap();
        assert!(!identity.account.is_empty());
        assert!(
            client
                .projects()
                .await
                .unwrap()
                .contains(&sandbox.service_name().to_owned())
        );
        let project = client.project(sandbox.service_name());
        assert!(project.authorization().await.unwrap().authorized);
        assert_eq!(
            project.details().await.unwrap().project_id,
            sandbox.service_name()
        );
        assert!(!all(&client, &sandbox).await.is_empty());
    }
}

#[tokio::test]
async fn wrong_credentials_of_every_kind() {
    let sandbox = start(Options::default());
    let [signed, account, token] = ways(&sandbox);
    let wrong = || Some("planted-and-wrong".into());
    for (arguments, hint) in [
        (
            Arguments {
                application_key: Some("unknown".into()),
                ..signed.clone()
            },
            "application key is not known",
        ),
        (
            Arguments {
                application_secret: wrong(),
                ..signed.clone()
            },
            "application secret does not belong",
        ),
        (
            Arguments {
                consumer_key: wrong(),
                ..signed
            },
            "consumer key is not valid",
        ),
        (
            Arguments {
                client_secret: wrong(),
                ..account
            },
            "client id or client secret is wrong",
        ),
        (
            Arguments {
                access_token: wrong(),
                ..token
            },
            "credentials are not accepted",
        ),
    ] {
        let text = client_of(arguments)
            .identity()
            .await
            .unwrap_err()
            .to_string();
        assert!(text.contains(hint), "{text}");
        assert!(!text.contains("planted"), "{text}");
    }
}

#[tokio::test]
async fn missing_rights_name_what_to_add() {
    let narrow = Credentials::invented(
        "narrow",
        vec![AccessRule::new("GET", "/cloud/project/*")],
        &["publicCloudProject:apiovh:ai/app/get"],
    );
    let sandbox = start(Options {
        credentials: vec![narrow],
        ..Options::default()
    });
    let [signed, account, _] = ways(&sandbox);
    let name = sandbox.service_name();
    let error = client_of(signed)
        .project(name)
        .create_app(&new_app("x"))
        .await
        .unwrap_err();
    let rule = format!("`POST /cloud/project/{name}/ai/app`");
    assert!(error.to_string().contains(&rule), "{error}");
    assert!(error.query_id().is_some());
    let error = client_of(account)
        .project(name)
        .create_app(&new_app("x"))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("publicCloudProject:apiovh:ai/app/create"),
        "{error}"
    );
    assert_eq!(
        sandbox.requests().count(CREATE),
        2,
        "refusals are not tried again"
    );
}

#[tokio::test]
async fn a_revoked_token_is_renewed() {
    let sandbox = start(Options::default());
    let [_, account, _] = ways(&sandbox);
    let client = client_of(account);
    client.identity().await.unwrap();
    sandbox.revoke_tokens();
    client.identity().await.unwrap();
}

#[tokio::test]
async fn the_life_of_an_app() {
    let sandbox = start(Options::default());
    let client = client(&sandbox);
    let project = client.project(sandbox.service_name());
    let spec = new_app("made-by-test");
    let command = project.app_command(&spec).await.unwrap();
    assert!(command.command.contains("ovhai app run"));
    let app = project.create_app(&spec).await.unwrap();
    let id = app.id.as_str();
    let state = async || {
        project
            .app(id)
            .await
            .unwrap()
            .status
            .and_then(|status| status.state)
    };
    assert_eq!(state().await, Some(AppState::Running));

    let update: UpdateInput = serde_json::from_value(json!({"defaultHttpPort": 9000})).unwrap();
    assert_eq!(
        project
            .update_app(id, &update)
            .await
            .unwrap()
            .spec
            .default_http_port,
        Some(9000)
    );
    let image: AppImageInput =
        serde_json::from_value(json!({"url": "ovhcom/ai-examples-hello:2.0"})).unwrap();
    project.set_app_image(id, &image).await.unwrap();
    let label: Label =
        serde_json::from_value(json!({"name": "ville", "value": "orleans"})).unwrap();
    project.set_app_label(id, &label).await.unwrap();
    let scaling = serde_json::from_value(json!({"fixed": {"replicas": 2}})).unwrap();
    project.set_app_scaling(id, &scaling).await.unwrap();
    let now = project.app(id).await.unwrap();
    assert_eq!(now.spec.image, "ovhcom/ai-examples-hello:2.0");
    assert_eq!(
        now.spec.labels.get("ville").map(String::as_str),
        Some("orleans")
    );
    project
        .app_log(id, &ovh_api::LogQuery::default())
        .await
        .unwrap();

    project.stop_app(id).await.unwrap();
    assert_eq!(state().await, Some(AppState::Stopped));
    project.start_app(id).await.unwrap();
    assert_eq!(state().await, Some(AppState::Running));
    let refused = project.delete_app(id, false).await.unwrap_err();
    assert!(matches!(refused.status(), Some(400 | 409)), "{refused}");
    project.delete_app(id, true).await.unwrap();
    assert!(project.app(id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_app_is_made_once_whatever_breaks() {
    for fault in [
        Fault::CutAfter,
        Fault::TimeoutAfter,
        Fault::CutBefore,
        Fault::Status(503),
    ] {
        let sandbox = start(Options {
            clock_offset_seconds: -86_400,
            ..Options::default()
        });
        let client = client(&sandbox);
        let project = client.project(sandbox.service_name());
        let before = all(&client, &sandbox).await.len();
        sandbox.fail(CREATE, fault.clone(), 0, 1);
        let app = project.create_app(&new_app("only-once")).await.unwrap();
        let after = all(&client, &sandbox).await;
        assert_eq!(after.len(), before + 1, "{fault:?}");
        assert!(after.contains(&app.id), "{fault:?}");
    }
}

#[tokio::test]
async fn faults_that_pass_and_faults_that_do_not() {
    let sandbox = start(Options::default());
    let client = client(&sandbox);
    for fault in [
        Fault::Status(500),
        Fault::RetryAfter(0),
        Fault::Html(502),
        Fault::Html(200),
        Fault::Empty(503),
        Fault::Empty(200),
        Fault::CutBefore,
        Fault::Delay(Duration::from_millis(30)),
    ] {
        sandbox.fail(APPS, fault, 1, 2);
        assert!(!all(&client, &sandbox).await.is_empty());
        sandbox.clear_faults();
    }
    sandbox.fail(APPS, Fault::Html(200), 0, u32::MAX);
    let error = client
        .project(sandbox.service_name())
        .apps(&AppFilter::default())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Undecodable(answer) if answer.problem == Problem::Html),
        "{error}"
    );
    assert!(error.to_string().contains("is the endpoint right?"));
}

#[tokio::test]
async fn lists_are_whole_for_every_paging() {
    for (base, default_size, max_size) in [
        (0, 100, 1000),
        (1, 100, 1000),
        (0, 10, 7),
        (1, 3, 2),
        (0, 1000, 40),
        (1, 1000, 250),
    ] {
        let sandbox = start(Options {
            estate: EstateChoice::Generated {
                objects: 250,
                seed: 7,
            },
            paging: PagingOptions {
                base,
                default_size,
                max_size,
            },
            ..Options::default()
        });
        let client = client(&sandbox);
        let apps = client
            .project(sandbox.service_name())
            .apps(&AppFilter::default())
            .await
            .unwrap();
        assert_eq!(
            apps.len(),
            250,
            "base {base}, default {default_size}, largest {max_size}"
        );
        assert!(apps.iter().all(|app| matches!(app, Listed::Read(_))));
        let pages = 250_usize.div_ceil(max_size) as u64;
        let requests = sandbox.requests();
        assert!(
            requests.total <= 2 * pages + 28,
            "{} requests for {pages} pages",
            requests.total
        );
        assert_eq!(
            requests.count("GET /cloud/project/{serviceName}/ai/app/{appId}"),
            0
        );
    }
}

#[tokio::test]
async fn filters_reach_the_server() {
    let sandbox = start(Options::default());
    let client = client(&sandbox);
    let project = client.read_only().project(sandbox.service_name());
    let filter = AppFilter {
        states: vec![AppState::Stopped, AppState::Failed],
        ..AppFilter::default()
    };
    let some = project.apps(&filter).await.unwrap();
    let everything = project.apps(&AppFilter::default()).await.unwrap();
    assert!(!some.is_empty() && some.len() < everything.len());
    for app in some {
        let state = app.into_result().unwrap().status.unwrap().state.unwrap();
        assert!(filter.states.contains(&state), "{state:?}");
    }
}

#[tokio::test]
async fn members_and_states_of_tomorrow_survive() {
    let sandbox = start(Options::default());
    let id = sandbox.with_apps(|apps| {
        let id = apps.id_of("orders-api").unwrap();
        apps.edit(&id, |app| {
            app["spec"]["aMemberOfTomorrow"] = json!({"deep": [1, "x"]});
            app["status"]["state"] = "HIBERNATING".into();
        });
        id
    });
    let client = client(&sandbox);
    let apps = client
        .project(sandbox.service_name())
        .apps(&AppFilter::default())
        .await
        .unwrap();
    let app = apps
        .into_iter()
        .map(|app| app.into_result().unwrap())
        .find(|app| app.id == id)
        .unwrap();
    let written: Value = serde_json::to_value(&app).unwrap();
    assert_eq!(written, sandbox.app(&id).unwrap());
    assert_eq!(written["spec"]["aMemberOfTomorrow"]["deep"][1], "x");
    assert_eq!(written["status"]["state"], "HIBERNATING");
}

#[tokio::test]
async fn capabilities_and_registries() {
    let sandbox = start(Options::default());
    let client = client(&sandbox);
    let project = client.project(sandbox.service_name());
    project.features().await.unwrap();
    project.quota().await.unwrap();
    let regions = project.regions().await.unwrap();
    assert!(regions.len() >= 2);
    for region in regions {
        let id = region.into_result().unwrap().id;
        assert_eq!(project.region(&id).await.unwrap().id, id);
        for flavor in project.flavors(&id).await.unwrap() {
            let flavor = flavor.into_result().unwrap().id;
            assert_eq!(project.flavor(&id, &flavor).await.unwrap().id, flavor);
        }
        project.app_images(&id).await.unwrap();
    }
    assert!(project.region("MARS").await.unwrap_err().is_not_found());

    let registry: Registry = serde_json::from_value(json!({
        "url": "registry.example.com", "username": "robot", "password": "planted", "region": "GRA",
    }))
    .unwrap();
    let before = project.registries().await.unwrap().len();
    sandbox.fail(
        "POST /cloud/project/{serviceName}/ai/registry",
        Fault::CutAfter,
        0,
        1,
    );
    let made = project.create_registry(&registry).await.unwrap();
    let id = made.id.unwrap();
    assert_eq!(project.registries().await.unwrap().len(), before + 1);
    let update = serde_json::from_value(json!({"username": "other"})).unwrap();
    project.update_registry(&id, &update).await.unwrap();
    assert_eq!(
        project.registry(&id).await.unwrap().username.as_deref(),
        Some("other")
    );
    project.delete_registry(&id).await.unwrap();
    assert!(project.registry(&id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_unauthorised_project_and_an_expired_one() {
    let sandbox = start(Options {
        authorized: false,
        ..Options::default()
    });
    let client = client(&sandbox);
    let project = client.project(sandbox.service_name());
    assert!(!project.authorization().await.unwrap().authorized);
    project.apps(&AppFilter::default()).await.unwrap_err();
    project.authorize().await.unwrap();
    assert!(project.authorization().await.unwrap().authorized);
    project.apps(&AppFilter::default()).await.unwrap();
    let expired = client.project(ovh_sandbox::SUSPENDED_SERVICE_NAME);
    let error = expired.apps(&AppFilter::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(460));
    assert!(error.to_string().contains("expired"), "{error}");
}

#[tokio::test]
async fn reading_changes_nothing() {
    let sandbox = start(Options::default());
    let client = client(&sandbox).read_only();
    let project = client.project(sandbox.service_name());
    project.apps(&AppFilter::default()).await.unwrap();
    project.registries().await.unwrap();
    project.features().await.unwrap();
    project.app_command(&new_app("x")).await.unwrap();
    let requests = sandbox.requests();
    let posts: Vec<_> = requests
        .log
        .iter()
        .filter(|call| call.method != "GET")
        .map(|call| call.route.as_str())
        .collect();
    assert_eq!(posts, ["POST /cloud/project/{serviceName}/ai/app/command"]);
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted() {
    let sandbox = start(Options {
        transport: Transport::Tls { ca_file: None },
        ..Options::default()
    });
    let error = client(&sandbox).identity().await.unwrap_err();
    let Error::Transport(fault) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(fault.kind, ovh_api::transport::FaultKind::Tls, "{error}");
    assert_eq!(fault.attempts, 1);
    assert!(
        error.to_string().contains("certificate authorities"),
        "{error}"
    );
    assert_eq!(sandbox.requests().total, 0);
}
