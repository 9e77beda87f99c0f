//! Missing rights are told with the exact rule and the exact action.

use ovh_api::{Error, JobFilter, Lack, Settings, calls};
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, client_of, with_account, with_signature, with_token};

async fn refusal(settings: Settings, body: Value) -> Error {
    let script = Script::new(move |seen| match seen.path.as_str() {
        "/1.0/auth/time" => Reply::json(&json!(1_795_338_000)),
        "/auth/oauth2/token" => {
            Reply::json(&json!({"access_token": "t0ken-planted", "expires_in": 3600}))
        }
        _ => Reply::status(403, &body),
    });
    client_of(settings, &script)
        .project(PROJECT)
        .jobs(&JobFilter::default())
        .await
        .unwrap_err()
}

const ACTION: &str = "publicCloudProject:apiovh:ai/job/get";

#[tokio::test(start_paused = true)]
async fn by_kind_of_credentials_and_answer() {
    let rule = format!("GET /cloud/project/{PROJECT}/ai/job*");
    let bare = || json!({"class": "Client::Forbidden", "message": "no"});
    let old =
        || json!({"errorCode": "NOT_GRANTED_CALL", "httpCode": "403 Forbidden", "message": "no"});
    let named = || {
        json!({"class": "Client::Forbidden", "message": "no",
               "details": {"unauthorizedActionsByIAM": "publicCloudProject:apiovh:ai/job/get"}})
    };
    for (settings, body, lack, in_text, not_in_text) in [
        (with_signature(), old(), Lack::Rule, rule.as_str(), ACTION),
        (
            with_signature(),
            bare(),
            Lack::RuleOrAction,
            ACTION,
            "is not valid",
        ),
        (
            with_signature(),
            named(),
            Lack::Action,
            ACTION,
            rule.as_str(),
        ),
        (with_account(), bare(), Lack::Action, ACTION, rule.as_str()),
        (with_account(), named(), Lack::Action, ACTION, rule.as_str()),
        (with_token(), old(), Lack::Action, ACTION, rule.as_str()),
    ] {
        let error = refusal(settings, body).await;
        let right = error.missing_right().unwrap();
        assert_eq!(right.lack, lack);
        assert_eq!(*right.call, calls::JOBS);
        assert_eq!(right.iam, [ACTION]);
        assert_eq!(right.rule.to_string(), rule);
        let text = error.to_string();
        assert!(text.contains(in_text), "{text}");
        assert!(!text.contains(not_in_text), "{text}");
        assert!(!text.contains("planted"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn several_make_one_message() {
    let mut rights = Vec::new();
    for settings in [with_signature(), with_account()] {
        let error = refusal(
            settings,
            json!({"class": "Client::Forbidden", "message": "no"}),
        )
        .await;
        rights.push(error.missing_right().unwrap().to_string());
    }
    assert_eq!(
        rights,
        [
            format!("access rule `GET /cloud/project/{PROJECT}/ai/job*`, or IAM action `{ACTION}`"),
            format!("IAM action `{ACTION}`"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn other_refusals_are_no_missing_right() {
    for body in [
        json!({"errorCode": "INVALID_CREDENTIAL", "httpCode": "403 Forbidden", "message": "no"}),
        json!({"errorCode": "INVALID_KEY", "httpCode": "403 Forbidden", "message": "no"}),
    ] {
        let error = refusal(with_signature(), body).await;
        assert_eq!(error.missing_right(), None, "{error}");
    }
}
