//! What was asked of the sandbox. Neither headers nor bodies are kept: they hold secrets.

use std::collections::{BTreeMap, VecDeque};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// HTTP method.
    pub method: String,
    /// Path without the query, as sent.
    pub path: String,
    /// Query string as sent, without `?`.
    pub query: String,
    /// Method and pattern, for example `GET /cloud/project/{serviceName}/ai/app`; empty for unknown paths.
    pub route: String,
    /// HTTP status answered; 0 when the connection was cut on purpose.
    pub status: u16,
    /// What struck the call, for example `truncate`; empty when nothing did.
    pub fault: String,
    /// `X-Ovh-QueryID` of the answer.
    pub query_id: String,
    /// `User-Agent` of the caller.
    pub user_agent: String,
}

/// Calls since the start, or since they were last reset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests {
    /// How many.
    pub total: u64,
    /// How many per route.
    pub by_route: BTreeMap<String, u64>,
    /// Routes in order of first appearance, unknown paths left out: what `once=N` of a schedule counts.
    pub call_sites: Vec<String>,
    /// The newest ones, oldest first; at most 100,000.
    pub log: Vec<RequestRecord>,
}

impl Requests {
    /// Calls of one route, written `METHOD /path/{parameter}`.
    #[must_use]
    pub fn count(&self, route: &str) -> u64 {
        self.by_route.get(route).copied().unwrap_or_default()
    }

    /// How many calls were struck by a fault.
    #[must_use]
    pub fn struck(&self) -> usize {
        self.log
            .iter()
            .filter(|record| !record.fault.is_empty())
            .count()
    }

    /// Calls that may have changed something: every method but GET, save for token calls and the POSTs that only read
    /// (`around-ai-api.json`, `readOnlyPosts`, and commands).
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.by_route
            .iter()
            .filter(|(route, _)| {
                !route.starts_with("GET ") && !READING_POSTS.iter().any(|end| route.ends_with(end))
            })
            .map(|(_, count)| count)
            .sum()
    }
}

/// How the routes of POSTs end that change nothing.
const READING_POSTS: &[&str] = &[
    "/auth/oauth2/token",
    "/command",
    "/kubeconfig",
    "/oauth/token",
    "/presign",
    "/s3Credentials/{access}/secret",
    "/storage/access",
];

const KEPT: usize = 100_000;

#[derive(Debug, Default)]
pub(crate) struct Journal {
    total: u64,
    by_route: BTreeMap<String, u64>,
    call_sites: Vec<String>,
    log: VecDeque<RequestRecord>,
}

impl Journal {
    pub(crate) fn record(&mut self, record: RequestRecord) {
        self.total += 1;
        if !record.route.is_empty() && !self.by_route.contains_key(&record.route) {
            self.call_sites.push(record.route.clone());
        }
        *self.by_route.entry(record.route.clone()).or_default() += 1;
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back(record);
    }

    pub(crate) fn snapshot(&self) -> Requests {
        Requests {
            total: self.total,
            by_route: self.by_route.clone(),
            call_sites: self.call_sites.clone(),
            log: self.log.iter().cloned().collect(),
        }
    }

    pub(crate) fn counts(&self) -> (u64, &BTreeMap<String, u64>) {
        (self.total, &self.by_route)
    }

    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}
