//! A cluster asked in dry runs whether it would take an export, from Terraform.

use ovhai_clusters::testing::{Mock, Running};

use crate::workspace::{Workspace, on_each_terraform};

fn cluster(policy: fn(&serde_json::Value) -> Option<(u16, String)>) -> Mock {
    let mut mock = Mock {
        policy,
        ..Mock::default()
    };
    mock.namespaces.insert("ai-workloads".to_owned());
    mock
}

fn workspace(terraform: &std::path::Path, cluster: &Running) -> Workspace {
    let workspace = Workspace::exit(terraform);
    workspace.configure("", "validate = \"server\"");
    let clusters = format!(
        "provider \"ovhai\" {{\n  clusters = {{ target = {{ host = \"{}\" }} }}\n}}",
        cluster.host()
    );
    let text = workspace.read("main.tf");
    workspace.write("main.tf", &text.replace("provider \"ovhai\" {}", &clusters));
    workspace
}

#[test]
fn plan_shows_what_the_cluster_would_refuse() {
    on_each_terraform(|terraform| {
        let server = cluster(|_| None).start().unwrap();
        let workspace = workspace(terraform, &server);
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("by the cluster target, in dry runs"),
            "{}",
            plan.text
        );
        assert!(plan.says("0 refused"), "{}", plan.text);
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert_eq!(workspace.export()["validation"]["refused"], 0);

        server.become_another(cluster(|object| {
            (object["kind"] == "Deployment")
                .then(|| (422, "spec.replicas: only one replica is allowed".to_owned()))
        }));
        let plan = workspace.plan().succeeded();
        assert!(plan.says("validation/refused"), "{}", plan.text);
        assert!(plan.says("only one replica is allowed"), "{}", plan.text);
        assert!(plan.says("0 to add, 1 to change, 0 to destroy"));
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(
            workspace.export()["validation"]["refused"]
                .as_i64()
                .unwrap()
                > 0
        );
        assert_eq!(server.changes(), 0, "a dry run changed the cluster");
    });
}

#[test]
fn plan_shows_whose_objects_an_apply_would_conflict_with() {
    on_each_terraform(|terraform| {
        let server = Mock {
            stored: |object| match object["kind"].as_str() {
                Some("Deployment") => {
                    vec![("helm", "/spec/minReadySeconds", serde_json::json!(7))]
                }
                Some("Service") => vec![("helm", "/spec/type", serde_json::json!("LoadBalancer"))],
                _ => Vec::new(),
            },
            ..cluster(|_| None)
        }
        .start()
        .unwrap();
        let workspace = workspace(terraform, &server);
        let plan = workspace.plan().succeeded();
        assert!(plan.says("validation/owned-by-another"), "{}", plan.text);
        assert!(plan.says("helm manages .spec.type"), "{}", plan.text);
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let validation = &workspace.export()["validation"];
        assert_eq!(
            validation["refused"],
            validation["findings"]["validation/owned-by-another"]
        );
        assert_eq!(server.changes(), 0, "a dry run changed the cluster");
    });
}
