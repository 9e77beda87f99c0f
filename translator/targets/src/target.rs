//! Targets.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, DataStore, FindingKind, Registry, Workload};

use crate::{
    Accumulated, Artefact, Decisions, Format, Problem, Profile, Rendered, RenderedHolding,
    lower::holdings::Holdings, urls::UrlMove,
};

/// Something an estate can be rendered to.
///
/// Implementations are pure: they see one workload at a time and the scope, and keep nothing.
pub trait Target: Sync {
    /// Its name in configuration and paths.
    fn name(&self) -> &'static str;

    /// One sentence for documentation.
    fn summary(&self) -> &'static str;

    /// Every finding it can raise.
    fn findings(&self) -> &'static [&'static FindingKind];

    /// Everything of one workload.
    ///
    /// # Errors
    /// Choices that cannot be carried out on this workload.
    fn render(&self, scope: &Scope<'_>, workload: &Workload) -> Result<Rendered, Vec<Problem>>;

    /// `Kind/name` of every object it makes of one workload, as overrides name them.
    fn object_keys(&self, scope: &Scope<'_>, workload: &Workload) -> Vec<String>;

    /// Everything of each selected token, user and quota, after every workload was rendered and added.
    fn holdings(&self, scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<RenderedHolding>;

    /// `Kind/name` of objects that belong to no single workload, as overrides name them.
    fn shared_object_keys(&self, scope: &Scope<'_>) -> Vec<String>;

    /// Which objects would replace each other in the cluster, of all that was made: none, unless a name was badly chosen here.
    fn clashes(
        &self,
        scope: &Scope<'_>,
        accumulated: &Accumulated,
        holdings: &[RenderedHolding],
    ) -> Vec<String>;

    /// `Kind/name` of objects that are made of what several of `workloads` need, such as a claim they share. Lowers them all, so
    /// it is only asked for overrides that name nothing else.
    fn pooled_object_keys(&self, scope: &Scope<'_>, workloads: &[&Workload]) -> BTreeSet<String>;

    /// Artefacts that belong to no single workload.
    fn shared(&self, scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<Artefact>;
}

/// `name`, and after `joiner` which part of the estate is exported, if it is not all.
pub(crate) fn shared_name(name: &str, joiner: char, part: &str) -> String {
    if part.is_empty() {
        name.to_owned()
    } else {
        format!("{name}{joiner}{part}")
    }
}

/// What rendering one workload may look at besides the workload.
pub struct Scope<'a> {
    /// The choices.
    pub profile: &'a Profile,
    /// The decisions.
    pub decisions: &'a Decisions,
    /// Text form of manifests.
    pub format: Format,
    /// Attached registries.
    pub registries: &'a [Registry],
    /// Data stores by region and alias; `None` if the estate was read without them.
    pub(crate) data_stores: Option<BTreeMap<(&'a str, &'a str), &'a DataStore>>,
    /// Regions, upper case, whose data stores could not be read.
    pub(crate) unread_stores: BTreeSet<String>,
    /// What is exported beside workloads.
    pub(crate) holdings: Holdings<'a>,
    /// What names of objects hold that the whole export shares, if it is one of several: empty where everything is selected.
    pub(crate) part: String,
    /// Names of the selected workloads.
    pub(crate) names: BTreeMap<&'a Address, String>,
    /// Host of today → where its workload goes.
    pub(crate) hosts: BTreeMap<String, UrlMove>,
    /// Ports beside the main one that get routes, because somebody calls them, and what was their host.
    pub(crate) extra_ports: BTreeMap<Address, BTreeMap<u16, UrlMove>>,
}

impl<'a> Scope<'a> {
    /// The name of an object of the whole export, which no export of another selection may have: what they hold differs.
    pub(crate) fn shared_name(&self, name: &str, joiner: char) -> String {
        shared_name(name, joiner, &self.part)
    }

    /// The data store `alias` of `region`.
    pub(crate) fn data_store(&self, region: &str, alias: &str) -> Option<&'a DataStore> {
        self.data_stores.as_ref()?.get(&(region, alias)).copied()
    }

    /// The unique name of a selected workload.
    #[must_use]
    pub fn name(&self, address: &Address) -> Option<&str> {
        self.names.get(address).map(String::as_str)
    }

    /// Adds hosts of ports. The main port, which has no number here, needs no route of its own.
    pub(crate) fn add_ports(&mut self, hosts: BTreeMap<String, (Option<u16>, UrlMove)>) {
        for (host, (port, moved)) in hosts {
            if let Some(port) = port {
                let ports = self.extra_ports.entry(moved.address.clone()).or_default();
                ports.insert(port, moved.clone());
            }
            self.hosts.insert(host, moved);
        }
    }

    /// What is known of `host`, a host name of today.
    pub(crate) fn moved(&self, host: &str) -> Option<&UrlMove> {
        self.hosts.get(host)
    }
}
