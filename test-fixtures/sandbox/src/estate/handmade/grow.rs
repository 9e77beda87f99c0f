//! From a create body and a history to the document of today.

use serde::Deserialize;
use serde_json::Value;

use crate::capabilities::Capabilities;
use crate::clock::{parse_rfc3339, rfc3339};
use crate::estate::USER;
use crate::spec::{self, Rules};
use crate::store::{Entering, Kind, Step};
use crate::workload::{DONE, RUNNING, apply, automatic, change, pushed};
use crate::{app, job, notebook};

/// An app, a job or a notebook.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Workload {
    pub(super) id: String,
    created_at: String,
    /// States with seconds since creation; the first is the one a new object is in, at 0.
    history: Vec<(String, i64)>,
    /// A create body; `{serviceName}` in the image stands for the project.
    request: Value,
    /// JSON pointers of members that an object of that age does not have.
    #[serde(default)]
    drop: Vec<String>,
    /// `status.info` where it is not the usual one.
    #[serde(default)]
    info: Value,
    /// How the process of a job ended.
    exit_code: Option<i64>,
    /// Bytes in the workspace of a notebook.
    used: Option<i64>,
    /// Backups of a notebook: when made, when evicted.
    #[serde(default)]
    pub(super) backups: Vec<(String, Option<String>)>,
}

impl Workload {
    /// The document of today.
    #[expect(
        clippy::expect_used,
        reason = "the text is a file of this crate, read by every test"
    )]
    pub(super) fn grown(mut self, kind: Kind, service_name: &str) -> Value {
        if let Some(image) = self.request["image"].as_str() {
            self.request["image"] = image.replace("{serviceName}", service_name).into();
        }
        let created =
            parse_rfc3339(&self.created_at).expect("data/handmade.json holds RFC 3339 times");
        let mut document = self.born(kind, created);
        for (state, seconds) in self.history.iter().skip(1) {
            let at = created + seconds * 1000;
            let entering = match kind {
                Kind::App => app::State::parse(state).map(Entering::App),
                Kind::Job => job::State::parse(state).map(Entering::Job),
                _ => notebook::State::parse(state).map(Entering::Notebook),
            };
            let entering = entering.expect("data/handmade.json holds known states");
            self.beside(&mut document, at, entering);
            apply(&mut document, at, &Step::Enter(entering, None));
        }
        if !self.info.is_null() {
            document["status"]["info"] = self.info;
        }
        if let Some(used) = self.used {
            document["status"]["workspace"]["storageUsed"] = used.into();
        }
        for pointer in &self.drop {
            remove(&mut document, pointer);
        }
        document
    }

    #[expect(
        clippy::expect_used,
        reason = "the text is a file of this crate, read by every test"
    )]
    fn born(&self, kind: Kind, at_ms: i64) -> Value {
        let rules = Rules {
            capabilities: Capabilities::built_in(),
            ignores_flavor_count: false,
            lenient: false,
        };
        let (id, user) = (self.id.as_str(), USER);
        let resolved = match kind {
            Kind::App => spec::resolve(&self.request, rules),
            Kind::Job => spec::resolve_job(&self.request, rules),
            _ => spec::resolve_notebook(&self.request, rules),
        };
        let spec = resolved.expect("data/handmade.json holds valid create bodies");
        match kind {
            Kind::App => app::new_document(app::Birth {
                id,
                user,
                at_ms,
                spec,
            }),
            Kind::Job => job::new_document(job::Birth {
                id,
                user,
                at_ms,
                spec,
            }),
            _ => notebook::new_document(notebook::Birth {
                id,
                user,
                at_ms,
                spec,
            }),
        }
    }

    /// What happens as a state is entered: the first pull is over before the workload runs, what is writable is
    /// pushed at the end, and a notebook's job goes with it.
    fn beside(&self, document: &mut Value, at_ms: i64, entering: Entering) {
        match entering {
            Entering::App(app::State::Initializing)
            | Entering::Job(job::State::Initializing)
            | Entering::Notebook(notebook::State::Running) => {
                let from = match entering {
                    // Before it runs, not while.
                    Entering::Notebook(_) => at_ms - 20_000,
                    _ => at_ms,
                };
                let first = document["status"]["dataSync"][0]["id"]
                    .as_str()
                    .map(str::to_owned);
                if let Some(id) = first {
                    sync(document, from, &id);
                }
            }
            Entering::Job(job::State::Finalizing)
            | Entering::Notebook(notebook::State::Stopping) => {
                let volumes = pushed(&document["spec"]);
                if !volumes.is_empty() {
                    let at = rfc3339(at_ms);
                    let run = automatic(&self.id, 1, "push", &volumes, &at);
                    let id = run["id"].as_str().unwrap_or_default().to_owned();
                    apply(document, at_ms, &Step::NewSync(run));
                    sync(document, at_ms, &id);
                }
            }
            _ => {}
        }
        if let (Entering::Job(job::State::Finalizing), Some(code)) = (entering, self.exit_code) {
            apply(document, at_ms, &Step::Exit(code));
        }
        let behind: &[job::State] = match entering {
            Entering::Notebook(notebook::State::Running) => &[
                job::State::Initializing,
                job::State::Pending,
                job::State::Running,
            ],
            Entering::Notebook(notebook::State::Stopping) => {
                &[job::State::Interrupting, job::State::Finalizing]
            }
            Entering::Notebook(notebook::State::Stopped) => &[job::State::Interrupted],
            _ => &[],
        };
        for state in behind {
            apply(document, at_ms, &Step::Behind(*state));
        }
    }
}

/// A data sync that starts one second later and takes six.
fn sync(document: &mut Value, at_ms: i64, id: &str) {
    apply(document, at_ms + 1000, &change(id, RUNNING));
    apply(document, at_ms + 7000, &change(id, DONE));
}

/// Removes the member a JSON pointer names.
#[expect(
    clippy::expect_used,
    reason = "the pointers are in a file of this crate, read by every test"
)]
fn remove(document: &mut Value, pointer: &str) {
    let (parent, name) = pointer
        .rsplit_once('/')
        .expect("a pointer starts with a slash");
    let parent = document
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("a pointer names a member");
    parent
        .remove(name)
        .expect("a pointer names a member that is there");
}
