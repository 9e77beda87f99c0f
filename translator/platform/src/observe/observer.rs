//! An estate from documents, one at a time.

use std::collections::BTreeMap;

use ovhai_model::{Address, Estate, Finding, FindingSet, Kind, Unread};
use serde_json::Value;

use super::{
    ObserveOptions, UNDECODABLE, app, backup, bucket, cluster, container_registry, data_store, job,
    notebook, quota, registry, swift_container, token, user,
};
use crate::documents::{
    App, Backup, DataStore, Job, Listed, Notebook, ProjectQuotas, Registry, Token, Undecodable,
    WorkspaceBackupRetentionPolicy, around,
};

/// Every list of documents of a project; `None` for what was not asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Documents<'a> {
    /// Apps.
    pub apps: Option<&'a [Listed<App>]>,
    /// Jobs.
    pub jobs: Option<&'a [Listed<Job>]>,
    /// Notebooks.
    pub notebooks: Option<&'a [Listed<Notebook>]>,
    /// Kept copies, by the id of their notebook.
    pub backups: Option<&'a BTreeMap<String, Vec<Listed<Backup>>>>,
    /// How copies are kept, by the id of the notebook.
    pub retention: Option<&'a BTreeMap<String, WorkspaceBackupRetentionPolicy>>,
    /// Data stores, by region.
    pub data_stores: Option<&'a BTreeMap<String, Vec<Listed<DataStore>>>>,
    /// Attached registries.
    pub registries: Option<&'a [Listed<Registry>]>,
    /// Tokens.
    pub tokens: Option<&'a [Listed<Token>]>,
    /// Users.
    pub users: Option<&'a [Listed<around::User>]>,
    /// Swift containers.
    pub swift_containers: Option<&'a [Listed<around::Container>]>,
    /// S3 buckets with their settings, by region.
    pub buckets: Option<&'a BTreeMap<String, Vec<Listed<around::Bucket>>>>,
    /// Managed registries.
    pub container_registries: Option<&'a [Listed<around::Registry>]>,
    /// Clusters with their node pools, by id.
    pub clusters: Option<&'a BTreeMap<String, ClusterDocuments>>,
}

/// A cluster and its node pools.
pub type ClusterDocuments = (Listed<around::Cluster>, Vec<Listed<around::NodePool>>);

/// The estate of the project `service`. Objects that could not be decoded become `platform/undecodable` findings; kinds
/// with a list count as read.
#[must_use]
pub fn estate_of(service: &str, documents: &Documents<'_>, options: &ObserveOptions) -> Estate {
    let mut observer = Observer::new(service, options);
    each(documents.apps, Kind::App, &mut observer, Observer::app);
    each(documents.jobs, Kind::Job, &mut observer, Observer::job);
    each(
        documents.notebooks,
        Kind::Notebook,
        &mut observer,
        Observer::notebook,
    );
    each(
        documents.registries,
        Kind::Registry,
        &mut observer,
        Observer::registry,
    );
    each(
        documents.tokens,
        Kind::Token,
        &mut observer,
        Observer::token,
    );
    each(documents.users, Kind::User, &mut observer, Observer::user);
    each(
        documents.container_registries,
        Kind::ContainerRegistry,
        &mut observer,
        Observer::container_registry,
    );
    if let Some(backups) = documents.backups {
        observer.was_read(Kind::Backup);
        for (notebook, listed) in backups {
            observer.backups(notebook, listed);
        }
    }
    for (notebook, policy) in documents.retention.into_iter().flatten() {
        observer.retention(notebook, policy);
    }
    if let Some(stores) = documents.data_stores {
        observer.was_read(Kind::DataStore);
        for (region, list) in stores {
            for listed in list {
                observer.data_store(region, listed);
            }
        }
    }
    // Containers are read completely only when both protocols were.
    if documents.swift_containers.is_some() && documents.buckets.is_some() {
        observer.was_read(Kind::Container);
    }
    for listed in documents.swift_containers.into_iter().flatten() {
        observer.swift_container(listed);
    }
    for (region, list) in documents.buckets.into_iter().flatten() {
        for listed in list {
            observer.bucket_with_settings(region, listed);
        }
    }
    if let Some(clusters) = documents.clusters {
        observer.was_read(Kind::Cluster);
        for (id, (listed, pools)) in clusters {
            observer.cluster(id, listed, pools);
        }
    }
    observer.finish()
}

fn each<'o, T>(
    list: Option<&[Listed<T>]>,
    kind: Kind,
    observer: &mut Observer<'o>,
    observe: impl Fn(&mut Observer<'o>, &Listed<T>),
) {
    if let Some(list) = list {
        observer.was_read(kind);
        for listed in list {
            observe(observer, listed);
        }
    }
}

