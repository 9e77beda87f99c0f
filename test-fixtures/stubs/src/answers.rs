//! The calls of the protocol that Terraform makes to validate, plan and apply.

use std::{collections::BTreeMap, sync::Arc};

use terraform_plugin::{
    Service, Tree,
    proto::tfplugin6::{self as pb, DynamicValue},
    value::{json, msgpack},
};
use tonic::{Request, Response, Status};

use crate::{
    complete::{With, complete},
    schema::{Block, Schema, Schemas},
};

/// The service.
#[derive(Clone)]
pub struct Stub(Arc<Schemas>);

impl Stub {
    /// A provider that is these schemas.
    pub fn new(schemas: Schemas) -> Self {
        Self(Arc::new(schemas))
    }

    fn resource(&self, name: &str) -> Result<&Block, Status> {
        unit(&self.0.resources, name)
    }

    fn data_source(&self, name: &str) -> Result<&Block, Status> {
        unit(&self.0.data_sources, name)
    }
}

impl Service for Stub {}

fn unit<'a>(units: &'a BTreeMap<String, Schema>, name: &str) -> Result<&'a Block, Status> {
    units
        .get(name)
        .map(|schema| &schema.block)
        .ok_or_else(|| Status::not_found(format!("no schema of {name}")))
}

fn read(value: Option<&DynamicValue>, block: &Block) -> Result<Tree, Status> {
    let Some(value) = value else {
        return Ok(Tree::Null);
    };
    let of_type = block.of_type();
    let tree = if value.msgpack.is_empty() {
        json::decode(&value.json, &of_type)
    } else {
        msgpack::decode(&value.msgpack, &of_type)
    };
    tree.map_err(|error| Status::invalid_argument(format!("a value does not fit: {error}")))
}

fn write(tree: &Tree, block: &Block) -> Result<Option<DynamicValue>, Status> {
    let msgpack = msgpack::encode(tree, &block.of_type())
        .map_err(|error| Status::internal(format!("a value does not fit: {error}")))?;
    Ok(Some(DynamicValue {
        msgpack,
        json: Vec::new(),
    }))
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::provider_server::Provider for Stub {
    async fn get_metadata(
        &self,
        _: Request<pb::get_metadata::Request>,
    ) -> Answer<pb::get_metadata::Response> {
        let resources = self.0.resources.keys().cloned();
        let data_sources = self.0.data_sources.keys().cloned();
        Ok(Response::new(pb::get_metadata::Response {
            resources: resources
                .map(|type_name| pb::get_metadata::ResourceMetadata { type_name })
                .collect(),
            data_sources: data_sources
                .map(|type_name| pb::get_metadata::DataSourceMetadata { type_name })
                .collect(),
            ..Default::default()
        }))
    }

    async fn get_provider_schema(
        &self,
        _: Request<pb::get_provider_schema::Request>,
    ) -> Answer<pb::get_provider_schema::Response> {
        let wire = |units: &BTreeMap<String, Schema>| {
            units
                .iter()
                .map(|(name, schema)| (name.clone(), schema.wire()))
                .collect()
        };
        Ok(Response::new(pb::get_provider_schema::Response {
            provider: Some(self.0.provider.wire()),
            resource_schemas: wire(&self.0.resources),
            data_source_schemas: wire(&self.0.data_sources),
            ..Default::default()
        }))
    }

    async fn validate_provider_config(
        &self,
        _: Request<pb::validate_provider_config::Request>,
    ) -> Answer<pb::validate_provider_config::Response> {
        Ok(Response::new(Default::default()))
    }

    async fn validate_resource_config(
        &self,
        request: Request<pb::validate_resource_config::Request>,
    ) -> Answer<pb::validate_resource_config::Response> {
        let request = request.get_ref();
        read(request.config.as_ref(), self.resource(&request.type_name)?)?;
        Ok(Response::new(Default::default()))
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<pb::validate_data_resource_config::Request>,
    ) -> Answer<pb::validate_data_resource_config::Response> {
        let request = request.get_ref();
        read(
            request.config.as_ref(),
            self.data_source(&request.type_name)?,
        )?;
        Ok(Response::new(Default::default()))
    }

    async fn configure_provider(
        &self,
        _: Request<pb::configure_provider::Request>,
    ) -> Answer<pb::configure_provider::Response> {
        Ok(Response::new(Default::default()))
    }

    async fn stop_provider(
        &self,
        _: Request<pb::stop_provider::Request>,
    ) -> Answer<pb::stop_provider::Response> {
        Ok(Response::new(Default::default()))
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<pb::upgrade_resource_state::Request>,
    ) -> Answer<pb::upgrade_resource_state::Response> {
        let request = request.get_ref();
        let block = self.resource(&request.type_name)?;
        let state = request.raw_state.clone().unwrap_or_default();
        let tree = read(
            Some(&DynamicValue {
                msgpack: Vec::new(),
                json: state.json,
            }),
            block,
        )?;
        Ok(Response::new(pb::upgrade_resource_state::Response {
            upgraded_state: write(&tree, block)?,
            diagnostics: Vec::new(),
        }))
    }

    async fn read_resource(
        &self,
        request: Request<pb::read_resource::Request>,
    ) -> Answer<pb::read_resource::Response> {
        let request = request.into_inner();
        Ok(Response::new(pb::read_resource::Response {
            new_state: request.current_state,
            private: request.private,
            ..Default::default()
        }))
    }

    async fn plan_resource_change(
        &self,
        request: Request<pb::plan_resource_change::Request>,
    ) -> Answer<pb::plan_resource_change::Response> {
        let request = request.get_ref();
        let block = self.resource(&request.type_name)?;
        let proposed = read(request.proposed_new_state.as_ref(), block)?;
        let planned = complete(proposed, block, With::Unknown);
        Ok(Response::new(pb::plan_resource_change::Response {
            planned_state: write(&planned, block)?,
            ..Default::default()
        }))
    }

    async fn apply_resource_change(
        &self,
        request: Request<pb::apply_resource_change::Request>,
    ) -> Answer<pb::apply_resource_change::Response> {
        let request = request.get_ref();
        let block = self.resource(&request.type_name)?;
        let planned = read(request.planned_state.as_ref(), block)?;
        let applied = complete(planned, block, With::StandIn);
        Ok(Response::new(pb::apply_resource_change::Response {
            new_state: write(&applied, block)?,
            ..Default::default()
        }))
    }

    async fn read_data_source(
        &self,
        request: Request<pb::read_data_source::Request>,
    ) -> Answer<pb::read_data_source::Response> {
        let request = request.get_ref();
        let block = self.data_source(&request.type_name)?;
        let config = read(request.config.as_ref(), block)?;
        let state = complete(config, block, With::StandIn);
        Ok(Response::new(pb::read_data_source::Response {
            state: write(&state, block)?,
            ..Default::default()
        }))
    }
}
