//! Volumes in all three generations of spelling: `volumeSource`, the deprecated members on the volume itself, and
//! the oldest `region` + `container` + `prefix` (platform-facts section 6).

use serde_json::{Map, Value, json};

use super::Members;
use crate::errors::ApiError;

const KNOWN: &[&str] = &[
    "cache",
    "container",
    "dataStore",
    "id",
    "mountPath",
    "permission",
    "prefix",
    "publicGit",
    "publicSwift",
    "region",
    "standalone",
    "targetDataStore",
    "volumeSource",
    "volumeTarget",
];
const SOURCES: [&str; 4] = ["dataStore", "publicGit", "publicSwift", "standalone"];

/// `volumes` of a body with every member present; the spelling of the client is kept.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn volumes(members: Members<'_>, lenient: bool) -> Result<Value, ApiError> {
    let mut volumes = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for (at, item) in members.list("volumes")?.into_iter().flatten().enumerate() {
        let at = format!("volumes[{at}]");
        let volume = Members::read(item, &at, KNOWN, lenient)?;
        let path = mount_path(volume)?;
        let bare = path.trim_end_matches('/');
        if taken.iter().any(|other| other == bare) {
            return Err(volume.refuse("mountPath", "is used by another volume"));
        }
        taken.push(bare.to_owned());
        volumes.push(one(volume, path, lenient)?);
    }
    Ok(volumes.into())
}

fn one(volume: Members<'_>, path: &str, lenient: bool) -> Result<Value, ApiError> {
    let Some(permission) = volume.one_of("permission", &["RO", "RW", "RWD"])? else {
        return Err(volume.refuse("permission", "is required"));
    };
    let mut sources = 0;
    let mut legacy = Map::new();
    for name in SOURCES {
        let value = source(volume, name, lenient)?;
        sources += usize::from(!value.is_null());
        legacy.insert(name.into(), value);
    }
    let nested = nested_source(volume, lenient)?;
    if let Value::Object(nested) = &nested {
        sources += nested.values().filter(|value| !value.is_null()).count();
    }
    let (container, region) = (volume.text("container")?, volume.text("region")?);
    if container.is_some() != region.is_some() {
        let missing = if container.is_some() {
            "region"
        } else {
            "container"
        };
        return Err(volume.refuse(missing, "is required: region and container belong together"));
    }
    sources += usize::from(container.is_some());
    match sources {
        0 => return Err(volume.refuse("volumeSource", "is required")),
        1 => {}
        _ => return Err(volume.refuse("volumeSource", "must name exactly one source")),
    }
    let mut document = json!({
        "cache": volume.boolean("cache")?.unwrap_or(false),
        "container": container,
        "id": null,
        "mountPath": path,
        "permission": permission,
        "prefix": volume.text("prefix")?,
        "region": region,
        "targetDataStore": data_store(volume, "targetDataStore", lenient)?,
        "volumeSource": nested,
        "volumeTarget": target(volume, lenient)?,
    });
    if let Value::Object(document) = &mut document {
        document.extend(legacy);
    }
    Ok(document)
}

/// Absolute, without white space, not `/workspace` itself (the console refuses it; that the server does is inferred).
fn mount_path(volume: Members<'_>) -> Result<&str, ApiError> {
    let path = volume.required_text("mountPath")?;
    if !path.starts_with('/') {
        return Err(volume.refuse("mountPath", "must start with /"));
    }
    if path.contains(char::is_whitespace) {
        return Err(volume.refuse("mountPath", "must not contain white space"));
    }
    if matches!(path.trim_end_matches('/'), "" | "/workspace") {
        return Err(volume.refuse("mountPath", format!("must not be {path}")));
    }
    Ok(path)
}

fn nested_source(volume: Members<'_>, lenient: bool) -> Result<Value, ApiError> {
    let Some(value) = volume.value("volumeSource") else {
        return Ok(Value::Null);
    };
    let path = volume.path("volumeSource");
    let source_members = Members::read(value, &path, &SOURCES, lenient)?;
    let mut document = Map::new();
    for name in SOURCES {
        document.insert(name.into(), source(source_members, name, lenient)?);
    }
    Ok(document.into())
}

fn source(members: Members<'_>, name: &str, lenient: bool) -> Result<Value, ApiError> {
    if name == "dataStore" {
        return data_store(members, name, lenient);
    }
    let Some(value) = members.value(name) else {
        return Ok(Value::Null);
    };
    let path = members.path(name);
    if name == "standalone" {
        let standalone = Members::read(value, &path, &["name"], lenient)?;
        return Ok(json!({"name": standalone.text("name")?}));
    }
    let public = Members::read(value, &path, &["url"], lenient)?;
    let url = public.required_text("url")?;
    if !url.starts_with("https://") {
        return Err(public.refuse("url", "must start with https://"));
    }
    if name == "publicGit" && !url.trim_end_matches('/').ends_with(".git") {
        return Err(public.refuse("url", "must end in .git"));
    }
    Ok(json!({"url": url}))
}

fn data_store(members: Members<'_>, name: &str, lenient: bool) -> Result<Value, ApiError> {
    let Some(value) = members.value(name) else {
        return Ok(Value::Null);
    };
    let path = members.path(name);
    let store = Members::read(
        value,
        &path,
        &["alias", "archive", "container", "internal", "prefix"],
        lenient,
    )?;
    let container = store.required_text("container")?;
    if container.contains(['/', '\\']) {
        return Err(store.refuse("container", "must not contain / or \\"));
    }
    Ok(json!({
        "alias": store.required_text("alias")?,
        "archive": store.text("archive")?,
        "container": container,
        "internal": store.boolean("internal")?.unwrap_or(false),
        "prefix": store.text("prefix")?,
    }))
}

fn target(volume: Members<'_>, lenient: bool) -> Result<Value, ApiError> {
    let Some(value) = volume.value("volumeTarget") else {
        return Ok(Value::Null);
    };
    let path = volume.path("volumeTarget");
    let target = Members::read(value, &path, &["targetDataStore"], lenient)?;
    Ok(json!({"targetDataStore": data_store(target, "targetDataStore", lenient)?}))
}
