//! Data sources.

use std::sync::Arc;

use super::{Boxed, Context, Offered, decode};
use crate::diagnostics::Diagnostics;
use crate::schema::{Block, Schema};
use crate::value::{Element, Tree};

/// A data source: reads something and changes nothing.
pub trait DataSource: Send + Sync + 'static {
    /// Arguments and results in one struct.
    type Model: Schema;
    /// The provider's shared data.
    type Data: Send + Sync + 'static;

    /// The full type name, such as `example_thing`.
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

    /// Fills in the results. All arguments are known. Return nothing only together with an error.
    fn read(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        config: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;
}

/// A data source of some type, ready to be served.
pub struct DataSourceUnit<D>(pub(crate) Arc<dyn ErasedDataSource<D>>);

impl<D: Send + Sync + 'static> DataSourceUnit<D> {
    /// Wraps a data source.
    #[must_use]
    pub fn new<S: DataSource<Data = D>>(source: S) -> Self {
        Self(Arc::new(Adapter(source)))
    }
}

impl<D> std::fmt::Debug for DataSourceUnit<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataSourceUnit({})", self.0.type_name())
    }
}

/// The object-safe twin of [`DataSource`], which speaks trees.
pub(crate) trait ErasedDataSource<D>: Offered {
    /// What the model makes of a tree: what `encode` after `decode` leaves.
    fn echo(&self, tree: Tree) -> Option<Tree>;
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics);
    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>>;
}

struct Adapter<S>(S);

impl<S: DataSource> Offered for Adapter<S> {
    fn type_name(&self) -> &'static str {
        S::TYPE
    }

    fn subcategory(&self) -> &'static str {
        S::SUBCATEGORY
    }

    fn block(&self) -> Block {
        let mut block = S::Model::block();
        if let Some(description) = self.0.description() {
            block.description = description;
        }
        block
    }
}

impl<S: DataSource> ErasedDataSource<S::Data> for Adapter<S> {
    fn echo(&self, tree: Tree) -> Option<Tree> {
        S::Model::decode(tree).ok().map(|model| model.encode())
    }

    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics) {
        if let Some(config) = decode::<S::Model>(config, diagnostics) {
            self.0.validate(&config, diagnostics);
        }
    }

    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<S::Data>,
        config: Tree,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, Option<Tree>> {
        Box::pin(async move {
            let config = decode::<S::Model>(config, diagnostics)?;
            Some(self.0.read(ctx, data, config, diagnostics).await?.encode())
        })
    }
}
