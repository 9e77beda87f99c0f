//! ValidateProviderConfig, ConfigureProvider and StopProvider.

use std::sync::{Arc, PoisonError};

use super::call::{guarded, guarded_now};
use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::{Provider, decode};

impl<P: Provider> Shared<P> {
    pub(super) async fn validate_provider_config(
        self: Arc<Self>,
        request: pb::validate_provider_config::Request,
    ) -> pb::validate_provider_config::Response {
        let mut diagnostics = Diagnostics::new();
        let compiled = self.config();
        if let Some(config) = convert::read(
            request.config,
            compiled,
            "provider configuration",
            &mut diagnostics,
        ) && !config.is_null()
        {
            engine::validate(&compiled.block, &config, true, &mut diagnostics);
            if !diagnostics.has_error()
                && let Some(config) = decode::<P::Config>(config, &mut diagnostics)
                && let Err(panicked) =
                    guarded_now(|| self.provider.validate(&config, &mut diagnostics))
            {
                panicked.report(P::NAME, "ValidateProviderConfig", &mut diagnostics);
            }
        }
        pb::validate_provider_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    pub(super) async fn configure_provider(
        self: Arc<Self>,
        request: pb::configure_provider::Request,
    ) -> pb::configure_provider::Response {
        let mut diagnostics = Diagnostics::new();
        *self
            .terraform_version
            .write()
            .unwrap_or_else(PoisonError::into_inner) =
            Some(request.terraform_version).filter(|version| !version.is_empty());
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) =
            self.options.shutdown.child_token();
        *self.data.write().unwrap_or_else(PoisonError::into_inner) = None;
        *self
            .postponed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
        let compiled = self.config();
        let config = convert::read(
            request.config,
            compiled,
            "provider configuration",
            &mut diagnostics,
        )
        .map(|config| {
            if config.is_null() {
                engine::empty(&compiled.block)
            } else {
                config
            }
        })
        .and_then(|config| decode::<P::Config>(config, &mut diagnostics));
        if let Some(config) = config {
            let ctx = self.context(request.client_capabilities, Vec::new());
            let configured = guarded(Box::pin(self.provider.configure(
                &ctx,
                config,
                &mut diagnostics,
            )))
            .await;
            // Units answer for a provider that is not ready yet.
            if convert::deferred(&ctx, &mut diagnostics).is_some() {
                *self
                    .postponed
                    .write()
                    .unwrap_or_else(PoisonError::into_inner) = ctx.deferral();
            }
            match configured {
                Ok(Some(data)) => {
                    *self.data.write().unwrap_or_else(PoisonError::into_inner) =
                        Some(Arc::new(data));
                }
                // Units report the missing configuration when they need it.
                Ok(None) => {}
                Err(panicked) => panicked.report(P::NAME, "ConfigureProvider", &mut diagnostics),
            }
        }
        pb::configure_provider::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    pub(super) fn stop_provider(&self) -> pb::stop_provider::Response {
        tracing::info!("asked to stop");
        self.stop_all();
        pb::stop_provider::Response {
            error: String::new(),
        }
    }
}
