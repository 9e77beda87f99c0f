//! How replicas are exchanged: the settings of a Kubernetes rolling update (platform-facts section 9).

use ovhai_platform::documents;
use terraform_plugin::{Diagnostics, Path, Schema, Tree, Value};

use super::rules::refuse;

const SHARE: &str = "25%";
const DEADLINE: i64 = 600;
const GRACE: i64 = 30;

/// Rolling update settings.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct DeploymentStrategy {
    /// Replicas above the wanted number during an update: a number or percentage, as text. Default `25%`.
    #[attr(default = SHARE, validate(text("must be a number or a percentage such as `25%`", check_amount)))]
    pub max_surge: Value<String>,
    /// Replicas that may be missing during an update: a number or percentage, as text. Default `25%`.
    #[attr(default = SHARE, validate(text("must be a number or a percentage such as `25%`", check_amount)))]
    pub max_unavailable: Value<String>,
    /// Seconds until a stuck update counts as failed. Default 600.
    #[attr(default = DEADLINE, validate(at_least(1)))]
    pub progress_deadline_seconds: Value<i64>,
    /// Seconds between stop signal and kill. Default 30.
    #[attr(default = GRACE, validate(at_least(0)))]
    pub termination_grace_period_seconds: Value<i64>,
}

/// What the platform takes when it is told nothing.
pub fn default() -> Tree {
    Tree::map([
        ("max_surge", Tree::from(SHARE)),
        ("max_unavailable", Tree::from(SHARE)),
        ("progress_deadline_seconds", Tree::from(DEADLINE)),
        ("termination_grace_period_seconds", Tree::from(GRACE)),
    ])
}

fn check_amount(text: &str) -> Result<(), String> {
    let digits = text.strip_suffix('%').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "The value must be a number or a percentage such as \"25%\"; it is {text:?}."
        ));
    }
    Ok(())
}

fn is_zero(amount: &str) -> bool {
    amount
        .trim_end_matches('%')
        .bytes()
        .all(|byte| byte == b'0')
}

impl DeploymentStrategy {
    /// The settings of a live app.
    pub fn read(live: Option<&documents::DeploymentStrategy>) -> Self {
        let text = |get: fn(&documents::DeploymentStrategy) -> &Option<String>| {
            live.and_then(|live| get(live).clone())
                .unwrap_or_else(|| SHARE.to_owned())
        };
        Self {
            max_surge: text(|live| &live.max_surge).into(),
            max_unavailable: text(|live| &live.max_unavailable).into(),
            progress_deadline_seconds: live
                .and_then(|live| live.progress_deadline_seconds)
                .unwrap_or(DEADLINE)
                .into(),
            termination_grace_period_seconds: live
                .and_then(|live| live.termination_grace_period_seconds)
                .unwrap_or(GRACE)
                .into(),
        }
    }

    /// What to send.
    pub fn request(&self) -> documents::DeploymentStrategy {
        documents::DeploymentStrategy {
            max_surge: self.max_surge.get().cloned(),
            max_unavailable: self.max_unavailable.get().cloned(),
            progress_deadline_seconds: self.progress_deadline_seconds.known(),
            termination_grace_period_seconds: self.termination_grace_period_seconds.known(),
            ..documents::DeploymentStrategy::default()
        }
    }
}

/// Checks configured settings: Kubernetes, and so the platform (inferred), refuses both amounts at zero.
pub fn check(config: &Value<DeploymentStrategy>, diagnostics: &mut Diagnostics) {
    let Some(config) = config.get() else { return };
    let zero = |amount: &Value<String>| amount.get().is_some_and(|amount| is_zero(amount));
    if zero(&config.max_surge) && zero(&config.max_unavailable) {
        refuse(
            Path::root("deployment_strategy").attribute("max_unavailable"),
            "`max_unavailable` and `max_surge` must not both be zero: no replica could ever be exchanged.",
            diagnostics,
        );
    }
}
