//! The `timeouts` attribute.

use std::time::Duration;

use crate::value::{DurationText, Value};

/// How long operations may take, each as a span such as `30s`, `20m` or `1h30m`.
///
/// Use it as `#[attr(optional)] timeouts: Value<Timeouts>`. There is none for reading: many objects are read by one call, which
/// no single one of them may end.
#[derive(Debug, Clone, Default, PartialEq, Eq, terraform_plugin_derive::Schema)]
pub struct Timeouts {
    /// How long creating may take, such as `20m`.
    #[attr(optional)]
    pub create: Value<DurationText>,
    /// How long updating may take, such as `20m`.
    #[attr(optional)]
    pub update: Value<DurationText>,
    /// How long deleting may take, such as `20m`.
    #[attr(optional)]
    pub delete: Value<DurationText>,
}

impl Timeouts {
    /// The configured span for creating, or `fallback`.
    #[must_use]
    pub fn create(this: &Value<Self>, fallback: Duration) -> Duration {
        Self::pick(this, |timeouts| &timeouts.create, fallback)
    }

    /// The configured span for updating, or `fallback`.
    #[must_use]
    pub fn update(this: &Value<Self>, fallback: Duration) -> Duration {
        Self::pick(this, |timeouts| &timeouts.update, fallback)
    }

    /// The configured span for deleting, or `fallback`.
    #[must_use]
    pub fn delete(this: &Value<Self>, fallback: Duration) -> Duration {
        Self::pick(this, |timeouts| &timeouts.delete, fallback)
    }

    fn pick(
        this: &Value<Self>,
        which: fn(&Self) -> &Value<DurationText>,
        fallback: Duration,
    ) -> Duration {
        this.get()
            .and_then(|timeouts| which(timeouts).get())
            .map_or(fallback, DurationText::span)
    }
}
