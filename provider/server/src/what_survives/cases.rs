//! Fixtures as documents that can be changed, and what is rendered of them.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use ovhai_model::{Estate, Kind, Selection};
use ovhai_platform::{
    documents::{
        App, Backup, DataStore, Job, Listed, Notebook, ProjectQuotas, Registry, Token,
        WorkspaceBackupRetentionPolicy, around::User,
    },
    observe,
};
use ovhai_targets::{Accumulated, Artefact, Decisions, Format, Profile, Session};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::models::read;

/// Files of documents in a case: name, and the model they hold one, many, or many by name of.
pub(super) const FILES: &[(&str, &str)] = &[
    ("apps.json", "app.App"),
    ("jobs.json", "job.Job"),
    ("notebooks.json", "notebook.Notebook"),
    (
        "retention.json",
        "notebook.NotebookWorkspaceBackupRetentionPolicy",
    ),
    ("backups.json", "notebook.Backup"),
    ("data-stores.json", "DataStore"),
    ("registries.json", "registry.Registry"),
    ("tokens.json", "token.Token"),
    ("users.json", "cloud.user.User"),
    ("quota.json", "capabilities.ProjectQuotas"),
];

/// The project.
const SERVICE: &str = "0123456789abcdef0123456789abcdef";

/// Folders of cases: those of the target, and what the table needs beside them.
const AREAS: &[&str] = &["targets/kubernetes", "coverage/cases"];

/// Files whose documents are rendered one by one.
const WORKLOADS: &[&str] = &["apps.json", "jobs.json", "notebooks.json"];

/// Sample documents of the API that no case holds, by folder, and the file they would be in.
const SAMPLES: &[(&str, &str)] = &[
    ("workload/app", "apps.json"),
    ("workload/job", "jobs.json"),
    ("workload/notebook", "notebooks.json"),
    ("access/token", "tokens.json"),
];

/// Documents and the choices made for them.
#[derive(Clone, Debug)]
pub struct Case {
    /// Path below the fixtures.
    pub name: String,
    /// Documents by file name.
    pub files: BTreeMap<String, Value>,
    profile: Profile,
    selection: Selection,
    decisions: Decisions,
}

/// What came out, in the JSON form.
#[derive(Clone, Debug, Default)]
pub struct Render {
    /// Objects by `Kind/name`.
    pub objects: BTreeMap<String, Value>,
    /// Details by slug and address.
    pub findings: BTreeMap<(String, String), String>,
    /// Source documents by path.
    pub sources: BTreeMap<String, Vec<u8>>,
    /// Every other file by path.
    pub others: BTreeMap<String, Vec<u8>>,
}

/// Every case, then the sample documents.
///
/// # Errors
/// A file cannot be read or is of another form.
pub fn all_cases(fixtures: &Path) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for area in AREAS {
        for folder in sorted(&fixtures.join(area))? {
            if folder.is_dir() {
                cases.push(Case::read(fixtures, &folder)?);
            }
        }
    }
    for (folder, file) in SAMPLES {
        for path in sorted(&fixtures.join("ovh-api").join(folder))? {
            let document: Value = read(&path)?;
            cases.push(Case {
                name: below(fixtures, &path),
                files: BTreeMap::from([((*file).to_owned(), Value::Array(vec![document]))]),
                profile: Profile::default(),
                selection: Selection::default(),
                decisions: Decisions::default(),
            });
        }
    }
    Ok(cases)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort_unstable();
    Ok(paths)
}

