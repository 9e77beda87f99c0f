//! A sandbox that serves, and what a test may do with it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::Error;
use crate::app::plans;
use crate::around::Around;
use crate::auth::{Gatekeeper, Tokens};
use crate::capabilities::Capabilities;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::estate;
use crate::faults::{Fault, FaultSchedule, Faults};
use crate::journal::{Journal, Requests};
use crate::options::{Options, Transport};
use crate::regional::Regional;
use crate::server::tls::Tls;
use crate::server::{Shared, serve};
use crate::store::{Kind, Objects};
use crate::world::World;

/// Starts sandboxes.
#[derive(Debug, Clone, Copy)]
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox on loopback, on threads of its own: it works from tests with and without a runtime.
    ///
    /// # Errors
    /// When the port is taken, no set of credentials is given, or the TLS files cannot be made.
    pub fn start(options: Options) -> Result<Running, Error> {
        let credentials = options
            .credentials
            .first()
            .cloned()
            .ok_or(Error::NoCredentials)?;
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(|source| {
                Error::Listen {
                    port: options.port,
                    source,
                }
            })?;
        let address = listener.local_addr().map_err(Error::Runtime)?;
        listener.set_nonblocking(true).map_err(Error::Runtime)?;
        let tls = match &options.transport {
            Transport::Plain => None,
            Transport::Tls { ca_file } => Some(Tls::make(ca_file.as_deref(), address.port())?),
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let shared = Arc::new(Shared {
            latency: options.latency,
            scheme,
            world: world(&options).into(),
        });
        let (stop, stopped) = watch::channel(false);
        let ca_file = tls.as_ref().map(|tls| tls.ca_file.clone());
        let acceptor = tls.map(|tls| TlsAcceptor::from(tls.config));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("ovh-sandbox")
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let served = shared.clone();
        let thread = std::thread::Builder::new()
            .name("ovh-sandbox".into())
            .spawn(move || {
                runtime.block_on(async move {
                    match tokio::net::TcpListener::from_std(listener) {
                        Ok(listener) => serve(listener, acceptor, served, stopped).await,
                        Err(error) => tracing::error!(%error, "cannot listen"),
                    }
                });
            })
            .map_err(Error::Runtime)?;
        Ok(Running {
            address,
            scheme,
            ca_file,
            credentials,
            service_name: options.service_name,
            shared,
            stop,
            thread: Some(thread),
        })
    }
}

fn world(options: &Options) -> World {
    let clock = Arc::new(Clock::start(options.start_at, options.clock_offset_seconds));
    let estate = estate::build(&options.estate, &options.service_name);
    let tokens = Tokens::new(
        options.credentials.iter().map(|set| set.token.clone()),
        clock.now_ms(),
    );
    World {
        gate: Gatekeeper {
            keys: options
                .credentials
                .iter()
                .map(|set| set.key.clone())
                .collect(),
            accounts: options
                .credentials
                .iter()
                .map(|set| set.account.clone())
                .collect(),
            tokens,
            accepted_skew_seconds: options.accepted_skew_seconds,
        },
        clock,
        estate,
        around: Around::build(&options.estate, &options.around, &options.service_name),
        regional: Regional::new(options.regional_region.clone()),
        capabilities: Capabilities::built_in(),
        service_name: options.service_name.clone(),
        authorized: options.authorized,
        paging: options.paging,
        interval_ms: i64::try_from(options.state_interval.as_millis()).unwrap_or(i64::MAX / 16),
        token_lifetime_seconds: options.token_lifetime_seconds,
        removal_ms: i64::try_from(options.removal_delay.as_millis()).unwrap_or(i64::MAX / 16),
        lenient: options.accept_unknown_members,
        ignores_flavor_count: options.ignores_flavor_count,
        made: 0,
        answered: 0,
        journal: Journal::default(),
        faults: Faults::new(options.faults.clone()),
    }
}

/// A sandbox that serves until it is dropped or shut down.
pub struct Running {
    address: SocketAddr,
    scheme: &'static str,
    ca_file: Option<PathBuf>,
    credentials: Credentials,
    service_name: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("api", &self.api())
            .finish_non_exhaustive()
    }
}

impl Running {
    /// `scheme://127.0.0.1:port`
    #[must_use]
    pub fn root(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The API's URL, ending in `/1.0`.
    #[must_use]
    pub fn api(&self) -> String {
        format!("{}/1.0", self.root())
    }

    /// The OAuth2 token URL.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/auth/oauth2/token", self.root())
    }

