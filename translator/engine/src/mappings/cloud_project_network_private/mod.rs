//! Private network: networks belong to the platform; what refers to one gets its id from an input.

use super::{AttributeRule, Mapping, OutputRule, Reach, Target};
use crate::{
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectNetworkPrivate;

fn id() -> Input {
    Input::new(
        "id",
        "string",
        "Id of the network on the new platform; null if nothing there needs one",
    )
    .or("null")
}

fn ids() -> Input {
    Input::new(
        "ids",
        "map(string)",
        "Id of the network on the new platform, by each region that the configuration looks for",
    )
}

impl Mapping for CloudProjectNetworkPrivate {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_network_private"]
    }

    fn summary(&self) -> &'static str {
        "goes; its id becomes an input where something needs it"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("project_id", "the id of the project, in early releases"),
            Rule::implied("name", "networks belong to the platform"),
            Rule::implied("regions", "networks belong to the platform"),
            Rule::implied("network_id", "the id of a network that is only read"),
            Rule::dropped("vlan_id", "the number of a VLAN of the old platform"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::input("id", id()),
            OutputRule {
                path: "regions_attributes.*.openstackid",
                reach: Reach::Picked(id()),
            },
            OutputRule::input("regions_openstack_ids", ids()),
            // What goes through it looks for a region by its name.
            OutputRule {
                path: "regions_attributes",
                reach: Reach::Shaped {
                    input: ids(),
                    shape: "[for region, id in @ : { openstackid = id, region = region, status = \"ACTIVE\" }]",
                },
            },
        ]
    }

    fn lower(&self, _: &mut Lowering<'_>) -> Result<Target, Refusal> {
        Ok(Target::Inputs)
    }
}
