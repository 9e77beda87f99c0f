//! Rolling-update settings: the same meaning as in a Kubernetes Deployment.

use serde_json::{Value, json};

use super::Members;
use crate::errors::ApiError;

const KNOWN: &[&str] = &[
    "maxSurge",
    "maxUnavailable",
    "progressDeadlineSeconds",
    "terminationGracePeriodSeconds",
];

/// `deploymentStrategy` of `members` with its defaults, or null when there is none.
///
/// # Errors
/// 400 naming the member at fault. That both amounts may not be zero at once is inferred from Kubernetes.
pub(crate) fn rollout(members: Members<'_>, lenient: bool) -> Result<Value, ApiError> {
    let Some(value) = members.value("deploymentStrategy") else {
        return Ok(Value::Null);
    };
    let strategy = Members::read(value, "deploymentStrategy", KNOWN, lenient)?;
    let surge = amount(strategy, "maxSurge")?;
    let unavailable = amount(strategy, "maxUnavailable")?;
    if is_zero(surge) && is_zero(unavailable) {
        return Err(strategy.refuse("maxUnavailable", "must not be 0 when maxSurge is 0"));
    }
    Ok(json!({
        "maxSurge": surge,
        "maxUnavailable": unavailable,
        "progressDeadlineSeconds": strategy.integer("progressDeadlineSeconds", 1, i64::MAX)?.unwrap_or(600),
        "terminationGracePeriodSeconds": strategy.integer("terminationGracePeriodSeconds", 0, i64::MAX)?.unwrap_or(30),
    }))
}

fn amount<'a>(strategy: Members<'a>, name: &str) -> Result<&'a str, ApiError> {
    let text = strategy.text(name)?.unwrap_or("25%");
    let digits = text.strip_suffix('%').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(strategy.refuse(name, "must be a number or a percentage such as 25%"));
    }
    Ok(text)
}

fn is_zero(amount: &str) -> bool {
    amount
        .trim_end_matches('%')
        .bytes()
        .all(|byte| byte == b'0')
}
