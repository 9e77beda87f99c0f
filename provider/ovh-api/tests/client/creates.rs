//! Creating once, whatever breaks.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ovh_api::{Error, Project, transport::FaultKind};
use ovhai_platform::documents::{
    AppSpec, DataStoreInput, JobSpecInput, NotebookForkInfo, NotebookSpecInput, Registry, TokenSpec,
};
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::support::{PROJECT, Reply, Script, app, client};

/// Seconds by which the platform's clock is ahead of ours: `createdAt` must be judged by its clock.
const AHEAD: i64 = 7_000;

fn server_now() -> i64 {
    let local = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    i64::try_from(local).unwrap() + AHEAD
}

fn at(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400);
    let rest = seconds.rem_euclid(86_400);
    // Days to a date, by the usual civil calendar arithmetic.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (
        doy - (153 * mp + 2) / 5 + 1,
        if mp < 10 { mp + 3 } else { mp - 9 },
    );
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// What happens to a create.
#[derive(Clone, Copy)]
enum Fate {
    Created,
    /// Created, and then the connection breaks.
    CreatedUnnoticed,
    /// Created, but the answer is a gateway's 504.
    CreatedBehindGateway,
    /// Created, but the answer breaks off.
    CreatedTornAnswer,
    Lost,
    Refused(u16),
    Silent,
}

struct Platform {
    apps: Vec<Value>,
    fates: VecDeque<Fate>,
    made: u32,
}

fn platform(apps: Vec<Value>, fates: &[Fate]) -> (Arc<Script>, Arc<Mutex<Platform>>) {
    let platform = Arc::new(Mutex::new(Platform {
        apps,
        fates: fates.iter().copied().collect(),
        made: 0,
    }));
    let inside = platform.clone();
    let script = Script::new(move |seen| {
        let mut platform = inside.lock().unwrap();
        if seen.path.ends_with("/auth/time") {
            return Reply::json(&json!(server_now()));
        }
        if seen.method == "GET" {
            let empty = seen.parameter("page").is_some_and(|page| page != "0");
            return Reply::json(&if empty {
                json!([])
            } else {
                platform.apps.clone().into()
            });
        }
        let fate = platform
            .fates
            .pop_front()
            .expect("no more creates than planned");
        let spec: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
        let created = matches!(
            fate,
            Fate::Created
                | Fate::CreatedUnnoticed
                | Fate::CreatedBehindGateway
                | Fate::CreatedTornAnswer
        );
        let mut document = Value::Null;
        if created {
            platform.made += 1;
            document = json!({
                "id": format!("made-{}", platform.made),
                "createdAt": at(server_now()),
                "region": spec["region"],
                "url": spec["url"],
                "username": spec["username"],
                "alias": spec["alias"],
                "endpoint": spec["endpoint"],
                "access": format!("key-{}", platform.made),
                "secret": "planted-secret",
                "status": {"value": "planted-token"},
                "spec": spec,
            });
            platform.apps.push(document.clone());
        }
        match fate {
            Fate::Created => Reply::json(&document),
            Fate::CreatedUnnoticed | Fate::Lost => Reply::Fault(FaultKind::Interrupted),
            Fate::CreatedBehindGateway => Reply::Answer(504, vec![], "<html>timeout</html>".into()),
            Fate::CreatedTornAnswer => {
                let text = document.to_string();
                Reply::Answer(200, vec![], text[..text.len() / 2].into())
            }
            Fate::Refused(status) => Reply::refused(status, "Client::Error"),
            Fate::Silent => Reply::Never,
        }
    });
    (script, platform)
}

fn spec(name: Option<&str>) -> AppSpec {
    AppSpec {
        name: name.map(str::to_owned),
        image: "ovhcom/ai-examples-hello:1.0".into(),
        region: "GRA".into(),
        ..AppSpec::default()
    }
}

fn posts(script: &Script) -> usize {
    script
        .calls()
        .iter()
        .filter(|call| call.starts_with("POST"))
        .count()
}

fn project(script: &Arc<Script>) -> Project {
    client(script).project(PROJECT)
}

