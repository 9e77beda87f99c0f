//! `ovhai_notebook`.

use std::sync::Arc;

use ovhai_platform::observe;
use terraform_plugin::{Context, DataSource, Diagnostics, Path, Schema, Value};

use crate::{
    failure::report,
    listed::tell_odd,
    platform::Platform,
    workload_model::{Activity, NotebookDetails, NotebookModel},
};

/// Reads one AI Notebook by id. Secret values are not told; what is in its workspace is not read.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Identifier of the notebook, a UUID.
    #[attr(required, validate(not_blank()))]
    id: Value<String>,
    /// Whether to read `backups` and `backup_retention` too, which takes two more calls. Default: false.
    #[attr(optional)]
    include_backups: Value<bool>,
    #[attr(flatten)]
    notebook: NotebookDetails,
    #[attr(flatten)]
    activity: Activity,
}

/// The data source.
pub struct Notebook;

impl DataSource for Notebook {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebook";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let id = config.id.known().unwrap_or_default();
        let project = platform.project(ctx, &service);
        let notebook = match project.notebook(&id).await {
            Err(error) if error.is_not_found() => {
                diagnostics.error_at(
                    Path::root("id"),
                    "There is no such notebook",
                    format!("The project {service} has no notebook {id}. {error}"),
                );
                return None;
            }
            notebook => report(notebook, "The notebook cannot be read", diagnostics)?,
        };
        let (workload, _) = observe::notebook(&notebook, platform.observe_options());
        let model = NotebookModel::of(&notebook, &workload);
        let mut model = diagnostics.ok("The notebook cannot be shown", model)?;
        let activity = Activity::of_notebook(notebook.status.as_ref());
        let activity = diagnostics.ok("The notebook cannot be shown", activity)?;
        if config.include_backups.get() == Some(&true) {
            let odd = model.details.read_backups(&project, &id).await;
            let odd = report(odd, "The backups cannot be read", diagnostics)?;
            tell_odd("backup", &odd, diagnostics);
        }
        Some(Model {
            service_name: service.into(),
            id: model.id,
            include_backups: config.include_backups,
            notebook: model.details,
            activity,
        })
    }
}
