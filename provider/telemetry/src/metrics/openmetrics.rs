//! Writing OpenMetrics text, as `promtool tsdb create-blocks-from openmetrics` takes it.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{Family, Kind, Labels, Metrics, SeriesName};

/// What one set of labels had at one time: in the order of buckets and parts.
type Point<'a> = Vec<(&'a SeriesName, &'a str)>;

/// Writes all families. The same metrics give the same bytes.
///
/// # Errors
/// Those of `to`.
pub fn write(metrics: &Metrics, to: &mut impl Write) -> io::Result<()> {
    for (name, family) in &metrics.families {
        write_family(name, family, to)?;
    }
    to.write_all(b"# EOF\n")
}

fn write_family(name: &str, family: &Family, to: &mut impl Write) -> io::Result<()> {
    let kind = kind_of(name, family);
    writeln!(to, "# TYPE {name} {kind}")?;
    if !family.unit.is_empty() && name.ends_with(&format!("_{}", family.unit)) {
        writeln!(to, "# UNIT {name} {}", family.unit)?;
    }
    if !family.help.is_empty() {
        writeln!(to, "# HELP {name} {}", escape(&family.help))?;
    }
    // All of one point stand together, and all points of one set of labels in the order of their times.
    let mut points: BTreeMap<Labels, BTreeMap<i64, Point<'_>>> = BTreeMap::new();
    for (series, samples) in &family.series {
        let mut labels = series.labels.clone();
        labels.retain(|label, _| label != "le" && label != "quantile" && label != name);
        let points = points.entry(labels).or_default();
        for (time, value) in samples {
            points.entry(*time).or_default().push((series, value));
        }
    }
    for (time, mut point) in points.into_values().flatten() {
        point.sort_by(|(one, _), (other, _)| {
            let bound = |series: &SeriesName| {
                let text = series
                    .labels
                    .get("le")
                    .or_else(|| series.labels.get("quantile"));
                text.map(|text| text.parse::<f64>().unwrap_or(f64::INFINITY))
            };
            match (bound(one), bound(other)) {
                (Some(one), Some(other)) => one.total_cmp(&other),
                // Buckets before sums and counts.
                (one, other) => one.is_none().cmp(&other.is_none()),
            }
            .then_with(|| one.cmp(other))
        });
        for (series, value) in point {
            to.write_all(series.name.as_bytes())?;
            for (at, (label, text)) in series.labels.iter().enumerate() {
                let before = if at == 0 { '{' } else { ',' };
                write!(to, "{before}{label}=\"{}\"", escape(text))?;
            }
            let end = if series.labels.is_empty() { "" } else { "}" };
            writeln!(to, "{end} {value} {}", seconds(time))?;
        }
    }
    Ok(())
}

/// The declared kind if the samples are called as its samples must be; applications do not always keep to it.
fn kind_of(name: &str, family: &Family) -> Kind {
    let fits = family.series.keys().all(|series| {
        series
            .name
            .strip_prefix(name)
            .is_some_and(|suffix| family.kind.suffixes().contains(&suffix))
    });
    if fits { family.kind } else { Kind::Unknown }
}

/// Seconds since 1970 with as many digits as needed.
fn seconds(milliseconds: i64) -> String {
    let text = format!(
        "{}{}.{:03}",
        if milliseconds < 0 { "-" } else { "" },
        milliseconds.unsigned_abs() / 1000,
        milliseconds.unsigned_abs() % 1000
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
