//! Jobs in every state, with every history that leads there.

use serde_json::{Map, Value, json};

use super::prng::Prng;
use super::shape::{JOB, shape};
use super::status::{INFO_CODES, syncs};
use super::{USERS, created, spec, volumes, words};
use crate::capabilities::{Capabilities, Region};
use crate::clock::rfc3339;
use crate::job::State;
use crate::workload::volume_statuses;

/// Keeps the numbers of jobs apart from those of apps.
const APART: u64 = 0x6a6f_6200_0000_0000;

/// One job.
pub(super) fn job(seed: u64, index: usize, project: &str) -> Value {
    let mut prng = Prng::new(seed ^ APART, index);
    let id = prng.uuid();
    let created_ms = created(&mut prng, index);
    let spec = job_spec(&mut prng, &id, project);
    let state = state(&mut prng);
    let (mut status, updated_ms) = job_status(&mut prng, &id, &spec, created_ms, state);
    status["dataSync"] = syncs(&mut prng, &spec, created_ms);
    status["volumes"] = volume_statuses(&id, &spec);
    let mut document = json!({
        "createdAt": rfc3339(created_ms),
        "id": id,
        "spec": spec,
        "status": status,
        "updatedAt": rfc3339(updated_ms),
        "user": prng.pick(USERS),
    });
    shape(&prng, &mut document, &JOB);
    document
}

/// Most jobs are done, as in life; a third takes turns through all states.
fn state(prng: &mut Prng) -> State {
    if prng.is_turn(3, 1) {
        return *prng.turn(&State::ALL, 3);
    }
    *prng.pick(&[
        State::Done,
        State::Done,
        State::Done,
        State::Failed,
        State::Running,
    ])
}

fn job_spec(prng: &mut Prng, id: &str, project: &str) -> Value {
    let region = prng.turn(&Capabilities::built_in().regions, 1);
    let (image, partner) = image(prng, region, project);
    let keys: &[&str] = [&[][..], &[KEY], &[KEY, OTHER_KEY]][*prng.turn(&[0, 1, 2], 2)];
    json!({
        "command": words::command(prng),
        "defaultHttpPort": prng.pick(&[8080, 6006]),
        "envVars": variables(prng),
        "grpcPort": prng.is_turn(6, 2).then_some(9000),
        "image": image,
        "labels": labels(prng, id, "job"),
        "name": words::name(prng),
        "partnerId": partner,
        "readUser": prng.is_turn(8, 3).then_some("user-Zz9yXx8wVv7u"),
        "region": region.id,
        "resources": spec::resources(prng, region),
        "shutdown": prng.turn(&[None, Some("Stop"), None, Some("Restart")], 1),
        "sshPublicKeys": keys,
        "timeout": prng.pick(&[604_800, 3600, 60, 2_419_200]),
        "timeoutAutoRestart": prng.one_in(4),
        "unsecureHttp": prng.one_in(3),
        "volumes": volumes::volumes(prng),
    })
}

/// Public keys of nobody.
pub(super) const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIInventedKeyOfNobody000000000000000000000 me@example";
const OTHER_KEY: &str =
    "ecdsa-sha2-nistp256 AAAAInventedKeyOfNobody0000000000000000000000000 you@example";

fn image(prng: &mut Prng, region: &Region, project: &str) -> (String, Value) {
    if prng.is_turn(9, 4)
        && let Some(entry) = region.job_images.first()
        && let Some(partner) = region.partners.first()
    {
        let (id, version) = (entry["id"].as_str(), entry["versions"][0].as_str());
        let image = format!("{}:{}", id.unwrap_or_default(), version.unwrap_or_default());
        return (image, partner["id"].clone());
    }
    (words::image(prng, &region.id, project), Value::Null)
}

/// A few variables.
pub(super) fn variables(prng: &mut Prng) -> Vec<Value> {
    let count = prng.below(6);
    (0..count)
        .map(|at| {
            let (name, value) = words::variable(prng, at);
            json!({"name": name, "value": value})
        })
        .collect()
}

/// Labels with those of the platform.
pub(super) fn labels(prng: &mut Prng, id: &str, kind: &str) -> Map<String, Value> {
    let mut labels: Map<String, Value> = words::labels(prng)
        .into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
    labels.insert("ovh/id".into(), id.into());
    labels.insert("ovh/type".into(), kind.into());
    labels
}

