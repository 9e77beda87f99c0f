//! Pushing to Loki.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use ovhai_telemetry::{
    Account, Clock, Error, Receiver, RetryPolicy, Secret,
    logs::{Compression, Pushed, Stored, push},
    testing,
};

#[derive(Debug)]
struct NoTime;

impl Clock for NoTime {
    fn now(&self) -> i64 {
        0
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

fn receiver(address: impl fmt::Display, account: Account) -> Receiver {
    Receiver::new(&format!("http://{address}"), account, Some("team"), &[])
        .unwrap()
        .with_patience(RetryPolicy::default(), Arc::new(NoTime))
}

struct File {
    folder: tempfile::TempDir,
    stored: Stored,
}

impl File {
    /// Lines of three to a second.
    fn new(lines: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut text = String::new();
        for at in 0..lines {
            let second = at / 3;
            text += &format!(
                "{{\"timestamp\":\"2026-10-05T{:02}:{:02}:{:02}Z\",\"content\":\"tick {}\"}}\n",
                second / 3600,
                second / 60 % 60,
                second % 60,
                at % 2
            );
        }
        std::fs::write(folder.path().join("a.jsonl"), &text).unwrap();
        Self {
            folder,
            stored: Stored {
                compression: Compression::None,
                lines,
                bytes: text.len() as u64,
                sha256: String::new(),
                first: Some("2026-10-05T00:00:00Z".into()),
                last: None,
            },
        }
    }

    async fn push(
        &self,
        receiver: &Receiver,
        before: Option<u64>,
        marks: &mut Vec<u64>,
    ) -> Result<u64, Error> {
        let labels = BTreeMap::from([("app".to_owned(), "a".to_owned())]);
        let path = self.folder.path().join("a.jsonl");
        push(receiver, &labels, &path, &self.stored, before, |mark| {
            marks.push(mark)
        })
        .await
        .map(|pushed| pushed.sent)
    }
}

#[tokio::test]
async fn every_line_arrives_once_whatever_is_interrupted() {
    let file = File::new(25_000);
    let loki = testing::loki().await.unwrap();
    let receiver = receiver(loki.address(), Account::Bearer(Secret::new("t0ken")));
    // Busy, then a batch that was taken without saying so, then nothing any more.
    loki.state().answers.extend([(429, "slow down"), (503, "")]);
    loki.state().silent = 1;
    let mut marks = Vec::new();
    assert_eq!(
        file.push(&receiver, None, &mut marks).await.unwrap(),
        25_000
    );
    // No request spans more than half an hour: three lines a second are 5401 then.
    assert_eq!(marks, [5401, 10_802, 16_203, 21_604, 25_000]);
    // A process that died while it sent the last goes on from the mark before.
    file.push(&receiver, Some(marks[3]), &mut Vec::new())
        .await
        .unwrap();
    let state = loki.state();
    let entries = &state.streams[&BTreeMap::from([("app".to_owned(), "a".to_owned())])];
    assert_eq!(entries.len(), 25_000);
    assert!(entries.is_sorted_by_key(|(time, _)| *time));
    assert_eq!(state.headers[0]["x-scope-orgid"], "team");
    assert_eq!(state.headers[0]["authorization"], "Bearer t0ken");
}

#[tokio::test]
async fn a_refusal_says_how_far_it_came_and_what_to_do() {
    let file = File::new(12_000);
    let loki = testing::loki().await.unwrap();
    let receiver = receiver(loki.address(), Account::Anonymous);
    let mut marks = Vec::new();
    loki.state().answers.push_back((
        400,
        "entry for stream has timestamp too old, oldest acceptable is: 2026-11-01",
    ));
    let error = file
        .push(&receiver, None, &mut marks)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("took 0 of 12000 lines") && error.contains("reject_old_samples"),
        "{error}"
    );
    assert!(marks.is_empty());
    loki.state()
        .answers
        .extend(std::iter::repeat_n((500, "down"), 6));
    let error = file
        .push(&receiver, Some(10_000), &mut marks)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("took 10000 of 12000") && error.contains("tried 6 times"),
        "{error}"
    );
    assert!(loki.state().streams.is_empty());
}

#[tokio::test]
async fn a_path_leads_to_no_other_host() {
    let own = testing::loki().await.unwrap();
    let other = testing::loki().await.unwrap();
    let receiver = receiver(own.address(), Account::Bearer(Secret::new("t0ken")));
    let mut metrics = ovhai_telemetry::metrics::Metrics::default();
    metrics
        .family("a", ovhai_telemetry::metrics::Kind::Gauge, "")
        .sample("a".into(), BTreeMap::new(), 0, "1".into());
    for path in [
        format!("//{}/x", other.address()),
        format!("http://{}/x", other.address()),
        "../x".to_owned(),
    ] {
        let pushed = ovhai_telemetry::metrics::push(
            &receiver,
            &path,
            ovhai_telemetry::metrics::Samples::of(&metrics).unwrap(),
        )
        .await;
        pushed.unwrap_err();
    }
    assert!(other.state().headers.is_empty());
}

