//! Scripts that start workloads: what lies beside them, and what is never said.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovhai_engine::{InMemory, Index, Options, Outcome, Profile, translate};

fn run(files: &[(&str, &str)]) -> Outcome {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let repository = InMemory(files.collect());
    let options = Options::new(Profile::built_in("kubernetes").unwrap().unwrap());
    translate(&Index::of(&repository), &repository, &options).unwrap()
}

#[test]
fn secrets_of_a_command_line_are_in_no_manifest_and_no_report() {
    let line = "#!/bin/sh\novhai app run --name web --token s3cr3t-of-token -e DB_PASSWORD=s3cr3t-of-variable -e MODE=fast img.example/web:1 -- serve --password=s3cr3t-of-argument\n";
    let outcome = run(&[("run.sh", line)]);
    let all: String = outcome
        .files
        .iter()
        .map(|file| file.new.clone())
        .chain([outcome.report.json()])
        .collect();
    assert!(all.contains("MODE"), "{all}");
    assert!(all.contains("DB_PASSWORD"));
    assert!(!all.contains("s3cr3t"), "{all}");
}

#[test]
fn a_manifest_that_somebody_changed_stays() {
    let script = "ovhai app run --name web img.example/web:1\n";
    let outcome = run(&[
        ("run.sh", script),
        ("run.sh.kubernetes/apps/web.yaml", "kind: Mine\n"),
    ]);
    let made: Vec<&str> = outcome
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(made, ["run.sh.kubernetes/namespace.yaml"]);
    assert!(
        outcome
            .report
            .counts()
            .contains_key("script/workload-command")
    );
}

#[test]
fn a_secret_that_a_variable_holds_is_in_no_manifest() {
    let script = "#!/bin/sh\nDB_PASSWORD=s3cr3t-value\nNAME=web\novhai app run --name $NAME -e X=$DB_PASSWORD img.example/web:1\n";
    let outcome = run(&[("run.sh", script)]);
    let all: String = outcome
        .files
        .iter()
        .map(|file| file.new.clone())
        .chain([outcome.report.json()])
        .collect();
    assert!(!all.contains("s3cr3t"), "{all}");
    let paths: Vec<&str> = outcome
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert!(
        paths.contains(&"run.sh.kubernetes/apps/web.yaml"),
        "{paths:?}"
    );
}

#[test]
fn text_that_nobody_runs_gets_no_manifests() {
    let outcome = run(&[
        (
            "README.md",
            "Call ovhai app run img.example/web:1.\n\n    ovhai app run img.example/web:1\n",
        ),
        ("train.py", "print('ovhai app run x')\n"),
        ("main.tf", "locals {\n  a = \"ovhai app run x\"\n}\n"),
    ]);
    assert_eq!(outcome.files, []);
    let counts = outcome.report.counts();
    assert_eq!(counts.get("script/vendor-command"), Some(&4), "{counts:?}");
}
