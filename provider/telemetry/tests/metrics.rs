//! Metrics: what applications expose is kept, and written as Prometheus reads it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use ovhai_telemetry::metrics::{Kind, Labels, Metrics, Stamp, parse, write};
use proptest::prelude::*;

fn stamp() -> Stamp {
    Stamp {
        time: Some(1_790_000_000_123),
        labels: Labels::from([("app".to_owned(), "a-1".to_owned())]),
    }
}

fn text(metrics: &Metrics) -> String {
    let mut bytes = Vec::new();
    write(metrics, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_scrape_becomes_openmetrics_with_times() {
    let scraped = r#"# HELP http_requests_total Requests, "all" of them.
# TYPE http_requests_total counter
http_requests_total{method="GET",path="a\"b\\c\nd"} 12
http_requests_total{method="POST",app="own"} 3 1789999999000
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.5"} 1
latency_seconds_bucket{le="10"} 3
latency_seconds_bucket{le="+Inf"} 4
latency_seconds_sum 20.5
latency_seconds_count 4
# TYPE odd counter
odd 1
up 1
"#;
    let (metrics, problems) = parse(scraped, &stamp());
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        text(&metrics),
        r#"# TYPE http_requests counter
# HELP http_requests Requests, \"all\" of them.
http_requests_total{app="a-1",exported_app="own",method="POST"} 3 1789999999
http_requests_total{app="a-1",method="GET",path="a\"b\\c\nd"} 12 1790000000.123
# TYPE latency_seconds histogram
latency_seconds_bucket{app="a-1",le="0.5"} 1 1790000000.123
latency_seconds_bucket{app="a-1",le="10"} 3 1790000000.123
latency_seconds_bucket{app="a-1",le="+Inf"} 4 1790000000.123
latency_seconds_count{app="a-1"} 4 1790000000.123
latency_seconds_sum{app="a-1"} 20.5 1790000000.123
# TYPE odd unknown
odd{app="a-1"} 1 1790000000.123
# TYPE up unknown
up{app="a-1"} 1 1790000000.123
# EOF
"#
    );
}

#[test]
fn openmetrics_has_seconds_and_exemplars_stay_behind() {
    let scraped = "# TYPE jobs counter\n# UNIT jobs jobs\njobs_total{a=\"b\",} 5 1790000000.5 # {trace=\"x\"} 1 1790000000\n# EOF\n";
    let (metrics, problems) = parse(scraped, &stamp());
    assert_eq!(problems, Vec::<String>::new());
    assert!(text(&metrics).contains("jobs_total{a=\"b\",app=\"a-1\"} 5 1790000000.5\n"));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
    let scraped = "good 1\nbad value\n1bad 2\nopen{a=\"b 3\ntwice{a=\"1\",a=\"2\"} 1\nlate 1 tomorrow\n# TYPE x nonsense\nend 2\n";
    let (metrics, problems) = parse(scraped, &stamp());
    assert_eq!(metrics.samples(), 2);
    assert_eq!(problems.len(), 6, "{problems:?}");
    assert!(problems[0].starts_with("line 2: "));
    let (metrics, problems) = parse("timeless 1\n", &Stamp::default());
    assert_eq!((metrics.samples(), problems.len()), (0, 1));
    let (_, problems) = parse(&"bad\n".repeat(50), &stamp());
    assert_eq!(problems.last().unwrap(), "40 more lines like these");
}

#[test]
fn adding_tells_what_contradicts() {
    let scrape = |text: &str| parse(text, &stamp()).0;
    let mut metrics = scrape("a 1\nb 2\n");
    assert_eq!(metrics.add(scrape("a 1\nc 3\n")), 0);
    assert_eq!(metrics.add(scrape("# TYPE b gauge\nb 7\n")), 1);
    assert_eq!(metrics.samples(), 3);
    assert_eq!(metrics.families["b"].kind, Kind::Unknown);
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_]{0,6}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What is written is read as the same.
    #[test]
    fn written_metrics_are_read_again(
        families in proptest::collection::btree_map("m[a-z]{0,3}", (
            0_usize..3,
            proptest::collection::btree_map(
                proptest::collection::btree_map(name(), "\\PC{0,4}|[\"\\\\\n]{1,3}", 0..3),
                proptest::collection::btree_map(-2_000_000_000_000_i64..2_000_000_000_000, -1e9_f64..1e9, 1..3),
                1..3,
            ),
        ), 0..4),
    ) {
        let mut metrics = Metrics::default();
        for (name, (kind, series)) in families {
            let kind = [Kind::Unknown, Kind::Gauge, Kind::Counter][kind];
            let suffix = if kind == Kind::Counter { "_total" } else { "" };
            let family = metrics.family(&name, kind, "help \\ \"\n");
            for (labels, samples) in series {
                let labels: Labels = labels.into_iter().filter(|(label, _)| *label != name).collect();
                for (time, value) in samples {
                    family.sample(format!("{name}{suffix}"), labels.clone(), time, value.to_string());
                }
            }
        }
        let written = text(&metrics);
        let (read, problems) = parse(&written, &Stamp::default());
        prop_assert_eq!(problems, Vec::<String>::new());
        prop_assert_eq!(&read, &metrics);
        prop_assert_eq!(text(&read), written);
    }

    /// Whatever an application says, every line is a sample, a comment, or named.
    #[test]
    fn nothing_makes_it_fail(scraped in "([a-z{}=\",# \\\\0-9.]|\\PC|\n){0,200}") {
        let (metrics, _) = parse(&scraped, &stamp());
        let again = parse(&text(&metrics), &Stamp::default());
        prop_assert_eq!(again.1, Vec::<String>::new());
        prop_assert_eq!(again.0.samples(), metrics.samples());
    }
}

#[test]
fn states_stand_together_by_time() {
    let mut metrics = Metrics::default();
    let family = metrics.family("workload_state", Kind::StateSet, "");
    for (time, on) in [(1000, "QUEUED"), (2000, "RUNNING")] {
        for state in ["QUEUED", "RUNNING"] {
            let labels = BTreeMap::from([
                ("id".to_owned(), "1".to_owned()),
                ("workload_state".to_owned(), state.to_owned()),
            ]);
            let value = u8::from(state == on).to_string();
            family.sample("workload_state".to_owned(), labels, time, value);
        }
    }
    assert_eq!(
        text(&metrics),
        "# TYPE workload_state stateset\n\
         workload_state{id=\"1\",workload_state=\"QUEUED\"} 1 1\n\
         workload_state{id=\"1\",workload_state=\"RUNNING\"} 0 1\n\
         workload_state{id=\"1\",workload_state=\"QUEUED\"} 0 2\n\
         workload_state{id=\"1\",workload_state=\"RUNNING\"} 1 2\n\
         # EOF\n"
    );
}
