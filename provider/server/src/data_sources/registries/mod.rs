//! `ovhai_registries`.

use std::sync::Arc;

use ovhai_platform::{documents, observe};
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Value};

use crate::{failure::report, listed::understood, platform::Platform, shown};

/// Lists the private image registries attached to a project. Passwords are not told.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// The registries, sorted by id.
    #[attr(computed)]
    registries: Value<Vec<Registry>>,
}

/// An attached registry.
#[derive(Clone, Debug, Schema)]
pub struct Registry {
    /// Identifier.
    #[attr(computed)]
    id: Value<String>,
    /// Region code.
    #[attr(computed)]
    region: Value<String>,
    /// Address, usually a host name without scheme.
    #[attr(computed)]
    url: Value<String>,
    /// User name at the registry; `(secret)` if it looks like one, as access keys do.
    #[attr(computed)]
    username: Value<String>,
    /// Name of the user that attached it.
    #[attr(computed)]
    user: Value<String>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    created_at: Value<String>,
    /// Time of the last change, RFC 3339.
    #[attr(computed)]
    updated_at: Value<String>,
    /// Digest of `document`.
    #[attr(computed)]
    digest: Value<String>,
    /// The stable part of the API's document as JSON, with members this provider does not know and without secret values.
    #[attr(computed)]
    document: Value<String>,
}

/// The data source.
pub struct Registries;

impl DataSource for Registries {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_registries";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let listed = platform.project(ctx, &service).registries().await;
        let listed = report(listed, "The registries cannot be read", diagnostics)?;
        let mut registries: Vec<Registry> = understood("registry", listed, diagnostics)
            .into_iter()
            .map(|registry| Registry::of(registry, &platform))
            .collect();
        registries.sort_by(|a, b| a.id.cmp(&b.id));
        config.service_name = service.into();
        config.registries = Value::Known(registries);
        Some(config)
    }
}

impl Registry {
    fn of(registry: documents::Registry, platform: &Platform) -> Self {
        let (observed, _) = observe::registry(&registry, platform.observe_options());
        Self {
            id: registry.id.into(),
            region: shown::member(registry.region.as_deref()),
            url: shown::member(registry.url.as_deref()),
            username: shown::member(registry.username.as_deref()),
            user: shown::member(registry.user.as_deref()),
            created_at: shown::member(registry.created_at.as_deref()),
            updated_at: shown::member(registry.updated_at.as_deref()),
            digest: observed.digest.as_str().into(),
            document: observed.source.into(),
        }
    }
}
