//! What volumes must be like (platform-facts section 6; bounds of the vendor's panel alone are not enforced).

use ovhai_model::secrecy::secret_text;
use ovhai_platform::documents::VolumePermission;
use terraform_plugin::{Diagnostics, Path, Value};

use super::{rules, volume::Volume, withheld};

/// Checks configured volumes.
pub fn check(config: &Value<Vec<Volume>>, diagnostics: &mut Diagnostics) {
    let path = Path::root("volumes");
    let mut taken: Vec<&str> = Vec::new();
    for (index, volume) in config.get().into_iter().flatten().enumerate() {
        let path = path.index(index);
        if let Some(mount) = volume.mount_path.get() {
            let at = path.attribute("mount_path");
            let bare = mount.trim_end_matches('/');
            if !mount.starts_with('/') {
                rules::refuse(at, "The path must start with `/`.", diagnostics);
            } else if matches!(bare, "" | "/workspace") {
                let detail = format!(
                    "{mount:?} itself cannot be mounted on: choose a folder below, such as `/workspace/data`."
                );
                rules::refuse(at, detail, diagnostics);
            } else if taken.contains(&bare) {
                let detail = format!("{mount:?} is the path of another volume already.");
                rules::refuse(at, detail, diagnostics);
            }
            taken.push(bare);
        }
        let source = volume.volume_source.get();
        for (name, public) in [
            (
                "public_git",
                source.and_then(|source| source.public_git.get()),
            ),
            (
                "public_swift",
                source.and_then(|source| source.public_swift.get()),
            ),
        ] {
            if let Some(url) = public.and_then(|public| public.url.get())
                && secret_text(url).is_some()
            {
                let at = path
                    .attribute("volume_source")
                    .attribute(name)
                    .attribute("url");
                let advice = "Register a data store with credentials, and mount it by its alias.";
                withheld::warn(at, advice, diagnostics);
            }
        }
    }
}

/// Checks what live volumes may break, where it is new.
pub fn check_changes(
    planned: &Value<Vec<Volume>>,
    prior: Option<&Value<Vec<Volume>>>,
    diagnostics: &mut Diagnostics,
) {
    let before = prior
        .and_then(Value::get)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (index, volume) in planned.get().into_iter().flatten().enumerate() {
        if before.contains(volume) {
            continue;
        }
        let path = Path::root("volumes").index(index);
        let other = before
            .iter()
            .find(|other| other.mount_path == volume.mount_path);
        let mut rule = |path: Path,
                        planned: &Value<String>,
                        get: fn(&Volume) -> Value<String>,
                        rule: &dyn Fn(&str) -> Result<(), String>| {
            let prior = other.map(get);
            rules::changed_text(&path, planned, prior.as_ref(), rule, diagnostics);
        };
        rule(
            path.attribute("mount_path"),
            &volume.mount_path,
            |other| other.mount_path.clone(),
            &no_white_space,
        );
        rule(
            path.attribute("permission"),
            &volume.permission,
            |other| other.permission.clone(),
            &rules::known_name(VolumePermission::KNOWN),
        );
        let Some(source) = volume.volume_source.get() else {
            continue;
        };
        let path = path.attribute("volume_source");
        if let Some(git) = source.public_git.get() {
            rule(
                path.attribute("public_git").attribute("url"),
                &git.url,
                |_| Value::Null,
                &git_url,
            );
        }
        if let Some(swift) = source.public_swift.get() {
            rule(
                path.attribute("public_swift").attribute("url"),
                &swift.url,
                |_| Value::Null,
                &https_url,
            );
        }
        if let Some(store) = source.data_store.get() {
            rule(
                path.attribute("data_store").attribute("container"),
                &store.container,
                |_| Value::Null,
                &container,
            );
        }
    }
}

fn no_white_space(path: &str) -> Result<(), String> {
    if path.contains(char::is_whitespace) {
        return Err(format!(
            "The path must have no white space; it is {path:?}."
        ));
    }
    Ok(())
}

fn https_url(url: &str) -> Result<(), String> {
    if url == withheld::SECRET || url.starts_with("https://") {
        return Ok(());
    }
    Err("The URL must begin with `https://`.".to_owned())
}

fn git_url(url: &str) -> Result<(), String> {
    https_url(url)?;
    if url != withheld::SECRET && !url.trim_end_matches('/').ends_with(".git") {
        return Err("The URL of a Git repository must end in `.git`.".to_owned());
    }
    Ok(())
}

fn container(name: &str) -> Result<(), String> {
    if name.is_empty() || name.contains(['/', '\\']) {
        return Err(
            "The container must be a name without slashes; a path in it goes into `prefix`."
                .to_owned(),
        );
    }
    Ok(())
}
