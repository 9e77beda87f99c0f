//! User of a PostgreSQL database → a role in the call of its database.

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, Member, OutputRule, Place, Reach, Target};
use crate::{
    finding,
    index::Literal,
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabasePostgresqlUser;

const ADMINISTRATOR: FindingKind = FindingKind {
    slug: "database/administrator-differs",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the administrator that the platform makes has another name elsewhere",
    hint: "let what uses it connect as the owner of its database, with no more rights than it needs",
};

fn password() -> Input {
    Input::secret(
        "password",
        "string",
        "Password of the role; a new one, never the old",
    )
}

impl Mapping for CloudProjectDatabasePostgresqlUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_postgresql_user"]
    }

    fn summary(&self) -> &'static str {
        "a role in the module of its database; its password becomes an input"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&ADMINISTRATOR]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::converted("cluster_id", "the module it becomes a part of"),
            Rule::converted("name", "key in roles"),
            Rule::converted("roles", "roles.replication"),
            Rule::implied("password_reset", "the password is a new one"),
            Rule::implied("deletion_protection", "the database protects itself"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        let name = |path| OutputRule {
            path,
            reach: Reach::Member("name", Input::new("name", "string", "Name of the role")),
        };
        vec![
            name("name"),
            name("id"),
            OutputRule::input("password", password()),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let parent = lowering.parent("cluster_id")?;
        let name = lowering
            .attribute("name")
            .ok_or_else(|| Refusal::new(&finding::SHAPE, "`name` is missing"))?;
        if let Some(Literal::Text(text)) = lowering.literal(&name.value)
            && text == "avnadmin"
        {
            lowering.note_at(&ADMINISTRATOR, "`name`", name.span);
        }
        let key = lowering.code(&name.value);
        let mut items = vec![("password".to_owned(), lowering.input(password()))];
        if let Some(roles) = lowering.attribute("roles") {
            let list = lowering.code(&roles.value);
            let is_member = Value::Call("contains".to_owned(), vec![list, "replication".into()]);
            items.push(("replication".to_owned(), is_member));
        }
        Ok(Target::Member(Box::new(Member {
            parent,
            argument: "roles".to_owned(),
            place: Place::Key(key),
            value: Value::Object(items),
        })))
    }
}
