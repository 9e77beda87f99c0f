//! The program as a person runs it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;
use test_fixtures::{Tree, read_tree, root};

fn translator(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ovh-translator"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.com",
            "-c",
            "core.autocrlf=false",
        ])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        text(&output.stderr)
    );
    output
}

/// A copy of a case's input.
fn copy(case: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("repository");
    for (path, bytes) in read_tree(&root().join("translator").join(case).join("input")) {
        let file = place.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    (folder, place)
}

/// The same, committed.
fn committed(case: &str) -> (TempDir, PathBuf) {
    let (folder, place) = copy(case);
    git(&place, &["init", "-q"]);
    git(&place, &["add", "-A", "-f"]);
    git(&place, &["commit", "-qm", "before"]);
    (folder, place)
}

fn files(place: &Path) -> Tree {
    let mut tree = read_tree(place);
    tree.retain(|path, _| !path.starts_with(".git/"));
    tree
}

#[test]
fn a_dry_run_writes_nothing_and_its_diff_is_what_is_written() {
    let state = root().join("translator/cleanup/state.json");
    let cleanup = ["--phase", "cleanup", "--state", state.to_str().unwrap()];
    let cases: [(&str, &[&str]); 11] = [
        ("cluster-and-pools", &[]),
        ("module-tree", &[]),
        ("object-storage", &[]),
        ("network", &[]),
        ("odd-files", &[]),
        ("pinned", &[]),
        ("old-terraform", &[]),
        ("providers", &[]),
        ("hosts", &[]),
        ("backend", &["--phase", "backend"]),
        ("cleanup", &cleanup),
    ];
    for (case, options) in cases {
        let (_keep, place) = committed(case);
        let before = files(&place);
        let dry = translator(&[&["rewrite"], options].concat(), &place);
        assert_eq!(files(&place), before, "{case}");
        let diff = text(&dry.stdout);
        let diff = diff
            .split_once("--- ")
            .map(|(_, rest)| format!("--- {rest}"))
            .unwrap();
        // The report follows the diff; it begins with a word, which no line of a diff does.
        let end = diff
            .lines()
            .position(|line| !line.starts_with(['-', '+', ' ', '@', '\\']))
            .unwrap();
        let patch: String = diff.split_inclusive('\n').take(end).collect();
        let patch_file = place.parent().unwrap().join("patch");
        fs::write(&patch_file, patch).unwrap();

        let written = translator(&[&["rewrite", "--write"], options].concat(), &place);
        assert!(
            text(&written.stderr).contains("files written"),
            "{case}: {}",
            text(&written.stderr)
        );
        let after = files(&place);
        git(&place, &["stash", "-q", "-u"]);
        git(
            &place,
            &["apply", "--whitespace=nowarn", patch_file.to_str().unwrap()],
        );
        assert_eq!(files(&place), after, "{case}");
    }
}

#[test]
fn exit_codes_say_what_is_left() {
    let (_keep, place) = committed("nothing-to-do");
    assert_eq!(translator(&["scan"], &place).status.code(), Some(0));
    assert_eq!(
        translator(&["rewrite", "--check"], &place).status.code(),
        Some(0)
    );

    let (_keep, place) = committed("cluster-and-pools");
    assert_eq!(translator(&["scan"], &place).status.code(), Some(1));
    let check = translator(&["rewrite", "--check"], &place);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(translator(&["verify"], &place).status.code(), Some(1));
    translator(&["rewrite", "--write"], &place);
    let verified = translator(&["verify"], &place);
    assert_eq!(
        verified.status.code(),
        Some(0),
        "{}",
        text(&verified.stderr)
    );

    assert_eq!(
        translator(&["scan", "nowhere"], &place).status.code(),
        Some(2)
    );
    assert_eq!(
        translator(&["rewrite", "--check", "--write"], &place)
            .status
            .code(),
        Some(2)
    );
    assert_eq!(
        translator(&["scan", "--profile", "nowhere"], &place)
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn writing_wants_a_clean_work_tree() {
    let (_keep, place) = copy("cluster-and-pools");
    let before = files(&place);
    let refused = translator(&["rewrite", "--write"], &place);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("not under git"),
        "{}",
        text(&refused.stderr)
    );
    assert_eq!(files(&place), before);

    let (_keep, place) = committed("cluster-and-pools");
    fs::write(place.join("new.txt"), "x").unwrap();
    let before = files(&place);
    let refused = translator(&["rewrite", "--write"], &place);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("not committed"));
    assert_eq!(files(&place), before);
    let allowed = translator(&["rewrite", "--write", "--allow-dirty"], &place);
    assert_ne!(allowed.status.code(), Some(2));
    assert_ne!(files(&place), before);
}

#[test]
fn a_write_that_fails_half_way_leaves_everything_as_it_was() {
    let (_keep, place) = committed("module-tree");
    // What an interrupted run would have left, at the last file that is written.
    fs::write(place.join("variables.tf.translator-new"), "x").unwrap();
    let before = files(&place);
    let failed = translator(&["rewrite", "--write", "--allow-dirty"], &place);
    assert_eq!(failed.status.code(), Some(2));
    assert!(
        text(&failed.stderr).contains("did not end"),
        "{}",
        text(&failed.stderr)
    );
    let mut after = files(&place);
    assert_eq!(
        after.remove("variables.tf.translator-new"),
        Some(b"x".to_vec())
    );
    let mut before = before;
    before.remove("variables.tf.translator-new");
    assert_eq!(after, before);

    let (_keep, place) = committed("module-tree");
    let file = place.join("modules/k8s/main.tf");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let before = files(&place);
    let failed = translator(&["rewrite", "--write", "--allow-dirty"], &place);
    assert_eq!(failed.status.code(), Some(2), "{}", text(&failed.stderr));
    assert_eq!(files(&place), before);
}

#[test]
fn a_run_that_was_killed_is_put_in_order_first() {
    let (_keep, place) = committed("module-tree");
    let before = files(&place);
    // As a run leaves it that was killed between setting a file aside and putting the new one in its place.
    fs::rename(place.join("main.tf"), place.join("main.tf.translator-old")).unwrap();
    fs::write(place.join("main.tf.translator-new"), "half").unwrap();
    fs::write(
        place.join(".translator-journal"),
        "old\t0000000000000000\tmain.tf\n",
    )
    .unwrap();
    for arguments in [&["scan"][..], &["verify"], &["rewrite"]] {
        let refused = translator(arguments, &place);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(text(&refused.stderr).contains("did not end"));
    }
    let written = translator(&["rewrite", "--write"], &place);
    let said = text(&written.stderr);
    assert!(
        said.contains("put in order") && said.contains("files written"),
        "{said}"
    );
    let after = files(&place);
    assert!(
        after.keys().all(|path| !path.contains("translator-")),
        "{:?}",
        after.keys()
    );
    assert_ne!(after, before);
    assert_eq!(translator(&["verify"], &place).status.code(), Some(0));
}

#[test]
fn a_file_that_cannot_be_read_is_refused_and_the_rest_goes_on() {
    let (_keep, place) = copy("cluster-and-pools");
    // A link that leads nowhere and a folder are found; a pipe would block whoever opens it.
    let status = Command::new("mkfifo")
        .arg(place.join("pipe.tf"))
        .status()
        .unwrap();
    assert!(status.success());
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.tf", place.join("dead.tf")).unwrap();
    let scan = translator(&["scan", "--format", "json"], &place);
    let report: Value = serde_json::from_slice(&scan.stdout).unwrap();
    let odd: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["slug"] == "file/not-regular")
        .map(|finding| finding["file"].as_str().unwrap())
        .collect();
    assert_eq!(odd, ["dead.tf", "pipe.tf"]);
    assert!(report["summary"]["rewritten"].as_u64().unwrap() > 0);
}

