//! List resources.

use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use super::{Boxed, Context, Offered, Resource, decode};
use crate::diagnostics::Diagnostics;
use crate::schema::{Block, Schema};
use crate::value::{Element, Tree};

/// A search for existing objects.
#[derive(Debug)]
pub struct ListRequest<C> {
    /// The arguments, all known.
    pub config: C,
    /// Most objects wanted; none for all. Objects beyond it are not delivered, so this is only for
    /// asking a server for less.
    pub limit: Option<u64>,
    /// Whether each result needs its whole state. When not, do not spend calls on it.
    pub include_resource: bool,
}

/// One found object.
#[derive(Debug)]
pub struct ListItem<R: Resource> {
    /// Its identity, complete.
    pub identity: R::Identity,
    /// What a person calls it.
    pub display_name: String,
    /// Its whole state, as [`Resource::read`] would give it; needed when
    /// [`ListRequest::include_resource`] asks for it and ignored otherwise.
    pub resource: Option<R::Model>,
}

/// Takes the objects of a search as they are found.
pub struct ListSink<R> {
    inner: TreeSink,
    of: PhantomData<fn(R)>,
}

impl<R> std::fmt::Debug for ListSink<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListSink")
    }
}

impl<R: Resource> ListSink<R> {
    /// Delivers one object, waiting until Terraform takes it. `Break` when no more are wanted: the
    /// limit is reached, Terraform is gone, or the person interrupted it.
    ///
    /// ```
    /// # use terraform_plugin::{ListItem, ListSink, Resource};
    /// # async fn list<R: Resource>(found: Vec<ListItem<R>>, sink: &ListSink<R>) {
    /// for item in found {
    ///     if sink.send(item).await.is_break() {
    ///         return;
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use = "searching on after `Break` is in vain"]
    pub async fn send(&self, item: ListItem<R>) -> ControlFlow<()> {
        self.inner
            .send(ListedTree {
                identity: item.identity.encode(),
                display_name: item.display_name,
                resource: item.resource.map(|model| model.encode()),
            })
            .await
    }

    /// True when no more objects are wanted.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.inner.is_full()
    }
}

/// Finds existing objects of a managed resource (Terraform 1.14): `terraform query`.
pub trait ListResource: Send + Sync + 'static {
    /// The resource whose objects it finds. It must have an identity, and gives the type name.
    type Resource: Resource<Data = Self::Data>;
    /// The arguments: what stands inside `config {}`. Nothing may be `computed`.
    type Model: Schema;
    /// The provider's shared data.
    type Data: Send + Sync + 'static;

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

    /// Delivers every object that fits. After an error Terraform discards the whole search; what
    /// concerns single objects is a warning.
    fn list(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: ListRequest<Self::Model>,
        sink: &ListSink<Self::Resource>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send;
}

/// A list resource of some type, ready to be served.
pub struct ListResourceUnit<D>(pub(crate) Arc<dyn ErasedList<D>>);

impl<D: Send + Sync + 'static> ListResourceUnit<D> {
    /// Wraps a list resource.
    #[must_use]
    pub fn new<L: ListResource<Data = D>>(list: L) -> Self {
        Self(Arc::new(Adapter(list)))
    }
}

impl<D> std::fmt::Debug for ListResourceUnit<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ListResourceUnit({})", self.0.type_name())
    }
}

/// A found object, untyped.
pub(crate) struct ListedTree {
    pub(crate) identity: Tree,
    pub(crate) display_name: String,
    pub(crate) resource: Option<Tree>,
}

/// Where found objects go, untyped.
#[derive(Clone)]
pub(crate) struct TreeSink {
    pub(crate) found: Sender<ListedTree>,
    pub(crate) left: Arc<AtomicU64>,
    pub(crate) cancelled: CancellationToken,
}

impl TreeSink {
    fn is_full(&self) -> bool {
        self.left.load(Ordering::SeqCst) == 0
            || self.found.is_closed()
            || self.cancelled.is_cancelled()
    }

    async fn send(&self, item: ListedTree) -> ControlFlow<()> {
        let take = |left: u64| left.checked_sub(1);
        let taken = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take);
        let sent = match taken {
            Ok(_) => {
                self.cancelled
                    .run_until_cancelled(self.found.send(item))
                    .await
            }
            Err(_) => None,
        };
        if matches!(sent, Some(Ok(()))) && !self.is_full() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// A search, untyped.
pub(crate) struct ListTrees {
    pub(crate) config: Tree,
    pub(crate) limit: Option<u64>,
    pub(crate) include_resource: bool,
}

/// The object-safe twin of [`ListResource`], which speaks trees.
pub(crate) trait ErasedList<D>: Offered {
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics);
    fn list<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<D>,
        request: ListTrees,
        sink: TreeSink,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()>;
}

struct Adapter<L>(L);

impl<L: ListResource> Offered for Adapter<L> {
    fn type_name(&self) -> &'static str {
        L::Resource::TYPE
    }

    fn subcategory(&self) -> &'static str {
        L::SUBCATEGORY
    }

    fn block(&self) -> Block {
        let mut block = L::Model::block();
        if let Some(description) = self.0.description() {
            block.description = description;
        }
        block
    }
}

impl<L: ListResource> ErasedList<L::Data> for Adapter<L> {
    fn validate(&self, config: Tree, diagnostics: &mut Diagnostics) {
        if let Some(config) = decode::<L::Model>(config, diagnostics) {
            self.0.validate(&config, diagnostics);
        }
    }

    fn list<'a>(
        &'a self,
        ctx: &'a Context,
        data: Arc<L::Data>,
        request: ListTrees,
        sink: TreeSink,
        diagnostics: &'a mut Diagnostics,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(config) = decode(request.config, diagnostics) {
                let request = ListRequest {
                    config,
                    limit: request.limit,
                    include_resource: request.include_resource,
                };
                let sink = ListSink {
                    inner: sink,
                    of: PhantomData,
                };
                self.0.list(ctx, data, request, &sink, diagnostics).await;
            }
        })
    }
}