#[tokio::test(start_paused = true)]
async fn an_unnoticed_create_is_found_and_not_repeated() {
    for fate in [
        Fate::CreatedUnnoticed,
        Fate::CreatedBehindGateway,
        Fate::CreatedTornAnswer,
    ] {
        let (script, platform) = platform(vec![app("old", "web")], &[fate]);
        let made = project(&script)
            .create_app(&spec(Some("web")))
            .await
            .unwrap();
        assert_eq!(made.id, "made-1");
        assert_eq!(posts(&script), 1);
        assert_eq!(platform.lock().unwrap().apps.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_create_is_repeated_after_looking_twice() {
    // An old app of the same name is not taken for the new one.
    let (script, _) = platform(vec![app("old", "web")], &[Fate::Lost, Fate::Created]);
    let made = project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap();
    assert_eq!(made.id, "made-1");
    assert_eq!(posts(&script), 2);
    let calls = script.calls();
    let between = calls
        .iter()
        .skip_while(|call| !call.starts_with("POST"))
        .skip(1)
        .take_while(|call| call.starts_with("GET"));
    assert!(
        between.count() >= 6,
        "two looks at the whole list: {calls:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn refusals_need_no_lookup() {
    let (script, _) = platform(
        vec![],
        &[Fate::Refused(429), Fate::Refused(429), Fate::Created],
    );
    project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap();
    assert_eq!(script.seen().len(), 4, "{:?}", script.calls());

    let (script, _) = platform(vec![], &[Fate::Refused(400)]);
    let error = project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert_eq!(script.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn apps_of_one_name_are_not_mixed_up() {
    let (script, _) = platform(vec![], &[Fate::CreatedUnnoticed, Fate::CreatedUnnoticed]);
    let project = project(&script);
    let wanted = spec(Some("web"));
    let (one, two) = tokio::join!(project.create_app(&wanted), project.create_app(&wanted));
    assert_ne!(one.unwrap().id, two.unwrap().id);
    assert_eq!(posts(&script), 2);
}

#[tokio::test(start_paused = true)]
async fn doubt_is_an_error_that_names_the_candidates() {
    // Somebody else made an app of this name in the same moment.
    let mut other = app("other", "web");
    other["createdAt"] = at(server_now()).into();
    let (script, _) = platform(vec![other.clone()], &[Fate::CreatedUnnoticed]);
    let error = project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap_err();
    let Error::AmbiguousCreate(ambiguous) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(ambiguous.candidates, ["other", "made-1"]);
    let text = error.to_string();
    assert!(
        text.contains("app `web`") && text.contains("import or delete"),
        "{text}"
    );
    assert_eq!(posts(&script), 1);

    // Without a name nothing can be recognised, but something new forbids another try.
    let (script, _) = platform(vec![], &[Fate::CreatedUnnoticed]);
    let error = project(&script).create_app(&spec(None)).await.unwrap_err();
    assert!(
        matches!(&error, Error::AmbiguousCreate(one) if one.candidates == ["made-1"]),
        "{error:?}"
    );

    // An app without a readable time could be it.
    other["createdAt"] = "lately".into();
    let (script, _) = platform(vec![other], &[Fate::Lost]);
    let error = project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::AmbiguousCreate(one) if one.candidates == ["other"]),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_app_of_undocumented_form_can_be_the_new_one() {
    let odd =
        json!({"id": "odd", "createdAt": at(server_now()), "spec": {"name": "web", "image": 7}});
    let (script, _) = platform(vec![odd], &[Fate::Lost]);
    let error = project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::AmbiguousCreate(one) if one.candidates == ["odd"]),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_nothing_helps() {
    let (script, _) = platform(vec![], &[Fate::Lost, Fate::Lost, Fate::Lost]);
    let error = project(&script)
        .create_app(&spec(Some("web")))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::AmbiguousCreate(_)));
    assert_eq!(posts(&script), 3);
}

#[tokio::test(start_paused = true)]
async fn a_create_on_its_way_may_finish_after_cancellation() {
    let (script, _) = platform(vec![], &[Fate::Silent]);
    let token = CancellationToken::new();
    let project = client(&script)
        .with_cancellation(token.clone())
        .project(PROJECT);
    let started = Instant::now();
    let wanted = spec(Some("web"));
    let (result, ()) = tokio::join!(project.create_app(&wanted), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        token.cancel();
    });
    let error = result.unwrap_err();
    assert!(
        matches!(&error, Error::AmbiguousCreate(one) if matches!(one.cause, Error::Cancelled)),
        "{error:?}"
    );
    assert_eq!(started.elapsed(), Duration::from_secs(11));
    assert_eq!(posts(&script), 1);
}

#[tokio::test(start_paused = true)]
async fn registries_are_looked_up_by_address_user_and_region() {
    let registry = Registry {
        url: Some("registry.example.com".into()),
        username: Some("robot".into()),
        region: Some("GRA".into()),
        password: Some("planted-password".into()),
        ..Registry::default()
    };
    let (script, _) = platform(vec![], &[Fate::CreatedUnnoticed]);
    let made = project(&script).create_registry(&registry).await.unwrap();
    assert_eq!(made.id.as_deref(), Some("made-1"));
    let (script, _) = platform(
        vec![
            json!({"id": "other", "url": "registry.example.com", "username": "someone", "region": "GRA"}),
        ],
        &[Fate::Lost, Fate::Created],
    );
    let made = project(&script).create_registry(&registry).await.unwrap();
    assert_eq!(made.id.as_deref(), Some("made-1"));
    assert_eq!(posts(&script), 2);
}

#[tokio::test(start_paused = true)]
async fn jobs_notebooks_and_forks_are_recognised_as_apps_are() {
    let job: JobSpecInput =
        serde_json::from_value(json!({"image": "i", "region": "GRA", "name": "train"})).unwrap();
    let notebook: NotebookSpecInput =
        serde_json::from_value(json!({"region": "GRA", "name": "study"})).unwrap();
    let fork = NotebookForkInfo {
        name: Some("study".into()),
        ..NotebookForkInfo::default()
    };
    let unclear = [Fate::CreatedUnnoticed];
    for fates in [unclear.as_slice(), &[Fate::Lost, Fate::Created]] {
        let (script, _) = platform(vec![], fates);
        assert_eq!(
            project(&script).create_job(&job).await.unwrap().id,
            "made-1"
        );
        assert_eq!(posts(&script), fates.len());
    }
    let (script, _) = platform(vec![], &unclear);
    let made = project(&script).create_notebook(&notebook).await.unwrap();
    assert_eq!(made.id, "made-1");
    // What a fork answers has no region in its body here, so this platform makes an object that cannot be read.
    let (script, _) = platform(vec![], &[Fate::Lost, Fate::Lost, Fate::Lost]);
    let error = project(&script)
        .fork_backup("n", "b", &fork)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::AmbiguousCreate(_)), "{error}");
    assert!(error.to_string().contains("notebook `study`"), "{error}");
    assert_eq!(posts(&script), 3);
}

#[tokio::test(start_paused = true)]
async fn a_token_whose_value_was_lost_is_named_not_found() {
    let token: TokenSpec =
        serde_json::from_value(json!({"name": "ci", "region": "GRA", "role": "ai_training_read"}))
            .unwrap();
    for fate in [Fate::CreatedUnnoticed, Fate::CreatedTornAnswer] {
        let (script, _) = platform(vec![], &[fate]);
        let error = project(&script).create_token(&token).await.unwrap_err();
        assert!(
            matches!(&error, Error::AmbiguousCreate(one) if one.candidates == ["made-1"]),
            "{error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
        assert_eq!(posts(&script), 1);
    }
    let (script, _) = platform(vec![], &[Fate::Lost, Fate::Created]);
    let made = project(&script).create_token(&token).await.unwrap();
    let value = made.status.unwrap().value.unwrap();
    assert_eq!(value.expose(), "planted-token");
    assert!(!format!("{value:?}").contains("planted"));
}

#[tokio::test(start_paused = true)]
async fn what_was_there_before_is_never_taken_for_the_new_one() {
    let store: DataStoreInput = serde_json::from_value(json!({
        "alias": "bucket", "endpoint": "https://s3.example.com", "type": "s3",
    }))
    .unwrap();
    let there = json!({"alias": "bucket", "endpoint": "https://s3.example.com", "type": "s3"});
    // Created, noticed by its alias.
    let (script, _) = platform(vec![], &[Fate::CreatedUnnoticed]);
    let made = project(&script)
        .create_data_store("GRA", &store, false)
        .await
        .unwrap();
    assert_eq!(made.alias, "bucket");
    // Lost, while another one of this alias was there all the time: refused in the end, never adopted.
    let (script, _) = platform(vec![there], &[Fate::Lost, Fate::Refused(409)]);
    let error = project(&script)
        .create_data_store("GRA", &store, false)
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(409));

    // S3 keys have neither name nor time.
    let old = json!({"access": "old"});
    let (script, _) = platform(vec![old.clone()], &[Fate::Lost, Fate::Created]);
    let made = project(&script).create_s3_credentials(7).await.unwrap();
    assert_eq!(made.access, "key-1");
    assert!(!format!("{made:?}").contains("planted-secret"));
    let (script, _) = platform(vec![old], &[Fate::CreatedUnnoticed]);
    let error = project(&script).create_s3_credentials(7).await.unwrap_err();
    assert!(
        matches!(&error, Error::AmbiguousCreate(one) if one.candidates == ["key-1"]),
        "{error:?}"
    );
}
