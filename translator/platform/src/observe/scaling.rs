//! Replica strategies.

use ovhai_model::{Aggregation, CustomMetric, MetricFormat, Resource, Scaling};

use super::{Notes, findings};
use crate::documents::{
    AutomaticScalingStrategyCustomMetrics, CustomMetricsAggregationType, CustomMetricsFormat,
    ScalingAutomaticStrategy, ScalingResourceType, ScalingStrategy,
};

/// Percent the platform aims at when nothing is given (platform-facts section 8).
const DEFAULT_TARGET: i64 = 75;
/// Replicas when nothing is given: one fixed replica (vendor guide); as lower bound inferred from it.
const DEFAULT_REPLICAS: i64 = 1;

pub(super) fn scaling(strategy: Option<&ScalingStrategy>, notes: &mut Notes<'_>) -> Scaling {
    let (fixed, automatic) = strategy.map_or((None, None), |strategy| {
        (strategy.fixed.as_ref(), strategy.automatic.as_ref())
    });
    if let Some(automatic) = automatic {
        if fixed.is_some() {
            notes.add(&findings::SCALING_AMBIGUOUS, "/spec/scalingStrategy");
        }
        return automatic_scaling(automatic, notes);
    }
    let replicas = fixed.and_then(|fixed| fixed.replicas);
    Scaling::Fixed {
        replicas: replicas.unwrap_or_else(|| {
            notes.add(
                &findings::SCALING_DEFAULT,
                format!("no replica count is given; {DEFAULT_REPLICAS} was taken"),
            );
            DEFAULT_REPLICAS
        }),
    }
}

fn automatic_scaling(automatic: &ScalingAutomaticStrategy, notes: &mut Notes<'_>) -> Scaling {
    let min = automatic.replicas_min.unwrap_or_else(|| {
        notes.add(
            &findings::SCALING_DEFAULT,
            format!("replicasMin is not given; {DEFAULT_REPLICAS} was taken"),
        );
        DEFAULT_REPLICAS
    });
    let max = automatic.replicas_max.unwrap_or_else(|| {
        notes.add(
            &findings::SCALING_INCOMPLETE,
            "replicasMax is not given; the lower bound was taken",
        );
        min.max(DEFAULT_REPLICAS)
    });
    let (up_window, down_window, cooldown) = (
        automatic.scale_up_stabilization_window_seconds,
        automatic.scale_down_stabilization_window_seconds,
        automatic.cooldown_period_seconds,
    );
    match &automatic.custom_metrics {
        Some(metrics) => Scaling::Custom {
            metric: metric(metrics, notes),
            min,
            max,
            up_window,
            down_window,
            cooldown,
        },
        None => Scaling::Utilization {
            resource: resource(automatic.resource_type.as_ref(), notes),
            target: automatic.average_usage_target.unwrap_or_else(|| {
                notes.add(
                    &findings::SCALING_DEFAULT,
                    format!("averageUsageTarget is not given; {DEFAULT_TARGET} was taken"),
                );
                DEFAULT_TARGET
            }),
            min,
            max,
            up_window,
            down_window,
            cooldown,
        },
    }
}

fn resource(kind: Option<&ScalingResourceType>, notes: &mut Notes<'_>) -> Resource {
    match kind {
        Some(ScalingResourceType::Cpu) => Resource::Cpu,
        Some(ScalingResourceType::Ram) => Resource::Memory,
        Some(ScalingResourceType::Other(name)) => Resource::Other(notes.shown(name)),
        None => {
            notes.add(
                &findings::SCALING_DEFAULT,
                "resourceType is not given; CPU was taken (inferred)",
            );
            Resource::Cpu
        }
    }
}

fn metric(metrics: &AutomaticScalingStrategyCustomMetrics, notes: &mut Notes<'_>) -> CustomMetric {
    use CustomMetricsAggregationType as From;
    CustomMetric {
        url: metrics.api_url.clone(),
        format: match &metrics.format {
            // The default of the console and the guides.
            None | Some(CustomMetricsFormat::Json) => MetricFormat::Json,
            Some(CustomMetricsFormat::Yaml) => MetricFormat::Yaml,
            Some(CustomMetricsFormat::Xml) => MetricFormat::Xml,
            Some(CustomMetricsFormat::Prometheus) => MetricFormat::Prometheus,
            Some(CustomMetricsFormat::Other(name)) => MetricFormat::Other(notes.shown(name)),
        },
        location: metrics.value_location.clone(),
        target: metrics.target_value.as_ref().map_or_else(
            || {
                notes.add(
                    &findings::SCALING_INCOMPLETE,
                    "customMetrics.targetValue is not given",
                );
                String::new()
            },
            ToString::to_string,
        ),
        aggregation: match &metrics.aggregation_type {
            None | Some(From::Average) => Aggregation::Average,
            Some(From::Min) => Aggregation::Min,
            Some(From::Max) => Aggregation::Max,
            Some(From::Sum) => Aggregation::Sum,
            Some(From::Other(name)) => Aggregation::Other(notes.shown(name)),
        },
    }
}
