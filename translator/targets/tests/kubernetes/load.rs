//! Cases: vendor documents and the choices made for them.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Estate, FindingSet, Kind, Selection};
use ovhai_platform::{
    documents::{
        App, DataStore, Job, Listed, Notebook, ProjectQuotas, Registry, Token,
        WorkspaceBackupRetentionPolicy, around,
    },
    observe,
};
use ovhai_targets::{
    Accumulated, Artefact, Decisions, Format, Problem, Profile, Rendered, Session,
};
use serde_json::Value;
use test_fixtures::{Case, Tree};

/// A case, read.
pub struct Input {
    pub estate: Estate,
    pub selection: Selection,
    pub profile: Profile,
    pub decisions: Decisions,
    pub format: Format,
    /// Texts that must not appear in any artefact.
    pub planted: BTreeSet<String>,
}

pub fn all() -> Vec<(Case, Input)> {
    test_fixtures::cases("targets/kubernetes")
        .into_iter()
        .map(|case| {
            let input = Input::of(&case);
            (case, input)
        })
        .collect()
}

impl Input {
    pub fn of(case: &Case) -> Self {
        let apps: Option<Vec<Listed<App>>> = case.json_if_any("apps.json");
        let jobs: Option<Vec<Listed<Job>>> = case.json_if_any("jobs.json");
        let notebooks: Option<Vec<Listed<Notebook>>> = case.json_if_any("notebooks.json");
        assert!(
            apps.is_some() || jobs.is_some() || notebooks.is_some(),
            "{} has no documents",
            case.name
        );
        let retention: Option<BTreeMap<String, WorkspaceBackupRetentionPolicy>> =
            case.json_if_any("retention.json");
        let data_stores: Option<BTreeMap<String, Vec<Listed<DataStore>>>> =
            case.json_if_any("data-stores.json");
        let registries: Vec<Listed<Registry>> =
            case.json_if_any("registries.json").unwrap_or_default();
        let tokens: Option<Vec<Listed<Token>>> = case.json_if_any("tokens.json");
        let users: Option<Vec<Listed<around::User>>> = case.json_if_any("users.json");
        let quota: Option<ProjectQuotas> = case.json_if_any("quota.json");
        let profile: Value = case.json_if_any("profile.json").unwrap_or_default();
        let profile = Profile::read(&profile)
            .unwrap_or_else(|problems| panic!("{}: {problems:#?}", case.name));
        // What a person calls secret is secret for both: for reading, which writes the source document, and for targets.
        let options = observe::ObserveOptions {
            secret_names: profile.secret_environment.clone(),
            ..observe::ObserveOptions::default()
        };
        let service = "0123456789abcdef0123456789abcdef";
        let mut estate = observe::estate_of(
            service,
            &observe::Documents {
                apps: apps.as_deref(),
                jobs: jobs.as_deref(),
                notebooks: notebooks.as_deref(),
                retention: retention.as_ref(),
                data_stores: data_stores.as_ref(),
                registries: Some(&registries),
                tokens: tokens.as_deref(),
                users: users.as_deref(),
                ..observe::Documents::default()
            },
            &options,
        );
        if let Some(quota) = quota {
            let (quota, findings) = observe::quota(service, &quota, &options);
            estate.quotas.push(quota);
            estate.findings.extend(findings);
            estate.kinds.insert(Kind::Quota);
        }
        Self {
            estate,
            selection: case.json_if_any("selection.json").unwrap_or_default(),
            profile,
            decisions: case.json_if_any("decisions.json").unwrap_or_default(),
            format: case.json_if_any("format.json").unwrap_or_default(),
            planted: case.json_if_any("planted.json").unwrap_or_default(),
        }
    }

    pub fn session(&self, format: Format) -> Result<Session<'_>, Vec<Problem>> {
        Session::new(
            "kubernetes",
            format,
            &self.estate,
            &self.selection,
            &self.profile,
            &self.decisions,
        )
    }

    /// Everything an exporter would write.
    pub fn export(&self, format: Format) -> Export {
        let session = self.session(format).unwrap();
        let (mut tree, mut accumulated) = (Tree::new(), Accumulated::new());
        let mut rendered = Vec::new();
        for workload in session.workloads() {
            let one = session.render(workload).unwrap();
            accumulated.add(&one);
            put(&mut tree, &one.artefacts);
            rendered.push(one);
        }
        let concluded = session.conclude(&accumulated);
        put(&mut tree, &concluded.artefacts);
        Export {
            tree,
            rendered,
            others: concluded.findings,
        }
    }
}

/// What came out.
pub struct Export {
    pub tree: Tree,
    pub rendered: Vec<Rendered>,
    /// Findings about anything but the workloads.
    pub others: FindingSet,
}

fn put(tree: &mut Tree, artefacts: &[Artefact]) {
    for artefact in artefacts {
        assert!(
            Artefact::path_is_safe(&artefact.path),
            "{:?}",
            artefact.path
        );
        let previous = tree.insert(artefact.path.clone(), artefact.bytes.clone());
        assert!(previous.is_none(), "{} is produced twice", artefact.path);
    }
}

/// Whether `path` holds the manifests of one workload.
pub fn is_of_workload(path: &str) -> bool {
    ["apps/", "jobs/", "notebooks/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

/// The objects of a tree's manifests in the JSON form, by `path#Kind/name`.
pub fn objects(tree: &Tree) -> Vec<(String, Value)> {
    let mut objects = Vec::new();
    for (path, bytes) in tree {
        let is_manifest = is_of_workload(path)
            || [
                "namespace.",
                "access/",
                "quota.",
                "add-ons.",
                "caches.",
                "external-secrets.",
                "monitoring.",
            ]
            .iter()
            .any(|start| path.starts_with(start));
        if !is_manifest {
            continue;
        }
        let list: Value = serde_json::from_slice(bytes).unwrap();
        for object in list["items"].as_array().unwrap() {
            let name = object["metadata"]["name"].as_str().unwrap();
            let kind = object["kind"].as_str().unwrap();
            objects.push((format!("{path}#{kind}/{name}"), object.clone()));
        }
    }
    objects
}
