//! The gRPC methods. What is not here answers UNIMPLEMENTED.

use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};

use super::Server;
use crate::proto::tfplugin6 as pb;
use crate::unit::Provider;

#[tonic::async_trait]
impl<P: Provider> pb::provider_server::Provider for Server<P> {
    async fn get_metadata(
        &self,
        request: Request<pb::get_metadata::Request>,
    ) -> Result<Response<pb::get_metadata::Response>, Status> {
        self.run("GetMetadata", "", request, |shared, _| async move {
            shared.get_metadata()
        })
        .await
    }

    async fn get_provider_schema(
        &self,
        request: Request<pb::get_provider_schema::Request>,
    ) -> Result<Response<pb::get_provider_schema::Response>, Status> {
        self.run("GetProviderSchema", "", request, |shared, _| async move {
            shared.get_provider_schema()
        })
        .await
    }

    async fn validate_provider_config(
        &self,
        request: Request<pb::validate_provider_config::Request>,
    ) -> Result<Response<pb::validate_provider_config::Response>, Status> {
        self.run("ValidateProviderConfig", "", request, |shared, request| {
            shared.validate_provider_config(request)
        })
        .await
    }

    async fn configure_provider(
        &self,
        request: Request<pb::configure_provider::Request>,
    ) -> Result<Response<pb::configure_provider::Response>, Status> {
        self.run("ConfigureProvider", "", request, |shared, request| {
            shared.configure_provider(request)
        })
        .await
    }

