//! Files of a folder over HTTP, as the simplest servers of Git repositories give them.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{Router, extract::State};
use http::{StatusCode, Uri};
use ovhai_http::testing::Loopback;

/// A running server; it stops when this goes.
#[derive(Debug)]
pub struct TestFiles(Loopback<PathBuf>);

/// Serves what is below `root`, as it is when it is asked for.
///
/// # Errors
/// When no port can be had.
pub async fn files(root: PathBuf) -> std::io::Result<TestFiles> {
    let router = |_, state| Router::new().fallback(answer).with_state(state);
    Loopback::start(|_| root, router).await.map(TestFiles)
}

impl TestFiles {
    /// Its URL, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.0.address())
    }
}

async fn answer(State(root): State<Arc<Mutex<PathBuf>>>, uri: Uri) -> Result<Vec<u8>, StatusCode> {
    let root = root.lock().unwrap_or_else(PoisonError::into_inner).clone();
    std::fs::read(root.join(uri.path().trim_start_matches('/'))).map_err(|_| StatusCode::NOT_FOUND)
}
