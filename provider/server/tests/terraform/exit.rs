//! The main job: plan shows it, apply writes it, and afterwards nothing is left to do.

use std::fs;

use ovh_sandbox::{EstateChoice, Options};

use crate::workspace::{Workspace, on_each_terraform};

#[test]
fn plan_shows_apply_writes_and_then_nothing_changes() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        let plan = workspace.plan().succeeded();
        assert!(plan.says("What this exit keeps and what it changes"));
        assert!(plan.says("kubernetes/url-changes: 17"));
        assert!(!workspace.exists("exit"), "planning wrote");

        workspace.apply().succeeded();
        workspace.assert_whole();
        workspace.assert_no_changes();
        let export = workspace.export();
        assert_eq!(export["counts"]["app"], 13);
        assert_eq!(export["counts"]["job"], 5);
        assert_eq!(export["counts"]["notebook"], 3);
        assert_eq!(export["workloads"].as_object().unwrap().len(), 21);
        let summary = workspace.read("exit/SUMMARY.md");
        assert!(
            summary.contains("21 workloads (13 apps, 5 jobs, 3 notebooks) exported"),
            "{summary}"
        );
        assert_eq!(
            workspace.sandbox.requests().writes(),
            0,
            "an export changed something"
        );
    });
}

#[test]
fn destroying_keeps_or_removes_as_configured() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let destroy = workspace
            .run(&["destroy", "-no-color", "-auto-approve"])
            .succeeded();
        assert!(destroy.says("The exported files stay"));
        workspace.assert_whole();

        // The next create finds its own journal and takes the destination over.
        workspace.configure("", "on_destroy = \"delete\"");
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        fs::write(workspace.path("exit/mine.txt"), "not the export's").unwrap();
        workspace
            .run(&["destroy", "-no-color", "-auto-approve"])
            .succeeded();
        let left: Vec<_> = fs::read_dir(workspace.path("exit"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["mine.txt"]);
    });
}

#[test]
fn a_changed_app_shows_and_is_exported_again() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let before = workspace.read("exit/apps/fraud-scorer.yaml");
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("fraud-scorer").unwrap();
            apps.edit(&id, |app| {
                app["spec"]["image"] = "registry.example.com/ml/fraud:9".into()
            });
            // What changes by itself is no difference.
            let other = apps.id_of("orders-api").unwrap();
            apps.edit(&other, |app| app["status"]["availableReplicas"] = 7.into());
        });
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("0 to add, 1 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let after = workspace.read("exit/apps/fraud-scorer.yaml");
        assert!(before != after && after.contains("registry.example.com/ml/fraud:9"));
    });
}

#[test]
fn the_destination_can_move() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.configure("", "on_destroy = \"delete\"");
        workspace.apply().succeeded();
        let text = workspace
            .read("main.tf")
            .replace("file:./exit", "file:./elsewhere/exit");
        workspace.write("main.tf", &text);
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("0 to add, 1 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(
            workspace.exists("elsewhere/exit/index.json") && !workspace.exists("exit/index.json")
        );

        // Another spelling of the same folder is no move.
        workspace.write(
            "main.tf",
            &text.replace("file:./elsewhere/exit", "file:elsewhere/../elsewhere/exit"),
        );
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(workspace.exists("elsewhere/exit/index.json"));
    });
}

#[test]
fn an_export_can_be_imported() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let id = workspace.export()["id"].clone();
        fs::remove_file(workspace.path("terraform.tfstate")).unwrap();
        workspace
            .run(&[
                "import",
                "-no-color",
                "ovhai_workload_export.exit",
                "file:./exit",
            ])
            .succeeded();
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert_eq!(workspace.export()["id"], id);
        let nowhere = workspace.run(&[
            "import",
            "-no-color",
            "ovhai_workload_export.other",
            "file:./nowhere",
        ]);
        assert_ne!(nowhere.code, 0);
    });
}

#[test]
fn answers_and_overrides_decide() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.configure(
            "",
            r#"
            answers   = { "kubernetes/url-changes" = "announced on the status page" }
            overrides = { "Deployment/fraud-scorer" = jsonencode({ metadata = { annotations = { owner = "risk" } } }) }
            "#,
        );
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(
            workspace
                .read("exit/apps/fraud-scorer.yaml")
                .contains("owner: risk")
        );
        assert!(
            workspace.export()["open_findings"]
                .get("kubernetes/url-changes")
                .is_none()
        );

        workspace.configure("", r#"answers = { "kubernetes/url-change" = "x" }"#);
        workspace
            .plan()
            .failed(&["did you mean `kubernetes/url-changes`"]);
        workspace.configure(
            "",
            r#"overrides = { "Deployment/nobody" = jsonencode({}) }"#,
        );
        workspace.plan().failed(&["Deployment/nobody"]);
        workspace.configure("", "overrides = { \"Deployment/fraud-scorer\" = \"{\" }");
        workspace.plan().failed(&["overrides"]);
    });
}

#[test]
fn every_odd_app_is_exported() {
    on_each_terraform(|terraform| {
        for seed in [1, 2] {
            let options = Options {
                estate: EstateChoice::Generated { objects: 250, seed },
                ..Options::default()
            };
            let workspace = Workspace::new(terraform, options);
            workspace.configure("", "");
            workspace.apply().succeeded();
            workspace.assert_whole();
            workspace.assert_no_changes();
            assert_eq!(
                fs::read_dir(workspace.path("exit/sources/app"))
                    .unwrap()
                    .count(),
                250
            );
        }
    });
}
