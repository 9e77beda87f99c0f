//! The cases of every unit of the provider through real Terraform against the sandbox.
//!
//! A case is a folder `test-fixtures/GROUP/UNIT/CASE` with `config.tf`. What is beside it is compared:
//!
//! | group | compared |
//! |---|---|
//! | `provider` | `expected.json` with the state of every object of the type, or for a function with the outputs |
//! | `exports` | `expected/` with the exit |
//! | `lists` | `expected.txt` with what `terraform query` finds |
//! | `ephemeral`, `actions` | `expected.json` with the changes that the platform was asked for, by route |
//!
//! The first line of the configuration may choose the estate: `# sandbox: --objects 5 --seed 1`; the second says which actions
//! are invoked, in order: `# invoke: ovhai_app_stop.it`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};

use super::{
    configurations,
    suites::{Ground, Outcome},
};
use crate::{
    difference,
    repository::{copy_tree, empty_folder, files_below},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
};

/// Set, expectations are written instead of compared.
const UPDATE: &str = "UPDATE_GOLDEN";
const STATE: &str = "expected.json";
const TREE: &str = "expected";
const FOUND: &str = "expected.txt";
const GROUPS: [&str; 5] = ["provider", "exports", "lists", "ephemeral", "actions"];
/// The folder of an export's journal, which holds a random id.
const JOURNAL: &str = ".ovhai-export";

/// Runs every case.
pub fn run(ground: &Ground) -> Result<Outcome> {
    let folder = ground.repository.scratch("units")?;
    let installation = Installation::new(&folder, ground.binaries()?)?;
    let mut count = 0;
    let mut failures = Vec::new();
    for group in GROUPS {
        let fixtures = ground.repository.path("test-fixtures").join(group);
        for case in cases(&fixtures)? {
            let name = format!("{group}/{}", case.strip_prefix(&fixtures)?.display());
            let work = folder.join(name.replace('/', " "));
            count += 1;
            if let Err(error) = run_case(ground, &installation, group, &case, &work) {
                failures.push(format!("{name}: {error:#}"));
            }
        }
    }
    ensure!(count > 0, "there is no case");
    if !failures.is_empty() {
        bail!(
            "{}\n{UPDATE}=1 writes what is found as expected",
            failures.join("\n")
        );
    }
    Ok(Outcome::Passed(format!("{count} cases")))
}

/// Folders with a `config.tf`, sorted.
fn cases(fixtures: &Path) -> Result<Vec<PathBuf>> {
    if !fixtures.is_dir() {
        return Ok(Vec::new());
    }
    Ok(files_below(fixtures, &[TREE])?
        .iter()
        .filter(|file| file.file_name().is_some_and(|name| name == "config.tf"))
        .filter_map(|file| Some(file.parent()?.to_path_buf()))
        .collect())
}

/// The words of the line of a configuration that begins so.
fn words<'a>(configuration: &'a str, beginning: &str) -> Vec<&'a str> {
    configuration
        .lines()
        .take(2)
        .find_map(|line| line.strip_prefix(beginning))
        .map(|words| words.split_whitespace().collect())
        .unwrap_or_default()
}

