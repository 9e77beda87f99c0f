//! Database within a database service → an entry in the call of its service.

use super::{AttributeRule, Mapping, Member, OutputRule, Place, Reach, Target};
use crate::{
    finding,
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseDatabase;

impl Mapping for CloudProjectDatabaseDatabase {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_database"]
    }

    fn summary(&self) -> &'static str {
        "a database in the module of its service"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("engine", "that of the service"),
            Rule::converted("cluster_id", "the module it becomes a part of"),
            Rule::converted("name", "key in databases"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        ["name", "id"]
            .into_iter()
            .map(|path| OutputRule {
                path,
                reach: Reach::Member("name", Input::new("name", "string", "Name of the database")),
            })
            .collect()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let parent = lowering.parent("cluster_id")?;
        let name = lowering
            .attribute("name")
            .ok_or_else(|| Refusal::new(&finding::SHAPE, "`name` is missing"))?;
        Ok(Target::Member(Box::new(Member {
            parent,
            argument: "databases".to_owned(),
            place: Place::Key(lowering.code(&name.value)),
            value: ovhai_syntax::emit::Value::Object(Vec::new()),
        })))
    }
}
