//! Data stores: those the platform provides in every region, and the documents of all.

use serde_json::{Value, json};

use crate::capabilities::Capabilities;
use crate::errors::ApiError;
use crate::spec::Members;
use crate::store::{Estate, Kind};

/// A data store document. The platform's own stores have no endpoint.
pub(crate) fn document(alias: &str, endpoint: &str, owner: &str, kind: &str) -> Value {
    json!({"alias": alias, "endpoint": endpoint, "owner": owner, "type": kind})
}

/// Adds what the platform itself provides: the project's own object storage, which every region sees under the names
/// of the storage regions (platform-facts section 6), and the partners.
pub(crate) fn add_built_in(estate: &mut Estate, capabilities: &Capabilities) {
    for region in &capabilities.regions {
        for alias in &region.data_regions {
            let store = document(alias, "", "ovhcloud", "swift");
            estate.of_mut(Kind::DataStore).insert_in(&region.id, &store);
        }
        for partner in &region.partners {
            estate.of_mut(Kind::Partner).insert_in(&region.id, partner);
        }
    }
}

/// The credentials of a body, which must be of the store's type.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn check_credentials(
    members: Members<'_>,
    kind: &str,
    lenient: bool,
) -> Result<Value, ApiError> {
    let Some(value) = members.value("credentials") else {
        return Err(members.refuse("credentials", "is required"));
    };
    let credentials = Members::read(value, "credentials", &["git", "s3"], lenient)?;
    let other = if kind == "s3" { "git" } else { "s3" };
    if credentials.value(other).is_some() {
        return Err(credentials.refuse(other, format!("does not belong to a {kind} store")));
    }
    let Some(own) = credentials.value(kind) else {
        return Err(credentials.refuse(kind, "is required"));
    };
    let path = credentials.path(kind);
    if kind == "s3" {
        let known = ["accessKey", "region", "secretKey"];
        let keys = Members::read(own, &path, &known, lenient)?;
        for member in known {
            keys.required_text(member)?;
        }
        return Ok(value.clone());
    }
    let git = Members::read(own, &path, &["basicAuth", "sshKeypair"], lenient)?;
    match (git.value("basicAuth"), git.value("sshKeypair")) {
        (Some(basic), None) => {
            let path = git.path("basicAuth");
            let basic = Members::read(basic, &path, &["password", "username"], lenient)?;
            basic.required_text("username")?;
            basic.required_text("password")?;
        }
        (None, Some(pair)) => {
            let path = git.path("sshKeypair");
            let pair = Members::read(pair, &path, &["privateKey", "publicKey"], lenient)?;
            pair.required_text("privateKey")?;
            pair.text("publicKey")?;
        }
        _ => {
            return Err(credentials.refuse(kind, "must hold either basicAuth or sshKeypair"));
        }
    }
    Ok(value.clone())
}

/// Does an endpoint lie in the reserved domain `.invalid`?
pub(crate) fn is_out_of_reach(endpoint: &str) -> bool {
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    host.split(['/', ':'])
        .next()
        .is_some_and(|host| host.ends_with(".invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_below_invalid_are_out_of_reach() {
        for (endpoint, expected) in [
            ("https://s3.example.invalid/", true),
            ("https://bot@git.example.invalid:443/a.git", true),
            ("git@git.example.invalid:acme/a.git", true),
            ("https://s3.example.com/x.invalid", false),
            ("git@git.example.com:acme/a.git", false),
        ] {
            assert_eq!(is_out_of_reach(endpoint), expected, "{endpoint}");
        }
    }
}
