//! Limit for the indexes of a pattern → an age after which they are deleted, in the call of the service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseOpensearchPattern;

impl Mapping for CloudProjectDatabaseOpensearchPattern {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_opensearch_pattern"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a policy in the module of its service; the age of the indexes becomes an input"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![
            AttributeRule::converted("pattern", "key in patterns"),
            AttributeRule::dropped(
                "max_index_count",
                "policies go by age and size of indexes, not by their number; the new variable says the age",
            ),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::name_outputs("pattern")
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let description = "Age after which indexes of the pattern are deleted, as 30d";
        let keep = lowering.input(Input::new("keep", "string", description));
        let items = vec![("keep".to_owned(), keep)];
        service_part::keyed(lowering, "patterns", "pattern", items)
    }
}
