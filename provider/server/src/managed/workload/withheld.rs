//! Texts of live objects that look like secrets and therefore stay out of the state.
//!
//! In their place stands `(secret)`, as in the data sources. In a configuration that word means "what is there now": it
//! plans no difference, and a change that has to send the text takes it from the live object. Variables have a better
//! way, see [`super::environment`].

use ovhai_model::secrecy::{Arguments, secret_text};
use ovhai_platform::image_is_secret;
use terraform_plugin::{Diagnostics, Path, Tree, Value};

pub use crate::shown::SECRET;

/// A live text as it may stand in the state; `prior` is what stands there. What a person wrote into the configuration is
/// in the state anyway, and stays.
pub fn text(live: &str, prior: Option<&str>) -> String {
    hidden_if(secret_text(live).is_some(), live, prior)
}

/// [`text`] of a member that may be absent.
pub fn member(live: Option<&str>, prior: &Value<String>) -> Value<String> {
    live.map(|live| text(live, prior.as_deref().known())).into()
}

/// [`text`] of an image reference, whose digest looks random and is public.
pub fn image(live: &str, prior: Option<&str>) -> String {
    hidden_if(image_is_secret(live), live, prior)
}

fn hidden_if(is_secret: bool, live: &str, prior: Option<&str>) -> String {
    if is_secret && prior != Some(live) {
        SECRET.to_owned()
    } else {
        live.to_owned()
    }
}

/// The arguments of a command; one may say that the next is a credential.
pub fn arguments(live: &[String], prior: Option<&[String]>) -> Vec<String> {
    if prior == Some(live) {
        return live.to_vec();
    }
    live.iter()
        .zip(secrets_of(live))
        .map(|(argument, is_secret)| {
            if is_secret {
                SECRET.to_owned()
            } else {
                argument.clone()
            }
        })
        .collect()
}

fn secrets_of(arguments: &[String]) -> Vec<bool> {
    let mut state = Arguments::default();
    arguments
        .iter()
        .map(|argument| state.check(argument).is_some())
        .collect()
}

/// Public keys, which look random and are no secrets; what stands in their place may be one.
pub fn public_keys(live: &[String]) -> Value<Vec<String>> {
    live.iter()
        .map(|key| {
            if is_public_key(key) {
                key.clone()
            } else {
                text(key, None)
            }
        })
        .collect()
}

fn is_public_key(text: &str) -> bool {
    let mut words = text.trim().splitn(3, ' ');
    let (kind, key) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let is_kind = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|start| kind.starts_with(start))
        && secret_text(kind).is_none();
    let is_key = key.starts_with("AAAA")
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    is_kind
        && is_key
        && words
            .next()
            .is_none_or(|comment| secret_text(comment).is_none())
}

/// `planned` with each `(secret)` replaced by what `live` has in its place, the first by the first; nothing when it is
/// not clear which stands for which.
pub fn restored(planned: &[String], live: &[String]) -> Option<Vec<String>> {
    let wanted = planned
        .iter()
        .filter(|argument| *argument == SECRET)
        .count();
    if wanted == 0 {
        return Some(planned.to_vec());
    }
    let hidden: Vec<&String> = live
        .iter()
        .zip(secrets_of(live))
        .filter_map(|(argument, is_secret)| is_secret.then_some(argument))
        .collect();
    if hidden.len() != wanted {
        return None;
    }
    let mut hidden = hidden.into_iter();
    planned
        .iter()
        .map(|argument| {
            if argument == SECRET {
                hidden.next().cloned()
            } else {
                Some(argument.clone())
            }
        })
        .collect()
}

/// The planned text, or the live one where `(secret)` stands for it.
pub fn restored_text<'a>(planned: &'a str, live: Option<&'a str>) -> Option<&'a str> {
    if planned == SECRET {
        live
    } else {
        Some(planned)
    }
}

/// Whether `(secret)` stands anywhere in `tree`.
pub fn is_in(tree: &Tree) -> bool {
    match tree {
        Tree::String(text) => text == SECRET,
        Tree::List(items) | Tree::Set(items) => items.iter().any(is_in),
        Tree::Map(members) => members.values().any(is_in),
        _ => false,
    }
}

/// Refuses `(secret)` where it stands for nothing: on create, and where the state has something else.
pub fn check(planned: &Tree, prior: &Tree, diagnostics: &mut Diagnostics) {
    walk(planned, prior, &Path::empty(), diagnostics);
}

