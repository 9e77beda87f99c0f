//! Laws of writing, on a real disk with faults underneath: whatever operation fails or is the last one before a kill, the
//! destination holds complete files only, and the next run ends where an undisturbed one would have.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use ovhai_exports::{
    Artefact, Disk, Error, ExportKind, ExportPlan, FileState, Files, Identity, Input, Metadata,
    OnLocalChange, Phase, ProduceError, Produced, Sink, Verify, Write, Written, remove, survey,
    write,
};
use ovhai_model::{Digest, Estate, Revision, Selection};

/// Exports what its options say.
struct Given;

impl ExportKind for Given {
    const NAME: &'static str = "given";
    type Options = BTreeMap<String, String>;

    fn produce(
        &self,
        _: Input<'_>,
        files: &Self::Options,
        sink: Sink<'_>,
    ) -> Result<Produced, ProduceError> {
        for (path, text) in files {
            sink(Artefact {
                path: path.clone(),
                bytes: text.clone().into_bytes(),
                source: None,
            })?;
        }
        Ok(Produced::default())
    }
}

fn tree(version: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<_, _> = (0..6)
        .map(|i| (format!("apps/{i}.yaml"), format!("app {i} of {version}\n")))
        .collect();
    files.insert("same.txt".to_owned(), "in every version\n".to_owned());
    files.insert(format!("only/{version}.txt"), version.to_owned());
    files
}

fn run(
    disk: &dyn Files,
    folder: &Path,
    files: &BTreeMap<String, String>,
    policy: OnLocalChange,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Written, ProduceError> {
    run_as(disk, folder, files, policy, cancelled, "project", None)
}

fn run_as(
    disk: &dyn Files,
    folder: &Path,
    files: &BTreeMap<String, String>,
    on_local_change: OnLocalChange,
    cancelled: &(dyn Fn() -> bool + Sync),
    service: &str,
    known_id: Option<&str>,
) -> Result<Written, ProduceError> {
    let (estate, selection, none) = (Estate::default(), Selection::default(), BTreeMap::new());
    let (no_names, no_prior) = (BTreeSet::new(), BTreeMap::new());
    let input = Input {
        estate: &estate,
        selection: &selection,
        answers: &none,
        overrides: &none,
        secret_names: &no_names,
        prior_names: &no_prior,
    };
    let plan = ExportPlan::of(&Given, input, files)?;
    let identity = Identity {
        service: service.to_owned(),
        kind: "given".to_owned(),
        selection: selection.digest(),
    };
    let revision = Revision::of(&selection, []);
    let request = Write {
        files: disk,
        folder,
        known_id,
        fresh_id: "11111111-2222-4333-8444-555555555555",
        identity: &identity,
        revision: &revision,
        plan: &plan,
        on_local_change,
        same_content: &BTreeMap::new(),
        is_live: &|_| false,
        cancelled,
    };
    write(&request, &mut |sink| {
        plan.produce(&Given, input, files, sink)
    })
}

fn never() -> bool {
    false
}

fn written(folder: &Path, files: &BTreeMap<String, String>) {
    run(&Disk, folder, files, OnLocalChange::Fail, &never).unwrap();
}

fn assert_holds(folder: &Path, files: &BTreeMap<String, String>) {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    assert!(found.remove("index.json").is_some());
    assert_eq!(&found, files);
    let survey = survey(&Disk, folder, Verify::Full).unwrap().unwrap();
    assert_eq!(survey.journal.phase, Phase::Complete);
    assert!(survey.differing.is_empty(), "{:?}", survey.differing);
}

/// Every file but the journal's own folder, which must hold no staged file.
fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if name == ".ovhai-export" {
            assert!(
                !entry.path().join("staging").exists(),
                "staged files are left"
            );
        } else if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// A disk on which operation number `fails` goes wrong: once (an error), or for ever after (a kill).
struct Faulty {
    count: AtomicUsize,
    fails: usize,
    for_ever: bool,
    kind: io::ErrorKind,
}

impl Faulty {
    fn step(&self) -> io::Result<()> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let fails = if self.for_ever {
            number >= self.fails
        } else {
            number == self.fails
        };
        if fails { Err(self.kind.into()) } else { Ok(()) }
    }
}

