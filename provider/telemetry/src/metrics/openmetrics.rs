//! Writing OpenMetrics text, as `promtool tsdb create-blocks-from openmetrics` takes it.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Family, Kind, Metrics, SeriesName,
    sorted::{Head, Key},
};

/// Writes all families. The same metrics give the same bytes.
///
/// # Errors
/// Those of `to`.
pub fn write(metrics: &Metrics, to: &mut impl Write) -> io::Result<()> {
    for (name, family) in &metrics.families {
        let mut samples: BTreeMap<Key, &str> = BTreeMap::new();
        for (series, points) in &family.series {
            // For Prometheus a label without text is no label.
            let mut series = series.clone();
            series.labels.retain(|_, text| !text.is_empty());
            for (time, value) in points {
                samples.insert(Key::new(name, series.clone(), *time), value);
            }
        }
        if samples.is_empty() {
            continue;
        }
        let head = Head {
            name: name.clone(),
            kind: kind_of(name, family),
            unit: family.unit.clone(),
            help: family.help.clone(),
        };
        write_head(&head, to)?;
        for (key, value) in samples {
            write_sample(&key.series, value, key.time, to)?;
        }
    }
    to.write_all(b"# EOF\n")
}

/// Writes what begins a family.
pub(super) fn write_head(head: &Head, to: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let name = &head.name;
    writeln!(to, "# TYPE {name} {}", head.kind)?;
    if !head.unit.is_empty() && name.ends_with(&format!("_{}", head.unit)) {
        writeln!(to, "# UNIT {name} {}", head.unit)?;
    }
    if !head.help.is_empty() {
        writeln!(to, "# HELP {name} {}", escape(&head.help))?;
    }
    Ok(())
}

/// Writes a sample.
pub(super) fn write_sample(
    series: &SeriesName,
    value: &str,
    time: i64,
    to: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    to.write_all(series.name.as_bytes())?;
    for (at, (label, text)) in series.labels.iter().enumerate() {
        let before = if at == 0 { '{' } else { ',' };
        write!(to, "{before}{label}=\"{}\"", escape(text))?;
    }
    let end = if series.labels.is_empty() { "" } else { "}" };
    writeln!(to, "{end} {value} {}", seconds(time))
}

/// Where a sample stands in its point: buckets and quantiles by their bounds, before sums and counts.
pub(super) fn bound(series: &SeriesName) -> (bool, i64) {
    let text = (series.labels.get("le")).or_else(|| series.labels.get("quantile"));
    match text.map(|text| text.parse::<f64>().unwrap_or(f64::INFINITY)) {
        None => (true, 0),
        Some(bound) => {
            // Ordered as numbers are: of negative ones all bits but the sign are turned round.
            let bits = bound.to_bits().cast_signed();
            (
                false,
                bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed(),
            )
        }
    }
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
