//! Metrics: what applications expose is kept, and written as Prometheus reads it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use ovhai_telemetry::metrics::{
    Exposed, FILE, INDEX, Kind, Labels, Metrics, Parts, Stamp, Store, parse, write,
};
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
                proptest::collection::btree_map(name(), "\\PC{1,4}|[\"\\\\\n]{1,3}", 0..3),
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

fn part(folder: &std::path::Path, texts: &[&str], time: i64) -> Parts {
    let mut parts = Parts::new(folder);
    for (number, text) in texts.iter().enumerate() {
        let exposed = Exposed {
            text: (*text).to_owned(),
            is_open: false,
        };
        let stamp = Stamp {
            time: Some(time),
            labels: Labels::from([("app".to_owned(), number.to_string())]),
        };
        assert_eq!(
            parts.expose(&exposed, &stamp).unwrap(),
            Vec::<String>::new()
        );
    }
    parts
}

#[test]
fn a_file_is_added_to_without_being_held() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let texts = [
        "# TYPE a counter\na_total{x=\"2\"} 1\na_total{x=\"1\"} 2\n# HELP b Bees.\nb 1\n",
        "# TYPE a gauge\nzzz{le=\"+Inf\"} 3\nzzz{le=\"-1\"} 1\nzzz{le=\"0.5\"} 2\n",
    ];
    let mut store = Store::open(folder).unwrap();
    assert_eq!(store.take(part(folder, &texts, 2000)).unwrap(), 0);
    let mut store = Store::open(folder).unwrap();
    // Again with the same, with something else of the same time, and with what is new.
    assert_eq!(store.take(part(folder, &texts, 2000)).unwrap(), 0);
    assert_eq!(store.take(part(folder, &["b 7\n"], 2000)).unwrap(), 1);
    assert_eq!(store.take(part(folder, &["b 8\n"], 1000)).unwrap(), 0);
    assert_eq!(
        std::fs::read_to_string(folder.join(FILE)).unwrap(),
        "# TYPE a counter\n\
         a_total{app=\"0\",x=\"1\"} 2 2\n\
         a_total{app=\"0\",x=\"2\"} 1 2\n\
         # TYPE b unknown\n\
         # HELP b Bees.\n\
         b{app=\"0\"} 8 1\n\
         b{app=\"0\"} 1 2\n\
         # TYPE zzz unknown\n\
         zzz{app=\"1\",le=\"-1\"} 1 2\n\
         zzz{app=\"1\",le=\"0.5\"} 2 2\n\
         zzz{app=\"1\",le=\"+Inf\"} 3 2\n\
         # EOF\n"
    );
    let stored = Store::open(folder).unwrap().stored().unwrap().clone();
    assert_eq!((stored.series, stored.samples), (6, 7));
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2);
}

