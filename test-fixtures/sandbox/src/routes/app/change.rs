//! Changing an app in place. Which change goes through which call: platform-facts section 9.

use serde_json::{Value, json};

use super::{Answer, target};
use crate::app::{State, plans};
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::{self, Members, ProbeKind, ResourceRequest, Rules};
use crate::store::{Kind, Stored};
use crate::world::World;

const UPDATE: &[&str] = &[
    "command",
    "cpu",
    "defaultHttpPort",
    "deploymentStrategy",
    "envVars",
    "flavor",
    "gpu",
    "grpcPort",
    "livenessProbe",
    "probe",
    "url",
];

/// `PUT /app/{appId}`: members that are missing or null stay. Answers the changed app (whether the vendor answers
/// the new or the old one is unknown).
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let (rules, interval) = (world.rules(), world.interval_ms);
    let (now, app) = target(world, call)?;
    let spec = patched(&app.document()["spec"], &body, rules)?;
    replace_spec(app, spec, now, interval);
    world.advance();
    let app = world
        .estate
        .of(Kind::App)
        .stored(call.segment(1))
        .ok_or_else(super::missing)?;
    Ok(Reply::text(200, app.text().to_owned()))
}

/// The spec after a patch.
fn patched(spec: &Value, body: &Value, rules: Rules) -> Result<Value, ApiError> {
    let members = Members::read(body, "", UPDATE, rules.lenient)?;
    let mut spec = spec.clone();
    if let Some(image) = members.text("url")? {
        spec::check_image("url", image)?;
        spec["image"] = image.into();
    }
    if let Some(command) = members.texts("command")? {
        spec["command"] = json!(command);
    }
    if let Some(port) = members.integer("defaultHttpPort", 1, spec::MAX_PORT)? {
        spec["defaultHttpPort"] = port.into();
    }
    if let Some(port) = members.integer("grpcPort", 1, spec::MAX_PORT)? {
        spec["grpcPort"] = port.into();
    }
    let port = spec["defaultHttpPort"].as_i64().unwrap_or(8080);
    for kind in [ProbeKind::Readiness, ProbeKind::Liveness] {
        let probe = spec::probe(members, kind, port, rules.lenient)?;
        if !probe.is_null() {
            spec[kind.member()] = probe;
        }
    }
    let rollout = spec::rollout(members, rules.lenient)?;
    if !rollout.is_null() {
        spec["deploymentStrategy"] = rollout;
    }
    environment(&mut spec, members, rules.lenient)?;
    resources(&mut spec, members, rules)?;
    Ok(spec)
}

/// A patch list: a value sets, null or empty removes, what is not named stays in its place.
fn environment(spec: &mut Value, members: Members<'_>, lenient: bool) -> Result<(), ApiError> {
    let Some(list) = members.list("envVars")? else {
        return Ok(());
    };
    let mut variables: Vec<Value> = spec["envVars"].as_array().cloned().unwrap_or_default();
    for (at, item) in list.iter().enumerate() {
        let at = format!("envVars[{at}]");
        let variable = Members::read(item, &at, &["name", "value"], lenient)?;
        let name = variable.required_text("name")?;
        match variable.text("value")? {
            None | Some("") => variables.retain(|variable| variable["name"] != name),
            Some(value) => match variables
                .iter_mut()
                .find(|variable| variable["name"] == name)
            {
                Some(variable) => variable["value"] = value.into(),
                None => variables.push(json!({"name": name, "value": value})),
            },
        }
    }
    spec["envVars"] = variables.into();
    Ok(())
}

/// `flavor`, `cpu` and `gpu`: counts are units of the flavor; there is no `flavorCount` in this call.
fn resources(spec: &mut Value, members: Members<'_>, rules: Rules) -> Result<(), ApiError> {
    let (flavor, cpu, gpu) = (
        members.text("flavor")?,
        members.integer("cpu", 0, i64::MAX)?,
        members.integer("gpu", 0, i64::MAX)?,
    );
    if flavor.is_none() && cpu.is_none() && gpu.is_none() {
        return Ok(());
    }
    let region = spec["region"].as_str().unwrap_or_default();
    let Some(region) = rules.capabilities.region(region) else {
        return Err(members.refuse(
            "flavor",
            "cannot be changed: the region of this app is gone",
        ));
    };
    let kept = &spec["resources"];
    let kept_flavor = kept["flavor"].as_str();
    let counted = cpu.is_some_and(|count| count > 0) || gpu.is_some_and(|count| count > 0);
    // A change of flavor alone keeps the number of units.
    let kept_count = kept["flavorCount"].as_i64().filter(|_| !counted);
    let request = ResourceRequest {
        flavor: flavor.or(kept_flavor),
        flavor_count: kept_count,
        cpu,
        gpu,
    };
    spec["resources"] = spec::resources(request, region, rules)?;
    Ok(())
}

/// `PUT /app/{appId}/image`.
pub(super) fn image(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let members = Members::read(&body, "", &["url"], world.lenient)?;
    let url = members.required_text("url")?;
    spec::check_image("url", url)?;
    let interval = world.interval_ms;
    let (now, app) = target(world, call)?;
    let mut spec = app.document()["spec"].take();
    spec["image"] = url.into();
    replace_spec(app, spec, now, interval);
    world.advance();
    Ok(Reply::ok(&json!({"message": "Image updated"})))
}

/// `PUT /app/{appId}/scalingstrategy`: replaces the whole strategy; fixed and automatic may follow each other.
pub(super) fn scaling(world: &mut World, call: &Call<'_>) -> Answer {
    let strategy = spec::scaling(&call.json()?, "", world.lenient)?;
    let interval = world.interval_ms;
    let (now, app) = target(world, call)?;
    let mut spec = app.document()["spec"].take();
    spec["scalingStrategy"] = strategy;
    replace_spec(app, spec, now, interval);
    world.advance();
    Ok(Reply::void())
}

/// Puts a new spec in place. A running app rolls its replicas; a sleeping one does when it may not sleep any more; a
/// starting one goes on starting with the new spec; a stopped one stays stopped.
fn replace_spec(app: &mut Stored, spec: Value, now_ms: i64, interval_ms: i64) {
    let roll = match app.state() {
        Some(State::Running) => true,
        Some(State::Standby) => !plans::may_sleep(&spec),
        _ => false,
    };
    if roll {
        app.set_plan(plans::roll(&spec, now_ms, interval_ms));
    } else {
        app.map_plan(|plan| plans::retarget(plan, &spec, interval_ms));
    }
    app.edit(|document| {
        document["spec"] = spec;
        let region = document["spec"]["region"]
            .as_str()
            .unwrap_or_default()
            .to_lowercase();
        let id = document["id"].as_str().unwrap_or_default();
        document["status"]["grpcAddress"] = if document["spec"]["grpcPort"].is_i64() {
            format!("{id}.app-grpc.{region}.ai.cloud.ovh.net:443").into()
        } else {
            Value::Null
        };
        document["updatedAt"] = rfc3339(now_ms).into();
    });
}
