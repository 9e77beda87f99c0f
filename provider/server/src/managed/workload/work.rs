//! What is done to one live workload: stopping, deleting, waiting, and telling how that ended.

use std::time::Duration;

use ovh_api::{Error, Project};
use ovhai_platform::documents::Info;
use terraform_plugin::{CancellationToken, Context, Diagnostics};

use super::waiting::{End, Pauses, Sight, wait};
use crate::{failure::report, managed::time_limit::TimeLimit, platform::Platform, shown};

/// How long a look at what is there may take after something went wrong.
const LAST_LOOK: Duration = Duration::from_secs(15);

/// Whether a live workload runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// It does its work, or is on its way there.
    Runs,
    /// It is on its way to rest.
    Stopping,
    /// It was stopped, has ended or has failed.
    Rests,
    /// It is being deleted.
    Leaves,
    /// The platform says nothing, or something this version does not know.
    Unclear,
}

/// A kind of workload.
pub trait Kind: Send + Sync + Sized + 'static {
    /// Its word: `app`, `job` or `notebook`.
    const WORD: &'static str;

    /// Reads it.
    fn get(project: &Project, id: &str) -> impl Future<Output = Result<Self, Error>> + Send;
    /// Asks it to stop.
    fn stop(project: &Project, id: &str) -> impl Future<Output = Result<(), Error>> + Send;
    /// Deletes it, which the platform takes of a resting one only.
    fn delete(project: &Project, id: &str) -> impl Future<Output = Result<(), Error>> + Send;

    /// Its group of states.
    fn run(&self) -> Run;
    /// Its state in the platform's word.
    fn state(&self) -> Option<&str>;
    /// Why it is in its state.
    fn info(&self) -> Option<&Info>;
    /// When it entered its state.
    fn transition(&self) -> Option<&str>;
}

/// That something went wrong, and was told; with the workload as last seen.
#[derive(Debug)]
pub struct Trouble<K>(pub Option<K>);

/// One workload, and how long it may take.
pub struct Work<'a> {
    pub ctx: &'a Context,
    pub project: &'a Project,
    pub limit: &'a TimeLimit,
    pub id: &'a str,
}

