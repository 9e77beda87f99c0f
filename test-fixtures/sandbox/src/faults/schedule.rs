//! Faults by chance: the same for the same seed and the same calls, in whatever order parallel calls come in.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ring::digest::{SHA256, digest};

use super::Fault;

/// A kind of misbehaviour that a schedule draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FaultKind {
    /// `429`: too many requests, with `Retry-After` in seconds or as a date.
    TooMany,
    /// `500`, `502`, `503` or `504` in the vendor's shape.
    Status(u16),
    /// `5xx`: any of the four.
    AnyServerError,
    /// `reset`: the connection is reset before anything is done.
    Reset,
    /// `cut`: the connection ends before anything is done.
    Cut,
    /// `lost`: the call is carried out, then the connection ends or 504 is answered.
    Lost,
    /// `stall`: half of the body, silence, the end of the connection.
    Stall,
    /// `truncate`: half of the body, the end of the connection.
    Truncate,
    /// `html`: a web page with status 200, 502 or 503.
    Html,
    /// `empty`: an empty body with status 200.
    Empty,
    /// `slow`: the body comes in pieces.
    Slow,
    /// `type`: the right body under `text/plain`.
    Type,
    /// `vanish`: the object disappears before it is read. Only on reading one object.
    Vanish,
    /// `shift`: a list loses its first object or gets a new one in front. Only on lists of AI objects, and only from
    /// the second page on.
    Shift,
}

impl FaultKind {
    /// Every kind under the word of its SPEC.
    pub(crate) const WORDS: [(&'static str, Self); 17] = [
        ("429", Self::TooMany),
        ("500", Self::Status(500)),
        ("502", Self::Status(502)),
        ("503", Self::Status(503)),
        ("504", Self::Status(504)),
        ("5xx", Self::AnyServerError),
        ("reset", Self::Reset),
        ("cut", Self::Cut),
        ("lost", Self::Lost),
        ("stall", Self::Stall),
        ("truncate", Self::Truncate),
        ("html", Self::Html),
        ("empty", Self::Empty),
        ("slow", Self::Slow),
        ("type", Self::Type),
        ("vanish", Self::Vanish),
        ("shift", Self::Shift),
    ];

    /// What passes by itself when the call is made again: every kind but `vanish` and `shift`, which change the
    /// estate, and `lost`, after which a client cannot know what happened.
    #[must_use]
    pub fn transient() -> Vec<Self> {
        vec![
            Self::TooMany,
            Self::AnyServerError,
            Self::Reset,
            Self::Cut,
            Self::Stall,
            Self::Truncate,
            Self::Html,
            Self::Empty,
            Self::Slow,
            Self::Type,
        ]
    }

    fn applies(self, site: &Site<'_>) -> bool {
        match self {
            Self::Vanish => site.is_object,
            Self::Shift => site.is_later_page,
            _ => true,
        }
    }
}

/// Which call sites fail once. A call site is a method on a pattern, counted in order of first appearance among those
/// that [`FaultSchedule::only`] leaves; [`crate::Requests::call_sites`] has them of an undisturbed run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// The first call of every call site fails.
    All,
    /// The first call of this call site fails, counted from 1, and nothing else.
    Nth(usize),
}

/// When calls fail, and how. `FaultSchedule::default()` never strikes: set `rate` or `once`.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultSchedule {
    /// Which faults: the same for the same seed and calls.
    pub seed: u64,
    /// Probability from 0 to 1 that a call fails, drawn anew for every repetition of a call.
    pub rate: f64,
    /// Call sites that fail once.
    pub once: Option<Once>,
    /// What happens; one is drawn per strike.
    pub kinds: Vec<FaultKind>,
    /// Only calls whose `METHOD /pattern` contains this text; empty for all.
    pub only: String,
    /// Ends after so many strikes.
    pub limit: Option<u64>,
    /// Seconds told with 429.
    pub retry_after_seconds: u32,
    /// How long a stalled answer is silent.
    pub stall: Duration,
    /// How long a slow answer takes.
    pub slow: Duration,
}