#[test]
fn modules_that_terraform_downloaded_are_read_and_never_changed() {
    let (_keep, place) = copy("nothing-to-do");
    let folder = place.join("live/.terraform/modules");
    fs::create_dir_all(folder.join("k8s/nested")).unwrap();
    fs::write(
        place.join("live/main.tf"),
        "module \"k8s\" {\n  source = \"git::https://git.example/k8s.git\"\n}\n",
    )
    .unwrap();
    let vendors = "resource \"ovh_cloud_project_kube\" \"a\" {\n}\nresource \"ovh_cloud_project_kube\" \"b\" {\n}\n";
    fs::write(folder.join("k8s/main.tf"), vendors).unwrap();
    fs::write(
        folder.join("modules.json"),
        r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"k8s","Source":"git::https://git.example/k8s.git","Dir":".terraform/modules/k8s"},{"Key":"bad","Source":"x","Dir":".terraform/modules/../../.."}]}"#,
    )
    .unwrap();
    let before = files(&place);
    let scan = translator(
        &["rewrite", "--write", "--allow-dirty", "--format", "json"],
        &place,
    );
    assert_eq!(scan.status.code(), Some(1), "{}", text(&scan.stderr));
    let report: Value = serde_json::from_slice(&scan.stdout).unwrap();
    let occurrences = report["occurrences"].as_array().unwrap();
    let of_the_folder = |entry: &&Value| {
        entry["file"]
            .as_str()
            .unwrap_or_default()
            .starts_with("live/")
    };
    assert_eq!(occurrences.iter().find(of_the_folder), None);
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(of_the_folder).unwrap();
    assert_eq!(found["slug"], "module/from-elsewhere");
    assert_eq!(
        (&found["file"], &found["line"]),
        (&"live/main.tf".into(), &1.into())
    );
    assert_eq!(found["address"], "module.k8s");
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("2 of `ovh_cloud_project_kube`")
    );
    assert_eq!(files(&place), before);
}