fn walk(planned: &Tree, prior: &Tree, path: &Path, diagnostics: &mut Diagnostics) {
    match planned {
        Tree::String(text) if text == SECRET && prior.as_str() != Some(SECRET) => {
            refuse(path, diagnostics);
        }
        Tree::List(items) if items.iter().any(|item| item.as_str() == Some(SECRET)) => {
            let count = |items: &[Tree]| {
                items
                    .iter()
                    .filter(|item| item.as_str() == Some(SECRET))
                    .count()
            };
            if count(items) != prior.as_items().map_or(0, count) {
                refuse(path, diagnostics);
            }
        }
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(
                    item,
                    counterpart(prior, item, index),
                    &path.index(index),
                    diagnostics,
                );
            }
        }
        Tree::Map(members) => {
            for (name, value) in members {
                let path = if path.is_empty() {
                    Path::root(name)
                } else {
                    path.attribute(name)
                };
                walk(value, prior.get(name), &path, diagnostics);
            }
        }
        _ => {}
    }
}

/// The element of `prior` that became `item`: volumes are told apart by where they are mounted.
fn counterpart<'t>(prior: &'t Tree, item: &Tree, index: usize) -> &'t Tree {
    let mount = item.get("mount_path");
    if mount.is_null() {
        return prior.at(index);
    }
    let items = prior.as_items().unwrap_or_default();
    items
        .iter()
        .find(|other| other.get("mount_path") == mount)
        .unwrap_or(&Tree::Null)
}

fn refuse(path: &Path, diagnostics: &mut Diagnostics) {
    diagnostics.error_at(
        path.clone(),
        "A secret is not known",
        format!(
            "`{SECRET}` stands for a text of the live object that looks like a secret and is not told. Here it stands for nothing that \
             is there: the object is new, will be replaced, or has another text in this place. Write the text itself."
        ),
    );
}

/// Says that something which looks like a secret will be in the state in clear text.
pub fn warn(path: Path, advice: &str, diagnostics: &mut Diagnostics) {
    diagnostics.warning_at(
        path,
        "This looks like a secret and will be in the state",
        format!("The state and plan files hold it in clear text. {advice}"),
    );
}

/// [`warn`] for a command.
pub fn warn_of_command(command: &Value<Vec<String>>, diagnostics: &mut Diagnostics) {
    let Some(command) = command.get() else { return };
    for (index, is_secret) in secrets_of(command).into_iter().enumerate() {
        if is_secret && command.get(index).is_some_and(|text| text != SECRET) {
            let path = Path::root("command").index(index);
            let advice = "Pass it as a variable of `secret_env_wo`, which is write-only.";
            warn(path, advice, diagnostics);
        }
    }
}

/// Refuses a replacement that would lose variables whose values nobody but the platform knows.
pub fn refuse_loss(path: &Path, names: &[String], diagnostics: &mut Diagnostics) {
    if names.is_empty() {
        return;
    }
    diagnostics.error_at(
        path.clone(),
        "A replacement would lose secret variables",
        format!(
            "Changing `{path}` makes a new object, and the values of {} are known to the live one only. Give them in `secret_env_wo` with \
             `secret_env_wo_version`; an empty map says that the new object shall not have them.",
            names.join(", ")
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn arguments_hide_what_is_secret_and_take_it_back() {
        let live = texts(&["serve", "--token", "hunter2", "--port", "80"]);
        let shown = arguments(&live, None);
        assert_eq!(shown, ["serve", "--token", SECRET, "--port", "80"]);
        assert_eq!(arguments(&live, Some(&shown)), shown);
        assert_eq!(arguments(&live, Some(&live)), live);
        let planned = texts(&["serve", "--port", "81", "--token", SECRET]);
        assert_eq!(
            restored(&planned, &live).unwrap(),
            ["serve", "--port", "81", "--token", "hunter2"]
        );
        assert!(restored(&texts(&[SECRET, SECRET]), &live).is_none());
        assert!(restored(&texts(&[SECRET]), &texts(&["plain"])).is_none());
    }

    #[test]
    fn the_word_must_stand_for_something() {
        let state = |command: &str, path: &str| {
            Tree::map([
                ("command", Tree::List(vec!["serve".into(), command.into()])),
                (
                    "volumes",
                    Tree::List(vec![Tree::map([
                        ("mount_path", "/a".into()),
                        ("url", Tree::from(path)),
                    ])]),
                ),
            ])
        };
        let errors = |planned: &Tree, prior: &Tree| {
            let mut diagnostics = Diagnostics::new();
            check(planned, prior, &mut diagnostics);
            diagnostics
                .iter()
                .map(|one| one.path.to_string())
                .collect::<Vec<_>>()
        };
        let hidden = state(SECRET, SECRET);
        assert!(errors(&hidden, &hidden).is_empty());
        assert!(errors(&state("a", "b"), &Tree::Null).is_empty());
        assert_eq!(errors(&hidden, &Tree::Null), ["command", "volumes[0].url"]);
        assert_eq!(errors(&hidden, &state("plain", SECRET)), ["command"]);
    }
}
