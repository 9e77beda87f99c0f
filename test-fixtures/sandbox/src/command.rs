//! A spec as `ovhai app run …`, `ovhai job run …` or `ovhai notebook run …` (platform-facts sections 14.2 to 14.4;
//! the order of flags is that of `examples/app-command.response.json`, itself inferred).

use std::fmt::Write as _;

use serde_json::Value;

/// The command equivalent to `spec`. `body` is what the caller sent: flags are written for what it says, not for
/// defaults that were filled in.
pub(crate) fn app_run(spec: &Value, body: Value, named: bool) -> String {
    let mut line = Line(format!("ovhai app run {}", quote(text(&spec["image"]))));
    if named {
        line.flag("name", text(&spec["name"]));
    }
    resources(&mut line, spec);
    scaling(
        &mut line,
        &spec["scalingStrategy"],
        &body["scalingStrategy"],
    );
    line.environment(spec, "env");
    line.labels_and_volumes(spec);
    if !body["probe"].is_null() {
        line.flag("probe-path", text(&spec["probe"]["path"]));
        line.flag("probe-port", &spec["probe"]["port"].to_string());
    }
    line.ports(spec);
    line.switch("unsecure-http", &spec["unsecureHttp"]);
    line.command(spec);
    line.0
}

/// The command equivalent to the spec of a job. The name, the time limit and the reader are told when the `body` says
/// them. There is no flag for `timeoutAutoRestart`. Keys stand where the command wants the name of a file (inferred).
pub(crate) fn job_run(spec: &Value, body: &Value) -> String {
    let mut line = Line(format!("ovhai job run {}", quote(text(&spec["image"]))));
    if said(body, "name") {
        line.flag("name", text(&spec["name"]));
    }
    resources(&mut line, spec);
    line.environment(spec, "env");
    line.labels_and_volumes(spec);
    line.ports(spec);
    line.switch("unsecure-http", &spec["unsecureHttp"]);
    if said(body, "timeout") {
        line.flag("timeout", &format!("{}s", spec["timeout"]));
    }
    line.keys(spec);
    if said(body, "readUser") {
        line.flag("read-user", text(&spec["readUser"]));
    }
    line.command(spec);
    line.0
}

/// The command equivalent to the spec of a notebook.
pub(crate) fn notebook_run(spec: &Value, body: &Value) -> String {
    let mut line = Line(format!(
        "ovhai notebook run {} {}",
        quote(text(&spec["env"]["frameworkId"])),
        quote(text(&spec["env"]["editorId"]))
    ));
    if said(&body["env"], "frameworkVersion") {
        line.flag("framework-version", text(&spec["env"]["frameworkVersion"]));
    }
    if said(body, "name") {
        line.flag("name", text(&spec["name"]));
    }
    resources(&mut line, spec);
    line.environment(spec, "envvar");
    line.labels_and_volumes(spec);
    line.keys(spec);
    line.switch("restart-on-timeout", &spec["timeoutAutoRestart"]);
    line.switch("unsecure-http", &spec["unsecureHttp"]);
    line.0
}

/// Did the caller say this, and more than nothing?
fn said(body: &Value, member: &str) -> bool {
    !matches!(&body[member], Value::Null) && body[member] != ""
}

struct Line(String);

impl Line {
    fn flag(&mut self, name: &str, value: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, " --{name} {}", quote(value));
    }

    fn switch(&mut self, name: &str, on: &Value) {
        if on == true {
            let _ = write!(self.0, " --{name}");
        }
    }

    fn environment(&mut self, spec: &Value, flag: &str) {
        for variable in items(&spec["envVars"]) {
            self.flag(
                flag,
                &format!("{}={}", text(&variable["name"]), text(&variable["value"])),
            );
        }
    }

    fn labels_and_volumes(&mut self, spec: &Value) {
        for (key, value) in spec["labels"].as_object().into_iter().flatten() {
            self.flag("label", &format!("{key}={}", text(value)));
        }
        for volume in items(&spec["volumes"]) {
            self.flag("volume", &volume_notation(volume));
        }
    }

    fn ports(&mut self, spec: &Value) {
        if spec["defaultHttpPort"] != 8080 {
            self.flag("default-http-port", &spec["defaultHttpPort"].to_string());
        }
        if !spec["grpcPort"].is_null() {
            self.flag("grpc-port", &spec["grpcPort"].to_string());
        }
    }

    fn keys(&mut self, spec: &Value) {
        for key in items(&spec["sshPublicKeys"]) {
            self.flag("ssh-public-keys", text(key));
        }
    }

    fn command(&mut self, spec: &Value) {
        for (at, argument) in items(&spec["command"]).enumerate() {
            self.0.push_str(if at == 0 { " -- " } else { " " });
            self.0.push_str(&quote(text(argument)));
        }
    }
}

