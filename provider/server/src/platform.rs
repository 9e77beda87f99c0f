//! What all units share: the API client, the default project, and how an estate is read.

use ovh_api::{AppFilter, Client, ReadProject};
use ovhai_model::Estate;
use ovhai_platform::{
    documents::{App, Listed},
    observe::{self, ObserveOptions, Observer},
};
use terraform_plugin::{Context, Diagnostics, Path, Value};

use crate::failure::report;

/// The provider's shared data.
pub struct Platform {
    client: Client,
    service_name: Option<String>,
    options: ObserveOptions,
}

impl Platform {
    /// Shares `client`; nothing is called before something is read.
    pub const fn new(
        client: Client,
        service_name: Option<String>,
        options: ObserveOptions,
    ) -> Self {
        Self {
            client,
            service_name,
            options,
        }
    }

    /// Reads the project `service`; can do nothing else, and stops when the call does.
    pub fn project(&self, ctx: &Context, service: &str) -> ReadProject {
        self.client
            .read_only()
            .with_cancellation(ctx.cancellation().clone())
            .project(service)
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

    /// Everything the project has, completely, or an error. `see` is shown every app on the way; documents are not kept, as
    /// ten thousand of them weigh more than the estate.
    pub async fn estate(
        &self,
        ctx: &Context,
        service: &str,
        mut see: impl FnMut(&Listed<App>),
        diagnostics: &mut Diagnostics,
    ) -> Option<Estate> {
        let project = self.project(ctx, service);
        let mut observer = Observer::new(service, &self.options);
        let every_app = AppFilter::default();
        let (authorization, apps, registries) = tokio::join!(
            project.authorization(),
            project.each_app(&every_app, |app| {
                see(&app);
                observer.app(&app);
            }),
            project.registries()
        );
        let authorization = report(authorization, "The project cannot be read", diagnostics)?;
        if !authorization.authorized {
            diagnostics.warning(
                "The project is not authorised for AI products",
                format!(
                    "The project {service} has never used AI Deploy, AI Training or AI Notebooks, so there is nothing to read."
                ),
            );
        }
        report(apps, "The apps cannot be read", diagnostics)?;
        for registry in report(registries, "The registries cannot be read", diagnostics)? {
            observer.registry(&registry);
        }
        let estate = observer.finish();
        warn_of_odd_objects(&estate, diagnostics);
        Some(estate)
    }
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
