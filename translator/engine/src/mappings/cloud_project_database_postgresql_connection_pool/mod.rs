//! Pool of connections of a PostgreSQL service → PgBouncer in the call of the service.

use ovhai_model::{Category, Fidelity, FindingKind};

use super::{AttributeRule, Mapping, OutputRule, Reach, Target, service_part};
use crate::{
    catalogue::Kind,
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabasePostgresqlConnectionPool;

const POOL: FindingKind = FindingKind {
    slug: "database/pool-serves-every-database",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "the new pool is for any user and database, each with connections of its own",
    hint: "let what uses it ask for its database by name; the pool's own name is none",
};

impl Mapping for CloudProjectDatabasePostgresqlConnectionPool {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_postgresql_connection_pool"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a pool in the module of its service"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&POOL]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![
            AttributeRule::converted("name", "key in pools"),
            AttributeRule::converted("mode", "pools.mode"),
            AttributeRule::converted("size", "pools.size"),
            AttributeRule::implied("database_id", "who connects names the database"),
            AttributeRule::implied("user_id", "who connects names the user"),
        ])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        let member = |path, of_type| OutputRule {
            path,
            reach: Reach::Member(path, Input::new(path, of_type, "Of the pool")),
        };
        let mut rules = service_part::name_outputs("pool");
        rules.extend([
            member("port", "number"),
            member("ssl_mode", "string"),
            member("uri", "string"),
        ]);
        rules
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        lowering.note(&POOL, "");
        let items = service_part::items(lowering, &["mode", "size"]);
        service_part::keyed(lowering, "pools", "name", items)
    }
}
