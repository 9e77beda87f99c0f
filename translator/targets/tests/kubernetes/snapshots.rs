//! Backups of workspaces: a snapshot that cannot be restored counts for nothing.

use std::fs;

use serde_json::{Value, json};

use crate::scripts::{Place, containers};

/// A cluster whose snapshots are in the file `snapshots`; one that is waited for is ready if the file `works` is there.
const KUBECTL: &str = r#"
echo "$*" >> "$PLACE/log"
case "$1" in
  create) cat > /dev/null; echo volumesnapshot.snapshot.storage.k8s.io/new ;;
  get) cat "$PLACE/snapshots" ;;
  wait) test -e "$PLACE/works" ;;
  delete) ;;
esac
"#;

/// Runs the backup over snapshots of these ages in days, with a rule to keep two, and from position 1 on those of the last seven
/// days; returns whether it succeeded and what it deleted.
fn run(name: &str, works: bool, snapshots: &[(&str, u64, bool)]) -> (bool, Vec<String>) {
    let place = Place::new(name);
    place.stand_in("kubectl", KUBECTL);
    if works {
        fs::write(place.path("works"), "").unwrap();
    }
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let items: Vec<Value> = snapshots
        .iter()
        .map(|(name, days, ready)| {
            let at = now - days * 86_400 - 60;
            let created = std::process::Command::new("date")
                .args(["-u", "+%Y-%m-%dT%H:%M:%SZ", "-d", &format!("@{at}")])
                .output()
                .unwrap();
            let created = String::from_utf8(created.stdout).unwrap();
            json!({
                "metadata": {"name": name, "creationTimestamp": created.trim()},
                "status": {"readyToUse": ready},
            })
        })
        .collect();
    place.write("snapshots", &json!({ "items": items }).to_string());
    let backup = containers("notebook-snapshots", "CronJob/exploration", "containers");
    let status = place
        .command(&backup[0])
        .env("KEEP", "2")
        .env("FROM", "1")
        .env("DAYS", "7")
        .status()
        .unwrap();
    let log = place.text("log");
    assert!(log.contains("--timeout=3600s"), "{log}");
    let deleted = log
        .lines()
        .filter_map(|line| line.strip_prefix("delete volumesnapshots.snapshot.storage.k8s.io "))
        .flat_map(|names| names.split(' ').map(str::to_owned))
        .collect();
    (status.success(), deleted)
}

#[test]
fn backups_are_pruned_by_the_rule() {
    let (is_done, deleted) = run(
        "snapshots-pruned",
        true,
        &[
            ("a", 0, true),
            ("b", 1, true),
            ("c", 2, true),
            ("d", 3, true),
        ],
    );
    assert!(is_done);
    assert_eq!(deleted, ["c", "d"]);
    let (_, deleted) = run("snapshots-old", true, &[("a", 0, true), ("b", 8, true)]);
    assert_eq!(deleted, ["b"]);
}

#[test]
fn snapshots_that_never_get_ready_delete_no_good_one() {
    let snapshots = [
        ("new", 0, false),
        ("failed-1", 1, false),
        ("failed-3", 3, false),
        ("good", 20, true),
        ("older", 30, true),
    ];
    let (is_done, deleted) = run("snapshots-failing", false, &snapshots);
    assert!(!is_done, "a backup that cannot be restored is a failure");
    assert_eq!(deleted, ["failed-3"]);
    // And the newest good one stays, whatever its age.
    let (is_done, deleted) = run("snapshots-newest", true, &snapshots);
    assert!(is_done);
    assert_eq!(deleted, ["failed-3", "older"]);
}
