//! What apps, jobs and notebooks have in common: filters, logs, labels, synchronisations.

use std::fmt::Display;

use ovhai_platform::documents::{AppState, JobState, NotebookState};

use crate::request::Request;

/// Which workloads to list; the default is all of them. `S` is the type of their states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadFilter<S> {
    /// Only these states; empty for all.
    pub states: Vec<S>,
    /// Only workloads whose labels match, for example `team=nlp`.
    pub label_selector: Option<String>,
    /// Only workloads of this user.
    pub user_name: Option<String>,
    /// Only workloads changed after this time, RFC 3339.
    pub updated_after: Option<String>,
    /// Only workloads changed before this time, RFC 3339.
    pub updated_before: Option<String>,
}

/// Which apps to list.
pub type AppFilter = WorkloadFilter<AppState>;

/// Which jobs to list; finished ones are in the list unless states say otherwise.
pub type JobFilter = WorkloadFilter<JobState>;

/// Which notebooks to list; the default asks for all of them, those made for Spark included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotebookFilter {
    /// As for other workloads.
    pub workload: WorkloadFilter<NotebookState>,
    /// What to say about notebooks made for Spark.
    pub spark: Spark,
}

/// What a list of notebooks says about those made for Spark. The parameter is documented as `withSpark`, "include
/// notebooks made for Spark"; that the list then has all the others too, and what it has when nothing is said, is
/// inferred. Whoever needs every notebook reads all three lists and takes their union.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spark {
    /// `withSpark=true`. A server that does not know the parameter may refuse it with 400.
    #[default]
    Include,
    /// `withSpark=false`.
    Exclude,
    /// No parameter: whatever the server gives on its own.
    Unsaid,
}

impl Spark {
    const EVERY: [Self; 3] = [Self::Include, Self::Exclude, Self::Unsaid];

    fn apply(self, request: Request) -> Request {
        match self {
            Self::Include => request.query("withSpark", "true"),
            Self::Exclude => request.query("withSpark", "false"),
            Self::Unsaid => request,
        }
    }
}

impl<S> Default for WorkloadFilter<S> {
    fn default() -> Self {
        Self {
            states: Vec::new(),
            label_selector: None,
            user_name: None,
            updated_after: None,
            updated_before: None,
        }
    }
}

impl<S: Display> WorkloadFilter<S> {
    pub(crate) fn apply(&self, request: Request) -> Request {
        let is_everything = self.states.is_empty()
            && [
                &self.label_selector,
                &self.user_name,
                &self.updated_after,
                &self.updated_before,
            ]
            .into_iter()
            .all(Option::is_none);
        if is_everything {
            return request;
        }
        let everything = request.clone();
        let request = request.filtered_from(vec![everything]);
        self.states
            .iter()
            .fold(request, |request, state| {
                request.query("statusState", &state.to_string())
            })
            .query_if("labelSelector", self.label_selector.as_ref())
            .query_if("userName", self.user_name.as_ref())
            .query_if("updatedAfter", self.updated_after.as_ref())
            .query_if("updatedBefore", self.updated_before.as_ref())
    }
}

impl NotebookFilter {
    pub(crate) fn apply(&self, request: Request) -> Request {
        // Each of the three may leave something out, so none is trusted to be everything.
        let sources = Spark::EVERY
            .map(|spark| spark.apply(request.clone()))
            .to_vec();
        self.spark
            .apply(self.workload.apply(request))
            .filtered_from(sources)
    }
}

/// Which log lines to read. Page numbers and sizes are the server's, and as undocumented as those of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Page number.
    pub page: Option<u32>,
    /// Lines per page.
    pub size: Option<u32>,
    /// Only this replica; apps alone have replicas.
    pub replica: Option<String>,
}

impl LogQuery {
    pub(crate) fn apply(&self, request: Request) -> Request {
        request
            .query_if("page", self.page)
            .query_if("size", self.size)
            .query_if("replica", self.replica.as_ref())
    }
}
