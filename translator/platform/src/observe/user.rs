//! Users of the project.

use ovhai_model::{Address, Digest, Finding, Kind, User};
use serde_json::json;

use super::{Notes, ObserveOptions, findings, source};
use crate::documents::{
    Nulls, Place, Wire,
    around::{self, UserStatus},
};

/// Reads a user. The API never answers its password here.
#[must_use]
pub fn user(document: &around::User, options: &ObserveOptions) -> (User, Vec<Finding>) {
    let id = document.id.to_string();
    let address = Address::new(Kind::User, id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    surprises.retain(|surprise| surprise.pointer != "/status");
    notes.surprises(surprises);
    match &document.status {
        Some(status @ (UserStatus::Deleting | UserStatus::Deleted)) => {
            notes.add(&findings::BEING_DELETED, status.as_str());
        }
        Some(UserStatus::Other(name)) => {
            notes.unknown_state(name);
        }
        _ => {}
    }
    // A role without name is known by its id only.
    let mut roles: Vec<String> = document
        .roles
        .iter()
        .map(|role| notes.shown(role.name.as_ref().unwrap_or(&role.id)))
        .collect();
    roles.sort_unstable();
    roles.dedup();
    let source = source::of_members(
        &id,
        &document.write(Nulls::AsRead),
        &["status", "username"],
        &[("roles", json!(roles))],
        &document.unknown,
        &redactor,
    );
    let name = notes.name(document.username.as_ref());
    let description = notes.name(document.description.as_ref());
    let findings = notes.finish();
    let user = User {
        name,
        description,
        roles,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (user, findings)
}
