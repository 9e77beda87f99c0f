//! Changing any one attribute plans exactly that, and takes exactly the calls it needs.
//!
//! The table of each resource is the file named after it: groups with a configuration to begin with, and rows of what to set
//! in it. A row may change one attribute; one that has to change more says why. What it does is `calls` (those that change
//! something, in order), `replaces` (the attribute that Terraform names as the reason) or `nothing`. A settable attribute that
//! no row changes fails the test.

use std::{collections::BTreeSet, fs, path::Path};

use ovh_sandbox::{EstateChoice, Running};
use serde::Deserialize;
use serde_json::{Map, Value};
use terraform_plugin::{
    schema::{Attributes, Kind, Nesting},
    testing::{Action, Client, Object},
};

use crate::ground::{change, client, differences, quick, writes};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    base: Value,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// JSON pointers and what is written there; null takes away.
    #[serde(default)]
    set: Map<String, Value>,
    /// The same in the state before: what was configured once and cannot be made in this sandbox.
    #[serde(default)]
    prior: Map<String, Value>,
    /// Why it takes more than one change.
    why: Option<String>,
    /// What the plan shows to follow from the change.
    #[serde(default)]
    also: Vec<String>,
    /// What the plan shows, where it is not what was set.
    plans: Option<Vec<String>>,
    calls: Option<Vec<String>>,
    replaces: Option<String>,
    #[serde(default)]
    nothing: bool,
    /// The way back leads to another object: the next row begins with a new one.
    #[serde(default)]
    is_one_way: bool,
}

/// Attributes that a row changes.
#[derive(Default)]
struct Changed {
    /// Each attribute by itself.
    attributes: BTreeSet<String>,
    /// As a plan shows them: collections whole, write-only ones not at all.
    shown: BTreeSet<String>,
}

impl Changed {
    fn between(attributes: &Attributes, before: &Value, after: &Value) -> Self {
        let mut this = Self::default();
        this.compare(attributes, "", None, [before, after]);
        this
    }

    fn compare(
        &mut self,
        attributes: &Attributes,
        at: &str,
        within: Option<&str>,
        [before, after]: [&Value; 2],
    ) {
        for (name, attribute) in &attributes.0 {
            let pair = [before, after].map(|object| object.get(name).unwrap_or(&Value::Null));
            if pair[0] == pair[1] {
                continue;
            }
            let path = format!("{at}{name}");
            let deeper = format!("{path}.");
            match (&attribute.kind, pair) {
                (Kind::Nested(Nesting::Single, inner), [Value::Object(_), Value::Object(_)]) => {
                    self.compare(inner, &deeper, within, pair);
                }
                (Kind::Nested(_, inner), [Value::Array(before), Value::Array(after)])
                    if before.len() == after.len() =>
                {
                    for (before, after) in before.iter().zip(after) {
                        self.compare(inner, &deeper, within.or(Some(&path)), [before, after]);
                    }
                }
                _ => {
                    if !attribute.write_only {
                        self.shown.insert(within.unwrap_or(&path).to_owned());
                    }
                    self.attributes.insert(path);
                }
            }
        }
    }
}

/// Everything that a configuration may set and leave out, and everything in it.
fn settable(attributes: &Attributes, at: &str, found: &mut BTreeSet<String>) {
    for (name, attribute) in &attributes.0 {
        if !attribute.required && !attribute.optional {
            continue;
        }
        let path = format!("{at}{name}");
        let inner = match &attribute.kind {
            Kind::Nested(nesting, inner) => Some((nesting, inner)),
            Kind::Leaf(_) => None,
        };
        // An object that must be there changes by its members only.
        if !(attribute.required && matches!(inner, Some((Nesting::Single, _)))) {
            found.insert(path.clone());
        }
        if let Some((_, inner)) = inner {
            settable(inner, &format!("{path}."), found);
        }
    }
}

fn edited(value: &Value, changes: &Map<String, Value>) -> Value {
    let mut value = value.clone();
    for (pointer, new) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let place = value.pointer_mut(parent);
        let place = place.unwrap_or_else(|| panic!("{pointer} has no parent"));
        match name.parse::<usize>() {
            Ok(index) if place.is_array() && new.is_null() => {
                place.as_array_mut().unwrap().remove(index);
            }
            Ok(index) if place.is_array() => place[index] = new.clone(),
            _ => place[name] = new.clone(),
        }
    }
    value
}

/// A change of one object, and what is wrong about it.
struct Trial<'a> {
    sandbox: &'a Running,
    client: &'a Client,
    object: &'a Object,
    base: &'a Value,
    row: &'a Row,
    problems: Vec<String>,
    /// What the object was left as, when there is no way back.
    left: Option<Object>,
}

