//! When to try again, and how long to wait before.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

use crate::{
    Error,
    error::{Problem, passing_status},
    transport::FaultKind,
};

/// How patient a client is. The vendor publishes neither limits nor waiting times for 429 (platform-facts section 3),
/// so these are choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries of one call, the first included.
    pub attempts: u32,
    /// Tries when no connection can be made, or what answers does not seem to be the API: a wrong endpoint should be told
    /// soon.
    pub connect_attempts: u32,
    /// The first wait is between zero and this; each further one doubles the upper end.
    pub base: Duration,
    /// Upper end of the waits.
    pub longest: Duration,
    /// A `Retry-After` above this counts as this.
    pub longest_retry_after: Duration,
    /// One call with all its tries and waits starts no new try after this.
    pub deadline: Duration,
    /// Waited before a create with unknown outcome is looked up.
    pub settle: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 8,
            connect_attempts: 3,
            base: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(120),
            deadline: Duration::from_secs(300),
            settle: Duration::from_secs(2),
        }
    }
}

impl RetryPolicy {
    /// The wait after `attempt` tries (from 1): what the server asked for, capped, plus jitter; else full jitter.
    pub(crate) fn delay(&self, attempt: u32, retry_after: Option<Duration>) -> Duration {
        let doubled = self
            .base
            .saturating_mul(1 << attempt.saturating_sub(1).min(16));
        let jitter = doubled.min(self.longest).mul_f64(random_share());
        match retry_after {
            // A little more than asked for, so that many clients do not come back in the same moment.
            Some(asked) => asked.min(self.longest_retry_after) + jitter.min(self.base),
            None => jitter,
        }
    }

    fn attempts_for(&self, error: &Error) -> u32 {
        match error {
            _ if error.status().is_some_and(|status| status < 300) => self.connect_attempts,
            _ if error.status().is_some_and(|status| status < 500) && is_cut_short(error) => {
                self.connect_attempts
            }
            Error::Transport(error) if error.kind == FaultKind::Connect => self.connect_attempts,
            _ => self.attempts,
        }
    }

    pub(crate) fn exhausted(&self, attempt: u32, error: &Error) -> bool {
        attempt >= self.attempts_for(error)
    }
}

/// What an error means for the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Safe to repeat.
    Repeat,
    /// Something may have happened; repeating might do it twice.
    Ambiguous,
    /// Repeating cannot help.
    Final,
}

/// Sorts `error` of a call. `sent`: the call itself may have reached the server (not only the clock or token call
/// before it).
pub(crate) fn verdict(error: &Error, idempotent: bool, sent: bool) -> Verdict {
    let once = |passing: bool| match (passing, idempotent || !sent) {
        (true, true) => Verdict::Repeat,
        (false, true) => Verdict::Final,
        (_, false) => Verdict::Ambiguous,
    };
    match error {
        Error::Transport(fault) if fault.kind.is_unsent() && fault.kind.is_passing() => {
            Verdict::Repeat
        }
        Error::Transport(fault) if fault.kind.is_unsent() => Verdict::Final,
        Error::Transport(fault) => once(fault.kind.is_passing()),
        _ => match error.status() {
            // Refused before anything was done.
            Some(429) => Verdict::Repeat,
            Some(status) if status >= 500 => once(passing_status(status)),
            // Done, but the answer says nothing usable.
            Some(200..=299) => once(is_of_somebody_between(error)),
            // What a refusal says that was cut short on its way is not known, and asking again tells.
            Some(_) if idempotent && is_cut_short(error) => Verdict::Repeat,
            _ => Verdict::Final,
        },
    }
}

/// Does a good status come with what proxies send while the API is away: a page, nothing, a document cut short?
fn is_of_somebody_between(error: &Error) -> bool {
    matches!(
        error,
        Error::Undecodable(answer)
            if matches!(answer.problem, Problem::Html | Problem::Empty | Problem::Truncated)
    )
}

fn is_cut_short(error: &Error) -> bool {
    matches!(error, Error::Undecodable(answer) if answer.problem == Problem::Truncated)
}

/// Uniform in `0.0..1.0`; a system without randomness gets the longest waits.
fn random_share() -> f64 {
    let mut bytes = [0; 4];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_below_the_cap() {
        let policy = RetryPolicy::default();
        for attempt in 1..40 {
            let delay = policy.delay(attempt, None);
            assert!(delay <= policy.longest);
            assert!(delay <= policy.base * (1 << (attempt - 1).min(16)));
        }
        let asked = policy.delay(1, Some(Duration::from_secs(3)));
        assert!(asked >= Duration::from_secs(3) && asked <= Duration::from_millis(3500));
        assert!(policy.delay(1, Some(Duration::from_secs(86_400))) < Duration::from_secs(121));
    }

    #[test]
    fn jitter_is_spread() {
        let policy = RetryPolicy::default();
        let delays: std::collections::BTreeSet<_> =
            (0..50).map(|_| policy.delay(8, None)).collect();
        assert!(delays.len() > 40, "{delays:?}");
    }
}
