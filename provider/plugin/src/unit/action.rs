//! Actions.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::{Boxed, Context, Offered, decode};
use crate::diagnostics::Diagnostics;
use crate::schema::{Block, Schema};
use crate::value::Tree;

/// Tells the person who runs Terraform how far a call is. Cloning gives another handle to the same
/// call.
#[derive(Debug, Clone)]
pub struct Progress(pub(crate) UnboundedSender<String>);

impl Progress {
    /// Shows one line. Secrets that the provider knows are masked.
    pub fn report(&self, message: impl Into<String>) {
        // Nobody listens any more: the call is being cancelled.
        let _ = self.0.send(message.into());
    }
}

/// An action (Terraform 1.14): does something that leaves no state, when asked to by
/// `terraform apply -invoke` or by the life cycle of a resource.
pub trait Action: Send + Sync + 'static {
    /// The arguments. An action has no results, so nothing may be `computed`; write-only arguments
    /// are allowed.
    type Model: Schema;
    /// The provider's shared data.
    type Data: Send + Sync + 'static;

    /// The full type name, such as `example_restart`.
    const TYPE: &'static str;
    /// The heading under which the documentation lists it; empty for none.
    const SUBCATEGORY: &'static str = "";

    /// The description, when it is not the doc comment of the model.
    fn description(&self) -> Option<String> {
        None
    }

    /// Checks the arguments against each other. Values may be unknown.
    fn validate(&self, config: &Self::Model, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Looks at a planned invocation; an error stops the plan. Must not change anything outside.
    /// Values may be unknown.
    fn plan(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        config: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (ctx, data, config, diagnostics);
        async {}
    }

    /// Does it. All arguments are known.
    fn invoke(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        config: Self::Model,
        progress: &Progress,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send;
}

/// An action of some type, ready to be served.
pub struct ActionUnit<D>(pub(crate) Arc<dyn ErasedAction<D>>);

impl<D: Send + Sync + 'static> ActionUnit<D> {
    /// Wraps an action.
    #[must_use]
    pub fn new<A: Action<Data = D>>(action: A) -> Self {
        Self(Arc::new(Adapter(action)))
    }
}

impl<D> std::fmt::Debug for ActionUnit<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ActionUnit({})", self.0.type_name())
    }
}

/// The object-safe twin of [`Action`], which speaks trees.
pub(crate) trait ErasedAction<D>: Offered {
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics);
    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
    fn invoke<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        config: Tree,
        progress: &'a Progress,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
}

struct Adapter<A>(A);

impl<A: Action> Offered for Adapter<A> {
    fn type_name(&self) -> &'static str {
        A::TYPE
    }

    fn subcategory(&self) -> &'static str {
        A::SUBCATEGORY
    }

    fn block(&self) -> Block {
        let mut block = A::Model::block();
        if let Some(description) = self.0.description() {
            block.description = description;
        }
        block
    }
}

impl<A: Action> ErasedAction<A::Data> for Adapter<A> {
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics) {
        if let Some(config) = decode::<A::Model>(config, diagnostics) {
            self.0.validate(&config, diagnostics);
        }
    }

    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<A::Data>,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(config) = decode(config, diagnostics) {
                self.0.plan(ctx, data, config, diagnostics).await;
            }
        })
    }

    fn invoke<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<A::Data>,
        config: Tree,
        progress: &'a Progress,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(config) = decode(config, diagnostics) {
                self.0
                    .invoke(ctx, data, config, progress, diagnostics)
                    .await;
            }
        })
    }
}
