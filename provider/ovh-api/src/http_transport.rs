//! The real transport: reqwest on rustls and ring, made at the first call so that start-up costs nothing.

use std::{sync::OnceLock, time::Duration};

use ovhai_http::is_loopback;
use url::Url;

use crate::transport::{Body, BoxFuture, Fault, FaultKind, Incoming, Outgoing, Transport};

/// HTTP over the network.
///
/// Certificates are checked against the machine's authorities (`SSL_CERT_FILE` and `SSL_CERT_DIR` count), proxies are
/// taken from the environment except for this machine's own addresses.
#[derive(Debug)]
pub(crate) struct HttpTransport {
    connect_timeout: Duration,
    total_timeout: Duration,
    /// Without TLS and proxy, for `http://` on loopback: no certificate is read from disk.
    plain: OnceLock<reqwest::Client>,
    /// TLS without proxy, for `https://` on loopback.
    local: OnceLock<reqwest::Client>,
    remote: OnceLock<reqwest::Client>,
}

impl HttpTransport {
    pub(crate) fn new(connect_timeout: Duration, total_timeout: Duration) -> Self {
        Self {
            connect_timeout,
            total_timeout,
            plain: OnceLock::new(),
            local: OnceLock::new(),
            remote: OnceLock::new(),
        }
    }

    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, Fault> {
        let loopback = is_loopback(url);
        let tls = url.scheme() == "https";
        let slot = match (loopback, tls) {
            (true, false) => &self.plain,
            (true, true) => &self.local,
            (false, _) => &self.remote,
        };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        // Repeating is decided above, where it is known whether a call may be repeated.
        let client = ovhai_http::builder(url, self.connect_timeout)
            .timeout(self.total_timeout)
            .build()
            .map_err(|error| Fault::of_reqwest(error, true))?;
        Ok(slot.get_or_init(|| client))
    }
}

impl Transport for HttpTransport {
    fn send(&self, outgoing: Outgoing) -> BoxFuture<'_, Result<Incoming, Fault>> {
        Box::pin(async move {
            let client = self.client_for(&outgoing.url)?;
            let signed = outgoing.url.clone();
            let mut request = client
                .request(outgoing.method, outgoing.url)
                .headers(outgoing.headers);
            if let Some(body) = outgoing.body {
                request = request.body(body);
            }
            let request = request
                .build()
                .map_err(|error| Fault::of_reqwest(error, true))?;
            if *request.url() != signed {
                return Err(Fault::new(
                    FaultKind::Unusable,
                    "the URL would not be sent as it was signed",
                ));
            }
            let response = client
                .execute(request)
                .await
                .map_err(|error| Fault::of_reqwest(error, true))?;
            Ok(Incoming {
                status: response.status(),
                headers: response.headers().clone(),
                body: Body::of_network(response),
            })
        })
    }
}
