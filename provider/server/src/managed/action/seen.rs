//! A workload of any kind, as far as actions look at it.

use ovh_api::{Error, ReadProject};
use ovhai_model::Kind;
use ovhai_platform::documents::{DataSync, Info, VolumeStatus};

use crate::shown;

/// What was seen.
#[derive(Debug)]
pub struct Seen {
    /// What a person calls it.
    pub name: String,
    /// In the platform's words; empty if it told none.
    pub state: String,
    /// Why it is in that state, without secrets.
    pub reason: String,
    /// Copies of its data.
    pub syncs: Vec<DataSync>,
    /// Its volumes.
    pub volumes: Vec<VolumeStatus>,
}

/// Looks at a workload.
pub async fn look(project: &ReadProject, kind: Kind, id: &str) -> Result<Seen, Error> {
    match kind {
        Kind::Job => {
            let job = project.job(id).await?;
            let status = job.status.unwrap_or_default();
            let state = status.state.as_ref().map(|state| state.as_str());
            Ok(seen(
                id,
                job.spec.name,
                state,
                status.info.as_ref(),
                status.data_sync,
                status.volumes,
            ))
        }
        Kind::Notebook => {
            let notebook = project.notebook(id).await?;
            let status = notebook.status.unwrap_or_default();
            let state = status.state.as_ref().map(|state| state.as_str());
            Ok(seen(
                id,
                notebook.spec.name,
                state,
                status.info.as_ref(),
                status.data_sync,
                status.volumes,
            ))
        }
        _ => {
            let app = project.app(id).await?;
            let status = app.status.unwrap_or_default();
            let state = status.state.as_ref().map(|state| state.as_str());
            Ok(seen(
                id,
                app.spec.name,
                state,
                status.info.as_ref(),
                status.data_sync,
                status.volumes,
            ))
        }
    }
}

fn seen(
    id: &str,
    name: Option<String>,
    state: Option<&str>,
    info: Option<&Info>,
    syncs: Vec<DataSync>,
    volumes: Vec<VolumeStatus>,
) -> Seen {
    let name = name.filter(|name| !name.is_empty());
    Seen {
        name: shown::address(&name.unwrap_or_else(|| id.to_owned())),
        state: shown::address(state.unwrap_or_default()),
        reason: reason(info),
        syncs,
        volumes,
    }
}

/// Code and message of an explanation, without secrets.
pub fn reason(info: Option<&Info>) -> String {
    let code = info
        .and_then(|info| info.code.as_ref())
        .map(|code| shown::address(code.as_str()));
    let message = info
        .and_then(|info| info.message.as_deref())
        .map(shown::line);
    match (message, code) {
        (Some(message), Some(code)) if !message.is_empty() => format!("{message} ({code})"),
        (Some(message), None) => message,
        (_, Some(code)) => code,
        (None, None) => String::new(),
    }
}
