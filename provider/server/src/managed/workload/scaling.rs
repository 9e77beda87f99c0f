//! How many replicas an app has (platform-facts section 8).

use ovhai_platform::documents;
use terraform_plugin::{Number, Schema, Tree, Value};

use super::withheld;

const USAGE: i64 = 75;
const UP: i64 = 0;
const DOWN: i64 = 300;
const COOLDOWN: i64 = 300;

/// Number of replicas: fixed or automatic.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct ScalingStrategy {
    /// Always the same number.
    #[attr(optional, validate(exactly_one_of(&["automatic"])))]
    pub fixed: Value<FixedScaling>,
    /// Between two bounds.
    #[attr(optional)]
    pub automatic: Value<AutomaticScaling>,
}

/// Always the same number of replicas.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct FixedScaling {
    /// How many. Default 1.
    #[attr(default = 1, validate(at_least(1)))]
    pub replicas: Value<i64>,
}

/// Between two bounds.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct AutomaticScaling {
    /// Lower bound; 0 scales to zero. Default 1.
    #[attr(default = 1, validate(at_least(0)))]
    pub replicas_min: Value<i64>,
    /// Upper bound.
    #[attr(required, validate(at_least(1)))]
    pub replicas_max: Value<i64>,
    /// Watched resource, `CPU` or `RAM`. Default `CPU`, unless there are `custom_metrics`.
    #[attr(optional, computed)]
    pub resource_type: Value<String>,
    /// Wanted average use in percent. Default 75, unless there are `custom_metrics`.
    #[attr(optional, computed, validate(between(1..=100)))]
    pub average_usage_target: Value<i64>,
    /// A number fetched over HTTP, instead of use.
    #[attr(optional, validate(conflicts_with(&["resource_type", "average_usage_target"])))]
    pub custom_metrics: Value<CustomMetrics>,
    /// Look-back before adding replicas, seconds. Default 0.
    #[attr(default = UP, validate(between(0..=3600)))]
    pub scale_up_stabilization_window_seconds: Value<i64>,
    /// Look-back before removing replicas, seconds. Default 300.
    #[attr(default = DOWN, validate(between(0..=3600)))]
    pub scale_down_stabilization_window_seconds: Value<i64>,
    /// Wait before going to zero, seconds. Default 300 when `replicas_min` is 0; means nothing otherwise.
    #[attr(optional, computed, validate(between(0..=3600)))]
    pub cooldown_period_seconds: Value<i64>,
}

/// A number fetched over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct CustomMetrics {
    /// URL; `<SELF>` as host means the app's own replicas.
    #[attr(required)]
    pub api_url: Value<String>,
    /// Body format: `JSON`, `YAML`, `XML` or `PROMETHEUS`. Default `JSON`.
    #[attr(default = "JSON")]
    pub format: Value<String>,
    /// Where in the body the number is: a GJSON path for JSON, else a dotted path or the name of a metric.
    #[attr(required, validate(not_blank()))]
    pub value_location: Value<String>,
    /// Wanted value.
    #[attr(required)]
    pub target_value: Value<Number>,
    /// How values of several replicas become one: `AVERAGE`, `MIN`, `MAX` or `SUM`. Default `AVERAGE`.
    #[attr(default = "AVERAGE")]
    pub aggregation_type: Value<String>,
}

/// What the platform takes when it is told nothing: one replica (vendor guide).
pub fn default() -> Tree {
    Tree::map([
        ("fixed", Tree::map([("replicas", Tree::from(1))])),
        ("automatic", Tree::Null),
    ])
}

impl ScalingStrategy {
    /// The strategy of a live app.
    pub fn read(live: Option<&documents::ScalingStrategy>, prior: Option<&Self>) -> Self {
        let before = prior.and_then(|prior| prior.automatic.get());
        match live.and_then(|live| live.automatic.as_ref()) {
            Some(automatic) => Self {
                fixed: Value::Null,
                automatic: AutomaticScaling::read(automatic, before).into(),
            },
            None => {
                let fixed = live.and_then(|live| live.fixed.as_ref());
                let replicas = fixed.and_then(|fixed| fixed.replicas).unwrap_or(1);
                Self {
                    fixed: FixedScaling {
                        replicas: replicas.into(),
                    }
                    .into(),
                    automatic: Value::Null,
                }
            }
        }
    }

    /// Completes the planned members that follow from others.
    pub fn plan(planned: &mut Value<Self>, config: &Value<Self>) {
        if let (Value::Known(planned), Value::Known(config)) = (planned, config)
            && let (Value::Known(planned), Value::Known(config)) =
                (&mut planned.automatic, &config.automatic)
        {
            planned.plan(config);
        }
    }

    /// What to send; nothing when a hidden URL is not there any more.
    pub fn request(
        &self,
        live: Option<&documents::ScalingStrategy>,
    ) -> Option<documents::ScalingStrategy> {
        let live = live.and_then(|live| live.automatic.as_ref());
        let automatic = match self.automatic.get() {
            Some(automatic) => Some(automatic.request(live)?),
            None => None,
        };
        Some(documents::ScalingStrategy {
            automatic,
            fixed: self
                .fixed
                .get()
                .map(|fixed| documents::ScalingFixedStrategy {
                    replicas: fixed.replicas.known(),
                    ..documents::ScalingFixedStrategy::default()
                }),
            ..documents::ScalingStrategy::default()
        })
    }
}

