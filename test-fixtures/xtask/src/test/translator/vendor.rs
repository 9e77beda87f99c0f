//! A schema of the vendor's provider, made from the translator's catalogue.
//!
//! The catalogue knows every name and no type: an attribute takes anything, and what has members may be written as an attribute
//! or as blocks, whose members are texts. That is enough for blocks that stay; it proves nothing about them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// Its address, and where Terraform looks for it when a configuration does not say.
pub const ADDRESSES: [&str; 2] = [
    "registry.terraform.io/ovh/ovh",
    "registry.terraform.io/hashicorp/ovh",
];
/// Versions that constraints find; the newest of each line that repositories pin.
pub const VERSIONS: [&str; 3] = ["0.51.0", "1.6.0", "2.19.0"];

/// The schema, in the form that `terraform providers schema -json` prints.
pub fn schema(rows: &Value) -> Result<Value> {
    let rows = rows.as_array().context("mappings are no list")?;
    let mut named: BTreeMap<(&str, &str), &Value> = BTreeMap::new();
    for row in rows {
        named.insert((text(row, "kind")?, text(row, "type")?), row);
    }
    let (mut resources, mut data_sources) = (Map::new(), Map::new());
    for ((kind, name), row) in &named {
        let same = row["same_as"]
            .as_str()
            .and_then(|same| named.get(&(*kind, same)));
        let unit = json!({"block": {"attributes": attributes(same.unwrap_or(row))}});
        let units = if *kind == "data" {
            &mut data_sources
        } else {
            &mut resources
        };
        units.insert((*name).to_owned(), unit);
    }
    let provider: Map<String, Value> = [
        "endpoint",
        "application_key",
        "application_secret",
        "consumer_key",
        "client_id",
        "client_secret",
        "access_token",
        "user_agent_extra",
        "ignore_init_error",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), json!({"type": "string", "optional": true})))
    .collect();
    Ok(json!({
        "format_version": "1.0",
        "provider_schemas": {ADDRESSES[0]: {
            "provider": {"block": {"attributes": provider}},
            "resource_schemas": resources,
            "data_source_schemas": data_sources,
        }},
    }))
}

fn text<'a>(row: &'a Value, name: &str) -> Result<&'a str> {
    row[name]
        .as_str()
        .with_context(|| format!("a row without {name}"))
}

fn attributes(row: &Value) -> Map<String, Value> {
    let names = |member: &str| -> Vec<String> {
        let all = row[member].as_array().into_iter().flatten();
        all.filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    };
    let mut found = Map::new();
    for name in names("exports") {
        let first = name.split('.').next().unwrap_or(&name).to_owned();
        found.insert(
            first,
            json!({"type": "dynamic", "optional": true, "computed": true}),
        );
    }
    found.insert(
        "id".to_owned(),
        json!({"type": "string", "optional": true, "computed": true}),
    );
    let arguments = names("arguments");
    for name in &arguments {
        if !name.contains('.') && name != "id" {
            let of_type = of_members(&arguments, name);
            found.insert(
                name.clone(),
                json!({"type": of_type, "optional": true, "computed": true}),
            );
        }
    }
    // Terraform's own.
    found.remove("timeouts");
    found
}

/// Anything, or a list of objects if the argument has members.
fn of_members(arguments: &[String], name: &str) -> Value {
    let start = format!("{name}.");
    let members: Map<String, Value> = arguments
        .iter()
        .filter_map(|argument| argument.strip_prefix(&start))
        .filter(|rest| !rest.contains('.'))
        .map(|rest| {
            let of_type = match of_members(arguments, &format!("{start}{rest}")) {
                Value::String(_) => json!("string"),
                list => list,
            };
            (rest.to_owned(), of_type)
        })
        .collect();
    if members.is_empty() {
        json!("dynamic")
    } else {
        json!(["list", ["object", members]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_attributes_and_members_lists_of_objects() {
        let rows = json!([
            {"type": "ovh_a", "kind": "resource", "arguments": ["name", "nodes", "nodes.region"], "exports": ["status", "x.y"]},
            {"type": "ovh_b", "kind": "resource", "same_as": "ovh_a", "arguments": [], "exports": []},
            {"type": "ovh_a", "kind": "data", "arguments": ["name"], "exports": []},
        ]);
        let schema = schema(&rows).unwrap();
        let provider = &schema["provider_schemas"][ADDRESSES[0]];
        let attributes = &provider["resource_schemas"]["ovh_a"]["block"]["attributes"];
        assert_eq!(attributes["name"]["type"], "dynamic");
        assert_eq!(
            attributes["nodes"]["type"],
            json!(["list", ["object", {"region": "string"}]])
        );
        assert_eq!(attributes["x"]["computed"], true);
        assert_eq!(
            provider["resource_schemas"]["ovh_b"],
            provider["resource_schemas"]["ovh_a"]
        );
        assert!(provider["data_source_schemas"]["ovh_a"].is_object());
    }
}
