//! `ovhai_app`.

use std::sync::Arc;

use ovhai_platform::observe;
use terraform_plugin::{Context, DataSource, Diagnostics, Path, Schema, Value};

use crate::{
    failure::report,
    platform::Platform,
    workload_model::{Activity, AppDetails, AppModel},
};

/// Reads one AI Deploy app by id. Secret values are not told.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Identifier of the app, a UUID.
    #[attr(required, validate(not_blank()))]
    id: Value<String>,
    #[attr(flatten)]
    app: AppDetails,
    #[attr(flatten)]
    activity: Activity,
}

/// The data source.
pub struct App;

impl DataSource for App {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_app";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let id = config.id.known().unwrap_or_default();
        let app = match platform.project(ctx, &service).app(&id).await {
            Err(error) if error.is_not_found() => {
                diagnostics.error_at(
                    Path::root("id"),
                    "There is no such app",
                    format!("The project {service} has no app {id}. {error}"),
                );
                return None;
            }
            app => report(app, "The app cannot be read", diagnostics)?,
        };
        let (workload, _) = observe::app(&app, platform.observe_options());
        let model = diagnostics.ok("The app cannot be shown", AppModel::of(&app, &workload))?;
        let activity =
            diagnostics.ok("The app cannot be shown", Activity::of(app.status.as_ref()))?;
        Some(Model {
            service_name: service.into(),
            id: model.id,
            app: model.details,
            activity,
        })
    }
}
