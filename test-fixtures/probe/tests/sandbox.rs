//! The probe against the sandbox, whose answers are known.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use ovh_api::{
    Arguments, Client, ClientOptions, Error, ReadOnly, Request, Settings, Sources,
    calls::{self, SIDE_EFFECT_FREE},
};
use ovh_sandbox::{
    AccessRule, Credentials, EstateChoice, Options, PagingOptions, Running, Sandbox,
};
use ovhai_probe::{FACTS, How, Report, Verdict, probe};
use serde_json::json;

fn client(sandbox: &Running) -> ReadOnly {
    let key = &sandbox.credentials().key;
    let arguments = Arguments {
        endpoint: Some(sandbox.api()),
        application_key: Some(key.application_key.clone()),
        application_secret: Some(key.application_secret.clone().into()),
        consumer_key: Some(key.consumer_key.clone().into()),
        ..Arguments::default()
    };
    let settings = Settings::resolve(arguments, &Sources::default()).unwrap();
    Client::new(settings, ClientOptions::default())
        .unwrap()
        .read_only()
}

fn start(options: Options) -> Running {
    Sandbox::start(options).unwrap()
}

fn mixed(objects: usize) -> EstateChoice {
    EstateChoice::Mixed { objects, seed: 3 }
}

async fn look(sandbox: &Running, commands: bool) -> Report {
    probe(&client(sandbox), sandbox.service_name(), commands).await
}

fn verdict(report: &Report, id: &str) -> (Verdict, String) {
    let finding = report.finding(id).unwrap();
    (finding.verdict, finding.seen.to_string())
}

#[tokio::test]
async fn every_fact_has_a_verdict_and_only_reading_calls_are_made() {
    let sandbox = start(Options {
        estate: mixed(300),
        ..Options::default()
    });
    let before = sandbox.holdings();
    let report = look(&sandbox, false).await;
    for fact in FACTS {
        let (verdict, seen) = verdict(&report, fact.id);
        assert_eq!(
            matches!(fact.how, How::Never(_) | How::Commands(_)),
            verdict == Verdict::NotTestable,
            "{}: {seen}",
            fact.id
        );
    }
    let free: BTreeSet<String> = SIDE_EFFECT_FREE.iter().map(ToString::to_string).collect();
    let requests = sandbox.requests();
    assert_eq!(requests.writes(), 0);
    for route in requests.by_route.keys() {
        assert!(route.starts_with("GET ") && free.contains(route), "{route}");
    }
    assert_eq!(sandbox.holdings(), before);
}

