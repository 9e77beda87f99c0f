//! `ovhai_apps`.

use std::sync::Arc;

use ovh_api::AppFilter;
use ovhai_platform::{documents::Listed, observe};
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Set, Value};

use crate::{
    failure::report,
    listed::{check_selector, selector, tell_odd},
    platform::Platform,
    workload_model::AppModel,
};

/// Lists AI Deploy apps, completely, or fails. Secret values are not told.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Only apps in one of these states, such as `RUNNING`.
    #[attr(optional)]
    states: Value<Set<String>>,
    /// Only apps whose labels match, such as `team=nlp,env in (prod, staging)`. Evaluated by the provider, so that all operators
    /// Kubernetes users know work.
    #[attr(optional, validate(text("must be a label selector", check_selector)))]
    label_selector: Value<String>,
    /// Only apps created by this user.
    #[attr(optional)]
    user_name: Value<String>,
    /// Only apps changed after this time, RFC 3339.
    #[attr(optional)]
    updated_after: Value<String>,
    /// Only apps changed before this time, RFC 3339.
    #[attr(optional)]
    updated_before: Value<String>,
    /// The apps, sorted by id.
    #[attr(computed)]
    apps: Value<Vec<AppModel>>,
}

/// The data source.
pub struct Apps;

impl DataSource for Apps {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_apps";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let selector = selector(&config.label_selector, diagnostics)?;
        let filter = AppFilter {
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
            ..AppFilter::default()
        };
        let (mut models, mut odd) = (Vec::new(), Vec::new());
        let project = platform.project(ctx, &service);
        let listed = project.each_app(&filter, |app| match app {
            Listed::Read(app) => {
                let (workload, _) = observe::app(&app, platform.observe_options());
                if selector
                    .as_ref()
                    .is_none_or(|selector| selector.matches(&workload.labels))
                {
                    models.push(AppModel::of(&app, &workload));
                }
            }
            Listed::Undecodable(object) => odd.push(object),
        });
        report(listed.await, "The apps cannot be read", diagnostics)?;
        tell_odd("app", &odd, diagnostics);
        let models: Result<Vec<AppModel>, _> = models.into_iter().collect();
        let mut models = diagnostics.ok("An app cannot be shown", models)?;
        models.sort_by(|a, b| a.id.cmp(&b.id));
        config.service_name = service.into();
        config.apps = Value::Known(models);
        Some(config)
    }
}
