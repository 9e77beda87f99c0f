//! Subnet of a private network: like the network, it belongs to the platform.

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectNetworkPrivateSubnet;

impl Mapping for CloudProjectNetworkPrivateSubnet {
    fn types(&self) -> &'static [&'static str] {
        &[
            "ovh_cloud_project_network_private_subnet",
            "ovh_cloud_project_network_private_subnet_v2",
        ]
    }

    fn summary(&self) -> &'static str {
        "goes; its id and range become inputs where something needs them"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        [
            "service_name",
            "project_id",
            "network_id",
            "region",
            "name",
            "start",
            "end",
            "network",
            "cidr",
            "dhcp",
            "no_gateway",
            "gateway_ip",
            "enable_gateway_ip",
            "dns_nameservers",
            "use_default_public_dns_resolver",
            "allocation_pools",
            "host_route",
            "host_routes",
        ]
        .into_iter()
        .map(|name| AttributeRule::implied(name, "networks belong to the platform"))
        .collect()
    }

    fn outputs(&self) -> Vec<OutputRule> {
        let range = || {
            Input::new(
                "cidr",
                "string",
                "Range of the subnet on the new platform; null if nothing there needs it",
            )
            .or("null")
        };
        vec![
            OutputRule::input(
                "id",
                Input::new(
                    "id",
                    "string",
                    "Id of the subnet on the new platform; null if nothing there needs one",
                )
                .or("null"),
            ),
            OutputRule::input("cidr", range()),
            OutputRule::input("network", range()),
        ]
    }

    fn lower(&self, _: &mut Lowering<'_>) -> Result<Target, Refusal> {
        Ok(Target::Inputs)
    }
}
