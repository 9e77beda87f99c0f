//! Ephemeral resources.

use std::sync::Arc;
use std::time::SystemTime;

use super::{Boxed, Context, Offered, decode};
use crate::diagnostics::Diagnostics;
use crate::schema::{Block, Schema};
use crate::value::{Element, Tree};

/// An open ephemeral resource.
#[derive(Debug, Clone)]
pub struct Opened<M> {
    /// Arguments and results.
    pub result: M,
    /// When Terraform should renew it, if it is still in use by then.
    pub renew_at: Option<SystemTime>,
}

impl<M> From<M> for Opened<M> {
    fn from(result: M) -> Self {
        Self {
            result,
            renew_at: None,
        }
    }
}

/// An ephemeral resource (Terraform 1.10): exists while Terraform runs and is stored nowhere.
///
/// Opened at every plan and every apply that needs it, and closed at the end of it. What
/// [`Context::private`] holds after opening reaches the first renewal and, unchanged by any renewal,
/// the close (so Terraform 1.15 does it). Terraform keeps it in memory only, so secrets may be in it.
pub trait EphemeralResource: Send + Sync + 'static {
    /// Arguments and results in one struct.
    type Model: Schema;
    /// The provider's shared data.
    type Data: Send + Sync + 'static;

    /// The full type name, such as `example_token`.
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

    /// Opens it and fills in the results. All arguments are known. Return nothing only together
    /// with an error.
    ///
    /// Put into [`Context::private`] what a close needs as soon as something is open. When the call
    /// fails then, Terraform will not close it, so the framework does: after an error or panic
    /// [`EphemeralResource::close`] is called if there is private data or a result.
    fn open(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        config: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Opened<Self::Model>>> + Send;

    /// Makes it last longer; returns when to renew it next. Called after the time that
    /// [`Opened::renew_at`] asked for. The results cannot change. What the private data holds
    /// afterwards reaches the next renewal only.
    fn renew(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<SystemTime>> + Send {
        let _ = (ctx, data);
        diagnostics.error(
            "Renewal is not supported",
            format!(
                "{} asked to be renewed and cannot be. This is a bug in the provider.",
                Self::TYPE
            ),
        );
        async { None }
    }

    /// Closes it; the default does nothing.
    ///
    /// Terraform skips this when something that uses it fails or is interrupted (seen with 1.11 and
    /// 1.15). The framework then calls it when Terraform ends the process, or is gone; what is
    /// reported then reaches the log only. The person's interrupt does not cancel it.
    fn close(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (ctx, data, diagnostics);
        async {}
    }
}

/// An ephemeral resource of some type, ready to be served.
pub struct EphemeralResourceUnit<D>(pub(crate) Arc<dyn ErasedEphemeral<D>>);

impl<D: Send + Sync + 'static> EphemeralResourceUnit<D> {
    /// Wraps an ephemeral resource.
    #[must_use]
    pub fn new<E: EphemeralResource<Data = D>>(resource: E) -> Self {
        Self(Arc::new(Adapter(resource)))
    }
}

impl<D> std::fmt::Debug for EphemeralResourceUnit<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EphemeralResourceUnit({})", self.0.type_name())
    }
}

/// The object-safe twin of [`EphemeralResource`], which speaks trees.
pub(crate) trait ErasedEphemeral<D>: Offered {
    /// What the model makes of a tree: what `encode` after `decode` leaves.
    fn echo(&self, tree: Tree) -> Option<Tree>;
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics);
    fn open<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Opened<Tree>>>;
    fn renew<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<SystemTime>>;
    fn close<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
}

struct Adapter<E>(E);

impl<E: EphemeralResource> Offered for Adapter<E> {
    fn type_name(&self) -> &'static str {
        E::TYPE
    }

    fn subcategory(&self) -> &'static str {
        E::SUBCATEGORY
    }

    fn block(&self) -> Block {
        let mut block = E::Model::block();
        if let Some(description) = self.0.description() {
            block.description = description;
        }
        block
    }
}

impl<E: EphemeralResource> ErasedEphemeral<E::Data> for Adapter<E> {
    fn echo(&self, tree: Tree) -> Option<Tree> {
        E::Model::decode(tree).ok().map(|model| model.encode())
    }

    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics) {
        if let Some(config) = decode::<E::Model>(config, diagnostics) {
            self.0.validate(&config, diagnostics);
        }
    }

    fn open<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<E::Data>,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Opened<Tree>>> {
        Box::pin(async move {
            let config = decode::<E::Model>(config, diagnostics)?;
            let opened = self.0.open(ctx, data, config, diagnostics).await?;
            Some(Opened {
                result: opened.result.encode(),
                renew_at: opened.renew_at,
            })
        })
    }

    fn renew<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<E::Data>,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<SystemTime>> {
        Box::pin(self.0.renew(ctx, data, diagnostics))
    }

    fn close<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<E::Data>,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(self.0.close(ctx, data, diagnostics))
    }
}
