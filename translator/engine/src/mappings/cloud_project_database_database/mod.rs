//! Database within a database service → an entry in the call of its service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseDatabase;

impl Mapping for CloudProjectDatabaseDatabase {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_database"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a database in the module of its service"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![AttributeRule::converted("name", "key in databases")])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::name_outputs("database")
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        service_part::keyed(lowering, "databases", "name", Vec::new())
    }
}
