//! From the API's JSON to Terraform's trees: member names in snake case, secrets as words.

use std::collections::BTreeMap;

use ovhai_model::Workload;
use ovhai_platform::documents::{Nulls, Wire};
use terraform_plugin::{Tree, value::json};

use crate::shown;

/// Those of `members` that the specification inside [`Workload::source`] has, where secrets are already replaced.
pub(super) fn specification(workload: &Workload, members: &[&str]) -> BTreeMap<String, Tree> {
    let source = json::parse(workload.source.as_bytes()).unwrap_or_default();
    fields(source.get("spec").clone(), members)
}

/// Those of `members` that a status has. Its texts are the platform's, and may still quote a credential of the workload.
pub(super) fn status(document: Option<&impl Wire>, members: &[&str]) -> BTreeMap<String, Tree> {
    let Some(document) = document else {
        return BTreeMap::new();
    };
    // JSON read from the API can be written and read again.
    let text = document.write(Nulls::AsRead).to_string();
    let tree = json::parse(text.as_bytes()).unwrap_or_default();
    fields(without_credentials("", tree), members)
}

/// Members a later version of the API adds must not take the place of others of the same name.
fn fields(tree: Tree, members: &[&str]) -> BTreeMap<String, Tree> {
    let Tree::Map(mut fields) = tree else {
        return BTreeMap::new();
    };
    fields.retain(|name, _| members.contains(&name.as_str()));
    match snake_case(Tree::Map(fields)) {
        Tree::Map(fields) => fields,
        _ => BTreeMap::new(),
    }
}

/// Every text as [`shown`] has it for what the member is.
fn without_credentials(name: &str, tree: Tree) -> Tree {
    match tree {
        Tree::String(text) => Tree::String(match name {
            "message" | "info" => shown::line(&text),
            "sshUrl" => shown::ssh_url(&text),
            _ if is_url_or_id(name) => shown::url(&text),
            _ => shown::address(&text),
        }),
        Tree::List(items) => Tree::List(
            items
                .into_iter()
                .map(|item| without_credentials(name, item))
                .collect(),
        ),
        Tree::Map(members) => Tree::Map(
            members
                .into_iter()
                .map(|(name, value)| {
                    let value = without_credentials(&name, value);
                    (name, value)
                })
                .collect(),
        ),
        plain => plain,
    }
}

/// Whether texts of the member may look random and be none the less plain: URLs with ids in them, and ids. The `volume` of a
/// copy of data is an id too.
fn is_url_or_id(name: &str) -> bool {
    matches!(name, "id" | "url" | "volume" | "grpcAddress")
        || name.ends_with("Url")
        || name.ends_with("Id")
}

/// Members in Terraform's spelling, secrets as words. Labels have free keys, which stay as they are.
fn snake_case(tree: Tree) -> Tree {
    match tree {
        Tree::Map(members) => match members.get("secret") {
            Some(secret) if members.len() == 1 => Tree::String(word_for(secret)),
            _ => Tree::Map(
                members
                    .into_iter()
                    .map(|(name, value)| member(&name, value))
                    .collect(),
            ),
        },
        Tree::List(items) => Tree::List(items.into_iter().map(snake_case).collect()),
        other => other,
    }
}

fn member(name: &str, value: Tree) -> (String, Tree) {
    let value = match value {
        Tree::Map(labels) if name == "labels" => Tree::Map(
            labels
                .into_iter()
                .map(|(key, label)| (key, snake_case(label)))
                .collect(),
        ),
        other => snake_case(other),
    };
    (snake(name), value)
}

/// A word for a secret, with its fingerprint where there is one.
fn word_for(secret: &Tree) -> String {
    secret.as_str().map_or_else(
        || shown::SECRET.to_owned(),
        |print| format!("(secret {print})"),
    )
}

fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}
