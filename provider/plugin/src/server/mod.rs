//! The provider service: one file per call, each decode → engine and handler → encode.

mod action;
mod apply;
mod call;
mod configure;
mod convert;
mod data_source;
mod ephemeral;
mod function;
mod generate;
mod identity;
mod import;
mod left_open;
mod list;
mod moves;
mod plan;
mod read;
mod schema;
mod service;
mod units;
mod upgrade;

pub(crate) use units::{Compiled, ResourceEntry, Unit, Units};

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tokio_util::sync::CancellationToken;

use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as pb;
use crate::schema::Schema;
use crate::unit::{Capabilities, Context, Deferral, Private, Provider};

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
    pub(crate) units: Units<P::Data>,
    pub(crate) data: RwLock<Option<Arc<P::Data>>>,
    /// Why the provider could not be configured yet, when Terraform takes that for an answer.
    pub(crate) postponed: RwLock<Option<Deferral>>,
    terraform_version: RwLock<Option<String>>,
    open: left_open::Open,
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
        let units = Units::of(&provider);
        let stop = Mutex::new(options.shutdown.child_token());
        Self(Arc::new(Shared {
            provider,
            options,
            config: OnceLock::new(),
            units,
            data: RwLock::new(None),
            postponed: RwLock::new(None),
            terraform_version: RwLock::new(None),
            open: left_open::Open::default(),
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

    /// The shared data, which exists once the provider is configured. Without it the call fails, or
    /// is deferred when the provider itself was.
    fn data(&self, ctx: &Context, diagnostics: &mut Diagnostics) -> Option<Arc<P::Data>> {
        let data = self
            .data
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if data.is_some() {
            return data;
        }
        let postponed = *self
            .postponed
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        match postponed {
            Some(reason) if ctx.capabilities().deferral_allowed => ctx.defer(reason),
            _ => diagnostics.error(
                "Provider is not configured",
                "The provider's configuration is missing, failed or not known yet.",
            ),
        }
        None
    }

    /// A context that only the end of the process cancels, for what must be done even when the
    /// person interrupts Terraform.
    fn uninterrupted(&self, private: Vec<u8>) -> Context {
        self.context_under(self.options.shutdown.clone(), None, private)
    }

    fn context(&self, capabilities: Option<pb::ClientCapabilities>, private: Vec<u8>) -> Context {
        let stop = self
            .stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        self.context_under(stop, capabilities, private)
    }

    fn context_under(
        &self,
        cancelled: CancellationToken,
        capabilities: Option<pb::ClientCapabilities>,
        private: Vec<u8>,
    ) -> Context {
        let capabilities = capabilities.unwrap_or_default();
        Context {
            inner: Arc::new(crate::unit::ContextInner {
                cancelled,
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
                deferral: Mutex::new(None),
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
