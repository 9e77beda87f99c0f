//! Changes to planned values: `#[attr(plan(…))]`.

use std::fmt;
use std::sync::Arc;

use crate::path::Path;
use crate::value::Tree;

/// One attribute while a plan is made.
#[derive(Debug)]
pub struct Change<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its value in the prior state; null on create.
    pub prior: &'a Tree,
    /// Its value in the configuration.
    pub config: &'a Tree,
    /// Its planned value, which may be changed where the configuration is null.
    pub planned: &'a mut Tree,
    /// The whole resource is being created.
    pub creating: bool,
}

type Run = dyn Fn(&mut Change<'_>) -> bool + Send + Sync;

/// A change to a planned value.
#[derive(Clone)]
pub struct Modifier {
    description: &'static str,
    replaces: bool,
    run: Arc<Run>,
}

impl fmt::Debug for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Modifier({})", self.description)
    }
}

impl Modifier {
    /// A change of one's own: `run` may set the planned value and says whether the resource must be
    /// replaced. `description` is a sentence for the documentation, or empty.
    pub fn new(
        description: &'static str,
        run: impl Fn(&mut Change<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            description,
            replaces: false,
            run: Arc::new(run),
        }
    }

    /// A sentence for the documentation; empty for none.
    #[must_use]
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// True for those that only decide about replacing, which run after the others.
    pub(crate) const fn replaces(&self) -> bool {
        self.replaces
    }

    pub(crate) fn apply(&self, change: &mut Change<'_>) -> bool {
        (self.run)(change)
    }
}

/// Any change of the value replaces the resource.
#[must_use]
pub fn requires_replace() -> Modifier {
    requires_replace_if("Changing it replaces the resource.", |_| true)
}

/// A change of the value replaces the resource when the value is configured; a value that the
/// provider chose does not.
#[must_use]
pub fn requires_replace_if_configured() -> Modifier {
    requires_replace_if("Changing it replaces the resource.", |change| {
        !change.config.is_null()
    })
}

/// A change of the value replaces the resource when `decide` says so.
#[must_use]
pub fn requires_replace_if(description: &'static str, decide: fn(&Change<'_>) -> bool) -> Modifier {
    Modifier {
        description,
        replaces: true,
        run: Arc::new(move |change| {
            !change.creating && *change.planned != *change.prior && decide(change)
        }),
    }
}

/// Keeps the value of the state instead of "known after apply" when the provider will not change it.
///
/// A null in the state is not kept: it may come from a version that did not have the attribute.
#[must_use]
pub fn use_state_for_unknown() -> Modifier {
    Modifier::new("", |change| {
        if change.planned.is_unknown() && !change.config.is_unknown() && !change.prior.is_null() {
            *change.planned = change.prior.clone();
        }
        false
    })
}
