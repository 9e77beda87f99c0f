//! Managed database → the noun of its engine. So far PostgreSQL; another engine is one more row in [`ENGINES`] and a module in
//! the profile.

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::{Address, Expression, Named, Root, emit::Value};

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    finding,
    index::Literal,
    input::Input,
    lower::{Lowering, Nested, Refusal, View},
};

/// See the module.
pub struct CloudProjectDatabase;

const STORE: &str = "object({ destination = string, endpoint = string, secret = string })";

/// Engines and the nouns that take their place.
const ENGINES: &[(&str, &str)] = &[("postgresql", "postgresql")];

const ENGINE: FindingKind = FindingKind {
    slug: "database/engine-not-translated",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "no rule translates this engine yet",
    hint: "run it with its operator, or write the engine out if it comes from a variable",
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

impl Mapping for CloudProjectDatabase {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database"]
    }

    fn summary(&self) -> &'static str {
        "the database engine run by its operator (PostgreSQL)"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&ENGINE, &OPERATOR, &DATA, &PLAN]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("id", "the id of a database that is only read"),
            Rule::converted("engine", "decides the module"),
            Rule::converted("version", "engine_version"),
            Rule::converted("plan", "instances, backup"),
            Rule::converted("flavor", "memory_gib"),
            Rule::converted("nodes", "instances"),
            Rule::to("disk_size", "storage_gib"),
            Rule::to("advanced_configuration", "parameters"),
            Rule::converted("ip_restrictions", "allowed_sources"),
            Rule::converted("backup_time", "backup"),
            Rule::dropped("backup_regions", "backups go where the new object store is"),
            Rule::dropped(
                "maintenance_time",
                "operators upgrade when their version changes",
            ),
            Rule::to("deletion_protection", "deletion_protection"),
            Rule::dropped("kafka_rest_api", "of another engine"),
            Rule::dropped("kafka_schema_registry", "of another engine"),
            Rule::dropped("opensearch_acls_enabled", "of another engine"),
            Rule::to("description", "description"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::output("endpoints.*.domain", "host"),
            OutputRule::output("endpoints.*.port", "port"),
            OutputRule::output("endpoints.*.uri", "uri"),
            OutputRule::output("version", "engine_version"),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let engine = lowering.text_of("engine");
        let noun = engine
            .as_deref()
            .and_then(|engine| ENGINES.iter().find(|(known, _)| *known == engine))
            .map(|(_, noun)| *noun);
        let Some(noun) = noun else {
            let detail = engine.map_or_else(
                || "the engine is not written out".to_owned(),
                |engine| format!("`{engine}`"),
            );
            return Err(Refusal::new(&ENGINE, detail));
        };
        let name = lowering.default_name();
        lowering.set("name", name);
        if let Some(version) = lowering.attribute("version") {
            let value = lowering.code(&version.value);
            lowering.set_from("engine_version", value, Some(version.span));
        }
        let plan = lowering.text_of("plan");
        if let Some(attribute) = lowering.attribute("plan") {
            lowering.note_at(&PLAN, "`plan`", attribute.span);
        }
        instances(lowering, plan.as_deref())?;
        flavor(lowering);
        sources(lowering)?;
        if let Some(time) = lowering.attribute("backup_time") {
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
        lowering.note(&OPERATOR, format!("module {noun}"));
        lowering.note(&DATA, "");
        Ok(Target::Module(noun.to_owned()))
    }
}

/// As many as there are nodes; where none are written, as many as the plan has.
fn instances(lowering: &mut Lowering<'_>, plan: Option<&str>) -> Result<(), Refusal> {
    let of_plan = match plan {
        Some("business" | "production") => 2,
        Some("enterprise" | "advanced") => 3,
        _ => 1,
    };
    let at = Some(lowering.place("nodes"));
    let value = match lowering.view().nested("nodes") {
        Nested::None => Value::from(of_plan),
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
    let memory = match lowering.literal(&flavor.value) {
        Some(Literal::Text(name)) => name
            .split_once('-')
            .and_then(|(_, memory)| memory.parse::<u64>().ok()),
        _ => None,
    };
    match memory {
        Some(memory) => lowering.set_from("memory_gib", memory, Some(flavor.span)),
        None => lowering.note_at(
            &finding::NOT_CARRIED,
            "`flavor`: its size is not known",
            flavor.span,
        ),
    }
}

/// Addresses that may connect.
fn sources(lowering: &mut Lowering<'_>) -> Result<(), Refusal> {
    let at = Some(lowering.place("ip_restrictions"));
    let value = match lowering.view().nested("ip_restrictions") {
        Nested::None => return Ok(()),
        Nested::Views(views) => {
            let sources = views.iter().filter_map(|view| source(lowering, *view));
            Value::List(sources.collect())
        }
        Nested::Dynamic { views, blocks } => match (views.is_empty(), blocks.as_slice()) {
            (true, [block]) => {
                each_source(lowering, block).ok_or_else(|| unclear("ip_restrictions"))?
            }
            _ => return Err(unclear("ip_restrictions")),
        },
        Nested::Expression(_) => return Err(unclear("ip_restrictions")),
    };
    lowering.set_from("allowed_sources", value, at);
    Ok(())
}

fn source(lowering: &Lowering<'_>, view: View<'_>) -> Option<Value> {
    view.value("ip").map(|value| lowering.code(value))
}

/// `dynamic "ip_restrictions" { for_each = LIST, content { ip = ip_restrictions.value } }` is LIST itself.
fn each_source(lowering: &Lowering<'_>, block: &ovhai_syntax::Block) -> Option<Value> {
    let iterator = match block.body.attribute("iterator") {
        Some(iterator) => lowering.written(&iterator.value).to_owned(),
        None => block.label(0).to_owned(),
    };
    let content = block.body.blocks_of("content").next()?;
    let address = &content.body.attribute("ip")?.value;
    let each = &block.body.attribute("for_each")?.value;
    let takes = taken(address, &iterator)?;
    let list = Value::Call("tolist".to_owned(), vec![lowering.code(each)]);
    match takes.as_slice() {
        [value] if value == "value" => Some(list),
        [value, member] if value == "value" => {
            Some(Value::After(Box::new(list), format!("[*].{member}")))
        }
        _ => None,
    }
}

/// The attributes that `expression` takes of the iterator.
fn taken(expression: &Expression, iterator: &str) -> Option<Vec<String>> {
    let address = Address::of(expression)?;
    let ovhai_syntax::ExpressionKind::Traversal(traversal) = &expression.kind else {
        return None;
    };
    let Root::Name(root) = &traversal.root else {
        return None;
    };
    if root.text != iterator {
        return None;
    }
    let mut names: Vec<String> = address.attributes().map(str::to_owned).collect();
    if let Named::Resource { name, .. } = &address.named {
        names.insert(0, name.clone());
    }
    Some(names)
}
