//! The sandbox as a process: one line on stdout, a clean end.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::client::http;

struct Process(Child);

impl Process {
    fn start(arguments: &[&str]) -> (Self, Value, BufReader<std::process::ChildStdout>) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ovh-sandbox"))
            .arg("serve")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        (Self(child), serde_json::from_str(&line).unwrap(), stdout)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only when the process has ended already, which is what most tests want.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn serve_says_where_it_is_in_one_line_and_ends_on_sigterm() {
    let (mut process, line, mut stdout) =
        Process::start(&["--read-only", "--objects", "20", "--seed", "4"]);
    for member in [
        "api",
        "token_url",
        "service_name",
        "application_key",
        "application_secret",
        "consumer_key",
        "client_id",
        "client_secret",
        "access_token",
        "control",
    ] {
        assert!(line[member].is_string(), "{member} is missing: {line}");
    }
    assert!(
        line["api"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    assert!(line["api"].as_str().unwrap().ends_with("/1.0"));
    assert!(line.get("ca_file").is_none());
    assert_ne!(line["read_only"]["consumer_key"], line["consumer_key"]);
    let url = format!(
        "{}/cloud/project/{}/ai/app",
        line["api"].as_str().unwrap(),
        line["service_name"].as_str().unwrap()
    );
    let http = http().build().unwrap();
    let response = http
        .get(url)
        .bearer_auth(line["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let apps: Vec<Value> = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(apps.len(), 20);

    let id = process.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(process.0.wait().unwrap().success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "stdout holds more than one line");
}

#[tokio::test]
async fn generated_objects_are_apps_or_of_all_kinds() {
    for (mix, apps, jobs) in [(None, 40, 0), (Some("apps"), 40, 0), (Some("all"), 10, 16)] {
        let mut arguments = vec!["--objects", "40"];
        if let Some(mix) = mix {
            arguments.extend(["--mix", mix]);
        }
        let (_process, line, _stdout) = Process::start(&arguments);
        let control = line["control"].as_str().unwrap();
        let holdings = http()
            .build()
            .unwrap()
            .get(format!("{control}/holdings"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let holdings: Value = serde_json::from_str(&holdings).unwrap();
        let count = |kind: &str| holdings[kind].as_array().unwrap().len();
        assert_eq!((count("app"), count("job")), (apps, jobs), "{mix:?}");
    }
}

#[tokio::test]
async fn serve_takes_tls_paging_and_refuses_nonsense() {
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    let arguments = [
        "--tls",
        "--ca-file",
        ca_file.to_str().unwrap(),
        "--default-page-size",
        "3",
        "--page-base",
        "1",
    ];
    let (_process, line, _stdout) = Process::start(&arguments);
    assert_eq!(line["ca_file"], ca_file.to_str().unwrap());
    let authority = reqwest::Certificate::from_pem(&std::fs::read(&ca_file).unwrap()).unwrap();
    let http = http().tls_certs_only([authority]).build().unwrap();
    let url = format!(
        "{}/cloud/project/{}/ai/app",
        line["api"].as_str().unwrap(),
        line["service_name"].as_str().unwrap()
    );
    let response = http
        .get(url)
        .bearer_auth(line["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let apps: Vec<Value> = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(apps.len(), 3);

    for arguments in [
        &["serve", "--page-base", "2"][..],
        &["serve", "--default-page-size", "0"],
        &["serve", "--seed", "1"],
        &["serve", "--ca-file", "x"],
        &["serve", "--empty", "--objects", "1"],
        &[],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_ovh-sandbox"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            !output.status.success() && output.stdout.is_empty(),
            "{arguments:?}"
        );
    }
}

#[tokio::test]
async fn serve_misbehaves_as_its_arguments_say() {
    let arguments = [
        "--faults",
        "once=all,kinds=503,only=ai/app",
        "--s3-endpoint",
        "http://127.0.0.1:1",
    ];
    let (_process, line, _stdout) = Process::start(&arguments);
    let text = |member: &str| line[member].as_str().unwrap().to_owned();
    let http = http().build().unwrap();
    let get = |path: &str| {
        let url = format!(
            "{}/cloud/project/{}{path}",
            text("api"),
            text("service_name")
        );
        http.get(url).bearer_auth(text("access_token")).send()
    };
    assert_eq!(get("/ai/registry").await.unwrap().status(), 200);
    assert_eq!(get("/ai/app").await.unwrap().status(), 503);
    assert_eq!(get("/ai/app").await.unwrap().status(), 200);
    let region = get("/region/SBG").await.unwrap().text().await.unwrap();
    assert!(region.contains("http://127.0.0.1:1"), "{region}");
}

#[test]
fn the_environment_can_be_sourced_and_the_key_can_be_narrowed() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ovh-sandbox"))
        .args([
            "serve",
            "--env",
            "--rule",
            "GET /cloud/project/*/ai/app*",
            "--rule",
            "GET /auth/details",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let process = Process(child);
    let lines: Vec<String> = (0..5)
        .map(|_| {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        })
        .collect();
    let names: Vec<&str> = lines
        .iter()
        .map(|line| {
            line.strip_prefix("export OVH_")
                .unwrap()
                .split('=')
                .next()
                .unwrap()
        })
        .collect();
    assert_eq!(
        names,
        [
            "ENDPOINT",
            "CLOUD_PROJECT_SERVICE",
            "APPLICATION_KEY",
            "APPLICATION_SECRET",
            "CONSUMER_KEY"
        ]
    );
    drop(process);

    let refused = Command::new(env!("CARGO_BIN_EXE_ovh-sandbox"))
        .args(["serve", "--rule", "everything"])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("write a method and a path"));
}
