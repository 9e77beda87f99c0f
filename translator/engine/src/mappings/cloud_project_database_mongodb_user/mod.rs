//! User of a MongoDB service → a user with its roles in the call of the service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseMongodbUser;

impl Mapping for CloudProjectDatabaseMongodbUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_mongodb_user"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a user in the module of its service; its password becomes an input"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::user_attributes(vec![AttributeRule::converted("roles", "users.roles")])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::user_outputs()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let items = service_part::items(lowering, &["roles"]);
        service_part::user(lowering, items)
    }
}
