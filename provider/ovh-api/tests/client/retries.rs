//! Trying again, waiting, stopping.

use std::{num::NonZeroU32, time::Duration};

use ovh_api::{Client, ClientOptions, Error, transport::FaultKind};
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::support::{PROJECT, Reply, Script, client, with_token};

fn good() -> Reply {
    Reply::json(&json!({"authorized": true}))
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again() {
    for trouble in [
        || Reply::refused(429, "Client::TooManyRequests"),
        || Reply::refused(500, "Server::InternalServerError"),
        || Reply::Answer(502, vec![], "<html>bad gateway</html>".into()),
        || Reply::Answer(503, vec![], String::new()),
        || Reply::Fault(FaultKind::Interrupted),
        || Reply::Fault(FaultKind::Timeout),
        || Reply::Fault(FaultKind::Connect),
        || {
            Reply::Pieces(
                200,
                vec![
                    Ok("{\"autho".into()),
                    Err(ovh_api::transport::Fault::new(
                        FaultKind::Interrupted,
                        "cut",
                    )),
                ],
            )
        },
    ] {
        let script = Script::in_order([trouble(), trouble(), good()]);
        assert!(
            client(&script)
                .project(PROJECT)
                .authorization()
                .await
                .unwrap()
                .authorized
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_pass_is_not() {
    for status in [400, 401, 402, 403, 404, 409, 460, 501] {
        let script = Script::in_order([Reply::refused(status, "Client::Error")]);
        let error = client(&script)
            .project(PROJECT)
            .authorization()
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(status));
    }
    let script = Script::in_order([Reply::Fault(FaultKind::Tls)]);
    client(&script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn patience_ends() {
    let script = Script::new(|_| Reply::refused(503, "Server::Unavailable"));
    let started = Instant::now();
    let error = client(&script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
    assert_eq!(script.seen().len(), 8);
    assert!(error.to_string().contains("tried 8 times"), "{error}");
    assert!(
        started.elapsed() < Duration::from_secs(80),
        "{:?}",
        started.elapsed()
    );

    let unreachable = Script::new(|_| Reply::Fault(FaultKind::Connect));
    let error = client(&unreachable)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
    assert_eq!(unreachable.seen().len(), 3);
    assert!(error.to_string().contains("check the endpoint"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_server_says_how_long_to_wait() {
    let busy = |seconds: &str| {
        Reply::Answer(
            429,
            vec![("retry-after", seconds.into())],
            json!({"class": "Client::TooManyRequests", "message": "slow down"}).to_string(),
        )
    };
    let script = Script::in_order([busy("30"), good()]);
    let started = Instant::now();
    client(&script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap();
    let waited = started.elapsed();
    assert!(
        waited >= Duration::from_secs(30) && waited < Duration::from_secs(31),
        "{waited:?}"
    );

    // An hour is capped to two minutes, of which two fit into the deadline of five.
    let script = Script::new(move |_| busy("3600"));
    let started = Instant::now();
    let error = client(&script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(429));
    assert_eq!(script.seen().len(), 3);
    assert!(started.elapsed() < Duration::from_secs(300));
}

#[tokio::test(start_paused = true)]
async fn cancellation_is_prompt_wherever_it_strikes() {
    for reply in [
        || Reply::Never,
        || {
            Reply::Answer(
                429,
                vec![("retry-after", "100".into())],
                json!({"class": "c", "message": "m"}).to_string(),
            )
        },
    ] {
        let script = Script::new(move |_| reply());
        let token = CancellationToken::new();
        let client = client(&script).with_cancellation(token.clone());
        let started = Instant::now();
        let project = client.project(PROJECT);
        let (result, ()) = tokio::join!(project.authorization(), async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            token.cancel();
        });
        assert!(matches!(result, Err(Error::Cancelled)));
        assert_eq!(started.elapsed(), Duration::from_secs(3));
        // And nothing is sent afterwards.
        assert!(matches!(
            project.authorization().await,
            Err(Error::Cancelled)
        ));
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn calls_are_paced_and_bounded() {
    let script = Script::new(|_| good());
    let options = ClientOptions {
        rate_limit: NonZeroU32::new(4),
        ..ClientOptions::default()
    };
    let client = Client::with_transport(with_token(), options, script.clone()).unwrap();
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..9 {
        let project = client.project(PROJECT);
        tasks.spawn(async move { project.authorization().await.unwrap() });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(started.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_worked_unnoticed_is_a_success() {
    let script = Script::in_order([Reply::Fault(FaultKind::Interrupted), Reply::gone()]);
    client(&script)
        .project(PROJECT)
        .delete_app("x", true)
        .await
        .unwrap();
    assert_eq!(script.seen()[0].parameter("force"), Some("true"));
    let script = Script::in_order([Reply::gone()]);
    let error = client(&script)
        .project(PROJECT)
        .delete_app("x", false)
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(script.seen()[0].parameter("force"), None);
}
