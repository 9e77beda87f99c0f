//! Ctrl-C and kill -9 in the middle of an apply, and an estate that moves.

use std::{
    fs,
    thread::sleep,
    time::{Duration, Instant},
};

use ovh_sandbox::{EstateChoice, Options};

use crate::workspace::{Workspace, on_each_terraform, signal};

fn large(terraform: &std::path::Path) -> Workspace {
    let options = Options {
        estate: EstateChoice::Generated {
            objects: 1500,
            seed: 7,
        },
        ..Options::default()
    };
    let workspace = Workspace::new(terraform, options);
    workspace.configure("", "");
    workspace
}

/// Waits until files are being staged, which is when an interruption hurts most.
fn wait_for_staging(workspace: &Workspace) {
    let staging = workspace.path("exit/.ovhai-export/staging");
    let begun = Instant::now();
    while fs::read_dir(&staging).map(Iterator::count).unwrap_or(0) < 20 {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "nothing was staged"
        );
        sleep(Duration::from_millis(2));
    }
}

/// Whatever stands in the destination is whole: every manifest ends where its last document does.
fn assert_no_half_files(workspace: &Workspace) {
    let Ok(entries) = fs::read_dir(workspace.path("exit/apps")) else {
        return;
    };
    for entry in entries {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(
            text.ends_with('\n') && text.contains("kind: Deployment"),
            "{text}"
        );
    }
}

#[test]
fn ctrl_c_stops_and_the_next_apply_continues() {
    on_each_terraform(|terraform| {
        let workspace = large(terraform);
        let child = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
        wait_for_staging(&workspace);
        signal("-INT", &format!("-{}", child.id()));
        let outcome = child.finish();
        assert_eq!(outcome.code, 1, "{}", outcome.text);
        assert!(
            outcome.says("interrupted; what is finished is kept"),
            "{}",
            outcome.text
        );
        assert_no_half_files(&workspace);
        workspace.apply().succeeded();
        workspace.assert_whole();
        workspace.assert_no_changes();
    });
}

#[test]
fn after_kill_9_the_next_apply_continues() {
    on_each_terraform(|terraform| {
        let workspace = large(terraform);
        // Terraform alone (the provider notices), then both at once.
        for target in ["", "-"] {
            let child = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
            wait_for_staging(&workspace);
            signal("-KILL", &format!("{target}{}", child.id()));
            child.finish();
            assert_no_half_files(&workspace);
            // Terraform leaves its own lock behind when killed; it says so itself.
            let _ = fs::remove_file(workspace.path(".terraform.tfstate.lock.info"));
            wait_for_unlock(&workspace);
            let _ = fs::remove_dir_all(workspace.path("exit/apps"));
        }
        workspace.apply().succeeded();
        workspace.assert_whole();
        workspace.assert_no_changes();
    });
}

/// The provider of a killed Terraform ends within moments; until then it holds the destination.
fn wait_for_unlock(workspace: &Workspace) {
    let begun = Instant::now();
    let lock = fs::File::open(workspace.path("exit/.ovhai-export/lock")).unwrap();
    while lock.try_lock().is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "an orphan holds the destination"
        );
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_estate_that_moves_between_plan_and_apply_is_not_exported() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace
            .run(&["plan", "-no-color", "-input=false", "-out=saved"])
            .succeeded();
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("fraud-scorer").unwrap();
            apps.edit(&id, |app| app["spec"]["image"] = "example/new:2".into());
            let id = apps.id_of("orders-api").unwrap();
            apps.remove(&id);
        });
        workspace
            .run(&["apply", "-no-color", "-input=false", "saved"])
            .failed(&[
                "The estate changed since the revision was read",
                "Changed: \"fraud-scorer\"",
                "Gone or no longer selected: 1",
                "Run terraform plan again",
            ]);
        assert!(!workspace.exists("exit"));
        workspace.apply().succeeded();
        workspace.assert_whole();
    });
}

#[test]
fn what_was_not_selected_may_move() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.configure("select = { names = [\"fraud-scorer\"] }", "");
        workspace
            .run(&["plan", "-no-color", "-input=false", "-out=saved"])
            .succeeded();
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("orders-api").unwrap();
            apps.remove(&id);
            let id = apps.id_of("embedder").unwrap();
            apps.edit(&id, |app| app["spec"]["image"] = "example/new:2".into());
        });
        workspace
            .run(&["apply", "-no-color", "-input=false", "saved"])
            .succeeded();
        workspace.assert_whole();
        workspace.assert_no_changes();
        assert_eq!(
            fs::read_dir(workspace.path("exit/apps")).unwrap().count(),
            1
        );
    });
}
