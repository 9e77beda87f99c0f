//! Scaling: a fixed count, or automatic on CPU, RAM or a metric of the app's own (platform-facts section 8).

use serde_json::{Value, json};

use super::Members;
use crate::errors::ApiError;

/// The console's current bound for fixed counts, which the guides repeat.
const MAX_FIXED: i64 = 10;
/// An older console allowed this many automatic replicas; the server's bound is unknown (inferred).
const MAX_AUTOMATIC: i64 = 100;
/// Bound of all three delays, in seconds.
const MAX_DELAY: i64 = 3600;

const AUTOMATIC: &[&str] = &[
    "averageUsageTarget",
    "cooldownPeriodSeconds",
    "customMetrics",
    "replicasMax",
    "replicasMin",
    "resourceType",
    "scaleDownStabilizationWindowSeconds",
    "scaleUpStabilizationWindowSeconds",
];
const CUSTOM: &[&str] = &[
    "aggregationType",
    "apiUrl",
    "format",
    "targetValue",
    "valueLocation",
];

/// A scaling strategy with its defaults. `at` is where it stands in the body: empty for the scaling call.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn scaling(value: &Value, at: &str, lenient: bool) -> Result<Value, ApiError> {
    let strategy = Members::read(value, at, &["automatic", "fixed"], lenient)?;
    match (strategy.value("fixed"), strategy.value("automatic")) {
        (Some(_), Some(_)) => Err(strategy.refuse("automatic", "cannot be combined with fixed")),
        (None, None) => Err(strategy.refuse("fixed", "is required when automatic is not given")),
        (Some(fixed), None) => {
            let path = strategy.path("fixed");
            let fixed = Members::read(fixed, &path, &["replicas"], lenient)?;
            let replicas = fixed.integer("replicas", 1, MAX_FIXED)?.unwrap_or(1);
            Ok(json!({"automatic": null, "fixed": {"replicas": replicas}}))
        }
        (None, Some(automatic)) => {
            let path = strategy.path("automatic");
            let automatic = Members::read(automatic, &path, AUTOMATIC, lenient)?;
            Ok(json!({"automatic": automatic_strategy(automatic, lenient)?, "fixed": null}))
        }
    }
}

fn automatic_strategy(members: Members<'_>, lenient: bool) -> Result<Value, ApiError> {
    let Some(max) = members.integer("replicasMax", 1, MAX_AUTOMATIC)? else {
        return Err(members.refuse("replicasMax", "is required"));
    };
    let min = members
        .integer("replicasMin", 0, MAX_AUTOMATIC)?
        .unwrap_or(1);
    if min > max {
        return Err(members.refuse("replicasMin", "must not be greater than replicasMax"));
    }
    let resource = members.one_of("resourceType", &["CPU", "RAM"])?;
    let target = members.integer("averageUsageTarget", 1, 100)?;
    let custom = members.value("customMetrics");
    if custom.is_some() && (resource.is_some() || target.is_some()) {
        let reason = "cannot be combined with resourceType and averageUsageTarget";
        return Err(members.refuse("customMetrics", reason));
    }
    let cooldown = members.integer("cooldownPeriodSeconds", 0, MAX_DELAY)?;
    let (metrics, resource, target) = match custom {
        Some(custom) => (custom_metrics(members, custom, lenient)?, None, None),
        None => (
            Value::Null,
            Some(resource.unwrap_or("CPU")),
            Some(target.unwrap_or(75)),
        ),
    };
    Ok(json!({
        "averageUsageTarget": target,
        "cooldownPeriodSeconds": if min == 0 { Some(cooldown.unwrap_or(300)) } else { cooldown },
        "customMetrics": metrics,
        "replicasMax": max,
        "replicasMin": min,
        "resourceType": resource,
        "scaleDownStabilizationWindowSeconds":
            members.integer("scaleDownStabilizationWindowSeconds", 0, MAX_DELAY)?.unwrap_or(300),
        "scaleUpStabilizationWindowSeconds":
            members.integer("scaleUpStabilizationWindowSeconds", 0, MAX_DELAY)?.unwrap_or(0),
    }))
}

fn custom_metrics(members: Members<'_>, value: &Value, lenient: bool) -> Result<Value, ApiError> {
    let path = members.path("customMetrics");
    let custom = Members::read(value, &path, CUSTOM, lenient)?;
    let url = custom.required_text("apiUrl")?;
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
        return Err(custom.refuse("apiUrl", "must start with http:// or https://"));
    }
    let Some(target) = custom.value("targetValue") else {
        return Err(custom.refuse("targetValue", "is required"));
    };
    if target.as_f64().is_none_or(|number| number < 0.0) {
        return Err(custom.refuse("targetValue", "must be a number of at least 0"));
    }
    let format = custom.one_of("format", &["JSON", "PROMETHEUS", "XML", "YAML"])?;
    let aggregation = custom.one_of("aggregationType", &["AVERAGE", "MAX", "MIN", "SUM"])?;
    Ok(json!({
        "aggregationType": aggregation.unwrap_or("AVERAGE"),
        "apiUrl": url,
        "format": format.unwrap_or("JSON"),
        "targetValue": target,
        "valueLocation": custom.required_text("valueLocation")?,
    }))
}
