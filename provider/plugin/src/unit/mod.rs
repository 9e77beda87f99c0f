//! What a provider author implements: [`Provider`], [`Resource`] and [`DataSource`].

mod context;
mod data_source;
mod erased;
mod private;
mod provider;
mod resource;
mod state;
mod timeouts;

pub(crate) use context::Inner as ContextInner;
pub use context::{Capabilities, Context};
pub(crate) use data_source::ErasedDataSource;
pub use data_source::{DataSource, DataSourceUnit};
pub(crate) use erased::{ErasedResource, PlanTrees};
pub use private::Private;
pub use provider::Provider;
pub use resource::{CreateRequest, PlanRequest, Resource, ResourceUnit, UpdateRequest};
pub use state::RawState;
pub use timeouts::Timeouts;

use std::pin::Pin;

use crate::diagnostics::Diagnostics;
use crate::value::{DecodeError, Element, Reason, Tree};

/// A boxed future, for the object-safe twins of the traits.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Reads a model, or says which attribute does not fit.
pub(crate) fn decode<M: Element>(tree: Tree, diagnostics: &mut Diagnostics) -> Option<M> {
    match M::decode(tree) {
        Ok(model) => Some(model),
        Err(DecodeError { path, reason }) => {
            let detail = match reason {
                Reason::Unknown => {
                    "The value is not known yet, and this attribute cannot wait for it.".to_owned()
                }
                Reason::Invalid(reason) => reason,
            };
            diagnostics.error_at(path, "Invalid attribute value", detail);
            None
        }
    }
}
