//! The clock, the credentials and the commands.

use std::time::{SystemTime, UNIX_EPOCH};

use ovh_api::calls::{self, Call};
use ovhai_platform::documents::around;
use serde_json::{Value, json};

use crate::{
    ask::Asker,
    fact::{Finding, Verdict},
    models::Models,
    words::Words,
};

fn local_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The tolerance that the sandbox assumes, in seconds.
const TOLERANCE: i64 = 300;

/// The server's clock.
pub async fn clock(asker: &Asker<'_>) -> Vec<Finding> {
    let Some(answer) = asker.ask(&calls::AUTH_TIME, &[]).await else {
        return ["clock/answer", "clock/skew"]
            .map(|id| Finding::new(id, Verdict::NotAnswered, Words::default()))
            .into();
    };
    let here = local_seconds();
    let theirs = answer.body.as_ref().and_then(Value::as_i64);
    let skew = theirs.map(|theirs| theirs - here);
    vec![
        Finding::new(
            "clock/answer",
            Verdict::of(answer.is_good() && theirs.is_some()),
            Words::of("status ").number(answer.status),
        ),
        match skew {
            None => Finding::not_seen("clock/skew", "no number was answered"),
            Some(skew) => Finding::new(
                "clock/skew",
                Verdict::of(skew.abs() < TOLERANCE),
                Words::of("off by ").number(skew).say(" s"),
            ),
        },
    ]
}

/// What the credentials may ask about themselves.
pub async fn credentials(asker: &Asker<'_>, models: &mut Models) -> Vec<Finding> {
    let details = asker.ask(&calls::AUTH_DETAILS, &[]).await;
    let me = asker.ask(&calls::ME, &[]).await;
    let finding = |id, answer: &Option<crate::ask::Answer>, expect_good: bool| match answer {
        None => Finding::new(id, Verdict::NotAnswered, Words::default()),
        Some(answer) => Finding::new(
            id,
            Verdict::of(answer.is_good() == expect_good),
            Words::of("status ").number(answer.status),
        ),
    };
    let findings = vec![
        finding("account/details", &details, true),
        finding("account/me", &me, false),
    ];
    if let Some(details) = details.and_then(crate::ask::Answer::document) {
        models.look::<around::AuthDetails>("auth details", &details);
    }
    if let Some(me) = me.and_then(crate::ask::Answer::document) {
        models.look::<around::Account>("account", &me);
    }
    findings
}

/// The three calls that turn a spec into a command.
pub async fn commands(asker: &Asker<'_>, region: Option<&str>, models: &mut Models) -> Finding {
    const ID: &str = "commands/answer";
    let Some(region) = region else {
        return Finding::not_seen(ID, "no region to name in a spec");
    };
    let spec = json!({"image": "nginx", "region": region, "resources": {"cpu": 1}});
    let mut app = spec.clone();
    app["scalingStrategy"] = json!({"fixed": {"replicas": 1}});
    let notebook = json!({
        "env": {"editorId": "jupyterlab", "frameworkId": "conda"},
        "region": region, "resources": {"cpu": 1},
    });
    let specs: [(&'static Call, &'static Call, Value); 3] = [
        (&calls::APP_COMMAND, &calls::APPS, app),
        (&calls::JOB_COMMAND, &calls::JOBS, spec),
        (&calls::NOTEBOOK_COMMAND, &calls::NOTEBOOKS, notebook),
    ];
    let (mut good, mut made) = (0, 0);
    let mut words = Words::of("statuses");
    for (call, list, spec) in specs {
        let before = asker.list(list, &[]).await.map(|objects| objects.len());
        let Some(answer) = asker.post(call, &spec).await else {
            continue;
        };
        words = words.say(" ").number(answer.status);
        if let Some(document) = answer.document() {
            models.look::<ovhai_platform::documents::Command>("command", &document);
            good += usize::from(document["command"].is_string());
        }
        let after = asker.list(list, &[]).await.map(|objects| objects.len());
        made += usize::from(before != after);
    }
    Finding::new(
        ID,
        Verdict::of(good == 3 && made == 0),
        words.say("; lists that changed their length: ").count(made),
    )
}
