//! What Kubernetes does about an Indexed Job: pods for indexes, tries, conditions.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use super::{State, kubelet};

/// How a pod ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// Exit code.
    pub code: i32,
    /// What it left as its termination message.
    pub message: String,
    /// Its log.
    pub log: String,
}

/// What becomes of pods.
#[derive(Clone, Debug, Default)]
pub enum Kubelet {
    /// They wait to be started, for this reason and in these words.
    Waiting(&'static str, &'static str),
    /// They run on.
    #[default]
    Busy,
    /// Each ends as this says of its index and its try, from 0.
    Ends(fn(u32, u32) -> Ending),
    /// Their commands are run on this machine, with tools from this folder before those of the system.
    Real(PathBuf),
    /// None is made at all.
    Quota,
}

/// A Job.
#[derive(Clone, Debug)]
pub struct HeldJob {
    /// As it is answered.
    pub object: Value,
    completed: BTreeSet<u32>,
    failed: BTreeSet<u32>,
    tries: BTreeMap<u32, u32>,
    /// Pods that were counted.
    counted: BTreeSet<String>,
}

impl HeldJob {
    pub(super) const fn new(object: Value) -> Self {
        Self {
            object,
            completed: BTreeSet::new(),
            failed: BTreeSet::new(),
            tries: BTreeMap::new(),
            counted: BTreeSet::new(),
        }
    }
}

/// One step of everything.
pub(super) fn step(shared: &Arc<Mutex<State>>, state: &mut State) {
    let keys: Vec<String> = state.jobs.keys().cloned().collect();
    for key in keys {
        let Some(mut job) = state.jobs.remove(&key) else {
            continue;
        };
        pods(shared, state, &mut job);
        count(state, &mut job);
        make(state, &mut job);
        state.jobs.insert(key, job);
    }
}

/// Lets pods go on.
fn pods(shared: &Arc<Mutex<State>>, state: &mut State, job: &mut HeldJob) {
    let keys: Vec<String> = of(state, job).map(|(key, _)| key.clone()).collect();
    for key in keys {
        let kubelet = state.kubelet.clone();
        let Some(pod) = state.pods.get_mut(&key) else {
            continue;
        };
        let phase = pod["status"]["phase"].as_str().unwrap_or("").to_owned();
        let (index, attempt) = (index(pod), pod["metadata"]["labels"]["try"].as_str());
        let attempt = attempt.and_then(|text| text.parse().ok()).unwrap_or(0);
        match (kubelet, phase.as_str()) {
            (Kubelet::Waiting(reason, message), "Pending") => {
                let waiting = json!({ "reason": reason, "message": message });
                pod["status"]["containerStatuses"] =
                    json!([{ "name": "copy", "state": { "waiting": waiting } }]);
            }
            (Kubelet::Busy | Kubelet::Ends(_), "Pending") => {
                pod["status"]["phase"] = json!("Running")
            }
            (Kubelet::Ends(ending), "Running") => end(state, &key, ending(index, attempt)),
            (Kubelet::Real(tools), "Pending") => {
                pod["status"]["phase"] = json!("Running");
                kubelet::run(shared, state, &key, &tools);
            }
            _ => {}
        }
    }
}

/// Ends a pod.
pub(super) fn end(state: &mut State, key: &str, ending: Ending) {
    let Some(pod) = state.pods.get_mut(key) else {
        return;
    };
    let phase = if ending.code == 0 {
        "Succeeded"
    } else {
        "Failed"
    };
    // As much as Kubernetes keeps.
    let message: String = ending.message.chars().take(4096).collect();
    let terminated = json!({ "exitCode": ending.code, "message": message, "reason": "Completed" });
    pod["status"] = json!({
        "phase": phase,
        "containerStatuses": [{ "name": "copy", "state": { "terminated": terminated } }],
    });
    state.logs.insert(key.to_owned(), ending.log);
}

