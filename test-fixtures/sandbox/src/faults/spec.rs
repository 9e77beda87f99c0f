//! Schedules as text: `seed=7,rate=0.1,kinds=429+500+reset`.

use std::str::FromStr;
use std::time::Duration;

use super::schedule::{FaultKind, FaultSchedule, Once};
use crate::Error;

const MEMBERS: &str = "seed, rate, once, kinds, only, limit, retry_after, stall_ms, slow_ms";

impl FromStr for FaultSchedule {
    type Err = Error;

    /// Reads `name=value` parts between commas:
    ///
    /// | part | meaning |
    /// |---|---|
    /// | `seed=N` | which faults are drawn; 1 without it |
    /// | `rate=P` | probability from 0 to 1 that a call fails |
    /// | `once=all`, `once=N` | the first call of every call site, or of the N-th one, fails |
    /// | `kinds=A+B` | words of [`FaultKind`]; without it [`FaultKind::transient`] |
    /// | `only=TEXT` | only calls whose `METHOD /pattern` contains the text |
    /// | `limit=N` | no more than N strikes |
    /// | `retry_after=S`, `stall_ms=N`, `slow_ms=N` | seconds told with 429, silence of a stall, time of a slow body |
    ///
    /// # Errors
    /// [`Error::FaultSpec`] names the part that is wrong, or says that neither `rate` nor `once` is given.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut schedule = Self::default();
        let mut strikes = false;
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let wrong = |problem: &str| Error::FaultSpec {
                part: part.to_owned(),
                problem: problem.to_owned(),
            };
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| wrong("is not NAME=VALUE"))?;
            let whole = || {
                value
                    .parse::<u64>()
                    .map_err(|_| wrong("needs a whole number"))
            };
            match name.trim() {
                "seed" => schedule.seed = whole()?,
                "rate" => {
                    strikes = true;
                    schedule.rate = value
                        .parse()
                        .ok()
                        .filter(|rate| (0.0..=1.0).contains(rate))
                        .ok_or_else(|| wrong("needs a number from 0 to 1"))?;
                }
                "once" => {
                    strikes = true;
                    schedule.once = Some(match value {
                        "all" => Once::All,
                        _ => usize::try_from(whole().unwrap_or_default())
                            .ok()
                            .filter(|nth| *nth > 0)
                            .map(Once::Nth)
                            .ok_or_else(|| wrong("needs `all` or a number from 1"))?,
                    });
                }
                "kinds" => schedule.kinds = kinds(value).map_err(|problem| wrong(&problem))?,
                "only" => schedule.only = value.to_owned(),
                "limit" => schedule.limit = Some(whole()?),
                "retry_after" => {
                    schedule.retry_after_seconds =
                        u32::try_from(whole()?).map_err(|_| wrong("is too large"))?;
                }
                "stall_ms" => schedule.stall = Duration::from_millis(whole()?),
                "slow_ms" => schedule.slow = Duration::from_millis(whole()?),
                _ => return Err(wrong(&format!("is unknown: there are {MEMBERS}"))),
            }
        }
        if strikes {
            Ok(schedule)
        } else {
            Err(Error::FaultSpec {
                part: text.to_owned(),
                problem: "strikes nothing: add rate=0.1 or once=all".into(),
            })
        }
    }
}

fn kinds(text: &str) -> Result<Vec<FaultKind>, String> {
    text.split('+')
        .map(|word| {
            FaultKind::WORDS
                .iter()
                .find(|(known, _)| *known == word)
                .map(|(_, kind)| *kind)
                .ok_or_else(|| {
                    let known: Vec<&str> = FaultKind::WORDS.iter().map(|(word, _)| *word).collect();
                    format!(
                        "names the unknown kind `{word}`: there are {}",
                        known.join(", ")
                    )
                })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_read_part_by_part() {
        let text = "seed=7,rate=0.1, kinds=429+500+reset+stall+truncate+html+slow,only=GET ,limit=3,retry_after=0,\
                    stall_ms=5,slow_ms=6";
        let schedule: FaultSchedule = text.parse().unwrap();
        assert_eq!((schedule.seed, schedule.limit), (7, Some(3)));
        assert!((schedule.rate - 0.1).abs() < f64::EPSILON);
        assert_eq!(schedule.kinds.len(), 7);
        assert_eq!(schedule.kinds[1], FaultKind::Status(500));
        assert_eq!(
            (schedule.only.as_str(), schedule.retry_after_seconds),
            ("GET", 0)
        );
        assert_eq!(schedule.stall + schedule.slow, Duration::from_millis(11));
        let once: FaultSchedule = "once=3".parse().unwrap();
        assert_eq!(once.once, Some(Once::Nth(3)));
        assert_eq!(once.kinds, FaultKind::transient());
    }

    #[test]
    fn a_bad_schedule_is_told_by_its_part() {
        for (text, expected) in [
            ("rate=2", "`rate=2` needs a number from 0 to 1"),
            ("rate=NaN", "`rate=NaN` needs a number from 0 to 1"),
            ("rate", "`rate` is not NAME=VALUE"),
            ("once=0", "`once=0` needs `all` or a number from 1"),
            (
                "rate=1,kinds=429+explode",
                "unknown kind `explode`: there are 429, 500",
            ),
            (
                "rate=1,colour=red",
                "`colour=red` is unknown: there are seed, rate",
            ),
            ("seed=1", "strikes nothing"),
            ("", "strikes nothing"),
        ] {
            let error = text.parse::<FaultSchedule>().unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
