//! What belongs to no single workload: tokens, users and the quota (mapping sections 4 and 7).
//!
//! Names of these objects end in a word after a dot, such as `ci.token`: names of workloads have no dots, so none is ever taken.
//! What depends on the selection has a name that no export of another selection has; what only depends on the project, such as
//! ServiceAccounts and queues, is the same in all of them.

mod amounts;
mod people;
mod quota;
mod reach;
mod rights;
mod tokens;

use ovhai_model::{
    Address, Estate, FindingKind, FindingSet, Holding, Object as Held, Quota, Selection, Token,
    User, Workload,
};

pub(crate) use amounts::{Demand, Needs, needs};
pub(crate) use people::{operators, roles, subjects};
pub(super) use quota::queue;
pub(crate) use quota::{CPU_QUEUE, GPU_QUEUE, name as quota_name};
pub(super) use rights::{call, read_job};

use super::identity::PREFIX;
use crate::{
    PriorNames, Scope, naming,
    objects::{Metadata, Object},
    profile::QuotaForm,
};

/// What an export is made from beside workloads.
#[derive(Default)]
pub(crate) struct Holdings<'a> {
    /// The selected workloads, by address.
    pub workloads: Vec<&'a Workload>,
    /// The selected tokens with their names, by address.
    pub tokens: Vec<(&'a Token, String)>,
    /// The selected users with their names, by address.
    pub users: Vec<(&'a User, String)>,
    /// The quotas, one at most.
    pub quotas: Vec<&'a Quota>,
}

impl<'a> Holdings<'a> {
    /// What `selection` selects of `estate`, beside `workloads`.
    pub(crate) fn of(
        estate: &'a Estate,
        selection: &Selection,
        workloads: &[&'a Workload],
        prior: &PriorNames,
    ) -> Self {
        Self {
            workloads: workloads.to_vec(),
            tokens: named(&estate.tokens, selection, prior),
            users: named(&estate.users, selection, prior),
            quotas: selected(&estate.quotas, selection),
        }
    }

    /// The addresses of all but workloads.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &'a Address> + '_ {
        let tokens = self.tokens.iter().map(|(token, _)| &token.address);
        let users = self.users.iter().map(|(user, _)| &user.address);
        let quotas = self.quotas.iter().map(|quota| &quota.address);
        tokens.chain(users).chain(quotas)
    }
}

fn selected<'a, T: Holding>(list: &'a [T], selection: &Selection) -> Vec<&'a T> {
    let mut selected: Vec<&T> = list
        .iter()
        .filter(|held| selection.includes_object(&held.object()))
        .collect();
    selected.sort_by(|one, other| one.object().address.cmp(other.object().address));
    selected.dedup_by(|one, other| one.object().address == other.object().address);
    selected
}

fn named<'a, T: Holding>(
    list: &'a [T],
    selection: &Selection,
    prior: &PriorNames,
) -> Vec<(&'a T, String)> {
    // As for workloads: names are decided over all, whatever is selected.
    let all = selected(list, &Selection::default());
    let objects: Vec<Held<'_>> = all.iter().map(|held| held.object()).collect();
    let names = naming::assign_objects(&objects, prior);
    all.into_iter()
        .zip(names)
        .filter(|(held, _)| selection.includes_object(&held.object()))
        .collect()
}

/// What one token, user or quota becomes.
pub(crate) struct LoweredHolding<'a> {
    pub held: Held<'a>,
    /// Its name in paths.
    pub name: String,
    pub objects: Vec<Object>,
    pub findings: FindingSet,
}

/// Lowers every token and user.
pub(crate) fn lower<'a>(scope: &Scope<'a>) -> impl Iterator<Item = LoweredHolding<'a>> {
    let holdings = &scope.holdings;
    let tokens = holdings
        .tokens
        .iter()
        .map(|(token, name)| tokens::lower(scope, token, name));
    let users = holdings
        .users
        .iter()
        .map(|(user, name)| people::lower(scope, user, name));
    tokens.chain(users)
}

/// `Kind/name` of every object that tokens, users and quotas may become.
pub(crate) fn keys<'a>(scope: &Scope<'a>) -> impl Iterator<Item = String> {
    // A ResourceQuota that is left out comes back when somebody patches it.
    let limits =
        !scope.holdings.quotas.is_empty() && scope.profile.quota == QuotaForm::ResourceQuota;
    let quotas: Vec<LoweredHolding<'_>> = lower_quotas(scope, &Demand::default()).collect();
    lower(scope)
        .chain(quotas)
        .flat_map(|lowered| lowered.objects)
        .chain(roles(scope))
        .map(|object| object.key())
        .chain(limits.then(|| format!("ResourceQuota/{}", quota_name(scope))))
}

/// Lowers the quota, after every workload was rendered.
pub(crate) fn lower_quotas<'a>(
    scope: &Scope<'a>,
    demand: &Demand,
) -> impl Iterator<Item = LoweredHolding<'a>> {
    scope
        .holdings
        .quotas
        .iter()
        .map(|held| quota::lower(scope, held, demand))
}

/// Findings about one holding.
struct Notes<'a> {
    scope: &'a Scope<'a>,
    address: &'a Address,
    findings: FindingSet,
}

impl<'a> Notes<'a> {
    fn new(scope: &'a Scope<'a>, address: &'a Address) -> Self {
        Self {
            scope,
            address,
            findings: FindingSet::default(),
        }
    }

    /// Raises `kind`; `detail` holds no secret.
    fn find(&mut self, kind: &FindingKind, detail: impl Into<String>) {
        let mut finding = kind.at(self.address, detail);
        finding.answer = self
            .scope
            .decisions
            .answer(kind, self.address)
            .map(str::to_owned);
        self.findings.add(finding);
    }
}

/// Metadata of an object made of `held`.
fn metadata(scope: &Scope<'_>, held: &Held<'_>, name: &str, object: String) -> Metadata {
    let mut metadata = super::namespaced(scope.profile, object);
    for (label, value) in [
        ("app.kubernetes.io/name", name),
        ("app.kubernetes.io/component", held.kind().as_str()),
    ] {
        metadata.labels.insert(label.into(), value.to_owned());
    }
    for (key, value) in [
        ("id", held.address.id()),
        ("kind", held.kind().as_str()),
        ("name", held.name),
        ("region", held.region),
    ] {
        if !value.is_empty() {
            metadata
                .annotations
                .insert(format!("{PREFIX}/{key}").into(), value.to_owned());
        }
    }
    metadata
}
