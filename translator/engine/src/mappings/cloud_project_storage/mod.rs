//! Container of object storage with the S3 protocol → noun `bucket`.

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    catalogue::Kind,
    finding,
    index::Literal,
    input::Input,
    lower::{Lowering, Nested, Refusal},
};

/// See the module.
pub struct CloudProjectStorage;

const OBJECTS: FindingKind = FindingKind {
    slug: "bucket/objects-are-not-moved",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the new bucket is empty; objects move by an export of the data",
    hint: "export the data with the provider, then let users change over",
};

const REPLICATION: FindingKind = FindingKind {
    slug: "bucket/replication-is-between-new-buckets",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "rules of replication name buckets; the new ones must be there, and the object store must know replication",
    hint: "check the names in the rules; regions of the old platform are not carried into the new rules",
};

impl Mapping for CloudProjectStorage {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_storage"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a bucket at any S3 endpoint"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&OBJECTS, &REPLICATION]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        let mut rules = vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::to("name", "name"),
            Rule::converted("region_name", "region"),
            Rule::converted("versioning", "versioning"),
            Rule::converted("encryption", "encryption"),
            Rule::converted("object_lock", "object_lock"),
            Rule::converted("versioning.status", "versioning"),
            Rule::converted("encryption.sse_algorithm", "encryption"),
            Rule::converted("object_lock.status", "object_lock"),
            Rule::converted("object_lock.rule.mode", "object_lock"),
            Rule::converted("object_lock.rule.period", "object_lock"),
            Rule::one("replication", "replication"),
            Rule::to("tags", "tags"),
        ];
        rules.extend(
            ["limit", "marker", "prefix", "hide_objects", "owner_id"]
                .map(|name| Rule::implied(name, "an option for listing objects")),
        );
        rules
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::output("region", "region"),
            OutputRule::output("region_name", "region"),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        lowering.region("region_name");
        for (name, member, argument) in [
            ("versioning", "status", "versioning"),
            ("encryption", "sse_algorithm", "encryption"),
        ] {
            match lowering.view().nested(name) {
                Nested::None => {}
                Nested::Views(views) if views.len() == 1 => {
                    if let Some(value) = views[0].value(member) {
                        let value = lowering.code(value);
                        let at = lowering.place(name);
                        lowering.set_from(argument, value, Some(at));
                    }
                }
                // Which it is is known when Terraform runs; none is none.
                Nested::Expression(_) | Nested::Dynamic { .. } => {
                    if let Some(whole) = lowering.sole(lowering.view(), name) {
                        let member = Value::Text(member.to_owned());
                        let found =
                            Value::Call("lookup".to_owned(), vec![whole, member, Value::Null]);
                        let value = Value::Call("try".to_owned(), vec![found, Value::Null]);
                        let at = lowering.place(name);
                        lowering.set_from(argument, value, Some(at));
                    }
                }
                Nested::Views(_) => {
                    return Err(Refusal::new(
                        &finding::SHAPE,
                        format!("`{name}` is written several times"),
                    ));
                }
            }
        }
        object_lock(lowering)?;
        let endpoint = lowering.input(Input::new(
            "endpoint",
            "string",
            "Host name of the object store's S3 endpoint",
        ));
        lowering.set("endpoint", endpoint);
        if lowering.view().names().contains(&"replication") {
            let at = lowering.place("replication");
            lowering.note_at(&REPLICATION, "`replication`", at);
        }
        lowering.note(&OBJECTS, "");
        Ok(Target::Module("bucket".to_owned()))
    }
}

/// `object_lock { status, rule { mode, period } }`; the period is an ISO 8601 duration.
fn object_lock(lowering: &mut Lowering<'_>) -> Result<(), Refusal> {
    let unclear = || Refusal::new(&finding::SHAPE, "`object_lock` is not written out");
    let lock = match lowering.view().nested("object_lock") {
        Nested::None => return Ok(()),
        Nested::Views(views) if views.len() == 1 => views[0],
        _ => return Err(unclear()),
    };
    let mut items = Vec::new();
    if let Some(rule) = lock.single("rule") {
        if let Some(mode) = rule.value("mode") {
            let mode = match lowering.literal(mode) {
                Some(Literal::Text(mode))
                    if ["COMPLIANCE", "GOVERNANCE"].contains(&mode.to_uppercase().as_str()) =>
                {
                    Value::Text(mode.to_uppercase())
                }
                _ => Value::Call("upper".to_owned(), vec![lowering.code(mode)]),
            };
            items.push(("mode".to_owned(), mode));
        }
        if let Some(period) = rule.value("period") {
            let Some(Literal::Text(text)) = lowering.literal(period) else {
                return Err(unclear());
            };
            let days = days(&text).ok_or_else(unclear)?;
            items.push(("days".to_owned(), Value::from(days)));
        }
    }
    let at = lowering.place("object_lock");
    lowering.set_from("object_lock", Value::Object(items), Some(at));
    Ok(())
}

/// Days of an ISO 8601 duration of one unit: `P30D`, `P1W`, `P6M`, `P1Y`. Months are counted as 30 days, years as 365.
fn days(period: &str) -> Option<u64> {
    let rest = period.strip_prefix('P')?;
    let unit = rest.chars().last()?;
    let number: u64 = rest.strip_suffix(unit)?.parse().ok()?;
    let length = match unit {
        'D' => 1,
        'W' => 7,
        'M' => 30,
        'Y' => 365,
        _ => return None,
    };
    number.checked_mul(length)
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn periods_are_days() {
        let found = ["P30D", "P1W", "P6M", "P1Y", "P1Y6M", "30D", "P", "P1H"].map(days);
        let expected = [
            Some(30),
            Some(7),
            Some(180),
            Some(365),
            None,
            None,
            None,
            None,
        ];
        assert_eq!(found, expected);
    }
}