impl Default for FaultSchedule {
    fn default() -> Self {
        Self {
            seed: 1,
            rate: 0.0,
            once: None,
            kinds: FaultKind::transient(),
            only: String::new(),
            limit: None,
            retry_after_seconds: 1,
            stall: Duration::from_secs(2),
            slow: Duration::from_millis(300),
        }
    }
}

/// A call as a schedule sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    /// `METHOD /path/{parameter}`; empty for unknown paths.
    pub(crate) route: &'a str,
    /// Path and query as sent.
    pub(crate) target: &'a str,
    /// Does it read one object that can disappear?
    pub(crate) is_object: bool,
    /// Is it a page, but not the first one, of a list that can shift?
    pub(crate) is_later_page: bool,
}

/// A schedule and what it has drawn so far.
#[derive(Debug)]
pub(crate) struct Drawn {
    schedule: FaultSchedule,
    struck: u64,
    /// How often each call was made.
    made: BTreeMap<String, u64>,
    sites: BTreeSet<String>,
}

impl Drawn {
    pub(crate) fn new(schedule: FaultSchedule) -> Self {
        Self {
            schedule,
            struck: 0,
            made: BTreeMap::new(),
            sites: BTreeSet::new(),
        }
    }

    /// The fault that strikes this call.
    pub(crate) fn strike(&mut self, site: &Site<'_>) -> Option<Fault> {
        if site.route.is_empty() || !site.route.contains(&self.schedule.only) {
            return None;
        }
        let method = site.route.split(' ').next().unwrap_or_default();
        let made = self
            .made
            .entry(format!("{method} {}", site.target))
            .or_default();
        *made += 1;
        let numbers = numbers(self.schedule.seed, method, site.target, *made);
        let first = self.sites.insert(site.route.to_owned());
        let once = match self.schedule.once {
            None => false,
            Some(Once::All) => first,
            Some(Once::Nth(nth)) => first && self.sites.len() == nth,
        };
        // 53 bits are what a double holds.
        #[expect(clippy::cast_precision_loss, reason = "both numbers fit a double")]
        let chance = (numbers[0] >> 11) as f64 / (1_u64 << 53) as f64;
        let exhausted = self
            .schedule
            .limit
            .is_some_and(|limit| self.struck >= limit);
        if exhausted || !(once || chance < self.schedule.rate) {
            return None;
        }
        let kinds: Vec<FaultKind> = self
            .schedule
            .kinds
            .iter()
            .copied()
            .filter(|kind| kind.applies(site))
            .collect();
        let kind = *pick(&kinds, numbers[1])?;
        self.struck += 1;
        Some(self.schedule.fault(kind, numbers[2]))
    }
}

impl FaultSchedule {
    fn fault(&self, kind: FaultKind, number: u64) -> Fault {
        let even = number.is_multiple_of(2);
        match kind {
            FaultKind::TooMany if even => Fault::RetryAfter(self.retry_after_seconds),
            FaultKind::TooMany => Fault::RetryAfterDate(self.retry_after_seconds),
            FaultKind::Status(status) => Fault::Status(status),
            FaultKind::AnyServerError => {
                Fault::Status(pick(&[500, 502, 503, 504], number).copied().unwrap_or(500))
            }
            FaultKind::Reset => Fault::Reset,
            FaultKind::Cut => Fault::CutBefore,
            FaultKind::Lost if even => Fault::CutAfter,
            FaultKind::Lost => Fault::TimeoutAfter,
            FaultKind::Stall => Fault::Stall(self.stall),
            FaultKind::Truncate => Fault::Truncate,
            FaultKind::Html => Fault::Html(pick(&[200, 502, 503], number).copied().unwrap_or(502)),
            FaultKind::Empty => Fault::Empty(200),
            FaultKind::Slow => Fault::Slow(self.slow),
            FaultKind::Type => Fault::ContentType("text/plain"),
            FaultKind::Vanish => Fault::Vanish,
            FaultKind::Shift if even => Fault::ShiftUp,
            FaultKind::Shift => Fault::ShiftDown,
        }
    }
}

