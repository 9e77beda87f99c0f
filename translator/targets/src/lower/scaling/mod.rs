//! Replica counts and what changes them.

pub(in crate::lower) mod triggers;

use ovhai_model::{CustomMetric, Resource, Scaling};

use crate::lower::{Lowering, access, findings, ports::Ports};
use crate::{
    objects::{
        HorizontalAutoscaler, HttpScaledObject, MetricSource, Object, ResourceMetric, ScaledObject,
        Trigger, Windows,
    },
    profile::Exposure,
};

/// How many replicas there are, and the objects that decide it.
pub(super) struct Replicas {
    /// For the Deployment; `None` where an autoscaler owns it.
    pub replicas: Option<i32>,
    /// Lowest and highest number while it runs.
    pub lowest: i32,
    pub highest: i32,
    pub objects: Vec<Object>,
    /// Requests go through the HTTP add-on.
    pub through_interceptor: bool,
    /// KEDA reads the workload's own metric.
    pub reads_metrics: bool,
}

impl Replicas {
    const fn fixed(replicas: i32) -> Self {
        Self {
            replicas: Some(replicas),
            lowest: replicas,
            highest: replicas,
            objects: Vec::new(),
            through_interceptor: false,
            reads_metrics: false,
        }
    }
}

/// Bounds and delays that every kind of automatic scaling has, made acceptable.
#[derive(Clone, Copy)]
struct Range {
    min: i32,
    max: i32,
    windows: Windows,
    cooldown: Option<i32>,
}

pub(super) fn lower(lowering: &mut Lowering<'_>, ports: &Ports) -> Replicas {
    let replicas = match &lowering.workload.scaling {
        Scaling::Fixed { replicas } => {
            Replicas::fixed(allowed(lowering, "replicas", *replicas, 0, i32::MAX, 1))
        }
        Scaling::Utilization {
            resource,
            target,
            min,
            max,
            up_window,
            down_window,
            cooldown,
        } => {
            let range = range(
                lowering,
                (*min, *max),
                (*up_window, *down_window),
                *cooldown,
            );
            utilization(lowering, resource, *target, range)
        }
        Scaling::Custom {
            metric,
            min,
            max,
            up_window,
            down_window,
            cooldown,
        } => {
            let range = range(
                lowering,
                (*min, *max),
                (*up_window, *down_window),
                *cooldown,
            );
            custom(lowering, ports, metric, range)
        }
    };
    capacity(lowering, replicas.highest);
    if !lowering.is_stopped() {
        return replicas;
    }
    if replicas.replicas.is_none() {
        lowering.find(
            &findings::STOPPED,
            format!(
                "it scales between {} and {}",
                replicas.lowest, replicas.highest
            ),
        );
    }
    Replicas {
        replicas: Some(0),
        lowest: replicas.lowest,
        highest: replicas.highest,
        ..Replicas::fixed(0)
    }
}

/// `value` if it lies between `least` and `most`, else the nearest bound, or `instead` below the least, and a finding.
fn allowed(
    lowering: &mut Lowering<'_>,
    what: &str,
    value: i64,
    least: i32,
    most: i32,
    instead: i32,
) -> i32 {
    let used = if value < i64::from(least) {
        instead
    } else {
        i32::try_from(value).map_or(most, |value| value.min(most))
    };
    if i64::from(used) != value {
        lowering.find(
            &findings::SCALING_ADJUSTED,
            format!("{what} is {value}; {used} is used"),
        );
    }
    used
}

fn range(
    lowering: &mut Lowering<'_>,
    (min, max): (i64, i64),
    (up, down): (Option<i64>, Option<i64>),
    cooldown: Option<i64>,
) -> Range {
    let min = allowed(lowering, "replicasMin", min, 0, i32::MAX, 0);
    let mut max = allowed(lowering, "replicasMax", max, 1, i32::MAX, min.max(1));
    if max < min {
        lowering.find(
            &findings::SCALING_ADJUSTED,
            format!("replicasMin {min} is above replicasMax {max}; {min} is used for both"),
        );
        max = min;
    }
    let mut window = |what, seconds: Option<i64>, default| match seconds {
        None => default,
        Some(seconds) => allowed(lowering, what, seconds, 0, 3600, 0),
    };
    let windows = Windows {
        up: window("scaleUpStabilizationWindowSeconds", up, 0),
        down: window("scaleDownStabilizationWindowSeconds", down, 300),
    };
    let cooldown =
        cooldown.map(|seconds| allowed(lowering, "cooldownPeriodSeconds", seconds, 0, i32::MAX, 0));
    Range {
        min,
        max,
        windows,
        cooldown,
    }
}

fn utilization(
    lowering: &mut Lowering<'_>,
    resource: &Resource,
    target: i64,
    range: Range,
) -> Replicas {
    let resource = match resource {
        Resource::Cpu => "cpu",
        Resource::Memory => "memory",
        Resource::Other(name) => {
            let name: String = name.chars().take(60).collect();
            lowering.find(
                &findings::SCALING_UNKNOWN,
                format!(
                    "it scales by {name:?} between {} and {}",
                    range.min, range.max
                ),
            );
            return Replicas::fixed(range.min.max(1));
        }
    };
    if resource == "memory" {
        lowering.find(&findings::MEMORY_SCALING, "it scales by memory");
    }
    let target = allowed(lowering, "averageUsageTarget", target, 1, i32::MAX, 1);
    let source = if access::has_sidecar(lowering) {
        MetricSource::Container(lowering.workload.kind().as_str())
    } else {
        MetricSource::Pod
    };
    if range.min == 0 && can_wake(lowering) {
        let mut metadata = vec![("value", target.to_string())];
        if let MetricSource::Container(name) = source {
            metadata.push(("containerName", name.to_owned()));
        }
        let trigger = Trigger {
            trigger_type: resource,
            metric_type: Some("Utilization"),
            metadata,
            authentication: None,
        };
        return from_zero(lowering, range, trigger);
    }
    let min = at_least_one(lowering, range.min);
    let autoscaler = HorizontalAutoscaler {
        metadata: lowering.metadata(),
        min,
        max: range.max,
        metric: ResourceMetric {
            resource,
            target,
            source,
        },
        windows: range.windows,
    };
    Replicas {
        replicas: None,
        lowest: min,
        highest: range.max,
        objects: vec![autoscaler.into()],
        ..Replicas::fixed(min)
    }
}