#[tokio::test]
async fn commands_are_tried_when_asked_for() {
    let sandbox = start(Options::default());
    let report = look(&sandbox, true).await;
    let (verdict, seen) = verdict(&report, "commands/answer");
    assert_eq!(verdict, Verdict::Holds, "{seen}");
    let writes: BTreeSet<String> = sandbox
        .requests()
        .by_route
        .keys()
        .filter(|route| !route.starts_with("GET "))
        .map(|route| route.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(writes, BTreeSet::from(["command".to_owned()]));
}

#[tokio::test]
async fn paging_is_found_out() {
    for (base, default_size, max_size, words) in [
        (0, 100, 1000, ["pages begin at 0", "", "", ""]),
        (
            1,
            7,
            20,
            [
                "pages begin at 1, and page 0 is the same",
                "7 of ",
                "cut to 20",
                "cut to 20",
            ],
        ),
        (
            0,
            30,
            60,
            ["pages begin at 0", "30 of ", "cut to 60", "cut to 60"],
        ),
    ] {
        let sandbox = start(Options {
            estate: EstateChoice::Generated {
                objects: 75,
                seed: 5,
            },
            paging: PagingOptions {
                base,
                default_size,
                max_size,
            },
            ..Options::default()
        });
        let report = look(&sandbox, false).await;
        let ids = [
            "paging/first-page",
            "paging/default-size",
            "paging/size-500",
            "paging/largest-size",
        ];
        for (id, words) in ids.into_iter().zip(words) {
            let (verdict, seen) = verdict(&report, id);
            assert!(seen.starts_with(words), "{id}: {seen}");
            let holds = match id {
                "paging/default-size" | "paging/size-500" if default_size == 100 => {
                    Verdict::NotSeenHere
                }
                "paging/default-size" | "paging/size-500" => Verdict::DoesNotHold,
                _ => Verdict::Holds,
            };
            assert_eq!(verdict, holds, "{id} {default_size}: {seen}");
        }
        let (unpaged, seen) = verdict(&report, "paging/unpaged");
        let cut = default_size < 75;
        assert_eq!(
            unpaged,
            if cut {
                Verdict::Holds
            } else {
                Verdict::NotSeenHere
            },
            "{seen}"
        );
        assert_eq!(verdict(&report, "paging/gateway").1, "it says 75 of 75");
        assert_eq!(
            verdict(&report, "paging/end"),
            (Verdict::Holds, "200 with 0 objects".to_owned())
        );
        assert_eq!(verdict(&report, "paging/order").0, Verdict::Holds);
    }
}

#[tokio::test]
async fn what_is_new_is_named_and_no_value_is_told() {
    const SECRET: &str = "Zq7mX2vK9wLp4TnR8sYd";
    let sandbox = start(Options::default());
    sandbox.with_apps(|apps| {
        let ids = apps.ids();
        apps.edit(&ids[0], |app| {
            app["spec"]["image"] = SECRET.into();
            app["spec"]["name"] = SECRET.into();
            app["spec"]["envVars"] =
                json!([{"name": SECRET, "value": SECRET, "aMemberOfTomorrow": SECRET}]);
            app["spec"]["labels"] = json!({ SECRET: SECRET });
            app["spec"][SECRET] = SECRET.into();
            app["status"]["state"] = "HIBERNATING".into();
        });
        apps.edit(&ids[1], |app| app["status"]["state"] = SECRET.into());
        apps.edit(&ids[2], |app| app["spec"]["command"] = SECRET.into());
        apps.edit(&ids[3], |app| {
            app["spec"]["labels"] = json!({ SECRET: [SECRET] })
        });
        apps.edit(&ids[4], |app| app["createdAt"] = SECRET.into());
    });
    let report = look(&sandbox, false).await;
    let (text, json) = (report.markdown(), report.json().to_string());
    for shown in [
        "/spec/envVars/*/aMemberOfTomorrow",
        "`HIBERNATING`",
        "`/status/state` (another text)",
        "/spec/labels/*",
    ] {
        assert!(text.contains(shown), "{shown} in\n{text}");
    }
    for output in [&text, &json] {
        assert!(!output.contains(SECRET));
        let key = &sandbox.credentials().key;
        for secret in [
            &key.application_key,
            &key.application_secret,
            &key.consumer_key,
        ] {
            assert!(!output.contains(secret.as_str()));
        }
        assert!(!output.contains(sandbox.service_name()));
    }
    // Nothing that identifies an object or holds a person's words is told: of the whole estate not one id, name or value.
    for document in sandbox.with_apps(|apps| apps.documents()) {
        for value in [
            &document["id"],
            &document["spec"]["name"],
            &document["spec"]["image"],
            &document["status"]["url"],
        ] {
            if let Some(value) = value.as_str().filter(|value| value.len() > 3) {
                assert!(!text.contains(value) && !json.contains(value), "{value}");
            }
        }
    }
    for id in [
        "documents/members",
        "documents/names",
        "documents/decodable",
        "documents/times",
    ] {
        assert_eq!(verdict(&report, id).0, Verdict::DoesNotHold, "{id}");
    }
}

#[tokio::test]
async fn refusals_are_told_and_the_rest_goes_on() {
    let mut rules = vec![AccessRule::new("GET", "/cloud/project/*/ai/app*")];
    rules.push(AccessRule::new("GET", "/cloud/project/*/ai/capabilities*"));
    let sandbox = start(Options {
        credentials: vec![Credentials::invented("few", rules, &[])],
        ..Options::default()
    });
    let report = look(&sandbox, false).await;
    let (refused, seen) = verdict(&report, "errors/refused");
    assert_eq!(refused, Verdict::Holds, "{seen}");
    assert!(seen.starts_with("403 "), "{seen}");
    assert_eq!(
        verdict(&report, "registries/password").0,
        Verdict::NotAnswered
    );
    assert_eq!(verdict(&report, "paging/first-page").0, Verdict::Holds);
    assert!(
        report
            .markdown()
            .contains("| `GET /cloud/project/{serviceName}/ai/job` | 403 |")
    );
}

/// The rules that docs/guides/permissions.md tells for it.
#[tokio::test]
async fn the_rules_of_the_guide_suffice() {
    let service = Options::default().service_name;
    let rules = [
        ("GET", "/auth/details".to_owned()),
        ("GET", "/me".to_owned()),
        ("GET", format!("/cloud/project/{service}")),
        ("GET", format!("/cloud/project/{service}/*")),
        ("POST", format!("/cloud/project/{service}/ai/app/command")),
        ("POST", format!("/cloud/project/{service}/ai/job/command")),
        (
            "POST",
            format!("/cloud/project/{service}/ai/notebook/command"),
        ),
    ];
    let rules = rules
        .iter()
        .map(|(method, path)| AccessRule::new(method, path))
        .collect();
    let sandbox = start(Options {
        credentials: vec![Credentials::invented("guide", rules, &[])],
        ..Options::default()
    });
    look(&sandbox, true).await;
    let refused: Vec<_> = sandbox
        .requests()
        .log
        .into_iter()
        .filter(|call| call.status == 403)
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[tokio::test]
async fn an_empty_project_and_a_silent_server_are_no_failure() {
    let sandbox = start(Options {
        estate: EstateChoice::Empty,
        ..Options::default()
    });
    let report = look(&sandbox, false).await;
    assert_eq!(
        verdict(&report, "paging/first-page").0,
        Verdict::NotSeenHere
    );
    let client = client(&sandbox);
    let service = sandbox.service_name().to_owned();
    sandbox.shutdown();
    let report = probe(&client, &service, false).await;
    assert!(report.is_silent() && report.markdown().contains("no answer"));
    assert_eq!(verdict(&report, "clock/answer").0, Verdict::NotAnswered);
}

#[tokio::test]
async fn raw_calls_cannot_write() {
    let sandbox = start(Options::default());
    let service = sandbox.service_name().to_owned();
    for call in calls::ALL
        .iter()
        .filter(|call| !SIDE_EFFECT_FREE.contains(call))
    {
        let parameters: Vec<&str> = call.path.matches('{').map(|_| service.as_str()).collect();
        let request = Request::new(call, &parameters).unwrap();
        let refused = client(&sandbox).raw(&request).await.unwrap_err();
        assert!(matches!(refused, Error::NotReadOnly { .. }), "{call}");
    }
    assert_eq!(sandbox.requests().total, 0);
}
