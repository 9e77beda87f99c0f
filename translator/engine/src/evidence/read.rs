//! State files (version 4) and the output of `terraform show -json`, for a state or for a plan.

use serde::{Deserialize, de::IgnoredAny};

use super::{Change, Document, Key, Object, address};

/// Why a document says nothing. Never quotes it: states hold secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is no JSON, or JSON of another shape.
    #[error(
        "{name} is neither a state nor the output of `terraform show -json` (line {line}, column {column})"
    )]
    Shape {
        /// The document.
        name: String,
        /// One-based.
        line: usize,
        /// One-based.
        column: usize,
    },
    /// It is JSON, but of something else.
    #[error("{name} is neither a state of version 4 nor the output of `terraform show -json`")]
    Other {
        /// The document.
        name: String,
    },
    /// It is encrypted.
    #[error("{name} is encrypted; give the output of `tofu show -json` instead")]
    Encrypted {
        /// The document.
        name: String,
    },
    /// An address in it cannot be read.
    #[error(
        "{name} names a module in a way that is not understood; give the output of `terraform show -json` instead"
    )]
    Address {
        /// The document.
        name: String,
    },
}

/// The members of all three shapes that matter here.
#[derive(Deserialize)]
struct Whole {
    version: Option<u64>,
    format_version: Option<String>,
    #[serde(default)]
    resources: Vec<Resource>,
    values: Option<Values>,
    planned_values: Option<IgnoredAny>,
    prior_state: Option<Prior>,
    resource_changes: Option<Vec<Planned>>,
    encrypted_data: Option<IgnoredAny>,
}

/// A resource in a state file.
#[derive(Deserialize)]
struct Resource {
    #[serde(default)]
    module: String,
    mode: String,
    #[serde(rename = "type")]
    of_type: String,
    name: String,
    #[serde(default)]
    provider: String,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    #[serde(default)]
    index_key: serde_json::Value,
}

#[derive(Deserialize)]
struct Prior {
    values: Option<Values>,
}

#[derive(Deserialize)]
struct Values {
    root_module: Option<Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    address: String,
    #[serde(default)]
    resources: Vec<Shown>,
    #[serde(default)]
    child_modules: Vec<Module>,
}

/// A resource as `show -json` gives it.
#[derive(Deserialize)]
struct Shown {
    mode: String,
    #[serde(rename = "type")]
    of_type: String,
    name: String,
    #[serde(default)]
    index: serde_json::Value,
    #[serde(default)]
    provider_name: String,
}

/// A change of a plan.
#[derive(Deserialize)]
struct Planned {
    #[serde(default)]
    module_address: String,
    #[serde(flatten)]
    shown: Shown,
    change: Actions,
}

#[derive(Deserialize)]
struct Actions {
    actions: Vec<String>,
}

/// Reads a document called `name`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, Unusable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let whole: Whole = serde_json::from_slice(bytes).map_err(|error| Unusable::Shape {
        name: name.to_owned(),
        line: error.line(),
        column: error.column(),
    })?;
    let lost = || Unusable::Address {
        name: name.to_owned(),
    };
    if whole.encrypted_data.is_some() {
        return Err(Unusable::Encrypted {
            name: name.to_owned(),
        });
    }
    let is_plan = whole.planned_values.is_some() || whole.resource_changes.is_some();
    let mut objects = Vec::new();
    let mut changes = Vec::new();
    if whole.version == Some(4) {
        for resource in whole.resources {
            held(resource, &mut objects).ok_or_else(lost)?;
        }
    } else if whole.format_version.is_some() {
        let values = match is_plan {
            true => whole.prior_state.and_then(|prior| prior.values),
            false => whole.values,
        };
        if let Some(module) = values.and_then(|values| values.root_module) {
            shown(module, &mut objects).ok_or_else(lost)?;
        }
        for planned in whole.resource_changes.unwrap_or_default() {
            let destroys = planned.change.actions.iter().any(|word| word == "delete");
            let object = object(&planned.module_address, planned.shown).ok_or_else(lost)?;
            changes.push(Change { object, destroys });
        }
    } else {
        return Err(Unusable::Other {
            name: name.to_owned(),
        });
    }
    objects.sort();
    objects.dedup();
    Ok(Document {
        name: name.to_owned(),
        objects,
        changes,
    })
}

