//! Address that may reach a database, in releases up to 2.16 a block of its own → an entry in the call of the service.

use super::{AttributeRule, Mapping, OutputRule, Place, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseIpRestriction;

impl Mapping for CloudProjectDatabaseIpRestriction {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_ip_restriction"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "an allowed source in the module of its service"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![
            AttributeRule::implied(
                "description",
                "a list has no room for it; keep it as a comment",
            ),
            AttributeRule::converted("ip", "allowed_sources"),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        Vec::new()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let address = lowering.code(&service_part::required(lowering, "ip")?.value);
        service_part::member(lowering, "allowed_sources", Place::Element, address)
    }
}
