//! Images that Jobs of a cluster copy. They move the layers; then the copy is made once more from here, which finds layers there and sends
//! only what skopeo leaves behind, such as signatures, and verifies all of it by digest.

use ovhai_images::{Destination, Looked, Place};
use ovhai_jobs::{Images, Pair, SKOPEO, images};
use terraform_plugin::{Diagnostics, Path, Value};

use super::model::{ImageOptions, ImagesOnCluster};
use crate::{
    platform::Platform,
    select::Select,
    transfer_resource::{
        Ask, TransferModel, Work,
        cluster::{self, Named, RUNNING, Ran, WRITTEN},
    },
};

/// The settings, if the engine is a cluster.
pub fn of(options: &ImageOptions) -> Option<&ImagesOnCluster> {
    let is_chosen = options.engine.as_deref().known() == Some("kubernetes");
    options.kubernetes.get().filter(|_| is_chosen)
}

/// Problems of the configuration alone.
pub fn check(config: &TransferModel<ImageOptions>, diagnostics: &mut Diagnostics) {
    let options = &config.options;
    let mut wrong = |attribute: &str, summary: &str, detail: &str| {
        diagnostics.error_at(Path::root(attribute), summary, detail);
    };
    if options.engine.as_deref().known() != Some("kubernetes") {
        if options.kubernetes.is_known() && options.engine.is_known() {
            wrong(
                "kubernetes",
                "These settings are of another engine",
                "Set engine = \"kubernetes\", or take them out.",
            );
        }
        return;
    }
    match options.kubernetes.get() {
        None if options.kubernetes.is_null() => {
            wrong(
                "kubernetes",
                "How Jobs are to run is not said",
                "Add kubernetes = { docker_config = \"…\" }, a Secret with the accounts of the registries.",
            );
        }
        _ => {}
    }
    let is_folder = |text: Option<&String>| text.is_some_and(|text| text.starts_with("file:"));
    if is_folder(config.destination.get()) {
        wrong(
            "destination",
            "Jobs do not reach a folder of this machine",
            "Use oci:HOST/PATH, or engine = \"local\".",
        );
    }
    if is_folder(options.source.get()) {
        wrong(
            "source",
            "Jobs do not reach a folder of this machine",
            "Use oci:HOST/PATH, or engine = \"local\".",
        );
    }
    if options.platforms.get().is_some() {
        wrong(
            "platforms",
            "Jobs copy images with all their platforms",
            "Take `platforms` out, or use engine = \"local\".",
        );
    }
}

/// Says what would be made.
pub fn tell(options: &ImageOptions, looked: &Looked, diagnostics: &mut Diagnostics) {
    let Some(on) = of(options) else {
        return;
    };
    let settings = on.run.settings("image", String::new(), SKOPEO);
    let images = looked.plan.images.len();
    let shards = (on.run.shards() as usize).min(images);
    if shards > 0 {
        diagnostics.warning(
            format!("A Job of {shards} pods copies {images} images"),
            format!(
                "{} at the same time, in the namespace {}, with {}. What they leave behind, such as signatures, is copied from here.",
                (settings.parallel as usize).min(shards),
                settings.namespace,
                settings.image
            ),
        );
    }
}

/// What applying will come to: the digest of the copies, unless it returns before they are there.
pub fn expect(
    model: &mut TransferModel<ImageOptions>,
    prior: Option<&TransferModel<ImageOptions>>,
    digest: String,
) {
    let early = of(&model.options).filter(|on| on.run.returns_early());
    let before = prior
        .filter(|prior| prior.revision == model.revision && prior.options.asks_as(&model.options));
    (model.options.run, model.digest) = match (early, before) {
        // What goes on, or waits to be applied by somebody, is not begun again.
        (Some(on), Some(prior)) if on.run.is_under_way(prior.options.run.get()) => {
            (prior.options.run.clone(), prior.digest.clone())
        }
        (Some(_), _) if prior.is_none_or(|prior| prior.digest.get() != Some(&digest)) => {
            (Value::Unknown, Value::Unknown)
        }
        _ => (Value::Null, digest.into()),
    };
}

/// What became of the Job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Had {
    /// It ended, or none was needed.
    Ended,
    /// It goes on, or somebody else is to start it.
    GoesOn,
}