fn held(resource: Resource, objects: &mut Vec<Object>) -> Option<()> {
    let module = address::module(&resource.module)?;
    for instance in &resource.instances {
        objects.push(Object {
            module: module.clone(),
            is_managed: resource.mode == "managed",
            of_type: resource.of_type.clone(),
            name: resource.name.clone(),
            key: Key::of(&instance.index_key),
            provider: source(&resource.provider).to_owned(),
        });
    }
    Some(())
}

/// The source within `module.a.provider["registry.terraform.io/ovh/ovh"].eu`; `ovh` of `provider.ovh`.
fn source(provider: &str) -> &str {
    if let Some((_, rest)) = provider.split_once("provider[\"") {
        return rest.split('"').next().unwrap_or_default();
    }
    let local = provider
        .rsplit_once("provider.")
        .map_or("", |(_, rest)| rest);
    local.split('.').next().unwrap_or_default()
}

fn shown(module: Module, objects: &mut Vec<Object>) -> Option<()> {
    for resource in module.resources {
        objects.push(object(&module.address, resource)?);
    }
    module
        .child_modules
        .into_iter()
        .try_for_each(|child| shown(child, objects))
}

fn object(module: &str, shown: Shown) -> Option<Object> {
    Some(Object {
        module: address::module(module)?,
        is_managed: shown.mode == "managed",
        of_type: shown.of_type,
        name: shown.name,
        key: Key::of(&shown.index),
        provider: shown.provider_name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> Vec<String> {
        let document = read("x", text.as_bytes()).unwrap();
        document.objects.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_three_shapes_are_read() {
        let state = r#"{"version":4,"resources":[
            {"module":"module.m[\"a\"]","mode":"managed","type":"ovh_x","name":"y","provider":"module.m.provider[\"registry.terraform.io/ovh/ovh\"].eu",
             "instances":[{"index_key":"k","attributes":{"password":"s3cret"}},{"index_key":1}]},
            {"mode":"data","type":"ovh_me","name":"me","provider":"provider.ovh","instances":[{}]}]}"#;
        assert_eq!(
            addresses(state),
            [
                "data.ovh_me.me",
                "module.m[\"a\"].ovh_x.y[1]",
                "module.m[\"a\"].ovh_x.y[\"k\"]"
            ]
        );
        let document = read("x", state.as_bytes()).unwrap();
        assert!(document.objects.iter().all(Object::is_vendors));
        assert!(!format!("{document:?}").contains("s3cret"));
        let shown = r#"{"format_version":"1.0","values":{"root_module":{"resources":[
            {"address":"a_b.c","mode":"managed","type":"a_b","name":"c","provider_name":"registry.terraform.io/h/a","values":{"x":1}}],
            "child_modules":[{"address":"module.m","resources":[
            {"mode":"managed","type":"ovh_x","name":"y","index":0,"provider_name":"registry.opentofu.org/ovh/ovh"}]}]}}}"#;
        assert_eq!(addresses(shown), ["a_b.c", "module.m.ovh_x.y[0]"]);
        assert_eq!(
            addresses(r#"{"format_version":"1.0"}"#),
            Vec::<String>::new()
        );
        let plan = r#"{"format_version":"1.2","planned_values":{},"prior_state":{"values":{"root_module":{"resources":[
            {"mode":"managed","type":"ovh_x","name":"y","provider_name":"registry.terraform.io/ovh/ovh"}]}}},
            "resource_changes":[{"address":"ovh_x.y","mode":"managed","type":"ovh_x","name":"y","change":{"actions":["create","delete"],"before":{"p":"q"}}}]}"#;
        assert_eq!(addresses(plan), ["ovh_x.y"]);
        let changes = read("x", plan.as_bytes()).unwrap().changes;
        assert!(changes.len() == 1 && changes[0].destroys);
    }

    #[test]
    fn what_is_no_state_is_refused_without_a_quote() {
        for text in [
            "no json s3cret",
            r#"{"version":"s3cret"}"#,
            r#"{"version":3}"#,
            "{}",
            r#"{"encrypted_data":"s3cret"}"#,
            r#"{"version":4,"resources":[{"module":"s3cret","mode":"managed","type":"a","name":"b"}]}"#,
        ] {
            let error = read("x.json", text.as_bytes()).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
    }
}
