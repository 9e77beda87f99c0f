//! Pages of names.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use time::format_description::well_known::Rfc3339;

use super::{
    answers::{Asked, error},
    state::{Fault, Object, State},
};

pub(super) fn answer(state: &State, asked: &Asked, fault: Option<&Fault>) -> Response {
    if asked.method != Method::GET || asked.query("list-type") != Some("2") {
        return error(StatusCode::NOT_IMPLEMENTED, "NotImplemented");
    }
    let Some(held) = state.buckets.get(&asked.bucket) else {
        return error(StatusCode::NOT_FOUND, "NoSuchBucket");
    };
    let prefix = asked.query("prefix").unwrap_or("");
    if asked.query("delimiter") == Some("/") {
        return level(held, prefix);
    }
    let mut all: Vec<(&String, &Object)> = (held.iter())
        .filter(|(key, _)| key.starts_with(prefix))
        .collect();
    // A slash counts less than anything else where folders are listed one after the other.
    let rank = |key: &str| {
        if state.is_by_folder {
            key.replace('/', "\0")
        } else {
            key.to_owned()
        }
    };
    all.sort_by_key(|(key, _)| rank(key));
    let after = asked.query("continuation-token").map(rank);
    let rest: Vec<_> = (all.into_iter())
        .filter(|(key, _)| match &after {
            Some(after) if state.is_repeating => rank(key) >= *after,
            Some(after) => rank(key) > *after,
            None => true,
        })
        .collect();
    let page = state.page.unwrap_or(1000);
    let is_truncated = rest.len() > page;
    let shown = &rest[..rest.len().min(page)];
    let count = shown.len() + usize::from(fault == Some(&Fault::WrongCount));
    let is_escaped = asked.query("encoding-type") == Some("url") && !state.is_plain;
    let written = |key: &str| {
        if is_escaped {
            utf8_percent_encode(key, NON_ALPHANUMERIC)
                .to_string()
                .replace("%20", "+")
        } else {
            escaped(key)
        }
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><KeyCount>{count}</KeyCount><IsTruncated>{is_truncated}</IsTruncated>"
    );
    if is_escaped {
        text.push_str("<EncodingType>url</EncodingType>");
    }
    if let Some((last, _)) = shown.last().filter(|_| is_truncated) {
        let token = escaped(last);
        text.push_str(&format!(
            "<NextContinuationToken>{token}</NextContinuationToken>"
        ));
    }
    for (key, object) in shown {
        text.push_str(&format!(
            "<Contents><Key>{}</Key><LastModified>{}</LastModified><ETag>&quot;{}&quot;</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>",
            written(key),
            object.modified.format(&Rfc3339).unwrap_or_default(),
            object.etag,
            object.bytes.len()
        ));
    }
    text.push_str("</ListBucketResult>");
    ([(header::CONTENT_TYPE, "application/xml")], text).into_response()
}

/// One level of folders, all on one page.
fn level(held: &BTreeMap<String, Object>, prefix: &str) -> Response {
    let below = held.keys().filter_map(|key| key.strip_prefix(prefix));
    let mut folders = BTreeSet::new();
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>",
    );
    for name in below {
        let encoded = |name: &str| utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        match name.split_once('/') {
            Some((folder, _)) => {
                folders.insert(encoded(&format!("{prefix}{folder}/")));
            }
            None => text.push_str(&format!(
                "<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00Z</LastModified><Size>1</Size></Contents>",
                encoded(&format!("{prefix}{name}"))
            )),
        }
    }
    for folder in folders {
        text.push_str(&format!(
            "<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>"
        ));
    }
    text.push_str("</ListBucketResult>");
    ([(header::CONTENT_TYPE, "application/xml")], text).into_response()
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
