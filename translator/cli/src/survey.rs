//! Surveying on all processors, with a line about progress on a terminal.

use std::{
    io::{IsTerminal as _, Write as _, stderr},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ovhai_engine::{
    Index, Repository as _,
    index::links,
    repository::folder,
    survey::{FileSurvey, pending},
};

use crate::{disk::Disk, threads};

/// As many files are surveyed without a word.
const QUIET: usize = 2000;
/// As many files a thread takes at a time.
const BATCH: usize = 32;

/// The index of a repository on disk. Each thread holds one file at a time.
pub fn index(disk: &Disk) -> Index {
    let mut paths = disk.paths();
    paths.extend(links(&paths, &disk.odd()));
    let mut surveys = all(disk, &paths, FileSurvey::first);
    surveys.sort_by(|a, b| a.path.cmp(&b.path));
    let wanted = pending(&surveys);
    let again: Vec<String> = wanted
        .iter()
        .map(|number| surveys[*number].path.clone())
        .collect();
    let mut read = all(disk, &again, FileSurvey::of);
    read.sort_by(|a, b| a.path.cmp(&b.path));
    for (number, survey) in wanted.into_iter().zip(read) {
        surveys[number] = survey;
    }
    Index::build(surveys, disk.odd())
}

/// The surveys of `paths`, in any order.
fn all(disk: &Disk, paths: &[String], survey: fn(&str, &[u8]) -> FileSurvey) -> Vec<FileSurvey> {
    let threads = threads::count();
    let next = AtomicUsize::new(0);
    let surveys = Mutex::new(Vec::with_capacity(paths.len()));
    let shows = paths.len() > QUIET && stderr().is_terminal();
    thread::scope(|scope| {
        for _ in 0..threads.min(paths.len().div_ceil(BATCH)) {
            scope.spawn(|| {
                let mut own = Vec::new();
                let mut bytes = Vec::new();
                // The folder that was seen to matter last: its other files are wanted as a whole.
                let mut matters: Option<&str> = None;
                loop {
                    let from = next.fetch_add(BATCH, Ordering::Relaxed);
                    let Some(rest) = paths.get(from..).filter(|rest| !rest.is_empty()) else {
                        break;
                    };
                    own.extend(rest.iter().take(BATCH).map(|path| {
                        let place = folder(path);
                        let survey = match matters == Some(place) {
                            true => FileSurvey::of,
                            false => survey,
                        };
                        let survey = match disk.read_into(path, &mut bytes) {
                            Ok(()) => survey(path, &bytes),
                            Err(why) => FileSurvey::unreadable(path, why.to_string()),
                        };
                        if survey.matters {
                            matters = Some(place);
                        }
                        survey
                    }));
                    if shows && from.is_multiple_of(BATCH * 16) {
                        // Progress is worth no error.
                        let _ = write!(stderr(), "\r{from} of {} files", paths.len());
                    }
                }
                // A poisoned lock would mean that a survey panicked, and then the scope panics too.
                if let Ok(mut all) = surveys.lock() {
                    all.append(&mut own);
                }
            });
        }
    });
    if shows {
        let _ = write!(stderr(), "\r\x1b[K");
    }
    surveys.into_inner().unwrap_or_default()
}
