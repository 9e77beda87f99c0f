//! Answers as they come, for looking at the API itself: any status, all headers, the whole body.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::HeaderMap;

use crate::{
    Error, ReadOnly,
    calls::SIDE_EFFECT_FREE,
    exchange::{LARGEST_REFUSAL, read_refusal},
    proof::Proof,
    request::Request,
    transport::{Fault, FaultKind, Outgoing},
};

/// An answer as it came. `Debug` shows neither headers nor body, which may hold secrets.
#[derive(Clone)]
pub struct RawAnswer {
    /// HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body; of an answer outside 2xx at most a mebibyte.
    pub body: Bytes,
}

impl std::fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawAnswer")
            .field("status", &self.status)
            .field("size", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl ReadOnly {
    /// Makes one try of a call and keeps its answer, whatever its status is.
    ///
    /// # Errors
    /// The call may change something, its proof cannot be made, or nothing answered.
    pub async fn raw(&self, request: &Request) -> Result<RawAnswer, Error> {
        let client = self.client();
        let call = request.call;
        if !SIDE_EFFECT_FREE.contains(&call) {
            let call = call.to_string();
            return Err(Error::NotReadOnly { call });
        }
        let target = request.target();
        let text = client.settings().endpoint.url(&target);
        let fault = |fault: Fault| client.fault(call.method, &target, &text, fault);
        let url = url::Url::parse(&text)
            .map_err(|_| fault(Fault::new(FaultKind::Unusable, "the URL is not valid")))?;
        let proof = if call.open {
            Proof::Nothing
        } else {
            client.proof().await?
        };
        let _permit = client.shared.pace.turn().await;
        let headers = client.headers(request, &url, &proof)?;
        client.shared.requests.fetch_add(1, Ordering::Relaxed);
        let outgoing = Outgoing {
            method: request.method(),
            url,
            headers,
            body: request.body.clone(),
        };
        let mut incoming = client
            .shared
            .transport
            .send(outgoing)
            .await
            .map_err(fault)?;
        let (status, headers) = (incoming.status, incoming.headers);
        let mut body = Vec::new();
        if status.is_success() {
            while let Some(chunk) = incoming.body.chunk().await.map_err(fault)? {
                let limit = client.shared.options.largest_answer;
                if body.len() + chunk.len() > limit {
                    let words = format!("more than {limit} bytes");
                    return Err(fault(Fault::new(FaultKind::TooLarge, words)));
                }
                body.extend_from_slice(&chunk);
            }
        } else {
            body = read_refusal(&mut incoming.body).await;
            body.truncate(LARGEST_REFUSAL);
        }
        Ok(RawAnswer {
            status: status.as_u16(),
            headers,
            body: body.into(),
        })
    }
}