fn custom(
    lowering: &mut Lowering<'_>,
    ports: &Ports,
    metric: &CustomMetric,
    range: Range,
) -> Replicas {
    let keda = &lowering.scope.profile.keda;
    if !keda.available {
        lowering.find(
            &findings::NO_KEDA,
            format!(
                "it scales by a metric between {} and {}",
                range.min, range.max
            ),
        );
        return Replicas::fixed(range.min.max(1));
    }
    let Some(metric) = triggers::lower(lowering, metric) else {
        return Replicas::fixed(range.min.max(1));
    };
    lowering.find(&findings::KEDA_NEEDED, "it scales by a metric");
    let reads_metrics = metric.is_own && ports.metrics.is_some();
    if range.min == 0 && metric.is_own {
        lowering.find(
            &findings::METRIC_CANNOT_WAKE,
            "the lowest number of replicas is 0",
        );
        if can_wake(lowering) {
            return Replicas {
                reads_metrics,
                ..from_zero(lowering, range, metric.trigger)
            };
        }
    }
    let min = if metric.is_own {
        at_least_one(lowering, range.min)
    } else {
        range.min
    };
    let cooldown = if min == 0 {
        cooldown(lowering, range)
    } else {
        None
    };
    let scaled = ScaledObject {
        metadata: lowering.metadata(),
        target: lowering.name.to_owned(),
        min,
        max: range.max,
        cooldown,
        windows: range.windows,
        triggers: vec![metric.trigger],
    };
    Replicas {
        replicas: None,
        lowest: min,
        highest: range.max,
        objects: vec![scaled.into()],
        through_interceptor: false,
        reads_metrics,
    }
}

/// Scaling to zero where requests wake it: the HTTP add-on's trigger beside `other`, which counts from one replica on.
fn from_zero(lowering: &mut Lowering<'_>, range: Range, other: Trigger) -> Replicas {
    let keda = &lowering.scope.profile.keda;
    lowering.find(
        &findings::SCALE_TO_ZERO,
        format!("its requests go through {}", keda.interceptor_service),
    );
    if lowering.workload.grpc_port.is_some() {
        // gRPC has a route of its own, past the interceptor, which speaks HTTP.
        lowering.find(&findings::SCALE_TO_ZERO, "gRPC requests do not wake it");
    }
    let cooldown = cooldown(lowering, range);
    let http_name = format!("{}-http", lowering.name);
    let scaled = ScaledObject {
        metadata: lowering.metadata(),
        target: lowering.name.to_owned(),
        min: 0,
        max: range.max,
        cooldown,
        windows: range.windows,
        triggers: vec![
            Trigger {
                trigger_type: "external-push",
                metric_type: None,
                metadata: vec![
                    ("httpScaledObject", http_name.clone()),
                    ("scalerAddress", keda.scaler_address.clone()),
                ],
                authentication: None,
            },
            other,
        ],
    };
    let http = HttpScaledObject {
        metadata: lowering.metadata_named(http_name),
        hosts: super::exposure::http_hosts(lowering),
        target: lowering.name.to_owned(),
        service: lowering.name.to_owned(),
        port: 80,
        max: range.max,
        cooldown: cooldown.unwrap_or(300),
    };
    Replicas {
        replicas: None,
        lowest: 0,
        highest: range.max,
        objects: vec![scaled.into(), http.into()],
        through_interceptor: true,
        reads_metrics: false,
    }
}

/// Whether requests can start a replica: through the add-on, which only sees what comes from outside.
fn can_wake(lowering: &Lowering<'_>) -> bool {
    let profile = lowering.scope.profile;
    profile.keda.available && profile.keda.http_add_on && profile.exposure != Exposure::None
}

fn at_least_one(lowering: &mut Lowering<'_>, min: i32) -> i32 {
    if min == 0 {
        lowering.find(
            &findings::NO_SCALE_TO_ZERO,
            "the lowest number of replicas is 1 instead of 0",
        );
    }
    min.max(1)
}

fn cooldown(lowering: &mut Lowering<'_>, range: Range) -> Option<i32> {
    let seconds = range.cooldown?;
    lowering.find(
        &findings::COOLDOWN,
        format!(
            "{seconds} s, which the platform adds to the scale-down window of {} s",
            range.windows.down
        ),
    );
    Some(seconds)
}

/// Raises a finding if `highest` replicas need more GPUs than the cluster has.
pub(super) fn capacity(lowering: &mut Lowering<'_>, highest: i32) {
    let gpus = lowering.workload.compute.gpus.unwrap_or_default();
    if let Some(capacity) = lowering.scope.profile.gpu_capacity {
        let most = gpus.saturating_mul(i64::from(highest));
        if most > i64::from(capacity) {
            lowering.find(
                &findings::ABOVE_CAPACITY,
                format!("{highest} replicas need {most} GPUs; the cluster has {capacity}"),
            );
        }
    }
}
