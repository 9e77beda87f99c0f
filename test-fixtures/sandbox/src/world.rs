//! Everything behind the API, under one lock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::around::Around;
use crate::auth::Gatekeeper;
use crate::capabilities::Capabilities;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::options::PagingOptions;
use crate::regional::Regional;
use crate::spec::Rules;
use crate::store::{Estate, Kind, Plan, Step, Stored};
use crate::workload::{Circumstances, missing, sources, targets};
use crate::{app, job, notebook};

/// The state of the sandbox.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Arc<Clock>,
    pub(crate) gate: Gatekeeper,
    /// Everything below `/ai`.
    pub(crate) estate: Estate,
    pub(crate) around: Around,
    pub(crate) regional: Regional,
    pub(crate) capabilities: &'static Capabilities,
    pub(crate) service_name: String,
    pub(crate) authorized: bool,
    pub(crate) paging: PagingOptions,
    pub(crate) interval_ms: i64,
    pub(crate) token_lifetime_seconds: u32,
    pub(crate) lenient: bool,
    pub(crate) ignores_flavor_count: bool,
    /// How long what was deleted is still told.
    pub(crate) removal_ms: i64,
    /// Objects made by calls so far: their ids and names follow from it.
    pub(crate) made: u64,
    /// Calls answered so far: query ids follow from it.
    pub(crate) answered: u64,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
}

impl World {
    /// The rules for specs.
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            capabilities: self.capabilities,
            lenient: self.lenient,
            ignores_flavor_count: self.ignores_flavor_count,
        }
    }

    /// Lets everything happen that is due and answers the time.
    pub(crate) fn advance(&mut self) -> i64 {
        let now = self.clock.now_ms();
        self.estate.advance(now);
        self.around.advance(now);
        now
    }

    /// Workloads that the estate holds on their way to another state have stood still, so that an estate read twice is
    /// the same twice. Whoever starts, stops or deletes anything sets all of them in motion.
    pub(crate) fn set_in_motion(&mut self) {
        let now = self.advance();
        for kind in [Kind::App, Kind::Job, Kind::Notebook] {
            let standing = self
                .estate
                .of(kind)
                .iter()
                .filter(|(_, object)| object.is_settled());
            let plans: Vec<_> = standing
                .filter_map(|(id, object)| Some((id.to_owned(), self.rest(kind, object, now)?)))
                .collect();
            let objects = self.estate.of_mut(kind);
            for (id, plan) in plans {
                if let Some(object) = objects.stored_mut(&id) {
                    object.set_plan(plan);
                }
            }
        }
    }

    /// The rest of the way of a workload that is on one.
    fn rest(&self, kind: Kind, object: &Stored, now: i64) -> Option<Plan> {
        let state = object.head().state.as_str();
        match kind {
            Kind::App => {
                let state = app::State::parse(state).filter(|state| state.is_passing())?;
                let (document, it) = self.with_circumstances(object);
                Some(app::plans::go_on(&document, state, now, &it))
            }
            Kind::Job => {
                let state = job::State::parse(state).filter(|state| state.is_passing())?;
                let (document, it) = self.with_circumstances(object);
                Some(job::plans::go_on(&document, state, now, &it))
            }
            Kind::Notebook => {
                let state = notebook::State::parse(state).filter(|state| state.is_passing())?;
                let (_, it) = self.with_circumstances(object);
                Some(notebook::plans::go_on(state, now, &it))
            }
            _ => None,
        }
    }

    fn with_circumstances(&self, object: &Stored) -> (Value, Circumstances) {
        let document = object.document();
        let circumstances = self.circumstances(&document["spec"]);
        (document, circumstances)
    }

    /// Removes an object that no state machine governs, at once or after a while. `false` when there is none.
    pub(crate) fn remove(&mut self, kind: Kind, id: &str) -> bool {
        let due = self.advance().saturating_add(self.removal_ms);
        let objects = self.estate.of_mut(kind);
        if self.removal_ms == 0 {
            return objects.remove(id);
        }
        let Some(object) = objects.stored_mut(id) else {
            return false;
        };
        if object.is_settled() {
            object.set_plan(Plan::default().at(due, Step::Leave));
        }
        true
    }

    /// What decides how a start or an end of a workload with this spec goes.
    pub(crate) fn circumstances(&self, spec: &Value) -> Circumstances {
        let region = spec["region"].as_str().unwrap_or_default();
        let stores = self.estate.of(Kind::DataStore);
        Circumstances {
            interval_ms: self.interval_ms,
            missing_source: missing(sources(spec), region, stores),
            missing_target: missing(targets(spec), region, stores),
        }
    }

    /// Ids of everything the project holds, by the word of its kind.
    pub(crate) fn holdings(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut holdings = self.estate.holdings();
        for kind in ["user", "container", "container_registry", "cluster"] {
            holdings.insert(kind.into(), self.around.ids(kind).into_iter().collect());
        }
        // Every project has quotas, told as one document.
        holdings.insert("quota".into(), [self.service_name.clone()].into());
        holdings
    }

    /// A new id, the same in every run.
    pub(crate) fn new_id(&mut self) -> String {
        self.made += 1;
        let name = format!("ovh-sandbox:made/{}", self.made);
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
    }

    /// The correlation id of the next answer, in the form of the sample documents.
    pub(crate) fn next_query_id(&mut self) -> String {
        self.answered += 1;
        format!(
            "EU.sandbox-1.{:08x}.{:04}.{:08x}",
            self.answered,
            self.answered % 10_000,
            self.answered * 7919
        )
    }
}