    async fn stop_provider(
        &self,
        request: Request<pb::stop_provider::Request>,
    ) -> Result<Response<pb::stop_provider::Response>, Status> {
        self.run("StopProvider", "", request, |shared, _| async move {
            shared.stop_provider()
        })
        .await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<pb::validate_data_resource_config::Request>,
    ) -> Result<Response<pb::validate_data_resource_config::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "ValidateDataResourceConfig",
            &name,
            request,
            |shared, request| shared.validate_data_source(request),
        )
        .await
    }

    async fn read_data_source(
        &self,
        request: Request<pb::read_data_source::Request>,
    ) -> Result<Response<pb::read_data_source::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("ReadDataSource", &name, request, |shared, request| {
            shared.read_data_source(request)
        })
        .await
    }

    async fn validate_resource_config(
        &self,
        request: Request<pb::validate_resource_config::Request>,
    ) -> Result<Response<pb::validate_resource_config::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "ValidateResourceConfig",
            &name,
            request,
            |shared, request| shared.validate_resource(request),
        )
        .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<pb::upgrade_resource_state::Request>,
    ) -> Result<Response<pb::upgrade_resource_state::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("UpgradeResourceState", &name, request, |shared, request| {
            shared.upgrade_resource_state(request)
        })
        .await
    }

    async fn read_resource(
        &self,
        request: Request<pb::read_resource::Request>,
    ) -> Result<Response<pb::read_resource::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("ReadResource", &name, request, |shared, request| {
            shared.read_resource(request)
        })
        .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<pb::plan_resource_change::Request>,
    ) -> Result<Response<pb::plan_resource_change::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("PlanResourceChange", &name, request, |shared, request| {
            shared.plan_resource_change(request)
        })
        .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<pb::apply_resource_change::Request>,
    ) -> Result<Response<pb::apply_resource_change::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("ApplyResourceChange", &name, request, |shared, request| {
            shared.apply_resource_change(request)
        })
        .await
    }

    async fn import_resource_state(
        &self,
        request: Request<pb::import_resource_state::Request>,
    ) -> Result<Response<pb::import_resource_state::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("ImportResourceState", &name, request, |shared, request| {
            shared.import_resource_state(request)
        })
        .await
    }

    async fn move_resource_state(
        &self,
        request: Request<pb::move_resource_state::Request>,
    ) -> Result<Response<pb::move_resource_state::Response>, Status> {
        let name = request.get_ref().target_type_name.clone();
        self.run("MoveResourceState", &name, request, |shared, request| {
            shared.move_resource_state(request)
        })
        .await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<pb::upgrade_resource_identity::Request>,
    ) -> Result<Response<pb::upgrade_resource_identity::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "UpgradeResourceIdentity",
            &name,
            request,
            |shared, request| shared.upgrade_resource_identity(request),
        )
        .await
    }

    async fn generate_resource_config(
        &self,
        request: Request<pb::generate_resource_config::Request>,
    ) -> Result<Response<pb::generate_resource_config::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "GenerateResourceConfig",
            &name,
            request,
            |shared, request| shared.generate_resource_config(request),
        )
        .await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<pb::validate_ephemeral_resource_config::Request>,
    ) -> Result<Response<pb::validate_ephemeral_resource_config::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "ValidateEphemeralResourceConfig",
            &name,
            request,
            |shared, request| shared.validate_ephemeral_resource(request),
        )
        .await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<pb::open_ephemeral_resource::Request>,
    ) -> Result<Response<pb::open_ephemeral_resource::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "OpenEphemeralResource",
            &name,
            request,
            |shared, request| shared.open_ephemeral_resource(request),
        )
        .await
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<pb::renew_ephemeral_resource::Request>,
    ) -> Result<Response<pb::renew_ephemeral_resource::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "RenewEphemeralResource",
            &name,
            request,
            |shared, request| shared.renew_ephemeral_resource(request),
        )
        .await
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<pb::close_ephemeral_resource::Request>,
    ) -> Result<Response<pb::close_ephemeral_resource::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "CloseEphemeralResource",
            &name,
            request,
            |shared, request| shared.close_ephemeral_resource(request),
        )
        .await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<pb::validate_list_resource_config::Request>,
    ) -> Result<Response<pb::validate_list_resource_config::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run(
            "ValidateListResourceConfig",
            &name,
            request,
            |shared, request| shared.validate_list_resource(request),
        )
        .await
    }

    async fn validate_action_config(
        &self,
        request: Request<pb::validate_action_config::Request>,
    ) -> Result<Response<pb::validate_action_config::Response>, Status> {
        let name = request.get_ref().type_name.clone();
        self.run("ValidateActionConfig", &name, request, |shared, request| {
            shared.validate_action(request)
        })
        .await
    }

    async fn plan_action(
        &self,
        request: Request<pb::plan_action::Request>,
    ) -> Result<Response<pb::plan_action::Response>, Status> {
        let name = request.get_ref().action_type.clone();
        self.run("PlanAction", &name, request, |shared, request| {
            shared.plan_action(request)
        })
        .await
    }

    async fn call_function(
        &self,
        request: Request<pb::call_function::Request>,
    ) -> Result<Response<pb::call_function::Response>, Status> {
        let name = request.get_ref().name.clone();
        self.run("CallFunction", &name, request, |shared, request| {
            shared.call_function(request)
        })
        .await
    }

    async fn get_functions(
        &self,
        request: Request<pb::get_functions::Request>,
    ) -> Result<Response<pb::get_functions::Response>, Status> {
        self.run("GetFunctions", "", request, |shared, _| async move {
            shared.get_functions()
        })
        .await
    }

    async fn get_resource_identity_schemas(
        &self,
        request: Request<pb::get_resource_identity_schemas::Request>,
    ) -> Result<Response<pb::get_resource_identity_schemas::Response>, Status> {
        self.run(
            "GetResourceIdentitySchemas",
            "",
            request,
            |shared, _| async move { shared.get_resource_identity_schemas() },
        )
        .await
    }

    async fn list_resource(
        &self,
        request: Request<pb::list_resource::Request>,
    ) -> Result<Response<BoxStream<pb::list_resource::Event>>, Status> {
        let name = request.get_ref().type_name.clone();
        Ok(
            self.run_stream("ListResource", &name, request, |shared, request, events| {
                shared.list_resource(request, events)
            }),
        )
    }

    async fn invoke_action(
        &self,
        request: Request<pb::invoke_action::Request>,
    ) -> Result<Response<BoxStream<pb::invoke_action::Event>>, Status> {
        let name = request.get_ref().action_type.clone();
        Ok(
            self.run_stream("InvokeAction", &name, request, |shared, request, events| {
                shared.invoke_action(request, events)
            }),
        )
    }
}
