//! Files changed, removed or added by hand after an export.

use std::fs;

use crate::workspace::{Workspace, on_each_terraform};

const FILE: &str = "exit/apps/fraud-scorer.yaml";

fn edited(workspace: &Workspace) -> String {
    let text = workspace.read(FILE);
    let edited = text.replacen(
        "terminationGracePeriodSeconds: ",
        "terminationGracePeriodSeconds: 1",
        1,
    );
    assert!(text != edited, "there was nothing to edit");
    fs::write(workspace.path(FILE), &edited).unwrap();
    edited
}

#[test]
fn an_edit_stops_planning_and_is_shown_as_override() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let text = edited(&workspace);
        workspace.plan().failed(&[
            "Exported files were changed by hand",
            "apps/fraud-scorer.yaml",
            "on_local_change",
        ]);
        workspace
            .apply()
            .failed(&["Exported files were changed by hand"]);
        assert!(workspace.read(FILE) == text);
    });
}

#[test]
fn the_shown_override_makes_the_edit_permanent() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let text = edited(&workspace);
        let shown = workspace.plan().text.replace(['│', '╷', '╵'], "");
        let start = shown.find("overrides = {").unwrap();
        let end = start + shown[start..].find("})\n").unwrap();
        workspace.configure("", &format!("{}}})\n}}", &shown[start..end]));
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(workspace.read(FILE) == text);
    });
}

#[test]
fn edits_can_be_kept() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let text = edited(&workspace);
        workspace.configure("", "on_local_change = \"keep\"");
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("orders-api").unwrap();
            apps.edit(&id, |app| app["spec"]["image"] = "example/new:2".into());
        });
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(workspace.read(FILE) == text);
        assert!(
            workspace
                .read("exit/apps/orders-api.yaml")
                .contains("example/new:2")
        );
    });
}

#[test]
fn edits_can_be_overwritten() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let original = workspace.read(FILE);
        edited(&workspace);
        workspace.configure("", "on_local_change = \"overwrite\"");
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("0 to add, 1 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        assert!(workspace.read(FILE) == original);
        workspace.assert_no_changes();
    });
}

#[test]
fn missing_files_come_back() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        fs::remove_file(workspace.path(FILE)).unwrap();
        fs::remove_dir_all(workspace.path("exit/sources")).unwrap();
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("0 to add, 1 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        workspace.assert_whole();
        workspace.assert_no_changes();

        fs::remove_dir_all(workspace.path("exit")).unwrap();
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("1 to add, 0 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        workspace.assert_whole();
    });
}

#[test]
fn full_verification_sees_what_size_and_time_hide() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.configure("", "verify = \"full\"\non_local_change = \"overwrite\"");
        workspace.apply().succeeded();
        let path = workspace.path(FILE);
        let (text, modified) = (
            workspace.read(FILE),
            fs::metadata(&path).unwrap().modified().unwrap(),
        );
        fs::write(&path, text.replacen("app", "apq", 1)).unwrap();
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(modified)
            .unwrap();
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("0 to add, 1 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        assert!(workspace.read(FILE) == text);
    });
}

#[test]
fn an_override_inside_a_list_ends_the_matter() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let text = workspace.read(FILE);
        let edited = text.replacen("averageUtilization: 80", "averageUtilization: 60", 1);
        assert!(text != edited, "there was nothing to edit");
        fs::write(workspace.path(FILE), &edited).unwrap();
        let shown = workspace.plan().text.replace(['│', '╷', '╵'], "");
        let start = shown.find("overrides = {").unwrap();
        let end = start + shown[start..].find("})\n").unwrap();
        workspace.configure("", &format!("{}}})\n}}", &shown[start..end]));
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(workspace.read(FILE).contains("averageUtilization: 60"));
    });
}

#[test]
fn comments_are_not_thrown_away() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.apply().succeeded();
        let text = workspace.read(FILE) + "# ask risk before changing this\n";
        fs::write(workspace.path(FILE), &text).unwrap();
        workspace.plan().failed(&["only comments or layout differ"]);
        workspace.configure("", "on_local_change = \"overwrite\"");
        assert!(
            workspace
                .plan()
                .succeeded()
                .says("Files changed by hand will be overwritten")
        );
        workspace.configure("", "on_local_change = \"keep\"");
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(workspace.read(FILE) == text);
    });
}
