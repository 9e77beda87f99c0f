//! Right of a user of a Kafka service → an entry in the call of the service.

use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Place, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseKafkaAcl;

impl Mapping for CloudProjectDatabaseKafkaAcl {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_kafka_acl"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a right in the module of its service"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![
            AttributeRule::converted("permission", "acls.permission"),
            AttributeRule::converted("topic", "acls.topic"),
            AttributeRule::converted("username", "acls.username"),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        Vec::new()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let items = service_part::items(lowering, &["username", "topic", "permission"]);
        service_part::member(lowering, "acls", Place::Element, Value::Object(items))
    }
}
