//! User of a database of any engine → a user in the call of its service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseUser;

impl Mapping for CloudProjectDatabaseUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_user"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a user in the module of its service; its password becomes an input"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::user_attributes(Vec::new())
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::user_outputs()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        service_part::user(lowering, Vec::new())
    }
}
