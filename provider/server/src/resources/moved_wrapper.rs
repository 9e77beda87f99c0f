//! State moves from wrappers: `terraform_data` and `null_resource` objects that people put around the vendor's command line
//! while there was no provider.
//!
//! Such a state holds what the configuration recorded in it, and nothing else: a provisioner's output is not in it. So a
//! move works where the id of the object was recorded, by itself, in a URL, in a command that names it (`ovhai app delete ID`)
//! or in the JSON of the tool. Where only the command that made the object is known, the person has to find the id and import.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::Kind;
use ovhai_platform::cli::{self, Command, Context};
use serde_json::Value as Json;
use terraform_plugin::{Diagnostics, MoveRequest, Schema, Tree, value::json};

/// The state of a managed `kind` from the state of a wrapper: id and, where it is recorded, project. The read that follows
/// a move fills in the rest.
pub fn moved<M: Schema>(
    kind: Kind,
    request: &MoveRequest,
    diagnostics: &mut Diagnostics,
) -> Option<M> {
    let is_wrapper = request.is_from("builtin/terraform", "terraform_data")
        || request.is_from("hashicorp/null", "null_resource");
    if !is_wrapper {
        diagnostics.error(
            "Objects of this type cannot be moved here",
            format!(
                "A {} of {} becomes no ovhai_{kind}. What can be moved are `terraform_data` and `null_resource` objects that wrap \
                 the ovhai tool. {}",
                request.type_name,
                request.provider_address,
                by_import(kind)
            ),
        );
        return None;
    }
    let mut record = Record {
        kind,
        ids: BTreeMap::new(),
        services: BTreeSet::new(),
        creations: 0,
    };
    for member in ["triggers", "triggers_replace", "input", "output"] {
        record.tree(member, request.state.tree().get(member), 0);
    }
    let id = record.id(diagnostics)?;
    // Null: that of the provider's configuration.
    let service = match record.services.len() {
        1 => record.services.pop_first().map_or(Tree::Null, Tree::String),
        _ => Tree::Null,
    };
    let state = Tree::map([("id", Tree::String(id)), ("service_name", service)]);
    const FAILED: &str = "The state cannot be moved";
    let state = diagnostics.ok(FAILED, json::conform(state, &M::block().ty()))?;
    diagnostics.ok(FAILED, M::decode(state))
}

fn by_import(kind: Kind) -> String {
    format!(
        "Otherwise leave the wrapper by a `removed` block with `destroy = false`, and take the object over by an `import` block: its \
         id is `SERVICE_NAME/ID`, and `ovhai {kind} list` tells the ids."
    )
}

/// Lists and objects deeper than this are not looked at.
const DEEPEST: usize = 16;

/// What a wrapper recorded.
struct Record {
    kind: Kind,
    /// Ids and where they were found first.
    ids: BTreeMap<String, String>,
    services: BTreeSet<String>,
    /// Commands that make an object of the kind.
    creations: usize,
}

impl Record {
    fn id(&self, diagnostics: &mut Diagnostics) -> Option<String> {
        let kind = self.kind;
        let mut ids = self.ids.keys();
        match (ids.next(), ids.next()) {
            (Some(id), None) => return Some(id.clone()),
            (Some(_), Some(_)) => {
                let found: Vec<String> = self
                    .ids
                    .iter()
                    .map(|(id, place)| format!("{id} in {place}"))
                    .collect();
                diagnostics.error(
                    "The wrapper records several ids",
                    format!(
                        "Which of them is the {kind} cannot be told: {}. {}",
                        found.join(", "),
                        by_import(kind)
                    ),
                );
            }
            (None, _) => {
                let why = if self.creations > 0 {
                    "It records the command that makes the object, but not the id that the command printed"
                } else {
                    "Neither its triggers nor its input has one"
                };
                diagnostics.error(
                    format!("The wrapper does not record the id of the {kind}"),
                    format!("{why}. {}", by_import(kind)),
                );
            }
        }
        None
    }

