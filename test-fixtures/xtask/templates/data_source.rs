//! `ovhai_@name@`.

use std::sync::Arc;

use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Value};

use crate::platform::Platform;

/// Reads one @words@.
#[derive(Debug, Schema)]
pub struct Model {
    /// Identifies the @words@.
    #[attr(required)]
    id: Value<String>,
}

/// The data source.
pub struct @Type@;

impl DataSource for @Type@ {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_@name@";

    async fn read(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        config: Model,
        _diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        Some(config)
    }
}
