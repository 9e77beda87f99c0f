//! Gateway of a private network: belongs to the platform, like the network. Its addresses change, and with them allow-lists
//! elsewhere.

use ovhai_model::{Category, Fidelity, FindingKind};

use super::{AttributeRule, Mapping, OutputRule, Reach, Target};
use crate::{
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectGateway;

const ADDRESSES: FindingKind = FindingKind {
    slug: "network/addresses-change",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "what leaves the network comes from other addresses on the new platform",
    hint: "revise the allow-lists of everything that is reached from there",
};

fn addresses() -> Input {
    Input::new(
        "egress_ips",
        "list(string)",
        "Addresses that traffic leaves the network from on the new platform",
    )
    .or("[]")
}

impl Mapping for CloudProjectGateway {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_gateway"]
    }

    fn summary(&self) -> &'static str {
        "goes; its addresses become an input where something needs them"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&ADDRESSES]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        [
            "service_name",
            "id",
            "name",
            "model",
            "region",
            "network_id",
            "subnet_id",
        ]
        .into_iter()
        .map(|name| AttributeRule::implied(name, "gateways belong to the platform"))
        .collect()
    }

    fn outputs(&self) -> Vec<OutputRule> {
        let shaped = |path, shape| OutputRule {
            path,
            reach: Reach::Shaped {
                input: addresses(),
                shape,
            },
        };
        vec![
            OutputRule::input(
                "id",
                Input::new(
                    "id",
                    "string",
                    "Id of the gateway on the new platform; null if nothing there needs one",
                )
                .or("null"),
            ),
            shaped(
                "external_information.*.ips",
                "[for ip in @ : { ip = ip, subnet_id = null }]",
            ),
            shaped(
                "external_information.ips",
                "[for ip in @ : { ip = ip, subnet_id = null }]",
            ),
            shaped(
                "external_information",
                "[{ ips = [for ip in @ : { ip = ip, subnet_id = null }], network_id = null }]",
            ),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        lowering.note(&ADDRESSES, "");
        Ok(Target::Inputs)
    }
}
