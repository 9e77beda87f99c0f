//! Custom metrics as KEDA triggers.

use ovhai_model::{Aggregation, CustomMetric, MetricFormat, secrecy};

use crate::lower::{Lowering, findings, rules};
use crate::objects::Trigger;

const SELF: &str = "<SELF>";

/// The port of a metric URL whose host is the workload itself.
pub(in crate::lower) fn own_port(url: &str) -> Option<u16> {
    own(url).map(|own| own.port)
}

pub(in crate::lower) struct Own<'a> {
    pub scheme: &'a str,
    pub port: u16,
    /// From the first slash on.
    pub path: &'a str,
}

/// What a metric URL says of the workload itself.
pub(in crate::lower) fn own(url: &str) -> Option<Own<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let rest = rest.strip_prefix(SELF)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let port = match &rest[..end] {
        "" => default,
        port => rules::port(port.strip_prefix(':')?.parse().ok()?)?,
    };
    Some(Own {
        scheme,
        port,
        path: &rest[end..],
    })
}

/// What KEDA watches for `metric`, or nothing and a finding.
pub(in crate::lower) struct MetricTrigger {
    pub trigger: Trigger,
    /// Whether the workload itself serves the metric.
    pub is_own: bool,
}

pub(in crate::lower) fn lower(
    lowering: &mut Lowering<'_>,
    metric: &CustomMetric,
) -> Option<MetricTrigger> {
    let own = own(&metric.url);
    if secrecy::secret_text(&metric.url).is_some()
        || secrecy::secret_text(&metric.location).is_some()
    {
        lowering.find(
            &findings::METRIC_CREDENTIALS,
            "its URL or value location looks like a secret",
        );
        return None;
    }
    if let Some(refusal) = refusal(metric, own.is_some()) {
        lowering.find(&findings::METRIC_REFUSED, refusal);
        return None;
    }
    let format = format(&metric.format)?;
    let (aggregation, metric_type) = aggregation(&metric.aggregation)?;
    let mut metadata = Vec::with_capacity(7);
    let is_own = own.is_some();
    match own {
        Some(own) => {
            let profile = lowering.scope.profile;
            metadata.push((
                "url",
                format!(
                    "{}://{}.{}.svc:{}{}",
                    own.scheme, lowering.name, profile.namespace, own.port, own.path
                ),
            ));
            metadata.push(("aggregateFromKubeServiceEndpoints", "true".to_owned()));
            metadata.push(("aggregationType", aggregation.to_owned()));
            lowering.find(
                &findings::METRIC_AGGREGATION,
                format!("the {aggregation} over all replicas"),
            );
        }
        None => metadata.push(("url", metric.url.clone())),
    }
    metadata.push(("format", format.to_owned()));
    metadata.push(("valueLocation", metric.location.clone()));
    metadata.push(("targetValue", metric.target.clone()));
    metadata.push(("activationTargetValue", "0".to_owned()));
    lowering.find(
        &findings::METRIC_TYPE,
        format!("{metric_type} for {aggregation}"),
    );
    Some(MetricTrigger {
        trigger: Trigger {
            trigger_type: "metrics-api",
            metric_type: Some(metric_type),
            metadata,
            authentication: None,
        },
        is_own,
    })
}

fn refusal(metric: &CustomMetric, is_own: bool) -> Option<String> {
    let is_web = metric.url.starts_with("http://") || metric.url.starts_with("https://");
    let has_host = metric
        .url
        .split_once("://")
        .is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['));
    if !(is_own || is_web && has_host) || metric.url.contains(|c: char| c.is_control() || c == ' ')
    {
        return Some(format!("the URL is {:?}", shortened(&metric.url)));
    }
    if let MetricFormat::Other(name) = &metric.format {
        return Some(format!("the format is {:?}", shortened(name)));
    }
    if let Aggregation::Other(name) = &metric.aggregation {
        return Some(format!("the aggregation is {:?}", shortened(name)));
    }
    if metric.location.trim().is_empty() {
        return Some("it does not say where the value is".to_owned());
    }
    let is_positive = metric
        .target
        .parse::<f64>()
        .is_ok_and(|target| target.is_finite() && target > 0.0);
    (!is_positive).then(|| format!("the target is {:?}", shortened(&metric.target)))
}

fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

const fn format(format: &MetricFormat) -> Option<&'static str> {
    match format {
        MetricFormat::Json => Some("json"),
        MetricFormat::Yaml => Some("yaml"),
        MetricFormat::Xml => Some("xml"),
        MetricFormat::Prometheus => Some("prometheus"),
        MetricFormat::Other(_) => None,
    }
}

/// An average, least or greatest value is compared as it is; a sum grows with the replicas and is shared among them. Our
/// choice (mapping section 5): what the platform does inside is not known.
const fn aggregation(aggregation: &Aggregation) -> Option<(&'static str, &'static str)> {
    match aggregation {
        Aggregation::Average => Some(("average", "Value")),
        Aggregation::Min => Some(("min", "Value")),
        Aggregation::Max => Some(("max", "Value")),
        Aggregation::Sum => Some(("sum", "AverageValue")),
        Aggregation::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_an_own_metric() {
        assert_eq!(own_port("http://<SELF>:6000/metrics"), Some(6000));
        assert_eq!(own_port("http://<SELF>/metrics"), Some(80));
        assert_eq!(own_port("https://<SELF>"), Some(443));
        for url in [
            "http://example.com:6000/",
            "<SELF>:6000",
            "http://<SELF>:0/",
            "http://<SELF>:70000/",
            "http://<SELF>x/",
        ] {
            assert_eq!(own_port(url), None, "{url}");
        }
    }
}
