//! Tokens: a ServiceAccount each, with a Role that names what it reaches (mapping section 7).

use ovhai_model::{FindingSet, Holding, Reach, Token, markdown::counted, secrecy};

use super::{
    LoweredHolding, Notes, metadata,
    reach::reached,
    rights::{self, Controller},
};
use crate::{
    Scope,
    lower::{findings, identity::PREFIX},
    objects::{Metadata, Object, Rule, role, role_binding, service_account, service_account_token},
    profile::{Authentication, TokenForm},
};

/// Names in one Role. An object may have 1.5 MiB in a cluster's store, and a name can occur twice in a Role at 60 bytes each.
const MOST_NAMES: usize = 1000;

/// Names in a finding's detail.
const TOLD_NAMES: usize = 10;

/// What a token is for.
enum Purpose {
    /// Calling workloads, and managing them if so.
    Use {
        manages: bool,
    },
    Quantum,
    Unknown,
}

pub(super) fn lower<'a>(scope: &Scope<'a>, token: &'a Token, name: &str) -> LoweredHolding<'a> {
    let held = token.object();
    let mut notes = Notes::new(scope, &token.address);
    let mut objects = Vec::new();
    match purpose(scope, token) {
        Purpose::Use { manages } => {
            if name != token.name {
                notes.find(
                    &findings::NAME_CHANGED,
                    format!("the objects are named {name}"),
                );
            }
            objects = account(&mut notes, token, name, manages);
        }
        Purpose::Quantum => {
            notes.find(
                &findings::TOKEN_QUANTUM,
                format!("its role is {}", shown(&token.role)),
            );
        }
        Purpose::Unknown => {
            notes.find(
                &findings::TOKEN_ROLE,
                format!("its role is {}", shown(&token.role)),
            );
        }
    }
    let findings: FindingSet = notes.findings;
    LoweredHolding {
        held,
        name: name.to_owned(),
        objects,
        findings,
    }
}

fn purpose(scope: &Scope<'_>, token: &Token) -> Purpose {
    let source = &scope.profile.source;
    if source.operator_roles.contains(&token.role) {
        Purpose::Use { manages: true }
    } else if source.reader_roles.contains(&token.role) {
        Purpose::Use { manages: false }
    } else if source.quantum_roles.contains(&token.role) {
        Purpose::Quantum
    } else {
        Purpose::Unknown
    }
}

/// A text of the platform, safe to show.
fn shown(text: &str) -> String {
    let text: String = secrecy::redacted("", text).chars().take(80).collect();
    format!("{text:?}")
}

/// The objects of a token that calls or manages workloads.
fn account(notes: &mut Notes<'_>, token: &Token, name: &str, manages: bool) -> Vec<Object> {
    let scope = notes.scope;
    let profile = scope.profile;
    let calls = profile.authentication == Authentication::BearerProxy;
    let reached = reached(scope, token);
    let names: Vec<&str> = reached.iter().flatten().map(|(name, _)| *name).collect();
    match profile.authentication {
        Authentication::BearerProxy => {}
        Authentication::Gateway => notes.find(&findings::TOKEN_GATEWAY, told(token, &names)),
        Authentication::None => notes.find(&findings::TOKEN_NEEDLESS, told(token, &names)),
    }
    if !calls && !manages {
        return Vec::new();
    }
    notes.find(&findings::TOKEN_VALUE, version(token));
    let account = format!("{name}.token");
    let of = |object: String| origin(metadata(scope, &token.object(), name, object), token);
    let mut objects = vec![service_account(of(account.clone()), Vec::new())];
    match profile.access.tokens {
        TokenForm::Bound => {
            notes.find(&findings::TOKEN_ENDS, "made by `kubectl create token`");
        }
        TokenForm::Secret => {
            notes.find(
                &findings::TOKEN_ENDLESS,
                format!("it lies in the Secret {account}"),
            );
            objects.push(service_account_token(of(account.clone()), account.clone()));
        }
    }
    let Some(reached) = reached else {
        notes.find(&findings::TOKEN_REACH, told(token, &[]));
        return objects;
    };
    if reached.is_empty() {
        // A rule without names would be one for all names.
        notes.find(&findings::TOKEN_NOTHING, told(token, &[]));
        return objects;
    }
    notes.find(&findings::TOKEN_FROZEN, told(token, &names));
    if manages {
        notes.find(
            &findings::TOKEN_OPERATOR,
            format!(
                "it may create any workload in the namespace and read all pods and logs; what it creates does not get the labels \
                 of its selector; it manages {} by name",
                counted(names.len(), "workload")
            ),
        );
    }
    for (index, part) in reached.chunks(MOST_NAMES).enumerate() {
        let object = match index {
            0 => account.clone(),
            index => format!("{account}-{}", index + 1),
        };
        // The account is the token's; which workloads its Roles name is this export's.
        let object = scope.shared_name(&object, '.');
        let rules = rules(scope, part, calls, manages, index == 0);
        objects.push(role(of(object.clone()), rules));
        objects.push(role_binding(
            of(object.clone()),
            object,
            profile.namespace.clone(),
            account.clone(),
        ));
    }
    objects
}

fn rules(
    scope: &Scope<'_>,
    part: &[(&str, Controller)],
    calls: bool,
    manages: bool,
    is_first: bool,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    if calls {
        let names = part.iter().map(|(name, _)| (*name).to_owned()).collect();
        rules.push(rights::call(names));
    }
    if manages {
        for wanted in [
            Controller::Deployment,
            Controller::Job,
            Controller::StatefulSet,
        ] {
            let names: Vec<String> = part
                .iter()
                .filter(|(_, controller)| *controller == wanted)
                .map(|(name, _)| (*name).to_owned())
                .collect();
            if !names.is_empty() {
                rules.push(rights::manage(scope.profile, wanted, names));
            }
        }
        if is_first {
            rules.extend(rights::unlimited());
        }
    }
    rules
}

/// What it reaches, in words.
fn told(token: &Token, names: &[&str]) -> String {
    let of = match &token.reach {
        Reach::Everything => format!("everything in {}", shown(&token.region)),
        Reach::Selected(selector) => {
            format!(
                "{} in {}",
                shown(&selector_text(selector)),
                shown(&token.region)
            )
        }
        Reach::Unreadable(text) => return format!("its selector is {}", shown(text)),
    };
    let mut told = format!("{of}: {} of this export", counted(names.len(), "workload"));
    if !names.is_empty() {
        let first = &names[..names.len().min(TOLD_NAMES)];
        told.push_str(" (");
        told.push_str(&first.join(", "));
        if names.len() > TOLD_NAMES {
            told.push_str(&format!(" and {} more", names.len() - TOLD_NAMES));
        }
        told.push(')');
    }
    told
}

fn selector_text(selector: &ovhai_model::LabelSelector) -> String {
    selector.clone().into()
}

fn version(token: &Token) -> String {
    match token.version {
        Some(version) => format!("version {version} of it is in use"),
        None => "whoever has it must get a new one".to_owned(),
    }
}

/// Adds what only tokens have.
fn origin(mut metadata: Metadata, token: &Token) -> Metadata {
    let mut add = |key: &str, value: String| {
        metadata
            .annotations
            .insert(format!("{PREFIX}/{key}").into(), value);
    };
    add("role", token.role.clone());
    if let Reach::Selected(selector) = &token.reach {
        let text = selector_text(selector);
        add("selector", secrecy::redacted("", &text).into_owned());
    }
    metadata
}
