//! Topic of a Kafka service → a topic in the call of the service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseKafkaTopic;

impl Mapping for CloudProjectDatabaseKafkaTopic {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_kafka_topic"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a topic in the module of its service"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![
            AttributeRule::converted("name", "key in topics"),
            AttributeRule::converted("partitions", "topics.partitions"),
            AttributeRule::converted("replication", "topics.replication"),
            AttributeRule::converted("min_insync_replicas", "topics.min_insync_replicas"),
            AttributeRule::converted("retention_hours", "topics.retention_hours"),
            AttributeRule::converted("retention_bytes", "topics.retention_bytes"),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::name_outputs("topic")
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let settings = [
            "partitions",
            "replication",
            "min_insync_replicas",
            "retention_hours",
            "retention_bytes",
        ];
        let items = service_part::items(lowering, &settings);
        service_part::keyed(lowering, "topics", "name", items)
    }
}