/// [`estate_of`] one document at a time, so that a reader of a large project need not keep the documents.
pub struct Observer<'a> {
    options: &'a ObserveOptions,
    estate: Estate,
    found: FindingSet,
    /// How many objects of each kind were seen, for those without id.
    seen: BTreeMap<Kind, usize>,
    /// Policies by notebook, which may come before it.
    retention: BTreeMap<Address, WorkspaceBackupRetentionPolicy>,
}

impl<'a> Observer<'a> {
    /// An observer of the project `service`, which has seen nothing yet.
    #[must_use]
    pub fn new(service: &str, options: &'a ObserveOptions) -> Self {
        Self {
            options,
            estate: Estate {
                service: service.to_owned(),
                ..Estate::default()
            },
            found: FindingSet::default(),
            seen: BTreeMap::new(),
            retention: BTreeMap::new(),
        }
    }

    /// Says that every object of `kind` was or will be given, but for what [`Observer::unread`] names.
    pub fn was_read(&mut self, kind: Kind) {
        self.estate.kinds.insert(kind);
    }

    /// Says what could not be read, and why.
    pub fn unread(&mut self, unread: Unread) {
        self.estate.unread.push(unread);
    }

    /// Adds the next app of the list.
    pub fn app(&mut self, listed: &Listed<App>) {
        if let Some(document) = self.read(Kind::App, listed) {
            let (workload, findings) = app(document, self.options);
            self.estate.workloads.push(workload);
            self.found.extend(findings);
        }
    }

    /// Adds the next job of the list.
    pub fn job(&mut self, listed: &Listed<Job>) {
        if let Some(document) = self.read(Kind::Job, listed) {
            let (workload, findings) = job(document, self.options);
            self.estate.workloads.push(workload);
            self.found.extend(findings);
        }
    }

    /// Adds the next notebook of the list.
    pub fn notebook(&mut self, listed: &Listed<Notebook>) {
        if let Some(document) = self.read(Kind::Notebook, listed) {
            let (workload, findings) = notebook(document, self.options);
            self.estate.workloads.push(workload);
            self.found.extend(findings);
        }
    }

    /// Adds the next kept copies of the workspace of the notebook `notebook`.
    pub fn backups(&mut self, notebook: &str, list: &[Listed<Backup>]) {
        for listed in list {
            if let Some(document) = self.read(Kind::Backup, listed) {
                let (kept, findings) = backup(notebook, document, self.options);
                self.estate.backups.push(kept);
                self.found.extend(findings);
            }
        }
    }

    /// Says how copies of the workspace of the notebook `notebook` are kept; before or after the notebook itself. Without
    /// effect if the notebook could not be read.
    pub fn retention(&mut self, notebook: &str, policy: &WorkspaceBackupRetentionPolicy) {
        let address = Address::new(Kind::Notebook, notebook);
        self.retention.insert(address, policy.clone());
    }

    /// Adds the next data store of the list of `region`.
    pub fn data_store(&mut self, region: &str, listed: &Listed<DataStore>) {
        let id = |object: &Undecodable| {
            let alias = text(object, "alias")?;
            Some(format!("{}/{alias}", region.to_ascii_uppercase()))
        };
        if let Some(document) = self.read_named(Kind::DataStore, listed, id) {
            let (store, findings) = data_store(region, document, self.options);
            self.estate.data_stores.push(store);
            self.found.extend(findings);
        }
    }

    /// Adds the next attached registry of the list.
    pub fn registry(&mut self, listed: &Listed<Registry>) {
        if let Some(document) = self.read(Kind::Registry, listed) {
            let (attached, findings) = registry(document, self.options);
            self.estate.registries.push(attached);
            self.found.extend(findings);
        }
    }

    /// Adds the next token of the list.
    pub fn token(&mut self, listed: &Listed<Token>) {
        if let Some(document) = self.read(Kind::Token, listed) {
            let (token, findings) = token(document, self.options);
            self.estate.tokens.push(token);
            self.found.extend(findings);
        }
    }

    /// Adds the next user of the list.
    pub fn user(&mut self, listed: &Listed<around::User>) {
        if let Some(document) = self.read(Kind::User, listed) {
            let (user, findings) = user(document, self.options);
            self.estate.users.push(user);
            self.found.extend(findings);
        }
    }

