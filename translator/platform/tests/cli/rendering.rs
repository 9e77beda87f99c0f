//! Documents as command lines.

use ovhai_platform::{
    cli::{self, Told},
    documents::{AppSpec, JobSpec, NotebookSpecInput, Wire},
};
use serde_json::{Value, json};

use crate::{document, read};

fn told(kind: &str, value: &Value) -> Told {
    match kind {
        "app" => cli::app_run(&AppSpec::read_ref(value).unwrap()),
        "job" => cli::job_run(&JobSpec::read_ref(value).unwrap()),
        _ => cli::notebook_run(&NotebookSpecInput::read_ref(value).unwrap()),
    }
}

#[test]
fn what_a_line_cannot_say_is_named() {
    let app = json!({
        "image": "img", "region": "GRA", "resources": {"flavor": "l4-1-gpu", "flavorCount": 2},
        "livenessProbe": {"path": "/live"}, "probe": {"path": "/ready", "periodSeconds": 5},
        "deploymentStrategy": {"maxSurge": "1"}, "partnerId": "p", "newMember": true, "unsecureHttp": false,
        "volumes": [{"mountPath": "/a:b", "permission": "RO", "volumeSource":
            {"dataStore": {"alias": "GRA", "container": "c", "archive": "x.tar"}}}],
    });
    let told = told("app", &app);
    assert_eq!(
        told.text,
        "ovhai app run img --flavor l4-1-gpu --gpu 2 --volume c@GRA:/a:b:ro --probe-path /ready"
    );
    let untold: Vec<&str> = told.untold.iter().map(String::as_str).collect();
    assert_eq!(
        untold,
        [
            "/deploymentStrategy",
            "/livenessProbe",
            "/newMember",
            "/partnerId",
            "/probe/periodSeconds",
            "/resources/flavorCount",
            "/unsecureHttp",
            "/volumes",
        ]
    );
}

#[test]
fn older_spellings_of_volumes_are_told_and_come_back_in_the_newest() {
    let job = json!({
        "image": "img", "region": "GRA", "resources": {"cpu": 1},
        "volumes": [
            {"mountPath": "/a", "permission": "RO", "dataStore": {"alias": "GRA", "container": "c"}},
            {"mountPath": "/b", "permission": "RW", "region": "BHS", "container": "d", "prefix": "p"},
        ],
    });
    let told = told("job", &job);
    assert_eq!(
        told.text,
        "ovhai job run img --cpu 1 --volume c@GRA:/a:ro --volume d@BHS/p:/b:rw"
    );
    let read = document(&read(&told.text));
    assert_eq!(
        read["volumes"][1]["volumeSource"]["dataStore"],
        json!({"alias": "BHS", "container": "d", "prefix": "p"})
    );
    assert!(told.untold.contains("/volumes/0/dataStore"), "{told:?}");
}

#[test]
fn lines_show_no_secret_when_printed() {
    let job = json!({"image": "img", "region": "GRA", "envVars": [{"name": "PASSWORD", "value": "hunter2"}]});
    let told = told("job", &job);
    assert!(told.text.contains("hunter2") && !format!("{told:?}").contains("hunter2"));
}
