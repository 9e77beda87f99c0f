//! Rolling updates.

use super::{Lowering, findings};
use crate::{
    objects::{NumberOrPercent, RollingUpdate},
    profile::GpuRollout,
};

const QUARTER: NumberOrPercent = NumberOrPercent::Percent(25);

/// How replicas are exchanged.
pub(super) struct Rollout {
    pub strategy: RollingUpdate,
    pub progress_deadline_seconds: i32,
    pub grace_seconds: i64,
}

pub(super) fn lower(lowering: &mut Lowering<'_>) -> Rollout {
    let given = lowering.workload.rollout.clone().unwrap_or_default();
    let mut adjusted = Vec::new();
    let mut amount = |what: &str, text: Option<&str>, most_percent: i32| match text {
        None => QUARTER,
        Some(text) => parse(text, most_percent).unwrap_or_else(|| {
            let text: String = text.chars().take(40).collect();
            adjusted.push(format!("{what} is {text:?}; 25% is used"));
            QUARTER
        }),
    };
    let mut strategy = RollingUpdate {
        max_surge: amount("maxSurge", given.max_surge.as_deref(), i32::MAX),
        max_unavailable: amount("maxUnavailable", given.max_unavailable.as_deref(), 100),
    };
    if strategy.max_surge.is_zero() && strategy.max_unavailable.is_zero() {
        adjusted.push("maxSurge and maxUnavailable are both 0; 25% is used for both".to_owned());
        strategy = RollingUpdate {
            max_surge: QUARTER,
            max_unavailable: QUARTER,
        };
    }
    let deadline = given.progress_deadline_seconds.unwrap_or(600);
    let progress_deadline_seconds = i32::try_from(deadline)
        .ok()
        .filter(|seconds| *seconds > 0)
        .unwrap_or_else(|| {
            adjusted.push(format!(
                "progressDeadlineSeconds is {deadline}; 600 is used"
            ));
            600
        });
    let grace = given.termination_grace_period_seconds.unwrap_or(30);
    let grace_seconds = if grace < 0 {
        adjusted.push(format!(
            "terminationGracePeriodSeconds is {grace}; 30 is used"
        ));
        30
    } else {
        grace
    };
    for detail in adjusted {
        lowering.find(&findings::ROLLOUT_ADJUSTED, detail);
    }
    let gpus = lowering.workload.compute.gpus.unwrap_or_default();
    if gpus > 0 {
        match lowering.scope.profile.gpu_rollout {
            GpuRollout::Replace => {
                strategy = RollingUpdate {
                    max_surge: NumberOrPercent::Number(0),
                    max_unavailable: NumberOrPercent::Number(1),
                };
            }
            GpuRollout::Surge if !strategy.max_surge.is_zero() => {
                lowering.find(
                    &findings::ROLLOUT_NEEDS_GPU,
                    format!("each new replica needs {gpus} GPUs at once with the old ones"),
                );
            }
            GpuRollout::Surge => {}
        }
    }
    Rollout {
        strategy,
        progress_deadline_seconds,
        grace_seconds,
    }
}

fn parse(text: &str, most_percent: i32) -> Option<NumberOrPercent> {
    let number = |text: &str| {
        let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        is_digits.then(|| text.parse::<i32>().ok()).flatten()
    };
    match text.strip_suffix('%') {
        Some(percent) => number(percent)
            .filter(|percent| *percent <= most_percent)
            .map(NumberOrPercent::Percent),
        None => number(text).map(NumberOrPercent::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_or_percents() {
        assert_eq!(parse("25%", 100), Some(NumberOrPercent::Percent(25)));
        assert_eq!(parse("1", 100), Some(NumberOrPercent::Number(1)));
        for text in ["", "%", "-1", "101%", "1.5", "+1", "99999999999", "a"] {
            assert_eq!(parse(text, 100), None, "{text}");
        }
    }
}
