//! Environment variables: plain ones in the state, secret ones write-only.
//!
//! The API changes variables by a patch in which `null` and the empty text both remove (platform-facts section 9 and
//! `ai-api.json`, `Env`), so a variable can be empty only from the beginning.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::secrecy;
use ovhai_platform::documents::{EnvPatch, EnvVar, SecretText};
use terraform_plugin::{Diagnostics, Path, Schema, Secret, Set, Value};

use super::{no_members, rules::refuse};

/// Environment variables.
#[derive(Clone, Debug, Schema)]
pub struct Environment {
    /// Environment variables by name, with plain values. What looks like a secret, by name or value, is refused here: put it
    /// into `secret_env_wo`, so that it gets into no state.
    #[attr(default = no_members())]
    pub env: Value<BTreeMap<String, String>>,
    /// Environment variables by name whose values stay out of plan and state. They are sent when the object is created and when
    /// `secret_env_wo_version` changes. Needs Terraform 1.11.
    #[attr(optional, write_only, validate(also_requires(&["secret_env_wo_version"])))]
    pub secret_env_wo: Value<BTreeMap<String, Secret>>,
    /// Raise it to send `secret_env_wo` again. While neither is set, secret variables that are there stay as they are; taking both
    /// out of the configuration removes the variables.
    #[attr(optional)]
    pub secret_env_wo_version: Value<i64>,
    /// Names of the variables whose values are not told.
    #[attr(computed)]
    pub secret_env_names: Value<Set<String>>,
}

type Declared = BTreeSet<String>;

/// Whether a variable is a secret; `declared` are names that a person declared secret.
fn is_secret(name: &str, value: &str, declared: &Declared) -> bool {
    declared.contains(name) || secrecy::secret_variable(name, value).is_some()
}

impl Environment {
    /// The variables of a live object. Of variables with the same name the last one counts, as in a shell; which of them the
    /// platform gives to containers is not documented.
    pub fn read(live: &[EnvVar], declared: &Declared, prior: Option<&Self>) -> Self {
        let (mut plain, mut names) = (BTreeMap::new(), BTreeSet::new());
        for variable in live {
            let value = variable.value.as_ref().map_or("", SecretText::expose);
            if is_secret(&variable.name, value, declared) {
                names.insert(variable.name.clone());
            } else {
                plain.insert(variable.name.clone(), value.to_owned());
            }
        }
        // An empty secret, for one, passes as plain; that it is one is known from the state.
        if let Some(before) = prior.and_then(|prior| prior.secret_env_names.get()) {
            for name in before {
                if plain.remove(name).is_some() {
                    names.insert(name.clone());
                }
            }
        }
        plain.retain(|name, _| !names.contains(name));
        Self {
            env: plain.into(),
            secret_env_wo: Value::Null,
            secret_env_wo_version: prior.map_or(Value::Null, |prior| prior.secret_env_wo_version),
            secret_env_names: Value::Known(names.into_iter().collect()),
        }
    }

    /// Checks a configuration; what is in the state already is legal, but for secrets.
    pub fn check(&self, prior: Option<&Self>, declared: &Declared, diagnostics: &mut Diagnostics) {
        let (env, secret) = (Path::root("env"), Path::root("secret_env_wo"));
        let before = |name: &str| {
            prior.is_some_and(|prior| {
                prior.plain().contains_key(name) || prior.names().contains(name)
            })
        };
        for (name, value) in self.plain() {
            if let Err(detail) = check_name(name)
                && !before(name)
            {
                refuse(env.key(name), detail, diagnostics);
            }
            let reason = if declared.contains(name) {
                Some("the provider's secret_names has its name".to_owned())
            } else {
                secrecy::secret_variable(name, value).map(|reason| reason.to_string())
            };
            if let Some(reason) = reason {
                diagnostics.error_at(
                    env.key(name),
                    "This variable looks like a secret",
                    format!(
                        "The value of {name} would stand in the state in clear text, and {reason}. Move it to `secret_env_wo`, which is \
                         write-only, and set `secret_env_wo_version`. That is also the way for a value that only looks like a secret."
                    ),
                );
            }
        }
        for (name, value) in self.secret_env_wo.get().into_iter().flatten() {
            if let Err(detail) = check_name(name)
                && !before(name)
            {
                refuse(secret.key(name), detail, diagnostics);
            }
            if self.plain().contains_key(name) {
                let detail = format!("{name} is in `env` too. Keep it in one of them.");
                refuse(secret.key(name), detail, diagnostics);
            }
            if value.expose().is_empty() {
                let detail = format!(
                    "{name} is empty, and an empty value removes a variable. Leave it out, or put it into `env` of a new object."
                );
                refuse(secret.key(name), detail, diagnostics);
            }
        }
    }

