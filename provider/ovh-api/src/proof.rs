//! Proving who calls: the server's clock for signatures, a token for service accounts, and the headers of both.

use std::sync::atomic::Ordering;

use http::{HeaderMap, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use url::Url;

use crate::{
    Client, Credentials, Error, Secret,
    answer::Context,
    calls::AUTH_TIME,
    client::{header_value, secret_header},
    clock::local_now,
    exchange::{LARGEST_REFUSAL, read_refusal},
    oauth2::{self, TokenAnswer},
    request::{CURSOR, Request},
    sign::signature,
    transport::{Fault, FaultKind, Outgoing},
};

/// What proves who calls.
#[derive(Clone)]
pub(crate) enum Proof {
    Nothing,
    /// Server minus local seconds.
    Signature(i64),
    Bearer(Secret),
}

impl Client {
    /// Mends what a refused call may have been refused for. True if another try makes sense.
    pub(crate) async fn renew(&self, error: &Error, proof: Option<&Proof>) -> bool {
        match (error, proof) {
            (_, Some(Proof::Bearer(token))) if error.status() == Some(401) => {
                if !matches!(
                    self.shared.settings.credentials,
                    Credentials::ServiceAccount { .. }
                ) {
                    return false;
                }
                self.shared.tokens.forget(token).await;
                true
            }
            (Error::Api(refusal), Some(Proof::Signature(used))) => {
                // INVALID_SIGNATURE is documented; the code for a wrong time is not.
                let code = refusal
                    .code
                    .as_deref()
                    .unwrap_or_default()
                    .to_ascii_uppercase();
                (code.contains("SIGNATURE") || code.contains("TIME"))
                    && self
                        .shared
                        .clock
                        .remeasure(*used, async || self.ask_time().await)
                        .await
                        .unwrap_or(false)
            }
            _ => false,
        }
    }

    pub(crate) async fn proof(&self) -> Result<Proof, Error> {
        match &self.shared.settings.credentials {
            Credentials::Signature { .. } => self
                .shared
                .clock
                .offset_or_measure(async || self.ask_time().await)
                .await
                .map(Proof::Signature),
            Credentials::ServiceAccount {
                client_id,
                client_secret,
                token_url,
            } => {
                let token = self
                    .shared
                    .tokens
                    .get(async || self.ask_token(client_id, client_secret, token_url).await)
                    .await?;
                Ok(Proof::Bearer(token))
            }
            Credentials::AccessToken(token) => Ok(Proof::Bearer(token.clone())),
        }
    }

    async fn ask_time(&self) -> Result<i64, Error> {
        let text = self.shared.settings.endpoint.url(AUTH_TIME.path);
        let unusable = || Fault::new(FaultKind::Unusable, "the URL is not valid");
        let url =
            Url::parse(&text).map_err(|_| self.fault("GET", AUTH_TIME.path, &text, unusable()))?;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, self.shared.user_agent.clone());
        let outgoing = Outgoing {
            method: Method::GET,
            url,
            headers,
            body: None,
        };
        self.side_call(outgoing, AUTH_TIME.path).await
    }

    async fn ask_token(
        &self,
        client_id: &str,
        client_secret: &Secret,
        url: &Url,
    ) -> Result<TokenAnswer, Error> {
        let call = |in_form| {
            oauth2::token_call(
                url,
                client_id,
                client_secret,
                in_form,
                &self.shared.user_agent,
            )
        };
        let in_form = self.shared.tokens.in_form();
        let mut answer = self
            .side_call::<TokenAnswer>(call(in_form), url.path())
            .await;
        if !in_form && matches!(answer.as_ref().map_err(Error::status), Err(Some(400 | 401))) {
            answer = self.side_call(call(true), url.path()).await;
            if answer.is_ok() {
                self.shared.tokens.remember_form();
            }
        }
        let answer = answer?;
        self.shared.redactor.learn(&answer.token());
        Ok(answer)
    }

    /// A call that a call needs. Not retried here: the call that needs it is.
    async fn side_call<T: DeserializeOwned>(
        &self,
        outgoing: Outgoing,
        path: &str,
    ) -> Result<T, Error> {
        let _permit = self.shared.pace.turn().await;
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let method = outgoing.method.clone();
        let place = outgoing.url.to_string();
        let fault = |fault| self.fault(method.as_str(), path, &place, fault);
        let mut incoming = self.shared.transport.send(outgoing).await.map_err(fault)?;
        let context = Context {
            call: None,
            method: method.as_str(),
            path,
            status: incoming.status,
            headers: &incoming.headers,
            redactor: &self.shared.redactor,
            secrets: &[],
            signed: self.is_signed(),
            now: self.now(),
        };
        if !incoming.status.is_success() {
            return Err(context.refusal(&read_refusal(&mut incoming.body).await));
        }
        let mut body = Vec::new();
        while let Some(chunk) = incoming.body.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > LARGEST_REFUSAL {
                return Err(fault(Fault::new(FaultKind::TooLarge, "more than 1 MiB")));
            }
            body.extend_from_slice(&chunk);
        }
        context.document(&body)
    }

    pub(crate) fn headers(
        &self,
        request: &Request,
        url: &Url,
        proof: &Proof,
    ) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, self.shared.user_agent.clone());
        if request.body.is_some() {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json;charset=utf-8"),
            );
        }
        if let Some(cursor) = &request.cursor {
            headers.insert(CURSOR, cursor.clone());
        }
        if let Some((number, size)) = request.gateway_page {
            headers.insert(
                "X-Pagination-Mode",
                HeaderValue::from_static("CachedObjectList-Pages"),
            );
            headers.insert("X-Pagination-Number", number.into());
            headers.insert("X-Pagination-Size", size.into());
        }
        match (proof, &self.shared.settings.credentials) {
            (Proof::Nothing, _) => {}
            (Proof::Bearer(token), _) => {
                let bearer = Secret::new(format!("Bearer {}", token.expose()));
                headers.insert(
                    header::AUTHORIZATION,
                    secret_header("access_token", &bearer)?,
                );
            }
            (
                Proof::Signature(offset),
                Credentials::Signature {
                    application_key,
                    application_secret,
                    consumer_key,
                },
            ) => {
                let timestamp = local_now().saturating_add(*offset);
                let signature = signature(
                    application_secret,
                    consumer_key,
                    request.call.method,
                    url.as_str(),
                    request.body(),
                    timestamp,
                );
                headers.insert(
                    "X-Ovh-Application",
                    header_value("application_key", application_key)?,
                );
                headers.insert(
                    "X-Ovh-Consumer",
                    secret_header("consumer_key", consumer_key)?,
                );
                headers.insert("X-Ovh-Timestamp", HeaderValue::from(timestamp));
                headers.insert(
                    "X-Ovh-Signature",
                    secret_header("signature", &signature.into())?,
                );
            }
            // A proof is always made from the credentials in use.
            (Proof::Signature(_), _) => {}
        }
        Ok(headers)
    }
}
