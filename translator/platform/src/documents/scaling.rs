//! Replica strategies.

use serde_json::Number;

use super::declare::{document, open_enum};

/// Body of `PUT …/app/{appId}/scalingstrategy`; the members are those of [`ScalingStrategy`].
pub type ScalingStrategyInput = ScalingStrategy;
/// [`ScalingAutomaticStrategy`] in a request; the members are the same.
pub type ScalingAutomaticStrategyInput = ScalingAutomaticStrategy;
/// [`ScalingFixedStrategy`] in a request; the members are the same.
pub type ScalingFixedStrategyInput = ScalingFixedStrategy;
/// [`AutomaticScalingStrategyCustomMetrics`] in a request; the members are the same.
pub type AutomaticScalingStrategyCustomMetricsInput = AutomaticScalingStrategyCustomMetrics;

document! {
    /// Fixed or automatic, one of both.
    pub struct ScalingStrategy {
        /// Between two bounds.
        pub automatic: Option<ScalingAutomaticStrategy> = "automatic",
        /// Always the same number.
        pub fixed: Option<ScalingFixedStrategy> = "fixed",
    }
}

document! {
    /// Always the same number of replicas.
    pub struct ScalingFixedStrategy {
        /// How many.
        pub replicas: Option<i64> = "replicas",
    }
}

document! {
    /// Between two bounds, following use or a custom metric.
    pub struct ScalingAutomaticStrategy {
        /// Wanted average use in percent; the platform's default is 75.
        pub average_usage_target: Option<i64> = "averageUsageTarget",
        /// Seconds without activity before going to zero; only with `replicas_min` 0.
        pub cooldown_period_seconds: Option<i64> = "cooldownPeriodSeconds",
        /// A number fetched over HTTP, instead of use.
        pub custom_metrics: Option<AutomaticScalingStrategyCustomMetrics> = "customMetrics",
        /// Upper bound.
        pub replicas_max: Option<i64> = "replicasMax",
        /// Lower bound; 0 scales to zero.
        pub replicas_min: Option<i64> = "replicasMin",
        /// What is watched.
        pub resource_type: Option<ScalingResourceType> = "resourceType",
        /// Look-back before removing replicas, seconds.
        pub scale_down_stabilization_window_seconds: Option<i64> =
            "scaleDownStabilizationWindowSeconds",
        /// Look-back before adding replicas, seconds.
        pub scale_up_stabilization_window_seconds: Option<i64> =
            "scaleUpStabilizationWindowSeconds",
    }
}

document! {
    /// A number fetched over HTTP.
    pub struct AutomaticScalingStrategyCustomMetrics {
        /// How values of several replicas become one; default `AVERAGE`.
        pub aggregation_type: Option<CustomMetricsAggregationType> = "aggregationType",
        /// URL; `<SELF>` as host means the app's own replicas.
        pub api_url: String = "apiUrl",
        /// Body format; default `JSON`.
        pub format: Option<CustomMetricsFormat> = "format",
        /// Wanted value, any decimal number.
        pub target_value: Option<Number> = "targetValue",
        /// Where in the body the number is: a GJSON path for JSON, a dotted path otherwise.
        pub value_location: String = "valueLocation",
    }
}

open_enum! {
    /// What automatic scaling watches (`ScalingAutomaticStrategyResourceTypeEnum`).
    pub enum ScalingResourceType {
        Cpu = "CPU",
        Ram = "RAM",
    }
}

open_enum! {
    /// Body format of a custom metric.
    pub enum CustomMetricsFormat {
        Json = "JSON",
        Prometheus = "PROMETHEUS",
        Xml = "XML",
        Yaml = "YAML",
    }
}

open_enum! {
    /// How values of several replicas become one.
    pub enum CustomMetricsAggregationType {
        Average = "AVERAGE",
        Max = "MAX",
        Min = "MIN",
        Sum = "SUM",
    }
}
