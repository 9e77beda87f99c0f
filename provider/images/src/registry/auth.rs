//! Tokens: asked for once per set of scopes, kept until they run out, renewed when refused.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, header};
use serde::Deserialize;
use url::Url;

use super::{
    challenge::Challenge,
    send::{Ask, Http},
};
use crate::{Credential, Credentials, Error, Secret};

/// Lifetime of a token that says none, by the token specification.
const DEFAULT_SECONDS: i64 = 60;
/// A token that ends sooner than this is asked for anew.
const MARGIN_SECONDS: i64 = 10;
/// No answer of a token service is longer.
const ANSWER_LIMIT: u64 = 1 << 20;

/// Who asks at one registry.
#[derive(Debug)]
pub(crate) struct Auth {
    registry: String,
    /// `HOST[:PORT]` that the requests go to.
    logged_in_to: String,
    credentials: Arc<Credentials>,
    state: tokio::sync::Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    credential: Option<Credential>,
    challenge: Option<Challenge>,
    tokens: BTreeMap<String, Token>,
}

#[derive(Debug)]
struct Token {
    text: Secret,
    ends: i64,
}

#[derive(Deserialize)]
struct Answer {
    token: Option<String>,
    access_token: Option<String>,
    expires_in: Option<i64>,
}

impl Auth {
    pub(crate) fn new(
        registry: String,
        logged_in_to: String,
        credentials: Arc<Credentials>,
    ) -> Self {
        Self {
            registry,
            logged_in_to,
            credentials,
            state: tokio::sync::Mutex::default(),
        }
    }

    /// The `Authorization` for `scopes`, as far as the registry has said that it wants one.
    pub(crate) async fn header(
        &self,
        http: &Http,
        scopes: &[String],
    ) -> Result<Option<Secret>, Error> {
        let mut state = self.state.lock().await;
        self.of_state(http, scopes, &mut state).await
    }

    /// The `Authorization` after the registry refused `refused` with `challenge`.
    pub(crate) async fn renewed(
        &self,
        http: &Http,
        scopes: &[String],
        challenge: Challenge,
        refused: Option<&Secret>,
    ) -> Result<Option<Secret>, Error> {
        let mut state = self.state.lock().await;
        if state.credential.is_none() {
            state.credential = self
                .credentials
                .of(&self.registry, &self.logged_in_to)
                .await?;
        }
        state.challenge = Some(challenge);
        let key = scopes.join(" ");
        // Somebody else may have renewed it meanwhile.
        if let (Some(token), Some(refused)) = (state.tokens.get(&key), refused)
            && format!("Bearer {}", token.text.expose()) == refused.expose()
        {
            state.tokens.remove(&key);
        }
        self.of_state(http, scopes, &mut state).await
    }

    async fn of_state(
        &self,
        http: &Http,
        scopes: &[String],
        state: &mut State,
    ) -> Result<Option<Secret>, Error> {
        let (realm, service, said) = match (&state.challenge, &state.credential) {
            (None, _) | (Some(Challenge::Basic), None) => return Ok(None),
            (_, Some(Credential::Bearer(token))) => {
                return Ok(Some(Secret::new(format!("Bearer {}", token.expose()))));
            }
            (Some(Challenge::Basic), Some(Credential::Password { user, password })) => {
                return Ok(Some(basic(user, password)));
            }
            (Some(Challenge::Basic), Some(Credential::Identity(_))) => {
                return Err(Error::Configuration {
                    what: format!("the credential for {}", self.registry),
                    problem: "the registry takes a name and a password, not an identity token"
                        .to_owned(),
                });
            }
            (
                Some(Challenge::Bearer {
                    realm,
                    service,
                    scope,
                }),
                _,
            ) => (realm.clone(), service.clone(), scope.clone()),
        };
        let key = scopes.join(" ");
        let now = http.clock().now();
        if let Some(token) = state.tokens.get(&key)
            && token.ends - MARGIN_SECONDS > now
        {
            return Ok(Some(Secret::new(format!("Bearer {}", token.text.expose()))));
        }
        let scopes: Vec<String> = match said {
            Some(said) if scopes.is_empty() => vec![said],
            _ => scopes.to_vec(),
        };
        let ask = self.ask(http, &realm, service.as_deref(), &scopes, state)?;
        let bytes = fetch(http, &ask).await?;
        let protocol =
            |problem: &str| Error::protocol(&self.registry, "its token service", problem);
        let answer: Answer = serde_json::from_slice(&bytes)
            .map_err(|_| protocol("the answer is not a JSON object with a token"))?;
        let text = (answer.token.filter(|text| !text.is_empty()))
            .or(answer.access_token)
            .ok_or_else(|| protocol("there is no token in the answer"))?;
        let header = Secret::new(format!("Bearer {text}"));
        let lives = answer
            .expires_in
            .unwrap_or(DEFAULT_SECONDS)
            .max(MARGIN_SECONDS + 1);
        state.tokens.insert(
            key,
            Token {
                text: Secret::new(text),
                ends: now.saturating_add(lives),
            },
        );
        Ok(Some(header))
    }

    fn ask(
        &self,
        http: &Http,
        realm: &str,
        service: Option<&str>,
        scopes: &[String],
        state: &State,
    ) -> Result<Ask, Error> {
        let refuse = |problem: &str| Error::protocol(&self.registry, "its token service", problem);
        let mut url = Url::parse(realm).map_err(|_| refuse("the realm is no URL"))?;
        if !http.is_trusted(&url) {
            return Err(refuse(
                "the realm is not reached through https; credentials are not sent there",
            ));
        }
        let mut ask = Ask::new(Method::GET, url.clone(), "a token".to_owned());
        match &state.credential {
            Some(Credential::Identity(token)) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.append_pair("grant_type", "refresh_token")
                    .append_pair("service", service.unwrap_or(""))
                    .append_pair("client_id", "ovhai")
                    .append_pair("scope", &scopes.join(" "))
                    .append_pair("refresh_token", token.expose());
                ask.method = Method::POST;
                ask.body = Some(form.finish().into());
                ask = ask.with(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                return Ok(ask);
            }
            Some(Credential::Password { user, password }) => {
                ask.authorization = Some(basic(user, password));
            }
            Some(Credential::Bearer(_)) | None => {}
        }
        {
            let mut query = url.query_pairs_mut();
            if let Some(service) = service {
                query.append_pair("service", service);
            }
            for scope in scopes {
                query.append_pair("scope", scope);
            }
        }
        ask.url = url;
        Ok(ask)
    }
}

/// The same sending as everything else; boxed, because sending asks for tokens and asking for tokens sends.
fn fetch<'a>(
    http: &'a Http,
    ask: &'a Ask,
) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, Error>> + Send + 'a>> {
    Box::pin(async move {
        let (_, bytes) = http.fetch(ask, None, ANSWER_LIMIT).await?;
        Ok(bytes)
    })
}

fn basic(user: &str, password: &Secret) -> Secret {
    let pair = format!("{user}:{}", password.expose());
    Secret::new(format!("Basic {}", STANDARD.encode(pair)))
}
