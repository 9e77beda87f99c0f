//! Managed resources.

use std::sync::Arc;

use super::{Boxed, Context, RawState, decode};
use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::schema::{Block, Schema};
use crate::value::{Element, Tree};

/// A plan about to be shown.
#[derive(Debug)]
pub struct PlanRequest<M> {
    /// The state before; none on create.
    pub prior: Option<M>,
    /// The state after, as far as it is known. Defaults are filled in and computed attributes are
    /// unknown; the hook may set those that are not configured.
    pub proposed: M,
    /// The configuration, with unknown values where they are not known yet.
    pub config: M,
    pub(crate) replace: Vec<Path>,
}

impl<M> PlanRequest<M> {
    /// The resource must be destroyed and created anew, because of the attribute at `path`.
    ///
    /// Terraform ignores this unless that attribute changes.
    pub fn require_replace(&mut self, path: Path) {
        self.replace.push(path);
    }
}

/// A resource to create.
#[derive(Debug)]
pub struct CreateRequest<M> {
    /// The planned state: every known value must come out unchanged.
    pub planned: M,
    /// The configuration, which alone has the write-only values.
    pub config: M,
}

/// A resource to change in place.
#[derive(Debug)]
pub struct UpdateRequest<M> {
    /// The state before.
    pub prior: M,
    /// The planned state: every known value must come out unchanged.
    pub planned: M,
    /// The configuration, which alone has the write-only values.
    pub config: M,
}

/// A managed resource.
///
/// Calls report through `diagnostics`. A call that fails half way returns what exists *and* adds an
/// error: Terraform then saves the object, and replaces it later if it was being created.
pub trait Resource: Send + Sync + 'static {
    /// All attributes in one struct.
    type Model: Schema;
    /// The provider's shared data.
    type Data: Send + Sync + 'static;

    /// The full type name, such as `example_thing`.
    const TYPE: &'static str;
    /// The schema version, raised when old states need [`Resource::upgrade`].
    const VERSION: i64 = 0;
    /// The heading under which the documentation lists it; empty for none.
    const SUBCATEGORY: &'static str = "";

    /// The description, when it is not the doc comment of the model.
    fn description(&self) -> Option<String> {
        None
    }

    /// Checks the configuration. Values may be unknown.
    fn validate(&self, config: &Self::Model, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Completes the plan of a create or update. Must not change anything outside.
    ///
    /// Terraform calls it at plan and again, in a fresh process, right before apply; known values
    /// must be the same both times.
    fn plan(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: &mut PlanRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (ctx, data, request, diagnostics);
        async {}
    }

    /// Looks at a planned destroy; an error stops it.
    fn plan_destroy(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        prior: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (ctx, data, prior, diagnostics);
        async {}
    }

    /// Creates the object and returns its state without unknown values.
    fn create(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: CreateRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;

    /// Reads the object; nothing (without an error) when it is gone.
    fn read(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;

    /// Changes the object in place and returns its state without unknown values. Nothing, together
    /// with an error, leaves the state as it was.
    fn update(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: UpdateRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;

    /// Deletes the object; one that is gone already is a success. An error keeps the state.
    fn delete(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send;

    /// The state of an existing object by id, at least as much as [`Resource::read`] needs.
    fn import(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send {
        let _ = (ctx, data, id);
        diagnostics.error("Import is not supported", format!("{} objects cannot be imported.", Self::TYPE));
        async { None }
    }

    /// Turns a state of an older schema version into the present model.
    ///
    /// [`RawState::decode`] reads it as the struct of that version.
    fn upgrade(&self, version: i64, state: RawState, diagnostics: &mut Diagnostics) -> Option<Self::Model> {
        let _ = state;
        diagnostics.error(
            "State cannot be upgraded",
            format!(
                "The state of this {} has schema version {version}, and this provider only reads version {}.",
                Self::TYPE,
                Self::VERSION
            ),
        );
        None
    }
}

/// A resource of some type, ready to be served.
pub struct ResourceUnit<D>(pub(crate) Arc<dyn ErasedResource<D>>);

impl<D: Send + Sync + 'static> ResourceUnit<D> {
    /// Wraps a resource.
    #[must_use]
    pub fn new<R: Resource<Data = D>>(resource: R) -> Self {
        Self(Arc::new(Adapter(resource)))
    }
}

impl<D> std::fmt::Debug for ResourceUnit<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ResourceUnit({})", self.0.type_name())
    }
}

/// What the plan hook of a resource gets and gives back, untyped.
pub(crate) struct PlanTrees {
    pub(crate) prior: Option<Tree>,
    pub(crate) proposed: Tree,
    pub(crate) config: Tree,
    pub(crate) replace: Vec<Path>,
}

/// The object-safe twin of [`Resource`], which speaks trees.
pub(crate) trait ErasedResource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn version(&self) -> i64;
    fn subcategory(&self) -> &'static str;
    fn block(&self) -> Block;
    /// What the model makes of a tree: what `encode` after `decode` leaves.
    fn echo(&self, tree: Tree) -> Option<Tree>;
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics);
    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        trees: &'a mut PlanTrees,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
    fn plan_destroy<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        prior: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
    fn create<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        planned: Tree,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>>;
    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        state: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>>;
    fn update<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        prior: Tree,
        planned: Tree,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>>;
    fn delete<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        state: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
    fn import<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        id: &'a str,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>>;
    fn upgrade(&self, version: i64, state: RawState, diagnostics: &mut Diagnostics) -> Option<Tree>;
}

