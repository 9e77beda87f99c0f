//! What lies within a database service: a user, a topic. Each becomes an item of an argument of its service's call; modules of all
//! engines name these arguments alike.

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::{Address, Attribute, Expression, ExpressionKind, Named, emit::Value};

use super::{AttributeRule, Member, OutputRule, Place, Reach, Target};
use crate::{
    finding,
    index::Literal,
    input::Input,
    lower::{Lowering, Refusal, single::Single},
};

pub(super) const ADMINISTRATOR: FindingKind = FindingKind {
    slug: "database/administrator-differs",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the administrator that the platform makes has another name elsewhere",
    hint: "let what uses it connect as the owner of its database, with no more rights than it needs",
};

/// Names that the platform gives to users it makes by itself.
const ADMINISTRATORS: [&str; 2] = ["admin", "avnadmin"];

/// The table of something with these arguments of its own.
pub(super) fn attributes(own: Vec<AttributeRule>) -> Vec<AttributeRule> {
    let mut rules = vec![
        AttributeRule::implied("service_name", "the id of the project"),
        AttributeRule::implied("engine", "that of the service"),
        AttributeRule::converted("cluster_id", "the module it becomes a part of"),
    ];
    rules.extend(own);
    rules
}

/// The table of a user with these arguments of its own.
pub(super) fn user_attributes(own: Vec<AttributeRule>) -> Vec<AttributeRule> {
    let mut rules = attributes(vec![
        AttributeRule::converted("name", "key in users"),
        AttributeRule::implied("password_reset", "the password is a new one"),
        AttributeRule::implied("deletion_protection", "the service protects itself"),
    ]);
    rules.extend(own);
    rules
}

/// Where its name is read, and its id, which is the name elsewhere.
pub(super) fn name_outputs(what: &str) -> Vec<OutputRule> {
    let description = format!("Name of the {what}");
    let member = |path| OutputRule {
        path,
        reach: Reach::Member("name", Input::new("name", "string", &description)),
    };
    vec![member("name"), member("id")]
}

/// Where name and password of a user are read.
pub(super) fn user_outputs() -> Vec<OutputRule> {
    let mut rules = name_outputs("user");
    rules.push(OutputRule::input("password", password()));
    rules
}

fn password() -> Input {
    let description = "Password of the user; a new one, never the old";
    Input::secret("password", "string", description)
}

/// The argument `name`, which it cannot do without.
pub(super) fn required<'a>(lowering: &Lowering<'a>, name: &str) -> Result<&'a Attribute, Refusal> {
    lowering
        .attribute(name)
        .ok_or_else(|| Refusal::new(&finding::SHAPE, format!("`{name}` is missing")))
}

/// Those of the arguments `names` that are there, under the same names.
pub(super) fn items(lowering: &Lowering<'_>, names: &[&str]) -> Vec<(String, Value)> {
    let found = names.iter().filter_map(|name| lowering.attribute(name));
    found
        .map(|attribute| {
            let value = lowering.code(&attribute.value);
            (attribute.name.text.clone(), value)
        })
        .collect()
}

/// Lies in `argument` of the call of its service; becomes inputs if the service is made by another module, or elsewhere.
pub(super) fn member(
    lowering: &mut Lowering<'_>,
    argument: &str,
    place: Place,
    value: Value,
) -> Result<Target, Refusal> {
    let service = required(lowering, "cluster_id")?;
    if is_elsewhere(&service.value) {
        let detail = "`cluster_id`: the service is not made in this module";
        lowering.note_at(&finding::NO_PLACE, detail, service.span);
        return Ok(Target::Inputs);
    }
    Ok(Target::Member(Box::new(Member {
        parent: lowering.parent("cluster_id")?,
        argument: argument.to_owned(),
        place,
        value,
    })))
}

/// Whether a service is named by what a caller gives, by another module, or by its id.
fn is_elsewhere(service: &Expression) -> bool {
    let names = |named: &Named| matches!(named, Named::Variable(_) | Named::Module(_));
    matches!(service.kind, ExpressionKind::String(_))
        || Address::of(service).is_some_and(|address| names(&address.named))
        || Single::of(service).is_some_and(|single| names(&single.named))
}

/// An item of `argument` whose key is what the argument `key` says.
pub(super) fn keyed(
    lowering: &mut Lowering<'_>,
    argument: &str,
    key: &str,
    items: Vec<(String, Value)>,
) -> Result<Target, Refusal> {
    let key = lowering.code(&required(lowering, key)?.value);
    member(lowering, argument, Place::Key(key), Value::Object(items))
}

/// A user with a new password and these items besides.
pub(super) fn user(
    lowering: &mut Lowering<'_>,
    items: Vec<(String, Value)>,
) -> Result<Target, Refusal> {
    let name = required(lowering, "name")?;
    if let Some(Literal::Text(text)) = lowering.literal(&name.value)
        && ADMINISTRATORS.contains(&text.as_str())
    {
        lowering.note_at(&ADMINISTRATOR, "`name`", name.span);
    }
    let mut all = vec![("password".to_owned(), lowering.input(password()))];
    all.extend(items);
    keyed(lowering, "users", "name", all)
}
