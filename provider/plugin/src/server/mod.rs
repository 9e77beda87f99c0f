//! The provider service: one file per call, each decode → engine and handler → encode.

mod apply;
mod call;
mod configure;
mod convert;
mod data_source;
mod import;
mod plan;
mod read;
mod schema;
mod service;
mod upgrade;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tokio_util::sync::CancellationToken;

use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as pb;
use crate::schema::{Block, Schema};
use crate::unit::{Capabilities, Context, ErasedDataSource, ErasedResource, Private, Provider};
use crate::value::Type;

/// A schema in the forms the calls need.
pub(crate) struct Compiled {
    pub(crate) block: Block,
    pub(crate) ty: Type,
}

impl Compiled {
    fn new(block: Block) -> Self {
        let ty = block.ty();
        Self { block, ty }
    }
}

/// A unit whose schema is made when it is first needed.
pub(crate) struct Unit<E: ?Sized> {
    pub(crate) handler: Arc<E>,
    compiled: OnceLock<Compiled>,
}

impl<E: ?Sized> Unit<E> {
    fn new(handler: Arc<E>) -> Self {
        Self {
            handler,
            compiled: OnceLock::new(),
        }
    }
}

pub(crate) type ResourceEntry<D> = Unit<dyn ErasedResource<D>>;
pub(crate) type DataSourceEntry<D> = Unit<dyn ErasedDataSource<D>>;

impl<D> ResourceEntry<D> {
    pub(crate) fn compiled(&self) -> &Compiled {
        self.compiled
            .get_or_init(|| Compiled::new(self.handler.block()))
    }
}

impl<D> DataSourceEntry<D> {
    pub(crate) fn compiled(&self) -> &Compiled {
        self.compiled
            .get_or_init(|| Compiled::new(self.handler.block()))
    }
}

/// How a server differs from the plain one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Hold plans and results against Terraform's rules.
    pub(crate) check: bool,
    /// Cancelled when the process is to end, for whatever reason.
    pub(crate) shutdown: CancellationToken,
}

/// What all calls share.
pub(crate) struct Shared<P: Provider> {
    pub(crate) provider: P,
    pub(crate) options: Options,
    pub(crate) config: OnceLock<Compiled>,
    pub(crate) resources: BTreeMap<&'static str, ResourceEntry<P::Data>>,
    pub(crate) data_sources: BTreeMap<&'static str, DataSourceEntry<P::Data>>,
    /// Types offered twice; reported with the schema.
    pub(crate) duplicates: Vec<&'static str>,
    pub(crate) data: RwLock<Option<Arc<P::Data>>>,
    terraform_version: RwLock<Option<String>>,
    /// Cancelled by StopProvider and replaced when the provider is configured anew.
    stop: Mutex<CancellationToken>,
    pub(crate) in_flight: AtomicUsize,
}

/// The gRPC service of a provider.
pub(crate) struct Server<P: Provider>(pub(crate) Arc<Shared<P>>);

impl<P: Provider> Clone for Server<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<P: Provider> Server<P> {
    pub(crate) fn new(provider: P, options: Options) -> Self {
        let (mut resources, mut data_sources, mut duplicates) =
            (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for unit in provider.resources() {
            let name = unit.0.type_name();
            if resources.insert(name, Unit::new(unit.0)).is_some() {
                duplicates.push(name);
            }
        }
        for unit in provider.data_sources() {
            let name = unit.0.type_name();
            if data_sources.insert(name, Unit::new(unit.0)).is_some() {
                duplicates.push(name);
            }
        }
        let stop = Mutex::new(options.shutdown.child_token());
        Self(Arc::new(Shared {
            provider,
            options,
            config: OnceLock::new(),
            resources,
            data_sources,
            duplicates,
            data: RwLock::new(None),
            terraform_version: RwLock::new(None),
            stop,
            in_flight: AtomicUsize::new(0),
        }))
    }
}

impl<P: Provider> Shared<P> {
    pub(crate) fn config(&self) -> &Compiled {
        self.config
            .get_or_init(|| Compiled::new(P::Config::block()))
    }

    fn resource(
        &self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&ResourceEntry<P::Data>> {
        let found = self.resources.get(name);
        if found.is_none() {
            diagnostics.error(
                "Unknown resource type",
                format!("This provider has no resource type {name:?}."),
            );
        }
        found
    }

    fn data_source(
        &self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&DataSourceEntry<P::Data>> {
        let found = self.data_sources.get(name);
        if found.is_none() {
            diagnostics.error(
                "Unknown data source",
                format!("This provider has no data source {name:?}."),
            );
        }
        found
    }

    /// The shared data, which exists once the provider is configured.
    fn data(&self, diagnostics: &mut Diagnostics) -> Option<Arc<P::Data>> {
        let data = self
            .data
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if data.is_none() {
            diagnostics.error(
                "Provider is not configured",
                "The provider's configuration is missing, failed or not known yet.",
            );
        }
        data
    }

    fn context(&self, capabilities: Option<pb::ClientCapabilities>, private: Vec<u8>) -> Context {
        let capabilities = capabilities.unwrap_or_default();
        Context {
            inner: Arc::new(crate::unit::ContextInner {
                cancelled: self
                    .stop
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone(),
                terraform_version: self
                    .terraform_version
                    .read()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone(),
                capabilities: Capabilities {
                    deferral_allowed: capabilities.deferral_allowed,
                    write_only_attributes_allowed: capabilities.write_only_attributes_allowed,
                    store_planned_private: capabilities.store_planned_private,
                    computed_blocks_allowed: capabilities.computed_blocks_allowed,
                },
                request_id: call::current_request_id(),
                private: Private::from_bytes(private),
                saved: Mutex::new(None),
            }),
        }
    }

    /// Every running handler is told to stop.
    fn stop_all(&self) {
        self.stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .cancel();
    }
}
