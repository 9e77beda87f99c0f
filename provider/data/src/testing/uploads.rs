//! Uploads in parts.

use std::fmt::Write;

use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use http::{Method, StatusCode, header};

use super::{
    answers::{Asked, error},
    state::{Fault, State, Upload},
};
use crate::hash::{hex, md5, tag_of};

pub(super) fn answer(state: &mut State, asked: &Asked, fault: Option<&Fault>) -> Response {
    let Some(id) = asked.query("uploadId") else {
        state.counter += 1;
        let id = format!("upload/{}+ &", state.counter);
        state.uploads.insert(
            id.clone(),
            Upload {
                of: (asked.bucket.clone(), asked.key.clone()),
                headers: asked.properties(),
                ..Upload::default()
            },
        );
        let id = quick_xml::escape::escape(&id);
        return format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        )
        .into_response();
    };
    let of = (asked.bucket.clone(), asked.key.clone());
    let Some(upload) = state.uploads.get_mut(id).filter(|upload| upload.of == of) else {
        return error(StatusCode::NOT_FOUND, "NoSuchUpload");
    };
    match asked.method {
        Method::PUT => {
            let number = asked
                .query("partNumber")
                .and_then(|number| number.parse().ok());
            let Some(number) = number.filter(|number| (1..=10_000).contains(number)) else {
                return error(StatusCode::BAD_REQUEST, "InvalidPart");
            };
            upload.parts.insert(number, asked.body.clone());
            *state.received.entry(asked.key.clone()).or_default() += asked.body.len() as u64;
            let etag = if fault == Some(&Fault::WrongTag) {
                "0".repeat(32)
            } else {
                hex(&md5(&asked.body))
            };
            ([(header::ETAG, format!("\"{etag}\""))], ()).into_response()
        }
        Method::GET => parts(upload, asked),
        Method::DELETE => {
            state.uploads.remove(id);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => complete(state, asked, id),
    }
}

/// Two parts a page.
fn parts(upload: &Upload, asked: &Asked) -> Response {
    let after: u32 = (asked.query("part-number-marker"))
        .and_then(|marker| marker.parse().ok())
        .unwrap_or(0);
    let rest: Vec<_> = upload.parts.range(after + 1..).collect();
    let is_truncated = rest.len() > 2;
    let mut text = format!("<ListPartsResult><IsTruncated>{is_truncated}</IsTruncated>");
    for (number, bytes) in rest.iter().take(2) {
        let _ = write!(
            text,
            "<Part><PartNumber>{number}</PartNumber><ETag>\"{}\"</ETag><Size>{}</Size></Part>",
            hex(&md5(bytes)),
            bytes.len()
        );
    }
    text.push_str("</ListPartsResult>");
    text.into_response()
}

fn complete(state: &mut State, asked: &Asked, id: &str) -> Response {
    let Some(upload) = state.uploads.get(id).cloned() else {
        return error(StatusCode::NOT_FOUND, "NoSuchUpload");
    };
    let text = String::from_utf8_lossy(&asked.body);
    let named: Vec<&str> = text.split("<ETag>&quot;").skip(1).collect();
    let sums: Vec<[u8; 16]> = upload.parts.values().map(|bytes| md5(bytes)).collect();
    let fits = named.len() == sums.len()
        && (named.iter().zip(&sums)).all(|(named, sum)| named.starts_with(&hex(sum)))
        && upload
            .parts
            .keys()
            .copied()
            .eq(1..=u32::try_from(sums.len()).unwrap_or(0));
    if !fits {
        return error(StatusCode::BAD_REQUEST, "InvalidPart");
    }
    let mut all = BytesMut::new();
    for bytes in upload.parts.values() {
        all.extend_from_slice(bytes);
    }
    let etag = tag_of(&sums);
    let mut object = state.object(all.freeze(), etag);
    object.headers = upload.headers;
    object.part = upload.parts.get(&1).map(|bytes| bytes.len() as u64);
    let etag = object.etag.clone();
    let held = state.buckets.entry(asked.bucket.clone()).or_default();
    held.insert(asked.key.clone(), object);
    state.uploads.remove(id);
    // Spaces first, as for work that takes long.
    format!(
        "   \n<CompleteMultipartUploadResult><ETag>&quot;{etag}&quot;</ETag></CompleteMultipartUploadResult>"
    )
    .into_response()
}
