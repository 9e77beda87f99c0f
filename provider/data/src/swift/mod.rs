//! One container of Swift, by Keystone's tokens: its large objects are read joined, and written as static ones.
//!
//! What Swift keeps in segments (dynamic and static large objects) is read as the one object it stands for. Its ETag is no sum
//! of its bytes, and a listing does not say that its segments changed: such objects are looked at one by one.

mod list;
mod login;
mod objects;
mod write;

use url::Url;

pub(crate) use list::{Pages, STATISTICS};
pub use login::{Identity, Login, Project};
pub(crate) use login::{NoToken, Session};
pub(crate) use objects::{details, is_joined};
pub(crate) use write::{fit, mark_of};

use crate::{
    Connection, Error,
    remote::{Remote, Service},
};

/// Where a container is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerAt {
    /// Region, as the catalogue of services writes it, such as `GRA`.
    pub region: String,
    /// Name.
    pub container: String,
    /// Only objects whose names begin so. May be empty or end anywhere.
    pub prefix: String,
    /// Send tokens without encryption to other machines, too.
    pub is_plain_allowed: bool,
}

/// A container and how to reach it.
#[derive(Debug)]
pub struct Container {
    pub(crate) remote: Remote,
    pub(crate) at: ContainerAt,
    url: Url,
}

impl Container {
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Configuration`] for an impossible address or certificate authority.
    pub fn new(at: ContainerAt, login: Login, connection: Connection) -> Result<Self, Error> {
        let url = login.url().clone();
        let place = format!(
            "container {} in {} by {}",
            at.container,
            at.region,
            url.origin().ascii_serialization()
        );
        if at.container.is_empty() || at.container.contains('/') || at.container.len() > 256 {
            return Err(Error::setting(&place, "it is no name of a container"));
        }
        if !login::is_safe(&url, at.is_plain_allowed) {
            return Err(Error::setting(&place, "its address is not https"));
        }
        let session = Session::new(login, &at);
        let service = Service::Swift(Box::new(session));
        Ok(Self {
            remote: Remote::new(place, &url, service, connection)?,
            at,
            url,
        })
    }

    /// Whether both are one.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.url == other.url
            && self.at.region == other.at.region
            && self.at.container == other.at.container
    }

    /// As manifests name it: `swift:ADDRESS/REGION/CONTAINER/PREFIX`.
    pub(crate) fn description(&self) -> String {
        format!(
            "swift:{}/{}/{}/{}",
            self.url.as_str().trim_end_matches('/'),
            self.at.region,
            self.at.container,
            self.at.prefix
        )
    }
}