    fn tree(&mut self, place: &str, tree: &Tree, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match tree.plain() {
            Tree::String(text) => self.text(place, text, depth),
            Tree::List(items) | Tree::Set(items) => {
                for item in items {
                    self.tree(place, item, depth + 1);
                }
            }
            Tree::Map(members) => {
                for (name, member) in members {
                    self.tree(&format!("{place}.{name}"), member, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, place: &str, text: &str, depth: usize) {
        let text = text.trim();
        if is_uuid(text) {
            self.add(text, place);
        } else if is_project(text) && speaks_of_project(place) {
            self.services.insert(text.to_owned());
        } else if let Some(id) = id_in_url(self.kind, text) {
            self.add(id, place);
        } else if text.starts_with('{') {
            if let Ok(document) = serde_json::from_str::<Json>(text) {
                self.document(place, &document, depth);
            }
        } else {
            self.commands(place, text);
        }
    }

    /// The object as the tool prints it, or other JSON with such things in it.
    fn document(&mut self, place: &str, document: &Json, depth: usize) {
        let is_object = document["spec"].is_object() && document["id"].is_string();
        if is_object {
            let id = document["id"].as_str().unwrap_or_default();
            if is_uuid(id) {
                self.add(id, place);
            }
            return;
        }
        if let Ok(tree) = json::parse(document.to_string().as_bytes()) {
            self.tree(place, &tree, depth + 1);
        }
    }

    fn commands(&mut self, place: &str, text: &str) {
        for line in cli::lines(text) {
            let command = cli::parse(line.words(), &Context::default()).command;
            let (kind, id) = match &command {
                Some(Command::AppRun(_)) => (Kind::App, None),
                Some(Command::JobRun(_)) => (Kind::Job, None),
                Some(Command::NotebookRun(_)) => (Kind::Notebook, None),
                Some(Command::AppScale(change)) => (Kind::App, Some(change.id.as_str())),
                Some(Command::AppSetImage(change)) => (Kind::App, Some(change.id.as_str())),
                Some(Command::AppUpdate(change)) => (Kind::App, Some(change.id.as_str())),
                Some(Command::Other(other)) => {
                    let group = other.name.split(' ').next().unwrap_or_default();
                    let Some(kind) = [Kind::App, Kind::Job, Kind::Notebook]
                        .into_iter()
                        .find(|kind| kind.as_str() == group)
                    else {
                        continue;
                    };
                    let id = other.argument("ID").and_then(|id| id.known());
                    if id.is_none() {
                        continue;
                    }
                    (kind, id)
                }
                None => continue,
            };
            if kind != self.kind {
                continue;
            }
            match id {
                None => self.creations += 1,
                Some(id) if is_uuid(id) => self.add(id, place),
                Some(_) => {}
            }
        }
    }

    fn add(&mut self, id: &str, place: &str) {
        let id = id.to_ascii_lowercase();
        self.ids.entry(id).or_insert_with(|| place.to_owned());
    }
}

/// 8-4-4-4-12 hexadecimal digits, as all objects' ids are.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(|part| {
        let is_hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex { part.len() } else { 0 }
    });
    lengths.eq([8, 4, 4, 4, 12])
}

/// 32 hexadecimal digits, as projects' ids are.
fn is_project(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn speaks_of_project(place: &str) -> bool {
    let place = place.to_ascii_lowercase();
    place.contains("project") || place.contains("service")
}

/// The id in `https://ID.app.REGION.ai.cloud.ovh.net`.
fn id_in_url(kind: Kind, text: &str) -> Option<&str> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', ':']).next()?;
    let (id, behind) = host.split_at_checked(36)?;
    let domain = behind.strip_prefix(&format!(".{kind}."))?;
    (is_uuid(id) && domain.ends_with(".ai.cloud.ovh.net")).then_some(id)
}
