//! A cluster on loopback, for tests: it keeps ConfigMaps and Jobs, makes the pods of Indexed Jobs as Kubernetes does, and either ends
//! them as a test says or runs their commands for real.
//!
//! Time passes when the server is asked: at each request about a Job or its pods the controller takes one step.

mod answers;
mod controller;
mod kubelet;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use serde_json::Value;

pub use controller::{Ending, HeldJob, Kubelet};

/// A running cluster; it stops when this goes.
#[derive(Debug)]
pub struct TestCluster {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

/// What it holds and does.
#[derive(Debug, Default)]
pub struct State {
    /// ConfigMaps by `NAMESPACE/NAME`.
    pub config_maps: BTreeMap<String, Value>,
    /// Jobs by `NAMESPACE/NAME`.
    pub jobs: BTreeMap<String, HeldJob>,
    /// Pods by `NAMESPACE/NAME`.
    pub pods: BTreeMap<String, Value>,
    /// Logs by `NAMESPACE/NAME` of the pod.
    pub logs: BTreeMap<String, String>,
    /// Values of Secrets, by name and key, of every namespace.
    pub secrets: BTreeMap<String, BTreeMap<String, String>>,
    /// Folders that claims stand for.
    pub claims: BTreeMap<String, PathBuf>,
    /// Messages of warnings about Jobs, by name.
    pub events: BTreeMap<String, String>,
    /// Namespaces that exist.
    pub namespaces: BTreeSet<String>,
    /// What is refused: method, plural, status and message.
    pub refusals: Vec<(&'static str, &'static str, u16, String)>,
    /// Requests that are answered with 503.
    pub outage: usize,
    /// The only token that may ask.
    pub token: Option<String>,
    /// How pods end.
    pub kubelet: Kubelet,
    /// Methods and paths that were asked.
    pub seen: Vec<(String, String)>,
    pub(self) made: u32,
}

impl State {
    /// Requests with this method whose path holds `part`.
    #[must_use]
    pub fn count(&self, method: &str, part: &str) -> usize {
        let seen = self.seen.iter();
        seen.filter(|(own, path)| own == method && path.contains(part))
            .count()
    }
}

impl TestCluster {
    /// An empty cluster with the namespace `exit`. Needs a runtime of tokio that goes on.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(kubelet: Kubelet) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State {
            namespaces: ["exit".to_owned()].into(),
            kubelet,
            ..State::default()
        }));
        let router = Router::new()
            .fallback(answers::answer)
            .with_state(Arc::clone(&state));
        let task = tokio::spawn(async move {
            // It ends with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            state,
            task,
        })
    }

    /// Its URL.
    #[must_use]
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it holds, and orders to it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for TestCluster {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