fn resources(line: &mut Line, spec: &Value) {
    let resources = &spec["resources"];
    line.flag("flavor", text(&resources["flavor"]));
    let unit = if resources["gpu"].as_i64().unwrap_or_default() > 0 {
        "gpu"
    } else {
        "cpu"
    };
    line.flag(unit, &resources["flavorCount"].to_string());
}

fn scaling(line: &mut Line, strategy: &Value, said: &Value) {
    if !strategy["fixed"].is_null() {
        if !said.is_null() {
            line.flag("replicas", &strategy["fixed"]["replicas"].to_string());
        }
        return;
    }
    let automatic = &strategy["automatic"];
    line.flag("auto-min-replicas", &automatic["replicasMin"].to_string());
    line.flag("auto-max-replicas", &automatic["replicasMax"].to_string());
    let custom = &automatic["customMetrics"];
    if custom.is_null() {
        line.flag("auto-resource-type", text(&automatic["resourceType"]));
        line.flag(
            "auto-resource-usage-threshold",
            &automatic["averageUsageTarget"].to_string(),
        );
    } else {
        line.flag("auto-custom-api-url", text(&custom["apiUrl"]));
        line.flag("auto-custom-metric-format", text(&custom["format"]));
        line.flag("auto-custom-value-location", text(&custom["valueLocation"]));
        line.flag(
            "auto-custom-target-value",
            &custom["targetValue"].to_string(),
        );
        line.flag(
            "auto-custom-metric-aggregation-type",
            text(&custom["aggregationType"]),
        );
    }
    // The defaults of both windows need no flag.
    for (flag, member, default) in [
        (
            "auto-scale-up-stabilization-window-seconds",
            "scaleUpStabilizationWindowSeconds",
            Some(0),
        ),
        (
            "auto-scale-down-stabilization-window-seconds",
            "scaleDownStabilizationWindowSeconds",
            Some(300),
        ),
        (
            "auto-cooldown-period-seconds",
            "cooldownPeriodSeconds",
            None,
        ),
    ] {
        let value = automatic[member].as_i64();
        if value.is_some() && value != default {
            line.flag(flag, &automatic[member].to_string());
        }
    }
}

/// `container@alias[/prefix]:/mount:permission[:cache]` or `https://host/repo.git:/mount:permission` (section 14.6).
fn volume_notation(volume: &Value) -> String {
    let source = &volume["volumeSource"];
    let either = |name: &str| {
        if source[name].is_null() {
            &volume[name]
        } else {
            &source[name]
        }
    };
    let store = either("dataStore");
    let from = if !store.is_null() {
        place(
            text(&store["container"]),
            text(&store["alias"]),
            store["prefix"].as_str(),
        )
    } else if volume["container"].is_string() {
        place(
            text(&volume["container"]),
            text(&volume["region"]),
            volume["prefix"].as_str(),
        )
    } else if !either("publicGit").is_null() {
        text(&either("publicGit")["url"]).to_owned()
    } else if !either("publicSwift").is_null() {
        text(&either("publicSwift")["url"]).to_owned()
    } else {
        // An empty volume has no notation of its own in any source; the name, if any, stands for it (inferred).
        text(&either("standalone")["name"]).to_owned()
    };
    let mut notation = format!(
        "{from}:{}:{}",
        text(&volume["mountPath"]),
        text(&volume["permission"]).to_lowercase()
    );
    if volume["cache"] == true {
        notation.push_str(":cache");
    }
    notation
}

fn place(container: &str, alias: &str, prefix: Option<&str>) -> String {
    match prefix {
        Some(prefix) if !prefix.is_empty() => {
            format!("{container}@{alias}/{}", prefix.trim_start_matches('/'))
        }
        _ => format!("{container}@{alias}"),
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Quotes a word for a POSIX shell where it needs to be.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_change_them() {
        assert_eq!(
            quote("registry.example.com/a:1"),
            "registry.example.com/a:1"
        );
        assert_eq!(quote(""), "''");
        assert_eq!(quote("it's $HOME"), r"'it'\''s $HOME'");
    }
}