#[test]
fn a_file_that_is_not_as_it_was_left_is_not_built_upon() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut store = Store::open(folder).unwrap();
    store.take(part(folder, &["a 1\nb 2\n"], 1000)).unwrap();
    let whole = std::fs::read_to_string(folder.join(FILE)).unwrap();
    let index = std::fs::read_to_string(folder.join(INDEX)).unwrap();
    // Samples that were lost would be lost without a word, were it built upon.
    let less = whole.replace("# TYPE b unknown\nb{app=\"0\"} 2 1\n", "");
    std::fs::write(folder.join(FILE), &less).unwrap();
    let error = Store::open(folder)
        .unwrap()
        .take(part(folder, &["c 1\n"], 1000))
        .unwrap_err();
    assert!(error.to_string().contains("was changed after"), "{error}");
    assert_eq!(std::fs::read_to_string(folder.join(FILE)).unwrap(), less);
    assert_eq!(
        Store::open(folder).unwrap().survey(false).unwrap(),
        Some(false)
    );
    assert!(!Store::open(folder).unwrap().remove().unwrap());
    // Without an index: cut off, out of order, or whole.
    std::fs::remove_file(folder.join(INDEX)).unwrap();
    for (text, told) in [
        (whole.replace("# EOF\n", ""), Some("cut off")),
        (whole.replace("b", "A"), Some("out of order")),
        (format!("{whole}more 1 1\n"), Some("follows the end")),
        (whole.clone(), None),
    ] {
        std::fs::write(folder.join(FILE), &text).unwrap();
        let taken = Store::open(folder)
            .unwrap()
            .take(part(folder, &["c 1\n"], 1000));
        match told {
            Some(told) => {
                let error = taken.unwrap_err().to_string();
                assert!(error.contains(told), "{error}");
            }
            None => assert_eq!(taken.unwrap(), 0),
        }
    }
    // Killed around the rename.
    let after = std::fs::read_to_string(folder.join(INDEX)).unwrap();
    let stored: serde_json::Value = serde_json::from_str(&after).unwrap();
    let mut between: serde_json::Value = serde_json::from_str(&index).unwrap();
    between["next"] = stored["stored"].clone();
    std::fs::write(folder.join(INDEX), between.to_string()).unwrap();
    std::fs::write(folder.join(".ovhai-partial-1"), "half").unwrap();
    assert_eq!(
        Store::open(folder).unwrap().survey(false).unwrap(),
        Some(false)
    );
    Store::open(folder)
        .unwrap()
        .take(part(folder, &["d 1\n"], 1000))
        .unwrap();
    assert_eq!(
        Store::open(folder).unwrap().survey(true).unwrap(),
        Some(true)
    );
    assert_eq!(Store::open(folder).unwrap().stored().unwrap().samples, 4);
    assert!(Store::open(folder).unwrap().remove().unwrap());
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[tokio::test]
async fn a_receiver_gets_what_it_does_not_have() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut store = Store::open(folder).unwrap();
    store.take(part(folder, &["a 1\nb 2\n"], 1000)).unwrap();
    assert_eq!(store.unsent("one").unwrap().count(), 2);
    store.sent("one").unwrap();
    let mut store = Store::open(folder).unwrap();
    store
        .take(part(folder, &["a 1\nb 2\nc 3\n"], 2000))
        .unwrap();
    assert_eq!(store.unsent("one").unwrap().count(), 3);
    assert_eq!(store.unsent("two").unwrap().count(), 5);
    // It was not taken: then nobody knows what was.
    let mut store = Store::open(folder).unwrap();
    store.take(part(folder, &["a 1\n"], 2000)).unwrap();
    assert_eq!(store.unsent("one").unwrap().count(), 5);
}

#[test]
fn what_promtool_refuses_is_not_written() {
    let scraped = "a -nan\nb{empty=\"\"} 1\nc{__name__=\"x\"} 1\nd 1\nd 1\nd 2\n# TYPE 1x gauge\nAPI_KEY=sk-t0psecret\n";
    let (metrics, problems) = parse(scraped, &stamp());
    assert_eq!(
        text(&metrics)
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect::<Vec<_>>(),
        [
            "a{app=\"a-1\"} NaN 1790000000.123",
            "b{app=\"a-1\"} 1 1790000000.123",
            "d{app=\"a-1\"} 1 1790000000.123"
        ]
    );
    assert_eq!(problems.len(), 4, "{problems:?}");
    // What an application says may be anything: it is not told on.
    assert!(!problems.concat().contains("t0psecret"));
}

#[test]
fn openmetrics_that_is_cut_off_has_seconds_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut parts = Parts::new(folder.path());
    let exposed = Exposed {
        text: "a 1 1790000000.5\n".to_owned(),
        is_open: true,
    };
    let problems = parts.expose(&exposed, &stamp()).unwrap();
    assert_eq!(problems, ["it was cut off: there is no end"]);
    let mut store = Store::open(folder.path()).unwrap();
    store.take(parts).unwrap();
    assert!(
        std::fs::read_to_string(folder.path().join(FILE))
            .unwrap()
            .contains(" 1 1790000000.5\n")
    );
}

#[test]
fn many_samples_take_little_memory_and_few_files() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = |count: u32| -> String {
        let lines = (0..count).map(|at| format!("m{}{{at=\"{at}\"}} {at}\n", at % 7));
        lines.collect()
    };
    let mut store = Store::open(folder).unwrap();
    store.take(part(folder, &[&text(51_000)], 1000)).unwrap();
    store
        .take(part(folder, &[text(10).as_str(); 40], 2000))
        .unwrap();
    let stored = store.stored().unwrap();
    assert_eq!((stored.series, stored.samples), (51_390, 51_400));
    assert_eq!(store.survey(true).unwrap(), Some(true));
}