fn run_case(
    ground: &Ground,
    installation: &Installation,
    group: &str,
    case: &Path,
    work: &Path,
) -> Result<()> {
    let configuration = fs::read_to_string(case.join("config.tf"))?;
    let arguments = words(&configuration, "# sandbox:");
    let log = work.with_extension("sandbox.log");
    let sandbox = Sandbox::start(&ground.binaries()?.sandbox, &arguments, &log)?;
    copy_tree(case, work, &[TREE])?;
    configurations::complete(work, case)?;
    let terraform = Terraform::new(
        &ground.tools()?.terraform("1.15"),
        work,
        installation,
        sandbox.environment(Credentials::Keys)?,
    );
    terraform.expect(&["init", "-no-color"])?;
    match group {
        "lists" => {
            let found = terraform.expect(&["query", "-no-color"])?;
            return compare_text(&case.join(FOUND), &found);
        }
        "actions" => {
            let addresses = words(&configuration, "# invoke:");
            ensure!(!addresses.is_empty(), "config.tf has no `# invoke:`");
            for address in addresses {
                let invoke = format!("-invoke=action.{address}");
                terraform.expect(&["apply", "-no-color", "-auto-approve", &invoke])?;
            }
            return compare_text(&case.join(STATE), &changes(&sandbox)?);
        }
        _ => {}
    }
    terraform.expect(&["apply", "-no-color", "-auto-approve"])?;
    if group == "ephemeral" {
        return compare_text(&case.join(STATE), &changes(&sandbox)?);
    }
    terraform.expect_no_changes()?;
    let unit = case
        .parent()
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned())
        .context("a case without unit")?;
    if group == "exports" {
        return compare_tree(&case.join(TREE), &work.join("exit"));
    }
    let state = terraform.expect(&["show", "-json"])?;
    let found = state_of(&unit, &serde_json::from_str(&state)?)?;
    compare_text(&case.join(STATE), &found)
}

/// The calls that were to change something, with how often each came, as text.
fn changes(sandbox: &Sandbox) -> Result<String> {
    let counts = sandbox.requests("GET")?;
    let routes = counts["byRoute"].as_object();
    let routes = routes.context("the sandbox counts no requests")?.iter();
    let changing: Map<String, Value> = routes
        .filter(|(route, _)| !route.starts_with("GET ") && !route.contains("/auth/"))
        .map(|(route, count)| (route.clone(), count.clone()))
        .collect();
    Ok(serde_json::to_string_pretty(&changing)? + "\n")
}

/// The values of every object of type `unit`, by address, as text. Random ids are named as such. A unit that is no type is a
/// function, which shows in outputs.
fn state_of(unit: &str, shown: &Value) -> Result<String> {
    if !unit.starts_with("ovhai_") {
        let outputs = shown["values"]["outputs"].as_object();
        let outputs = outputs.context("the configuration has no output")?;
        let values: Map<String, Value> = outputs
            .iter()
            .map(|(name, output)| (name.clone(), output["value"].clone()))
            .collect();
        return Ok(serde_json::to_string_pretty(&values)? + "\n");
    }
    let mut objects = Map::new();
    let resources = shown["values"]["root_module"]["resources"].as_array();
    for resource in resources.into_iter().flatten() {
        if resource["type"] != unit {
            continue;
        }
        let mut values = resource["values"].clone();
        if resource["mode"] == "managed" {
            name_what_is_chosen(&mut values);
        }
        let address = resource["address"]
            .as_str()
            .context("an object without address")?;
        objects.insert(address.to_owned(), values);
    }
    ensure!(!objects.is_empty(), "the configuration has no {unit}");
    Ok(serde_json::to_string_pretty(&objects)? + "\n")
}

/// Ids, also within other texts such as URLs, and times are chosen anew each time an object is created.
fn name_what_is_chosen(values: &mut Value) {
    const CHOSEN: &str = "(chosen when created)";
    if let Some(id) = values["id"].as_str().map(str::to_owned) {
        for value in values.as_object_mut().into_iter().flat_map(Map::values_mut) {
            if let Some(text) = value.as_str().filter(|text| text.contains(&id)) {
                *value = text.replace(&id, CHOSEN).into();
            }
        }
    }
    if values["created_at"].is_string() {
        values["created_at"] = CHOSEN.into();
    }
}

fn is_updating() -> bool {
    std::env::var_os(UPDATE).is_some_and(|value| value == "1")
}

