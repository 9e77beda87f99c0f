//! Asking an application for its metrics.

use std::time::Duration;

use ovhai_http::{Secret, body, chain, client, is_loopback};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use url::Url;

/// What an application may answer at most.
const LONGEST: u64 = 64 << 20;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is asked, and how long is waited in between: an app may be starting, or behind a proxy that is.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// What an application exposes.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// Its answer.
    pub text: String,
    /// It says that this is OpenMetrics, else it is the older format.
    pub is_open: bool,
}

/// The URL of an app that may be asked. What is wrong is said without it, as it may hold a secret.
///
/// # Errors
/// What is wrong.
pub fn place(url: &str) -> Result<Url, &'static str> {
    let url = Url::parse(url).map_err(|_| "its URL is none")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("its URL holds a user or a password, which would be shown wherever it is");
    }
    if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
        return Err("only https is safe, and http on this machine");
    }
    Ok(url)
}

/// Reads the metrics at `url`: https, or http on this machine, without user and password. `token` goes there and, as no redirect is
/// followed, nowhere else.
///
/// # Errors
/// Why there are none, without the URL.
pub async fn scrape(url: &str, token: Option<&Secret>) -> Result<Exposed, String> {
    let url = place(url)?;
    let agent = concat!("ovhai/", env!("CARGO_PKG_VERSION"));
    let client = client(&url, agent, &[], Duration::from_secs(10))?;
    let mut request = client.get(url).timeout(PATIENCE).header(
        ACCEPT,
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    );
    if let Some(token) = token {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
            .map_err(|_| "the token has characters no header can hold".to_owned())?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let mut attempt = 1;
    let answer = loop {
        let Some(again) = request.try_clone() else {
            return Err("its request cannot be made".to_owned());
        };
        let problem = match again.send().await {
            Ok(answer) if !answer.status().is_server_error() => break answer,
            Ok(answer) => format!("it answered {}", answer.status()),
            Err(error) => chain(error),
        };
        if attempt == ATTEMPTS {
            return Err(format!("{problem} (asked {attempt} times)"));
        }
        attempt += 1;
        tokio::time::sleep(PAUSE).await;
    };
    let status = answer.status();
    if status.is_redirection() {
        return Err(format!(
            "it answered {status}: it sends callers elsewhere, perhaps to log in; a token with the right to the app is needed"
        ));
    }
    if !status.is_success() {
        return Err(format!("it answered {status}"));
    }
    let kind = answer.headers().get(CONTENT_TYPE);
    let is_open = kind
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .starts_with("application/openmetrics-text")
        });
    let bytes = body(answer, LONGEST, PATIENCE)
        .await
        .map_err(|broken| broken.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "its answer is no text".to_owned())?;
    if text.trim_start().starts_with('<') {
        return Err("its answer is a web page, not metrics".to_owned());
    }
    // Some serve OpenMetrics and say nothing of it.
    let is_open = is_open || text.trim_end().ends_with("# EOF");
    Ok(Exposed { text, is_open })
}
