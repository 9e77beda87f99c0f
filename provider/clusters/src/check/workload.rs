//! What runs pods.

use serde_json::Value;

use super::{
    pod,
    problems::{Problems, items},
    rules, storage, syntax,
};

fn template(spec: &Value, path: &str, restart: &[&str], claims: &[&str], problems: &mut Problems) {
    let template = &spec["template"];
    let path = format!("{path}.template");
    rules::labels(
        &template["metadata"]["labels"],
        &format!("{path}.metadata.labels"),
        problems,
    );
    let policy = template["spec"]["restartPolicy"]
        .as_str()
        .unwrap_or("Always");
    if !restart.contains(&policy) {
        problems.add(
            &format!("{path}.spec.restartPolicy"),
            format!("{policy:?} must be one of {}", restart.join(", ")),
        );
    }
    pod::check(&template["spec"], &format!("{path}.spec"), claims, problems);
}

/// A workload with a selector and replicas.
pub fn replicated(spec: &Value, problems: &mut Problems) {
    replicated_with(spec, &[], problems);
}

fn replicated_with(spec: &Value, claims: &[&str], problems: &mut Problems) {
    problems.number(&spec["replicas"], "spec.replicas", 0..=i64::MAX);
    problems.number(
        &spec["minReadySeconds"],
        "spec.minReadySeconds",
        0..=i64::MAX,
    );
    problems.number(
        &spec["revisionHistoryLimit"],
        "spec.revisionHistoryLimit",
        0..=i64::MAX,
    );
    rules::selector(
        &spec["selector"],
        &spec["template"]["metadata"]["labels"],
        "spec.selector",
        problems,
    );
    template(spec, "spec", &["Always"], claims, problems);
}

/// A Deployment.
pub fn deployment(spec: &Value, problems: &mut Problems) {
    replicated(spec, problems);
    let strategy = &spec["strategy"];
    problems.one_of(
        &strategy["type"],
        "spec.strategy.type",
        &["Recreate", "RollingUpdate"],
    );
    let rolling = &strategy["rollingUpdate"];
    if strategy["type"] == "Recreate" && !rolling.is_null() {
        problems.add(
            "spec.strategy.rollingUpdate",
            "has no place where everything is created anew",
        );
    }
    for member in ["maxSurge", "maxUnavailable"] {
        let path = format!("spec.strategy.rollingUpdate.{member}");
        problems.number(&rolling[member], &path, 0..=i64::MAX);
        problems.text(&rolling[member], &path, syntax::percentage);
    }
    let is_zero = |value: &Value| *value == 0 || *value == "0%";
    if is_zero(&rolling["maxSurge"]) && is_zero(&rolling["maxUnavailable"]) {
        problems.add(
            "spec.strategy.rollingUpdate",
            "maxSurge and maxUnavailable cannot both be 0",
        );
    }
    let (deadline, ready) = (
        spec["progressDeadlineSeconds"].as_i64().unwrap_or(600),
        spec["minReadySeconds"].as_i64().unwrap_or(0),
    );
    problems.require(
        deadline > ready,
        "spec.progressDeadlineSeconds",
        "must be more than minReadySeconds",
    );
}

/// A StatefulSet.
pub fn stateful_set(spec: &Value, problems: &mut Problems) {
    let claims = items(&spec["volumeClaimTemplates"]);
    let names: Vec<&str> = claims
        .iter()
        .filter_map(|claim| claim["metadata"]["name"].as_str())
        .collect();
    replicated_with(spec, &names, problems);
    for (index, claim) in claims.iter().enumerate() {
        let path = format!("spec.volumeClaimTemplates[{index}]");
        problems.require(
            claim["metadata"]["name"].is_string(),
            &path,
            "needs metadata.name",
        );
        storage::claim(&claim["spec"], &format!("{path}.spec"), problems);
    }
    problems.one_of(
        &spec["podManagementPolicy"],
        "spec.podManagementPolicy",
        &["OrderedReady", "Parallel"],
    );
    problems.one_of(
        &spec["updateStrategy"]["type"],
        "spec.updateStrategy.type",
        &["RollingUpdate", "OnDelete"],
    );
}

/// A Job, or what a CronJob makes.
pub fn job(spec: &Value, path: &str, problems: &mut Problems) {
    for member in [
        "parallelism",
        "completions",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "activeDeadlineSeconds",
    ] {
        problems.number(&spec[member], &format!("{path}.{member}"), 0..=i64::MAX);
    }
    problems.one_of(
        &spec["completionMode"],
        &format!("{path}.completionMode"),
        &["NonIndexed", "Indexed"],
    );
    if !spec["selector"].is_null() && spec["manualSelector"] != true {
        problems.add(
            &format!("{path}.selector"),
            "is made by the cluster unless manualSelector is true",
        );
    }
    template(spec, path, &["OnFailure", "Never"], &[], problems);
}

/// A CronJob.
pub fn cron_job(object: &Value, problems: &mut Problems) {
    // Eleven characters are for what the controller adds.
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    problems.require(
        name.len() <= 52,
        "metadata.name",
        "must be at most 52 characters",
    );
    let spec = &object["spec"];
    problems.text(&spec["schedule"], "spec.schedule", syntax::schedule);
    problems.one_of(
        &spec["concurrencyPolicy"],
        "spec.concurrencyPolicy",
        &["Allow", "Forbid", "Replace"],
    );
    for member in [
        "startingDeadlineSeconds",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit",
    ] {
        problems.number(&spec[member], &format!("spec.{member}"), 0..=i64::MAX);
    }
    job(
        &spec["jobTemplate"]["spec"],
        "spec.jobTemplate.spec",
        problems,
    );
}
