//! Gathering: estate, graph and findings in, finding by finding; readiness out.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{
    Address, Category, Estate, Fidelity, Finding, FindingKind, Graph, Kind, Selection,
};

use crate::{
    Data, Decision, Difference, MOST_SHOWN, ObjectSummary, Readiness, Row, SecretToCreate,
    concern::Concerns,
    data,
    dependencies::Dependencies,
    endings,
    findings::{FINDINGS, TOKEN_ENDS, USER_ENDS},
    noticed::notice,
    outcome,
    readiness::Size,
    row_of,
    usage::Usage,
};

/// What a readiness was made from, beside the estate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// Where the workloads would go, for example `kubernetes`.
    pub target: String,
    /// The revision of the estate. Texts show only its beginning: the rest names objects to later calls.
    pub revision: String,
    /// Which objects.
    pub selection: Selection,
    /// What made it, with its version, for example `terraform-provider-ovhai 0.1.0`.
    pub tool: String,
    /// When it was read, in the words of whoever asked. Nothing here looks at a clock.
    pub as_of: Option<String>,
}

impl Made {
    /// Whether only a part of the project was asked for.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.selection != Selection::default()
    }

    /// The part of the revision that decides whether two are the same.
    #[must_use]
    pub fn short_revision(&self) -> &str {
        self.revision
            .match_indices('.')
            .nth(2)
            .map_or(&self.revision, |(end, _)| &self.revision[..end])
    }
}

/// An assessment under way. The order in which findings and secrets are added does not matter.
pub struct Assessment<'a> {
    estate: &'a Estate,
    selection: &'a Selection,
    /// What selected workloads depend on.
    needed: Dependencies<'a>,
    /// What anything uses.
    usage: Usage<'a>,
    /// Reasons by `slug` or `slug@address`.
    accepted: &'a BTreeMap<String, String>,
    titles: BTreeMap<&'static str, &'static str>,
    /// Every object of the estate, selected or not.
    known: BTreeSet<&'a Address>,
    objects: BTreeMap<Address, Gathered>,
    /// What is no selected object and has findings that matter: what could not be understood, and what is depended on.
    others: BTreeMap<Address, Gathered>,
    slugs: BTreeMap<String, u16>,
    kinds: Vec<Kept>,
    /// What the estate says by itself.
    noticed: Vec<Finding>,
    secrets: BTreeMap<String, SecretToCreate>,
}

/// What is known of one object.
#[derive(Default)]
pub(crate) struct Gathered {
    pub name: String,
    pub region: String,
    pub concerned: Vec<Row>,
    pub size: Option<Size>,
    /// By index of the slug: the decision, if there is one.
    pub findings: BTreeMap<u16, Option<Box<str>>>,
}

/// What all findings of one slug have in common.
struct Kept {
    slug: String,
    row: Row,
    category: Category,
    fidelity: Fidelity,
    hint: String,
}

impl<'a> Assessment<'a> {
    /// Begins with what `estate` and `graph` say by themselves about the selected objects.
    ///
    /// `accepted` holds reasons of a person by `slug` or `slug@address`: a finding without an answer that is accepted counts as
    /// decided. `kinds` are the declared findings of whoever adds some, for their titles.
    #[must_use]
    pub fn of(
        estate: &'a Estate,
        graph: &'a Graph,
        selection: &'a Selection,
        accepted: &'a BTreeMap<String, String>,
        kinds: impl IntoIterator<Item = &'static FindingKind>,
    ) -> Self {
        let concerns = Concerns::of(estate);
        let sizes = data::sizes(estate);
        let objects = estate
            .all()
            .filter(|object| selection.includes_object(object))
            .map(|object| {
                let gathered = Gathered {
                    name: object.name.to_owned(),
                    region: object.region.to_owned(),
                    concerned: concerns.rows(object.address),
                    size: Some(data::size(&sizes, object.address)),
                    findings: BTreeMap::new(),
                };
                (object.address.clone(), gathered)
            })
            .collect();
        let needed = Dependencies::of(estate, graph, selection);
        let usage = Usage::of(estate, graph);
        let noticed = notice(estate, graph, selection, &needed, &usage);
        Self {
            estate,
            selection,
            needed,
            usage,
            accepted,
            titles: kinds
                .into_iter()
                .chain(FINDINGS.iter().copied())
                .map(|kind| (kind.slug, kind.title))
                .collect(),
            known: estate.all().map(|object| object.address).collect(),
            objects,
            others: BTreeMap::new(),
            slugs: BTreeMap::new(),
            kinds: Vec::new(),
            noticed,
            secrets: BTreeMap::new(),
        }
    }

