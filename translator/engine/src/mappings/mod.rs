//! One folder per type of the vendor's that needs code.
//!
//! To add one: a folder `mappings/<type without prefix>/` with a `mod.rs` that holds a unit struct implementing [`Mapping`],
//! two lines below (`mod` and the list), and cases under `test-fixtures/translator/<type>-<case>/`. Nothing else: what is
//! generic lies in the engine, what is particular to a platform lies in the profile's modules, and a type that needs no code
//! needs no folder, only `noun` and `fates` in its row of `data/types.jsonl`.
//!
//! A mapping names a *noun*, a neutral module such as `cluster`, and says what becomes of each argument and of each
//! attribute that was read. It never names Kubernetes or anything else a profile decides.

mod cloud_project_database;
mod cloud_project_database_clickhouse_user;
mod cloud_project_database_database;
mod cloud_project_database_integration;
mod cloud_project_database_ip_restriction;
mod cloud_project_database_kafka_acl;
mod cloud_project_database_kafka_topic;
mod cloud_project_database_mongodb_user;
mod cloud_project_database_opensearch_pattern;
mod cloud_project_database_opensearch_user;
mod cloud_project_database_postgresql_connection_pool;
mod cloud_project_database_postgresql_user;
mod cloud_project_database_prometheus;
mod cloud_project_database_user;
mod cloud_project_database_valkey_user;
mod cloud_project_gateway;
mod cloud_project_instance;
mod cloud_project_kube;
mod cloud_project_kube_nodepool;
mod cloud_project_network_private;
mod cloud_project_network_private_subnet;
mod cloud_project_rancher;
mod cloud_project_storage;
mod cloud_project_user;
mod cloud_project_user_s3_credential;
mod rule;
mod service_part;

use ovhai_model::FindingKind;
use ovhai_syntax::{Named, emit::Value};

use crate::{
    catalogue::{Kind, Row},
    input::Input,
    lower::{Lowering, Refusal},
};

pub use rule::{AttributeRule, Fate, OutputRule, Reach};

/// How one type of the vendor's is translated.
pub trait Mapping: Sync {
    /// The types, with every name they have in the [catalogue](crate::catalogue) besides aliases.
    fn types(&self) -> &'static [&'static str];

    /// Whether it is for what is managed, for what is only read, or for both. A type's other kind goes by its row.
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource, Kind::Data]
    }

    /// One line for lists: what takes the place of it.
    fn summary(&self) -> &'static str;

    /// Every argument the type has in any release, and what becomes of it.
    fn attributes(&self) -> Vec<AttributeRule>;

    /// What takes the place of the attributes that are read. What is not listed is the output of the same name, if the
    /// neutral module has one, and else becomes an input.
    fn outputs(&self) -> Vec<OutputRule>;

    /// Kinds of findings that only this mapping raises.
    fn findings(&self) -> &'static [&'static FindingKind] {
        &[]
    }

    /// Decides what takes the place of the block, and converts the arguments that [`Fate::Converted`] names. Arguments with
    /// [`Fate::To`] have been carried already.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the block cannot be understood; it then stays as it is, with what it refers to.
    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal>;
}

/// What takes the place of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A call of the neutral module of this name.
    Module(String),
    /// Nothing: what was read of it is supplied by a person or by other blocks.
    Inputs,
    /// A part of an argument of the call that takes the place of another block.
    Member(Box<Member>),
}

/// What lies within another object on the new platform: a user of a database, an address that may reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it becomes a part of; see [`Lowering::parent`].
    pub parent: Parent,
    /// The argument of that call. If its module has none of this name, the block becomes inputs, with a finding.
    pub argument: String,
    /// Where in the argument.
    pub place: Place,
    /// What is added.
    pub value: Value,
}

/// The block whose call something becomes a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The block.
    pub named: Named,
    /// The member's argument that says so, `cluster_id`.
    pub argument: String,
    /// Which of its objects, if there are several: what stands between the brackets.
    pub instance: Option<Value>,
    /// Whether the member's `for_each` is the block itself, so that each of its objects has one of the member's.
    pub is_for_each: bool,
}

