//! Metrics judged by Prometheus: `promtool` makes blocks of our files, and a server takes what we send.
//! Run by `cargo xtask test --only telemetry`, which brings both.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use ovhai_telemetry::{
    Account, Receiver,
    metrics::{
        Exposed, FILE, Kind, Labels, Metrics, Parts, Samples, Stamp, Store, parse, push, write,
    },
};

fn tool(name: &str) -> PathBuf {
    let tools = std::env::var_os("OVHAI_TOOLS").unwrap();
    Path::new(&tools).join("bin").join(name)
}

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A Prometheus that takes samples of the last week, over the blocks in `data` if there are any.
async fn server(data: Option<&Path>) -> Server {
    server_with(data, "storage: {tsdb: {out_of_order_time_window: 7d}}\n").await
}

async fn server_with(data: Option<&Path>, configured: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let port = {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let configuration = folder.path().join("prometheus.yml");
    std::fs::write(&configuration, configured).unwrap();
    let own = folder.path().join("data");
    let child = Command::new(tool("prometheus"))
        .arg(format!("--config.file={}", configuration.display()))
        .arg(format!(
            "--storage.tsdb.path={}",
            data.unwrap_or(&own).display()
        ))
        .arg("--storage.tsdb.retention.time=10y")
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .arg("--web.enable-remote-write-receiver")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let root = format!("http://127.0.0.1:{port}").parse().unwrap();
    let server = Server {
        child,
        client: ovhai_http::client(&root, "judge", &[], Duration::from_secs(5)).unwrap(),
        address: format!("127.0.0.1:{port}"),
        _folder: folder,
    };
    let start = Instant::now();
    loop {
        let ready = server.get("-/ready").send().await;
        if ready.is_ok_and(|answer| answer.status().is_success()) {
            return server;
        }
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "Prometheus does not start"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

impl Server {
    fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("http://{}/{path}", self.address))
    }

    /// Number of samples whose name matches, in the last `days`.
    async fn count(&self, selector: &str, days: u32) -> u64 {
        let mut request = self.get("api/v1/query").build().unwrap();
        let query = format!("{selector}[{days}d]");
        request
            .url_mut()
            .query_pairs_mut()
            .append_pair("query", &query);
        let answer = self.client.execute(request).await.unwrap();
        let text = answer.text().await.unwrap();
        let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
        let series = answer["data"]["result"].as_array().unwrap();
        series
            .iter()
            .map(|series| series["values"].as_array().unwrap().len() as u64)
            .sum()
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// What is in an exit: states of workloads over days, and what an application exposed.
fn metrics() -> Metrics {
    let mut metrics = Metrics::default();
    let family = metrics.family(
        "ovhai_workload_state",
        Kind::StateSet,
        "State, by the platform's \"history\".",
    );
    for (hours, on) in [(48, "QUEUED"), (47, "RUNNING"), (3, "STOPPED")] {
        for state in ["QUEUED", "RUNNING", "STOPPED"] {
            let labels = Labels::from([
                ("name".to_owned(), "llm \\ \"gateway\"\n".to_owned()),
                ("ovhai_workload_state".to_owned(), state.to_owned()),
            ]);
            let value = u8::from(state == on).to_string();
            family.sample(
                "ovhai_workload_state".to_owned(),
                labels,
                now() - hours * 3_600_000,
                value,
            );
        }
    }
    let scraped = "# TYPE requests counter\nrequests_total{code=\"200\"} 12\n# TYPE latency_seconds histogram\n\
                   latency_seconds_bucket{le=\"1\"} 3\nlatency_seconds_bucket{le=\"+Inf\"} 4\nlatency_seconds_sum 2.5\nlatency_seconds_count 4\n\
                   # TYPE q summary\nq{quantile=\"0.5\"} NaN\nq_sum 0\nq_count 0\nodd_total +Inf\n";
    let stamp = Stamp {
        time: Some(now() - 60_000),
        labels: Labels::from([("app".to_owned(), "a".to_owned())]),
    };
    let (scraped, problems) = parse(scraped, &stamp);
    assert_eq!(problems, Vec::<String>::new());
    metrics.add(scraped);
    metrics
}

#[tokio::test]
#[ignore = "needs Prometheus and promtool: cargo xtask test --only telemetry"]
async fn promtool_makes_blocks_of_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("metrics.om");
    let data = folder.path().join("data");
    let metrics = metrics();
    write(&metrics, &mut std::fs::File::create(&file).unwrap()).unwrap();
    let made = Command::new(tool("promtool"))
        .args(["tsdb", "create-blocks-from", "openmetrics"])
        .args([&file, &data])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let server = server(Some(&data)).await;
    assert_eq!(
        server.count("{__name__=~\".+\"}", 3).await,
        metrics.samples()
    );
    assert_eq!(
        server
            .count(
                "{name=\"llm \\\\ \\\"gateway\\\"\\n\",ovhai_workload_state=\"RUNNING\"}",
                3
            )
            .await,
        3
    );
}

#[tokio::test]
#[ignore = "needs Prometheus and promtool: cargo xtask test --only telemetry"]
async fn a_server_takes_what_is_sent_once_however_often() {
    let server = server(None).await;
    let receiver = Receiver::new(
        &format!("http://{}", server.address),
        Account::Anonymous,
        None,
        &[],
    )
    .unwrap();
    let metrics = metrics();
    for _ in 0..2 {
        assert_eq!(
            push(&receiver, "api/v1/write", Samples::of(&metrics).unwrap())
                .await
                .unwrap(),
            metrics.samples()
        );
    }
    assert_eq!(
        server.count("{__name__=~\".+\"}", 3).await,
        metrics.samples()
    );
    // What is older than the server's window is refused in its words, with what to do.
    let mut old = Metrics::default();
    old.family("old", Kind::Gauge, "").sample(
        "old".to_owned(),
        Labels::new(),
        now() - 30 * 86_400_000,
        "1".to_owned(),
    );
    let error = push(&receiver, "api/v1/write", Samples::of(&old).unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("took 0 of 1 samples") && error.contains("out_of_order_time_window"),
        "{error}"
    );
}

/// A scrape with what applications get wrong.
const ODD: &str = "# TYPE broken nonsense\n# HELP broken \\ \"x\"\nc_nan -nan\nc_inf +Inf\nnone{empty=\"\",x=\"\\\"\\n\"} 1\nnone{x=\"\\\"\\n\"} 2\n\
    twice 1\ntwice 2\nname{__name__=\"y\"} 1\n# TYPE empty gauge\n# TYPE req counter\nreq 3\nreq_total 4\n# TYPE req_total gauge\n\
    h_bucket{le=\"x\"} 1\nold 1 1000\nfuture 1 99999999999999\nexemplar_total 1 # {id=\"a # b\"} 1\n{\"utf8.name\"} 1\n";

#[tokio::test]
#[ignore = "needs Prometheus and promtool: cargo xtask test --only telemetry"]
async fn promtool_takes_what_is_kept_of_odd_scrapes() {
    let folder = tempfile::tempdir().unwrap();
    let odd = ODD.replace("future 1 99999999999999\n", "");
    for round in 0..3 {
        let mut parts = Parts::new(folder.path());
        let stamp = Stamp {
            time: Some(now() - 3_600_000 + round * 60_000),
            labels: Labels::from([("app".to_owned(), String::new())]),
        };
        // The third time the application has another opinion of kinds.
        let text = if round == 2 {
            odd.replace("# TYPE req counter", "# TYPE req gauge")
        } else {
            odd.clone()
        };
        let exposed = Exposed {
            text,
            is_open: false,
        };
        let problems = parts.expose(&exposed, &stamp).unwrap();
        assert!(problems.len() >= 4, "{problems:?}");
        let mut store = Store::open(folder.path()).unwrap();
        store.take(parts).unwrap();
    }
    let made = Command::new(tool("promtool"))
        .args(["tsdb", "create-blocks-from", "openmetrics"])
        .args([folder.path().join(FILE), folder.path().join("data")])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}{}",
        String::from_utf8_lossy(&made.stderr),
        std::fs::read_to_string(folder.path().join(FILE)).unwrap()
    );
}

#[tokio::test]
#[ignore = "needs Prometheus and promtool: cargo xtask test --only telemetry"]
async fn a_server_that_takes_nothing_of_the_past_gets_only_what_is_new() {
    let server = server_with(None, "{}").await;
    let url = format!("http://{}", server.address);
    let receiver = Receiver::new(&url, Account::Anonymous, None, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (round, added) in [(0, 2), (1, 2), (2, 2)] {
        let mut parts = Parts::new(folder.path());
        let stamp = Stamp {
            time: Some(now() - 60_000 + round * 10_000),
            labels: Labels::new(),
        };
        let exposed = Exposed {
            text: format!("a {round}\nb {round}\n"),
            is_open: false,
        };
        parts.expose(&exposed, &stamp).unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        store.take(parts).unwrap();
        let unsent = store.unsent("it").unwrap();
        assert_eq!(
            push(&receiver, "api/v1/write", unsent).await.unwrap(),
            added
        );
        store.sent("it").unwrap();
    }
    assert_eq!(server.count("{__name__=~\".+\"}", 1).await, 6);
}
