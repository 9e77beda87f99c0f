//! What goes wrong says what to do, and changes nothing.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
};

use crate::workspace::{Workspace, on_each_terraform};

/// A workspace whose plan must fail, with other variables.
fn with(terraform: &std::path::Path, changes: &[(&str, Option<&str>)], words: &[&str]) {
    let mut workspace = Workspace::exit(terraform);
    for (name, value) in changes {
        match value {
            Some(value) => workspace
                .environment
                .insert((*name).to_owned(), (*value).to_owned()),
            None => workspace.environment.remove(*name),
        };
    }
    workspace.plan().failed(words);
    assert!(!workspace.exists("exit"));
}

#[test]
fn credentials() {
    on_each_terraform(|terraform| {
        with(
            terraform,
            &[("OVH_CONSUMER_KEY", Some("wrong"))],
            &["INVALID_CREDENTIAL"],
        );
        with(
            terraform,
            &[("OVH_APPLICATION_SECRET", Some("wrong"))],
            &["INVALID_SIGNATURE"],
        );
        with(
            terraform,
            &[("OVH_CONSUMER_KEY", None)],
            &["`consumer_key` is missing", "OVH_CONSUMER_KEY"],
        );
        with(
            terraform,
            &[
                ("OVH_CLIENT_ID", Some("id")),
                ("OVH_CLIENT_SECRET", Some("secret")),
            ],
            &["two ways to authenticate are set"],
        );
        with(
            terraform,
            &[("OVH_ENDPOINT", Some("ovh-mars"))],
            &["`ovh-mars`", "ovh-eu"],
        );
        with(
            terraform,
            &[("OVH_CLOUD_PROJECT_SERVICE", None)],
            &["No project is named", "OVH_CLOUD_PROJECT_SERVICE"],
        );
        with(
            terraform,
            &[(
                "OVH_CLOUD_PROJECT_SERVICE",
                Some("00000000000000000000000000000000"),
            )],
            &["404"],
        );
    });
}

#[test]
fn a_repository_cannot_redirect_credentials() {
    on_each_terraform(|terraform| {
        let mut workspace = Workspace::exit(terraform);
        workspace.environment.remove("OVH_ENDPOINT");
        workspace.write(
            "ovh.conf",
            "[default]\nendpoint=https://evil.example.com/1.0\n",
        );
        workspace.plan().failed(&["./ovh.conf", "OVH_ENDPOINT"]);
    });
}

#[test]
fn endpoints_that_are_no_api() {
    on_each_terraform(|terraform| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let html = format!("http://{}/1.0", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                let body = "<!DOCTYPE html><html><body>Please log in</body></html>";
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        with(
            terraform,
            &[("OVH_ENDPOINT", Some(&html))],
            &["HTML", "endpoint"],
        );
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        with(
            terraform,
            &[("OVH_ENDPOINT", Some(&format!("http://{free}/1.0")))],
            &["127.0.0.1"],
        );
    });
}

#[test]
fn destinations() {
    on_each_terraform(|terraform| {
        for (destination, words) in [
            ("./exit", "write file:./exit"),
            ("s3://bucket", "use file:PATH"),
            ("file:", "empty"),
            ("file:/", "root folder"),
        ] {
            let workspace = Workspace::exit(terraform);
            workspace.write(
                "main.tf",
                &workspace
                    .read("main.tf")
                    .replace("file:./exit", destination),
            );
            workspace.plan().failed(&[words]);
        }
        for (destination, words) in [
            ("file:./main.tf", "is a file"),
            ("file:./main.tf/below", "is a file"),
            ("file:/proc/exit", "cannot create"),
        ] {
            let workspace = Workspace::exit(terraform);
            workspace.write(
                "main.tf",
                &workspace
                    .read("main.tf")
                    .replace("file:./exit", destination),
            );
            workspace.apply().failed(&[words]);
        }
    });
}

