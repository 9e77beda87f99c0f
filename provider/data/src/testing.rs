//! Object stores on loopback, for tests: the S3 protocol with faults to order, Swift, and a log of what was asked.
//!
//! It is strict where real stores are: bodies whose signed sum is another are refused, as are parts that are not there and
//! versions that are not asked for. Everything is kept in memory.

mod answers;
mod listing;
mod seaweedfs;
mod state;
mod swift;
mod swift_writes;
mod uploads;

use std::sync::MutexGuard;

use axum::Router;
use ovhai_http::testing::Loopback;
use url::Url;

pub use seaweedfs::SeaweedFs;
pub use state::{Fault, Object, State, Visit};
pub use swift::{SwiftObject, SwiftState, TestSwift};

use crate::{Bucket, BucketAt, Connection, Credential, Error, Secret};

/// A running store; it stops when this goes.
#[derive(Debug)]
pub struct TestStore(Loopback<State>);

impl TestStore {
    /// An empty store. A bucket is there as soon as something is put into it.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let router = |_, state| Router::new().fallback(answers::answer).with_state(state);
        Loopback::start(|_| State::default(), router)
            .await
            .map(Self)
    }

    /// What it holds and does; for looking and for ordering faults.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.state()
    }

    /// Its URL.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.0.address())
    }

    /// A bucket of it, as a client sees it.
    ///
    /// # Errors
    /// For an impossible name.
    pub fn bucket(
        &self,
        name: &str,
        prefix: &str,
        connection: Connection,
    ) -> Result<Bucket, Error> {
        bucket(&self.endpoint(), name, prefix, connection)
    }
}

/// A bucket of the store at `endpoint`, which may be of another process.
///
/// # Errors
/// For an impossible name.
pub fn bucket(
    endpoint: &str,
    name: &str,
    prefix: &str,
    connection: Connection,
) -> Result<Bucket, Error> {
    let endpoint = Url::parse(endpoint)
        .map_err(|error| Error::setting("the test store", error.to_string()))?;
    let at = BucketAt {
        endpoint,
        region: "test".to_owned(),
        bucket: name.to_owned(),
        prefix: prefix.to_owned(),
        is_virtual: false,
        is_plain_allowed: false,
    };
    let credential = Credential {
        access_key: "test-key".to_owned(),
        secret_key: Secret::new("test-secret"),
        session_token: None,
    };
    Bucket::new(at, Some(credential), connection)
}
