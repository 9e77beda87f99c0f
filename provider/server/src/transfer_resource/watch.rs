//! `terraform-provider-ovhai watch DESTINATION`: how far a transfer is, live.
//!
//! Terraform shows nothing of a resource at work but that it still works. Its provider writes a status beside the export's journal,
//! every second; this reads it. It belongs to the provider's program because that alone knows where journals lie.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use ovhai_exports::progress::{Activity, Status, now};

use super::homes;

const USAGE: &str = "usage: terraform-provider-ovhai watch [--once] [--journal FOLDER] DESTINATION\n\n\
    Shows how far the export to DESTINATION is, until it ends; DESTINATION is written as in the configuration. Run it where terraform\n\
    runs, as paths and journals are relative to that folder. --journal is the export's `journal`, if it has one. With --once the\n\
    status is printed once.";
/// A running transfer writes every second; after so many without, nobody does.
const LOST: u64 = 15;
const TICK: Duration = Duration::from_millis(500);

struct Arguments {
    destination: String,
    journal: Option<PathBuf>,
    is_once: bool,
}

fn arguments(given: impl Iterator<Item = OsString>) -> Option<Arguments> {
    let (mut destination, mut journal, mut is_once) = (None, None, false);
    let mut given = given;
    while let Some(argument) = given.next() {
        match argument.to_str()? {
            "--once" => is_once = true,
            "--journal" => journal = Some(PathBuf::from(given.next()?)),
            option if option.starts_with('-') => return None,
            text if destination.is_none() => destination = Some(text.to_owned()),
            _ => return None,
        }
    }
    Some(Arguments {
        destination: destination?,
        journal,
        is_once,
    })
}

