//! Completing and checking the plan of an app.

use terraform_plugin::{Context, Diagnostics, Path, PlanRequest, Value, value::Element};

use super::model::AppModel;
use crate::{
    managed::workload::{
        changed::keep,
        compute::Resources,
        labels,
        offers::{self, Wanted},
        place::plan_service_name,
        probe::{self, Probe},
        rollout,
        rules::{self, changed_text},
        scaling::ScalingStrategy,
        scaling_rules, volume_rules, withheld,
    },
    platform::Platform,
};

/// Checks what a configuration alone can say.
pub fn validate(config: &AppModel, diagnostics: &mut Diagnostics) {
    config
        .environment
        .check(None, &Default::default(), diagnostics);
    labels::check(&config.labels, diagnostics);
    scaling_rules::check(&config.scaling_strategy, diagnostics);
    probe::check(&config.probe, &config.liveness_probe, diagnostics);
    rollout::check(&config.deployment_strategy, diagnostics);
    volume_rules::check(&config.volumes, diagnostics);
    withheld::warn_of_command(&config.command, diagnostics);
}

/// Completes the plan, and checks it against the state and what the project offers.
pub async fn plan(
    ctx: &Context,
    platform: &Platform,
    request: &mut PlanRequest<AppModel>,
    diagnostics: &mut Diagnostics,
) {
    complete(platform, request, diagnostics);
    let PlanRequest {
        prior,
        proposed,
        config,
        ..
    } = request;
    let prior = prior.as_ref();
    let declared = &platform.observe_options().secret_names;
    config
        .environment
        .check(prior.map(|prior| &prior.environment), declared, diagnostics);
    let name = Path::root("name");
    let before = prior.map(|prior| &prior.name);
    changed_text(&name, &proposed.name, before, rules::not_empty, diagnostics);
    let image = Path::root("image");
    let before = prior.map(|prior| &prior.image);
    changed_text(&image, &proposed.image, before, rules::image, diagnostics);
    let before = prior.map(|prior| &prior.scaling_strategy);
    scaling_rules::check_changes(&proposed.scaling_strategy, before, diagnostics);
    let before = prior.map(|prior| &prior.volumes);
    volume_rules::check_changes(&proposed.volumes, before, diagnostics);
    let before = prior.map(Element::encode).unwrap_or_default();
    withheld::check(&proposed.encode(), &before, diagnostics);
    if let Some(prior) = prior
        && let Some(path) = replaced_by(prior, proposed)
    {
        withheld::refuse_loss(
            &path,
            &prior.environment.lost(&config.environment),
            diagnostics,
        );
    }
    let Some(service) = proposed.service_name.get() else {
        return;
    };
    let project = platform.project(ctx, service);
    let wanted = Wanted {
        region: &proposed.region,
        prior_region: prior.map(|prior| &prior.region),
        resources: &proposed.resources,
        prior_resources: prior.map(|prior| &prior.resources),
    };
    offers::check(platform, &project, wanted, diagnostics).await;
}

fn complete(
    platform: &Platform,
    request: &mut PlanRequest<AppModel>,
    diagnostics: &mut Diagnostics,
) {
    let prior = request.prior.as_ref();
    let (planned, config) = (&mut request.proposed, &request.config);
    plan_service_name(
        platform,
        &mut planned.service_name,
        &config.service_name,
        prior.map(|prior| &prior.service_name),
        diagnostics,
    );
    keep(
        &mut planned.name,
        &config.name,
        prior.map(|prior| &prior.name),
    );
    for (planned, prior) in [
        (&mut planned.id, prior.map(|prior| &prior.id)),
        (&mut planned.url, prior.map(|prior| &prior.url)),
        (
            &mut planned.created_at,
            prior.map(|prior| &prior.created_at),
        ),
        (&mut planned.user, prior.map(|prior| &prior.user)),
    ] {
        keep(planned, &Value::Null, prior);
    }
    planned.grpc_address = match prior {
        Some(prior) if prior.grpc_port == planned.grpc_port => prior.grpc_address.clone(),
        _ => Value::Unknown,
    };
    planned
        .environment
        .plan(&config.environment, prior.map(|prior| &prior.environment));
    ScalingStrategy::plan(&mut planned.scaling_strategy, &config.scaling_strategy);
    let port = planned.default_http_port;
    Probe::plan(&mut planned.probe, &config.probe, &port);
    Probe::plan(&mut planned.liveness_probe, &config.liveness_probe, &port);
    if let Value::Known(resources) = &mut planned.resources {
        resources.plan(prior.and_then(|prior| prior.resources.get()));
    }
    let Some(prior) = prior else { return };
    let lasting: Vec<Path> = lasting(prior, planned).map(Path::root).collect();
    for path in lasting {
        request.require_replace(path);
    }
}

/// Attributes that the plan changes and no call can: taking away what the update leaves alone when it is not named, and
/// emptying a variable, which the update would take for removing it.
fn lasting<'a>(prior: &'a AppModel, planned: &'a AppModel) -> impl Iterator<Item = &'static str> {
    let is_taken = [
        (
            "grpc_port",
            planned.grpc_port.is_null() && !prior.grpc_port.is_null(),
        ),
        ("probe", planned.probe.is_null() && !prior.probe.is_null()),
        (
            "liveness_probe",
            planned.liveness_probe.is_null() && !prior.liveness_probe.is_null(),
        ),
        (
            "env",
            !planned.environment.emptied(&prior.environment).is_empty(),
        ),
    ];
    is_taken
        .into_iter()
        .filter_map(|(name, is_taken)| is_taken.then_some(name))
}

/// The first attribute whose change replaces the app.
fn replaced_by(prior: &AppModel, planned: &AppModel) -> Option<Path> {
    let changes = [
        ("service_name", prior.service_name != planned.service_name),
        ("name", prior.name != planned.name),
        ("region", prior.region != planned.region),
        (
            "unsecure_http",
            prior.unsecure_http != planned.unsecure_http,
        ),
        ("partner_id", prior.partner_id != planned.partner_id),
        ("volumes", prior.volumes != planned.volumes),
    ];
    changes
        .into_iter()
        .filter_map(|(name, is_changed)| is_changed.then_some(name))
        .chain(lasting(prior, planned))
        .next()
        .map(Path::root)
}

/// Whether the plan leaves flavor and count as they are.
pub fn is_same_size(prior: &Value<Resources>, planned: &Value<Resources>) -> bool {
    match (prior.get(), planned.get()) {
        (Some(prior), Some(planned)) => prior.is_same(planned),
        (prior, planned) => prior.is_none() && planned.is_none(),
    }
}
