//! Integration of two database services → an argument of one of them, where Kafka is at one end; else a finding that names both.

use ovhai_model::{Category, Fidelity, FindingKind};

use super::{AttributeRule, Mapping, Member, OutputRule, Place, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseIntegration;

const PAIR: FindingKind = FindingKind {
    slug: "database/integration-by-hand",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "two services were integrated by the platform",
    hint: "logs: a collector in the cluster; metrics and data sources: set them up in Grafana or Prometheus; the message names both ends",
};

impl Mapping for CloudProjectDatabaseIntegration {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_integration"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "an argument of Kafka Connect or MirrorMaker; a finding for what else there is"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&PAIR]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![
            AttributeRule::converted("type", "decides the argument"),
            AttributeRule::converted("source_service_id", "kafka, clusters"),
            AttributeRule::converted("destination_service_id", "the module it becomes a part of"),
            AttributeRule::converted("parameters", "key in clusters"),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        Vec::new()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let source = service_part::required(lowering, "source_service_id")?;
        let destination = service_part::required(lowering, "destination_service_id")?;
        let of_type = lowering.text_of("type");
        let kafka = lowering.code(&source.value);
        let parent = lowering.parent("destination_service_id");
        let (argument, place) = match (of_type.as_deref(), alias(lowering)) {
            (Some("kafkaConnect"), _) => ("kafka", Place::Whole),
            (Some("kafkaMirrorMaker"), Some(alias)) => ("clusters", Place::Key(alias)),
            _ => {
                let detail = format!(
                    "{} from `{}` to `{}`",
                    of_type
                        .as_deref()
                        .unwrap_or("of a type that is not written out"),
                    lowering.written(&source.value),
                    lowering.written(&destination.value)
                );
                lowering.note(&PAIR, detail);
                return Ok(Target::Inputs);
            }
        };
        Ok(Target::Member(Box::new(Member {
            parent: parent?,
            argument: argument.to_owned(),
            place,
            value: kafka,
        })))
    }
}

/// What MirrorMaker calls the cluster.
fn alias(lowering: &Lowering<'_>) -> Option<ovhai_syntax::emit::Value> {
    let parameters = lowering.view().single("parameters")?;
    Some(lowering.code(parameters.value("cluster_alias")?))
}