fn pick<T>(items: &[T], number: u64) -> Option<&T> {
    let count = items.len() as u64;
    let at = number.checked_rem(count)?;
    items.get(usize::try_from(at).ok()?)
}

/// Numbers that follow from a seed and the n-th making of a call alone.
fn numbers(seed: u64, method: &str, target: &str, made: u64) -> [u64; 3] {
    let text = format!("{seed}\n{method}\n{target}\n{made}");
    let digest = digest(&SHA256, text.as_bytes());
    let mut chunks = digest.as_ref().chunks_exact(8).map(|chunk| {
        chunk
            .iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    });
    [(); 3].map(|()| chunks.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site<'a>(route: &'a str, target: &'a str) -> Site<'a> {
        Site {
            route,
            target,
            is_object: false,
            is_later_page: false,
        }
    }

    fn strikes(schedule: FaultSchedule, calls: usize) -> Vec<Option<Fault>> {
        let mut drawn = Drawn::new(schedule);
        (0..calls)
            .map(|call| drawn.strike(&site("GET /a/{b}", &format!("/a/{}", call % 7))))
            .collect()
    }

    #[test]
    fn a_seed_draws_the_same_and_about_as_often_as_told() {
        let schedule = |seed| FaultSchedule {
            seed,
            rate: 0.2,
            ..FaultSchedule::default()
        };
        let drawn = strikes(schedule(3), 2000);
        assert_eq!(drawn, strikes(schedule(3), 2000));
        assert_ne!(drawn, strikes(schedule(4), 2000));
        let count = drawn.iter().flatten().count();
        assert!((300..500).contains(&count), "{count}");
        let words: BTreeSet<&str> = drawn.iter().flatten().map(Fault::word).collect();
        assert_eq!(words.len(), 11, "{words:?}");
    }

    #[test]
    fn the_order_of_parallel_calls_does_not_matter() {
        let schedule = FaultSchedule {
            rate: 0.5,
            ..FaultSchedule::default()
        };
        let targets: Vec<String> = (0..50).map(|call| format!("/a/{call}")).collect();
        let draw = |order: Vec<&String>| {
            let mut drawn = Drawn::new(schedule.clone());
            order
                .into_iter()
                .map(|target| (target.clone(), drawn.strike(&site("GET /a/{b}", target))))
                .collect::<BTreeMap<_, _>>()
        };
        assert_eq!(
            draw(targets.iter().collect()),
            draw(targets.iter().rev().collect())
        );
    }

    #[test]
    fn call_sites_fail_once() {
        let draw = |once, limit| {
            let mut drawn = Drawn::new(FaultSchedule {
                once: Some(once),
                kinds: vec![FaultKind::Reset],
                limit,
                ..FaultSchedule::default()
            });
            ["GET /a", "GET /a", "GET /b", "POST /b", "GET /b", "POST /b"]
                .map(|route| drawn.strike(&site(route, "/x")).is_some())
        };
        assert_eq!(
            draw(Once::All, None),
            [true, false, true, true, false, false]
        );
        assert_eq!(
            draw(Once::Nth(2), None),
            [false, false, true, false, false, false]
        );
        assert_eq!(
            draw(Once::All, Some(1)),
            [true, false, false, false, false, false]
        );
    }

    #[test]
    fn kinds_that_do_not_apply_are_not_drawn() {
        let mut drawn = Drawn::new(FaultSchedule {
            rate: 1.0,
            kinds: vec![FaultKind::Vanish, FaultKind::Shift],
            ..FaultSchedule::default()
        });
        assert_eq!(drawn.strike(&site("GET /a", "/a")), None);
        let object = Site {
            is_object: true,
            ..site("GET /a/{b}", "/a/1")
        };
        assert_eq!(drawn.strike(&object), Some(Fault::Vanish));
    }
}