impl Files for Faulty {
    fn metadata(&self, path: &Path) -> io::Result<Option<Metadata>> {
        self.step()?;
        Disk.metadata(path)
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step()?;
        Disk.read(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
        self.step()?;
        Disk.names(folder)
    }
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.step() {
            // A full disk takes part of the bytes.
            Disk.write_new(path, &bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        Disk.write_new(path, bytes)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        Disk.rename(from, to)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.create_folder(path)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.sync_folder(path)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.remove_file(path)
    }
    fn remove_empty_folder(&self, path: &Path) -> io::Result<bool> {
        self.step()?;
        Disk.remove_empty_folder(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Disk.remove_folder(path)
    }
    fn lock(&self, path: &Path) -> io::Result<Option<File>> {
        self.step()?;
        Disk.lock(path)
    }
}

#[test]
fn writes_compares_and_removes() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new/exit with space");
    written(&folder, &tree("one"));
    assert_holds(&folder, &tree("one"));

    fs::write(folder.join("mine.txt"), "not the export's").unwrap();
    let second = run(&Disk, &folder, &tree("two"), OnLocalChange::Fail, &never).unwrap();
    assert!(second.adopted);
    assert_eq!(
        (second.written, second.unchanged, second.removed),
        (8, 1, 1)
    );
    assert!(!folder.join("only/one.txt").exists());

    let removal = remove(&Disk, &folder, &second.id).unwrap();
    assert_eq!((removal.removed, removal.kept.len()), (9, 0));
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        1,
        "only the foreign file stays"
    );
}

#[test]
fn every_interruption_can_be_resumed() {
    for for_ever in [false, true] {
        for fails in 0.. {
            let dir = tempfile::tempdir().unwrap();
            written(dir.path(), &tree("one"));
            let disk = Faulty {
                count: AtomicUsize::new(0),
                fails,
                for_ever,
                kind: io::ErrorKind::StorageFull,
            };
            let outcome = run(&disk, dir.path(), &tree("two"), OnLocalChange::Fail, &never);
            let mut found = BTreeMap::new();
            for entry in ["apps/3.yaml", "same.txt"] {
                found.insert(entry, fs::read_to_string(dir.path().join(entry)).unwrap());
            }
            let whole = ["app 3 of one\n", "app 3 of two\n"];
            assert!(
                whole.contains(&found["apps/3.yaml"].as_str()),
                "half a file after operation {fails}"
            );
            written(dir.path(), &tree("two"));
            assert_holds(dir.path(), &tree("two"));
            if outcome.is_ok() && disk.count.into_inner() <= fails {
                break;
            }
        }
    }
}

#[test]
fn a_full_disk_leaves_the_version_before() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), &tree("one"));
    let mut refused = 0;
    for fails in 0..250 {
        let disk = Faulty {
            count: AtomicUsize::new(0),
            fails,
            for_ever: false,
            kind: io::ErrorKind::StorageFull,
        };
        let fresh = tempfile::tempdir().unwrap();
        if let Err(ProduceError::Sink(
            error @ Error::Io {
                action: "write", ..
            },
        )) = run(
            &disk,
            fresh.path(),
            &tree("one"),
            OnLocalChange::Fail,
            &never,
        ) {
            refused += 1;
            assert!(
                error
                    .to_string()
                    .contains("free space and run terraform apply again"),
                "{error}"
            );
            let mut found = BTreeMap::new();
            collect(fresh.path(), "", &mut found);
            found.remove("index.json");
            // The last write is the journal's own, after everything stands in its place.
            assert!(found.is_empty() || found == tree("one"), "{found:?}");
        }
    }
    assert!(refused > 5, "only {refused} writes were refused");
}

#[test]
fn cancelling_keeps_what_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let asked = AtomicUsize::new(0);
    let error = run(
        &Disk,
        dir.path(),
        &tree("one"),
        OnLocalChange::Fail,
        &|| asked.fetch_add(1, Ordering::SeqCst) > 5,
    )
    .unwrap_err();
    assert!(matches!(error, ProduceError::Sink(Error::Cancelled)));
    let found = survey(&Disk, dir.path(), Verify::Changed).unwrap().unwrap();
    assert_eq!(found.journal.phase, Phase::Writing);
    written(dir.path(), &tree("one"));
    assert_holds(dir.path(), &tree("one"));
}

