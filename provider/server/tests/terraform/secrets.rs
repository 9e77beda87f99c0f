//! Secret values reach no state, plan, log or file.

use std::fs;

use crate::workspace::{Workspace, on_each_terraform};

const PLANTED: &[&str] = &[
    "pl4nted-in-a-variable",
    "pl4nted-in-an-argument",
    "pl4nted-in-a-url",
    "pl4nted-in-tomorrow",
];

#[test]
fn secrets_stay_where_they_are() {
    on_each_terraform(|terraform| {
        let mut workspace = Workspace::exit(terraform);
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("orders-api").unwrap();
            apps.edit(&id, |app| {
                app["spec"]["envVars"] = serde_json::json!([
                    { "name": "DB_PASSWORD", "value": PLANTED[0] },
                    { "name": "DATABASE", "value": format!("postgres://app:{}@db/x", PLANTED[2]) },
                ]);
                app["spec"]["command"] = serde_json::json!(["serve", "--api-token", PLANTED[1]]);
                app["spec"]["tomorrow"] = serde_json::json!({ "clientSecret": PLANTED[3] });
            });
        });
        workspace
            .environment
            .insert("TF_LOG".to_owned(), "trace".to_owned());
        let log = workspace.path("trace.log").to_str().unwrap().to_owned();
        workspace.environment.insert("TF_LOG_PATH".to_owned(), log);
        workspace.write("more.tf", "data \"ovhai_apps\" \"all\" {}\noutput \"apps\" { value = data.ovhai_apps.all.apps }\n");
        let plan = workspace
            .run(&["plan", "-no-color", "-out=saved"])
            .succeeded();
        let shown = workspace.run(&["show", "-json", "saved"]).succeeded();
        let apply = workspace.run(&["apply", "-no-color", "saved"]).succeeded();
        let log = workspace.read("trace.log");
        assert!(
            log.contains("export written"),
            "the provider's own log lines are missing"
        );

        let key = workspace.sandbox.credentials().key.clone();
        let credentials = [key.application_secret.as_str(), key.consumer_key.as_str()];
        for secret in PLANTED.iter().copied().chain(credentials) {
            for (place, text) in [
                ("plan", &plan.text),
                ("saved plan", &shown.text),
                ("apply", &apply.text),
                ("state", &workspace.read("terraform.tfstate")),
                ("log", &log),
            ] {
                assert!(!text.contains(secret), "{secret} is in the {place}");
            }
            assert_not_below(&workspace.path("exit"), secret);
        }
        let required = workspace.read("exit/required-secrets.json");
        assert!(required.contains("DB_PASSWORD"), "{required}");
    });
}

fn assert_not_below(folder: &std::path::Path, secret: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_not_below(&path, secret);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(secret), "{secret} is in {}", path.display());
        }
    }
}
