//! `required-secrets.json`: what a person must create first. Names, keys and purposes; never values.

use serde::Serialize;

use super::findings::pretty;
use crate::{Accumulated, Profile, RequiredSecret, lower::external_secrets};

#[derive(Serialize)]
struct Document<'a> {
    secrets: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    secret: &'a RequiredSecret,
    /// Entry of the store it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    remote_key: Option<String>,
    used_by: Vec<&'a str>,
}

pub(super) fn json(profile: &Profile, accumulated: &Accumulated) -> Vec<u8> {
    let secrets = accumulated
        .secrets
        .values()
        .map(|trace| {
            let mut used_by: Vec<&str> = trace.used_by.iter().map(String::as_str).collect();
            used_by.sort_unstable();
            Entry {
                secret: &trace.secret,
                remote_key: external_secrets::remote_key(profile, &trace.secret),
                used_by,
            }
        })
        .collect();
    pretty(&Document { secrets })
}