impl AutomaticScaling {
    fn read(live: &documents::ScalingAutomaticStrategy, prior: Option<&Self>) -> Self {
        let custom = live.custom_metrics.as_ref();
        let min = live.replicas_min.unwrap_or(1);
        // What is watched means nothing beside a custom metric.
        let resource = live.resource_type.as_ref().filter(|_| custom.is_none());
        let usage = live.average_usage_target.filter(|_| custom.is_none());
        let before = prior.and_then(|prior| prior.custom_metrics.get());
        Self {
            replicas_min: min.into(),
            replicas_max: live.replicas_max.into(),
            resource_type: resource
                .map(|kind| kind.as_str().to_owned())
                .or_else(|| custom.is_none().then(|| "CPU".to_owned()))
                .into(),
            average_usage_target: usage.or(custom.is_none().then_some(USAGE)).into(),
            custom_metrics: custom
                .map(|custom| CustomMetrics::read(custom, before))
                .into(),
            scale_up_stabilization_window_seconds: live
                .scale_up_stabilization_window_seconds
                .unwrap_or(UP)
                .into(),
            scale_down_stabilization_window_seconds: live
                .scale_down_stabilization_window_seconds
                .unwrap_or(DOWN)
                .into(),
            cooldown_period_seconds: live
                .cooldown_period_seconds
                .or((min == 0).then_some(COOLDOWN))
                .into(),
        }
    }

    fn plan(&mut self, config: &Self) {
        let watches = |value| {
            if config.custom_metrics.is_null() {
                Value::Known(value)
            } else {
                Value::Null
            }
        };
        if config.resource_type.is_null() {
            self.resource_type = watches(0).map(|_| "CPU".to_owned());
        }
        if config.average_usage_target.is_null() {
            self.average_usage_target = watches(USAGE);
        }
        if config.cooldown_period_seconds.is_null() {
            self.cooldown_period_seconds = match self.replicas_min {
                Value::Known(0) => COOLDOWN.into(),
                Value::Known(_) | Value::Null => Value::Null,
                Value::Unknown => Value::Unknown,
            };
        }
    }

    fn request(
        &self,
        live: Option<&documents::ScalingAutomaticStrategy>,
    ) -> Option<documents::ScalingAutomaticStrategy> {
        let live = live.and_then(|live| live.custom_metrics.as_ref());
        let custom_metrics = match self.custom_metrics.get() {
            Some(custom) => Some(custom.request(live)?),
            None => None,
        };
        Some(documents::ScalingAutomaticStrategy {
            average_usage_target: self.average_usage_target.known(),
            cooldown_period_seconds: self.cooldown_period_seconds.known(),
            custom_metrics,
            replicas_max: self.replicas_max.known(),
            replicas_min: self.replicas_min.known(),
            resource_type: self.resource_type.get().map(|kind| kind.clone().into()),
            scale_down_stabilization_window_seconds: self
                .scale_down_stabilization_window_seconds
                .known(),
            scale_up_stabilization_window_seconds: self
                .scale_up_stabilization_window_seconds
                .known(),
            ..documents::ScalingAutomaticStrategy::default()
        })
    }
}

impl CustomMetrics {
    fn read(live: &documents::AutomaticScalingStrategyCustomMetrics, prior: Option<&Self>) -> Self {
        let before = |get: fn(&Self) -> &Value<String>| {
            prior.and_then(|prior| get(prior).as_deref().known())
        };
        let target = live.target_value.as_ref();
        Self {
            api_url: withheld::text(&live.api_url, before(|prior| &prior.api_url)).into(),
            format: live
                .format
                .as_ref()
                .map_or("JSON", |format| format.as_str())
                .into(),
            value_location: withheld::text(
                &live.value_location,
                before(|prior| &prior.value_location),
            )
            .into(),
            // A JSON number is a decimal number.
            target_value: target
                .and_then(|target| target.to_string().parse().ok())
                .into(),
            aggregation_type: live
                .aggregation_type
                .as_ref()
                .map_or("AVERAGE", |kind| kind.as_str())
                .into(),
        }
    }

    fn request(
        &self,
        live: Option<&documents::AutomaticScalingStrategyCustomMetrics>,
    ) -> Option<documents::AutomaticScalingStrategyCustomMetrics> {
        let text = |planned: &Value<String>, live: Option<&String>| {
            let planned = planned.as_deref().known()?;
            withheld::restored_text(planned, live.map(String::as_str)).map(str::to_owned)
        };
        let number = self.target_value.get().map(ToString::to_string);
        Some(documents::AutomaticScalingStrategyCustomMetrics {
            aggregation_type: self.aggregation_type.get().map(|kind| kind.clone().into()),
            api_url: text(&self.api_url, live.map(|live| &live.api_url))?,
            format: self.format.get().map(|format| format.clone().into()),
            target_value: number.and_then(|number| serde_json::from_str(&number).ok()),
            value_location: text(&self.value_location, live.map(|live| &live.value_location))?,
            ..documents::AutomaticScalingStrategyCustomMetrics::default()
        })
    }
}
