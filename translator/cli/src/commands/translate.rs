//! `scan`, `rewrite`, `verify`.

use std::{
    collections::BTreeMap,
    fs,
    io::{Write as _, stdout},
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::{
    Options, Outcome, Phase, Profile, Report, Repository as _, catalogue::Catalogue, translate_with,
};

use crate::{
    arguments::{Choices, Format, PhaseName, Rewrite, Scan},
    disk::Disk,
    exit::Exit,
    git::{self, Tree},
    output, survey,
    threads::Threads,
    write,
};

/// Types of this project's own provider, which no catalogue of the vendor's has.
const OWN_TYPES: &str = "ovhai_";

/// One repository, translated in memory.
struct Run {
    disk: Disk,
    outcome: Outcome,
}

pub fn scan(arguments: &Scan) -> Result<Exit> {
    let runs = run_all(arguments)?;
    print_reports(&runs, arguments.format)?;
    forbidden(&runs)?;
    Ok(exit(&runs, true))
}

pub fn verify(arguments: &Scan) -> Result<Exit> {
    let runs = run_all(arguments)?;
    print_reports(&runs, arguments.format)?;
    forbidden(&runs)?;
    let changed: usize = runs.iter().map(|run| run.outcome.files.len()).sum();
    if changed > 0 {
        eprintln!("{changed} files would change: the rewrite is not complete");
        return Ok(Exit::Left);
    }
    let summary = runs.iter().map(|run| run.outcome.report.summary);
    let (kept, refused) = summary.fold((0, 0), |sum, summary| {
        (sum.0 + summary.kept, sum.1 + summary.refused)
    });
    eprintln!("nothing is left to rewrite; {kept} kept, {refused} refused, all accounted for");
    Ok(Exit::Done)
}

pub fn rewrite(arguments: &Rewrite) -> Result<Exit> {
    if arguments.write {
        for path in arguments
            .scan
            .paths
            .iter()
            .filter(|path| write::is_left(path))
        {
            write::recover(path)?;
            eprintln!(
                "{}: a rewrite that did not end was put in order",
                path.display()
            );
        }
    }
    let runs = run_all(&arguments.scan)?;
    if arguments.write {
        if forbidden(&runs).is_err() {
            print_reports(&runs, arguments.scan.format)?;
        }
        forbidden(&runs)?;
        for run in &runs {
            guard(run, arguments.allow_dirty)?;
        }
        for run in &runs {
            check_unchanged(run)?;
            write::write(run.disk.root(), &run.disk, &run.outcome.files)?;
            eprintln!(
                "{}: {} files written",
                run.disk.root().display(),
                run.outcome.files.len()
            );
        }
        print_reports(&runs, arguments.scan.format)?;
        return Ok(exit(&runs, false));
    }
    if arguments.scan.format == Format::Text {
        let mut out = stdout().lock();
        for run in &runs {
            for file in &run.outcome.files {
                let old = match &file.edits {
                    None => Vec::new(),
                    Some(_) => read(&run.disk, &file.path)?,
                };
                let new = file.bytes(&run.disk)?;
                out.write_all(&output::diff::unified(&file.path, &old, &new, file))?;
            }
        }
    }
    if !arguments.check {
        print_reports(&runs, arguments.scan.format)?;
    }
    forbidden(&runs)?;
    Ok(exit(&runs, arguments.check))
}

/// A plan that destroys data stops everything.
fn forbidden(runs: &[Run]) -> Result<()> {
    if runs.iter().any(|run| run.outcome.report.forbids()) {
        bail!(
            "the plan destroys something that holds data (state/plan-destroys-data); nothing was written, and the plan must not be applied"
        );
    }
    Ok(())
}

fn read(disk: &Disk, path: &str) -> Result<Vec<u8>> {
    let bytes = disk
        .read(path)
        .with_context(|| format!("{path} cannot be read"))?;
    Ok(bytes.into_owned())
}

/// A file that was edited by somebody else since it was read must not be overwritten.
fn check_unchanged(run: &Run) -> Result<()> {
    for file in &run.outcome.files {
        file.bytes(&run.disk).context("nothing was written")?;
    }
    Ok(())
}

fn guard(run: &Run, allow_dirty: bool) -> Result<()> {
    if allow_dirty || run.outcome.files.is_empty() {
        return Ok(());
    }
    let root = run.disk.root().display();
    match git::tree(run.disk.root()) {
        Tree::Clean => Ok(()),
        Tree::Dirty => bail!(
            "{root} has changes that are not committed; commit or stash them, so that the rewrite can be read and undone, or say --allow-dirty"
        ),
        Tree::None => bail!(
            "{root} is not under git, so that a rewrite could not be undone; say --allow-dirty to write all the same"
        ),
    }
}

fn exit(runs: &[Run], changes_count: bool) -> Exit {
    let is_left = runs.iter().any(|run| {
        run.outcome.report.needs_person() || (changes_count && !run.outcome.files.is_empty())
    });
    if is_left { Exit::Left } else { Exit::Done }
}

fn run_all(arguments: &Scan) -> Result<Vec<Run>> {
    // Every run needs it, and reading it takes as long as listing a thousand folders.
    thread::spawn(Catalogue::get);
    let options = options(&arguments.choices, &arguments.paths)?;
    apart(&arguments.paths)?;
    arguments
        .paths
        .iter()
        .map(|path| {
            if write::is_left(path) {
                bail!(
                    "a rewrite of {} did not end; `rewrite --write` puts it in order first",
                    path.display()
                );
            }
            let disk = Disk::open(path)?;
            let index = survey::index(&disk);
            let outcome = translate_with(&Threads, &index, &disk, &options)
                .with_context(|| format!("{} cannot be translated", path.display()))?;
            // It is large, and nobody waits for it to be taken down.
            thread::spawn(|| drop(index));
            Ok(Run { disk, outcome })
        })
        .collect()
}

/// No path may lie in another one: both runs would change the same files.
fn apart(paths: &[PathBuf]) -> Result<()> {
    let places: Vec<(&PathBuf, PathBuf)> = paths
        .iter()
        .filter_map(|path| Some((path, path.canonicalize().ok()?)))
        .collect();
    for (number, (path, place)) in places.iter().enumerate() {
        let mut others = places.iter().enumerate();
        let outer = others.find(|(other, (_, outer))| *other != number && place.starts_with(outer));
        if let Some((_, (outer, _))) = outer {
            bail!(
                "{} lies in {}, which is given too; give one of them",
                path.display(),
                outer.display()
            );
        }
    }
    Ok(())
}

/// A pattern that fits no type is a slip, and would leave out everything or nothing.
fn known(pattern: &str) -> Result<()> {
    let start = pattern.strip_suffix('*').unwrap_or(pattern);
    let is_whole = start.len() == pattern.len();
    let mut rows = Catalogue::get().rows();
    let fits = rows.any(|row| match is_whole {
        true => row.of_type == start,
        false => row.of_type.starts_with(start),
    });
    if !fits && !start.starts_with(OWN_TYPES) {
        bail!("no known type is {pattern}; `ovh-translator mappings` lists them");
    }
    Ok(())
}

fn options(choices: &Choices, paths: &[PathBuf]) -> Result<Options> {
    let mut options = Options::new(profile(&choices.profile)?);
    options.phase = match choices.phase {
        PhaseName::Rewrite => Phase::Rewrite,
        PhaseName::Backend => Phase::Backend,
        PhaseName::Cleanup => Phase::Cleanup,
    };
    let mut given = choices.state.iter().chain(&choices.plan).peekable();
    if given.peek().is_some() && paths.len() > 1 {
        bail!("a state or plan belongs to one repository; give one path");
    }
    for given in given {
        let (root, name) = document(given);
        let bytes = fs::read(name).with_context(|| format!("{name} cannot be read"))?;
        options.evidence.add(root, name, &bytes)?;
    }
    choices
        .only
        .iter()
        .chain(&choices.skip)
        .try_for_each(|pattern| known(pattern))?;
    options.only.clone_from(&choices.only);
    options.skip.clone_from(&choices.skip);
    Ok(options)
}

/// `FOLDER=FILE` or `FILE`. A file whose own name has the sign in it is given with its folder.
fn document(given: &str) -> (Option<String>, &str) {
    match given.split_once('=') {
        Some((folder, file)) if !Path::new(given).is_file() => {
            let folder = folder.trim_start_matches("./").trim_end_matches('/');
            let folder = if folder == "." { "" } else { folder };
            (Some(folder.to_owned()), file)
        }
        _ => (None, given),
    }
}

fn profile(name: &str) -> Result<Profile> {
    if let Some(profile) = Profile::built_in(name) {
        return Ok(profile?);
    }
    let folder = Path::new(name);
    if !folder.join("profile.json").is_file() {
        bail!(
            "{name} is neither a profile ({}) nor a folder with a profile.json",
            Profile::BUILT_IN.join(", ")
        );
    }
    let disk = Disk::open(folder)?;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for path in disk.paths() {
        let text = String::from_utf8(read(&disk, &path)?)
            .with_context(|| format!("{path} of the profile is no text"))?;
        files.insert(path, text);
    }
    let files = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Profile::from_files(files).with_context(|| format!("the profile in {name} cannot be used"))
}

fn print_reports(runs: &[Run], format: Format) -> Result<()> {
    let reports: Vec<(&Path, &Report)> = runs
        .iter()
        .map(|run| (run.disk.root(), &run.outcome.report))
        .collect();
    let text = match format {
        Format::Text => output::text::reports(&reports),
        Format::Json => output::json::reports(&reports)?,
        Format::Sarif => output::sarif::reports(&reports)?,
        Format::Markdown => output::markdown::reports(&reports),
        Format::Html => output::html::reports(&reports),
    };
    stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}