/// Has layers copied.
pub async fn run(
    ask: &Ask<'_>,
    looked: &Looked,
    work: &Work,
    model: &mut TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Had> {
    let Some(on) = of(&model.options).cloned() else {
        return Some(Had::Ended);
    };
    if model.options.run.get().is_some() {
        work.goes_on();
        return Some(Had::GoesOn);
    }
    if on.run.returns_early() && model.digest.is_known() {
        // The copies were complete when it was planned, and are verified from here.
        return Some(Had::Ended);
    }
    let Destination::Registry { registry, .. } = &looked.plan.destination else {
        return Some(Had::Ended);
    };
    let pairs: Vec<Pair> = (looked.plan.images.iter())
        .filter_map(|image| match &image.from {
            Place::Registry {
                registry: from,
                repository,
            } => Some(Pair {
                from: format!("{from}/{repository}@{}", image.source_digest),
                to: match &image.tag {
                    Some(tag) => format!("{registry}/{}:{tag}", image.repository),
                    None => format!("{registry}/{}@{}", image.repository, image.digest),
                },
            }),
            Place::Layout(_) => None,
        })
        .collect();
    if pairs.is_empty() {
        return Some(Had::Ended);
    }
    let export = cluster::export_of("image", &ask.service, model, &ask.selection);
    let settings = on.run.settings("image", export, SKOPEO);
    let wanted = Images {
        pairs,
        accounts: on
            .docker_config
            .get()
            .filter(|name| !name.is_empty())
            .cloned(),
        is_plain: false,
        shards: on.run.shards(),
    };
    let objects = match images(&settings, &wanted) {
        Ok(objects) => objects,
        Err(problem) => {
            diagnostics.error("A Job cannot copy these images", problem);
            return None;
        }
    };
    if let Some(folder) = on.run.manifests() {
        cluster::write(ask, folder, &objects, diagnostics).await?;
        diagnostics.warning(
            "Manifests were written",
            format!(
                "Nothing was copied. Apply them with kubectl apply --server-side -f {folder}/transfer.json; then take `manifests` out \
                 of the configuration: the next apply takes the Job over, verifies what it copied, and removes it."
            ),
        );
        return Some(leave(model, work, format!("{WRITTEN} to {folder}")));
    }
    let Some(runner) = on.run.runner(ask.platform, diagnostics).await? else {
        diagnostics.error_at(
            Path::root("kubernetes"),
            "The cluster is not known yet",
            "Something of it comes only with apply; apply what it depends on first.",
        );
        return None;
    };
    match cluster::run(&runner, &objects, on.run.is_waiting(), work, diagnostics).await? {
        Ran::Ended(collected) => {
            tracing::info!(
                shards = collected.shards,
                images = wanted.pairs.len(),
                "pods copied the images"
            );
            Some(Had::Ended)
        }
        Ran::GoesOn(line) => Some(leave(model, work, format!("{RUNNING}: {line}"))),
    }
}

/// Says in the state that it is not over.
fn leave(model: &mut TransferModel<ImageOptions>, work: &Work, status: String) -> Had {
    model.options.run = status.into();
    model.digest = Value::Null;
    work.goes_on();
    Had::GoesOn
}

/// What state says of a run that was left alone, as it is now; `Some(true)` if there is one.
pub async fn refresh(
    platform: &Platform,
    state: &mut TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let (Some(on), Some(before)) = (
        of(&state.options).cloned(),
        state.options.run.get().cloned(),
    ) else {
        return Some(false);
    };
    let job = named(&on, state, diagnostics)?;
    let status = on.run.status(platform, &job, before, diagnostics).await?;
    state.options.run = status.into();
    Some(true)
}

/// Ends what still runs.
pub async fn stop(
    platform: &Platform,
    state: &TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) {
    let Some(on) = of(&state.options).cloned() else {
        return;
    };
    if on.run.manifests().is_some() || state.options.run.get().is_none() {
        return;
    }
    if let Some(job) = named(&on, state, diagnostics) {
        on.run.end(platform, &job, diagnostics).await;
    }
}

fn named(
    on: &ImagesOnCluster,
    state: &TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Named> {
    let selection = Select::selection(&state.select, diagnostics)?;
    let service = state.service_name.as_deref().unwrap_or("");
    let export = cluster::export_of("image", service, state, &selection);
    let settings = on.run.settings("image", export, SKOPEO);
    Some(Named {
        namespace: settings.namespace.clone(),
        name: settings.name(),
    })
}
