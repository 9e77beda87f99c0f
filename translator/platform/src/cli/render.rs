//! Documents as command lines: the text of the API's own `…/command` calls (the order of flags is that of the collected sample
//! `app-command.response.json`, itself inferred).

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::Value;

use super::{Command, Context, lines, parse, volume};
use crate::documents::{
    AppSpec, EnvVar, JobSpec, NotebookSpecInput, Nulls, Resources, ScalingAutomaticStrategy,
    ScalingStrategy, Volume, Wire,
};

/// A document as a command line. May hold secrets, as variables do; `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// The line, quoted for a POSIX shell.
    pub text: String,
    /// JSON pointers of members the line cannot say, or says only in part. Reading the line gives the document without them.
    pub untold: BTreeSet<String>,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Told")
            .field("untold", &self.untold)
            .finish_non_exhaustive()
    }
}

/// `ovhai app run …` of a create request. The region is a setting of the tool and counts as told.
#[must_use]
pub fn app_run(spec: &AppSpec) -> Told {
    let mut line = Line(format!("ovhai app run {}", quoted(&spec.image)));
    line.option("name", spec.name.as_deref());
    line.resources(spec.resources.as_ref());
    line.scaling(spec.scaling_strategy.as_ref());
    line.variables("env", &spec.env_vars);
    line.labels_and_volumes(spec.labels.iter(), &spec.volumes);
    if let Some(probe) = &spec.probe {
        line.option("probe-path", probe.path.as_deref());
        line.number("probe-port", probe.port);
    }
    line.number("default-http-port", spec.default_http_port);
    line.number("grpc-port", spec.grpc_port);
    line.switch("unsecure-http", spec.unsecure_http);
    line.command(&spec.command);
    line.told(&spec.write(Nulls::AsRead), &spec.region)
}

/// `ovhai job run …` of a create request. Keys stand where the command wants the name of a file (inferred).
#[must_use]
pub fn job_run(spec: &JobSpec) -> Told {
    let mut line = Line(format!("ovhai job run {}", quoted(&spec.image)));
    line.option("name", spec.name.as_deref());
    line.resources(spec.resources.as_ref());
    line.variables("env", &spec.env_vars);
    line.labels_and_volumes(spec.labels.iter(), &spec.volumes);
    line.number("default-http-port", spec.default_http_port);
    line.number("grpc-port", spec.grpc_port);
    line.switch("unsecure-http", spec.unsecure_http);
    let timeout = spec.timeout.map(|seconds| format!("{seconds}s"));
    line.option("timeout", timeout.as_deref());
    line.keys(&spec.ssh_public_keys);
    line.option("read-user", spec.read_user.as_deref());
    line.command(&spec.command);
    line.told(&spec.write(Nulls::AsRead), &spec.region)
}

/// `ovhai notebook run …` of a create request.
#[must_use]
pub fn notebook_run(spec: &NotebookSpecInput) -> Told {
    let env = spec.env.clone().unwrap_or_default();
    let mut line = Line(format!(
        "ovhai notebook run {} {}",
        quoted(env.framework_id.as_deref().unwrap_or_default()),
        quoted(env.editor_id.as_deref().unwrap_or_default())
    ));
    line.option("framework-version", env.framework_version.as_deref());
    line.option("name", spec.name.as_deref());
    line.resources(spec.resources.as_ref());
    line.variables("envvar", &spec.env_vars);
    line.labels_and_volumes(spec.labels.iter(), &spec.volumes);
    line.keys(&spec.ssh_public_keys);
    line.switch("restart-on-timeout", spec.timeout_auto_restart);
    line.switch("unsecure-http", spec.unsecure_http);
    line.told(&spec.write(Nulls::AsRead), &spec.region)
}

struct Line(String);

impl Line {
    fn flag(&mut self, name: &str, value: &str) {
        // A value that begins with a hyphen would be read as a flag.
        let between = if value.starts_with('-') { '=' } else { ' ' };
        // Writing to a string cannot fail.
        let _ = write!(self.0, " --{name}{between}{}", quoted(value));
    }

