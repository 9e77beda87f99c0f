//! Replica counts.

/// How many replicas run.
#[derive(Clone, Debug, PartialEq)]
pub enum Scaling {
    /// Always this many.
    Fixed {
        /// Wanted replicas.
        replicas: i64,
    },
    /// Between two bounds, following CPU or memory use.
    Utilization {
        /// Watched resource. An unknown name is kept as [`Resource::Other`].
        resource: Resource,
        /// Wanted average use in percent; the platform's default is 75.
        target: i64,
        /// Lowest replica count; 0 scales to zero.
        min: i64,
        /// Highest replica count.
        max: i64,
        /// Look-back before adding replicas, seconds; default 0.
        up_window: Option<i64>,
        /// Look-back before removing replicas, seconds; default 300.
        down_window: Option<i64>,
        /// Wait before going to zero, seconds, on top of `down_window`; only with `min` 0.
        cooldown: Option<i64>,
    },
    /// Between two bounds, following a number fetched from a URL.
    Custom {
        /// Where the number comes from.
        metric: CustomMetric,
        /// Lowest replica count; 0 scales to zero.
        min: i64,
        /// Highest replica count.
        max: i64,
        /// Look-back before adding replicas, seconds; default 0.
        up_window: Option<i64>,
        /// Look-back before removing replicas, seconds; default 300.
        down_window: Option<i64>,
        /// Wait before going to zero, seconds.
        cooldown: Option<i64>,
    },
}

impl Scaling {
    /// The lowest number of replicas the workload has while it runs.
    #[must_use]
    pub const fn min(&self) -> i64 {
        match self {
            Self::Fixed { replicas } => *replicas,
            Self::Utilization { min, .. } | Self::Custom { min, .. } => *min,
        }
    }

    /// The highest number of replicas.
    #[must_use]
    pub const fn max(&self) -> i64 {
        match self {
            Self::Fixed { replicas } => *replicas,
            Self::Utilization { max, .. } | Self::Custom { max, .. } => *max,
        }
    }
}

/// What utilization scaling watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Processor time.
    Cpu,
    /// Memory.
    Memory,
    /// A resource this version does not know, by the platform's name.
    Other(String),
}

/// A number an autoscaler fetches.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomMetric {
    /// URL; `<SELF>` as host means the workload's own replicas.
    pub url: String,
    /// Body format.
    pub format: MetricFormat,
    /// Where in the body the number is: a GJSON-like path or a metric name.
    pub location: String,
    /// Wanted value, as decimal text so that no digit changes.
    pub target: String,
    /// How values of several replicas become one.
    pub aggregation: Aggregation,
}

/// Body format of a custom metric.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum MetricFormat {
    Json,
    Yaml,
    Xml,
    Prometheus,
    /// A format this version does not know, by the platform's name.
    Other(String),
}

/// How values of several replicas become one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Aggregation {
    Average,
    Min,
    Max,
    Sum,
    /// An aggregation this version does not know, by the platform's name.
    Other(String),
}
