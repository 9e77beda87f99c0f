//! A server on loopback for tests: answers of an axum router over a state that tests look into.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;

/// A running server; it stops when this goes.
pub struct Loopback<S> {
    address: SocketAddr,
    state: Arc<Mutex<S>>,
    task: tokio::task::JoinHandle<()>,
}

impl<S> fmt::Debug for Loopback<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loopback")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl<S> Drop for Loopback<S> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<S> Loopback<S> {
    /// Serves what `router` makes of its own address and the state that `state` makes of it.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(
        state: impl FnOnce(SocketAddr) -> S,
        router: impl FnOnce(SocketAddr, Arc<Mutex<S>>) -> Router,
    ) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(state(address)));
        let router = router(address, Arc::clone(&state));
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
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it holds and does; for looking and for ordering faults.
    pub fn state(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