fn below(fixtures: &Path, path: &Path) -> String {
    let path = path.strip_prefix(fixtures).unwrap_or(path);
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

impl Case {
    fn read(fixtures: &Path, folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for (name, _) in FILES {
            if let Some(value) = optional(&folder.join(name))? {
                files.insert((*name).to_owned(), value);
            }
        }
        let profile: Value = optional(&folder.join("profile.json"))?.unwrap_or_default();
        Ok(Self {
            name: below(fixtures, folder),
            files,
            profile: Profile::read(&profile).map_err(|problems| {
                io::Error::other(format!("{}: {problems:?}", folder.display()))
            })?,
            selection: optional(&folder.join("selection.json"))?.unwrap_or_default(),
            decisions: optional(&folder.join("decisions.json"))?.unwrap_or_default(),
        })
    }

    /// This case with nothing but the document of `file` at `pointer` and what documents of workloads refer to. A case of
    /// another file stays whole.
    #[must_use]
    pub fn narrowed(&self, file: &str, pointer: &str) -> Self {
        let mut narrowed = self.clone();
        if !WORKLOADS.contains(&file) {
            return narrowed;
        }
        let own = self
            .files
            .get(file)
            .and_then(|list| list.get(index(pointer)?))
            .cloned();
        for name in WORKLOADS {
            narrowed.files.remove(*name);
        }
        if let Some(own) = own {
            narrowed
                .files
                .insert(file.to_owned(), Value::Array(vec![own]));
        }
        // Patches name objects, and answers addresses, that may now be missing.
        narrowed.decisions = Decisions::default();
        narrowed.selection = Selection::default();
        narrowed
    }

    /// The choices for the target.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// `pointer` of a whole case in this one, if it was narrowed to the document there.
    pub(super) fn own_pointer(&self, file: &str, pointer: &str) -> String {
        let is_narrowed = WORKLOADS.contains(&file);
        match pointer.splitn(3, '/').collect::<Vec<_>>().as_slice() {
            ["", _, rest] if is_narrowed => format!("/0/{rest}"),
            _ => pointer.to_owned(),
        }
    }

    /// Observed and rendered; `None` if a document cannot be decoded or the choices do not fit.
    #[must_use]
    pub fn render(&self) -> Option<Render> {
        let estate = self.estate()?;
        let session = Session::new(
            "kubernetes",
            Format::Json,
            &estate,
            &self.selection,
            &self.profile,
            &self.decisions,
        )
        .ok()?;
        let (mut render, mut accumulated) = (Render::default(), Accumulated::new());
        for workload in session.workloads() {
            let rendered = session.render(workload).ok()?;
            accumulated.add(&rendered);
            for artefact in rendered.artefacts {
                render.take(artefact);
            }
        }
        for artefact in session.finish(&accumulated) {
            render.take(artefact);
        }
        Some(render)
    }

    /// Observed; `None` if a document cannot be decoded.
    #[must_use]
    pub fn estate(&self) -> Option<Estate> {
        let apps: Option<Vec<Listed<App>>> = self.typed("apps.json")?;
        let jobs: Option<Vec<Listed<Job>>> = self.typed("jobs.json")?;
        let notebooks: Option<Vec<Listed<Notebook>>> = self.typed("notebooks.json")?;
        let retention: Option<BTreeMap<String, WorkspaceBackupRetentionPolicy>> =
            self.typed("retention.json")?;
        let backups: Option<BTreeMap<String, Vec<Listed<Backup>>>> = self.typed("backups.json")?;
        let data_stores: Option<BTreeMap<String, Vec<Listed<DataStore>>>> =
            self.typed("data-stores.json")?;
        let registries: Vec<Listed<Registry>> = self.typed("registries.json")?.unwrap_or_default();
        let tokens: Option<Vec<Listed<Token>>> = self.typed("tokens.json")?;
        let users: Option<Vec<Listed<User>>> = self.typed("users.json")?;
        let quota: Option<ProjectQuotas> = self.typed("quota.json")?;
        let options = observe::ObserveOptions {
            secret_names: self.profile.secret_environment.clone(),
            ..observe::ObserveOptions::default()
        };
        let documents = observe::Documents {
            apps: apps.as_deref(),
            jobs: jobs.as_deref(),
            notebooks: notebooks.as_deref(),
            backups: backups.as_ref(),
            retention: retention.as_ref(),
            data_stores: data_stores.as_ref(),
            registries: Some(&registries),
            tokens: tokens.as_deref(),
            users: users.as_deref(),
            ..observe::Documents::default()
        };
        let mut estate = observe::estate_of(SERVICE, &documents, &options);
        if let Some(quota) = quota {
            let (quota, findings) = observe::quota(SERVICE, &quota, &options);
            estate.quotas.push(quota);
            estate.findings.extend(findings);
            estate.kinds.insert(Kind::Quota);
        }
        let is_read = |slug: &str| slug != observe::UNDECODABLE.slug;
        estate
            .findings
            .iter()
            .all(|finding| is_read(&finding.slug))
            .then_some(estate)
    }

    /// `Some(None)` if there is no such file, `None` if it is of another form.
    #[expect(clippy::option_option, reason = "absent and unreadable differ")]
    fn typed<T: DeserializeOwned>(&self, file: &str) -> Option<Option<T>> {
        match self.files.get(file) {
            None => Some(None),
            Some(value) => T::deserialize(value).ok().map(Some),
        }
    }
}

/// The index a pointer into a list begins with.
fn index(pointer: &str) -> Option<usize> {
    pointer.split('/').nth(1)?.parse().ok()
}

fn optional<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    if path.is_file() {
        read(path).map(Some)
    } else {
        Ok(None)
    }
}

impl Render {
    fn take(&mut self, artefact: Artefact) {
        let Artefact { path, bytes, .. } = artefact;
        if path.starts_with("sources/") {
            self.sources.insert(path, bytes);
            return;
        }
        let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if path == "findings.json" {
            self.findings = findings(&value);
        } else if let Some(items) = value["items"]
            .as_array()
            .filter(|_| value["kind"] == "List")
        {
            for object in items {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let key = format!(
                    "{}/{}",
                    text(&object["kind"]),
                    text(&object["metadata"]["name"])
                );
                self.objects.insert(key, object.clone());
            }
        } else {
            self.others.insert(path, bytes);
        }
    }
}

fn findings(document: &Value) -> BTreeMap<(String, String), String> {
    let nothing = Map::new();
    let members = |value: &Value| {
        value
            .as_object()
            .cloned()
            .unwrap_or_else(|| nothing.clone())
    };
    let mut found = BTreeMap::new();
    for (address, object) in members(&document["objects"]) {
        for (slug, finding) in members(&object["findings"]) {
            let detail = finding["detail"].as_str().unwrap_or_default().to_owned();
            found.insert((slug, address.clone()), detail);
        }
    }
    found
}
