//! Hosts of the platform that are written out in blocks of anybody: a variable takes the host's place, the rest of the string
//! stays.
//!
//! Only hosts whose purpose is known become variables, because a variable must be able to say what it is for. Everything else
//! stays and is a finding: pages of documentation, the vendor's own API, defaults of variables, settings of backends.

mod finder;

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::Fidelity;
use ovhai_syntax::{Edit, Named, Notation, visit};

use self::finder::{Finder, Found};
use super::{Context, Planned, Rule, Told, inputs::Inputs, references::is_written_again};
use crate::{
    census::{Hit, Pattern},
    finding,
    index::{BlockRef, Index},
    input::Input,
    naming::unique,
    options::{Options, Phase},
    repository::folder,
    survey::{BlockKind, Claim, FileSurvey, Place},
};

/// What is known of a host: the name of its variable, and what the variable is for.
type Purpose = (&'static str, &'static str);

/// What the host `name` is for.
fn purpose(name: &str) -> Option<Purpose> {
    let parts: Vec<&str> = name.split('.').collect();
    let has = |part: &str| parts.contains(&part);
    let is_stored = has("s3") || parts.first().is_some_and(|first| *first == "storage");
    let purposes: [(bool, Purpose); 8] = [
        (is_stored, ("s3_host", "Host of the S3 endpoint")),
        (
            has("container-registry") || parts.first().is_some_and(|first| *first == "registry"),
            (
                "registry_host",
                "Host of the registry that images come from",
            ),
        ),
        (
            parts.first().is_some_and(|first| *first == "auth") && has("cloud"),
            (
                "identity_host",
                "Host where OpenStack identities are checked",
            ),
        ),
        (
            has("ai") && has("endpoints"),
            ("model_host", "Host that answers requests to models"),
        ),
        (has("ai"), ("app_host", "Host of the application")),
        (has("database"), ("database_host", "Host of the database")),
        (
            has("k8s"),
            ("cluster_host", "Host of the cluster's API server"),
        ),
        (has("logs"), ("logs_host", "Host that takes logs")),
    ];
    purposes
        .into_iter()
        .find_map(|(is_it, purpose)| is_it.then_some(purpose))
}

/// Variables for hosts: one per host and folder.
#[derive(Default)]
pub(super) struct Names {
    by_host: BTreeMap<(String, String), String>,
    taken: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    fn of(&mut self, index: &Index, folder: &str, host: &str, wanted: &str) -> String {
        let key = (folder.to_owned(), host.to_owned());
        if let Some(name) = self.by_host.get(&key) {
            return name.clone();
        }
        let taken = self.taken.entry(folder.to_owned()).or_insert_with(|| {
            let declared = index.module(folder).map(|module| &module.declared);
            let names = declared
                .into_iter()
                .flatten()
                .filter_map(|(named, _)| match named {
                    Named::Variable(name) => Some(name.clone()),
                    _ => None,
                });
            names.collect()
        });
        let name = unique(&[wanted.to_owned()], taken);
        self.by_host.insert(key, name.clone());
        name
    }
}

/// Whether the file may have such hosts.
pub(super) fn touches(file: &FileSurvey, options: &Options) -> bool {
    options.phase != Phase::Cleanup && candidates(file, options).next().is_some()
}

/// The hits that may become variables: hosts in strings that say nothing else of the vendor, and those that a block of the
/// vendor's has in its arguments.
fn candidates<'a>(file: &'a FileSurvey, options: &'a Options) -> impl Iterator<Item = Hit> + 'a {
    let is_part = file.class.is_module_part()
        && !options.frozen.contains_key(folder(&file.path))
        && file
            .facts
            .as_ref()
            .is_some_and(|facts| facts.notation == Notation::Native);
    let claims = file.claims.iter().filter(move |claim| {
        let hits = || claim.hits.iter().map(|hit| file.hits[*hit]);
        let is_about_hosts = match claim.place {
            Place::Literal => hits().all(|hit| hit.pattern == Pattern::Host),
            Place::Block => hits().any(|hit| hit.pattern == Pattern::Host),
            _ => false,
        };
        is_part
            && is_about_hosts
            && claim
                .block
                .and_then(|block| file.blocks().get(block))
                .is_some_and(|block| {
                    block.problem.is_none() && takes_variables(&block.kind, options.phase)
                })
    });
    claims
        .flat_map(|claim| claim.hits.iter().map(|hit| file.hits[*hit]))
        .filter(|hit| hit.pattern == Pattern::Host)
}

/// Whether variables may stand in a block of this kind. What reads a state elsewhere follows that state, not the rest.
fn takes_variables(kind: &BlockKind, phase: Phase) -> bool {
    let is_remote_state = is_remote_state(kind);
    match phase {
        Phase::Backend => is_remote_state,
        Phase::Cleanup => false,
        Phase::Rewrite => match kind {
            BlockKind::Declares(Named::Variable(_)) => false,
            BlockKind::Declares(_)
            | BlockKind::Provider { .. }
            | BlockKind::Output(_)
            | BlockKind::Locals(_) => !is_remote_state,
            BlockKind::Other(name) => name.starts_with("check."),
            BlockKind::Terraform | BlockKind::State { .. } => false,
        },
    }
}

