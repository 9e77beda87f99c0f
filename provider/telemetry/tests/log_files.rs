//! Files of lines: nothing lost, nothing doubled, over any number of runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use ovhai_telemetry::{
    Error,
    logs::{
        Compression, Failure, Line, Page, Pages, Spool, Stored, Want, Written, read, read_pages,
        stage,
    },
};
use proptest::prelude::*;

/// A log that gives its newest lines in pages.
struct Log<'a> {
    lines: &'a [Line],
    newest_first: bool,
}

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

impl Pages for Log<'_> {
    type Error = Broken;

    async fn page(&self, place: Option<(u32, u32)>) -> Result<Page, Broken> {
        let (number, size) = place.unwrap_or((0, 100));
        let place = |at: usize| {
            if self.newest_first {
                self.lines.len() - 1 - at
            } else {
                at
            }
        };
        let from = (number as usize * size as usize).min(self.lines.len());
        let lines = (from..self.lines.len())
            .take(size as usize)
            .map(|at| self.lines[place(at)].clone())
            .collect();
        Ok(Page {
            lines,
            last_activity: None,
        })
    }
}

fn line(second: u32, text: &str) -> Line {
    Line {
        timestamp: Some(format!(
            "2026-10-05T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )),
        content: Some(text.to_owned()),
        ..Line::default()
    }
}

async fn export(
    folder: &Path,
    compression: Compression,
    before: Option<&Stored>,
    lines: &[Line],
    newest_first: bool,
) -> Result<Written, Error> {
    let spool = Spool::new(folder);
    let log = read_pages(
        &Log {
            lines,
            newest_first,
        },
        Want::All(&spool),
    )
    .await
    .unwrap();
    let path = |compression: Compression| folder.join(format!("a.{}", compression.extension()));
    let old = before.map(|stored| (path(stored.compression), stored));
    stage(
        &path(compression),
        compression,
        old.as_ref().map(|(path, stored)| (path.as_path(), *stored)),
        log,
        &spool,
    )?
    .commit()
}

fn contents(folder: &Path, stored: &Stored) -> Vec<Line> {
    let path = folder.join(format!("a.{}", stored.compression.extension()));
    read(&path, stored.compression)
        .unwrap()
        .map(|line| line.unwrap().1)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever windows of a log the platform still had at each run: the file has each line of every window, as often as it was
    /// there, in order, whichever way it is read and stored.
    #[test]
    fn windows_of_a_log_make_its_whole(
        seconds in proptest::collection::vec((0_u32..40, 0_u8..3), 1..80),
        windows in proptest::collection::vec((0_usize..80, 0_usize..80, any::<bool>(), any::<bool>()), 1..5),
    ) {
        let mut sorted = seconds;
        sorted.sort_by_key(|(second, _)| *second);
        let lines: Vec<Line> = sorted.iter().map(|(second, text)| line(*second, &format!("text {text}"))).collect();
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut stored: Option<Stored> = None;
        let mut seen = vec![false; lines.len()];
        // A platform forgets the oldest and adds to the end: whole seconds come and go.
        let (mut start, mut end) = (0, 0);
        for (forgotten, added, newest_first, is_packed) in windows {
            end = (end + added).min(lines.len());
            while end < lines.len() && end > 0 && lines[end].timestamp == lines[end - 1].timestamp { end += 1; }
            start = (start + forgotten).min(end);
            while start < end && start > 0 && lines[start].timestamp == lines[start - 1].timestamp { start += 1; }
            seen[start..end].fill(true);
            let compression = if is_packed { Compression::Gzip } else { Compression::None };
            let before = stored.as_ref().map_or(0, |stored| stored.lines);
            let written = runtime.block_on(export(folder.path(), compression, stored.as_ref(), &lines[start..end], newest_first)).unwrap();
            prop_assert_eq!(written.stored.lines, before + written.added);
            let again = runtime.block_on(export(folder.path(), compression, Some(&written.stored), &lines[start..end], !newest_first)).unwrap();
            prop_assert_eq!(again.added, 0);
            prop_assert_eq!(&again.stored, &written.stored);
            stored = Some(written.stored);
        }
        let mut expected: Vec<Line> = lines.iter().zip(&seen).filter(|(_, seen)| **seen).map(|(line, _)| line.clone()).collect();
        let mut found = contents(folder.path(), stored.as_ref().unwrap());
        let key = |line: &Line| (line.timestamp.clone(), line.content.clone());
        // Reading backwards turns equal seconds round: their order among themselves is the server's.
        prop_assert!(found.is_sorted_by_key(|line| line.timestamp.clone()));
        expected.sort_by_key(key);
        found.sort_by_key(key);
        prop_assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_log_longer_than_memory_goes_over_the_disk() {
    let lines: Vec<Line> = (0..120_000_u32)
        .map(|at| line(at / 3, &format!("line {at}")))
        .collect();
    for newest_first in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let written = export(folder.path(), Compression::Gzip, None, &lines, newest_first)
            .await
            .unwrap();
        assert_eq!(written.stored.lines, 120_000);
        assert!(contents(folder.path(), &written.stored) == lines);
        // Nothing else stays.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_gap_between_two_runs_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let first = export(
        folder.path(),
        Compression::None,
        None,
        &[line(1, "a"), line(2, "b")],
        false,
    )
    .await
    .unwrap();
    assert_eq!(first.gap, None);
    let second = export(
        folder.path(),
        Compression::None,
        Some(&first.stored),
        &[line(9, "c")],
        false,
    )
    .await
    .unwrap();
    assert_eq!(
        second.gap,
        Some(("2026-10-05T00:00:02Z".into(), "2026-10-05T00:00:09Z".into()))
    );
    assert_eq!((second.added, second.unchanged), (1, 2));
    // Late lines of another replica change what comes after them.
    let third = export(
        folder.path(),
        Compression::None,
        Some(&second.stored),
        &[line(1, "late"), line(9, "c")],
        false,
    )
    .await
    .unwrap();
    assert_eq!((third.gap, third.added, third.unchanged), (None, 1, 1));
}

#[tokio::test]
async fn a_changed_file_is_not_built_upon() {
    let folder = tempfile::tempdir().unwrap();
    let first = export(
        folder.path(),
        Compression::None,
        None,
        &[line(1, "a"), line(2, "b")],
        false,
    )
    .await
    .unwrap();
    let path = folder.path().join("a.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    for (changed, told) in [
        (text.replace('a', "ä"), "changed after it was written"),
        (
            text.lines().next().unwrap().to_owned() + "\n",
            "changed after it was written",
        ),
        (text.trim_end().to_owned(), "cut off"),
        ("nonsense\n".to_owned(), "line 1"),
    ] {
        std::fs::write(&path, &changed).unwrap();
        let error = export(
            folder.path(),
            Compression::None,
            Some(&first.stored),
            &[line(3, "c")],
            false,
        )
        .await
        .unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), changed);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn members_that_nobody_documents_and_lines_without_time_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut odd = line(1, "a");
    odd.unknown.insert("replica".into(), "r-1".into());
    let bare = Line {
        content: Some("  at main.py:3\u{0}\u{1b}[0m".into()),
        ..Line::default()
    };
    let lines = [odd, bare, line(2, "b")];
    let written = export(folder.path(), Compression::None, None, &lines, false)
        .await
        .unwrap();
    assert_eq!(contents(folder.path(), &written.stored), lines);
    let again = export(
        folder.path(),
        Compression::None,
        Some(&written.stored),
        &lines,
        false,
    )
    .await
    .unwrap();
    assert_eq!(again.added, 0);
}

#[test]
fn lines_are_json_objects_that_other_tools_read() {
    let text = serde_json::to_string(&line(1, "a \"b\"")).unwrap();
    let read: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    assert_eq!(read["content"], "a \"b\"");
    assert_eq!(read["timestamp"], "2026-10-05T00:00:01Z");
}