/// The states a job went through to reach `state`.
fn path_to(state: State) -> Vec<State> {
    use State::{
        Done, Error, Failed, Finalizing, Initializing, Interrupted, Interrupting, Pending, Queued,
        Restarting, Running, SyncFailed, Timeout,
    };
    let run = [Queued, Initializing, Pending, Running];
    let tail: &[State] = match state {
        Queued => return vec![Queued],
        Initializing => return vec![Queued, Initializing],
        Pending => return vec![Queued, Initializing, Pending],
        Running => &[],
        Finalizing => &[Finalizing],
        Done => &[Finalizing, Done],
        Failed => &[Finalizing, Failed],
        Interrupting => &[Interrupting],
        Interrupted => &[Interrupting, Finalizing, Interrupted],
        SyncFailed => &[Finalizing, SyncFailed],
        Timeout => &[Timeout],
        Restarting => &[Restarting],
        Error => return vec![Queued, Error],
    };
    run.iter().chain(tail).copied().collect()
}

/// A status with the time of the last change, without data syncs and volumes.
pub(super) fn job_status(
    prng: &mut Prng,
    id: &str,
    spec: &Value,
    created_ms: i64,
    state: State,
) -> (Value, i64) {
    let path = path_to(state);
    let mut at_ms = created_ms;
    let mut times = Vec::new();
    for state in &path {
        times.push((*state, at_ms));
        at_ms += prng.between(1, 90) * 1000;
    }
    let last_ms = times.last().map_or(created_ms, |(_, at)| *at);
    let at = |wanted: State| {
        let found = times.iter().rev().find(|(state, _)| *state == wanted);
        found.map(|(_, at)| *at)
    };
    let (started, stopped) = (at(State::Running), at(State::Finalizing));
    let runs = state == State::Running;
    let over = state.is_over() && state != State::Timeout;
    let exit_code = match state {
        State::Done => Some(0),
        State::Failed => Some(*prng.pick(&[1, 137, 2, 255])),
        State::SyncFailed => Some(0),
        _ => None,
    };
    let region = spec["region"].as_str().unwrap_or_default().to_lowercase();
    let (code, message) = state.info();
    let code = if prng.is_turn(3, 2) {
        *prng.turn(INFO_CODES, 3)
    } else {
        code
    };
    let has_keys = spec["sshPublicKeys"]
        .as_array()
        .is_some_and(|keys| !keys.is_empty());
    let history: Vec<Value> = times
        .iter()
        .map(|(state, at)| json!({"date": rfc3339(*at), "state": state.name()}))
        .collect();
    let time = |at: Option<i64>| at.map(rfc3339);
    let limit = spec["timeout"].as_i64().unwrap_or_default() * 1000;
    let status = json!({
        "dataSync": [],
        "duration": started.map(|started| (stopped.unwrap_or(last_ms) - started) / 1000),
        "exitCode": exit_code,
        "externalIp": runs.then(|| format!("192.0.2.{}", prng.between(1, 254))),
        "finalizedAt": time((over && state != State::SyncFailed).then_some(last_ms)),
        "grpcAddress": spec["grpcPort"].is_i64().then(|| format!("{id}.job-grpc.{region}.ai.cloud.ovh.net:443")),
        "history": history,
        "info": {"code": code, "message": message},
        "infoUrl": started.map(|_| format!("https://ui.{region}.ai.cloud.ovh.net/job/{id}")),
        "initializingAt": time(at(State::Initializing)),
        "ip": runs.then(|| format!("10.42.{}.{}", prng.below(64), prng.between(1, 254))),
        "lastTransitionDate": rfc3339(last_ms),
        "monitoringUrl": started.map(|_| {
            format!("https://monitoring.{region}.ai.cloud.ovh.net/d/job?var-job={id}&from={created_ms}")
        }),
        "queuedAt": rfc3339(created_ms),
        "sshUrl": (started.is_some() && has_keys).then(|| format!("ssh://{id}@{region}.ai.cloud.ovh.net")),
        "startedAt": time(started),
        "state": state.name(),
        "stoppedAt": time(stopped),
        "timeoutAt": time(started.filter(|_| runs).map(|started| started + limit)),
        "url": format!("https://{id}.job.{region}.ai.cloud.ovh.net"),
        "volumes": [],
    });
    (status, at_ms)
}
