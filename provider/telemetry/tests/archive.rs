//! Folders of log files: whatever stops a run, the next one knows each file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use ovhai_telemetry::{
    Error,
    logs::{
        Archive, Compression, Failure, Found, Line, Log, Page, Pages, Spool, Want, Written, read,
        read_whole,
    },
};
use serde_json::{Value, json};

struct Whole(Vec<Line>);

#[derive(Debug)]
struct Broken;

impl From<Error> for Broken {
    fn from(_: Error) -> Self {
        Self
    }
}

impl Failure for Broken {
    fn is_refusal(&self) -> bool {
        false
    }

    fn is_too_large(&self) -> bool {
        false
    }
}

impl Pages for Whole {
    type Error = Broken;

    async fn page(&self, _: Option<(u32, u32)>) -> Result<Page, Broken> {
        Ok(Page {
            lines: self.0.clone(),
            last_activity: None,
        })
    }
}

/// Lines of these seconds.
async fn log(seconds: &[u32], spool: &Spool) -> Log {
    let lines = seconds.iter().map(|second| Line {
        timestamp: Some(format!("2026-10-05T00:00:{second:02}Z")),
        content: Some(format!("line {second}")),
        ..Line::default()
    });
    read_whole(&Whole(lines.collect()), Want::All(spool))
        .await
        .unwrap()
}

async fn take(folder: &Path, compression: Compression, seconds: &[u32]) -> Result<Written, Error> {
    let spool = Spool::new(folder);
    let log = log(seconds, &spool).await;
    Archive::open(folder)?.take("app/a", compression, log, &spool)
}

fn lines(folder: &Path) -> u64 {
    let archive = Archive::open(folder).unwrap();
    let stored = archive.files()["app/a"].stored.clone().unwrap();
    let path = archive.path("app/a", stored.compression);
    assert_eq!(archive.survey(true).unwrap()["app/a"], Found::Same);
    let lines: Result<Vec<_>, _> = read(&path, stored.compression).unwrap().collect();
    let count = lines.unwrap().len();
    assert_eq!(stored.lines, count as u64);
    stored.lines
}

fn index(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("logs.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn runs_add_to_one_file_however_it_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(
        take(folder, Compression::None, &[1, 2])
            .await
            .unwrap()
            .added,
        2
    );
    assert_eq!(
        take(folder, Compression::Gzip, &[2, 3])
            .await
            .unwrap()
            .added,
        1
    );
    assert_eq!(lines(folder), 3);
    assert!(!folder.join("app/a.jsonl").exists());
    assert_eq!(
        take(folder, Compression::Gzip, &[9]).await.unwrap().added,
        1
    );
    assert_eq!(
        index(folder)["files"]["app/a"]["gaps"],
        json!([["2026-10-05T00:00:03Z", "2026-10-05T00:00:09Z"]])
    );
}

#[tokio::test]
async fn a_run_that_was_killed_around_the_rename_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    take(folder, Compression::None, &[1]).await.unwrap();
    Archive::open(folder)
        .unwrap()
        .pushed("app/a", "loki", 1)
        .unwrap();
    let file = folder.join("app/a.jsonl");
    let (before, old) = (index(folder), fs::read(&file).unwrap());
    take(folder, Compression::None, &[1, 2]).await.unwrap();
    let (after, new) = (index(folder), fs::read(&file).unwrap());
    let mut between = before;
    between["files"]["app/a"]["next"] = after["files"]["app/a"]["stored"].clone();
    // What is new is known: nothing is pushed again, as a receiver may refuse it.
    between["files"]["app/a"]["next_unchanged"] = json!(1);
    for (content, pushed) in [(&old, 1), (&new, 1)] {
        fs::write(&file, content).unwrap();
        fs::write(folder.join("logs.json"), between.to_string()).unwrap();
        assert_eq!(
            Archive::open(folder).unwrap().survey(false).unwrap()["app/a"],
            Found::Changed
        );
        take(folder, Compression::None, &[2, 3]).await.unwrap();
        assert_eq!(lines(folder), 3);
        let entry = Archive::open(folder).unwrap().files()["app/a"].clone();
        assert_eq!(entry.pushed.get("loki").copied().unwrap_or(0), pushed);
    }
}

