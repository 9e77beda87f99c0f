//! Surveying on all processors, with a line about progress on a terminal.

use std::{
    io::{IsTerminal as _, Write as _, stderr},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ovhai_engine::{Index, survey::FileSurvey};

use crate::disk::Disk;

/// As many files are surveyed without a word.
const QUIET: usize = 2000;

/// The index of a repository on disk. Each thread holds one file at a time.
pub fn index(disk: &Disk) -> Index {
    use ovhai_engine::Repository as _;
    let paths = disk.paths();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let surveys = Mutex::new(Vec::with_capacity(paths.len()));
    let shows = paths.len() > QUIET && stderr().is_terminal();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut own = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(number) else {
                        break;
                    };
                    own.push(match disk.read(path) {
                        Ok(bytes) => FileSurvey::of(path, &bytes),
                        Err(why) => FileSurvey::unreadable(path, why.to_string()),
                    });
                    if shows && number.is_multiple_of(500) {
                        // Progress is worth no error.
                        let _ = write!(stderr(), "\r{number} of {} files", paths.len());
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
    Index::build(surveys.into_inner().unwrap_or_default(), disk.odd())
}
