//! Address that may reach a database, in releases up to 2.16 a block of its own → an entry in the call of the database.

use super::{AttributeRule, Mapping, Member, OutputRule, Place, Target};
use crate::{
    finding,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseIpRestriction;

impl Mapping for CloudProjectDatabaseIpRestriction {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_ip_restriction"]
    }

    fn summary(&self) -> &'static str {
        "an allowed source in the module of its database"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("engine", "that of the service"),
            Rule::implied(
                "description",
                "a list has no room for it; keep it as a comment",
            ),
            Rule::converted("cluster_id", "the module it becomes a part of"),
            Rule::converted("ip", "allowed_sources"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        Vec::new()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let parent = lowering.parent("cluster_id")?;
        let address = lowering
            .attribute("ip")
            .ok_or_else(|| Refusal::new(&finding::SHAPE, "`ip` is missing"))?;
        Ok(Target::Member(Box::new(Member {
            parent,
            argument: "allowed_sources".to_owned(),
            place: Place::Element,
            value: lowering.code(&address.value),
        })))
    }
}
