//! One export: choices checked, names given, workloads rendered one by one.

mod supplies;
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use ovhai_model::{Address, Estate, Finding, FindingSet, Holding, Kind, Selection, Workload};

use crate::{
    Accumulated, Artefact, Decisions, Format, PriorNames, Problem, Profile, RequiredSecret, Scope,
    TARGETS, Target, UrlMove,
    decisions::patch_problem,
    lower::{
        self, Cache,
        findings::answer_form,
        holdings::{Holdings, Needs},
    },
    naming,
    part::{data_stores, named_twice, not_read, part},
    problem::did_you_mean,
    report,
};

/// One export. Renders any number of times, each time the same bytes.
pub struct Session<'a> {
    target: &'static dyn Target,
    workloads: Vec<&'a Workload>,
    scope: Scope<'a>,
    /// What was noticed while reading, by object.
    noticed: BTreeMap<&'a Address, Vec<&'a Finding>>,
    /// Every object of the estate, selected or not.
    known: BTreeSet<&'a Address>,
    /// What could not be read, or was not asked for. Why is left out: the words for it may differ from one reading to the next.
    unread: Vec<Finding>,
}

/// Everything made of one workload.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The workload.
    pub address: Address,
    /// Its unique name, which its objects and files carry.
    pub name: String,
    /// Its name on the platform.
    pub display_name: String,
    /// Its files, sorted by path.
    pub artefacts: Vec<Artefact>,
    /// Every difference, and what was noticed while reading; answered ones carry the answer.
    pub findings: FindingSet,
    /// Secrets its objects refer to, sorted.
    pub required_secrets: Vec<RequiredSecret>,
    /// Addresses clients must change.
    pub urls: Vec<UrlMove>,
    /// Claims it shares with others.
    pub(crate) caches: Vec<Cache>,
    /// What the cluster tells its objects apart by.
    pub(crate) identities: Vec<String>,
    /// What it asks of the cluster.
    pub(crate) needs: Needs,
    /// Whether its traffic goes through the KEDA HTTP add-on, which needs shared objects.
    pub(crate) through_interceptor: bool,
    pub(crate) has_placeholder_image: bool,
}

/// Everything made of one token, user or quota.
#[derive(Clone, Debug)]
pub struct RenderedHolding {
    /// The object.
    pub address: Address,
    /// Its name in paths, unique within its kind.
    pub name: String,
    /// Its name on the platform; empty if it has none.
    pub display_name: String,
    /// Its files.
    pub artefacts: Vec<Artefact>,
    /// Every difference; answered ones carry the answer.
    pub findings: FindingSet,
    /// What the cluster tells its objects apart by.
    pub(crate) identities: Vec<String>,
}

/// What is made beside workloads.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// Files, sorted by path.
    pub artefacts: Vec<Artefact>,
    /// Every finding that is not about a workload that was rendered: about tokens, users, the quota, registries and data stores, and
    /// about what could not be read; answered ones carry the answer.
    pub findings: FindingSet,
}

impl<'a> Session<'a> {
    /// Checks every choice and names the selected workloads of `estate`, which were in no export before.
    ///
    /// # Errors
    /// See [`Session::continuing`].
    pub fn new(
        target: &str,
        format: Format,
        estate: &'a Estate,
        selection: &Selection,
        profile: &'a Profile,
        decisions: &'a Decisions,
    ) -> Result<Self, Vec<Problem>> {
        let prior = PriorNames::new();
        Self::continuing(
            target, format, estate, selection, profile, decisions, &prior,
        )
    }

