//! Users of the project: RoleBindings to whom a person names (mapping section 7, last paragraph).

use ovhai_model::{Holding, User, secrecy};

use super::{LoweredHolding, Notes, metadata, rights};
use crate::{
    Scope,
    lower::{findings, namespaced},
    objects::{Object, Subject, people_binding, role},
};

/// Role of people who manage workloads. Two dots, since a job called `people` has a Role `people.readers`.
const OPERATORS: &str = "export.people.operators";
/// Role of people who use workloads.
const READERS: &str = "export.people.readers";

/// The Role of people who manage workloads of this export.
pub(crate) fn operators(scope: &Scope<'_>) -> String {
    scope.shared_name(OPERATORS, '.')
}

pub(super) fn lower<'a>(scope: &Scope<'a>, user: &'a User, name: &str) -> LoweredHolding<'a> {
    let held = user.object();
    let mut notes = Notes::new(scope, &user.address);
    let mut objects = Vec::new();
    match role_of(scope, user) {
        Some(role) => {
            let role = scope.shared_name(role, '.');
            let who = described(user);
            notes.find(
                &findings::USER_SUBJECT,
                format!("{who} is to be bound to the Role {role}"),
            );
            let answer = scope
                .decisions
                .answer(&findings::USER_SUBJECT, &user.address);
            let subjects = answer.and_then(subjects).unwrap_or_default();
            if !subjects.is_empty() {
                // Its Role cannot be changed later, so it has a name for each of them.
                let object = scope.shared_name(&format!("{name}.user"), '.');
                let metadata = metadata(scope, &held, name, object);
                objects.push(people_binding(metadata, role, subjects));
            }
        }
        None => {
            let roles = match user.roles.as_slice() {
                [] => "it has no role".to_owned(),
                roles => {
                    let shown: Vec<String> = roles.iter().take(8).map(|role| short(role)).collect();
                    format!("its roles are {}", shown.join(", "))
                }
            };
            notes.find(&findings::USER_ELSEWHERE, roles);
        }
    }
    LoweredHolding {
        held,
        name: name.to_owned(),
        objects,
        findings: notes.findings,
    }
}

/// The Roles that users of the export are bound to. They bind nobody by themselves.
pub(crate) fn roles(scope: &Scope<'_>) -> Vec<Object> {
    let profile = scope.profile;
    let has = |wanted: &str| {
        scope
            .holdings
            .users
            .iter()
            .any(|(user, _)| role_of(scope, user) == Some(wanted))
    };
    let mut roles = Vec::new();
    if has(OPERATORS) {
        let metadata = namespaced(profile, operators(scope));
        roles.push(role(metadata, rights::people_manage(profile)));
    }
    if has(READERS) {
        let metadata = namespaced(profile, scope.shared_name(READERS, '.'));
        roles.push(role(metadata, rights::people_read(profile)));
    }
    roles
}

/// The Role for what the user may do on the platform; the wider one if it has both.
fn role_of(scope: &Scope<'_>, user: &User) -> Option<&'static str> {
    let source = &scope.profile.source;
    let has = |roles: &std::collections::BTreeSet<String>| {
        user.roles.iter().any(|role| roles.contains(role))
    };
    if has(&source.operator_roles) {
        Some(OPERATORS)
    } else if has(&source.reader_roles) {
        Some(READERS)
    } else {
        None
    }
}

fn described(user: &User) -> String {
    let name = if user.name.is_empty() {
        user.address.id()
    } else {
        &user.name
    };
    if user.description.is_empty() {
        short(name)
    } else {
        format!("{} ({})", short(name), short(&user.description))
    }
}

fn short(text: &str) -> String {
    secrecy::redacted("user", text).chars().take(80).collect()
}

/// Whom an answer names: `user:NAME` or `group:NAME`, a name without colon being a user's, joined by commas; nobody for `none`.
/// `None` if it cannot be read, or names somebody of the cluster's own, who would be everybody or a master of it.
pub(crate) fn subjects(answer: &str) -> Option<Vec<Subject>> {
    if answer.trim() == "none" {
        return Some(Vec::new());
    }
    let mut subjects = answer
        .split(',')
        .map(|part| {
            let part = part.trim();
            let (kind, name) = part.split_once(':').unwrap_or(("user", part));
            let is_name = !name.is_empty()
                && name.len() <= 253
                && name != "none"
                && !name.starts_with("system:")
                && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '*');
            match kind {
                "user" if is_name => Some(Subject::User(name.to_owned())),
                "group" if is_name => Some(Subject::Group(name.to_owned())),
                _ => None,
            }
        })
        .collect::<Option<Vec<_>>>()?;
    subjects.sort_unstable();
    subjects.dedup();
    Some(subjects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_name_users_and_groups() {
        let user = |name: &str| Subject::User(name.to_owned());
        let group = |name: &str| Subject::Group(name.to_owned());
        assert_eq!(subjects("none"), Some(vec![]));
        assert_eq!(
            subjects("anna@example.com"),
            Some(vec![user("anna@example.com")])
        );
        assert_eq!(
            subjects("group:ml, user:oidc:anna,group:ml"),
            Some(vec![user("oidc:anna"), group("ml")])
        );
        for answer in [
            "",
            "bound by hand",
            "group:system:masters",
            "user:system:anonymous",
            "system:authenticated",
            "oidc:anna",
            "anna,",
            "anna,none",
            "*",
        ] {
            assert_eq!(subjects(answer), None, "{answer:?}");
        }
    }
}
