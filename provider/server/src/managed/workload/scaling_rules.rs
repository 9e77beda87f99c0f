//! What a scaling strategy must be like (platform-facts section 8).

use ovhai_platform::documents;
use terraform_plugin::{Diagnostics, Number, Path, Value};

use super::{
    rules::{self, refuse},
    scaling::ScalingStrategy,
    withheld,
};

/// The most that the vendor's panel takes; the server's own bound is not known.
const PANEL_MOST: i64 = 10;

/// Checks a configured strategy.
pub fn check(config: &Value<ScalingStrategy>, diagnostics: &mut Diagnostics) {
    let Some(config) = config.get() else { return };
    let path = Path::root("scaling_strategy");
    let Some(automatic) = config.automatic.get() else {
        return;
    };
    let path = path.attribute("automatic");
    if let Some(most) = automatic.replicas_max.get() {
        let least = match automatic.replicas_min {
            Value::Known(least) => least,
            Value::Null => 1,
            Value::Unknown => 0,
        };
        if least > *most {
            let detail =
                format!("`replicas_min` is {least}, which is more than `replicas_max`, {most}.");
            refuse(path.attribute("replicas_min"), detail, diagnostics);
        }
    }
    let Some(custom) = automatic.custom_metrics.get() else {
        return;
    };
    let path = path.attribute("custom_metrics");
    if let Some(target) = custom.target_value.get()
        && target.compare(&Number::zero()).is_lt()
    {
        refuse(
            path.attribute("target_value"),
            "The value must not be negative.",
            diagnostics,
        );
    }
    if let Some(url) = custom.api_url.get()
        && ovhai_model::secrecy::secret_text(url).is_some()
    {
        withheld::warn(
            path.attribute("api_url"),
            "Let the app serve the number without credentials, for example below `http://<SELF>:PORT/`.",
            diagnostics,
        );
    }
}

/// The attribute that bounds the number of replicas, and the bound.
fn most_replicas(strategy: &ScalingStrategy) -> Option<(Path, i64)> {
    let path = Path::root("scaling_strategy");
    let fixed = strategy.fixed.get().map(|fixed| fixed.replicas.known());
    let automatic = strategy.automatic.get();
    let automatic = automatic.map(|automatic| automatic.replicas_max.known());
    let (kind, name, most) = match (fixed, automatic) {
        (Some(replicas), _) => ("fixed", "replicas", replicas),
        (None, most) => ("automatic", "replicas_max", most?),
    };
    Some((path.attribute(kind).attribute(name), most?))
}

fn warn_of_many(
    planned: &Value<ScalingStrategy>,
    prior: Option<&Value<ScalingStrategy>>,
    diagnostics: &mut Diagnostics,
) {
    let Some((path, most)) = planned.get().and_then(most_replicas) else {
        return;
    };
    let before = prior.and_then(Value::get).and_then(most_replicas);
    if most > PANEL_MOST && before.is_none_or(|(_, before)| before < most) {
        diagnostics.warning_at(
            path,
            "More replicas than the vendor's panel allows",
            format!(
                "The panel takes {PANEL_MOST} at most. What the platform itself takes is not documented."
            ),
        );
    }
}

/// Checks what is legal when it is there already: many replicas, and names that a later version of the platform may extend.
pub fn check_changes(
    planned: &Value<ScalingStrategy>,
    prior: Option<&Value<ScalingStrategy>>,
    diagnostics: &mut Diagnostics,
) {
    warn_of_many(planned, prior, diagnostics);
    let automatic = |strategy: &Value<ScalingStrategy>| {
        strategy
            .get()
            .and_then(|strategy| strategy.automatic.get().cloned())
    };
    let Some(planned) = automatic(planned) else {
        return;
    };
    let prior = prior.and_then(automatic);
    let path = Path::root("scaling_strategy").attribute("automatic");
    rules::changed_text(
        &path.attribute("resource_type"),
        &planned.resource_type,
        prior.as_ref().map(|prior| &prior.resource_type),
        rules::known_name(documents::ScalingResourceType::KNOWN),
        diagnostics,
    );
    let Some(custom) = planned.custom_metrics.get() else {
        return;
    };
    let before = prior.as_ref().and_then(|prior| prior.custom_metrics.get());
    let path = path.attribute("custom_metrics");
    rules::changed_text(
        &path.attribute("format"),
        &custom.format,
        before.map(|before| &before.format),
        rules::known_name(documents::CustomMetricsFormat::KNOWN),
        diagnostics,
    );
    rules::changed_text(
        &path.attribute("aggregation_type"),
        &custom.aggregation_type,
        before.map(|before| &before.aggregation_type),
        rules::known_name(documents::CustomMetricsAggregationType::KNOWN),
        diagnostics,
    );
    rules::changed_text(
        &path.attribute("api_url"),
        &custom.api_url,
        before.map(|before| &before.api_url),
        check_url,
        diagnostics,
    );
}

fn check_url(url: &str) -> Result<(), String> {
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    if url != withheld::SECRET
        && rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace))
    {
        return Err(
            "The URL must begin with `http://` or `https://` and have no spaces.".to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managed::workload::scaling::{AutomaticScaling, FixedScaling};

    #[test]
    fn many_replicas_are_told_when_they_become_more() {
        let fixed = |replicas: i64| {
            Value::Known(ScalingStrategy {
                fixed: Value::Known(FixedScaling {
                    replicas: replicas.into(),
                }),
                automatic: Value::Null,
            })
        };
        let automatic = |most: i64| {
            Value::Known(ScalingStrategy {
                fixed: Value::Null,
                automatic: Value::Known(AutomaticScaling {
                    replicas_max: most.into(),
                    ..AutomaticScaling::default()
                }),
            })
        };
        let told = |planned: Value<ScalingStrategy>, prior: Option<Value<ScalingStrategy>>| {
            let mut diagnostics = Diagnostics::new();
            check_changes(&planned, prior.as_ref(), &mut diagnostics);
            let paths = diagnostics.iter().map(|one| one.path.to_string());
            paths.collect::<Vec<_>>()
        };
        assert_eq!(told(fixed(11), None), ["scaling_strategy.fixed.replicas"]);
        assert_eq!(
            told(automatic(12), Some(fixed(11))),
            ["scaling_strategy.automatic.replicas_max"]
        );
        let none: [&str; 0] = [];
        assert_eq!(told(fixed(10), None), none);
        assert_eq!(told(automatic(11), Some(automatic(11))), none);
        assert_eq!(told(automatic(11), Some(automatic(12))), none);
    }
}
