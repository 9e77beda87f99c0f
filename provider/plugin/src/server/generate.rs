//! GenerateResourceConfig.

use std::sync::Arc;

use super::call::guarded_now;
use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::Provider;
use crate::value::Tree;

const RPC: &str = "GenerateResourceConfig";

impl<P: Provider> Shared<P> {
    /// Terraform 1.14 and later ask for every object whose configuration they write down; older
    /// ones decide by themselves, by the schema.
    pub(super) async fn generate_resource_config(
        self: Arc<Self>,
        request: pb::generate_resource_config::Request,
    ) -> pb::generate_resource_config::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::generate_resource_config::Response::default();
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(state) =
                convert::read(request.state, unit.compiled(), "state", &mut diagnostics)
        {
            let (compiled, handler) = (unit.compiled(), &unit.handler);
            // A list without `include_resource` has no states; the block is written down empty.
            let config = if state.is_null() {
                Tree::Null
            } else {
                let config = engine::configuration(&compiled.block, state);
                let before = handler.echo(config.clone());
                match guarded_now(|| handler.generate_config(config.clone(), &mut diagnostics)) {
                    Ok(Some(chosen)) => {
                        let before = before.unwrap_or_default();
                        let config = engine::complete(
                            &compiled.block,
                            engine::patch(config, &before, chosen),
                        );
                        engine::configuration(&compiled.block, config)
                    }
                    Ok(None) => config,
                    Err(panicked) => {
                        panicked.report(handler.type_name(), RPC, &mut diagnostics);
                        config
                    }
                }
            };
            let config = convert::settle(config, compiled, RPC, &mut diagnostics);
            response.config = Some(convert::write(&config, compiled, &mut diagnostics));
        }
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}
