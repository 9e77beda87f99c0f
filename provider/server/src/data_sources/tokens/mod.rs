//! `ovhai_tokens`.

use std::sync::Arc;

use ovhai_platform::{documents, observe};
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Value};

use crate::{failure::report, listed::understood, platform::Platform, shown};

/// Lists application tokens: what they allow, and for which workloads. Their values are not told; the platform shows a value
/// only once. `ovhai_inventory` tells which workloads each token reaches.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// The tokens, sorted by id.
    #[attr(computed)]
    tokens: Value<Vec<Token>>,
}

/// An application token.
#[derive(Clone, Debug, Schema)]
pub struct Token {
    /// Identifier.
    #[attr(computed)]
    id: Value<String>,
    /// Display name; `(secret)` if it looks like one.
    #[attr(computed)]
    name: Value<String>,
    /// Region code; it reaches nothing in other regions.
    #[attr(computed)]
    region: Value<String>,
    /// What it allows, such as `ai_training_operator` or `ai_training_read`.
    #[attr(computed)]
    role: Value<String>,
    /// It reaches only workloads whose labels match; all of its region without one. `(secret)` if it
    /// looks like one.
    #[attr(computed)]
    label_selector: Value<String>,
    /// Grows with each renewal, which ends the value before.
    #[attr(computed)]
    version: Value<i64>,
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
pub struct Tokens;

impl DataSource for Tokens {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_tokens";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let listed = platform.project(ctx, &service).tokens().await;
        let listed = report(listed, "The tokens cannot be read", diagnostics)?;
        let mut tokens: Vec<Token> = understood("token", listed, diagnostics)
            .into_iter()
            .map(|token| Token::of(token, &platform))
            .collect();
        tokens.sort_by(|a, b| a.id.cmp(&b.id));
        config.service_name = service.into();
        config.tokens = Value::Known(tokens);
        Some(config)
    }
}

impl Token {
    fn of(token: documents::Token, platform: &Platform) -> Self {
        let (observed, _) = observe::token(&token, platform.observe_options());
        let version = token.status.and_then(|status| status.version);
        Self {
            id: token.id.into(),
            name: shown::member(token.spec.name.as_deref()),
            region: shown::address(&token.spec.region).into(),
            role: shown::member(token.spec.role.as_ref().map(|role| role.as_str())),
            label_selector: shown::member(token.spec.label_selector.as_deref()),
            version: version.into(),
            created_at: shown::member(token.created_at.as_deref()),
            updated_at: shown::member(token.updated_at.as_deref()),
            digest: observed.digest.as_str().into(),
            document: observed.source.into(),
        }
    }
}
