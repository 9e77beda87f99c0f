//! A registry on loopback, for tests: the distribution protocol with faults to order, and a log of what was asked.
//!
//! It is strict where real registries are: manifests whose children are missing and blobs of another digest are refused,
//! pieces out of order, too. Everything is kept in memory.

mod answers;
mod image;
mod state;

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;

pub use image::{Made, image, image_with, index};
pub use state::{Fault, Seen, State};

/// A running registry; it stops when this goes.
#[derive(Debug)]
pub struct TestRegistry {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for TestRegistry {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl TestRegistry {
    /// An open, empty registry.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State {
            host: address.to_string(),
            ..State::default()
        }));
        let router = Router::new()
            .fallback(answers::answer)
            .with_state(Arc::clone(&state));
        let task = tokio::spawn(async move {
            // Ends with the task.
            axum::serve(listener, router).await.ok();
        });
        Ok(Self {
            address,
            state,
            task,
        })
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// What it holds and does; for looking and for ordering faults.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