    /// Checks every choice and names the selected workloads of `estate`. Names that objects had before, which `prior` holds, stay.
    ///
    /// # Errors
    /// Every mistake in target, profile, answers and overrides that can be seen, each with its attribute.
    pub fn continuing(
        target: &str,
        format: Format,
        estate: &'a Estate,
        selection: &Selection,
        profile: &'a Profile,
        decisions: &'a Decisions,
        prior: &PriorNames,
    ) -> Result<Self, Vec<Problem>> {
        let Some(target) = TARGETS.iter().find(|known| known.name() == target) else {
            let names = TARGETS.iter().map(|known| known.name());
            return Err(vec![Problem::new(
                ["target"],
                format!(
                    "there is no target `{target}`{}",
                    did_you_mean(target, names)
                ),
            )]);
        };
        let mut problems = profile.problems();
        let mut all: Vec<&Workload> = estate.workloads.iter().collect();
        all.sort_unstable_by(|a, b| a.address.cmp(&b.address));
        all.dedup_by(|a, b| a.address == b.address);
        let names: BTreeMap<&Address, String> = all
            .iter()
            .zip(naming::assign(&all, prior))
            .filter(|(workload, _)| selection.includes(workload))
            .map(|(workload, name)| (&workload.address, name))
            .collect();
        let workloads: Vec<&Workload> = all
            .into_iter()
            .filter(|workload| selection.includes(workload))
            .collect();
        let mut noticed: BTreeMap<&Address, Vec<&Finding>> = BTreeMap::new();
        for finding in &estate.findings {
            if !selection.needs(finding.address.kind()) {
                continue;
            }
            noticed.entry(&finding.address).or_default().push(finding);
        }
        let mut scope = Scope {
            profile,
            decisions,
            format,
            registries: &estate.registries,
            data_stores: data_stores(estate),
            unread_stores: estate
                .unread
                .iter()
                .filter(|unread| unread.kind == Kind::DataStore)
                .filter_map(|unread| Some(unread.place.as_ref()?.to_ascii_uppercase()))
                .collect(),
            holdings: Holdings::of(estate, selection, &workloads, prior),
            part: part(selection),
            names,
            hosts: BTreeMap::new(),
            extra_ports: BTreeMap::new(),
        };
        scope.hosts = lower::hosts_of_today(&scope, &workloads);
        scope.add_ports(lower::hosts_of_ports(&scope, &workloads));
        problems.extend(lower::shared_hosts(&scope, &workloads));
        let session = Self {
            target: *target,
            unread: not_read(estate, selection),
            workloads,
            scope,
            noticed,
            known: estate.all().map(|object| object.address).collect(),
        };
        session.check_answers(estate, &mut problems);
        session.check_overrides(&mut problems);
        if problems.is_empty() {
            Ok(session)
        } else {
            Err(problems)
        }
    }

    /// The selected workloads, sorted by address.
    pub fn workloads(&self) -> impl ExactSizeIterator<Item = &'a Workload> + '_ {
        self.workloads.iter().copied()
    }

    /// The unique name of a selected workload.
    #[must_use]
    pub fn name(&self, address: &Address) -> Option<&str> {
        self.scope.name(address)
    }

    /// Renders one selected workload. Pure: nothing is kept.
    ///
    /// # Errors
    /// Overrides that cannot be carried out.
    pub fn render(&self, workload: &Workload) -> Result<Rendered, Vec<Problem>> {
        let mut rendered = self.target.render(&self.scope, workload)?;
        if let Some(noticed) = self.noticed.get(&workload.address) {
            rendered.findings.extend(self.answered(noticed));
        }
        rendered
            .artefacts
            .push(report::source_document(&rendered.name, &workload.object()));
        rendered
            .artefacts
            .sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(rendered)
    }

    /// What is made of tokens, users and the quota, after every workload was rendered and added, with every finding about them.
    #[must_use]
    pub fn holdings(&self, accumulated: &Accumulated) -> Vec<RenderedHolding> {
        let mut holdings = self.target.holdings(&self.scope, accumulated);
        for holding in &mut holdings {
            if let Some(noticed) = self.noticed.get(&holding.address) {
                holding.findings.extend(self.answered(noticed));
            }
        }
        holdings
    }

    /// The artefacts of the whole export, after every workload was rendered and added, sorted by path.
    #[must_use]
    pub fn finish(&self, accumulated: &Accumulated) -> Vec<Artefact> {
        self.conclude(accumulated).artefacts
    }

    /// What is made beside workloads, after every one was rendered and added: the artefacts of tokens, users and the quota, and
    /// those of the whole export, with every finding that is not about a workload.
    #[must_use]
    pub fn conclude(&self, accumulated: &Accumulated) -> Concluded {
        let holdings = self.holdings(accumulated);
        // Findings of workloads come with them, and those of unselected objects are no business of this export. Registries and
        // data stores serve all workloads; and objects that could not be read cannot be selected, and must not vanish.
        let belongs = |address: &Address| {
            matches!(address.kind(), Kind::Registry | Kind::DataStore)
                || !self.known.contains(address)
        };
        let mut findings: FindingSet = self
            .noticed
            .iter()
            .filter(|(address, _)| belongs(address))
            .flat_map(|(_, findings)| self.answered(findings))
            .chain(self.answered(&self.unread.iter().collect::<Vec<_>>()))
            .collect();
        for holding in &holdings {
            findings.extend(holding.findings.iter().cloned());
        }
        let clashes = self.target.clashes(&self.scope, accumulated, &holdings);
        findings.extend(named_twice(&clashes));
        let mut artefacts = self.target.shared(&self.scope, accumulated);
        artefacts.extend(report::artefacts(
            self.target,
            &self.scope,
            accumulated,
            &holdings,
            &findings,
        ));
        artefacts.extend(holdings.into_iter().flat_map(|holding| holding.artefacts));
        artefacts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Concluded {
            artefacts,
            findings,
        }
    }