#[test]
fn hand_made_changes_follow_the_policy() {
    for policy in [
        OnLocalChange::Fail,
        OnLocalChange::Keep,
        OnLocalChange::Overwrite,
    ] {
        let dir = tempfile::tempdir().unwrap();
        written(dir.path(), &tree("one"));
        fs::write(dir.path().join("apps/3.yaml"), "edited by hand\n").unwrap();
        fs::write(dir.path().join("only/one.txt"), "edited too\n").unwrap();
        let found = survey(&Disk, dir.path(), Verify::Changed).unwrap().unwrap();
        let edited = FileState::Modified(Digest::of(b"edited by hand\n"));
        assert_eq!(found.differing["apps/3.yaml"], edited);
        assert_eq!(found.differing.len(), 2);
        assert!(found.trusted > 0);

        let outcome = run(&Disk, dir.path(), &tree("two"), policy, &never);
        let text = fs::read_to_string(dir.path().join("apps/3.yaml")).unwrap();
        match policy {
            OnLocalChange::Fail => {
                let Err(ProduceError::Sink(Error::LocalChange { paths })) = outcome else {
                    panic!("{outcome:?}")
                };
                assert_eq!(paths, ["apps/3.yaml", "only/one.txt"]);
                assert_eq!(text, "edited by hand\n");
                assert_eq!(
                    fs::read_to_string(dir.path().join("apps/4.yaml")).unwrap(),
                    "app 4 of one\n"
                );
            }
            OnLocalChange::Keep => {
                let outcome = outcome.unwrap();
                assert_eq!(outcome.kept, ["apps/3.yaml"]);
                assert_eq!(text, "edited by hand\n");
                assert_eq!(
                    fs::read_to_string(dir.path().join("only/one.txt")).unwrap(),
                    "edited too\n"
                );
                let after = survey(&Disk, dir.path(), Verify::Full).unwrap().unwrap();
                assert!(after.differing.is_empty(), "{:?}", after.differing);
                assert_eq!(after.tree_digest, outcome.tree_digest);
                assert_eq!(
                    after.local_changes().len(),
                    1,
                    "a kept file stays known as hand-made"
                );
                let removal = remove(&Disk, dir.path(), &outcome.id).unwrap();
                assert_eq!(removal.kept, ["apps/3.yaml"]);
            }
            OnLocalChange::Overwrite => {
                outcome.unwrap();
                assert_holds(dir.path(), &tree("two"));
            }
        }
    }
}

#[test]
fn nothing_foreign_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("apps")).unwrap();
    fs::write(dir.path().join("apps/3.yaml"), "somebody's").unwrap();
    for policy in [
        OnLocalChange::Fail,
        OnLocalChange::Keep,
        OnLocalChange::Overwrite,
    ] {
        let Err(ProduceError::Sink(Error::Foreign { paths })) =
            run(&Disk, dir.path(), &tree("one"), policy, &never)
        else {
            panic!("a foreign file was accepted")
        };
        assert_eq!(paths, ["apps/3.yaml"]);
        assert!(!dir.path().join("apps/4.yaml").exists());
    }
}

#[test]
fn other_exports_keep_their_destination() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), &tree("one"));
    for (service, id, text) in [
        ("other", None, "project project"),
        (
            "project",
            Some("another-id"),
            "11111111-2222-4333-8444-555555555555",
        ),
    ] {
        let error = run_as(
            &Disk,
            dir.path(),
            &tree("two"),
            OnLocalChange::Overwrite,
            &never,
            service,
            id,
        )
        .unwrap_err();
        let ProduceError::Sink(error @ Error::Occupied { .. }) = error else {
            panic!("{error:?}")
        };
        assert!(error.to_string().contains(text), "{error}");
    }
    assert_holds(dir.path(), &tree("one"));
}

#[test]
fn files_in_the_way_are_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    for folder in ["file", "file/below", "file/far/below"] {
        let error = run(
            &Disk,
            &dir.path().join(folder),
            &tree("one"),
            OnLocalChange::Fail,
            &never,
        )
        .unwrap_err();
        let ProduceError::Sink(Error::NotAFolder { path }) = error else {
            panic!("{folder}: {error:?}")
        };
        assert_eq!(path, dir.path().join("file"));
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), dir.path().join("apps")).unwrap();
    let error = run(
        &Disk,
        dir.path(),
        &tree("one"),
        OnLocalChange::Overwrite,
        &never,
    )
    .unwrap_err();
    assert!(
        matches!(error, ProduceError::Sink(Error::Link { .. })),
        "{error:?}"
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn two_runs_do_not_mix() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), &tree("one"));
    let held = Disk
        .lock(&dir.path().join(".ovhai-export/lock"))
        .unwrap()
        .unwrap();
    let error = run(&Disk, dir.path(), &tree("two"), OnLocalChange::Fail, &never).unwrap_err();
    assert!(
        matches!(error, ProduceError::Sink(Error::Locked { .. })),
        "{error:?}"
    );
    drop(held);
    written(dir.path(), &tree("two"));
}