    fn option(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.flag(name, value);
        }
    }

    fn number(&mut self, name: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.flag(name, &value.to_string());
        }
    }

    fn switch(&mut self, name: &str, on: Option<bool>) {
        if on == Some(true) {
            let _ = write!(self.0, " --{name}");
        }
    }

    /// Flavor and count. The older members say which kind it is; with the newer count alone the flavor's name does, which all
    /// known flavors allow (`ai1-1-cpu`, `l4-1-gpu`).
    fn resources(&mut self, resources: Option<&Resources>) {
        let Some(resources) = resources else { return };
        self.option("flavor", resources.flavor.as_deref());
        if resources.cpu.is_some() || resources.gpu.is_some() {
            self.number("gpu", resources.gpu);
            self.number("cpu", resources.cpu);
        } else if resources.flavor_count.is_some() {
            let flavor = resources.flavor.as_deref().unwrap_or_default();
            let kind = if flavor.ends_with("-gpu") {
                "gpu"
            } else {
                "cpu"
            };
            self.number(kind, resources.flavor_count);
        }
    }

    fn scaling(&mut self, strategy: Option<&ScalingStrategy>) {
        let Some(strategy) = strategy else { return };
        if let Some(fixed) = &strategy.fixed {
            self.number("replicas", fixed.replicas);
        }
        if let Some(automatic) = &strategy.automatic {
            self.automatic(automatic);
        }
    }

    fn automatic(&mut self, automatic: &ScalingAutomaticStrategy) {
        self.number("auto-min-replicas", automatic.replicas_min);
        self.number("auto-max-replicas", automatic.replicas_max);
        let resource = automatic.resource_type.as_ref();
        self.option("auto-resource-type", resource.map(|name| name.as_str()));
        self.number(
            "auto-resource-usage-threshold",
            automatic.average_usage_target,
        );
        if let Some(metric) = &automatic.custom_metrics {
            self.flag("auto-custom-api-url", &metric.api_url);
            let format = metric.format.as_ref();
            self.option(
                "auto-custom-metric-format",
                format.map(|name| name.as_str()),
            );
            self.flag("auto-custom-value-location", &metric.value_location);
            let target = metric.target_value.as_ref().map(ToString::to_string);
            self.option("auto-custom-target-value", target.as_deref());
            let aggregation = metric.aggregation_type.as_ref();
            self.option(
                "auto-custom-metric-aggregation-type",
                aggregation.map(|name| name.as_str()),
            );
        }
        for (flag, seconds) in [
            (
                "auto-scale-up-stabilization-window-seconds",
                automatic.scale_up_stabilization_window_seconds,
            ),
            (
                "auto-scale-down-stabilization-window-seconds",
                automatic.scale_down_stabilization_window_seconds,
            ),
            (
                "auto-cooldown-period-seconds",
                automatic.cooldown_period_seconds,
            ),
        ] {
            self.number(flag, seconds);
        }
    }

    fn variables(&mut self, flag: &str, variables: &[EnvVar]) {
        for EnvVar { name, value, .. } in variables {
            match value {
                Some(value) => self.flag(flag, &format!("{name}={}", value.expose())),
                None => self.flag(flag, name),
            }
        }
    }

    fn labels_and_volumes<'a>(
        &mut self,
        labels: impl Iterator<Item = (&'a String, &'a String)>,
        volumes: &[Volume],
    ) {
        for (key, value) in labels {
            self.flag("label", &format!("{key}={value}"));
        }
        for volume in volumes {
            self.flag("volume", &volume::written(volume));
        }
    }

    fn keys(&mut self, keys: &[String]) {
        for key in keys {
            self.flag("ssh-public-keys", key);
        }
    }

    fn command(&mut self, command: &[String]) {
        for (at, argument) in command.iter().enumerate() {
            self.0.push_str(if at == 0 { " -- " } else { " " });
            self.0.push_str(&quoted(argument));
        }
    }

    /// Reading the line back says what it leaves out.
    fn told(self, document: &Value, region: &str) -> Told {
        let context = Context {
            region: Some(region.to_owned()),
            ..Context::default()
        };
        let again = lines(&self.0)
            .first()
            .and_then(|line| parse(line.words(), &context).command);
        let again = match &again {
            Some(Command::AppRun(spec)) => spec.write(Nulls::AsRead),
            Some(Command::JobRun(run)) => run.spec.write(Nulls::AsRead),
            Some(Command::NotebookRun(spec)) => spec.write(Nulls::AsRead),
            _ => Value::Null,
        };
        let mut untold = BTreeSet::new();
        differences(document, &again, String::new(), &mut untold);
        Told {
            text: self.0,
            untold,
        }
    }
}

/// Pointers of the members of `document` that `told` has not, or has otherwise. `null` and absent are the same.
fn differences(document: &Value, told: &Value, pointer: String, found: &mut BTreeSet<String>) {
    match (document, told) {
        (Value::Object(members), Value::Object(others)) => {
            for (name, member) in members {
                let other = others.get(name).unwrap_or(&Value::Null);
                let step = format!("{pointer}/{}", crate::pointer::escaped(name));
                differences(member, other, step, found);
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            for (at, (item, other)) in items.iter().zip(others).enumerate() {
                differences(item, other, format!("{pointer}/{at}"), found);
            }
        }
        (document, told) if document == told => {}
        _ => {
            found.insert(pointer);
        }
    }
}

/// `word` quoted for a POSIX shell where it needs to be.
#[must_use]
pub fn quoted(word: &str) -> String {
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
            quoted("registry.example.com/a:1"),
            "registry.example.com/a:1"
        );
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}
