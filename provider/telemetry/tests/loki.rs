//! Pushing to Loki.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use ovhai_telemetry::{
    Account, Clock, Error, Receiver, RetryPolicy, Secret,
    logs::{Compression, Stored, push},
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
        from: u64,
        marks: &mut Vec<u64>,
    ) -> Result<u64, Error> {
        let labels = BTreeMap::from([("app".to_owned(), "a".to_owned())]);
        let path = self.folder.path().join("a.jsonl");
        push(receiver, &labels, &path, &self.stored, from, |mark| {
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
    assert_eq!(file.push(&receiver, 0, &mut marks).await.unwrap(), 25_000);
    assert_eq!(marks, [10_000, 20_000, 25_000]);
    // A process that died after the first mark goes on from there.
    file.push(&receiver, marks[0], &mut Vec::new())
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
        .push(&receiver, 0, &mut marks)
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
        .push(&receiver, 10_000, &mut marks)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("took 10000 of 12000") && error.contains("tried 6 times"),
        "{error}"
    );
    assert!(loki.state().streams.is_empty());
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
