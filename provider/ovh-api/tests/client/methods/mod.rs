//! Every typed method makes exactly its calls: a table over all of them, which also shows that no call lacks a method.

mod ai;
mod around;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use ovh_api::{AccessRule, Client, Error, Project, ReadOnly, ReadProject, calls};
use ovhai_platform::documents::Listed;
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, Seen, client};

/// An id that must be encoded.
const ID: &str = "a/b";

/// What the server answers.
#[derive(Clone, Copy)]
enum Shape {
    /// One object.
    One,
    /// A list of one object; nothing on later pages.
    List,
    /// A list of one text.
    Names,
    /// To GET an empty list, else one object.
    Created,
    /// `null`.
    Nothing,
}
use Shape::{Created, List, Names, Nothing, One};

/// An object that every document can be read from.
fn object(seen: &Seen) -> Value {
    let is_user = seen.path.contains("/user") && !seen.path.contains("/containerRegistry/");
    let id = match is_user && !(seen.method == "GET" && seen.path.ends_with("/role")) {
        true => json!(7),
        false => json!("x"),
    };
    json!({
        "id": id, "alias": "x", "access": "x", "key": "x", "name": "x", "project_id": "x", "nichandle": "x",
        "account": "x", "method": "account",
        "command": "x", "content": "x", "token": "x", "secret": "x", "url": "x", "policy": "x", "ipBlock": "x",
        "authorized": true, "spec": {"image": "x", "region": "GRA"},
    })
}

fn reply(shape: Shape, seen: &Seen) -> Value {
    if seen.path.ends_with("/auth/time") {
        return json!(1_795_338_000);
    }
    let is_later = seen.parameter("page").is_some_and(|page| page != "0")
        || seen.parameter("keyMarker").is_some();
    match shape {
        List | Names if is_later => json!([]),
        List => json!([object(seen)]),
        Names => json!(["x"]),
        Created if seen.method == "GET" => json!([]),
        One | Created => object(seen),
        Nothing => Value::Null,
    }
}

/// A request as the table writes it: `POST ~/ai/job {"image":"i"}`, where `~` is the project.
fn line(seen: &Seen) -> String {
    let (_, target) = seen.url.split_once("/1.0").unwrap();
    let target = target.replace(&format!("/cloud/project/{PROJECT}"), "~");
    let body = String::from_utf8(seen.body.to_vec()).unwrap();
    format!("{} {target} {body}", seen.method)
        .trim_end()
        .to_owned()
}

/// The calls that the rows made, as patterns.
#[derive(Default)]
struct Table(BTreeSet<String>);

impl Table {
    fn script(shape: Shape) -> Arc<Script> {
        Script::new(move |seen| Reply::json(&reply(shape, seen)))
    }

    fn note(&mut self, script: &Script, expected: &[&str]) {
        let lines: Vec<String> = script.seen().iter().map(line).collect();
        assert_eq!(lines, expected);
        for seen in script.seen() {
            let path = seen.path.trim_start_matches("/1.0");
            let made = calls::ALL
                .iter()
                .filter(|call| call.method == seen.method && fits(call.path, path))
                // `…/volume/snapshot` fits `…/volume/{volumeId}` too.
                .min_by_key(|call| call.path.matches('{').count())
                .unwrap_or_else(|| panic!("{path} is no call of the table"));
            self.0.insert(made.to_string());
        }
    }

    /// A method that reads, by a handle that can do nothing else.
    async fn read(
        &mut self,
        shape: Shape,
        act: impl AsyncFnOnce(&ReadProject) -> Result<(), Error>,
        expected: &[&str],
    ) {
        let script = Self::script(shape);
        let project = client(&script).read_only().project(PROJECT);
        act(&project)
            .await
            .unwrap_or_else(|error| panic!("{expected:?}: {error}"));
        self.note(&script, expected);
    }

    /// A method that changes something; a handle for planning must refuse it.
    async fn write(
        &mut self,
        shape: Shape,
        act: impl AsyncFn(&Project) -> Result<(), Error>,
        expected: &[&str],
    ) {
        let script = Self::script(shape);
        act(&client(&script).project(PROJECT))
            .await
            .unwrap_or_else(|error| panic!("{expected:?}: {error}"));
        self.note(&script, expected);

        let script = Self::script(shape);
        let refused = act(&client(&script).read_only().client().project(PROJECT)).await;
        assert!(
            matches!(refused, Err(Error::NotReadOnly { .. })),
            "{expected:?}: {refused:?}"
        );
        assert!(script.seen().iter().all(|seen| seen.method == "GET"));
    }

    /// A method without project.
    async fn account(
        &mut self,
        shape: Shape,
        act: impl AsyncFnOnce(&Client, &ReadOnly) -> Result<(), Error>,
        expected: &[&str],
    ) {
        let script = Self::script(shape);
        let client = client(&script);
        act(&client, &client.read_only())
            .await
            .unwrap_or_else(|error| panic!("{expected:?}: {error}"));
        self.note(&script, expected);
    }
}

/// Does the path have the form of the pattern?
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(&path)
            .all(|(wanted, is)| wanted.starts_with('{') || wanted == is)
}

/// A document that could be read, by its type.
fn one<T>(result: Result<T, Error>) -> Result<(), Error> {
    result.map(drop)
}

/// A list of one object that could be read.
fn list<T>(result: Result<Vec<Listed<T>>, Error>) -> Result<(), Error> {
    let objects = result?;
    assert!(matches!(objects.as_slice(), [Listed::Read(_)]));
    Ok(())
}

/// A list of one name.
fn names(result: Result<Vec<String>, Error>) -> Result<(), Error> {
    assert_eq!(result?, ["x"]);
    Ok(())
}

fn document<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Methods that stream: how many objects came.
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<usize>>);

impl Counter {
    fn see<T>(&self, object: Listed<T>) {
        assert!(matches!(object, Listed::Read(_)));
        *self.0.lock().unwrap() += 1;
    }

    fn is_one(&self) {
        assert_eq!(*self.0.lock().unwrap(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn every_call_has_a_method_that_makes_exactly_it() {
    let mut table = Table::default();
    ai::workloads(&mut table).await;
    ai::notebooks(&mut table).await;
    ai::the_rest(&mut table).await;
    ai::capabilities(&mut table).await;
    around::account(&mut table).await;
    around::users(&mut table).await;
    around::storage(&mut table).await;
    around::registries(&mut table).await;
    around::clusters_and_volumes(&mut table).await;
    let all: BTreeSet<String> = calls::ALL.iter().map(ToString::to_string).collect();
    let without: Vec<_> = all.difference(&table.0).collect();
    assert!(without.is_empty(), "no method makes {without:?}");
}

#[test]
fn rules_of_the_guide_cover_what_is_made() {
    let all = calls::rules(calls::SIDE_EFFECT_FREE.iter().copied(), PROJECT);
    for call in calls::SIDE_EFFECT_FREE.iter().filter(|call| !call.open) {
        let path = call.path.replace("{serviceName}", PROJECT);
        let covers = |rule: &AccessRule| rule.covers(call.method, &path);
        assert!(all.iter().any(covers), "{call}");
    }
    assert!(all.len() < 40, "{} rules", all.len());
}
