//! Everything behind the API, under one lock.

use std::sync::Arc;

use crate::app::Apps;
use crate::auth::Gatekeeper;
use crate::capabilities::Capabilities;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::options::PagingOptions;
use crate::registries::Registries;
use crate::spec::Rules;

/// The state of the sandbox.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Arc<Clock>,
    pub(crate) gate: Gatekeeper,
    pub(crate) apps: Apps,
    pub(crate) registries: Registries,
    pub(crate) capabilities: &'static Capabilities,
    pub(crate) service_name: String,
    pub(crate) authorized: bool,
    pub(crate) paging: PagingOptions,
    pub(crate) interval_ms: i64,
    pub(crate) token_lifetime_seconds: u32,
    pub(crate) lenient: bool,
    /// Objects made by calls so far: their ids and names follow from it.
    pub(crate) made: u64,
    /// Calls answered so far: query ids follow from it.
    pub(crate) answered: u64,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
}

impl World {
    /// The rules for specs.
    pub(crate) fn rules(&self) -> Rules<'static> {
        Rules {
            capabilities: self.capabilities,
            lenient: self.lenient,
        }
    }

    /// Lets everything happen that is due and answers the time.
    pub(crate) fn advance(&mut self) -> i64 {
        let now = self.clock.now_ms();
        self.apps.advance(now);
        now
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
