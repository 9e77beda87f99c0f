//! The engines: one more is one more row, and a module in the profile.

use crate::{
    catalogue::{Catalogue, Kind},
    input::Input,
};

/// One engine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Engine {
    /// Its name. Releases of the vendor's documentation differ in upper and lower case.
    pub name: &'static str,
    /// The module that takes its place; none if nothing does.
    pub noun: Option<&'static str>,
    /// What is different there; empty if nothing is.
    pub differs: &'static str,
    /// Whether the module asks an operator for it.
    pub has_operator: bool,
    /// What else the module has to know.
    pub inputs: fn() -> Vec<Input>,
}

const fn engine(name: &'static str, noun: &'static str, differs: &'static str) -> Engine {
    Engine {
        name,
        noun: Some(noun),
        differs,
        has_operator: true,
        inputs: Vec::new,
    }
}

const fn withdrawn(name: &'static str) -> Engine {
    Engine {
        noun: None,
        ..engine(
            name,
            "",
            "Mimir and VictoriaMetrics keep metrics for Prometheus",
        )
    }
}

const ENGINES: &[Engine] = &[
    engine(
        "cassandra",
        "cassandra",
        "users besides the superuser are made with CQL; connections are not encrypted",
    ),
    engine(
        "clickhouse",
        "clickhouse",
        "databases are made with SQL; connections are not encrypted",
    ),
    engine(
        "grafana",
        "grafana",
        "it answers without TLS; put the cluster's own way in before it",
    ),
    engine(
        "kafka",
        "kafka",
        "the operator brings its own release of Kafka; users log in with SCRAM over TLS instead of a certificate",
    ),
    Engine {
        // An integration that names the Kafka service takes the place of this input.
        inputs: || {
            let description = "Name of the Kafka service it works for, in the same namespace";
            vec![Input::new("kafka", "string", description)]
        },
        ..engine(
            "kafkaConnect",
            "kafka_connect",
            "connectors are set up again; their plugins must be in the image",
        )
    },
    Engine {
        inputs: || {
            let description = "Alias of the cluster that the others are copied to";
            vec![Input::new("target", "string", description)]
        },
        ..engine(
            "kafkaMirrorMaker",
            "kafka_mirror_maker",
            "flows of replication are not in the configuration: all topics go from every cluster to the target",
        )
    },
    withdrawn("m3aggregator"),
    withdrawn("m3db"),
    engine(
        "mongodb",
        "mongodb",
        "Percona Server for MongoDB takes the place of MongoDB; names of users come without their database",
    ),
    engine(
        "mysql",
        "mysql",
        "MariaDB takes the place of MySQL: plugins for passwords, JSON and replication differ",
    ),
    engine("opensearch", "opensearch", ""),
    engine("postgresql", "postgresql", ""),
    Engine {
        has_operator: false,
        ..engine(
            "redis",
            "valkey",
            "Valkey takes the place of Redis; replicas do not take over by themselves; connections are not encrypted",
        )
    },
    Engine {
        has_operator: false,
        ..engine(
            "valkey",
            "valkey",
            "replicas do not take over by themselves; connections are not encrypted",
        )
    },
];

/// The only engine that all of these types, parts of one service, may be for.
pub(super) fn of_parts(types: impl Iterator<Item = &'static str>) -> Option<&'static Engine> {
    let mut possible: Vec<&Engine> = ENGINES.iter().collect();
    for of_type in types {
        let names = engines_of(of_type);
        // A type that says nothing of engines is for all of them.
        possible.retain(|engine| names.is_empty() || names.contains(&engine.name));
    }
    match possible.as_slice() {
        [engine] => Some(engine),
        _ => None,
    }
}

/// The engines that a type is for: the one in its name, or those its documentation lists.
fn engines_of(of_type: &'static str) -> Vec<&'static str> {
    let part = of_type.strip_prefix("ovh_cloud_project_database_");
    let is_of = |engine: &&Engine| {
        part.and_then(|part| part.strip_prefix(engine.name))
            .is_some_and(|rest| rest.starts_with('_'))
    };
    if let Some(engine) = ENGINES.iter().find(is_of) {
        return vec![engine.name];
    }
    let row = Catalogue::get().row(of_type, Kind::Resource);
    let arguments = row.into_iter().flat_map(|row| &row.arguments);
    arguments
        .filter_map(|path| path.strip_prefix("engine."))
        .collect()
}

/// The engine of this name.
pub(super) fn of(name: &str) -> Option<&'static Engine> {
    ENGINES
        .iter()
        .find(|engine| engine.name.eq_ignore_ascii_case(name))
}
