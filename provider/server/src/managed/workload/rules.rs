//! Rules about single texts and numbers, and saying that one is broken.

use terraform_plugin::{Diagnostics, Path, Value};

/// Adds an error about one attribute.
pub fn refuse(path: Path, detail: impl Into<String>, diagnostics: &mut Diagnostics) {
    diagnostics.error_at(path, "Invalid attribute value", detail);
}

/// Refuses a new text that fails `rule`; one that stands in the state already is legal.
pub fn changed_text(
    path: &Path,
    planned: &Value<String>,
    prior: Option<&Value<String>>,
    rule: impl Fn(&str) -> Result<(), String>,
    diagnostics: &mut Diagnostics,
) {
    if let Value::Known(text) = planned
        && prior != Some(planned)
        && let Err(detail) = rule(text)
    {
        refuse(path.clone(), detail, diagnostics);
    }
}

/// A rule: one of the names that are known.
pub fn known_name(known: &'static [&'static str]) -> impl Fn(&str) -> Result<(), String> {
    move |text| {
        if known.contains(&text) {
            Ok(())
        } else {
            Err(format!(
                "The value must be one of: {}. It is {text:?}.",
                known.join(", ")
            ))
        }
    }
}

/// A rule for image references, as far as the platform looks at them (inferred): no white space, and a name before the tag.
pub fn image(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("The image must not be empty.".to_owned());
    }
    if text.contains(char::is_whitespace) || text.starts_with([':', '@', '/']) {
        return Err(
            "This is no image reference such as `registry.example.com/team/app:1.0`.".to_owned(),
        );
    }
    Ok(())
}

/// A rule for texts that name something.
pub fn not_empty(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err(
            "The value must not be empty. Leave it out to let the platform choose.".to_owned(),
        );
    }
    Ok(())
}

/// A rule for SSH public keys as OpenSSH writes them: kind, key, perhaps a comment (inferred).
pub fn public_key(text: &str) -> Result<(), String> {
    let mut words = text.split_whitespace();
    let kind = words.next().unwrap_or_default();
    let is_kind = ["ssh-", "ecdsa-", "sk-"]
        .iter()
        .any(|start| kind.starts_with(start));
    if is_kind && words.next().is_some() && !text.trim().contains('\n') {
        return Ok(());
    }
    // Not repeated: it may be the other half of a key pair.
    Err("This is no public key of the form `ssh-ed25519 AAAA… comment`, on one line.".to_owned())
}

/// Checks new public keys.
pub fn public_keys(
    planned: &Value<Vec<String>>,
    prior: Option<&Value<Vec<String>>>,
    diagnostics: &mut Diagnostics,
) {
    let known = prior.and_then(Value::get);
    for (index, key) in planned.get().into_iter().flatten().enumerate() {
        if known.is_some_and(|known| known.contains(key)) {
            continue;
        }
        if let Err(detail) = public_key(key) {
            let path = Path::root("ssh_public_keys").index(index);
            refuse(path, detail, diagnostics);
        }
    }
}
