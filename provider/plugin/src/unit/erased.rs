//! The object-safe twin of [`Resource`].

use std::sync::Arc;

use super::{
    Boxed, Context, CreateRequest, PlanRequest, RawState, Resource, UpdateRequest, decode,
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
    fn upgrade(&self, version: i64, state: RawState, diagnostics: &mut Diagnostics)
    -> Option<Tree>;
}

/// A resource behind its object-safe twin.
pub(crate) struct Adapter<R>(pub(crate) R);

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
}
