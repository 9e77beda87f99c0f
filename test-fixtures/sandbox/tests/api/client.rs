//! A client written from the vendor's rules alone: signature, clock offset, bearer.

use std::time::Duration;

use ovh_sandbox::{Credentials, Options, Running, Sandbox};
use reqwest::Method;
use reqwest::header::HeaderMap;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::Value;

/// A sandbox whose apps settle before the next call.
pub fn settled() -> Options {
    Options {
        state_interval: Duration::ZERO,
        ..Options::default()
    }
}

/// Starts a sandbox whose clock stands still enough for tests: states move with `Running::advance` only.
pub fn stepwise() -> Options {
    Options {
        state_interval: Duration::from_secs(600),
        ..Options::default()
    }
}

pub fn start(options: Options) -> Running {
    Sandbox::start(options).unwrap()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The document of a call that must succeed.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// Asserts a refusal in the current shape; answers the message.
    #[track_caller]
    pub fn refused(self, status: u16, class: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        let body = self.json();
        assert_eq!(body["class"], class, "{}", self.text);
        assert!(
            self.header("x-ovh-queryid")
                .is_some_and(|id| id.starts_with("EU."))
        );
        body["message"].as_str().unwrap().to_owned()
    }

    /// Asserts 413.
    #[track_caller]
    pub fn refused_too_large(self) {
        assert_eq!(self.status, 413, "{}", self.text);
    }

    /// Asserts a refusal in the older shape.
    #[track_caller]
    pub fn refused_with_code(self, http_code: &str, code: &str) {
        let body = self.json();
        assert_eq!(body["httpCode"], http_code, "{}", self.text);
        assert_eq!(self.status.to_string(), http_code[..3]);
        assert_eq!(body["errorCode"], code, "{}", self.text);
        assert!(body["message"].is_string());
    }
}

#[derive(Debug, Clone)]
pub enum Login {
    Nobody,
    Key(Box<Credentials>),
    Bearer(String),
}

#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    api: String,
    service: String,
    pub login: Login,
    /// Added to the server's time in signatures.
    pub skew: i64,
}

pub fn http() -> reqwest::ClientBuilder {
    // Two tests may come here at once; the second finds the provider in place.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

impl Client {
    /// Signs with the first credentials of the sandbox.
    pub fn new(sandbox: &Running) -> Self {
        Self {
            http: http().build().unwrap(),
            api: sandbox.api(),
            service: sandbox.service_name().into(),
            login: Login::Key(Box::new(sandbox.credentials().clone())),
            skew: 0,
        }
    }

    pub fn with(&self, login: Login) -> Self {
        Self {
            login,
            ..self.clone()
        }
    }

    /// A call below `/1.0`.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        self.send(method, &format!("{}{path}", self.api), body)
            .await
    }

    /// A call below `/cloud/project/{serviceName}/ai`.
    pub async fn ai(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.call(
            method,
            &format!("/cloud/project/{}/ai{path}", self.service),
            body,
        )
        .await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ai(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ai(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.ai(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ai(Method::DELETE, path, None).await
    }

    /// The server's time in seconds.
    pub async fn time(&self) -> i64 {
        let text = self
            .http
            .get(format!("{}/auth/time", self.api))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        text.parse().unwrap()
    }

    async fn send(&self, method: Method, url: &str, body: String) -> Answer {
        let mut request = self.http.request(method.clone(), url);
        match &self.login {
            Login::Nobody => {}
            Login::Bearer(token) => {
                request = request.header("Authorization", format!("Bearer {token}"))
            }
            Login::Key(set) => {
                let key = &set.key;
                let timestamp = self.time().await + self.skew;
                let text = format!(
                    "{}+{}+{method}+{url}+{body}+{timestamp}",
                    key.application_secret, key.consumer_key
                );
                request = request
                    .header("X-Ovh-Application", &key.application_key)
                    .header("X-Ovh-Consumer", &key.consumer_key)
                    .header("X-Ovh-Timestamp", timestamp)
                    .header("X-Ovh-Signature", signature(&text));
            }
        }
        if !body.is_empty() {
            request = request
                .header("Content-Type", "application/json;charset=utf-8")
                .body(body);
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }
}

pub fn signature(text: &str) -> String {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
    let hex: String = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("$1${hex}")
}
