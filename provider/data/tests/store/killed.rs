//! Processes that are killed, by the signal nobody can answer.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use ovhai_data::{
    Bucket, Connection, Folder, Journal, Limits, Options, Quiet, Source, Target, run,
    testing::{TestStore, bucket},
};

use super::{bytes, entries};

const OBJECTS: u8 = 60;
const LARGE: usize = 300_000;
const PART: u64 = 8192;
const AT_ONCE: usize = 4;

fn of(endpoint: &str, name: &str, prefix: &str) -> Bucket {
    bucket(endpoint, name, prefix, Connection::default()).unwrap()
}

/// The process that is killed: does nothing unless it is started as one.
#[tokio::test]
async fn a_process_of_its_own() {
    let Ok(endpoint) = std::env::var("OVHAI_DATA_COPY_FROM") else {
        return;
    };
    let place = std::env::var("OVHAI_DATA_COPY_TO").unwrap();
    let place = Path::new(&place);
    let source = Source::Bucket(Box::new(of(&endpoint, "from", "")));
    let target = if std::env::var_os("OVHAI_DATA_COPY_TO_BUCKET").is_some() {
        Target::Bucket(Box::new(of(&endpoint, "to", "copy/")))
    } else {
        Target::Folder(Folder::new(place.join("files")))
    };
    let options = Options {
        limits: Limits {
            objects: AT_ONCE,
            part: PART,
            memory: 1 << 20,
        },
        ..Options::default()
    };
    let journal = Journal::open(&source, &target, Some(&place.join("journal"))).unwrap();
    let outcome = run(&source, &target, &journal, &options, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    assert!(outcome.manifest.is_some());
}

fn start(store: &TestStore, place: &Path, is_bucket: bool) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "killed::a_process_of_its_own"])
        .env("OVHAI_DATA_COPY_FROM", store.endpoint())
        .env("OVHAI_DATA_COPY_TO", place)
        .stdout(Stdio::null());
    if is_bucket {
        command.env("OVHAI_DATA_COPY_TO_BUCKET", "1");
    }
    command.spawn().unwrap()
}

/// Bytes the store gave away and took in.
fn moved(store: &TestStore) -> u64 {
    let state = store.state();
    state.all_sent() + state.all_received()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_is_gone_on_with_until_all_is_there() {
    for is_bucket in [false, true] {
        let store = TestStore::start().await.unwrap();
        {
            let mut state = store.state();
            for at in 0..OBJECTS {
                state.put("from", &format!("s/{at:03}"), &bytes(4000, at));
            }
            state.put("from", "large-1", &bytes(LARGE, 1));
            state.put("from", "large-2", &bytes(LARGE, 2));
            state.buckets.entry("to".to_owned()).or_default();
        }
        let total = u64::from(OBJECTS) * 4000 + 2 * LARGE as u64;
        let place = tempfile::tempdir().unwrap();
        let mut kills = 0_u64;
        // Points that no clock makes equal: after so many bytes, a prime apart.
        let mut until = 30_011;
        loop {
            let mut child = start(&store, place.path(), is_bucket);
            let begun = Instant::now();
            let end = loop {
                if let Some(status) = child.try_wait().unwrap() {
                    break Some(status);
                }
                if moved(&store) >= until {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    break None;
                }
                assert!(begun.elapsed() < Duration::from_secs(60), "it does not end");
                std::thread::sleep(Duration::from_micros(300));
            };
            match end {
                Some(status) => {
                    assert!(status.success(), "{status}");
                    break;
                }
                None => kills += 1,
            }
            until = moved(&store) + 170_003;
        }
        assert!(kills >= 3, "{kills} kills");
        let state = store.state();
        let manifest = entries(&place.path().join("journal/manifest.jsonl"));
        assert!(manifest.keys().eq(state.buckets["from"].keys()));
        for (key, object) in &state.buckets["from"] {
            let path = &manifest[key].path;
            if is_bucket {
                assert_eq!(state.buckets["to"][path].bytes, object.bytes, "{key}");
            } else {
                let file = std::fs::read(place.path().join("files").join(path)).unwrap();
                assert_eq!(file, object.bytes, "{key}");
            }
        }
        // Each kill costs what was in flight: parts read ahead and sent of each large object, small objects, and what
        // was sent and lay in a socket. Large files go on by the byte, but for such buffers.
        let in_flight = if is_bucket {
            AT_ONCE as u64 * 8 * PART
        } else {
            2 * LARGE as u64
        };
        let most = total + kills * in_flight;
        let sent = state.all_sent();
        assert!(sent <= most, "{sent} of {total} after {kills} kills");
        if is_bucket {
            let received = state.all_received();
            assert!(
                received <= most,
                "{received} of {total} after {kills} kills"
            );
        }
    }
}
