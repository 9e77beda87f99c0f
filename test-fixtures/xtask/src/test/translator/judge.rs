//! Terraform over trees: validated, formatted, planned; what was wrong before is no complaint.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{PLANNED, folders};
use crate::{
    repository::copy_tree,
    terraform::{Installation, Terraform},
};

/// Who judges.
pub struct Judge {
    /// Terraform commands by version, oldest first.
    pub versions: [(&'static str, PathBuf); 2],
    /// The providers.
    pub installation: Installation,
    /// The program whose work is judged.
    pub translator: PathBuf,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Folders × versions that were validated.
    pub validated: usize,
    /// Plans made.
    pub planned: usize,
    /// Files that are formatted, or were not before.
    pub formatted: usize,
    /// What could not be judged, with the reason.
    pub not_judged: BTreeMap<String, String>,
    /// Complaints.
    pub failures: Vec<String>,
}

impl Verdict {
    /// Both together.
    pub fn add(&mut self, mut other: Self) {
        self.validated += other.validated;
        self.planned += other.planned;
        self.formatted += other.formatted;
        self.not_judged.append(&mut other.not_judged);
        self.failures.append(&mut other.failures);
    }
}

/// What Terraform says of a folder.
enum Said {
    /// It could not be initialised.
    NotReady(String),
    /// Errors, each as summary and detail; none if it is valid.
    Errors(BTreeSet<(String, String)>),
}

impl Judge {
    fn terraform(&self, program: &Path, folder: &Path) -> Terraform {
        Terraform::new(program, folder, &self.installation, Vec::new())
    }

    /// Judges every folder of `tree`, which was `before`.
    pub fn tree(&self, name: &str, tree: &Path, before: Option<&Path>) -> Result<Verdict> {
        let mut verdict = Verdict::default();
        for folder in folders(tree)? {
            for (version, program) in &self.versions {
                let what = format!("{name}/{} by Terraform {version}", folder.display());
                let said = self.said(program, &tree.join(&folder))?;
                let old = before.map(|before| before.join(&folder));
                let old = match (&said, old.filter(|old| old.is_dir())) {
                    (Said::Errors(errors), _) if errors.is_empty() => None,
                    (_, Some(old)) => Some(self.said(program, &old)?),
                    (_, None) => None,
                };
                match (said, old) {
                    (Said::NotReady(why), Some(Said::NotReady(_))) => {
                        verdict.not_judged.insert(what, why);
                    }
                    (Said::NotReady(why), _) => {
                        verdict.failures.push(format!("{what}: init: {why}"));
                    }
                    (Said::Errors(errors), old) => {
                        verdict.validated += 1;
                        let known = match old {
                            Some(Said::Errors(known)) => known,
                            _ => BTreeSet::new(),
                        };
                        let new = errors.difference(&known);
                        verdict.failures.extend(
                            new.map(|(summary, detail)| format!("{what}: {summary}: {detail}")),
                        );
                    }
                }
            }
        }
        self.formatted(name, tree, before, &mut verdict)?;
        Ok(verdict)
    }

    fn said(&self, program: &Path, folder: &Path) -> Result<Said> {
        let terraform = self.terraform(program, folder);
        // Each version writes its own; one that came with the repository pins what is not here.
        fs::remove_file(folder.join(".terraform.lock.hcl")).ok();
        let ready = terraform.capture(&["init", "-backend=false", "-no-color"])?;
        if !ready.status.success() {
            return Ok(Said::NotReady(first_error(&ready.tail())));
        }
        let validated = terraform.capture(&["validate", "-json"])?;
        let said: Value = serde_json::from_str(&validated.stdout)
            .with_context(|| format!("terraform validate says {}", validated.tail()))?;
        let errors = said["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|diagnostic| diagnostic["severity"] == "error")
            .map(|diagnostic| {
                let text = |name: &str| diagnostic[name].as_str().unwrap_or_default().to_owned();
                let context = diagnostic["snippet"]["context"]
                    .as_str()
                    .unwrap_or_default();
                (text("summary"), format!("{} [{context}]", text("detail")))
            })
            .collect();
        Ok(Said::Errors(errors))
    }

    /// What was formatted stays so, and what is new is.
    fn formatted(
        &self,
        name: &str,
        tree: &Path,
        before: Option<&Path>,
        verdict: &mut Verdict,
    ) -> Result<()> {
        let (_, program) = &self.versions[1];
        let unformatted = |tree: &Path| -> Result<BTreeSet<String>> {
            let said = self.terraform(program, tree).capture(&[
                "fmt",
                "-check",
                "-recursive",
                "-list=true",
                "-no-color",
            ])?;
            Ok(said.stdout.lines().map(str::to_owned).collect())
        };
        let now = unformatted(tree)?;
        let known = match before {
            Some(before) if !now.is_empty() => unformatted(before)?,
            _ => BTreeSet::new(),
        };
        for file in now.difference(&known) {
            verdict
                .failures
                .push(format!("{name}/{file} is not formatted"));
        }
        verdict.formatted += folders(tree)?.len();
        Ok(())
    }

    /// Plans the folder `root` of `tree` with the files of `given` in it. Nothing may be destroyed, all that a state holds of the
    /// vendor's is forgotten but for what moves, and as much is made and moved as is expected.
    pub fn plan(&self, name: &str, tree: &Path, root: &Path, given: &Path) -> Result<Verdict> {
        let mut verdict = Verdict::default();
        let expected: Value = serde_json::from_slice(&fs::read(given.join(PLANNED))?)
            .with_context(|| format!("{PLANNED} of {name}"))?;
        let creates = expected["create"]
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .with_context(|| format!("{PLANNED} of {name} does not say how much it creates"))?;
        let state = fs::read_to_string(given.join("terraform.tfstate")).ok();
        let held = state.as_deref().map_or(Ok(0), forgotten)?;
        let moves = expected["move"].as_u64().unwrap_or_default();
        let moves = usize::try_from(moves).context("too many moves")?;
        for (version, program) in &self.versions {
            let run = tree.with_file_name(format!("plan-{version}"));
            copy_tree(tree, &run, &[".terraform"])?;
            let folder = run.join(root);
            fs::remove_file(folder.join(".terraform.lock.hcl")).ok();
            copy_tree(given, &folder, &[])?;
            let terraform = self.terraform(program, &folder);
            let made = terraform
                .expect(&["init", "-no-color"])
                .and_then(|_| terraform.expect(&["plan", "-no-color", "-out=made.tfplan"]))
                .and_then(|_| terraform.expect(&["show", "-json", "made.tfplan"]));
            let what = format!("{name}/{} by Terraform {version}", root.display());
            let plan = match made {
                Ok(plan) => plan,
                Err(error) => {
                    verdict.failures.push(format!("{what}: {error:#}"));
                    continue;
                }
            };
            let plan: Value = serde_json::from_str(&plan).context("the plan is no JSON")?;
            let changes = plan["resource_changes"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let does = |change: &&Value, wanted: &str| {
                let actions = change["change"]["actions"].as_array();
                actions.into_iter().flatten().any(|action| action == wanted)
            };
            let destroys = changes.iter().filter(|change| does(change, "delete"));
            verdict
                .failures
                .extend(destroys.map(|change| format!("{what}: destroys {}", change["address"])));
            let count = |wanted| changes.iter().filter(|change| does(change, wanted)).count();
            let moved = |change: &&Value| change["previous_address"].is_string();
            // What moves stays, unless it is forgotten under its new address.
            let stay = changes
                .iter()
                .filter(|change| moved(change) && !does(change, "forget"))
                .count();
            let forgets = held.saturating_sub(stay);
            for (action, wanted) in [("create", creates), ("forget", forgets)] {
                let found = count(action);
                if found != wanted {
                    let complaint = format!("{what}: {action} {found}, expected {wanted}");
                    verdict.failures.push(complaint);
                }
            }
            let found = changes.iter().filter(moved).count();
            if found != moves {
                let complaint = format!("{what}: moves {found}, expected {moves}");
                verdict.failures.push(complaint);
            }
            verdict.planned += 1;
        }
        Ok(verdict)
    }
}

/// How many managed objects of the vendor's a state holds. No state of a fixture has OpenStack anywhere else.
fn forgotten(state: &str) -> Result<usize> {
    let state: Value = serde_json::from_str(state).context("the state is no JSON")?;
    let resources = state["resources"].as_array().cloned().unwrap_or_default();
    Ok(resources
        .iter()
        .filter(|resource| {
            let of_type = resource["type"].as_str().unwrap_or_default();
            let is_vendors = of_type.starts_with("ovh_") || of_type.starts_with("openstack_");
            resource["mode"] == "managed" && is_vendors
        })
        .map(|resource| resource["instances"].as_array().map_or(0, Vec::len))
        .sum())
}

/// The first error in what `terraform init` prints, in one line.
fn first_error(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || "│╷╵".contains(c)))
        .filter(|line| !line.is_empty())
        .skip_while(|line| !line.starts_with("Error:"))
        .take(4)
        .collect();
    if lines.is_empty() {
        text.trim().to_owned()
    } else {
        lines.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_is_one_line() {
        let text =
            "Initializing…\n╷\n│ Error: No module\n│ \n│   on main.tf line 3:\n│ \n│ Gone.\n╵\n";
        assert_eq!(
            first_error(text),
            "Error: No module on main.tf line 3: Gone."
        );
        assert_eq!(first_error("other\n"), "other");
    }

    #[test]
    fn what_a_state_holds_of_the_vendor_is_counted() {
        let state = r#"{"resources": [
            {"mode": "managed", "type": "ovh_a", "instances": [{}, {}]},
            {"mode": "data", "type": "ovh_a", "instances": [{}]},
            {"mode": "managed", "type": "null_resource", "instances": [{}]}
        ]}"#;
        assert_eq!(forgotten(state).unwrap(), 2);
    }
}
