//! How many pods there are, and how many must be.

use serde_json::Value;

use super::{
    pod::quantity,
    problems::{Problems, count_of, items},
    rules, syntax,
};

/// A HorizontalPodAutoscaler.
pub fn autoscaler(spec: &Value, problems: &mut Problems) {
    problems.number(&spec["minReplicas"], "spec.minReplicas", 0..=i64::MAX);
    problems.number(&spec["maxReplicas"], "spec.maxReplicas", 1..=i64::MAX);
    let (min, max) = (
        spec["minReplicas"].as_i64().unwrap_or(1),
        spec["maxReplicas"].as_i64().unwrap_or(1),
    );
    problems.require(
        max >= min,
        "spec.maxReplicas",
        "must not be less than minReplicas",
    );
    let metrics = items(&spec["metrics"]);
    let is_wakeable = |metric: &Value| metric["type"] == "Object" || metric["type"] == "External";
    problems.require(
        min > 0 || metrics.iter().any(is_wakeable),
        "spec.minReplicas",
        "0 needs a metric of type Object or External",
    );
    let target = &spec["scaleTargetRef"];
    for member in ["kind", "name"] {
        problems.require(
            target[member].as_str().is_some_and(|text| !text.is_empty()),
            "spec.scaleTargetRef",
            "needs kind and name",
        );
    }
    for (index, metric) in metrics.iter().enumerate() {
        metric_of(metric, &format!("spec.metrics[{index}]"), problems);
    }
    for direction in ["scaleUp", "scaleDown"] {
        let rules = &spec["behavior"][direction];
        let path = format!("spec.behavior.{direction}");
        problems.number(&rules["stabilizationWindowSeconds"], &path, 0..=3600);
        problems.one_of(&rules["selectPolicy"], &path, &["Max", "Min", "Disabled"]);
        for policy in items(&rules["policies"]) {
            problems.one_of(&policy["type"], &path, &["Pods", "Percent"]);
            problems.number(&policy["value"], &path, 1..=i64::MAX);
            problems.number(&policy["periodSeconds"], &path, 1..=1800);
        }
    }
}

fn metric_of(metric: &Value, path: &str, problems: &mut Problems) {
    const KINDS: &[(&str, &str)] = &[
        ("Resource", "resource"),
        ("ContainerResource", "containerResource"),
        ("Pods", "pods"),
        ("Object", "object"),
        ("External", "external"),
    ];
    let kind = metric["type"].as_str().unwrap_or_default();
    let Some((_, member)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        return problems.add(path, format!("{kind:?} is no type of metric"));
    };
    let members: Vec<&str> = KINDS.iter().map(|(_, member)| *member).collect();
    problems.require(
        count_of(metric, &members) == 1 && metric[member].is_object(),
        path,
        "must have just the member its type names",
    );
    let target = &metric[member]["target"];
    problems.one_of(
        &target["type"],
        path,
        &["Utilization", "Value", "AverageValue"],
    );
    problems.require(
        count_of(target, &["averageUtilization", "averageValue", "value"]) >= 1,
        path,
        "needs a target",
    );
    problems.number(&target["averageUtilization"], path, 1..=i64::MAX);
    for member in ["value", "averageValue"] {
        if let Some(quantity) = quantity(&target[member], path, problems) {
            problems.require(!quantity.is_zero(), path, "the target must be positive");
        }
    }
}

/// A PodDisruptionBudget.
pub fn disruption_budget(spec: &Value, problems: &mut Problems) {
    problems.require(
        count_of(spec, &["minAvailable", "maxUnavailable"]) <= 1,
        "spec",
        "minAvailable and maxUnavailable exclude each other",
    );
    for member in ["minAvailable", "maxUnavailable"] {
        let path = format!("spec.{member}");
        problems.number(&spec[member], &path, 0..=i64::MAX);
        problems.text(&spec[member], &path, syntax::percentage);
    }
    rules::label_selector(&spec["selector"], "spec.selector", problems);
}
