//! What all units share: the API client, the default project, and how an estate is read.

use std::sync::Arc;

use ovh_api::{Client, Project, ReadProject};
use ovhai_model::Estate;
use ovhai_platform::{
    FingerprintKey,
    observe::{self, ObserveOptions},
};
use terraform_plugin::{CancellationToken, Context, Diagnostics, Path, Value};

use crate::{
    configured::{Clusters, Configured, ObjectStores, Receivers, Registries},
    export_resource::LiveExports,
    managed::listings::Listings,
    managed::{
        stores::ManagedStores,
        workload::{live::LiveWorkloads, offers::Offers},
    },
    reading::{self, Reading, Scope},
};

/// The provider's shared data.
pub struct Platform {
    client: Client,
    service_name: Option<String>,
    options: ObserveOptions,
    exports: LiveExports,
    listings: Listings,
    managed_stores: ManagedStores,
    live: LiveWorkloads,
    offers: Offers,
    configured: Configured,
}

impl Platform {
    /// Shares `client`; nothing is called before something is read.
    pub fn new(
        client: Client,
        service_name: Option<String>,
        options: ObserveOptions,
        configured: Configured,
    ) -> Self {
        Self {
            client,
            service_name,
            options,
            exports: LiveExports::default(),
            listings: Listings::default(),
            managed_stores: ManagedStores::default(),
            live: LiveWorkloads::default(),
            offers: Offers::default(),
            configured,
        }
    }

    /// Reads the project `service`; can do nothing else, and stops when the call does.
    pub fn project(&self, ctx: &Context, service: &str) -> ReadProject {
        self.client
            .read_only()
            .with_cancellation(ctx.cancellation().clone())
            .project(service)
    }

    /// Changes the project `service`; stops when `token` says so.
    pub fn changing(&self, token: &CancellationToken, service: &str) -> Project {
        self.client
            .with_cancellation(token.clone())
            .project(service)
    }

    /// The provider's default project.
    pub fn default_service_name(&self) -> Option<&str> {
        self.service_name.as_deref().filter(|name| !name.is_empty())
    }

    /// The key of fingerprints, if the provider has one.
    pub const fn fingerprint_key(&self) -> Option<&FingerprintKey> {
        self.options.fingerprint_key.as_ref()
    }

    /// Lists that resources are refreshed from.
    pub const fn listings(&self) -> &Listings {
        &self.listings
    }

    /// The data stores that resources manage.
    pub const fn managed_stores(&self) -> &ManagedStores {
        &self.managed_stores
    }

    /// Workloads that resources are refreshed from.
    pub const fn live(&self) -> &LiveWorkloads {
        &self.live
    }

    /// What regions offer, for plans.
    pub const fn offers(&self) -> &Offers {
        &self.offers
    }

    /// The exports that resources manage.
    pub const fn exports(&self) -> &LiveExports {
        &self.exports
    }

    /// The clusters that may prove objects.
    pub const fn clusters(&self) -> &Clusters {
        &self.configured.clusters
    }

    /// The object storage that data are copied between.
    pub const fn object_stores(&self) -> &ObjectStores {
        &self.configured.object_stores
    }

    /// The registries that images are copied between.
    pub const fn registries(&self) -> &Registries {
        &self.configured.registries
    }

    /// The servers that take log lines and samples.
    pub const fn receivers(&self) -> &Receivers {
        &self.configured.receivers
    }

    /// The token that apps are called with.
    pub const fn workload_token(&self) -> Option<&ovhai_telemetry::Secret> {
        self.configured.workload_token.as_ref()
    }

    /// How documents are read.
    pub const fn observe_options(&self) -> &ObserveOptions {
        &self.options
    }

    /// The project a unit is about: its own, else the provider's.
    pub fn service_name(
        &self,
        own: &Value<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let name = own
            .get()
            .or(self.service_name.as_ref())
            .filter(|name| !name.is_empty());
        if name.is_none() {
            diagnostics.error_at(
                Path::root("service_name"),
                "No project is named",
                "Set service_name here or in the provider block, or the environment variable OVH_CLOUD_PROJECT_SERVICE. It is the \
                 id of the Public Cloud project, 32 hexadecimal digits.",
            );
        }
        name.cloned()
    }

    /// What `scope` asks for of the project, completely, or an error.
    ///
    /// Reading, and rendering after it, happen on a blocking thread: observing thousands of documents computes for long, and
    /// an allocator that keeps memory per thread can then use again what the first reading of a plan gave back.
    pub async fn read(
        self: &Arc<Self>,
        ctx: &Context,
        service: &str,
        scope: Scope,
        diagnostics: &mut Diagnostics,
    ) -> Option<Reading> {
        let (this, project) = (Arc::clone(self), self.project(ctx, service));
        let runtime = tokio::runtime::Handle::current();
        let result = run_blocking(diagnostics, move || {
            let mut found = Diagnostics::new();
            let reading =
                runtime.block_on(reading::read(&project, &scope, &this.options, &mut found));
            (reading, found)
        });
        let (reading, found) = result.await?;
        diagnostics.extend(found);
        let reading = reading?;
        warn_of_odd_objects(&reading.estate, diagnostics);
        Some(reading)
    }
}

/// Disks, rendering and long computing block; the runtime must stay free to answer Terraform.
pub async fn run_blocking<T: Send + 'static>(
    diagnostics: &mut Diagnostics,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let result = tokio::task::spawn_blocking(work).await;
    if result.is_err() {
        diagnostics.error(
            "The provider failed",
            "This is a bug in the provider; the log (TF_LOG=error) has the details. Please report it.",
        );
    }
    result.ok()
}

/// Objects that cannot be decoded are told loudly, as they cannot be exported.
fn warn_of_odd_objects(estate: &Estate, diagnostics: &mut Diagnostics) {
    let odd: Vec<String> = estate
        .findings
        .iter()
        .filter(|finding| finding.slug == observe::UNDECODABLE.slug)
        .map(|finding| format!("{}: {}", finding.address, finding.detail))
        .collect();
    if !odd.is_empty() {
        diagnostics.warning(
            "Objects that cannot be understood will not be exported",
            format!(
                "{}\n\nThe platform answered them in a form this version does not know. Look for a newer version of this \
                 provider, and take these objects along by hand until then.",
                odd.join("\n")
            ),
        );
    }
}