#[test]
fn odd_things_in_a_tree_are_found_and_not_followed() {
    let (_keep, place) = copy("nothing-to-do");
    let count = files(&place).len();
    fs::create_dir(place.join("folder.tf")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(".", place.join("loop.tf")).unwrap();
    let scan = translator(&["scan", "--format", "json"], &place);
    let report: Value = serde_json::from_slice(&scan.stdout).unwrap();
    let slugs: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["slug"].as_str().unwrap())
        .collect();
    assert!(slugs.contains(&"file/not-regular"), "{slugs:?}");
    assert_eq!(report["summary"]["files"], count);
}

/// Checks a value against the part of JSON Schema that the published schema uses.
fn check(value: &Value, schema: &Value, at: &str) {
    if let Some(constant) = schema.get("const") {
        assert_eq!(value, constant, "{at}");
    }
    if let Some(all) = schema.get("enum").and_then(Value::as_array) {
        assert!(all.contains(value), "{at}: {value}");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let name = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(
        types.is_empty() || types.contains(&name),
        "{at}: {value} is no {types:?}"
    );
    if let (Some(minimum), Some(number)) = (schema["minimum"].as_u64(), value.as_u64()) {
        assert!(number >= minimum, "{at}");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], &format!("{at}[{index}]"));
    }
    if let Some(members) = value.as_object() {
        let properties = schema["properties"]
            .as_object()
            .unwrap_or_else(|| panic!("{at}"));
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(
                members.contains_key(required.as_str().unwrap()),
                "{at}: no {required}"
            );
        }
        for (name, member) in members {
            let property = properties
                .get(name)
                .unwrap_or_else(|| panic!("{at}: {name} is not in the schema"));
            check(member, property, &format!("{at}.{name}"));
        }
    }
}

#[test]
fn json_reports_keep_to_the_published_schema() {
    let schema: Value = serde_json::from_str(ovhai_engine::report::SCHEMA).unwrap();
    for case in test_fixtures::cases("translator") {
        let scan = translator(
            &[
                "scan",
                "--format",
                "json",
                case.path.join("input").to_str().unwrap(),
            ],
            &root(),
        );
        let report: Value = serde_json::from_slice(&scan.stdout).unwrap();
        check(&report, &schema, &case.name);
    }
}

#[test]
fn other_formats_say_the_same() {
    let (_keep, place) = copy("object-storage");
    let json: Value =
        serde_json::from_slice(&translator(&["scan", "--format", "json"], &place).stdout).unwrap();
    let count = json["findings"].as_array().unwrap().len();
    let sarif: Value =
        serde_json::from_slice(&translator(&["scan", "--format", "sarif"], &place).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), count);
    let rules: Vec<&str> = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index], result["ruleId"]);
    }
    let markdown = text(&translator(&["scan", "--format", "markdown"], &place).stdout);
    let (summary, places) = markdown.split_once("<details>").unwrap();
    let rows = |text: &str| text.lines().filter(|line| line.contains("` | ")).count();
    assert_eq!(rows(places), count);
    let slugs: BTreeSet<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["slug"].as_str().unwrap())
        .collect();
    assert_eq!(rows(summary), slugs.len());
}

#[test]
fn the_page_stands_by_itself_and_quotes_nothing() {
    let (_keep, place) = copy("scripts");
    let evil = "resource \"ovh_cloud_project_kube\" \"x\" {\n  name = \"hunter2-of-the-name\"\n  \"><script>\" = 1\n}\n";
    fs::write(place.join("a<b>&\"c.tf"), evil).unwrap();
    let page = text(&translator(&["scan", "--format", "html"], &place).stdout);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    for outside in ["<script", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!page.contains("hunter2"));
    assert!(page.contains("a&lt;b&gt;&amp;&quot;c.tf"), "{page}");
    let json: Value =
        serde_json::from_slice(&translator(&["scan", "--format", "json"], &place).stdout).unwrap();
    let summary = &json["summary"];
    for word in ["rewritten", "removed", "kept", "refused"] {
        let said = format!("{} {word}", summary[word]);
        assert!(page.contains(&said), "{said}");
    }
    for finding in json["findings"].as_array().unwrap() {
        let slug = finding["slug"].as_str().unwrap();
        assert!(page.contains(&format!("<code>{slug}</code>")), "{slug}");
    }
    // Every element that is opened is closed.
    for name in [
        "table", "details", "ul", "li", "tr", "td", "h1", "h2", "h3", "div", "main",
    ] {
        let opened =
            page.matches(&format!("<{name}>")).count() + page.matches(&format!("<{name} ")).count();
        assert_eq!(
            opened,
            page.matches(&format!("</{name}>")).count(),
            "{name}"
        );
    }
}