/// Runs the command with the arguments after `watch`. Fails if there is no transfer, or it stopped before its end.
#[expect(
    clippy::print_stderr,
    reason = "a command for people, not the provider that Terraform starts"
)]
pub fn run(given: impl Iterator<Item = OsString>) -> ExitCode {
    let Some(arguments) = arguments(given) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match watch(&arguments) {
        Ok(Activity::Complete | Activity::Elsewhere) => ExitCode::SUCCESS,
        Ok(Activity::Running) if arguments.is_once => ExitCode::SUCCESS,
        Ok(Activity::Running | Activity::Stopped) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn watch(arguments: &Arguments) -> Result<Activity, String> {
    let homes = match &arguments.journal {
        Some(journal) => vec![journal.clone()],
        None => homes(&arguments.destination),
    };
    let mut screen = Screen::default();
    let mut before: Option<Status> = None;
    loop {
        let Some(status) = newest(&homes)? else {
            return Err(format!(
                "no transfer to {} was begun here; run this where terraform runs, or name the export's journal with --journal",
                arguments.destination
            ));
        };
        let rate = before
            .as_ref()
            .and_then(|before| rate(before, &status))
            .or_else(|| average(&status));
        let is_lost =
            status.activity == Activity::Running && now().saturating_sub(status.updated) > LOST;
        screen
            .show(&lines(&status, rate, is_lost))
            .map_err(|error| error.to_string())?;
        if is_lost {
            // Nobody will say so any more.
            return Ok(Activity::Stopped);
        }
        if status.activity != Activity::Running || arguments.is_once {
            return Ok(status.activity);
        }
        if before.as_ref().is_none_or(|before| {
            before.started != status.started || status.updated >= before.updated + 5
        }) {
            before = Some(status);
        }
        std::thread::sleep(TICK);
    }
}

/// Several exports may have one destination, each with a journal of its own: the one that wrote last is meant.
fn newest(homes: &[PathBuf]) -> Result<Option<Status>, String> {
    let mut newest: Option<Status> = None;
    for home in homes {
        let status = Status::load(Path::new(home)).map_err(|error| error.to_string())?;
        if let Some(status) = status
            && (newest.as_ref()).is_none_or(|newest| newest.updated < status.updated)
        {
            newest = Some(status);
        }
    }
    Ok(newest)
}

/// Bytes a second between two looks.
fn rate(before: &Status, now: &Status) -> Option<u64> {
    let seconds = now.updated.checked_sub(before.updated)?;
    let moved = now.bytes.checked_sub(before.bytes)?;
    (before.started == now.started).then_some(())?;
    moved.checked_div(seconds)
}

fn average(status: &Status) -> Option<u64> {
    status
        .bytes
        .checked_div(status.updated.saturating_sub(status.started))
}

fn lines(status: &Status, rate: Option<u64>, is_lost: bool) -> Vec<String> {
    let activity = match status.activity {
        Activity::Running if is_lost => "not running any more; the next terraform apply continues",
        Activity::Running => "running",
        Activity::Stopped => "stopped",
        Activity::Elsewhere => "started in a cluster; terraform refresh says how far it is",
        Activity::Complete => "complete",
    };
    let of = |total: Option<String>| total.map_or_else(String::new, |total| format!(" of {total}"));
    let mut text = format!("{} export: {activity}", status.kind);
    if let Some(problem) = &status.problem {
        text.push_str(&format!(" ({})", plain(problem)));
    }
    let mut all = vec![text];
    let mut counts = format!(
        "objects {}{}, of these {} there already",
        status.objects,
        of(status.objects_total.map(|total| total.to_string())),
        status.skipped
    );
    counts.push_str(&format!(
        "; moved {}{}",
        size(status.bytes),
        of(status.bytes_total.map(size))
    ));
    if let Some(rate) = rate {
        counts.push_str(&format!(", {}/s", size(rate)));
        let left = status
            .bytes_total
            .and_then(|total| total.checked_sub(status.bytes));
        if let Some(seconds) = left.and_then(|left| left.checked_div(rate))
            && status.activity == Activity::Running
        {
            counts.push_str(&format!(", {} left", span(seconds)));
        }
    }
    counts.push_str(&format!(
        ", after {}",
        span(status.updated.saturating_sub(status.started))
    ));
    all.push(counts);
    if status.activity == Activity::Running {
        all.extend(
            status
                .current
                .iter()
                .map(|name| format!("  {}", plain(name))),
        );
    }
    all
}

/// Names come from elsewhere: nothing in them may steer a terminal.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| match character {
            // Nor may it turn round what is written after it.
            character if character.is_control() || turns(character) => '\u{fffd}',
            character => character,
        })
        .collect();
    const WIDE: usize = 100;
    match text.char_indices().nth(WIDE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Marks that say in which direction text is shown, or show nothing.
const fn turns(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut scale, mut unit) = (1000_u64, 0);
    while bytes / scale >= 1000 && unit + 1 < UNITS.len() {
        scale *= 1000;
        unit += 1;
    }
    let tenths = bytes / (scale / 10);
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

fn span(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// Redraws on a terminal; elsewhere prints what changed.
#[derive(Default)]
struct Screen {
    drawn: Vec<String>,
}

impl Screen {
    fn show(&mut self, lines: &[String]) -> io::Result<()> {
        if self.drawn == lines {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        if out.is_terminal() {
            if !self.drawn.is_empty() {
                // Up to the first line, and clear from there.
                write!(out, "\x1b[{}A\x1b[J", self.drawn.len())?;
            }
            for line in lines {
                writeln!(out, "{line}")?;
            }
        } else {
            writeln!(out, "{}", lines[..lines.len().min(2)].join("; "))?;
        }
        out.flush()?;
        self.drawn = lines.to_vec();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status() -> Status {
        Status {
            activity: Activity::Running,
            kind: "image".to_owned(),
            started: 1000,
            updated: 1010,
            objects: 1,
            objects_total: Some(3),
            bytes: 50_000_000,
            bytes_total: Some(650_000_000),
            skipped: 0,
            current: vec!["sha256:ab\u{1b}[2J".to_owned()],
            problem: None,
        }
    }

    #[test]
    fn a_status_reads_as_sentences() {
        let text = lines(&status(), average(&status()), false);
        assert_eq!(
            text,
            [
                "image export: running",
                "objects 1 of 3, of these 0 there already; moved 50.0 MB of 650.0 MB, 5.0 MB/s, 2 min 0 s left, after 10 s",
                "  sha256:ab\u{fffd}[2J",
            ]
        );
        let stopped = Status {
            activity: Activity::Stopped,
            problem: Some("interrupted".to_owned()),
            ..status()
        };
        let text = lines(&stopped, None, false);
        assert_eq!(text[0], "image export: stopped (interrupted)");
        assert_eq!(text.len(), 2);
    }

    #[test]
    fn a_run_that_was_lost_is_no_success() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(Status::path(folder.path()).parent().unwrap()).unwrap();
        let arguments = Arguments {
            destination: "s3:exit".to_owned(),
            journal: Some(folder.path().to_owned()),
            is_once: true,
        };
        assert!(watch(&arguments).is_err());
        status().save(folder.path()).unwrap();
        assert_eq!(watch(&arguments), Ok(Activity::Stopped));
        let running = Status {
            updated: now(),
            ..status()
        };
        running.save(folder.path()).unwrap();
        assert_eq!(watch(&arguments), Ok(Activity::Running));
    }

    #[test]
    fn names_turn_nothing_round() {
        assert_eq!(
            plain("a\u{202e}gpj.exe\u{200b}"),
            "a\u{fffd}gpj.exe\u{fffd}"
        );
    }

    #[test]
    fn the_rate_is_of_one_run() {
        let later = Status {
            updated: 1020,
            bytes: 70_000_000,
            ..status()
        };
        assert_eq!(rate(&status(), &later), Some(2_000_000));
        let another = Status {
            started: 1015,
            ..later.clone()
        };
        assert_eq!(rate(&status(), &another), None);
        assert_eq!(rate(&later, &later), None);
    }

    #[test]
    fn sizes_and_spans_are_short() {
        assert_eq!(
            [0, 999, 1000, 1_550_000, u64::MAX].map(size),
            ["0 B", "999 B", "1.0 kB", "1.5 MB", "18446.7 PB"]
        );
        assert_eq!([5, 65, 7265].map(span), ["5 s", "1 min 5 s", "2 h 1 min"]);
    }

    #[test]
    fn the_newest_of_several_journals_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let homes = ["one", "two", "none"].map(|name| folder.path().join(name));
        for (home, updated) in homes.iter().zip([1010, 1030]) {
            let status = Status {
                updated,
                ..status()
            };
            std::fs::create_dir_all(Status::path(home).parent().unwrap()).unwrap();
            status.save(home).unwrap();
        }
        assert_eq!(newest(&homes).unwrap().unwrap().updated, 1030);
        assert!(newest(&homes[2..]).unwrap().is_none());
        let given = |all: &[&str]| arguments(all.iter().map(OsString::from));
        assert!(given(&["--once", "oci:host/exit", "--journal", "x"]).is_some());
        assert!(
            given(&[]).is_none() && given(&["a", "b"]).is_none() && given(&["--x", "a"]).is_none()
        );
    }
}