fn count(state: &State, job: &mut HeldJob) {
    let limit = job.object["spec"]["backoffLimitPerIndex"]
        .as_u64()
        .unwrap_or(0);
    let rules = job.object["spec"]["podFailurePolicy"]["rules"]
        .as_array()
        .cloned();
    let mut hopeless: Vec<Value> = Vec::new();
    for rule in rules.unwrap_or_default() {
        if rule["action"] == "FailIndex" {
            hopeless.extend(
                rule["onExitCodes"]["values"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default(),
            );
        }
    }
    let ended: Vec<(String, u32, Value)> = of(state, job)
        .filter(|(_, pod)| {
            pod["status"]["phase"] == "Succeeded" || pod["status"]["phase"] == "Failed"
        })
        .map(|(key, pod)| {
            let code = &pod["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"];
            (key.clone(), index(pod), code.clone())
        })
        .collect();
    for (key, index, code) in ended {
        if !job.counted.insert(key) {
            continue;
        }
        if code == 0 {
            job.completed.insert(index);
        } else if u64::from(*job.tries.get(&index).unwrap_or(&0)) > limit
            || hopeless.contains(&code)
        {
            job.failed.insert(index);
        }
    }
    let text = |all: &BTreeSet<u32>| {
        let all: Vec<String> = all.iter().map(u32::to_string).collect();
        all.join(",")
    };
    job.object["status"]["completedIndexes"] = json!(text(&job.completed));
    job.object["status"]["failedIndexes"] = json!(text(&job.failed));
    let all = job.object["spec"]["completions"].as_u64().unwrap_or(1);
    if (job.completed.len() + job.failed.len()) as u64 == all {
        let condition = if job.failed.is_empty() {
            json!({ "type": "Complete", "status": "True" })
        } else {
            json!({ "type": "Failed", "status": "True", "reason": "FailedIndexes", "message": "Job has failed indexes" })
        };
        job.object["status"]["conditions"] = json!([condition]);
    }
}

fn make(state: &mut State, job: &mut HeldJob) {
    if matches!(state.kubelet, Kubelet::Quota) || job.object["status"]["conditions"].is_array() {
        return;
    }
    let number = |name: &str| job.object["spec"][name].as_u64().unwrap_or(1);
    let (all, most) = (number("completions"), number("parallelism"));
    let busy: BTreeSet<u32> = of(state, job)
        .filter(|(key, _)| !job.counted.contains(*key))
        .map(|(_, pod)| index(pod))
        .collect();
    let mut count = busy.len() as u64;
    let metadata = job.object["metadata"].clone();
    for index in 0..u32::try_from(all).unwrap_or(u32::MAX) {
        let is_over = job.completed.contains(&index) || job.failed.contains(&index);
        if is_over || busy.contains(&index) || count >= most {
            continue;
        }
        count += 1;
        state.made += 1;
        let attempt = job.tries.entry(index).or_default();
        let name = format!(
            "{}-{index}-{:05}",
            metadata["name"].as_str().unwrap_or(""),
            state.made
        );
        let mut labels = job.object["spec"]["template"]["metadata"]["labels"].clone();
        labels["batch.kubernetes.io/job-completion-index"] = json!(index.to_string());
        labels["try"] = json!(attempt.to_string());
        *attempt += 1;
        let namespace = metadata["namespace"].as_str().unwrap_or("");
        let pod = json!({
            "metadata": {
                "name": name, "namespace": namespace, "labels": labels,
                "creationTimestamp": format!("2026-01-01T00:00:00Z#{:05}", state.made),
                "ownerReferences": [{ "uid": metadata["uid"] }],
            },
            "spec": job.object["spec"]["template"]["spec"],
            "status": { "phase": "Pending" },
        });
        state.pods.insert(format!("{namespace}/{name}"), pod);
    }
}

fn of<'a>(state: &'a State, job: &HeldJob) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let uid = job.object["metadata"]["uid"].clone();
    let is_its = move |pod: &Value| pod["metadata"]["ownerReferences"][0]["uid"] == uid;
    state.pods.iter().filter(move |(_, pod)| is_its(pod))
}

fn index(pod: &Value) -> u32 {
    let label = pod["metadata"]["labels"]["batch.kubernetes.io/job-completion-index"].as_str();
    label.and_then(|text| text.parse().ok()).unwrap_or(0)
}
