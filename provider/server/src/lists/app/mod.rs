//! `ovhai_app` as a list resource.

use std::sync::Arc;

use terraform_plugin::{
    Context, Diagnostics, ListItem, ListRequest, ListResource, ListSink, Schema,
};

use crate::{
    failure::report,
    listed::warn_of_odd,
    managed::workload::{
        identity::WorkloadIdentity,
        search::{Candidate, Search},
        work::{Kind, Run},
    },
    platform::Platform,
    resources::app::{App, AppModel},
    shown,
};

/// Finds the AI Deploy apps of a project.
#[derive(Debug, Schema)]
pub struct Filters {
    #[attr(flatten)]
    search: Search,
}

/// The list resource.
pub struct Apps;

impl ListResource for Apps {
    type Resource = App;
    type Model = Filters;
    type Data = Platform;

    async fn list(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: ListRequest<Filters>,
        sink: &ListSink<App>,
        diagnostics: &mut Diagnostics,
    ) {
        let search = &request.config.search;
        let Some(service) = platform.service_name(&search.service_name, diagnostics) else {
            return;
        };
        let Some(searching) = search.begin(diagnostics) else {
            return;
        };
        let project = platform.project(ctx, &service);
        let listed = platform.live().apps(&project).await;
        let Some(listed) = report(listed, "The apps cannot be read", diagnostics) else {
            return;
        };
        warn_of_odd("app", &listed.odd, diagnostics);
        let declared = &platform.observe_options().secret_names;
        for (id, document) in &listed.objects {
            let spec = &document.spec;
            let state = document.state();
            let candidate = Candidate {
                name: spec.name.as_ref(),
                region: &spec.region,
                state,
                labels: &spec.labels,
            };
            if document.run() == Run::Leaves || !searching.wants(candidate) {
                continue;
            }
            let name = spec
                .name
                .as_deref()
                .map_or_else(|| id.clone(), shown::address);
            let item = ListItem {
                identity: WorkloadIdentity {
                    service_name: service.as_str().into(),
                    id: id.as_str().into(),
                },
                display_name: format!("{name} ({}, {})", spec.region, state.unwrap_or("no state")),
                resource: request
                    .include_resource
                    .then(|| AppModel::read(document, &service, declared, None)),
            };
            if sink.send(item).await.is_break() {
                return;
            }
        }
    }
}