/// Whether a block of this kind reads a state that lies elsewhere.
pub(crate) fn is_remote_state(kind: &BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Declares(Named::Data { of_type, .. }) if of_type == "terraform_remote_state"
    )
}

/// The edits for the hosts of the file.
pub(super) fn edits(
    context: &Context<'_>,
    names: &mut Names,
    inputs: &mut Inputs,
    told: &mut Vec<Told>,
) -> Vec<Planned> {
    let hits: BTreeSet<Hit> = match context.options.phase {
        Phase::Cleanup => return Vec::new(),
        _ => candidates(context.file, context.options).collect(),
    };
    if hits.is_empty() {
        return Vec::new();
    }
    let mut finder = Finder {
        context,
        hits,
        found: Vec::new(),
    };
    visit(&context.document.body, &mut finder);
    // A string whose hosts are not all known stays as it is: it would be half done.
    let is_known = |hit: &Hit| {
        let mut found = finder.found.iter();
        found.any(|found| found.hit == *hit && purpose(&found.host).is_some())
    };
    let whole: BTreeSet<Hit> = context
        .file
        .claims
        .iter()
        .flat_map(|claim| {
            let hits = claim.hits.iter().map(|hit| context.file.hits[*hit]);
            let is_taken = match claim.place {
                Place::Block => leaves(context, claim),
                _ => hits.clone().all(|hit| is_known(&hit)),
            };
            hits.filter(move |hit| is_taken && is_known(hit))
        })
        .collect();
    let folder = folder(&context.file.path);
    let mut planned = Vec::new();
    for Found {
        hit,
        host,
        span,
        whole: all,
    } in &finder.found
    {
        let Some(purpose) = purpose(host).filter(|_| whole.contains(hit)) else {
            continue;
        };
        let at = hit.span();
        let blocks = context.file.blocks();
        let block = blocks.iter().position(|block| block.span.contains(at));
        let holder = block.map(|block| BlockRef {
            file: context.number,
            block,
        });
        if holder.is_some_and(|holder| !is_written_again(context, holder, at)) {
            continue;
        }
        let (wanted, what) = match context.options.phase {
            Phase::Backend => ("state_host", "Host of the S3 endpoint that holds the state"),
            Phase::Rewrite | Phase::Cleanup => purpose,
        };
        let name = names.of(context.index, folder, host, wanted);
        let description = format!("{what}, without a scheme");
        inputs.add(
            folder,
            &name,
            Input::new(&name, "string", &description).shared(),
            context.number,
            at,
        );
        let address = block.map_or_else(String::new, |block| blocks[block].address());
        told.push(Told {
            kind: &finding::HOST_INPUT,
            file: context.number,
            at,
            address: address.clone(),
            detail: format!("`{host}` is `var.{name}`"),
        });
        let (span, text) = match all {
            Some(all) => (*all, format!("var.{name}")),
            None => (*span, format!("${{var.{name}}}")),
        };
        planned.push(Planned {
            edit: Edit::new(span, text),
            rule: Rule::Host,
            fidelity: Fidelity::Adapted,
            address,
            carried: Vec::new(),
        });
    }
    planned
}

/// Whether the claim is a block of the vendor's that leaves.
fn leaves(context: &Context<'_>, claim: &Claim) -> bool {
    let subject = claim.block.and_then(|block| {
        context.decisions.subject_at(BlockRef {
            file: context.number,
            block,
        })
    });
    subject.is_some_and(|number| context.decisions.fates[number].lowered().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_a_known_purpose_become_variables() {
        for (host, expected) in [
            ("s3.gra.io.cloud.ovh.net", Some("s3_host")),
            ("bucket.s3.gra.perf.cloud.ovh.net", Some("s3_host")),
            ("storage.gra.cloud.ovh.net", Some("s3_host")),
            (
                "abc.c1.gra9.container-registry.ovh.net",
                Some("registry_host"),
            ),
            ("auth.cloud.ovh.net", Some("identity_host")),
            ("oai.endpoints.kepler.ai.cloud.ovh.net", Some("model_host")),
            ("x.app.gra.ai.cloud.ovh.net", Some("app_host")),
            ("pg-1.database.cloud.ovh.net", Some("database_host")),
            ("abc.c1.gra9.k8s.ovh.net", Some("cluster_host")),
            ("gra1.logs.ovh.com", Some("logs_host")),
            ("www.ovh.com", None),
            ("eu.api.ovh.com", None),
            ("docs.ovhcloud.com", None),
        ] {
            assert_eq!(purpose(host).map(|(name, _)| name), expected, "{host}");
        }
    }
}