    /// The project that holds the estate.
    #[must_use]
    pub fn service_name(&self) -> &str {
        &self.service_name
    }

    /// The first set of credentials the sandbox was started with.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The authority's certificate as PEM file; `None` without TLS.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_deref()
    }

    /// What was asked since the start or the last reset.
    #[must_use]
    pub fn requests(&self) -> Requests {
        self.shared.lock().journal.snapshot()
    }

    /// Forgets what was asked.
    pub fn reset_requests(&self) {
        self.shared.lock().journal.reset();
    }

    /// Reads and changes the objects of a kind directly, past every rule of the API. Everything that is due happens
    /// first.
    pub fn with<T>(&self, kind: Kind, change: impl FnOnce(&mut Objects) -> T) -> T {
        let mut world = self.shared.lock();
        world.advance();
        change(world.estate.of_mut(kind))
    }

    /// [`Running::with`] for apps.
    pub fn with_apps<T>(&self, change: impl FnOnce(&mut Objects) -> T) -> T {
        self.with(Kind::App, change)
    }

    /// [`Running::with`] for jobs.
    pub fn with_jobs<T>(&self, change: impl FnOnce(&mut Objects) -> T) -> T {
        self.with(Kind::Job, change)
    }

    /// [`Running::with`] for notebooks.
    pub fn with_notebooks<T>(&self, change: impl FnOnce(&mut Objects) -> T) -> T {
        self.with(Kind::Notebook, change)
    }

    /// The document of an object as served in lists now.
    #[must_use]
    pub fn object(&self, kind: Kind, id: &str) -> Option<Value> {
        self.with(kind, |objects| objects.get(id))
    }

    /// What the project holds now: ids by the word of their kind, `app`, `job`, `notebook`, `backup`, `data_store`
    /// (ids are `REGION/ALIAS`, the platform's own stores among them), `registry`, `token`, and the kinds around AI.
    #[must_use]
    pub fn holdings(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut world = self.shared.lock();
        world.advance();
        world.holdings()
    }

    /// The document of an app as served now.
    #[must_use]
    pub fn app(&self, id: &str) -> Option<Value> {
        self.with_apps(|apps| apps.get(id))
    }

    /// Jumps the clock that drives states and token expiry. The clock of `/auth/time` stays.
    pub fn advance(&self, by: Duration) {
        self.shared.lock().clock.advance(by);
    }

    /// Traffic for an app that scaled to zero: it scales up and, left alone, down again. Returns whether it slept.
    pub fn wake(&self, id: &str) -> bool {
        let mut world = self.shared.lock();
        let now = world.advance();
        let interval = world.interval_ms;
        let Some(app) = world.estate.of_mut(Kind::App).stored_mut(id) else {
            return false;
        };
        if app.state() != Some(crate::app::State::Standby) {
            return false;
        }
        app.set_plan(plans::roll(&app.document()["spec"], now, interval));
        world.advance();
        true
    }

    /// Stops every bearer token from working, as a revocation on the vendor's side would.
    pub fn revoke_tokens(&self) {
        self.shared.lock().gate.tokens.revoke_all();
    }

    /// Makes calls of a route go wrong: the first `skip` go through, the next `times` do not. `route` is written
    /// `GET /cloud/project/{serviceName}/ai/app`; empty means every call.
    pub fn fail(&self, route: &str, fault: Fault, skip: u32, times: u32) {
        self.shared.lock().faults.plan(route, fault, skip, times);
    }

    /// Makes calls go wrong by chance from now on, in place of an earlier schedule. Faults of [`Running::fail`] come
    /// first.
    pub fn schedule_faults(&self, schedule: FaultSchedule) {
        self.shared.lock().faults.schedule(schedule);
    }

    /// Ends all misbehaviour.
    pub fn clear_faults(&self) {
        self.shared.lock().faults.clear();
    }

    /// Stops serving; calls under way get two seconds to end.
    pub fn shutdown(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // Nobody listens any more when the server has ended by itself.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the server's thread panicked");
        }
        if let Some(path) = self.ca_file.take()
            && let Err(error) = std::fs::remove_file(&path)
        {
            tracing::debug!(%error, path = %path.display(), "cannot remove the authority's certificate");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