#[tokio::test]
async fn what_others_did_is_told_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // A file of somebody else.
    fs::create_dir(folder.join("app")).unwrap();
    fs::write(folder.join("app/a.jsonl"), "mine").unwrap();
    let error = take(folder, Compression::None, &[1]).await.unwrap_err();
    assert!(error.to_string().contains("did not write"), "{error}");
    fs::remove_file(folder.join("app/a.jsonl")).unwrap();
    // Gone: begun anew.
    take(folder, Compression::None, &[1, 2]).await.unwrap();
    fs::remove_file(folder.join("app/a.jsonl")).unwrap();
    assert_eq!(
        Archive::open(folder).unwrap().survey(false).unwrap()["app/a"],
        Found::Missing
    );
    assert_eq!(
        take(folder, Compression::None, &[2]).await.unwrap().added,
        1
    );
    assert_eq!(lines(folder), 1);
    // Changed, of the same size: seen only by reading; neither built upon nor removed.
    let file = folder.join("app/a.jsonl");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("line 2", "LINE 2");
    fs::write(&file, &text).unwrap();
    let archive = Archive::open(folder).unwrap();
    assert_eq!(archive.survey(false).unwrap()["app/a"], Found::Same);
    assert_eq!(archive.survey(true).unwrap()["app/a"], Found::Changed);
    take(folder, Compression::None, &[3]).await.unwrap_err();
    assert_eq!(Archive::open(folder).unwrap().remove().unwrap(), ["app/a"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn removing_leaves_nothing_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    take(folder, Compression::Gzip, &[1]).await.unwrap();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    assert_eq!(
        Archive::open(folder).unwrap().remove().unwrap(),
        Vec::<String>::new()
    );
    let left: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["notes.txt"]);
    // Nothing to remove is removed.
    Archive::open(folder).unwrap().remove().unwrap();
}

#[test]
fn an_index_of_another_format_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    for (text, told) in [
        (
            "{\"format\":\"ovhai-log-archive/2\",\"files\":{}}",
            "ovhai-log-archive/2",
        ),
        ("{", "line 1"),
    ] {
        fs::write(folder.path().join("logs.json"), text).unwrap();
        let error = Archive::open(folder.path()).unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[tokio::test]
async fn a_run_that_was_killed_while_changing_compression_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    take(folder, Compression::None, &[1]).await.unwrap();
    let (before, old) = (index(folder), fs::read(folder.join("app/a.jsonl")).unwrap());
    take(folder, Compression::Gzip, &[1, 2]).await.unwrap();
    let mut between = before;
    between["files"]["app/a"]["next"] = index(folder)["files"]["app/a"]["stored"].clone();
    fs::write(folder.join("app/a.jsonl"), old).unwrap();
    fs::write(folder.join("logs.json"), between.to_string()).unwrap();
    take(folder, Compression::Gzip, &[2, 3]).await.unwrap();
    assert_eq!(lines(folder), 3);
    assert!(!folder.join("app/a.jsonl").exists());
    // And back.
    take(folder, Compression::None, &[3]).await.unwrap();
    assert_eq!(lines(folder), 3);
}

#[tokio::test]
async fn a_gap_that_a_later_run_fills_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let gaps = || index(folder)["files"]["app/a"]["gaps"].clone();
    take(folder, Compression::None, &[1]).await.unwrap();
    take(folder, Compression::None, &[9]).await.unwrap();
    let at = |second: u32| format!("2026-10-05T00:00:{second:02}Z");
    assert_eq!(gaps(), json!([[at(1), at(9)]]));
    take(folder, Compression::None, &[5, 9]).await.unwrap();
    assert_eq!(gaps(), json!([[at(1), at(5)]]));
    take(folder, Compression::None, &[1, 5, 9]).await.unwrap();
    assert_eq!(gaps(), Value::Null);
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_is_written_or_removed_elsewhere() {
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // A folder that leads elsewhere.
    std::os::unix::fs::symlink(elsewhere.path(), folder.join("app")).unwrap();
    let error = take(folder, Compression::None, &[1]).await.unwrap_err();
    assert!(error.to_string().contains("link"), "{error}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    fs::remove_file(folder.join("app")).unwrap();
    take(folder, Compression::None, &[1]).await.unwrap();
    fs::rename(folder.join("app"), elsewhere.path().join("app")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("app"), folder.join("app")).unwrap();
    let archive = Archive::open(folder).unwrap();
    assert_eq!(archive.survey(true).unwrap()["app/a"], Found::Changed);
    assert_eq!(archive.remove().unwrap(), ["app/a"]);
    assert!(elsewhere.path().join("app/a.jsonl").exists());
    // An index that names what is not inside.
    let text = fs::read_to_string(folder.join("logs.json")).unwrap();
    fs::write(folder.join("logs.json"), text.replace("app/a", "../a")).unwrap();
    let error = Archive::open(folder).unwrap_err();
    assert!(error.to_string().contains("no path inside"), "{error}");
}

#[tokio::test]
async fn what_a_killed_run_left_is_swept_away() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    take(folder, Compression::None, &[1]).await.unwrap();
    fs::write(folder.join("app/.ovhai-partial-x1"), "half").unwrap();
    fs::write(folder.join(".ovhai-partial-x2"), "half").unwrap();
    Archive::open(folder).unwrap().sweep().unwrap();
    assert_eq!(fs::read_dir(folder.join("app")).unwrap().count(), 1);
    assert!(!folder.join(".ovhai-partial-x2").exists());
    assert_eq!(lines(folder), 1);
}
