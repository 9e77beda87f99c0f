//! GetMetadata and GetProviderSchema.

use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as pb;
use crate::schema::{Block, problems, wire_schema};
use crate::unit::Provider;

const fn capabilities() -> pb::ServerCapabilities {
    pb::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: false,
        generate_resource_config: false,
    }
}

impl<P: Provider> Shared<P> {
    pub(super) fn get_metadata(&self) -> pb::get_metadata::Response {
        let resource = |name: &&str| pb::get_metadata::ResourceMetadata { type_name: (*name).to_owned() };
        let data_source = |name: &&str| pb::get_metadata::DataSourceMetadata { type_name: (*name).to_owned() };
        pb::get_metadata::Response {
            server_capabilities: Some(capabilities()),
            resources: self.resources.keys().map(resource).collect(),
            data_sources: self.data_sources.keys().map(data_source).collect(),
            ..Default::default()
        }
    }

    pub(super) fn get_provider_schema(&self) -> pb::get_provider_schema::Response {
        let mut diagnostics = Diagnostics::new();
        for name in &self.duplicates {
            sound(name, vec![format!("{name} is offered twice.")], &mut diagnostics);
        }
        let resource_schemas = self.resources.iter().map(|(name, unit)| {
            let schema = checked(name, &unit.compiled().block, unit.handler.version(), &mut diagnostics);
            ((*name).to_owned(), schema)
        });
        let resource_schemas = resource_schemas.collect();
        let data_source_schemas = self.data_sources.iter().map(|(name, unit)| {
            ((*name).to_owned(), checked(name, &unit.compiled().block, 0, &mut diagnostics))
        });
        let data_source_schemas = data_source_schemas.collect();
        pb::get_provider_schema::Response {
            provider: Some(checked(P::NAME, &self.config().block, 0, &mut diagnostics)),
            resource_schemas,
            data_source_schemas,
            server_capabilities: Some(capabilities()),
            diagnostics: convert::diagnostics(diagnostics),
            ..Default::default()
        }
    }
}

fn checked(name: &str, block: &Block, version: i64, diagnostics: &mut Diagnostics) -> pb::Schema {
    sound(name, problems(block), diagnostics);
    wire_schema(block, version)
}

fn sound(name: &str, problems: Vec<String>, diagnostics: &mut Diagnostics) {
    for problem in problems {
        diagnostics.error("Unsound schema", format!("{name}: {problem} This is a bug in the provider."));
    }
}
