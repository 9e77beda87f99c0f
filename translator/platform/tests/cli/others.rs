//! Commands that make no workload.

use std::collections::BTreeSet;

use ovhai_platform::{
    cli::{self, Command, FINDINGS, Other},
    documents::SecretText,
};
use serde_json::json;

use crate::{document, found, read};

fn other(text: &str) -> (Other, Vec<String>) {
    let parsed = read(text);
    match &parsed.command {
        Some(Command::Other(other)) => (other.clone(), found(&parsed)),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn commands_are_recognised_with_their_ids() {
    for (text, name, argument, value) in [
        ("ovhai app get 96fb -o json", "app get", "ID", Some("96fb")),
        ("ovhai app ls -s RUNNING", "app list", "ID", None),
        (
            "ovhai app logs -f --tail=5 96fb",
            "app logs",
            "ID",
            Some("96fb"),
        ),
        ("ovhai app stop $ID", "app stop", "ID", Some("$ID")),
        ("ovhai app delete 96fb", "app delete", "ID", Some("96fb")),
        ("ovhai job kill 96fb", "job stop", "ID", Some("96fb")),
        (
            "ovhai job exec -it 96fb -- bash -l",
            "job exec",
            "ID",
            Some("96fb"),
        ),
        (
            "ovhai job push-data 96fb",
            "job push-data",
            "ID",
            Some("96fb"),
        ),
        (
            "ovhai notebook start 96fb",
            "notebook start",
            "ID",
            Some("96fb"),
        ),
        ("ovhai datastore ls", "datastore list", "ID", None),
        (
            "ovhai datastore add git code https://h/r.git --store-credentials-locally more",
            "datastore add git",
            "URL",
            Some("https://h/r.git"),
        ),
        (
            "ovhai bucket create GRA data",
            "bucket create",
            "NAME",
            Some("data"),
        ),
        (
            "ovhai bucket object upload data@GRA a b --add-prefix x --workers 4 -y",
            "bucket object upload",
            "BUCKET@STORE",
            Some("data@GRA"),
        ),
        (
            "ovhai registry add https://h",
            "registry add",
            "URL",
            Some("https://h"),
        ),
        (
            "ovhai token create ci --role operator -l team=nlp",
            "token create",
            "NAME",
            Some("ci"),
        ),
        ("ovhai config set GRA", "config set", "REGION", Some("GRA")),
        (
            "ovhai capabilities flavor ls",
            "capabilities flavor list",
            "ID",
            None,
        ),
        ("ovhai me", "me", "ID", None),
        ("ovhai login", "login", "ID", None),
    ] {
        let (other, findings) = other(text);
        assert_eq!(other.name, name, "{text}");
        assert_eq!(
            other.argument(argument).map(|value| value.text()),
            value,
            "{text}"
        );
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
    let (exec, _) = other("ovhai job exec -it 96fb -- bash -l");
    let rest: Vec<&str> = exec.rest.iter().map(|word| word.text()).collect();
    assert_eq!(rest, ["bash", "-l"]);
    let flags: Vec<&str> = exec.flags.iter().map(|(name, _)| *name).collect();
    assert_eq!(flags, ["stdin", "tty"]);
}

#[test]
fn changes_of_apps_are_documents() {
    let scale = read("ovhai app scale 96fb --auto-min-replicas 1 --auto-max-replicas 3");
    assert_eq!(
        document(&scale),
        json!({"automatic": {"replicasMin": 1, "replicasMax": 3}})
    );
    let update = read("ovhai app update 96fb --env A=1 --env B= --flavor l4-1-gpu -g 2");
    assert_eq!(
        document(&update),
        json!({"envVars": [{"name": "A", "value": "1"}, {"name": "B", "value": ""}],
            "flavor": "l4-1-gpu", "gpu": 2})
    );
    match read("ovhai app set-image 96fb registry.example.com/a:2").command {
        Some(Command::AppSetImage(change)) => {
            assert_eq!(
                (&*change.id, &*change.change),
                ("96fb", "registry.example.com/a:2")
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn credentials_have_a_type_that_does_not_show_them() {
    let parsed = read("ovhai --token=hunter2 app list");
    assert_eq!(parsed.settings.token, Some(SecretText::from("hunter2")));
    assert_eq!(found(&parsed), ["credential-in-line@1"]);
    let (add, findings) =
        other("ovhai datastore add s3 a https://s3.example.com gra AK \"$SECRET\"");
    assert_eq!(
        add.argument("SECRET_KEY").map(|value| value.text()),
        Some("$SECRET")
    );
    assert_eq!(findings, ["credential-in-line@7"]);
}

#[test]
fn what_is_no_command_says_what_could_stand_there() {
    for (text, findings, words) in [
        ("ovhai", &["unknown-command"] as &[&str], "app, job"),
        ("ovhai app", &["unknown-command"], "run, list"),
        ("ovhai pods list", &["unknown-command@1"], "notebook"),
        ("ovhai app create img", &["unknown-command@2"], "app run"),
        (
            "ovhai app export 96fb",
            &["unknown-command@2"],
            "app get ID -o json",
        ),
        ("ovhai $GROUP run", &["unknown-command@1"], "$GROUP"),
        (
            "ovhai notebook fork 96fb",
            &["unverified@2"],
            "notebook fork",
        ),
        (
            "ovhai data upload GRA c f",
            &["old-spelling@2"],
            "bucket object upload",
        ),
        (
            "ovhai app logs --tail 5 96fb",
            &["missing-value@3", "unexpected-word@5"],
            "equals sign",
        ),
    ] {
        let parsed = read(text);
        assert_eq!(found(&parsed), findings, "{text}");
        assert!(
            parsed.findings[0].detail.contains(words),
            "{text}: {:?}",
            parsed.findings[0]
        );
    }
    for text in ["ovhai --help", "ovhai app -h", "ovhai --version"] {
        let parsed = read(text);
        assert!(
            parsed.command.is_none() && parsed.findings.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn slugs_are_unique_and_every_command_has_a_name() {
    let slugs: BTreeSet<&str> = FINDINGS.iter().map(|kind| kind.slug).collect();
    assert_eq!(slugs.len(), FINDINGS.len());
    let names: Vec<String> = cli::commands().collect();
    let unique: BTreeSet<&String> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
    assert!(names.iter().all(|name| !name.contains('|')));
}