    /// Adds the quotas of the project.
    pub fn quota(&mut self, document: &ProjectQuotas) {
        let service = self.estate.service.clone();
        let (quota, findings) = quota(&service, document, self.options);
        self.estate.quotas.push(quota);
        self.found.extend(findings);
    }

    /// Adds the next Swift container of the list.
    pub fn swift_container(&mut self, listed: &Listed<around::Container>) {
        let id = |object: &Undecodable| {
            let region = text(object, "region")?.to_ascii_uppercase();
            Some(format!("swift/{region}/{}", text(object, "name")?))
        };
        if let Some(document) = self.read_named(Kind::Container, listed, id) {
            let (container, findings) = swift_container(document, self.options);
            self.estate.containers.push(container);
            self.found.extend(findings);
        }
    }

    /// Adds the next S3 bucket of the list of `region`, which shows no settings.
    pub fn bucket(&mut self, region: &str, listed: &Listed<around::ListedBucket>) {
        let id = |object: &Undecodable| bucket_id(region, object);
        if let Some(document) = self.read_named(Kind::Container, listed, id) {
            self.read_bucket(region, &document.into());
        }
    }

    /// Adds an S3 bucket of `region` with its settings; instead of its entry in the list.
    pub fn bucket_with_settings(&mut self, region: &str, listed: &Listed<around::Bucket>) {
        let id = |object: &Undecodable| bucket_id(region, object);
        if let Some(document) = self.read_named(Kind::Container, listed, id) {
            self.read_bucket(region, document);
        }
    }

    fn read_bucket(&mut self, region: &str, document: &around::Bucket) {
        let (container, findings) = bucket(region, document, self.options);
        self.estate.containers.push(container);
        self.found.extend(findings);
    }

    /// Adds the next managed registry of the list.
    pub fn container_registry(&mut self, listed: &Listed<around::Registry>) {
        if let Some(document) = self.read(Kind::ContainerRegistry, listed) {
            let (registry, findings) = container_registry(document, self.options);
            self.estate.container_registries.push(registry);
            self.found.extend(findings);
        }
    }

    /// Adds the cluster `id` with its node pools.
    pub fn cluster(
        &mut self,
        id: &str,
        listed: &Listed<around::Cluster>,
        pools: &[Listed<around::NodePool>],
    ) {
        if let Some(document) = self.read_named(Kind::Cluster, listed, |_| Some(id.to_owned())) {
            let (cluster, findings) = cluster(document, pools, self.options);
            self.estate.clusters.push(cluster);
            self.found.extend(findings);
        }
    }

    /// The estate, sorted by address.
    #[must_use]
    pub fn finish(mut self) -> Estate {
        for workload in &mut self.estate.workloads {
            if let Some(policy) = self.retention.get(&workload.address) {
                let findings = notebook::keep(workload, policy, self.options);
                self.found.extend(findings);
            }
        }
        self.estate.sort();
        self.estate.findings = self.found.iter().cloned().collect();
        self.estate
    }

    /// The document, or nothing but a finding.
    fn read<'l, T>(&mut self, kind: Kind, listed: &'l Listed<T>) -> Option<&'l T> {
        self.read_named(kind, listed, |object| object.id.clone())
    }

    /// The same, where objects of the kind are not called by a member `id`.
    fn read_named<'l, T>(
        &mut self,
        kind: Kind,
        listed: &'l Listed<T>,
        id: impl Fn(&Undecodable) -> Option<String>,
    ) -> Option<&'l T> {
        let seen = self.seen.entry(kind).or_default();
        let index = *seen;
        *seen += 1;
        match listed {
            Listed::Read(document) => Some(document),
            Listed::Undecodable(object) => {
                let finding = undecodable_called(kind, index, id(object), object);
                self.found.add(finding);
                None
            }
        }
    }
}

/// The finding about an object that could not be decoded; `index` is its place in the list, for one without id.
#[must_use]
pub fn undecodable(kind: Kind, index: usize, object: &Undecodable) -> Finding {
    undecodable_called(kind, index, object.id.clone(), object)
}

fn undecodable_called(
    kind: Kind,
    index: usize,
    id: Option<String>,
    object: &Undecodable,
) -> Finding {
    let id = id
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| format!("without-id-{index}"));
    UNDECODABLE.at(&Address::new(kind, id), object.error.to_string())
}

fn bucket_id(region: &str, object: &Undecodable) -> Option<String> {
    let region = region.to_ascii_uppercase();
    Some(format!("s3/{region}/{}", text(object, "name")?))
}

/// The text `member` of an object, if it has one.
fn text<'o>(object: &'o Undecodable, member: &str) -> Option<&'o str> {
    object
        .raw
        .get(member)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}