    fn answered(&self, findings: &[&Finding]) -> impl Iterator<Item = Finding> {
        findings.iter().map(|finding| {
            let mut finding = (*finding).clone();
            finding.answer = self
                .scope
                .decisions
                .answer_to(&finding.slug, &finding.address)
                .map(str::to_owned);
            finding
        })
    }

    fn check_answers(&self, estate: &Estate, problems: &mut Vec<Problem>) {
        if self.scope.decisions.answers.is_empty() {
            return;
        }
        let slugs: BTreeSet<&str> = self
            .target
            .findings()
            .iter()
            .map(|kind| kind.slug)
            .chain(estate.findings.iter().map(|finding| finding.slug.as_str()))
            .collect();
        let addresses: BTreeSet<&Address> = estate
            .workloads
            .iter()
            .map(|workload| &workload.address)
            .chain(estate.registries.iter().map(|registry| &registry.address))
            .chain(self.scope.holdings.addresses())
            .chain(estate.findings.iter().map(|finding| &finding.address))
            .chain(self.unread.iter().map(|finding| &finding.address))
            .collect();
        for (key, answer) in &self.scope.decisions.answers {
            let (slug, address) = match key.split_once('@') {
                None => (key.as_str(), None),
                Some((slug, address)) => (slug, Some(address)),
            };
            let mut problem = |message: String| {
                problems.push(Problem::new(["answers", key], message));
            };
            if !slugs.contains(slug) {
                problem(format!(
                    "there is no finding `{slug}`{}",
                    did_you_mean(slug, slugs.iter().copied())
                ));
                continue;
            }
            match address.map(str::parse::<Address>) {
                Some(Err(error)) => problem(error.to_string()),
                Some(Ok(address)) if !addresses.contains(&address) => problem(format!(
                    "the estate has no `{address}`; take the answer out if it was deleted"
                )),
                _ => {}
            }
            let form = answer_form(slug);
            match form.refusal(answer, address.is_none()) {
                Some(refusal) => problem(refusal),
                None => form
                    .strangers(answer, address, &estate.workloads)
                    .for_each(problem),
            }
        }
    }

    /// Object names begin with their workload's name, so only those workloads are looked at.
    fn check_overrides(&self, problems: &mut Vec<Problem>) {
        if self.scope.decisions.overrides.is_empty() {
            return;
        }
        let shared = self.target.shared_object_keys(&self.scope);
        let pooled = OnceCell::new();
        for (key, patch) in &self.scope.decisions.overrides {
            let Some((kind, name)) = key
                .split_once('/')
                .filter(|(kind, name)| !kind.is_empty() && !name.is_empty())
            else {
                problems.push(Problem::new(
                    ["overrides", key],
                    "an override is named Kind/name, for example Deployment/shop",
                ));
                continue;
            };
            if let Some(problem) = patch_problem(key, kind, name, patch) {
                problems.push(problem);
                continue;
            }
            let mut candidates: Vec<String> = shared.clone();
            for workload in &self.workloads {
                if self
                    .scope
                    .name(&workload.address)
                    .is_some_and(|own| naming::belongs(name, own))
                {
                    candidates.extend(self.target.object_keys(&self.scope, workload));
                }
            }
            let is_known = candidates.iter().any(|candidate| candidate == key)
                || pooled
                    .get_or_init(|| self.target.pooled_object_keys(&self.scope, &self.workloads))
                    .contains(key);
            if !is_known {
                if candidates.len() == shared.len() {
                    candidates.extend(
                        self.scope
                            .names
                            .values()
                            .map(|name| format!("{kind}/{name}")),
                    );
                }
                problems.push(Problem::new(
                    ["overrides", key],
                    format!(
                        "no object `{key}` is produced{}",
                        did_you_mean(key, candidates.iter().map(String::as_str))
                    ),
                ));
            }
        }
    }
}
