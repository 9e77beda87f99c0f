//! Who owns which files: an export outlives its source, and no resource removes what another one wrote.

use std::fs;

use crate::workspace::{Workspace, on_each_terraform};

fn manifests(workspace: &Workspace) -> usize {
    fs::read_dir(workspace.path("exit/apps")).map_or(0, Iterator::count)
}

#[test]
fn an_export_outlives_what_it_was_made_from() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("fraud-scorer").unwrap();
            apps.remove(&id);
        });
        workspace.plan().failed(&[
            "Exported objects are gone from the platform",
            "fraud-scorer (app/",
            "on_source_removed",
        ]);
        workspace.sandbox.with_apps(|apps| apps.clear());
        workspace
            .apply()
            .failed(&["Exported objects are gone", "and 3 more"]);
        assert_eq!(manifests(&workspace), 13);
        workspace.assert_whole();

        // Without state it is the journal that knows.
        fs::remove_file(workspace.path("terraform.tfstate")).unwrap();
        workspace.apply().failed(&["Exported objects are gone"]);
        assert_eq!(manifests(&workspace), 13);

        workspace.configure("", "on_source_removed = \"delete\"");
        workspace.apply().succeeded();
        assert_eq!(manifests(&workspace), 0);
        workspace.assert_no_changes();
    });
}

#[test]
fn leaving_the_selection_is_no_loss() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        workspace.configure("select = { names = [\"fraud-scorer\"] }", "");
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert_eq!(manifests(&workspace), 1);
    });
}

#[test]
fn replacing_ends_with_an_export() {
    on_each_terraform(|terraform| {
        for extra in [
            "on_destroy = \"delete\"",
            "on_destroy = \"delete\"\non_local_change = \"keep\"",
            "on_destroy = \"delete\"\non_local_change = \"overwrite\"",
        ] {
            let workspace = Workspace::exit(terraform);
            workspace.configure("", extra);
            workspace.apply().succeeded();
            if extra.contains("local") {
                let path = workspace.path("exit/apps/fraud-scorer.yaml");
                fs::write(&path, "edited: by hand\n").unwrap();
            }
            let replace = [
                "apply",
                "-no-color",
                "-auto-approve",
                "-replace=ovhai_workload_export.exit",
            ];
            workspace.run(&replace).succeeded();
            assert_eq!(manifests(&workspace), 13, "{extra}");
            workspace.assert_no_changes();
        }
    });
}

#[test]
fn a_new_export_is_not_removed_with_the_old_one() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.configure(
            "",
            "on_destroy = \"delete\"\nlifecycle { create_before_destroy = true }",
        );
        workspace.apply().succeeded();
        workspace.run(&[
            "apply",
            "-no-color",
            "-auto-approve",
            "-replace=ovhai_workload_export.exit",
        ]);
        // Whether Terraform may go on or is refused: files that a resource manages are there.
        assert_eq!(manifests(&workspace), 13);
        workspace.assert_whole();
    });
}

#[test]
fn two_resources_do_not_share_a_destination() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        let second = "resource \"ovhai_workload_export\" \"second\" {\n  destination = \"file:./exit/\"\n  revision = \
                      data.ovhai_inventory.all.revision\n  on_destroy = \"delete\"\n  depends_on = [ovhai_workload_export.exit]\n}\n";
        workspace.write("second.tf", second);
        workspace
            .apply()
            .failed(&["another resource of this configuration manages"]);
        assert_eq!(manifests(&workspace), 13);
        fs::remove_file(workspace.path("second.tf")).unwrap();
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        workspace.assert_whole();
    });
}

#[test]
fn moving_onto_a_forgotten_export_loses_nothing_of_it() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        fs::remove_file(workspace.path("terraform.tfstate")).unwrap();
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("fraud-scorer").unwrap();
            apps.remove(&id);
        });
        let here = workspace.read("main.tf");
        workspace.write("main.tf", &here.replace("file:./exit", "file:./other"));
        workspace.apply().succeeded();
        workspace.write("main.tf", &here);
        workspace
            .plan()
            .failed(&["Exported objects are gone from the platform", "app/"]);
        assert_eq!(manifests(&workspace), 13);
    });
}
