//! The estate: everything one project has on the platform.

use std::{borrow::Cow, collections::BTreeSet};

use crate::{
    Address, Backup, Cluster, Container, ContainerRegistry, DataStore, Digest, Finding, Kind,
    Object, Quota, Registry, Revision, Selection, Token, User, Workload, object::Holding,
};

/// Everything one project has on the platform, as far as this version reads it and was asked to. Lists are sorted by
/// address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estate {
    /// Public Cloud project id.
    pub service: String,
    /// Kinds that were read, completely but for what `unread` names.
    pub kinds: BTreeSet<Kind>,
    /// Apps, jobs and notebooks.
    pub workloads: Vec<Workload>,
    /// Kept copies of notebook workspaces.
    pub backups: Vec<Backup>,
    /// Places volumes copy from and to.
    pub data_stores: Vec<DataStore>,
    /// Attached private registries.
    pub registries: Vec<Registry>,
    /// Tokens for programs.
    pub tokens: Vec<Token>,
    /// Users of the project.
    pub users: Vec<User>,
    /// What the AI products may take at once; one at most.
    pub quotas: Vec<Quota>,
    /// Containers of the project's object storage.
    pub containers: Vec<Container>,
    /// Managed private registries.
    pub container_registries: Vec<ContainerRegistry>,
    /// Managed Kubernetes clusters.
    pub clusters: Vec<Cluster>,
    /// What was noticed while reading, such as members this version does not know.
    pub findings: Vec<Finding>,
    /// What could not be read, and why: an estate is never shorter in silence.
    pub unread: Vec<Unread>,
}

/// Objects of one kind that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// Which kind.
    pub kind: Kind,
    /// Where, when other places of the kind could be read: a region, or the address of the object they belong to.
    pub place: Option<String>,
    /// What happened, in one sentence without secrets.
    pub reason: String,
    /// What to do, for example the missing right.
    pub remedy: Option<String>,
}

impl Unread {
    /// The address that stands for what is missing.
    #[must_use]
    pub fn address(&self) -> Address {
        let id = self
            .place
            .as_deref()
            .map_or_else(|| "unread".to_owned(), |place| format!("unread-in-{place}"));
        Address::new(self.kind, id)
    }
}

fn objects<T: Holding>(list: &[T]) -> impl Iterator<Item = Object<'_>> {
    list.iter().map(Holding::object)
}

impl Estate {
    /// Every object, in the order of [`Kind::ALL`] and by address within a kind.
    pub fn all(&self) -> impl Iterator<Item = Object<'_>> {
        objects(&self.workloads)
            .chain(objects(&self.backups))
            .chain(objects(&self.data_stores))
            .chain(objects(&self.registries))
            .chain(objects(&self.tokens))
            .chain(objects(&self.users))
            .chain(objects(&self.quotas))
            .chain(objects(&self.containers))
            .chain(objects(&self.container_registries))
            .chain(objects(&self.clusters))
    }

    /// Sorts every list by address, as the fields promise.
    pub fn sort(&mut self) {
        fn by_address<T: Holding>(list: &mut [T]) {
            list.sort_by(|one, other| one.object().address.cmp(other.object().address));
        }
        by_address(&mut self.workloads);
        by_address(&mut self.backups);
        by_address(&mut self.data_stores);
        by_address(&mut self.registries);
        by_address(&mut self.tokens);
        by_address(&mut self.users);
        by_address(&mut self.quotas);
        by_address(&mut self.containers);
        by_address(&mut self.container_registries);
        by_address(&mut self.clusters);
        self.unread.sort();
    }

    /// The revision of what exports of `selection` are made from. Whatever else is read beside, such as backups and object
    /// storage, does not change it.
    #[must_use]
    pub fn revision(&self, selection: &Selection) -> Revision {
        Revision::of(selection, self.exported(selection))
    }

    /// Everything an export of `selection` is made from: selected workloads, tokens, users and quotas, every registry and
    /// data store, and what of these could not be read. The latter are no objects yet, so their finding stands for them.
    pub(crate) fn exported<'a>(
        &'a self,
        selection: &'a Selection,
    ) -> impl Iterator<Item = (Cow<'a, Address>, Digest)> {
        let selected = objects(&self.workloads)
            .chain(objects(&self.tokens))
            .chain(objects(&self.users))
            .chain(objects(&self.quotas))
            .filter(|object| selection.includes_object(object));
        let known: BTreeSet<&Address> = self.all().map(|object| object.address).collect();
        let odd = self.findings.iter().filter(move |finding| {
            selection.needs(finding.address.kind()) && !known.contains(&finding.address)
        });
        let unread = self
            .unread
            .iter()
            .filter(|unread| selection.needs(unread.kind));
        selected
            .chain(objects(&self.registries))
            .chain(objects(&self.data_stores))
            .map(|object| (Cow::Borrowed(object.address), object.digest.clone()))
            .chain(odd.map(|finding| {
                let digest = Digest::of(finding.detail.as_bytes());
                (Cow::Borrowed(&finding.address), digest)
            }))
            .chain(unread.map(|unread| {
                // Not of the reason: how the same gap is worded must not look like a change.
                let address = unread.address();
                let digest = Digest::of(address.to_string().as_bytes());
                (Cow::Owned(address), digest)
            }))
    }
}
