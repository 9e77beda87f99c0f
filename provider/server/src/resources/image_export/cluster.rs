//! Images that Jobs of a cluster copy. They move the layers; then the copy is made once more from here, which finds layers there and sends
//! only what skopeo leaves behind, such as signatures, and verifies all of it by digest.

use ovhai_images::{Destination, Looked, Place};
use ovhai_jobs::{Images, Pair, SKOPEO, images};
use terraform_plugin::{Diagnostics, Path};

use super::model::{ImageOptions, ImagesOnCluster};
use crate::transfer_resource::{
    Ask, TransferModel, Work,
    cluster::{self, Ran},
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
        Some(on) if !on.run.is_waiting() || on.run.manifests().is_some() => wrong(
            "kubernetes",
            "A Job of images is waited for",
            "What it copied is verified by digest in the same apply. Take `wait` and `manifests` out.",
        ),
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

/// Has layers copied.
pub async fn run(
    ask: &Ask<'_>,
    looked: &Looked,
    work: &Work,
    model: &TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let Some(on) = of(&model.options) else {
        return Some(());
    };
    let Destination::Registry { registry, .. } = &looked.plan.destination else {
        return Some(());
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
        return Some(());
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
    let Some(runner) = on.run.runner(ask.platform, diagnostics).await? else {
        diagnostics.error_at(
            Path::root("kubernetes"),
            "The cluster is not known yet",
            "Something of it comes only with apply; apply what it depends on first.",
        );
        return None;
    };
    match cluster::run(&runner, &objects, true, work, diagnostics).await? {
        Ran::Ended(collected) => {
            tracing::info!(
                shards = collected.shards,
                images = wanted.pairs.len(),
                "pods copied the images"
            );
            Some(())
        }
        Ran::GoesOn(_) => None,
    }
}