impl Work<'_> {
    /// Stops the workload unless it rests, and waits until it does. Gives nothing when it is gone. What is only on its way to
    /// run may refuse to be stopped, and is asked again.
    pub async fn stop<K: Kind>(
        &self,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<K>, Trouble<K>> {
        self.stop_or_leave(false, diagnostics).await
    }

    /// The same; `leaves_unclear` gives a workload back as it is when it refuses and its state says nothing of why.
    async fn stop_or_leave<K: Kind>(
        &self,
        leaves_unclear: bool,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<K>, Trouble<K>> {
        let mut pauses = Pauses::default();
        let (mut is_asked, mut refusal) = (false, None);
        loop {
            let object = match K::get(self.project, self.id).await {
                Ok(object) => object,
                Err(error) if error.is_not_found() => return Ok(None),
                Err(error) => {
                    return Err(self.tell(error, "cannot be read", diagnostics));
                }
            };
            match object.run() {
                Run::Rests | Run::Leaves => return Ok(Some(object)),
                Run::Runs | Run::Unclear if !is_asked => {
                    match K::stop(self.project, self.id).await {
                        Ok(()) => is_asked = true,
                        Err(error) if is_refusal(&error) => {
                            if leaves_unclear && object.run() == Run::Unclear {
                                return Ok(Some(object));
                            }
                            refusal = Some(error);
                        }
                        Err(error) => {
                            return Err(self.tell(error, "cannot be stopped", diagnostics));
                        }
                    }
                }
                Run::Runs | Run::Unclear | Run::Stopping => {}
            }
            if pauses.next(self.limit.token()).await.is_none() {
                if let (Some(error), false) = (refusal, is_asked) {
                    let summary = format!("The {} refuses to be stopped", K::WORD);
                    let _ = report::<()>(Err(error), &summary, diagnostics);
                }
                return self.after(End::Stopped(Some(object)), "stopped", diagnostics);
            }
        }
    }

    /// Deletes the workload, stopped before if need be, and waits until it is gone. One in a state that this version does not
    /// know is deleted even if it refuses to be stopped: it may rest.
    pub async fn delete<K: Kind>(&self, diagnostics: &mut Diagnostics) -> Result<(), Trouble<K>> {
        let Some(object) = self.stop_or_leave::<K>(true, diagnostics).await? else {
            return Ok(());
        };
        if object.run() != Run::Leaves {
            match K::delete(self.project, self.id).await {
                Ok(()) => {}
                Err(error) if error.is_not_found() => return Ok(()),
                Err(error) if is_refusal(&error) && object.run() == Run::Unclear => {
                    let what = format!(
                        "refuses to be stopped and to be deleted. {}, which this version of the provider does not know",
                        self.described(&object)
                    );
                    return Err(self.tell(error, &what, diagnostics));
                }
                Err(error) => return Err(self.tell(error, "cannot be deleted", diagnostics)),
            }
        }
        let look = || K::get(self.project, self.id);
        let gone = wait(self.limit.token(), look, |object: &K| {
            if object.state() == Some("DELETED") {
                Sight::Reached
            } else {
                Sight::Going
            }
        });
        match gone.await {
            End::Gone => Ok(()),
            end => self.after(end, DELETED, diagnostics).map(drop),
        }
    }

    /// Waits for what `judge` wants to see, called `goal` in messages.
    pub async fn until<K: Kind>(
        &self,
        goal: &str,
        judge: impl Fn(&K) -> Sight,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<K>, Trouble<K>> {
        let end = wait(self.limit.token(), || K::get(self.project, self.id), judge);
        self.after(end.await, goal, diagnostics)
    }

    /// Reads the workload.
    pub async fn get<K: Kind>(&self, diagnostics: &mut Diagnostics) -> Result<K, Trouble<K>> {
        let object = K::get(self.project, self.id).await;
        object.map_err(|error| self.tell(error, "cannot be read", diagnostics))
    }

    /// Tells what went wrong; `what` goes on from the kind's word.
    pub fn tell<K: Kind>(
        &self,
        error: Error,
        what: &str,
        diagnostics: &mut Diagnostics,
    ) -> Trouble<K> {
        let summary = format!("The {} {what}", K::WORD);
        let _ = self.limit.report::<()>(Err(error), &summary, diagnostics);
        Trouble(None)
    }

    /// The workload at the end of waiting, or what went wrong. Being interrupted is no error, save while deleting: what was
    /// asked for is under way.
    fn after<K: Kind>(
        &self,
        end: End<K>,
        goal: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<K>, Trouble<K>> {
        let summary = format!("The {} is not {goal}", K::WORD);
        match end {
            End::Reached(object) => Ok(Some(object)),
            End::Stuck(object) => {
                diagnostics.error(summary, self.described(&object));
                Err(Trouble(Some(object)))
            }
            End::Gone => {
                let detail = format!("{} is gone: something else has deleted it.", self.id);
                diagnostics.error(summary, detail);
                Err(Trouble(None))
            }
            End::Stopped(object) if self.ctx.is_cancelled() && goal != DELETED => {
                let detail = format!("{} is not {goal} yet; what it takes is under way.", self.id);
                diagnostics.warning("Interrupted while waiting", detail);
                Ok(object)
            }
            End::Stopped(object) => {
                let last = object.as_ref().map(|object| self.described(object));
                let summary = match last {
                    Some(last) => format!("{summary} yet. {last}"),
                    None => summary + " yet",
                };
                let _ = self
                    .limit
                    .report::<()>(Err(Error::Cancelled), &summary, diagnostics);
                Err(Trouble(object))
            }
            End::Failed(error) => {
                Err(self.tell(error, "cannot be read while waiting", diagnostics))
            }
        }
    }

    /// Its state and why, in the platform's words without secrets.
    pub fn described<K: Kind>(&self, object: &K) -> String {
        let state = object
            .state()
            .map_or("in no state".to_owned(), shown::address);
        let code = object.info().and_then(|info| info.code.as_ref());
        let code = code.map_or(String::new(), |code| {
            format!(" ({})", shown::address(code.as_str()))
        });
        let message = object.info().and_then(|info| info.message.as_deref());
        let message = message.map_or(String::new(), |message| {
            format!(": {}", shown::line(message))
        });
        format!("{} is {state}{code}{message}", self.id)
    }
}

const DELETED: &str = "deleted";

/// That the platform does not do this in the workload's state: which of the two it answers is unknown (platform-facts
/// section 4).
fn is_refusal(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 409))
}

/// When `object` failed before `old` was started, that says nothing of the start.
pub fn is_old<K: Kind>(object: &K, old: Option<&K>) -> bool {
    old.is_some_and(|old| {
        old.state() == object.state()
            && old.transition().is_some()
            && old.transition() == object.transition()
    })
}

/// The workload after something went wrong, looked at even when the call is to end: what exists must be saved.
pub async fn last_look<K: Kind>(platform: &Platform, service: &str, id: &str) -> Option<K> {
    let project = platform.changing(&CancellationToken::new(), service);
    let object = tokio::time::timeout(LAST_LOOK, K::get(&project, id)).await;
    object.ok()?.ok()
}
