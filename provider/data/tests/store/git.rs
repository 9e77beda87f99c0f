//! Repositories of Git, served over HTTP as plain files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use axum::{Router, extract::State, http::StatusCode, http::Uri};
use ovhai_data::{
    Depth, Error, Git, Journal, Quiet, Source, Target, Tree, run, testing::TestStore, verify,
};

use super::{bucket, options};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Serves files below a folder; the URL.
async fn served(root: &Path) -> String {
    async fn file(State(root): State<PathBuf>, uri: Uri) -> Result<Vec<u8>, StatusCode> {
        let path = root.join(uri.path().trim_start_matches('/'));
        fs::read(path).map_err(|_| StatusCode::NOT_FOUND)
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(file).with_state(root.to_owned());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-qm", name]);
}

/// A repository with two branches and a tag, as a server has it.
fn made(root: &Path) -> (PathBuf, PathBuf) {
    let own = root.join("own");
    fs::create_dir_all(&own).unwrap();
    git(&own, &["init", "-q"]);
    write(&own, "a", "one");
    git(&own, &["tag", "-a", "v1", "-m", "first"]);
    git(&own, &["checkout", "-qb", "large"]);
    write(&own, ".gitattributes", "*.bin filter=lfs diff=lfs\n");
    git(&own, &["checkout", "-q", "main"]);
    let bare = root.join("served.git");
    git(root, &["clone", "-q", "--mirror", "own", "served.git"]);
    git(&bare, &["update-server-info"]);
    (own, bare)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ref_of_a_repository_can_be_cloned_from_the_copy() {
    let (root, work, keep) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let (own, bare) = made(root.path());
    let url = format!("{}/served.git", served(root.path()).await);
    let program = Git::found().unwrap();
    let before = program.refs(&url).await.unwrap();
    assert_eq!(before.0.len(), 3);
    let bundled = program.bundle(&url, work.path()).await.unwrap();
    assert_eq!(bundled.refs, before);
    assert_eq!(bundled.needs, ["refs/heads/large: files kept by LFS"]);
    let store = TestStore::start().await.unwrap();
    let to = bucket(&store);
    let from = Source::Folder(Tree::called(&bundled.folder, format!("git:{url}")));
    assert_eq!(from.description(), format!("git:{url}"));
    let copied = async || {
        let journal = Journal::open(&from, &to, Some(keep.path())).unwrap();
        let outcome = run(&from, &to, &journal, &options(), &Quiet).await.unwrap();
        let found = verify(&to, &journal, &options(), Depth::Bytes)
            .await
            .unwrap();
        assert_eq!((outcome.failures, found.wrong), (0, 0));
        outcome.copied
    };
    assert_eq!(copied().await, 2);
    // Nothing changed: the same files.
    program.bundle(&url, work.path()).await.unwrap();
    assert_eq!(copied().await, 0);
    // Something did.
    write(&own, "b", "two");
    git(
        &bare,
        &["fetch", "-q", "--prune", "origin", "+refs/*:refs/*"],
    );
    git(&bare, &["update-server-info"]);
    let after = program.bundle(&url, work.path()).await.unwrap();
    assert_ne!(after.refs.digest(), before.digest());
    assert_eq!(copied().await, 2);
    let held = store.state().buckets["to"]["copy/repository.bundle"]
        .bytes
        .clone();
    let bundle = root.path().join("back.bundle");
    fs::write(&bundle, held).unwrap();
    git(
        root.path(),
        &["clone", "-q", "--mirror", "back.bundle", "back.git"],
    );
    let refs = |folder: &Path| {
        git(
            folder,
            &["for-each-ref", "--format=%(objectname) %(refname)"],
        )
    };
    assert_eq!(refs(&root.path().join("back.git")), refs(&bare));
    git(&root.path().join("back.git"), &["fsck", "--full"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spoilt_or_missing_repository_is_an_error_and_an_empty_one_a_list_of_nothing() {
    let (root, work) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_, bare) = made(root.path());
    let url = served(root.path()).await;
    let program = Git::found().unwrap();
    let missing = program
        .refs(&format!("{url}/not-there.git"))
        .await
        .unwrap_err();
    assert!(
        missing.to_string().contains("credential helper"),
        "{missing}"
    );
    git(root.path(), &["init", "-q", "--bare", "empty.git"]);
    git(&root.path().join("empty.git"), &["update-server-info"]);
    let empty = program
        .bundle(&format!("{url}/empty.git"), &work.path().join("empty"))
        .await;
    let empty = empty.unwrap();
    assert!(empty.refs.0.is_empty() && !empty.folder.join("repository.bundle").exists());
    // Objects that are not there, or not what they are called.
    let objects = fs::read_dir(bare.join("objects")).unwrap();
    for entry in objects {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        }
    }
    let spoilt = program
        .bundle(&format!("{url}/served.git"), work.path())
        .await;
    assert!(
        matches!(spoilt, Err(Error::Unreachable { .. })),
        "{spoilt:?}"
    );
    assert!(!work.path().join("files").exists());
}
