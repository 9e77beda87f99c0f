//! User of a PostgreSQL service → a role in the call of the service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};
use ovhai_syntax::emit::Value;

/// See the module.
pub struct CloudProjectDatabasePostgresqlUser;

impl Mapping for CloudProjectDatabasePostgresqlUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_postgresql_user"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a user in the module of its service; its password becomes an input"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::user_attributes(vec![AttributeRule::converted("roles", "users.replication")])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::user_outputs()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let replication = lowering.attribute("roles").map(|roles| {
            let list = lowering.code(&roles.value);
            let is_member = Value::Call("contains".to_owned(), vec![list, "replication".into()]);
            ("replication".to_owned(), is_member)
        });
        service_part::user(lowering, replication.into_iter().collect())
    }
}