#[test]
fn receivers_that_would_leak_are_refused() {
    for (url, told) in [
        ("http://loki.example", "only https"),
        ("https://user:hunter2@loki.example", "password in its URL"),
        ("https://loki.example/?token=hunter2", "query"),
        ("loki", "none"),
    ] {
        let error = Receiver::new(url, Account::Anonymous, None, &[])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(told) && !error.contains("hunter2"),
            "{error}"
        );
    }
    let basic = Account::Basic {
        user: "u".into(),
        password: Secret::new("hunter2"),
    };
    let receiver = Receiver::new("https://loki.example/x", basic, None, &[]).unwrap();
    assert!(!format!("{receiver:?}").contains("hunter2"));
    assert_eq!(receiver.place(), "https://loki.example/x");
}

/// A file of these lines: seconds and texts.
fn file(lines: &[(u32, &str)]) -> File {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    let time = |second: u32| {
        format!(
            "2026-10-05T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    };
    for (second, content) in lines {
        text += &format!(
            "{{\"timestamp\":\"{}\",\"content\":\"{content}\"}}\n",
            time(*second)
        );
    }
    std::fs::write(folder.path().join("a.jsonl"), &text).unwrap();
    File {
        folder,
        stored: Stored {
            compression: Compression::None,
            lines: lines.len() as u64,
            bytes: text.len() as u64,
            sha256: String::new(),
            first: Some(time(lines[0].0)),
            last: None,
        },
    }
}

async fn pushed(file: &File, receiver: &Receiver, before: Option<u64>) -> Result<Pushed, Error> {
    let labels = BTreeMap::from([("app".to_owned(), "a".to_owned())]);
    let path = file.folder.path().join("a.jsonl");
    push(receiver, &labels, &path, &file.stored, before, |_| {}).await
}

#[tokio::test]
async fn a_line_that_is_too_long_keeps_no_other_back() {
    let (long, plain) = ("x".repeat(300 << 10), "tick");
    let mut lines = vec![(1, plain); 50];
    lines[20].1 = &long;
    lines[33].1 = &long;
    let file = file(&lines);
    let loki = testing::loki().await.unwrap();
    let receiver = receiver(loki.address(), Account::Anonymous);
    let pushed = pushed(&file, &receiver, None).await.unwrap();
    assert_eq!((pushed.through, pushed.sent, pushed.refused), (50, 48, 2));
    assert!(pushed.problem.unwrap().contains("Max entry size"));
    let state = loki.state();
    assert_eq!(state.streams.values().next().unwrap().len(), 48);
    assert!(state.headers.len() < 30, "{}", state.headers.len());
}

#[tokio::test]
async fn what_was_under_way_is_taken_when_it_is_sent_again() {
    // An hour between two lines.
    let file = file(&[(0, "a"), (3601, "b"), (7202, "c"), (7300, "d")]);
    let loki = testing::loki().await.unwrap();
    let receiver = receiver(loki.address(), Account::Anonymous);
    loki.state().silent = 3;
    let first = pushed(&file, &receiver, None).await.unwrap();
    assert_eq!((first.sent, first.refused, first.behind), (4, 0, 0));
    assert_eq!(loki.state().streams.values().next().unwrap().len(), 4);
}

#[tokio::test]
async fn what_came_late_is_said_and_keeps_nothing_back() {
    let loki = testing::loki().await.unwrap();
    let receiver = receiver(loki.address(), Account::Anonymous);
    pushed(&file(&[(0, "a"), (7200, "c")]), &receiver, None)
        .await
        .unwrap();
    let later = file(&[(0, "a"), (10, "late"), (7200, "c"), (7300, "d")]);
    let again = pushed(&later, &receiver, Some(1)).await.unwrap();
    assert_eq!((again.through, again.sent, again.behind), (4, 2, 1));
    assert_eq!(loki.state().streams.values().next().unwrap().len(), 3);
    // Where nothing was ever taken, it is a stream of somebody else's.
    let error = pushed(&later, &receiver, None)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("too far behind") && error.contains("window"),
        "{error}"
    );
}

#[tokio::test]
async fn lines_without_any_time_are_said_to_be_refused() {
    let mut file = file(&[(0, "a")]);
    file.stored.first = None;
    let loki = testing::loki().await.unwrap();
    let receiver = receiver(loki.address(), Account::Anonymous);
    let pushed = pushed(&file, &receiver, None).await.unwrap();
    assert_eq!((pushed.through, pushed.sent, pushed.refused), (1, 0, 1));
}
