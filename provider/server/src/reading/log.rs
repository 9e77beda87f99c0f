//! The log of a workload as pages.

use ovh_api::{LogQuery, ReadProject};
use ovhai_platform::documents::LogLine;
use ovhai_telemetry::logs::{Failure, Line, Page, Pages};

/// What the log is of.
pub struct WorkloadLog {
    /// The project, read only.
    pub project: ReadProject,
    /// `app`, `job` or `notebook`.
    pub kind: String,
    /// Identifier.
    pub id: String,
    /// Only lines of this replica of an app.
    pub replica: Option<String>,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum NoLog {
    /// The API did not give it.
    #[error(transparent)]
    Api(#[from] ovh_api::Error),
    /// It could not be kept.
    #[error(transparent)]
    Kept(#[from] ovhai_telemetry::Error),
}

impl Failure for NoLog {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Api(ovh_api::Error::Api(error)) if matches!(error.status, 400 | 416 | 422))
    }

    fn is_too_large(&self) -> bool {
        matches!(self, Self::Api(ovh_api::Error::Transport(error)) if error.kind == ovh_api::transport::FaultKind::TooLarge)
    }
}

impl Pages for WorkloadLog {
    type Error = NoLog;

    async fn page(&self, place: Option<(u32, u32)>) -> Result<Page, NoLog> {
        let query = LogQuery {
            page: place.map(|(number, _)| number),
            size: place.map(|(_, size)| size),
            replica: self.replica.clone(),
        };
        let answer = match self.kind.as_str() {
            "job" => self.project.job_log(&self.id, &query).await,
            "notebook" => self.project.notebook_log(&self.id).await,
            _ => self.project.app_log(&self.id, &query).await,
        }?;
        Ok(Page {
            lines: answer.logs.into_iter().map(line).collect(),
            last_activity: answer.last_activity,
        })
    }
}

fn line(mut document: LogLine) -> Line {
    Line {
        timestamp: document.timestamp,
        content: document.content,
        unknown: std::mem::take(document.unknown.members_mut()),
    }
}
