//! GetMetadata and GetProviderSchema.

use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as pb;
use crate::schema::{problems, problems_without_plan, wire_schema};
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
        let resource = |name: &&str| pb::get_metadata::ResourceMetadata {
            type_name: (*name).to_owned(),
        };
        let data_source = |name: &&str| pb::get_metadata::DataSourceMetadata {
            type_name: (*name).to_owned(),
        };
        pb::get_metadata::Response {
            server_capabilities: Some(capabilities()),
            resources: self.resources.keys().map(resource).collect(),
            data_sources: self.data_sources.keys().map(data_source).collect(),
            ..Default::default()
        }
    }

    pub(super) fn get_provider_schema(&self) -> pb::get_provider_schema::Response {
        let mut diagnostics = Diagnostics::new();
        for problem in self.problems() {
            let detail = format!("{problem} This is a bug in the provider.");
            diagnostics.error("Unsound schema", detail);
        }
        let resources = self.resources.iter().map(|(name, unit)| {
            let schema = wire_schema(&unit.compiled().block, unit.handler.version());
            ((*name).to_owned(), schema)
        });
        let data_sources = self.data_sources.iter().map(|(name, unit)| {
            let schema = wire_schema(&unit.compiled().block, 0);
            ((*name).to_owned(), schema)
        });
        pb::get_provider_schema::Response {
            provider: Some(wire_schema(&self.config().block, 0)),
            resource_schemas: resources.collect(),
            data_source_schemas: data_sources.collect(),
            server_capabilities: Some(capabilities()),
            diagnostics: convert::diagnostics(diagnostics),
            ..Default::default()
        }
    }

    /// Mistakes in the schemas, one sentence each, with the type's name.
    pub(crate) fn problems(&self) -> Vec<String> {
        let twice = self
            .duplicates
            .iter()
            .map(|name| format!("{name} is offered twice."));
        let mut found: Vec<String> = twice.collect();
        let mut add = |name: &str, problems: Vec<String>| {
            found.extend(
                problems
                    .into_iter()
                    .map(|problem| format!("{name}: {problem}")),
            );
        };
        add(P::NAME, problems_without_plan(&self.config().block));
        for (name, unit) in &self.resources {
            add(name, problems(&unit.compiled().block));
        }
        for (name, unit) in &self.data_sources {
            add(name, problems_without_plan(&unit.compiled().block));
        }
        found
    }
}
