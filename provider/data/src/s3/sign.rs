//! AWS Signature Version 4, in headers, over the whole body.

use std::{
    fmt::Write,
    sync::atomic::{AtomicI64, Ordering},
};

use http::{HeaderMap, HeaderValue, header};
use ovhai_http::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use time::{
    OffsetDateTime,
    format_description::well_known::{Rfc2822, Rfc3339},
};
use url::Url;

use super::{Credential, xml};
use crate::{
    hash::{hex, sha256},
    remote::Ask,
};

/// What stands for itself in paths and queries by the signature's rules.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Makes requests for one bucket.
#[derive(Debug)]
pub(crate) struct Signer {
    /// The bucket's address, ending in `/`.
    pub(super) root: Url,
    pub(super) region: String,
    /// `None`: requests are not signed, for public buckets.
    pub(super) credential: Option<Credential>,
    /// Seconds the service's clock is ahead of ours, once it has complained.
    pub(super) ahead: AtomicI64,
}

impl Signer {
    /// The error code in an answer, if it is an error.
    pub(crate) fn code(&self, body: &[u8]) -> Option<String> {
        xml::code(body)
    }

    /// Whether something can be learned from a refusal, so that the same request has a chance.
    pub(crate) fn learn(&self, code: &str, headers: &HeaderMap, now: i64) -> bool {
        if code != "RequestTimeTooSkewed" {
            return false;
        }
        let date = (headers.get(header::DATE)).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok()) else {
            return false;
        };
        self.ahead
            .store(date.unix_timestamp() - now, Ordering::Relaxed);
        true
    }

    /// Address and headers of a request made at `now`, in Unix seconds. `payload` is the SHA-256 of its body.
    pub(crate) fn sign(
        &self,
        ask: &Ask,
        payload: &str,
        now: i64,
    ) -> Result<(Url, HeaderMap), String> {
        let mut query: Vec<(String, String)> = (ask.query.iter())
            .map(|(name, value)| (escaped(name), escaped(value)))
            .collect();
        query.sort_unstable();
        let query = query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&");
        let key = ask.key.as_deref().unwrap_or("");
        let path = format!("{}{}", self.root.path(), path_of(key, false));
        let mut url = self.root.clone();
        url.set_path(&format!("{}{}", self.root.path(), path_of(key, true)));
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        if url.path() != format!("{}{}", self.root.path(), path_of(key, true)) {
            return Err("no URL can name it: its name is a dot segment".to_owned());
        }
        let mut headers = ask.headers.clone();
        let Some(credential) = &self.credential else {
            return Ok((url, headers));
        };
        let time = OffsetDateTime::from_unix_timestamp(now + self.ahead.load(Ordering::Relaxed))
            .map_err(|error| error.to_string())?;
        let signed = self.headers(&mut headers, payload, time, credential)?;
        let names = signed
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join(";");
        let mut canonical = format!("{}\n{path}\n{query}\n", ask.method).into_bytes();
        for (name, value) in &signed {
            canonical.extend_from_slice(name.as_bytes());
            canonical.push(b':');
            canonical.extend_from_slice(value);
            canonical.push(b'\n');
        }
        canonical.extend_from_slice(format!("\n{names}\n{payload}").as_bytes());
        let (day, stamp) = stamps(time);
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", sha256(&canonical));
        let signature = hex(&signing_key(
            &credential.secret_key,
            &day,
            &self.region,
            &text,
        ));
        let mut value = HeaderValue::from_str(&format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={names},Signature={signature}",
            credential.access_key
        ))
        .map_err(|_| "the access key has characters that no header can hold".to_owned())?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
        Ok((url, headers))
    }

    /// Adds what every signed request has; answers all that is signed, sorted.
    fn headers(
        &self,
        headers: &mut HeaderMap,
        payload: &str,
        time: OffsetDateTime,
        credential: &Credential,
    ) -> Result<Vec<(String, Vec<u8>)>, String> {
        let plain = |text: &str| HeaderValue::from_str(text).map_err(|error| error.to_string());
        headers.insert("x-amz-content-sha256", plain(payload)?);
        headers.insert("x-amz-date", plain(&stamps(time).1)?);
        if let Some(token) = &credential.session_token {
            let mut token = plain(token.expose())?;
            token.set_sensitive(true);
            headers.insert("x-amz-security-token", token);
        }
        let mut signed: Vec<(String, Vec<u8>)> = (headers.iter())
            .map(|(name, value)| (name.as_str().to_owned(), collapsed(value.as_bytes())))
            .collect();
        let host = match (self.root.host_str(), self.root.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => return Err("its endpoint has no host".to_owned()),
        };
        signed.push(("host".to_owned(), host.into_bytes()));
        signed.sort_unstable();
        Ok(signed)
    }
}

fn stamps(time: OffsetDateTime) -> (String, String) {
    let (hour, minute, second) = time.to_hms();
    let day = format!(
        "{:04}{:02}{:02}",
        time.year(),
        u8::from(time.month()),
        time.day()
    );
    let stamp = format!("{day}T{hour:02}{minute:02}{second:02}Z");
    (day, stamp)
}

