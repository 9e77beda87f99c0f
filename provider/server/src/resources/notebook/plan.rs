//! Completing and checking the plan of a notebook.

use terraform_plugin::{Context, Diagnostics, Path, PlanRequest, Value, value::Element};

use super::model::{NotebookEnvironment, NotebookModel};
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
pub fn validate(config: &NotebookModel, diagnostics: &mut Diagnostics) {
    config
        .variables
        .check(None, &Default::default(), diagnostics);
    labels::check(&config.labels, diagnostics);
    volume_rules::check(&config.volumes, diagnostics);
}

/// Completes the plan, and checks it against the state and what the project offers.
pub async fn plan(
    ctx: &Context,
    platform: &Platform,
    request: &mut PlanRequest<NotebookModel>,
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
        .variables
        .check(prior.map(|prior| &prior.variables), declared, diagnostics);
    let name = Path::root("name");
    let before = prior.map(|prior| &prior.name);
    changed_text(&name, &proposed.name, before, rules::not_empty, diagnostics);
    let before = prior.map(|prior| &prior.ssh_public_keys);
    rules::public_keys(&proposed.ssh_public_keys, before, diagnostics);
    let before = prior.map(|prior| &prior.volumes);
    volume_rules::check_changes(&proposed.volumes, before, diagnostics);
    let before = prior.map(Element::encode).unwrap_or_default();
    withheld::check(&proposed.encode(), &before, diagnostics);
    if let Some(prior) = prior {
        match replaced_by(prior, proposed).next() {
            Some(path) => {
                let lost = prior.variables.lost(&config.variables);
                withheld::refuse_loss(&path, &lost, diagnostics);
            }
            None => refuse_restart(prior, proposed, diagnostics),
        }
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
    let is_fine = offers::check(platform, &project, wanted, diagnostics).await;
    let environment = |model: &NotebookModel| model.environment.get().cloned().unwrap_or_default();
    let planned = environment(proposed);
    if is_fine.is_some()
        && prior.map(environment).as_ref() != Some(&planned)
        && let Some(region) = proposed.region.get()
    {
        let wanted = [
            &planned.framework_id,
            &planned.framework_version,
            &planned.editor_id,
        ];
        offers::check_framework(platform, &project, region, wanted, diagnostics).await;
    }
}

fn complete(
    platform: &Platform,
    request: &mut PlanRequest<NotebookModel>,
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
        .variables
        .plan(&config.variables, prior.map(|prior| &prior.variables));
    if let Value::Known(resources) = &mut planned.resources {
        resources.plan(prior.and_then(|prior| prior.resources.get()));
    }
    if let (Value::Known(planned), Value::Known(config)) =
        (&mut planned.environment, &config.environment)
    {
        let before = prior.and_then(|prior| prior.environment.get());
        // Another framework has other versions.
        let before = before.filter(|before| before.framework_id == planned.framework_id);
        let before = before.map(|before| &before.framework_version);
        keep(
            &mut planned.framework_version,
            &config.framework_version,
            before,
        );
    }
    let Some(prior) = prior else { return };
    let replaced: Vec<Path> = replaced_by(prior, planned).collect();
    for path in replaced {
        request.require_replace(path);
    }
}

fn environment_of(model: &NotebookModel) -> NotebookEnvironment {
    model.environment.get().cloned().unwrap_or_default()
}

/// The attributes that the plan changes and that replace the notebook.
fn replaced_by(
    prior: &NotebookModel,
    planned: &NotebookModel,
) -> impl Iterator<Item = Path> + use<> {
    let (before, after) = (&prior.variables, &planned.variables);
    let (old, new) = (environment_of(prior), environment_of(planned));
    let root = |name: &str| Path::root(name);
    let environment = Path::root("environment");
    let changes = [
        (
            root("service_name"),
            prior.service_name != planned.service_name,
        ),
        (root("region"), prior.region != planned.region),
        (
            environment.attribute("framework_id"),
            old.framework_id != new.framework_id,
        ),
        (
            environment.attribute("editor_id"),
            old.editor_id != new.editor_id,
        ),
        (root("env"), before.env != after.env),
        (
            root("secret_env_names"),
            before.secret_env_names != after.secret_env_names,
        ),
        (root("secret_env_wo_version"), after.is_rotated(before)),
        (
            root("quantum_resources"),
            planned.quantum_resources.is_null() && !prior.quantum_resources.is_null(),
        ),
    ];
    changes
        .into_iter()
        .filter_map(|(path, is_changed)| is_changed.then_some(path))
}

/// The first attribute that the plan changes and that the platform takes of a stopped notebook only.
pub fn stopped_for(prior: &NotebookModel, planned: &NotebookModel) -> Option<&'static str> {
    let (old, new) = (environment_of(prior), environment_of(planned));
    let is_resized = match (prior.resources.get(), planned.resources.get()) {
        (Some(prior), Some(planned)) => !prior.is_same(planned),
        (prior, planned) => prior.is_some() != planned.is_some(),
    };
    let changes = [
        ("name", prior.name != planned.name),
        (
            "environment",
            old.framework_version != new.framework_version,
        ),
        ("resources", is_resized),
        (
            "quantum_resources",
            prior.quantum_resources != planned.quantum_resources,
        ),
        (
            "ssh_public_keys",
            prior.ssh_public_keys != planned.ssh_public_keys,
        ),
        (
            "timeout_auto_restart",
            prior.timeout_auto_restart != planned.timeout_auto_restart,
        ),
        (
            "unsecure_http",
            prior.unsecure_http != planned.unsecure_http,
        ),
        ("volumes", prior.volumes != planned.volumes),
    ];
    changes
        .into_iter()
        .find_map(|(name, is_changed)| is_changed.then_some(name))
}

fn refuse_restart(prior: &NotebookModel, planned: &NotebookModel, diagnostics: &mut Diagnostics) {
    let stays_up = prior.running == Value::Known(true) && planned.running != Value::Known(false);
    if !stays_up || planned.allow_restart != Value::Known(false) {
        return;
    }
    if let Some(name) = stopped_for(prior, planned) {
        diagnostics.error_at(
            Path::root(name),
            "The notebook would have to be stopped",
            format!(
                "The platform changes `{name}` of a stopped notebook only, and a stop ends what runs in it. Set allow_restart = true to let \
                 this change stop and start the notebook, or running = false to stop it."
            ),
        );
    }
}