/// Where in an argument a member lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Under this key of a map.
    Key(Value),
    /// An element of a list.
    Element,
    /// It is all of the argument.
    Whole,
}

/// The text of a value that is written out.
pub(crate) fn word(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Code(code, _) => {
            let text = code.strip_prefix('"')?.strip_suffix('"')?;
            (!text.contains(['\\', '$', '%', '"'])).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Every mapping with code, by type.
pub const MAPPINGS: &[&dyn Mapping] = &[
    &cloud_project_database::CloudProjectDatabase,
    &cloud_project_database_clickhouse_user::CloudProjectDatabaseClickhouseUser,
    &cloud_project_database_database::CloudProjectDatabaseDatabase,
    &cloud_project_database_integration::CloudProjectDatabaseIntegration,
    &cloud_project_database_ip_restriction::CloudProjectDatabaseIpRestriction,
    &cloud_project_database_kafka_acl::CloudProjectDatabaseKafkaAcl,
    &cloud_project_database_kafka_topic::CloudProjectDatabaseKafkaTopic,
    &cloud_project_database_mongodb_user::CloudProjectDatabaseMongodbUser,
    &cloud_project_database_opensearch_pattern::CloudProjectDatabaseOpensearchPattern,
    &cloud_project_database_opensearch_user::CloudProjectDatabaseOpensearchUser,
    &cloud_project_database_postgresql_connection_pool::CloudProjectDatabasePostgresqlConnectionPool,
    &cloud_project_database_postgresql_user::CloudProjectDatabasePostgresqlUser,
    &cloud_project_database_prometheus::CloudProjectDatabasePrometheus,
    &cloud_project_database_user::CloudProjectDatabaseUser,
    &cloud_project_database_valkey_user::CloudProjectDatabaseValkeyUser,
    &cloud_project_gateway::CloudProjectGateway,
    &cloud_project_instance::CloudProjectInstance,
    &cloud_project_kube::CloudProjectKube,
    &cloud_project_kube_nodepool::CloudProjectKubeNodepool,
    &cloud_project_network_private::CloudProjectNetworkPrivate,
    &cloud_project_network_private_subnet::CloudProjectNetworkPrivateSubnet,
    &cloud_project_rancher::CloudProjectRancher,
    &cloud_project_storage::CloudProjectStorage,
    &cloud_project_user::CloudProjectUser,
    &cloud_project_user_s3_credential::CloudProjectUserS3Credential,
];

/// The mapping with code for what `row` describes.
#[must_use]
pub fn coded(row: &Row) -> Option<&'static dyn Mapping> {
    MAPPINGS
        .iter()
        .find(|mapping| {
            mapping.types().contains(&row.of_type.as_str()) && mapping.kinds().contains(&row.kind)
        })
        .copied()
}

/// The inputs that take the place of what is read of a row's type.
#[must_use]
pub fn outputs_of(row: &'static Row) -> Vec<OutputRule> {
    let inputs = row.inputs.iter().flatten();
    inputs
        .map(|(path, given)| {
            // The name says the path without positions: `endpoints.*.uri` asks for `endpoints_uri`.
            let words: Vec<&str> = path.split('.').filter(|word| *word != "*").collect();
            let mut input = Input::new(&words.join("_"), &given.of_type, &given.description);
            input.is_sensitive = given.secret;
            input.default.clone_from(&given.default);
            OutputRule::input(path, input)
        })
        .collect()
}

/// The table of a row that needs no code.
#[must_use]
pub fn attributes_of(row: &Row) -> Vec<AttributeRule> {
    use crate::catalogue::RowFate;
    row.fates
        .iter()
        .map(|(name, fate)| match fate {
            RowFate::To(argument) => AttributeRule::to(name, argument),
            RowFate::One(argument) => AttributeRule::one(name, argument),
            RowFate::Secret(argument) => AttributeRule::secret(name, argument),
            RowFate::Implied(why) => AttributeRule::implied(name, why),
            RowFate::Dropped(why) => AttributeRule::dropped(name, why),
        })
        .collect()
}
