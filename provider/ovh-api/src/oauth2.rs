//! Bearer tokens of a service account: fetched once, kept until shortly before they end (platform-facts section 2.2).

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, Method, header};
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use tokio::{sync::Mutex, time::Instant};
use url::Url;

use crate::{Secret, request::ENCODED, transport::Outgoing};

/// Lifetime of a token whose answer names none.
const UNNAMED_LIFETIME: Duration = Duration::from_secs(300);

/// A token is renewed this long before its end, or after three quarters of a short life.
const MARGIN: Duration = Duration::from_secs(60);

/// The token in use. Whoever needs one while it is being fetched waits for that fetch.
#[derive(Debug, Default)]
pub(crate) struct TokenCache {
    token: Mutex<Option<Token>>,
    /// The server wants the client's secret as form fields.
    in_form: AtomicBool,
}

#[derive(Debug)]
struct Token {
    value: Secret,
    fresh_until: Instant,
}

/// The token endpoint's answer (RFC 6749 section 5.1).
#[derive(Deserialize)]
pub(crate) struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl TokenAnswer {
    /// The token.
    pub(crate) fn token(&self) -> Secret {
        Secret::new(self.access_token.clone())
    }
}

impl TokenCache {
    /// The token in use, or a new one from `fetch`.
    pub(crate) async fn get<E>(
        &self,
        fetch: impl AsyncFnOnce() -> Result<TokenAnswer, E>,
    ) -> Result<Secret, E> {
        let mut token = self.token.lock().await;
        if let Some(token) = token
            .as_ref()
            .filter(|token| Instant::now() < token.fresh_until)
        {
            return Ok(token.value.clone());
        }
        let answer = fetch().await?;
        let lifetime = answer
            .expires_in
            .map_or(UNNAMED_LIFETIME, Duration::from_secs);
        let value = Secret::new(answer.access_token);
        *token = Some(Token {
            value: value.clone(),
            fresh_until: Instant::now()
                + (lifetime - MARGIN.min(lifetime / 4)).min(Duration::from_secs(86_400)),
        });
        Ok(value)
    }

    /// Drops `refused`, unless a newer token took its place meanwhile.
    pub(crate) async fn forget(&self, refused: &Secret) {
        let mut token = self.token.lock().await;
        if token.as_ref().is_some_and(|token| token.value == *refused) {
            *token = None;
        }
    }

    /// Whether to send the client's secret as form fields instead of HTTP Basic.
    pub(crate) fn in_form(&self) -> bool {
        self.in_form.load(Ordering::Relaxed)
    }

    /// Remembers what the server takes.
    pub(crate) fn remember_form(&self) {
        self.in_form.store(true, Ordering::Relaxed);
    }
}

/// `id:secret` of HTTP Basic; each encoded first, as RFC 6749 section 2.3.1 asks.
pub(crate) fn basic(client_id: &str, client_secret: &Secret) -> Secret {
    let encode = |text| utf8_percent_encode(text, ENCODED).to_string();
    Secret::new(STANDARD.encode(format!(
        "{}:{}",
        encode(client_id),
        encode(client_secret.expose())
    )))
}

/// The call that gets a token.
pub(crate) fn token_call(
    url: &Url,
    client_id: &str,
    client_secret: &Secret,
    in_form: bool,
    user_agent: &HeaderValue,
) -> Outgoing {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert(header::USER_AGENT, user_agent.clone());
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials")
        .append_pair("scope", "all");
    if in_form {
        form.append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret.expose());
    } else if let Ok(mut value) = HeaderValue::try_from(format!(
        "Basic {}",
        basic(client_id, client_secret).expose()
    )) {
        // Base64 always fits into a header.
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    Outgoing {
        method: Method::POST,
        url: url.clone(),
        headers,
        body: Some(form.finish().into_bytes().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(value: &str, expires_in: Option<u64>) -> TokenAnswer {
        TokenAnswer {
            access_token: value.into(),
            expires_in,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn renewed_before_the_end() {
        let cache = TokenCache::default();
        let first = async || Ok::<_, ()>(answer("one", Some(3600)));
        assert_eq!(cache.get(first).await.unwrap().expose(), "one");
        tokio::time::advance(Duration::from_secs(3539)).await;
        assert_eq!(
            cache.get(async || Err("asked")).await.unwrap().expose(),
            "one"
        );
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(cache.get(async || Err("asked")).await, Err("asked"));
        let second = async || Ok::<_, ()>(answer("two", Some(8)));
        assert_eq!(cache.get(second).await.unwrap().expose(), "two");
        tokio::time::advance(Duration::from_secs(7)).await;
        assert_eq!(cache.get(async || Err("asked")).await, Err("asked"));
    }

    #[tokio::test]
    async fn only_the_refused_token_is_dropped() {
        let cache = TokenCache::default();
        let two = cache
            .get(async || Ok::<_, ()>(answer("two", None)))
            .await
            .unwrap();
        cache.forget(&Secret::new("one")).await;
        assert_eq!(cache.get(async || Err("asked")).await, Ok(two.clone()));
        cache.forget(&two).await;
        assert_eq!(cache.get(async || Err("asked")).await, Err("asked"));
    }

    #[tokio::test]
    async fn one_fetch_for_all_who_wait() {
        let cache = std::sync::Arc::new(TokenCache::default());
        let fetches = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (cache, fetches) = (cache.clone(), fetches.clone());
            tasks.spawn(async move {
                cache
                    .get(async || {
                        fetches.fetch_add(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        Ok::<_, ()>(answer("one", Some(60)))
                    })
                    .await
            });
        }
        while let Some(result) = tasks.join_next().await {
            assert_eq!(result.unwrap().unwrap().expose(), "one");
        }
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn the_secret_travels_in_one_place_only() {
        let url = Url::parse("https://www.ovh.com/auth/oauth2/token").unwrap();
        let agent = HeaderValue::from_static("test");
        let secret = Secret::new("s&cret");
        let header = token_call(&url, "id", &secret, false, &agent);
        assert_eq!(
            header.headers[header::AUTHORIZATION],
            "Basic aWQ6cyUyNmNyZXQ="
        );
        assert_eq!(
            header.body.unwrap(),
            "grant_type=client_credentials&scope=all"
        );
        let form = token_call(&url, "id", &secret, true, &agent);
        assert!(!form.headers.contains_key(header::AUTHORIZATION));
        assert_eq!(
            form.body.unwrap(),
            "grant_type=client_credentials&scope=all&client_id=id&client_secret=s%26cret"
        );
    }
}