fn signing_key(secret: &Secret, day: &str, region: &str, text: &str) -> Vec<u8> {
    let mut key = format!("AWS4{}", secret.expose()).into_bytes();
    for part in [day, region, "s3", "aws4_request", text] {
        let signer = hmac::Key::new(hmac::HMAC_SHA256, &key);
        key = hmac::sign(&signer, part.as_bytes()).as_ref().to_vec();
    }
    key
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// The name in a URL, or as it is signed. URLs have no `.` and `..` segments, so in them the slashes around those are escaped.
pub(crate) fn path_of(key: &str, is_url: bool) -> String {
    let mut path = String::new();
    let mut parts = key.split('/').peekable();
    let is_dot = |part: &str| part == "." || part == "..";
    while let Some(part) = parts.next() {
        path.push_str(&escaped(part));
        if let Some(next) = parts.peek() {
            let separator = if is_url && (is_dot(part) || is_dot(next)) {
                "%2F"
            } else {
                "/"
            };
            path.push_str(separator);
        }
    }
    path
}

/// Without spaces around, and one where several are.
fn collapsed(value: &[u8]) -> Vec<u8> {
    let words = value.split(|b| *b == b' ').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(&b' ')
}

/// A time in a listing, as RFC 3339 or as Swift writes it, without zone.
pub(crate) fn time_of(text: &str) -> Option<OffsetDateTime> {
    let mut text = text.trim().to_owned();
    if !text.ends_with('Z') && !text.get(10..).is_some_and(|end| end.contains(['+', '-'])) {
        let _ = text.write_char('Z');
    }
    OffsetDateTime::parse(&text, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn signer(root: &str) -> Signer {
        Signer {
            root: Url::parse(root).unwrap(),
            region: "us-east-1".to_owned(),
            credential: Some(Credential {
                access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
                secret_key: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                session_token: None,
            }),
            ahead: AtomicI64::new(0),
        }
    }

    fn signature(signer: &Signer, ask: &Ask) -> String {
        // 2013-05-24T00:00:00Z, the date of the service's published examples.
        let (_, headers) = (signer.sign(ask, &sha256(&ask.body), 1_369_353_600)).unwrap();
        let value = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
        value.rsplit_once('=').unwrap().1.to_owned()
    }

    #[test]
    fn the_published_examples_have_their_published_signatures() {
        let signer = signer("https://examplebucket.s3.amazonaws.com/");
        let get = Ask::of(Method::GET, "test.txt")
            .header(header::RANGE, "bytes=0-9")
            .unwrap();
        assert_eq!(
            signature(&signer, &get),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let put = Ask::of(Method::PUT, "test$file.text")
            .header(header::DATE, "Fri, 24 May 2013 00:00:00 GMT")
            .unwrap()
            .header("x-amz-storage-class".parse().unwrap(), "REDUCED_REDUNDANCY")
            .unwrap()
            .body("Welcome to Amazon S3.".into());
        assert_eq!(
            signature(&signer, &put),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        let list = Ask::of_all(Method::GET, "the listing")
            .query("prefix", "J")
            .query("max-keys", "2");
        assert_eq!(
            signature(&signer, &list),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
        assert!(!format!("{signer:?}").contains("wJalr"));
    }

    #[test]
    fn odd_names_reach_the_service_as_they_are() {
        let signer = signer("https://host:9000/bucket/");
        let url = |key: &str| {
            let signed = signer.sign(&Ask::of(Method::GET, key), &sha256(b""), 0);
            signed.map(|(url, _)| {
                url.as_str()
                    .trim_start_matches("https://host:9000")
                    .to_owned()
            })
        };
        assert_eq!(url("a//b/").unwrap(), "/bucket/a//b/");
        assert_eq!(
            url("/é ?#+%2F&=").unwrap(),
            "/bucket//%C3%A9%20%3F%23%2B%252F%26%3D"
        );
        assert_eq!(url("a/../b").unwrap(), "/bucket/a%2F..%2Fb");
        assert_eq!(url("./b\\c").unwrap(), "/bucket/.%2Fb%5Cc");
        assert!(url("..").is_err());
    }

    #[test]
    fn a_clock_that_is_wrong_is_corrected_by_the_services() {
        let signer = signer("https://host/bucket/");
        let mut headers = HeaderMap::new();
        assert!(!signer.learn("AccessDenied", &headers, 100));
        assert!(!signer.learn("RequestTimeTooSkewed", &headers, 100));
        headers.insert(
            "date",
            HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"),
        );
        assert!(signer.learn("RequestTimeTooSkewed", &headers, 100));
        let ask = Ask::of(Method::GET, "a");
        let (_, signed) = signer.sign(&ask, &sha256(b""), 100).unwrap();
        assert_eq!(signed["x-amz-date"], "19941106T084937Z");
    }

    #[test]
    fn times_of_both_services() {
        let s3 = time_of("2026-01-02T03:04:05.678Z").unwrap();
        assert_eq!(time_of("2026-01-02T03:04:05.678000"), Some(s3));
        assert_eq!(time_of("yesterday"), None);
    }
}
