//! Managed database → the noun of its engine: a module of the profile that has an operator run it. What engines there are and
//! what is different elsewhere is in [`engines`].

mod engines;

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    finding,
    input::Input,
    lower::{Lowering, Nested, Refusal},
};

/// See the module.
pub struct CloudProjectDatabase;

const STORE: &str = "object({ destination = string, endpoint = string, secret = string })";

const ENGINE: FindingKind = FindingKind {
    slug: "database/engine-not-translated",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "no rule translates this engine yet",
    hint: "run it with its operator, or write the engine out if it comes from a variable",
};
const INFERRED: FindingKind = FindingKind {
    slug: "database/engine-inferred",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "the engine is not written out; what belongs to the service tells it",
    hint: "check that no caller of the module asks for another engine",
};
const WITHDRAWN: FindingKind = FindingKind {
    slug: "database/engine-withdrawn",
    fidelity: Fidelity::Unsupported,
    category: Category::Specific,
    title: "the engine was withdrawn, and no operator runs it elsewhere",
    hint: "choose what takes its place; what was read of it became variables",
};
const DIFFERS: FindingKind = FindingKind {
    slug: "database/engine-differs",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "what takes the place of the engine differs from it",
    hint: "try what connects to it before users change over",
};
const OPERATOR: FindingKind = FindingKind {
    slug: "database/operator-needed",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the cluster must run the operator of the engine",
    hint: "install the operator that the module names, before the first apply",
};
const DATA: FindingKind = FindingKind {
    slug: "database/data-is-not-moved",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the new database is empty",
    hint: "dump and restore, or replicate, before users change over",
};
const PLAN: FindingKind = FindingKind {
    slug: "database/plan-is-a-guess",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "size and backups of the plan are read from its name",
    hint: "confirm instances, memory and backups of the new database",
};
const PARAMETERS: FindingKind = FindingKind {
    slug: "database/parameters-of-the-engine",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "parameters of the engine are carried over by their names",
    hint: "check each against the release that takes the place; some belong to the old platform",
};

/// Why the network of a node is not carried over.
const IN_CLUSTER: &str =
    "pods lie in the network of the cluster; `allowed_sources` says who may reach them";

impl Mapping for CloudProjectDatabase {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database"]
    }

    fn summary(&self) -> &'static str {
        "the database engine run by its operator, in the module of the engine"
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[
            &ENGINE,
            &INFERRED,
            &WITHDRAWN,
            &DIFFERS,
            &OPERATOR,
            &DATA,
            &PLAN,
            &PARAMETERS,
            &service_part::ADMINISTRATOR,
        ]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::converted("engine", "decides the module"),
            Rule::converted("version", "engine_version"),
            Rule::converted("plan", "instances, backup"),
            Rule::converted("flavor", "memory_gib"),
            Rule::converted("nodes", "instances"),
            Rule::implied("nodes.region", "it lies where the cluster lies"),
            Rule::dropped("nodes.network_id", IN_CLUSTER),
            Rule::dropped("nodes.subnet_id", IN_CLUSTER),
            Rule::to("disk_size", "storage_gib"),
            Rule::converted("advanced_configuration", "parameters"),
            Rule::converted("ip_restrictions", "allowed_sources"),
            Rule::converted("ip_restrictions.ip", "allowed_sources"),
            Rule::dropped(
                "ip_restrictions.description",
                "addresses have no description",
            ),
            Rule::converted("backup_time", "backup"),
            Rule::dropped("backup_regions", "backups go where the new object store is"),
            Rule::dropped(
                "maintenance_time",
                "operators upgrade when their version changes",
            ),
            Rule::to("deletion_protection", "deletion_protection"),
            Rule::converted("kafka_rest_api", "rest_api"),
            Rule::dropped(
                "kafka_schema_registry",
                "run a registry beside it, such as Karapace or Apicurio",
            ),
            Rule::dropped(
                "opensearch_acls_enabled",
                "what users may do is always in force",
            ),
            Rule::to("description", "description"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::output("endpoints.*.domain", "host"),
            OutputRule::output("endpoints.*.port", "port"),
            OutputRule::output("endpoints.*.uri", "uri"),
            OutputRule::output("version", "engine_version"),
            OutputRule::output("disk_size", "storage_gib"),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let written = lowering.text_of("engine");
        let engine = match &written {
            Some(written) => engines::of(written),
            // What belongs to one instance tells nothing about the others.
            None if lowering.differs_by_instance("engine") => {
                let detail = "it is not written out, and instances may differ in it";
                return Err(Refusal::new(&ENGINE, detail));
            }
            None => {
                let engine = engines::of_parts(lowering.referrers("cluster_id"));
                if let Some(engine) = engine {
                    lowering.note_at(
                        &INFERRED,
                        format!("`{}`", engine.name),
                        lowering.place("engine"),
                    );
                }
                engine
            }
        };
        let Some(engine) = engine else {
            let detail = written.map_or_else(
                || "the engine is not written out".to_owned(),
                |engine| format!("`{engine}`"),
            );
            return Err(Refusal::new(&ENGINE, detail));
        };
        let Some(noun) = engine.noun else {
            lowering.note(&WITHDRAWN, engine.differs);
            return Ok(Target::Inputs);
        };
        let name = lowering.default_name();
        lowering.set("name", name);
        if let Some(version) = lowering.attribute("version") {
            let value = lowering.code(&version.value);
            lowering.set_from("engine_version", value, Some(version.span));
        }
        if let Some(attribute) = lowering.attribute("plan") {
            lowering.note_at(&PLAN, "`plan`", attribute.span);
        }
        instances(lowering)?;
        flavor(lowering);
        if let Some(sources) = lowering.values("ip_restrictions", "ip")? {
            let at = Some(lowering.place("ip_restrictions"));
            lowering.set_from("allowed_sources", sources, at);
        }
        if let Some(parameters) = lowering.attribute("advanced_configuration") {
            let value = lowering.code(&parameters.value);
            lowering.set_from("parameters", value, Some(parameters.span));
            lowering.note_at(&PARAMETERS, "`advanced_configuration`", parameters.span);
        }
        if let Some(bridge) = lowering.attribute("kafka_rest_api") {
            if lowering.takes(noun, "rest_api") {
                let value = lowering.code(&bridge.value);
                lowering.set_from("rest_api", value, Some(bridge.span));
            } else {
                let detail = format!("`kafka_rest_api`: module {noun} has nothing for it");
                lowering.note_at(&finding::NOT_CARRIED, detail, bridge.span);
            }
        }
        backup(lowering, noun);
        for input in (engine.inputs)() {
            let argument = input.name.clone();
            let value = lowering.input(input);
            lowering.set(&argument, value);
        }
        if !engine.differs.is_empty() {
            lowering.note(&DIFFERS, engine.differs);
        }
        if engine.has_operator {
            lowering.note(&OPERATOR, format!("module {noun}"));
        }
        lowering.note(&DATA, "");
        Ok(Target::Module(noun.to_owned()))
    }
}

