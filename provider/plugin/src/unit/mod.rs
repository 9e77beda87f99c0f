//! What a provider author implements: [`Provider`], [`Resource`], [`DataSource`], [`Function`],
//! [`EphemeralResource`], [`ListResource`] and [`Action`].

mod action;
mod context;
mod data_source;
mod ephemeral;
mod erased;
mod function;
mod identity;
mod list;
mod moves;
mod private;
mod provider;
mod resource;
mod state;
mod timeouts;

pub(crate) use action::ErasedAction;
pub use action::{Action, ActionUnit, Progress};
pub(crate) use context::Inner as ContextInner;
pub use context::{Capabilities, Context, Deferral};
pub(crate) use data_source::ErasedDataSource;
pub use data_source::{DataSource, DataSourceUnit};
pub(crate) use ephemeral::ErasedEphemeral;
pub use ephemeral::{EphemeralResource, EphemeralResourceUnit, Opened};
pub(crate) use erased::{ErasedResource, PlanTrees};
pub(crate) use function::{Argument, ErasedFunction};
pub use function::{Function, FunctionError, FunctionUnit};
pub use identity::NoIdentity;
pub(crate) use list::{ErasedList, ListTrees, ListedTree, TreeSink};
pub use list::{ListItem, ListRequest, ListResource, ListResourceUnit, ListSink};
pub use moves::MoveRequest;
pub use private::Private;
pub use provider::Provider;
pub use resource::{CreateRequest, PlanRequest, Resource, ResourceUnit, UpdateRequest};
pub use state::RawState;
pub use timeouts::Timeouts;

use std::pin::Pin;

use crate::diagnostics::Diagnostics;
use crate::schema::Block;
use crate::value::{DecodeError, Element, Reason, Tree};

/// A boxed future, for the object-safe twins of the traits.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What all units with a schema say of themselves.
pub(crate) trait Offered: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn subcategory(&self) -> &'static str;
    fn block(&self) -> Block;
}

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
