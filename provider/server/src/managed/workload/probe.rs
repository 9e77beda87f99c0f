//! HTTP health checks. Defaults and bounds: `ai-api.json`, `app.ProbeInput`.

use ovhai_platform::documents;
use terraform_plugin::{Diagnostics, Path, Schema, Value};

use super::{rules, withheld};

/// An HTTP GET health check.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Probe {
    /// Path. Default `/`.
    #[attr(default = "/")]
    pub path: Value<String>,
    /// Port. Default: `default_http_port`.
    #[attr(optional, computed, validate(between(1..=65_535)))]
    pub port: Value<i64>,
    /// Seconds before the first check. Default 0.
    #[attr(default = 0, validate(at_least(0)))]
    pub initial_delay_seconds: Value<i64>,
    /// Seconds between checks. Default 10.
    #[attr(default = 10, validate(at_least(1)))]
    pub period_seconds: Value<i64>,
    /// Seconds until a check counts as failed. Default 1.
    #[attr(default = 1, validate(at_least(1)))]
    pub timeout_seconds: Value<i64>,
    /// Failures in a row that count. Default 3.
    #[attr(default = 3, validate(at_least(1)))]
    pub failure_threshold: Value<i64>,
    /// Successes in a row that count. Default 1; a liveness check allows no other.
    #[attr(default = 1, validate(at_least(1)))]
    pub success_threshold: Value<i64>,
}

impl Probe {
    /// The check of a live app that has this HTTP port.
    pub fn read(live: &documents::Probe, http_port: i64, prior: Option<&Self>) -> Self {
        let path = live.path.as_deref().unwrap_or("/");
        let before = prior.and_then(|prior| prior.path.as_deref().known());
        Self {
            path: withheld::text(path, before).into(),
            port: live.port.unwrap_or(http_port).into(),
            initial_delay_seconds: live.initial_delay_seconds.unwrap_or(0).into(),
            period_seconds: live.period_seconds.unwrap_or(10).into(),
            timeout_seconds: live.timeout_seconds.unwrap_or(1).into(),
            failure_threshold: live.failure_threshold.unwrap_or(3).into(),
            success_threshold: live.success_threshold.unwrap_or(1).into(),
        }
    }

    /// Completes the planned port.
    pub fn plan(planned: &mut Value<Self>, config: &Value<Self>, http_port: &Value<i64>) {
        if let (Value::Known(planned), Value::Known(config)) = (planned, config)
            && config.port.is_null()
        {
            planned.port = *http_port;
        }
    }

    /// What to send; `live` is the check that is there, whose path may be hidden.
    pub fn request(&self, live: Option<&documents::Probe>) -> documents::Probe {
        let path = self.path.as_deref().known();
        let there = live.and_then(|live| live.path.as_deref());
        documents::Probe {
            path: path
                .and_then(|path| withheld::restored_text(path, there))
                .map(str::to_owned),
            port: self.port.known(),
            initial_delay_seconds: self.initial_delay_seconds.known(),
            period_seconds: self.period_seconds.known(),
            timeout_seconds: self.timeout_seconds.known(),
            failure_threshold: self.failure_threshold.known(),
            success_threshold: self.success_threshold.known(),
            ..documents::Probe::default()
        }
    }
}

/// Checks both configured checks of an app.
pub fn check(probe: &Value<Probe>, liveness: &Value<Probe>, diagnostics: &mut Diagnostics) {
    for (name, probe) in [("probe", probe), ("liveness_probe", liveness)] {
        if let Some(path) = probe.get().and_then(|probe| probe.path.get())
            && path != withheld::SECRET
            && !path.starts_with('/')
        {
            let at = Path::root(name).attribute("path");
            rules::refuse(at, "The path must start with `/`.", diagnostics);
        }
    }
    if let Some(count) = liveness
        .get()
        .and_then(|probe| probe.success_threshold.get())
        && *count != 1
    {
        let at = Path::root("liveness_probe").attribute("success_threshold");
        rules::refuse(
            at,
            "A liveness check allows no other value than 1.",
            diagnostics,
        );
    }
}
