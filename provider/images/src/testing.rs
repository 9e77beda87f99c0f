//! A registry on loopback, for tests: the distribution protocol with faults to order, and a log of what was asked.
//!
//! It is strict where real registries are: manifests whose children are missing and blobs of another digest are refused,
//! pieces out of order, too. Everything is kept in memory.

mod answers;
mod image;
mod state;

use std::{collections::BTreeMap, net::SocketAddr, sync::MutexGuard};

use axum::Router;
use ovhai_http::testing::Loopback;

pub use image::{Made, image, image_with, index};
pub use state::{Fault, Seen, State};

/// A running registry; it stops when this goes.
#[derive(Debug)]
pub struct TestRegistry(Loopback<State>);

impl TestRegistry {
    /// An open, empty registry.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let state = |address: SocketAddr| State {
            host: address.to_string(),
            ..State::default()
        };
        let router = |_, state| Router::new().fallback(answers::answer).with_state(state);
        Loopback::start(state, router).await.map(Self)
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host(&self) -> String {
        self.0.address().to_string()
    }

    /// What it holds and does; for looking and for ordering faults.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.state()
    }

    /// Puts an image into a repository, under `tag` if one is given.
    pub fn hold(&self, repository: &str, tag: Option<&str>, made: &Made) {
        let mut state = self.state();
        let held = state.repositories.entry(repository.to_owned()).or_default();
        for (digest, bytes) in &made.blobs {
            held.blobs.insert(digest.clone(), bytes.clone());
        }
        for (digest, media_type, bytes) in &made.manifests {
            held.manifests
                .insert(digest.clone(), (media_type.clone(), bytes.clone()));
        }
        if let Some(tag) = tag {
            held.tags.insert(tag.to_owned(), made.digest.clone());
        }
    }

    /// Bytes of each blob that were sent out.
    #[must_use]
    pub fn sent(&self) -> BTreeMap<String, u64> {
        self.state().sent.clone()
    }
}