impl Trial<'_> {
    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, wanted: &T) {
        if found != wanted {
            let set = Value::from(self.row.set.clone());
            let type_name = &self.object.type_name;
            self.problems.push(format!(
                "{type_name} {set}: {what}\n   found {found:?}\n  wanted {wanted:?}"
            ));
        }
    }

    /// Changes the object, and back.
    async fn run(&mut self) -> BTreeSet<String> {
        let Row {
            set, prior, why, ..
        } = self.row;
        let type_name = &self.object.type_name;
        let config = edited(self.base, set);
        let before = match prior.is_empty() {
            true => self.object.clone(),
            false => self
                .client
                .state(type_name, edited(&self.object.json(), prior)),
        };
        let schema = &self.client.resource_schema(type_name).attributes;
        let mut changed = Changed::between(schema, &edited(self.base, prior), &config);
        let is_alone = changed.attributes.len() == 1;
        self.expect("is alone, or says why not", &is_alone, &why.is_none());
        self.client.validate(type_name, config.clone()).await.ok();
        let plan = self
            .client
            .plan(type_name, Some(&before), config.clone())
            .await;
        if !plan.errors().is_empty() {
            self.expect("errors", &format!("{:?}", plan.errors()), &String::new());
            return changed.attributes;
        }
        let plan = plan.value;
        let shown = differences(self.client, &plan);
        let wanted = match (&self.row.calls, &self.row.replaces, self.row.nothing) {
            (Some(_), None, false) => Action::Update,
            (None, Some(_), false) => Action::Replace,
            (None, None, true) => Action::NoOp,
            _ => panic!("{set:?} has one of calls, replaces and nothing"),
        };
        self.expect("action", &plan.action, &wanted);
        if plan.action != wanted || wanted == Action::NoOp {
            return changed.attributes;
        }
        if let Some(reason) = &self.row.replaces {
            let reasons = plan.requires_replace.iter().map(ToString::to_string);
            self.expect("reasons", &reasons.collect(), &vec![reason.clone()]);
            return changed.attributes;
        }
        let wanted = match &self.row.plans {
            Some(plans) => plans.clone(),
            None => {
                changed.shown.extend(self.row.also.iter().cloned());
                changed.shown.iter().cloned().collect()
            }
        };
        self.expect("planned", &shown, &wanted);
        if !prior.is_empty() {
            self.sandbox.reset_requests();
            self.client.apply(&plan).await.ok();
            self.expect("calls", &Some(writes(self.sandbox)), &self.row.calls);
            return changed.attributes;
        }
        let (_, after, calls) = change(self.sandbox, self.client, self.object, &config).await;
        self.expect("calls", &Some(calls), &self.row.calls);
        if self.row.is_one_way {
            self.left = Some(after);
        } else {
            let (_, back, _) = change(self.sandbox, self.client, &after, self.base).await;
            self.expect("back again", &back.json(), &self.object.json());
        }
        changed.attributes
    }
}

async fn made(client: &Client, type_name: &str, config: &Value) -> Object {
    let plan = client.plan(type_name, None, config.clone()).await.ok();
    client.apply(&plan).await.ok()
}

async fn destroyed(client: &Client, object: &Object) {
    let plan = client.plan_destroy(object).await.ok();
    client.apply(&plan).await.ok();
}

/// The table of a resource; none for one without.
fn table(sandbox: &Running, type_name: &str) -> Vec<Group> {
    let file = format!("tests/workloads/changes/{type_name}.json");
    match fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) {
        Ok(text) => {
            let text = text.replace("PROJECT", sandbox.service_name());
            serde_json::from_str(&text).unwrap()
        }
        Err(_) => Vec::new(),
    }
}

/// What the tables begin with: together they set every attribute.
pub async fn beginnings(sandbox: &Running, client: &Client, type_name: &str) -> Vec<Object> {
    let mut objects = Vec::new();
    for Group { base, .. } in table(sandbox, type_name) {
        let object = made(client, type_name, &base).await;
        destroyed(client, &object).await;
        objects.push(object);
    }
    objects
}

async fn every_attribute_of(type_name: &str) {
    let sandbox = quick(EstateChoice::Empty);
    let groups = table(&sandbox, type_name);
    let client = client(&sandbox).await;
    let (mut problems, mut covered) = (Vec::new(), BTreeSet::new());
    for Group { base, rows } in &groups {
        let mut object = made(&client, type_name, base).await;
        for row in rows {
            // As it is now: another row may have brought the platform to tell more of it.
            object = client.read(&object).await.ok();
            let mut trial = Trial {
                sandbox: &sandbox,
                client: &client,
                object: &object,
                base,
                row,
                problems: Vec::new(),
                left: None,
            };
            covered.extend(trial.run().await);
            problems.append(&mut trial.problems);
            if let Some(left) = trial.left {
                destroyed(&client, &left).await;
                object = made(&client, type_name, base).await;
            }
        }
        destroyed(&client, &object).await;
    }
    let mut all = BTreeSet::new();
    settable(&client.resource_schema(type_name).attributes, "", &mut all);
    let missing: Vec<_> = all.difference(&covered).collect();
    if !missing.is_empty() {
        problems.push(format!("{type_name}: no row changes {missing:?}"));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn every_attribute_of_an_app() {
    every_attribute_of("ovhai_app").await;
}

#[tokio::test]
async fn every_attribute_of_a_job() {
    every_attribute_of("ovhai_job").await;
}

#[tokio::test]
async fn every_attribute_of_a_notebook() {
    every_attribute_of("ovhai_notebook").await;
}

#[tokio::test]
async fn every_attribute_of_a_data_store() {
    every_attribute_of("ovhai_data_store").await;
}

#[tokio::test]
async fn every_attribute_of_a_registry() {
    every_attribute_of("ovhai_registry").await;
}

#[tokio::test]
async fn every_attribute_of_a_token() {
    every_attribute_of("ovhai_token").await;
}
