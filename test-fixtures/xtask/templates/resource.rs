//! `ovhai_@name@`.

use std::sync::Arc;

use terraform_plugin::{
    Context, CreateRequest, Diagnostics, NoIdentity, Resource, Schema, UpdateRequest, Value,
};

use crate::platform::Platform;

/// Manages one @words@.
#[derive(Debug, Schema)]
pub struct Model {
    /// Identifies the @words@.
    #[attr(computed, plan(use_state_for_unknown))]
    id: Value<String>,
    /// Its name.
    #[attr(required, plan(requires_replace))]
    name: Value<String>,
}

/// The resource.
pub struct @Type@;

impl Resource for @Type@ {
    type Model = Model;
    type Identity = NoIdentity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_@name@";

    async fn create(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        request: CreateRequest<Model>,
        _diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let mut state = request.planned;
        state.id = state.name.clone();
        Some(state)
    }

    async fn read(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        state: Model,
        _diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        Some(state)
    }

    async fn update(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        request: UpdateRequest<Model>,
        _diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        Some(request.planned)
    }

    async fn delete(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        _state: Model,
        _diagnostics: &mut Diagnostics,
    ) {
    }
}
