//! GetMetadata, GetProviderSchema and GetResourceIdentitySchemas.

use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::proto::tfplugin6 as pb;
use crate::schema::{
    action_problems, function_problems, identity_problems, list_problems, problems,
    problems_without_plan, wire_arguments, wire_identity, wire_schema,
};
use crate::unit::Provider;

const fn capabilities() -> pb::ServerCapabilities {
    pb::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}

impl<P: Provider> Shared<P> {
    pub(super) fn get_metadata(&self) -> pb::get_metadata::Response {
        use pb::get_metadata as message;
        let units = &self.units;
        pb::get_metadata::Response {
            server_capabilities: Some(capabilities()),
            diagnostics: Vec::new(),
            resources: names(&units.resources, |type_name| message::ResourceMetadata {
                type_name,
            }),
            data_sources: names(&units.data_sources, |type_name| {
                message::DataSourceMetadata { type_name }
            }),
            functions: names(&units.functions, |name| message::FunctionMetadata { name }),
            ephemeral_resources: names(&units.ephemeral_resources, |type_name| {
                message::EphemeralMetadata { type_name }
            }),
            list_resources: names(&units.list_resources, |type_name| {
                message::ListResourceMetadata { type_name }
            }),
            actions: names(&units.actions, |type_name| message::ActionMetadata {
                type_name,
            }),
            state_stores: Vec::new(),
        }
    }

    pub(super) fn get_provider_schema(&self) -> pb::get_provider_schema::Response {
        let mut diagnostics = Diagnostics::new();
        for problem in self.problems() {
            let detail = format!("{problem} This is a bug in the provider.");
            diagnostics.error("Unsound schema", detail);
        }
        let units = &self.units;
        let resources = units.resources.iter().map(|(name, unit)| {
            let schema = wire_schema(&unit.compiled().block, unit.handler.version());
            ((*name).to_owned(), schema)
        });
        let data_sources = units.data_sources.iter().map(|(name, unit)| {
            let schema = wire_schema(&unit.compiled().block, 0);
            ((*name).to_owned(), schema)
        });
        let ephemeral_resources = units.ephemeral_resources.iter().map(|(name, unit)| {
            let schema = wire_schema(&unit.compiled().block, 0);
            ((*name).to_owned(), schema)
        });
        let list_resources = units
            .list_resources
            .iter()
            .map(|(name, unit)| ((*name).to_owned(), wire_arguments(&unit.compiled().block)));
        let actions = units.actions.iter().map(|(name, unit)| {
            let schema = Some(wire_arguments(&unit.compiled().block));
            ((*name).to_owned(), pb::ActionSchema { schema })
        });
        pb::get_provider_schema::Response {
            provider: Some(wire_schema(&self.config().block, 0)),
            resource_schemas: resources.collect(),
            data_source_schemas: data_sources.collect(),
            functions: self.functions(),
            ephemeral_resource_schemas: ephemeral_resources.collect(),
            list_resource_schemas: list_resources.collect(),
            action_schemas: actions.collect(),
            server_capabilities: Some(capabilities()),
            diagnostics: convert::diagnostics(diagnostics),
            ..Default::default()
        }
    }

    pub(super) fn get_resource_identity_schemas(
        &self,
    ) -> pb::get_resource_identity_schemas::Response {
        let schemas = self.units.resources.iter().filter_map(|(name, unit)| {
            let block = &unit.identity()?.block;
            let schema = wire_identity(block, unit.handler.identity_version());
            Some(((*name).to_owned(), schema))
        });
        pb::get_resource_identity_schemas::Response {
            identity_schemas: schemas.collect(),
            diagnostics: Vec::new(),
        }
    }

    /// Mistakes in the schemas, one sentence each, with the type's name.
    pub(crate) fn problems(&self) -> Vec<String> {
        let units = &self.units;
        let twice = units
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
        for (name, unit) in &units.resources {
            add(name, problems(&unit.compiled().block));
            let identity = unit.identity();
            let found = identity.map(|compiled| identity_problems(&compiled.block));
            add(&format!("{name} (identity)"), found.unwrap_or_default());
        }
        for (name, unit) in &units.data_sources {
            add(name, problems_without_plan(&unit.compiled().block));
        }
        for (name, unit) in &units.ephemeral_resources {
            let name = format!("{name} (ephemeral)");
            add(&name, problems_without_plan(&unit.compiled().block));
        }
        for (name, unit) in &units.list_resources {
            let mut found = list_problems(&unit.compiled().block);
            let resource = units.resources.get(name);
            if resource.is_none_or(|resource| resource.identity().is_none()) {
                found.push(
                    "A list resource needs a managed resource of the same type with an identity."
                        .to_owned(),
                );
            }
            add(&format!("{name} (list)"), found);
        }
        for (name, unit) in &units.actions {
            add(name, action_problems(&unit.compiled().block));
        }
        for (name, unit) in &units.functions {
            add(
                &format!("{name}()"),
                function_problems(name, unit.signature()),
            );
        }
        found
    }
}

fn names<E, M>(
    table: &std::collections::BTreeMap<&'static str, E>,
    message: impl Fn(String) -> M,
) -> Vec<M> {
    table
        .keys()
        .map(|name| message((*name).to_owned()))
        .collect()
}
