//! One action under way.

use ovh_api::{Error, Project};
use ovhai_model::Kind;
use terraform_plugin::{Diagnostics, Progress};

use super::seen::{Seen, look};
use crate::managed::{
    time_limit::TimeLimit,
    workload::waiting::{Pauses, Sight},
};

/// Looks after a call during which the state before it may still be shown.
const STALE_LOOKS: u32 = 3;

/// An action on a workload.
pub struct Run<'a> {
    /// Where the workload is.
    pub project: Project,
    /// What it is.
    pub kind: Kind,
    /// Which one.
    pub id: String,
    /// Whether to follow what comes of the call.
    pub is_waiting: bool,
    /// How long it may take.
    pub limit: TimeLimit,
    /// Where to tell how far it is.
    pub progress: &'a Progress,
}

impl Run<'_> {
    /// How it stands.
    pub async fn look(&self, diagnostics: &mut Diagnostics) -> Option<Seen> {
        let seen = look(&self.project, self.kind, &self.id).await;
        let seen = self.report(seen, diagnostics)?;
        self.tell(&seen);
        Some(seen)
    }

    /// The value, or an error.
    pub fn report<T>(&self, result: Result<T, Error>, diagnostics: &mut Diagnostics) -> Option<T> {
        let summary = match &result {
            Err(error) if error.is_not_found() => format!("There is no such {}", self.kind),
            _ => self.summary(),
        };
        self.limit.report(result, &summary, diagnostics)
    }

    /// The headline of every failure.
    pub fn summary(&self) -> String {
        format!("The action on {} {} failed", self.kind, self.id)
    }

    /// Tells a line about the workload.
    pub fn say(&self, seen: &Seen, words: &str) {
        self.progress
            .report(format!("{} `{}` {words}", self.kind, seen.name));
    }

    fn tell(&self, seen: &Seen) {
        let reason = if seen.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", seen.reason)
        };
        self.say(seen, &format!("is {}{reason}", seen.state));
    }

    /// Follows the workload until `judge` has seen enough, or says why that did not come. What it was `before` the call is not
    /// judged in the first looks, unless it has changed meanwhile.
    pub async fn until(
        &self,
        before: Option<&str>,
        judge: impl Fn(&Seen) -> Sight + Send + Sync,
        diagnostics: &mut Diagnostics,
    ) -> Option<Seen> {
        let mut pauses = Pauses::default();
        let (mut looks, mut has_changed) = (0, false);
        let mut last: Option<Seen> = None;
        loop {
            let seen = match look(&self.project, self.kind, &self.id).await {
                Ok(seen) => seen,
                Err(Error::Cancelled) => return self.stopped(last.as_ref(), diagnostics),
                Err(error) => return self.report(Err(error), diagnostics),
            };
            if last.as_ref().is_none_or(|last| last.state != seen.state) {
                self.tell(&seen);
            }
            looks += 1;
            has_changed |= before.is_some_and(|before| before != seen.state);
            let may_be_old = before.is_some() && !has_changed && looks < STALE_LOOKS;
            match judge(&seen) {
                Sight::Reached if !may_be_old => return Some(seen),
                Sight::Stuck if !may_be_old => {
                    self.stuck(&seen, diagnostics);
                    return None;
                }
                _ => {}
            }
            last = Some(seen);
            if pauses.next(self.limit.token()).await.is_none() {
                return self.stopped(last.as_ref(), diagnostics);
            }
        }
    }

    fn stuck(&self, seen: &Seen, diagnostics: &mut Diagnostics) {
        let reason = if seen.reason.is_empty() {
            String::new()
        } else {
            format!(" {}.", seen.reason)
        };
        diagnostics.error(
            self.summary(),
            format!(
                "`{}` is {}.{reason} Its log says more: data source ovhai_logs with kind = \"{}\".",
                seen.name, seen.state, self.kind
            ),
        );
    }

    /// Time is over, or the person interrupted.
    pub fn stopped(&self, last: Option<&Seen>, diagnostics: &mut Diagnostics) -> Option<Seen> {
        let how = last.map_or_else(String::new, |seen| {
            format!(
                "`{}` was {} when last seen; what was begun goes on by itself. ",
                seen.name, seen.state
            )
        });
        if self.limit.is_over() {
            self.limit.tell(&self.summary(), &how, diagnostics);
        } else {
            diagnostics.error("Interrupted", format!("{how}Nothing more is waited for."));
        }
        None
    }
}
