//! One bucket, by the S3 protocol.

mod folders;
mod list;
mod objects;
mod sign;
mod uploads;
mod xml;

use std::{fmt, sync::atomic::AtomicI64};

use ovhai_http::{Secret, is_loopback};
use url::Url;

pub use folders::folders;
pub(crate) use list::{LISTING, Pages};
pub(crate) use objects::{Stored, details};
pub(crate) use sign::{Signer, path_of, time_of};

use crate::{
    Connection, Error,
    remote::{Remote, Service},
};

/// What proves who asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Key id.
    pub access_key: String,
    /// Key.
    pub secret_key: Secret,
    /// For credentials that end.
    pub session_token: Option<Secret>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({})", self.access_key)
    }
}

/// Where a bucket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAt {
    /// `https://s3.gra.io.cloud.ovh.net`: without bucket, with at most a path. Http only to this machine, or by
    /// [`BucketAt::is_plain_allowed`].
    pub endpoint: Url,
    /// As the signature needs it, such as `gra`.
    pub region: String,
    /// Name.
    pub bucket: String,
    /// Only objects whose names begin so; for a target, what their names begin with. May be empty or end anywhere.
    pub prefix: String,
    /// The bucket is part of the host's name instead of the path.
    pub is_virtual: bool,
    /// Send signed requests without encryption to other machines, too.
    pub is_plain_allowed: bool,
}

/// A bucket and how to reach it.
#[derive(Debug)]
pub struct Bucket {
    pub(crate) remote: Remote,
    pub(crate) at: BucketAt,
}

impl Bucket {
    /// Nothing is sent yet. Without credential, requests are not signed.
    ///
    /// # Errors
    /// [`Error::Configuration`] for an impossible address or certificate authority.
    pub fn new(
        at: BucketAt,
        credential: Option<Credential>,
        connection: Connection,
    ) -> Result<Self, Error> {
        let place = format!(
            "bucket {} at {}",
            at.bucket,
            at.endpoint.origin().ascii_serialization()
        );
        let wrong = |problem: &str| Error::setting(&place, problem);
        let is_name = at
            .bucket
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_:".contains(&b));
        if at.bucket.is_empty() || !is_name || at.bucket.starts_with('.') {
            return Err(wrong("it is no name of a bucket"));
        }
        match at.endpoint.scheme() {
            "https" => {}
            "http" if is_loopback(&at.endpoint) || at.is_plain_allowed => {}
            _ => return Err(wrong("its endpoint is not https")),
        }
        if at.endpoint.query().is_some() || !at.endpoint.username().is_empty() {
            return Err(wrong(
                "its endpoint is more than scheme, host, port and path",
            ));
        }
        let mut root = at.endpoint.clone();
        let base = root.path().trim_end_matches('/').to_owned();
        if at.is_virtual {
            let host = format!("{}.{}", at.bucket, root.host_str().unwrap_or(""));
            root.set_host(Some(&host))
                .map_err(|_| wrong("no host name can be made of it"))?;
            root.set_path(&format!("{base}/"));
        } else {
            root.set_path(&format!("{base}/{}/", at.bucket));
        }
        let signer = Signer {
            root: root.clone(),
            region: at.region.clone(),
            credential,
            ahead: AtomicI64::new(0),
        };
        Ok(Self {
            remote: Remote::new(place, &root, Service::S3(Box::new(signer)), connection)?,
            at,
        })
    }

    /// As manifests name it: `s3:ENDPOINT/BUCKET/PREFIX`.
    pub(crate) fn description(&self) -> String {
        format!(
            "s3:{}/{}/{}",
            self.at.endpoint.as_str().trim_end_matches('/'),
            self.at.bucket,
            self.at.prefix
        )
    }
}