struct Adapter<R>(R);

impl<R: Resource> ErasedResource<R::Data> for Adapter<R> {
    fn type_name(&self) -> &'static str {
        R::TYPE
    }

    fn version(&self) -> i64 {
        R::VERSION
    }

    fn subcategory(&self) -> &'static str {
        R::SUBCATEGORY
    }

    fn block(&self) -> Block {
        let mut block = R::Model::block();
        if let Some(description) = self.0.description() {
            block.description = description;
        }
        block
    }

    fn echo(&self, tree: Tree) -> Option<Tree> {
        R::Model::decode(tree).ok().map(|model| model.encode())
    }

    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics) {
        if let Some(config) = decode::<R::Model>(config, diagnostics) {
            self.0.validate(&config, diagnostics);
        }
    }

    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        trees: &'a mut PlanTrees,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            let prior = match trees.prior.clone() {
                None => None,
                Some(prior) => match decode::<R::Model>(prior, diagnostics) {
                    None => return,
                    some => some,
                },
            };
            let proposed = decode(trees.proposed.clone(), diagnostics);
            let config = decode(trees.config.clone(), diagnostics);
            let (Some(proposed), Some(config)) = (proposed, config) else { return };
            let mut request = PlanRequest { prior, proposed, config, replace: Vec::new() };
            self.0.plan(ctx, data, &mut request, diagnostics).await;
            trees.proposed = request.proposed.encode();
            trees.replace.append(&mut request.replace);
        })
    }

    fn plan_destroy<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        prior: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(prior) = decode(prior, diagnostics) {
                self.0.plan_destroy(ctx, data, prior, diagnostics).await;
            }
        })
    }

    fn create<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        planned: Tree,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>> {
        Box::pin(async move {
            let request = CreateRequest { planned: decode(planned, diagnostics)?, config: decode(config, diagnostics)? };
            Some(self.0.create(ctx, data, request, diagnostics).await?.encode())
        })
    }

    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        state: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>> {
        Box::pin(async move {
            let state = decode(state, diagnostics)?;
            Some(self.0.read(ctx, data, state, diagnostics).await?.encode())
        })
    }

    fn update<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        prior: Tree,
        planned: Tree,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>> {
        Box::pin(async move {
            let request = UpdateRequest {
                prior: decode(prior, diagnostics)?,
                planned: decode(planned, diagnostics)?,
                config: decode(config, diagnostics)?,
            };
            Some(self.0.update(ctx, data, request, diagnostics).await?.encode())
        })
    }

    fn delete<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        state: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(state) = decode(state, diagnostics) {
                self.0.delete(ctx, data, state, diagnostics).await;
            }
        })
    }

    fn import<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        id: &'a str,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>> {
        Box::pin(async move { Some(self.0.import(ctx, data, id, diagnostics).await?.encode()) })
    }

    fn upgrade(&self, version: i64, state: RawState, diagnostics: &mut Diagnostics) -> Option<Tree> {
        self.0.upgrade(version, state, diagnostics).map(|model| model.encode())
    }
}
