//! Completing and checking the plan of a job.

use terraform_plugin::{Context, Diagnostics, Path, PlanRequest, Value, value::Element};

use super::model::JobModel;
use crate::{
    managed::workload::{
        changed::keep,
        labels,
        offers::{self, Wanted},
        place::plan_service_name,
        rules::{self, changed_text},
        volume_rules, withheld,
    },
    platform::Platform,
};

/// Checks what a configuration alone can say.
pub fn validate(config: &JobModel, diagnostics: &mut Diagnostics) {
    config
        .environment
        .check(None, &Default::default(), diagnostics);
    labels::check(&config.labels, diagnostics);
    volume_rules::check(&config.volumes, diagnostics);
    withheld::warn_of_command(&config.command, diagnostics);
}

/// Completes the plan, and checks it against the state and what the project offers.
pub async fn plan(
    ctx: &Context,
    platform: &Platform,
    request: &mut PlanRequest<JobModel>,
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
    let before = prior.map(|prior| &prior.ssh_public_keys);
    rules::public_keys(&proposed.ssh_public_keys, before, diagnostics);
    let before = prior.map(|prior| &prior.volumes);
    volume_rules::check_changes(&proposed.volumes, before, diagnostics);
    let before = prior.map(Element::encode).unwrap_or_default();
    withheld::check(&proposed.encode(), &before, diagnostics);
    if let Some(prior) = prior
        && let Some(path) = replaced_by(prior, proposed).next().map(Path::root)
    {
        let lost = prior.environment.lost(&config.environment);
        withheld::refuse_loss(&path, &lost, diagnostics);
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
    request: &mut PlanRequest<JobModel>,
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
            &mut planned.grpc_address,
            prior.map(|prior| &prior.grpc_address),
        ),
        (
            &mut planned.created_at,
            prior.map(|prior| &prior.created_at),
        ),
        (&mut planned.user, prior.map(|prior| &prior.user)),
    ] {
        keep(planned, &Value::Null, prior);
    }
    planned
        .environment
        .plan(&config.environment, prior.map(|prior| &prior.environment));
    if let Value::Known(resources) = &mut planned.resources {
        resources.plan(prior.and_then(|prior| prior.resources.get()));
    }
    let Some(prior) = prior else { return };
    let replaced: Vec<Path> = replaced_by(prior, planned).map(Path::root).collect();
    for path in replaced {
        request.require_replace(path);
    }
}

/// The attributes that the plan changes and that replace the job: all but labels and what only this provider knows.
fn replaced_by<'a>(
    prior: &'a JobModel,
    planned: &'a JobModel,
) -> impl Iterator<Item = &'static str> {
    let (before, after) = (&prior.environment, &planned.environment);
    let changes = [
        ("service_name", prior.service_name != planned.service_name),
        ("name", prior.name != planned.name),
        ("region", prior.region != planned.region),
        ("image", prior.image != planned.image),
        ("command", prior.command != planned.command),
        (
            "default_http_port",
            prior.default_http_port != planned.default_http_port,
        ),
        ("grpc_port", prior.grpc_port != planned.grpc_port),
        (
            "unsecure_http",
            prior.unsecure_http != planned.unsecure_http,
        ),
        ("partner_id", prior.partner_id != planned.partner_id),
        ("read_user", prior.read_user != planned.read_user),
        ("env", before.env != after.env),
        (
            "secret_env_names",
            before.secret_env_names != after.secret_env_names,
        ),
        ("secret_env_wo_version", after.is_rotated(before)),
        ("resources", prior.resources != planned.resources),
        (
            "ssh_public_keys",
            prior.ssh_public_keys != planned.ssh_public_keys,
        ),
        ("timeout", prior.timeout != planned.timeout),
        (
            "timeout_auto_restart",
            prior.timeout_auto_restart != planned.timeout_auto_restart,
        ),
        ("volumes", prior.volumes != planned.volumes),
    ];
    changes
        .into_iter()
        .filter_map(|(name, is_changed)| is_changed.then_some(name))
}