/// When backups start, and where they go, which a person has to say.
fn backup(lowering: &mut Lowering<'_>, noun: &str) {
    let Some(time) = lowering.attribute("backup_time") else {
        return;
    };
    if !lowering.takes(noun, "backup") {
        let detail = format!("`backup_time`: module {noun} makes no backups");
        lowering.note_at(&finding::NOT_CARRIED, detail, time.span);
        return;
    }
    let value = Value::Object(vec![("time".to_owned(), lowering.code(&time.value))]);
    lowering.set_from("backup", value, Some(time.span));
    let store = Input::new(
        "backup_store",
        STORE,
        "Where backups go: s3:// address, URL of the endpoint, name of the Secret with the keys; null for no backups",
    );
    let store = lowering.input(store.or("null"));
    lowering.set("backup_store", store);
}

/// As many as there are nodes; where none are written, as many as the plan has.
fn instances(lowering: &mut Lowering<'_>) -> Result<(), Refusal> {
    let of_plan = |plan: &str| {
        Some(Value::from(match plan {
            "discovery" | "essential" => 1_u64,
            "business" | "production" => 2,
            "enterprise" | "advanced" => 3,
            _ => return None,
        }))
    };
    let at = Some(lowering.place("nodes"));
    let value = match lowering.view().nested("nodes") {
        Nested::None => match lowering.attribute("plan") {
            Some(plan) => {
                let input = Input::new("instances", "number", "How many instances there are");
                lowering.mapped_or(&plan.value, &of_plan, input).0
            }
            None => Value::from(1_u64),
        },
        Nested::Views(views) => Value::from(views.len() as u64),
        Nested::Expression(list) => Value::Call("length".to_owned(), vec![lowering.code(list)]),
        Nested::Dynamic { views, blocks } => match (views.is_empty(), blocks.as_slice()) {
            (true, [block]) => {
                let each = block.body.attribute("for_each");
                let each = each.ok_or_else(|| unclear("nodes"))?;
                Value::Call("length".to_owned(), vec![lowering.code(&each.value)])
            }
            _ => return Err(unclear("nodes")),
        },
    };
    lowering.set_from("instances", value, at);
    Ok(())
}

fn unclear(what: &str) -> Refusal {
    Refusal::new(&finding::SHAPE, format!("`{what}` is not written out"))
}

/// `db1-7` has 7 GiB of memory (inferred from the vendor's naming).
fn flavor(lowering: &mut Lowering<'_>) {
    let Some(flavor) = lowering.attribute("flavor") else {
        return;
    };
    let memory = |name: &str| {
        let (_, memory) = name.split_once('-')?;
        memory.parse::<u64>().ok().map(Value::from)
    };
    let input = Input::new("memory_gib", "number", "Memory of one instance in GiB");
    let (value, _) = lowering.mapped_or(&flavor.value, &memory, input);
    lowering.set_from("memory_gib", value, Some(flavor.span));
}
