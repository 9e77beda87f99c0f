//! Environment variables: plain ones in a ConfigMap, all others in a Secret that a person creates.
//!
//! Both arrive through `valueFrom`, because Kubernetes expands `$(NAME)` in literal values but not in those.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Digest, Task, secrecy};

use super::{Lowering, findings, references, rules, workbench::WORKSPACE};
use crate::{
    objects::{EnvironmentEntry, Mapping, SecretReference, config_map},
    required::{RequiredKey, RequiredSecret},
};

/// Bytes of one ConfigMap or Secret; the API server takes 1 MiB, and some of it are names.
const LARGEST: usize = 1_000_000;

/// The variables of the main container.
#[derive(Default)]
pub(super) struct Environment {
    variables: Vec<Variable>,
    /// What the container gets; filled by [`write`].
    pub entries: Vec<(String, EnvironmentEntry)>,
    /// Digest of the plain settings, if there are any.
    pub digest: Option<String>,
}

struct Variable {
    name: String,
    value: Value,
}

enum Value {
    Plain(String),
    /// Not kept: its size decides which Secret it belongs to, its purpose is for `required-secrets.json`.
    Secret {
        size: usize,
        purpose: String,
    },
}

pub(super) fn lower(lowering: &mut Lowering<'_>) -> Environment {
    let given = &lowering.workload.environment;
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, variable) in given.iter().enumerate() {
        last.insert(&variable.name, index);
    }
    let (mut environment, mut duplicates) = (Environment::default(), BTreeSet::new());
    for (index, variable) in given.iter().enumerate() {
        let name = variable.name.as_str();
        if last.get(name) != Some(&index) {
            duplicates.insert(name);
            continue;
        }
        if let Some(variable) = lower_one(lowering, name, variable.value.expose()) {
            environment.variables.push(variable);
        }
    }
    if !duplicates.is_empty() {
        let names: Vec<String> = duplicates.iter().map(|name| shown(name)).collect();
        lowering.find(&findings::DUPLICATE_VARIABLE, names.join(", "));
    }
    environment
}

fn lower_one(lowering: &mut Lowering<'_>, name: &str, value: &str) -> Option<Variable> {
    let profile = lowering.scope.profile;
    let is_taken = rules::is_variable_name(name)
        || (profile.relaxed_environment_names && rules::is_relaxed_variable_name(name));
    if !is_taken {
        lowering.find(&findings::VARIABLE_NAME_REFUSED, shown(name));
        return None;
    }
    if value.contains('\0') || value.len() > LARGEST {
        lowering.find(
            &findings::VALUE_REFUSED,
            format!("variable {}", shown(name)),
        );
        return None;
    }
    let is_plain = !profile.secret_environment.contains(name)
        && (profile.plain_environment.contains(name)
            || secrecy::secret_variable(name, value).is_none());
    references::note(
        lowering,
        &format!("variable {}", shown(name)),
        value,
        is_plain,
    );
    let value = if is_plain {
        Value::Plain(value.to_owned())
    } else {
        lowering.find(&findings::SECRET_VALUE, shown(name));
        Value::Secret {
            size: value.len(),
            purpose: format!("value of the variable {name}"),
        }
    };
    Some(Variable {
        name: name.to_owned(),
        value,
    })
}

/// A variable's name for messages; odd ones are quoted and cut.
fn shown(name: &str) -> String {
    if rules::is_variable_name(name) && name.len() <= 80 {
        name.to_owned()
    } else {
        let short: String = name.chars().take(80).collect();
        format!("{short:?}")
    }
}

impl Environment {
    /// Adds a secret variable under `wanted` or a name near it that is free, and returns that name.
    pub(super) fn add_secret(&mut self, wanted: String, size: usize, purpose: String) -> String {
        let mut name = wanted;
        while self.variables.iter().any(|known| known.name == name) {
            name.push('_');
        }
        self.variables.push(Variable {
            name: name.clone(),
            value: Value::Secret { size, purpose },
        });
        name
    }
}

/// Makes the ConfigMaps, notes the required Secrets, and fills the container's entries.
pub(super) fn write(lowering: &mut Lowering<'_>, environment: &mut Environment) {
    let mut plain = Pages::new(lowering.name);
    let mut secret = Pages::new(lowering.name);
    let has_home = environment
        .variables
        .iter()
        .any(|known| known.name == "HOME");
    if let Some(home) = home(lowering).filter(|_| !has_home) {
        let entry = EnvironmentEntry::Value(home.to_owned());
        environment.entries.push(("HOME".to_owned(), entry));
    }
    for Variable { name, value } in std::mem::take(&mut environment.variables) {
        let key = key(&name);
        let entry = match value {
            Value::Plain(value) => {
                let page = plain.put(key.len() + value.len(), (key.clone(), value));
                EnvironmentEntry::ConfigMap { name: page, key }
            }
            Value::Secret { size, purpose } => {
                let required = RequiredKey {
                    key: key.clone(),
                    purpose,
                    optional: false,
                };
                let page = secret.put(key.len() + size, required);
                EnvironmentEntry::Secret(SecretReference { name: page, key })
            }
        };
        environment.entries.push((name, entry));
    }
    let mut digests = Vec::new();
    for (name, mut settings) in plain.pages {
        settings.sort_unstable();
        let mut data = Mapping::new();
        for (key, value) in settings {
            digests.push(format!("{key}\0{value}\0"));
            data.push(key, value);
        }
        let map = config_map(lowering.metadata_named(name), data);
        lowering.objects.push(map);
    }
    if !digests.is_empty() {
        let digest = Digest::of(digests.concat().as_bytes());
        environment.digest = Some(digest.hex()[..16].to_owned());
    }
    for (name, mut keys) in secret.pages {
        keys.sort_unstable();
        lowering.required.push(RequiredSecret {
            name,
            namespace: lowering.scope.profile.namespace.clone(),
            secret_type: "Opaque",
            purpose: format!("environment of {}", lowering.name),
            keys,
        });
    }
}

/// `HOME` beside what the image says, which a value here would hide. Workbenches keep their work in it.
fn home<'a>(lowering: &Lowering<'a>) -> Option<&'a str> {
    let is_workbench = matches!(lowering.workload.task, Task::Workbench(_));
    let profile = lowering.scope.profile;
    profile
        .home
        .as_deref()
        .or(is_workbench.then_some(WORKSPACE))
}

/// A variable's name is its key, unless Kubernetes refuses it as one.
fn key(name: &str) -> String {
    if rules::is_key(name) {
        name.to_owned()
    } else {
        format!("variable-{}", &Digest::of(name.as_bytes()).hex()[..16])
    }
}

/// Entries in as many objects as their size needs: `NAME-env`, `NAME-env-2`, …
struct Pages<'a, T> {
    name: &'a str,
    size: usize,
    pages: Vec<(String, Vec<T>)>,
}

impl<'a, T> Pages<'a, T> {
    const fn new(name: &'a str) -> Self {
        Self {
            name,
            size: 0,
            pages: Vec::new(),
        }
    }

    /// Puts an entry of `size` bytes, and returns the name of its object.
    fn put(&mut self, size: usize, entry: T) -> String {
        if self.pages.is_empty() || self.size + size > LARGEST {
            let name = match self.pages.len() {
                0 => format!("{}-env", self.name),
                count => format!("{}-env-{}", self.name, count + 1),
            };
            self.pages.push((name, Vec::new()));
            self.size = 0;
        }
        self.size += size;
        match self.pages.last_mut() {
            Some((name, entries)) => {
                entries.push(entry);
                name.clone()
            }
            None => String::new(),
        }
    }
}