#[test]
fn unsafe_and_double_paths_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    for path in [
        "../outside",
        "/absolute",
        "index.json",
        ".ovhai-export/journal.json",
    ] {
        let files = BTreeMap::from([(path.to_owned(), String::new())]);
        let error = run(&Disk, dir.path(), &files, OnLocalChange::Fail, &never).unwrap_err();
        assert!(
            matches!(
                error,
                ProduceError::Sink(Error::UnsafePath { .. } | Error::Produce(_))
            ),
            "{path}: {error:?}"
        );
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn an_incomplete_export_is_not_removed() {
    let dir = tempfile::tempdir().unwrap();
    run(
        &Disk,
        dir.path(),
        &tree("one"),
        OnLocalChange::Fail,
        &|| true,
    )
    .unwrap_err();
    let removal = remove(&Disk, dir.path(), "11111111-2222-4333-8444-555555555555").unwrap();
    assert!(removal.incomplete);
    assert!(survey(&Disk, dir.path(), Verify::Full).unwrap().is_some());
}

#[test]
fn a_broken_journal_is_named() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), &tree("one"));
    fs::write(dir.path().join(".ovhai-export/journal.json"), "{").unwrap();
    let error = survey(&Disk, dir.path(), Verify::Changed)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("journal.json") && error.contains("backup"),
        "{error}"
    );
}

#[test]
fn a_journal_cannot_name_files_outside() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let precious = outside.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    written(dir.path(), &tree("one"));
    let path = dir.path().join(".ovhai-export/journal.json");
    for name in [precious.to_str().unwrap(), "../precious"] {
        let mut journal: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        journal["files"][name] =
            serde_json::json!({ "digest": Digest::of(b"precious"), "size": 8 });
        fs::write(&path, journal.to_string()).unwrap();
        let error = run(
            &Disk,
            dir.path(),
            &tree("two"),
            OnLocalChange::Overwrite,
            &never,
        )
        .unwrap_err();
        assert!(
            matches!(error, ProduceError::Sink(Error::Journal { .. })),
            "{error:?}"
        );
        assert!(remove(&Disk, dir.path(), "11111111-2222-4333-8444-555555555555").is_err());
    }
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
}

#[test]
fn two_failed_writes_leave_our_files_ours() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), &tree("one"));
    for version in ["two", "three"] {
        run(
            &Disk,
            dir.path(),
            &tree(version),
            OnLocalChange::Fail,
            &|| true,
        )
        .unwrap_err();
    }
    let found = survey(&Disk, dir.path(), Verify::Full).unwrap().unwrap();
    assert!(
        found.local_changes().is_empty(),
        "{:?}",
        found.local_changes()
    );
    let outcome = run(
        &Disk,
        dir.path(),
        &tree("four"),
        OnLocalChange::Keep,
        &never,
    )
    .unwrap();
    assert!(outcome.kept.is_empty(), "{:?}", outcome.kept);
    assert_holds(dir.path(), &tree("four"));
}

#[test]
fn an_edit_made_while_staging_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), &tree("one"));
    let edited = dir.path().join("apps/3.yaml");
    let error = run(
        &Disk,
        dir.path(),
        &tree("two"),
        OnLocalChange::Fail,
        &|| {
            fs::write(&edited, "edited meanwhile\n").unwrap();
            false
        },
    )
    .unwrap_err();
    let ProduceError::Sink(Error::LocalChange { paths }) = error else {
        panic!("{error:?}")
    };
    assert_eq!(paths, ["apps/3.yaml"]);
    assert_eq!(fs::read_to_string(&edited).unwrap(), "edited meanwhile\n");
}

#[cfg(unix)]
#[test]
fn removing_does_not_follow_links_either() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    written(dir.path(), &tree("one"));
    let moved = outside.path().join("apps");
    fs::create_dir(&moved).unwrap();
    for entry in fs::read_dir(dir.path().join("apps")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), moved.join(entry.file_name())).unwrap();
    }
    fs::remove_dir_all(dir.path().join("apps")).unwrap();
    std::os::unix::fs::symlink(&moved, dir.path().join("apps")).unwrap();
    let found = survey(&Disk, dir.path(), Verify::Changed).unwrap().unwrap();
    assert_eq!(found.differing.len(), 6);
    let removal = remove(&Disk, dir.path(), "11111111-2222-4333-8444-555555555555").unwrap();
    assert_eq!(removal.kept.len(), 6);
    assert_eq!(fs::read_dir(&moved).unwrap().count(), 6);
}

#[test]
fn a_refused_write_creates_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("same.txt"), "somebody's").unwrap();
    run(&Disk, dir.path(), &tree("one"), OnLocalChange::Fail, &never).unwrap_err();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}