#[test]
fn files_of_others_are_not_overwritten() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        fs::create_dir_all(workspace.path("exit/apps")).unwrap();
        workspace.write("exit/apps/fraud-scorer.yaml", "somebody's");
        workspace.apply().failed(&[
            "exist already and were not written by this export",
            "apps/fraud-scorer.yaml",
        ]);
        assert_eq!(workspace.read("exit/apps/fraud-scorer.yaml"), "somebody's");
        assert!(!workspace.exists("exit/index.json"));
    });
}

#[test]
fn names_cannot_leave_the_destination() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        let names = [
            "../../outside",
            "/etc/passwd",
            "con",
            "..",
            ".",
            "My App",
            "my-app",
            "MY APP!",
            "a\u{0}b",
            "😀",
        ];
        let long = "x".repeat(300);
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("fraud-scorer").unwrap();
            let template = apps.get(&id).unwrap();
            for (number, name) in names.into_iter().chain([long.as_str()]).enumerate() {
                let mut app = template.clone();
                app["id"] = format!("00000000-0000-4000-8000-{number:012}").into();
                app["spec"]["name"] = name.into();
                assert!(apps.insert(&app));
            }
        });
        workspace.apply().succeeded();
        workspace.assert_whole();
        workspace.assert_no_changes();
        assert_eq!(
            fs::read_dir(workspace.path("exit/apps")).unwrap().count(),
            13 + 11
        );
        assert!(!workspace.path("../outside").exists());
    });
}

#[test]
fn members_never_seen_are_taken_along() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("fraud-scorer").unwrap();
            apps.edit(&id, |app| {
                app["spec"]["confidentialComputing"] = serde_json::json!({ "enclave": "tdx" })
            });
        });
        workspace.apply().succeeded();
        assert_eq!(workspace.export()["findings"]["platform/unknown-member"], 1);
        assert!(
            workspace
                .read("exit/sources/app/fraud-scorer.json")
                .contains("confidentialComputing")
        );
        assert!(
            workspace
                .read("exit/findings.json")
                .contains("/spec/confidentialComputing")
        );
    });
}

#[test]
fn regions_that_do_not_exist() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        workspace.write("main.tf", &workspace.read("main.tf").replace("SELECT", ""));
        workspace.write(
            "more.tf",
            "data \"ovhai_capabilities\" \"here\" { only_regions = [\"MARS\"] }\n",
        );
        workspace
            .plan()
            .failed(&["`MARS` is no region of this project", "BHS, GRA"]);
    });
}

#[test]
fn choices_that_cannot_be_used() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::exit(terraform);
        for (extra, words) in [
            ("on_local_change = \"maybe\"", "fail"),
            ("target = \"nomad\"", "kubernetes"),
            ("revision = \"latest\"", "revision"),
        ] {
            let text = workspace.read("main.tf");
            let text = if extra.starts_with("revision") {
                text.replace("revision    = data.ovhai_inventory.all.revision", extra)
            } else {
                text.replace("profile ", &format!("{extra}\n  profile "))
            };
            let other = Workspace::exit(terraform);
            other.write("main.tf", &text);
            other.plan().failed(&[words]);
        }
        for (profile, words) in [
            ("{ namespace = \"Not A Label\" }", "DNS label"),
            ("{ authentication = \"none\" }", "accept_open_access"),
            (
                "{ network_policy = { cluster_ranges = [\"10.0.0.0\"] } }",
                "10.0.0.0/8",
            ),
        ] {
            let other = Workspace::exit(terraform);
            let text = other
                .read("main.tf")
                .replace("{ domain = \"apps.example.com\" }", profile);
            other.write("main.tf", &text);
            other.run(&["validate", "-no-color"]).failed(&[words]);
        }
        workspace.configure("select = { label_selector = \"a in b\" }", "");
        workspace
            .run(&["validate", "-no-color"])
            .failed(&["label selector"]);
    });
}
