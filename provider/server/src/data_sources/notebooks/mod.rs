//! `ovhai_notebooks`.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use ovh_api::{Error, NotebookFilter, ReadProject, Spark, WorkloadFilter};
use ovhai_platform::{
    documents::{Listed, Undecodable},
    observe,
};
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Set, Value};

use crate::{
    failure::report,
    listed::{check_selector, selector, tell_odd},
    platform::Platform,
    workload_model::NotebookModel,
};

/// Lists AI Notebooks, completely, or fails. Secret values are not told; what is in their workspaces is not read.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Only notebooks in one of these states, such as `RUNNING`.
    #[attr(optional)]
    states: Value<Set<String>>,
    /// Only notebooks whose labels match, such as `team=nlp,env in (prod, staging)`. Evaluated by the provider, so that all
    /// operators Kubernetes users know work.
    #[attr(optional, validate(text("must be a label selector", check_selector)))]
    label_selector: Value<String>,
    /// Only notebooks created by this user.
    #[attr(optional)]
    user_name: Value<String>,
    /// Only notebooks changed after this time, RFC 3339.
    #[attr(optional)]
    updated_after: Value<String>,
    /// Only notebooks changed before this time, RFC 3339.
    #[attr(optional)]
    updated_before: Value<String>,
    /// Whether to list notebooks made for Spark too, which the platform leaves out unless asked. Default: true.
    #[attr(optional)]
    with_spark: Value<bool>,
    /// Whether to read `backups` and `backup_retention` of each notebook, which takes two more calls per notebook. Default:
    /// false.
    #[attr(optional)]
    include_backups: Value<bool>,
    /// The notebooks, sorted by id.
    #[attr(computed)]
    notebooks: Value<Vec<NotebookModel>>,
}

/// The data source.
pub struct Notebooks;

impl DataSource for Notebooks {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebooks";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let selector = selector(&config.label_selector, diagnostics)?;
        let filter = NotebookFilter {
            workload: WorkloadFilter {
                states: config
                    .states
                    .get()
                    .into_iter()
                    .flatten()
                    .map(|state| state.as_str().into())
                    .collect(),
                user_name: config.user_name.get().cloned(),
                updated_after: config.updated_after.get().cloned(),
                updated_before: config.updated_before.get().cloned(),
                ..WorkloadFilter::default()
            },
            spark: match config.with_spark.get() {
                Some(false) => Spark::Exclude,
                _ => Spark::Include,
            },
        };
        let (mut models, mut odd) = (Vec::new(), Vec::new());
        let project = platform.project(ctx, &service);
        let listed = project.each_notebook(&filter, |notebook| match notebook {
            Listed::Read(notebook) => {
                let (workload, _) = observe::notebook(&notebook, platform.observe_options());
                if selector
                    .as_ref()
                    .is_none_or(|selector| selector.matches(&workload.labels))
                {
                    models.push(NotebookModel::of(&notebook, &workload));
                }
            }
            Listed::Undecodable(object) => odd.push(object),
        });
        report(listed.await, "The notebooks cannot be read", diagnostics)?;
        tell_odd("notebook", &odd, diagnostics);
        let models: Result<Vec<NotebookModel>, _> = models.into_iter().collect();
        let mut models = diagnostics.ok("A notebook cannot be shown", models)?;
        if config.include_backups.get() == Some(&true) {
            let read = with_backups(&project, models).await;
            let (read, odd) = report(read, "The backups cannot be read", diagnostics)?;
            tell_odd("backup", &odd, diagnostics);
            models = read;
        }
        models.sort_by(|a, b| a.id.cmp(&b.id));
        config.service_name = service.into();
        config.notebooks = Value::Known(models);
        Some(config)
    }
}

/// The notebooks with what is kept of them. The client limits how many calls are made at the same time.
async fn with_backups(
    project: &ReadProject,
    models: Vec<NotebookModel>,
) -> Result<(Vec<NotebookModel>, Vec<Undecodable>), Error> {
    let read: Vec<_> = stream::iter(models.into_iter().map(async |mut model| {
        let id = model.id.clone().unwrap_or_default();
        let odd = model.details.read_backups(project, &id).await?;
        Ok::<_, Error>((model, odd))
    }))
    .buffer_unordered(16)
    .try_collect()
    .await?;
    let (models, odd): (Vec<NotebookModel>, Vec<Vec<Undecodable>>) = read.into_iter().unzip();
    Ok((models, odd.into_iter().flatten().collect()))
}
