//! User of an OpenSearch service → a user in the call of the service, with what it may do.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseOpensearchUser;

impl Mapping for CloudProjectDatabaseOpensearchUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_opensearch_user"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a user in the module of its service; its password becomes an input"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::user_attributes(vec![
            AttributeRule::converted("acls", "users.acls"),
            AttributeRule::converted("acls.pattern", "users.acls"),
            AttributeRule::converted("acls.permission", "users.acls"),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::user_outputs()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let acls = lowering.objects("acls", &["pattern", "permission"])?;
        let items = acls.map(|acls| ("acls".to_owned(), acls));
        service_part::user(lowering, items.into_iter().collect())
    }
}
