//! The object-safe twin of [`Resource`].

use std::sync::Arc;

use super::{
    Boxed, Context, CreateRequest, MoveRequest, Offered, PlanRequest, RawState, Resource,
    UpdateRequest, decode,
};
use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::schema::{Block, Schema};
use crate::value::{Element, Tree};

/// What the plan hook of a resource gets and gives back, untyped.
pub(crate) struct PlanTrees {
    pub(crate) prior: Option<Tree>,
    pub(crate) proposed: Tree,
    pub(crate) config: Tree,
    pub(crate) replace: Vec<Path>,
}

/// The object-safe twin of [`Resource`], which speaks trees.
pub(crate) trait ErasedResource<D>: Offered {
    fn version(&self) -> i64;
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
    fn upgrade(&self, version: i64, state: RawState, diagnostics: &mut Diagnostics)
    -> Option<Tree>;
    fn identity_block(&self) -> Block;
    fn identity_version(&self) -> i64;
    fn identity_may_change(&self) -> bool;
    /// The identity of the object with this state; none when the state does not fit the model.
    fn identity(&self, state: Tree) -> Option<Tree>;
    fn import_by_identity<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        identity: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>>;
    fn generate_config(&self, config: Tree, diagnostics: &mut Diagnostics) -> Option<Tree>;
    fn move_state(&self, request: &MoveRequest, diagnostics: &mut Diagnostics) -> Option<Tree>;
    fn upgrade_identity(
        &self,
        version: i64,
        identity: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<Tree>;
}

/// A resource behind its object-safe twin.
pub(crate) struct Adapter<R>(pub(crate) R);

impl<R: Resource> Offered for Adapter<R> {
    fn type_name(&self) -> &'static str {
        R::TYPE
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
}

impl<R: Resource> ErasedResource<R::Data> for Adapter<R> {
    fn version(&self) -> i64 {
        R::VERSION
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
            let (Some(proposed), Some(config)) = (proposed, config) else {
                return;
            };
            let mut request = PlanRequest {
                prior,
                proposed,
                config,
                replace: Vec::new(),
            };
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
            let request = CreateRequest {
                planned: decode(planned, diagnostics)?,
                config: decode(config, diagnostics)?,
            };
            Some(
                self.0
                    .create(ctx, data, request, diagnostics)
                    .await?
                    .encode(),
            )
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
            Some(
                self.0
                    .update(ctx, data, request, diagnostics)
                    .await?
                    .encode(),
            )
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

    fn upgrade(
        &self,
        version: i64,
        state: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<Tree> {
        self.0
            .upgrade(version, state, diagnostics)
            .map(|model| model.encode())
    }

    fn identity_block(&self) -> Block {
        R::Identity::block()
    }

    fn identity_version(&self) -> i64 {
        R::IDENTITY_VERSION
    }

    fn identity_may_change(&self) -> bool {
        R::IDENTITY_MAY_CHANGE
    }

    fn identity(&self, state: Tree) -> Option<Tree> {
        let model = R::Model::decode(state).ok()?;
        self.0.identity(&model).map(|identity| identity.encode())
    }

    fn import_by_identity<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<R::Data>,
        identity: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>> {
        Box::pin(async move {
            let identity = decode(identity, diagnostics)?;
            let imported = self
                .0
                .import_by_identity(ctx, data, identity, diagnostics)
                .await?;
            Some(imported.encode())
        })
    }

    fn generate_config(&self, config: Tree, diagnostics: &mut Diagnostics) -> Option<Tree> {
        let mut config = decode::<R::Model>(config, diagnostics)?;
        self.0.generate_config(&mut config, diagnostics);
        Some(config.encode())
    }

    fn move_state(&self, request: &MoveRequest, diagnostics: &mut Diagnostics) -> Option<Tree> {
        self.0
            .move_state(request, diagnostics)
            .map(|model| model.encode())
    }

    fn upgrade_identity(
        &self,
        version: i64,
        identity: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<Tree> {
        self.0
            .upgrade_identity(version, identity, diagnostics)
            .map(|identity| identity.encode())
    }
}