#[test]
fn everything_can_be_explained() {
    let here = root();
    let mut slugs: BTreeMap<String, ()> = BTreeMap::new();
    for line in text(&translator(&["explain"], &here).stdout).lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            slugs.insert(line.to_owned(), ());
        }
    }
    assert!(slugs.len() > 30, "{slugs:?}");
    for slug in slugs.keys().map(String::as_str).chain([
        "reference",
        "ovh_cloud_project_kube",
        "ovh_me",
        "ovh_publiccloud_user",
    ]) {
        let output = translator(&["explain", slug], &here);
        assert_eq!(output.status.code(), Some(0), "{slug}");
        assert!(text(&output.stdout).contains(slug));
    }
    assert_eq!(
        translator(&["explain", "no/such-thing"], &here)
            .status
            .code(),
        Some(2)
    );
    let mappings = text(&translator(&["mappings"], &here).stdout);
    assert!(mappings.lines().count() >= 393);
    assert!(text(&translator(&["completions", "bash"], &here).stdout).contains("ovh-translator"));
    assert!(text(&translator(&["man"], &here).stdout).contains(".TH"));
}

#[test]
fn a_profile_can_be_copied_edited_and_used() {
    let (_keep, place) = committed("cluster-and-pools");
    let folder = place.parent().unwrap().join("mine");
    let copied = translator(
        &["profiles", "kubernetes", "--out", folder.to_str().unwrap()],
        &place,
    );
    assert_eq!(copied.status.code(), Some(0), "{}", text(&copied.stderr));
    let settings = folder.join("profile.json");
    let json = fs::read_to_string(&settings).unwrap();
    let json = json.replacen('{', "{\n  \"regions\": {\"GRA11\": \"eu-central-1\"},", 1);
    fs::write(&settings, json).unwrap();
    let diff =
        text(&translator(&["rewrite", "--profile", folder.to_str().unwrap()], &place).stdout);
    assert!(diff.contains("= \"eu-central-1\""), "{diff}");
    assert!(!diff.contains("main_region"));
}

#[test]
fn the_cleanup_wants_a_state_and_leaves_nothing_to_do() {
    let (_keep, place) = committed("cleanup-script");
    let state = root().join("translator/cleanup-script/terraform.tfstate");
    let state = state.to_str().unwrap();
    let before = files(&place);
    for (arguments, expected) in [
        (vec!["rewrite", "--phase", "cleanup"], "give the state"),
        // There are two roots, and nobody says which one is meant.
        (
            vec!["rewrite", "--phase", "cleanup", "--state", state],
            "FOLDER=FILE",
        ),
        (vec!["scan", "--state", "nothing-there"], "cannot be read"),
        (vec!["scan", "--state", "live/main.tf"], "neither a state"),
        (vec!["scan", ".", ".", "--state", state], "one path"),
    ] {
        let output = translator(&arguments, &place);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert!(!said.contains("not-for-reports"));
    }
    assert_eq!(files(&place), before);
    let both = [format!("./live/={state}"), format!("other={state}")];
    let arguments = [
        "rewrite", "--write", "--phase", "cleanup", "--state", &both[0], "--state", &both[1],
    ];
    let written = translator(&arguments, &place);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    assert!(!place.join("live/forget.sh").exists());
    let after: String = files(&place)
        .into_values()
        .map(|bytes| text(&bytes))
        .collect();
    assert!(!after.contains("ovh"), "{after}");
}

#[test]
fn a_plan_that_destroys_data_stops_everything_but_the_report() {
    let (_keep, place) = committed("state-and-code");
    let plan = root().join("translator/state-and-code/plan.json");
    let state = root().join("translator/state-and-code/terraform.tfstate");
    let given = [
        "--plan",
        plan.to_str().unwrap(),
        "--state",
        state.to_str().unwrap(),
    ];
    let before = files(&place);
    for command in [
        &["scan"][..],
        &["verify"],
        &["rewrite"],
        &["rewrite", "--write"],
    ] {
        for format in ["text", "json", "markdown", "sarif"] {
            let arguments = [command, &given, &["--format", format]].concat();
            let output = translator(&arguments, &place);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            let said = text(&output.stdout);
            assert!(
                said.contains("state/plan-destroys-data"),
                "{arguments:?}: {said}"
            );
            assert!(said.contains("module.bought.module.inner.ovh_cloud_project_kube.this"));
            assert!(!said.contains("not-for-reports"), "{arguments:?}");
        }
    }
    assert_eq!(files(&place), before);
}