    /// Completes the planned names of secret variables.
    pub fn plan(&mut self, config: &Self, prior: Option<&Self>) {
        self.secret_env_names = match (&config.secret_env_wo, prior) {
            (Value::Known(secrets), _) => Value::Known(secrets.keys().cloned().collect()),
            (Value::Unknown, _) => Value::Unknown,
            // Not managed here: what is there stays.
            (Value::Null, Some(prior)) if prior.secret_env_wo_version.is_null() => {
                prior.secret_env_names.clone()
            }
            (Value::Null, _) => Value::Known(Set::default()),
        };
    }

    /// Names that the plan would set to an empty value although they exist otherwise, or not yet: the API cannot do that.
    pub fn emptied(&self, prior: &Self) -> Vec<String> {
        let (before, hidden) = (prior.plain(), prior.names());
        self.plain()
            .iter()
            .filter(|(name, value)| {
                value.is_empty()
                    && (before.get(*name) != Some(value) || hidden.contains(name.as_str()))
            })
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The variables that would be lost if the object were made anew from this configuration.
    pub fn lost(&self, config: &Self) -> Vec<String> {
        if config.secret_env_wo.is_null() && self.secret_env_wo_version.is_null() {
            self.names().into_iter().map(str::to_owned).collect()
        } else {
            Vec::new()
        }
    }

    /// True when secret variables are to be sent again.
    fn is_resent(&self, prior: &Self) -> bool {
        !self.secret_env_wo_version.is_null()
            && self.secret_env_wo_version != prior.secret_env_wo_version
    }

    /// True when secret variables that were managed before are to be sent again. The first version of all is none: it takes
    /// over what is there.
    pub fn is_rotated(&self, prior: &Self) -> bool {
        !prior.secret_env_wo_version.is_null() && self.is_resent(prior)
    }

    /// All variables, for a create.
    pub fn all(&self, config: &Self) -> Vec<EnvVar> {
        let plain = self.plain().iter();
        let secret = config.secret_env_wo.get().into_iter().flatten();
        let secret = secret.map(|(name, value)| (name, value.expose()));
        plain
            .chain(secret)
            .map(|(name, value)| EnvVar {
                name: name.clone(),
                value: Some(SecretText::new(value)),
                ..EnvVar::default()
            })
            .collect()
    }

    /// The patch that turns `prior` into this plan.
    pub fn patch(&self, prior: &Self, config: &Self) -> Vec<EnvPatch> {
        let (before, hidden) = (prior.plain(), prior.names());
        let secrets = config.secret_env_wo.get();
        let wanted = self.names();
        let is_kept = |name: &str| self.plain().contains_key(name) || wanted.contains(name);
        let gone = before
            .keys()
            .map(String::as_str)
            .chain(hidden.iter().copied());
        let gone = gone
            .filter(|name| !is_kept(name))
            .map(|name| patch(name, None));
        let plain = self
            .plain()
            .iter()
            .filter(|(name, value)| before.get(*name) != Some(value))
            .map(|(name, value)| patch(name, Some(value)));
        let is_resent = self.is_resent(prior);
        let secret = secrets
            .into_iter()
            .flatten()
            .filter(|(name, _)| is_resent || !hidden.contains(name.as_str()))
            .map(|(name, value)| patch(name, Some(value.expose())));
        gone.chain(plain).chain(secret).collect()
    }

    fn plain(&self) -> &BTreeMap<String, String> {
        const NONE: &BTreeMap<String, String> = &BTreeMap::new();
        self.env.get().unwrap_or(NONE)
    }

    fn names(&self) -> BTreeSet<&str> {
        self.secret_env_names
            .get()
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect()
    }
}

fn patch(name: &str, value: Option<&String>) -> EnvPatch {
    EnvPatch {
        name: name.to_owned(),
        value: value.map(SecretText::new),
        ..EnvPatch::default()
    }
}

fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err("The name of a variable must not be empty nor contain `=`.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(plain: &[(&str, &str)], names: &[&str], version: Option<i64>) -> Environment {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Environment {
            env: Value::Known(plain.iter().map(owned).collect()),
            secret_env_wo: Value::Null,
            secret_env_wo_version: version.into(),
            secret_env_names: Value::Known(names.iter().map(ToString::to_string).collect()),
        }
    }

    fn with_secrets(mut environment: Environment, secrets: &[(&str, &str)]) -> Environment {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), Secret::from(*value));
        environment.secret_env_wo = Value::Known(secrets.iter().map(owned).collect());
        environment
    }

    fn told(patch: Vec<EnvPatch>) -> Vec<String> {
        patch
            .iter()
            .map(|one| match &one.value {
                Some(value) => format!("{}={}", one.name, value.expose()),
                None => format!("-{}", one.name),
            })
            .collect()
    }

    #[test]
    fn a_patch_has_only_what_differs() {
        let prior = environment(&[("A", "1"), ("B", "2"), ("C", "3")], &["S", "T"], Some(1));
        let config = with_secrets(
            environment(&[("A", "1"), ("B", "x"), ("T", "plain")], &[], Some(1)),
            &[("S", "s1"), ("U", "u1")],
        );
        let mut planned = config.clone();
        planned.plan(&config, Some(&prior));
        assert_eq!(
            told(planned.patch(&prior, &config)),
            ["-C", "B=x", "T=plain", "U=u1"]
        );
        planned.secret_env_wo_version = 2.into();
        assert_eq!(
            told(planned.patch(&prior, &config)),
            ["-C", "B=x", "T=plain", "S=s1", "U=u1"]
        );
    }

    #[test]
    fn unmanaged_secrets_stay_and_managed_ones_leave_with_the_configuration() {
        let config = environment(&[], &[], None);
        for (version, wanted) in [(None, vec![]), (Some(3), vec!["-S".to_owned()])] {
            let prior = environment(&[], &["S"], version);
            let mut planned = config.clone();
            planned.plan(&config, Some(&prior));
            assert_eq!(told(planned.patch(&prior, &config)), wanted);
            assert_eq!(
                planned.secret_env_names != prior.secret_env_names,
                !wanted.is_empty()
            );
        }
    }

    #[test]
    fn secrets_are_names_only_and_the_last_of_two_counts() {
        let variable = |name: &str, value: &str| EnvVar {
            name: name.to_owned(),
            value: Some(value.into()),
            ..EnvVar::default()
        };
        let live = [
            variable("MODE", "a"),
            variable("MODE", "b"),
            variable("DB_PASSWORD", "hunter2"),
            variable("QUIET", "x"),
            variable("EMPTY", ""),
        ];
        let declared = BTreeSet::from(["QUIET".to_owned()]);
        let read = Environment::read(&live, &declared, None);
        assert_eq!(
            read.env.get().unwrap(),
            &BTreeMap::from([
                ("MODE".to_owned(), "b".to_owned()),
                ("EMPTY".to_owned(), String::new())
            ])
        );
        assert_eq!(read.names(), BTreeSet::from(["DB_PASSWORD", "QUIET"]));
    }

    #[test]
    fn what_would_remove_a_variable_is_found() {
        let prior = environment(&[("A", "1"), ("B", "")], &[], None);
        let planned = environment(&[("A", ""), ("B", ""), ("C", "")], &[], None);
        assert_eq!(planned.emptied(&prior), ["A", "C"]);
    }

    #[test]
    fn mistakes_name_the_variable_and_never_the_value() {
        let config = with_secrets(
            environment(
                &[("DB_PASSWORD", "hunter2"), ("A=B", "1"), ("X", "1")],
                &[],
                None,
            ),
            &[("X", "invented"), ("Y", "")],
        );
        let mut diagnostics = Diagnostics::new();
        config.check(None, &Declared::new(), &mut diagnostics);
        let paths: Vec<String> = diagnostics.iter().map(|one| one.path.to_string()).collect();
        assert_eq!(
            paths,
            [
                r#"env["A=B"]"#,
                r#"env["DB_PASSWORD"]"#,
                r#"secret_env_wo["X"]"#,
                r#"secret_env_wo["Y"]"#
            ]
        );
        let text = format!("{diagnostics:?}{config:?}");
        assert!(!text.contains("invented"), "{text}");
        assert!(!format!("{diagnostics:?}").contains("hunter2"));
    }
}
