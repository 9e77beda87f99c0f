//! Asking an application for its metrics.

use std::time::Duration;

use ovhai_http::{Secret, body, chain, client, is_loopback};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use url::Url;

use super::{Metrics, Stamp, parse};

/// What an application may answer at most.
const LONGEST: u64 = 64 << 20;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads the metrics at `url`: https, or http on this machine, without user and password. `token` goes there and, as no redirect is
/// followed, nowhere else.
///
/// # Errors
/// Why there are none, without the URL's query. The second value of the answer says what of the text could not be read.
pub async fn scrape(
    url: &str,
    token: Option<&Secret>,
    stamp: &Stamp,
) -> Result<(Metrics, Vec<String>), String> {
    let url = Url::parse(url).map_err(|error| format!("its URL is none: {error}"))?;
    if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
        return Err("only https is safe, and http on this machine".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("its URL holds a user or a password".to_owned());
    }
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
    let answer = request.send().await.map_err(chain)?;
    let status = answer.status();
    if status.is_redirection() {
        return Err(format!(
            "it answered {status}: it sends callers elsewhere, perhaps to log in; a token with the right to the app is needed"
        ));
    }
    if !status.is_success() {
        return Err(format!("it answered {status}"));
    }
    let bytes = body(answer, LONGEST, PATIENCE)
        .await
        .map_err(|broken| broken.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "its answer is no text".to_owned())?;
    if text.trim_start().starts_with('<') {
        return Err("its answer is a web page, not metrics".to_owned());
    }
    Ok(parse(&text, stamp))
}
