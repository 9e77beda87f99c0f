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

/// Which notebooks to list; the default is all of them, those made for Spark included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotebookFilter {
    /// As for other workloads.
    pub workload: WorkloadFilter<NotebookState>,
    /// `Some(false)` leaves out notebooks made for Spark. The server leaves them out unless it is asked for them, so
    /// everything else asks.
    pub with_spark: Option<bool>,
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
        let request = request.filtered();
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
        let with_spark = self.with_spark.unwrap_or(true);
        let request = self.workload.apply(request);
        let request = if with_spark {
            request
        } else {
            request.filtered()
        };
        request.query("withSpark", &with_spark.to_string())
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