fn compare_text(expected: &Path, found: &str) -> Result<()> {
    if is_updating() {
        return fs::write(expected, found)
            .with_context(|| format!("cannot write {}", expected.display()));
    }
    let wanted = fs::read_to_string(expected)
        .with_context(|| format!("cannot read {}", expected.display()))?;
    ensure!(
        wanted == found,
        "the state is not as expected\n{}",
        difference::short(&wanted, found)
    );
    Ok(())
}

fn compare_tree(expected: &Path, found: &Path) -> Result<()> {
    if is_updating() {
        empty_folder(expected)?;
        return copy_tree(found, expected, &[JOURNAL]);
    }
    let (wanted, found) = (tree(expected)?, tree(found)?);
    let mut differing = Vec::new();
    for (path, text) in &wanted {
        match found.get(path) {
            None => differing.push(format!("{}: missing", path.display())),
            Some(other) if other != text => differing.push(format!(
                "{}\n{}",
                path.display(),
                difference::short(
                    &String::from_utf8_lossy(text),
                    &String::from_utf8_lossy(other)
                )
            )),
            Some(_) => {}
        }
    }
    let more = found.keys().filter(|path| !wanted.contains_key(*path));
    differing.extend(more.map(|path| format!("{}: not expected", path.display())));
    ensure!(
        differing.is_empty(),
        "the exit is not as expected\n{}",
        differing.join("\n")
    );
    Ok(())
}

fn tree(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    files_below(folder, &[JOURNAL])?
        .into_iter()
        .map(|file| Ok((file.strip_prefix(folder)?.to_path_buf(), fs::read(&file)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_shows_objects_of_the_unit_without_random_ids() {
        let shown = serde_json::json!({"values": {"root_module": {"resources": [
            {"address": "data.x.a", "type": "ovhai_x", "mode": "data", "values": {"id": "fixed"}},
            {"address": "x.b", "type": "ovhai_x", "mode": "managed", "values":
                {"id": "random", "url": "https://random.example.com", "created_at": "today"}},
            {"address": "y.c", "type": "y", "mode": "managed", "values": {}},
        ]}}});
        let text = state_of("ovhai_x", &shown).unwrap();
        assert!(text.contains("fixed") && text.contains("(chosen when created)"));
        assert!(text.contains("https://(chosen when created).example.com"));
        assert!(!text.contains("random") && !text.contains("today") && !text.contains("y.c"));
        assert!(state_of("ovhai_z", &shown).is_err());
    }

    #[test]
    fn the_first_lines_say_how_to_run() {
        let text = "# sandbox: --objects 5\n# invoke: a.b c.d\n# invoke: e.f\n";
        assert_eq!(words(text, "# sandbox:"), ["--objects", "5"]);
        assert_eq!(words(text, "# invoke:"), ["a.b", "c.d"]);
        assert!(words("resource {}", "# sandbox:").is_empty());
    }

    #[test]
    fn functions_show_their_outputs() {
        let shown = serde_json::json!({"values": {"outputs": {"a": {"value": [1], "type": "x"}}, "root_module": {}}});
        assert_eq!(
            state_of("parse", &shown).unwrap(),
            "{\n  \"a\": [\n    1\n  ]\n}\n"
        );
        assert!(state_of("parse", &serde_json::json!({"values": {}})).is_err());
    }

    #[test]
    fn trees_are_compared_file_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for (path, text) in [("a/same", "1"), ("a/changed", "1"), ("a/gone", "1")] {
            write(path, text);
        }
        for (path, text) in [
            ("b/same", "1"),
            ("b/changed", "2"),
            ("b/new", "1"),
            ("b/.ovhai-export/j", ""),
        ] {
            write(path, text);
        }
        let compare =
            |a: &str, b: &str| compare_tree(&folder.path().join(a), &folder.path().join(b));
        compare("a", "a").unwrap();
        let error = compare("a", "b").unwrap_err().to_string();
        assert_eq!(
            error,
            "the exit is not as expected\nchanged\n  line 1:\n  - 1\n  + 2\ngone: missing\nnew: not expected"
        );
    }
}