    /// Takes one finding into account. Findings about objects that are not selected are none of this assessment's business unless
    /// a selected workload depends on them. Those about what is no object of the estate are, as it may be one that was not
    /// understood.
    pub fn add(&mut self, finding: &Finding) {
        let address = &finding.address;
        let is_other = !self.objects.contains_key(address);
        let matters = if self.known.contains(address) {
            !is_other || self.needed.objects.contains(address)
        } else {
            is_asked(address.kind(), self.selection)
        };
        if !matters {
            return;
        }
        let index = self.index(finding);
        let decision = finding.answer.as_deref().or_else(|| self.accepted(finding));
        let decision: Option<Box<str>> = decision.map(Into::into);
        let gathered = if is_other {
            self.others.entry(address.clone()).or_default()
        } else {
            self.objects.entry(address.clone()).or_default()
        };
        match gathered.findings.get_mut(&index) {
            None => {
                gathered.findings.insert(index, decision);
            }
            // Whichever comes first, the same one stays.
            Some(known) => {
                *known = match (known.take(), decision) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                }
            }
        }
    }

    /// Takes a secret into account that something needs at the target. Secrets of one name are one, with the keys and users of
    /// all.
    pub fn require(&mut self, secret: SecretToCreate) {
        match self.secrets.get_mut(&secret.name) {
            None => {
                self.secrets.insert(secret.name.clone(), secret);
            }
            Some(known) => {
                if secret.purpose < known.purpose {
                    known.purpose = secret.purpose;
                }
                for (key, purpose) in secret.keys {
                    let known = known.keys.entry(key).or_insert_with(|| purpose.clone());
                    if purpose < *known {
                        *known = purpose;
                    }
                }
                known.used_by.extend(secret.used_by);
            }
        }
    }

    fn index(&mut self, finding: &Finding) -> u16 {
        if let Some(index) = self.slugs.get(&finding.slug) {
            return *index;
        }
        // There are a few hundred slugs, each declared in code.
        let index = u16::try_from(self.kinds.len()).unwrap_or(u16::MAX);
        self.kinds.push(Kept {
            slug: finding.slug.clone(),
            row: row_of(&finding.slug),
            category: finding.category,
            fidelity: finding.fidelity,
            hint: finding.hint.clone(),
        });
        self.slugs.insert(finding.slug.clone(), index);
        index
    }

    /// Whether somebody, such as the target, says of the same object what has to be done about its end: once is enough.
    fn is_told_in_detail(&self, finding: &Finding) -> bool {
        let gives_way = [TOKEN_ENDS.slug, USER_ENDS.slug].contains(&finding.slug.as_str());
        let told = self
            .objects
            .get(&finding.address)
            .into_iter()
            .flat_map(|gathered| gathered.findings.keys())
            .map(|index| &self.kinds[usize::from(*index)]);
        gives_way
            && told
                .filter(|kind| kind.row == row_of(&finding.slug))
                .any(|kind| kind.fidelity == Fidelity::Manual)
    }

    fn accepted(&self, finding: &Finding) -> Option<&'a str> {
        if self.accepted.is_empty() {
            return None;
        }
        self.accepted
            .get(&finding.key())
            .or_else(|| self.accepted.get(&finding.slug))
            .map(String::as_str)
    }

    /// The outcome. `form` says what the answer to a slug must be, where not any text will do.
    #[must_use]
    pub fn finish(mut self, made: Made, form: impl Fn(&str) -> Option<String>) -> Readiness {
        for finding in std::mem::take(&mut self.noticed) {
            if !self.is_told_in_detail(&finding) {
                self.add(&finding);
            }
        }
        // From the order of arrival to the order of slugs.
        let place: BTreeMap<u16, u16> = self.slugs.values().copied().zip(0..).collect();
        let mut differences: Vec<Difference> = self
            .slugs
            .values()
            .map(|index| self.difference(usize::from(*index)))
            .collect();
        let mut decisions: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); differences.len()];
        let selected = self.objects.iter().map(|(address, it)| (address, it, true));
        let others = self.others.iter().map(|(address, it)| (address, it, false));
        for (address, gathered, is_selected) in selected.chain(others) {
            for (index, decision) in &gathered.findings {
                let at = usize::from(place[index]);
                let difference = &mut differences[at];
                difference.count += 1;
                if let Some(text) = decision {
                    difference.decided += 1;
                    *decisions[at].entry(text).or_default() += 1;
                    continue;
                }
                if difference.open.len() < MOST_SHOWN {
                    difference.open.push(address.clone());
                }
                if is_selected {
                    *difference.open_kinds.entry(address.kind()).or_default() += 1;
                }
            }
        }
        for (difference, decisions) in differences.iter_mut().zip(decisions) {
            difference.decisions = decisions
                .into_iter()
                .map(|(text, count)| Decision {
                    text: text.to_owned(),
                    count,
                })
                .collect();
        }
        let objects: Vec<ObjectSummary> = self
            .objects
            .iter()
            .map(|(address, gathered)| outcome::summary(address, gathered, &place, &differences))
            .collect();
        let mut blockers = outcome::blockers(&differences, &self.estate.unread);
        if objects.is_empty() && made.is_narrowed() {
            blockers.insert(0, outcome::nothing_selected());
        }
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        for object in &objects {
            *kinds.entry(object.address.kind()).or_default() += 1;
        }
        Readiness {
            service: self.estate.service.clone(),
            kinds,
            kinds_read: self.estate.kinds.clone(),
            rows: outcome::rows(&objects, &blockers),
            settled: outcome::settled(&differences, &form),
            answers: outcome::answers(&differences, form),
            unused: self
                .usage
                .unused()
                .filter(|address| self.objects.contains_key(*address))
                .cloned()
                .collect(),
            secrets: self.secrets.into_values().collect(),
            data: Data::of(self.estate, self.selection, &self.needed, &self.usage),
            unread: outcome::sorted(&self.estate.unread),
            endings: endings::endings(self.estate, self.selection),
            made,
            objects,
            differences,
            blockers,
        }
    }

    fn difference(&self, index: usize) -> Difference {
        let kept = &self.kinds[index];
        Difference {
            slug: kept.slug.clone(),
            row: kept.row,
            category: kept.category,
            fidelity: kept.fidelity,
            title: self
                .titles
                .get(kept.slug.as_str())
                .copied()
                .unwrap_or(&kept.slug)
                .to_owned(),
            hint: kept.hint.clone(),
            count: 0,
            decided: 0,
            open: Vec::new(),
            open_kinds: BTreeMap::new(),
            decisions: Vec::new(),
        }
    }
}

/// Whether objects of `kind` matter even when nothing else is known of them: those that can be selected, and those workloads
/// depend on.
fn is_asked(kind: Kind, selection: &Selection) -> bool {
    selection.includes_kind(kind) || matches!(kind, Kind::Registry | Kind::DataStore)
}

#[cfg(test)]
mod tests {
    use super::Made;

    #[test]
    fn a_revision_is_shown_by_what_decides() {
        for (revision, short) in [("r1.a.b.cccc", "r1.a.b"), ("r1", "r1"), ("", "")] {
            let made = Made {
                revision: revision.to_owned(),
                ..Made::default()
            };
            assert_eq!(made.short_revision(), short);
        }
    }
}
