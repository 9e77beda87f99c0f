//! `ovhai_image_export`.

mod cluster;
mod model;
mod notes;
mod run;
mod wanted;

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use ovhai_exports::{Disk, Journal, Phase};
use ovhai_images::{Bounds, Depth, Error, Looked, Request, look, remove, survey};
use terraform_plugin::{Diagnostics, Path, ResourceUnit, Value};

use self::{
    cluster::Had,
    model::{ImageOptions, check_destination},
};
use crate::{
    platform::Platform,
    transfer_resource::{Ask, Standing, Transfer, TransferModel, TransferResource, Work},
};

/// Names that are listed before a message says how many more there are.
const SHOWN: usize = 10;

/// The export of images.
#[derive(Clone)]
pub struct ImageExport;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(TransferResource(ImageExport))
}

impl Transfer for ImageExport {
    const TYPE: &'static str = "ovhai_image_export";
    const NAME: &'static str = "image";
    const DESCRIPTION: &'static str = "Copies container images to another registry or an OCI image layout, every byte verified on the way.\n\n\
        Without `images` these are all that the selected workloads use. Planning finds out what each tag means now, and pins it: the \
        plan shows digests, sizes, and where each copy will lie. A tag that moves before the plan is applied stops it before anything is \
        copied: Terraform then calls the final plan inconsistent, and another plan pins what the tag means by then. Applying copies just \
        what was planned, each layer once, whatever number of images share it; what the destination has already is not sent again, and \
        an interrupted run continues within a layer. Use `rewrites` as `profile.registry_rewrites` of an `ovhai_workload_export`, and the \
        exported workloads run the copies.\n\n\
        Images that lie in the platform's shared registry are copied like all others, if the provider's `registries` say who asks for \
        them. What cannot be copied is named in `not_copied`: images that the platform brings for notebooks, and licensed ones.\n\n\
        The destination is `oci:HOST[:PORT][/PATH]` for a registry, or `file:` and a folder for a layout. Nothing is ever removed \
        from it but by destroying the export with `on_destroy = \"delete\"`, and then nothing that other tags need. In a registry each \
         copy gets one more tag, `ovhai-` and hexadecimal digits: it says that this export needs the copy, so that another one leaves it. \
         Refreshing asks the destination whether its tags mean the same digests still; `verify = \"full\"` reads every layer again.\n\n\
         With `engine = \"kubernetes\"` the layers go from registry to registry through pods of a Job in a cluster, which get their accounts \
         from a Secret that you name.";
    type Options = ImageOptions;
    type Prepared = Looked;

    fn check(&self, config: &TransferModel<ImageOptions>, diagnostics: &mut Diagnostics) {
        check_destination(&config.destination, diagnostics);
        cluster::check(config, diagnostics);
    }

    async fn plan(
        &self,
        ask: &Ask<'_>,
        model: &mut TransferModel<ImageOptions>,
        prior: Option<&TransferModel<ImageOptions>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Looked> {
        if ask.platform.registries().is_unknown() {
            // Only apply will tell how registries are reached; until then nothing can be asked.
            return None;
        }
        let options = &model.options;
        let destination = options.destination(model.destination.as_deref().unwrap_or(""))?;
        let wanted = wanted::wanted(options, &ask.estate, &ask.selection, diagnostics)?;
        let places = ask.platform.registries().places(diagnostics)?;
        let request = Request {
            names: wanted.names.into_iter().collect(),
            origin: options.origin(),
            destination,
            selection: options.selection(),
            bounds: Bounds::default(),
        };
        let looked = diagnostics.ok(
            "The images cannot be copied like this",
            look(&request, &places).await,
        )?;
        let mut not_copied = wanted.not_copied;
        if !looked.missing.is_empty() {
            if options.on_missing.as_deref().known() != Some("report") {
                tell_missing(&looked.missing, diagnostics);
                return None;
            }
            let missing = looked.missing.iter();
            not_copied.extend(missing.map(|(name, error)| (name.clone(), error.to_string())));
        }
        let was = model.digest.get().cloned();
        model.options.describe(&looked, not_copied);
        let digest = model.options.digest().to_string();
        if was.as_ref() != Some(&digest) {
            // Told while planning; apply looks again and finds what was planned.
            tell_left(&model.options, diagnostics);
            cluster::tell(&model.options, &looked, diagnostics);
        }
        cluster::expect(model, prior, digest);
        Some(looked)
    }

    async fn run(
        &self,
        ask: &Ask<'_>,
        prepared: Looked,
        work: &Work,
        model: &mut TransferModel<ImageOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<()> {
        let places = ask.platform.registries().places(diagnostics)?;
        if cluster::run(ask, &prepared, work, model, diagnostics).await? == Had::Ended {
            run::run(&prepared, &places, work, model, diagnostics).await?;
            model.options.run = Value::Null;
            model.digest = model.options.digest().to_string().into();
        }
        Some(())
    }

    async fn survey(
        &self,
        platform: &Arc<Platform>,
        _home: PathBuf,
        state: &TransferModel<ImageOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Standing> {
        let digest = state.options.digest().to_string();
        if platform.registries().is_unknown() {
            tracing::info!("how registries are reached is not known yet; the copies are trusted");
            return Some(Standing::Same(digest));
        }
        let options = &state.options;
        let destination = options.destination(state.destination.as_deref().unwrap_or(""))?;
        let places = platform.registries().places(diagnostics)?;
        let copies = options.known_copies();
        let depth = if state.verifies_all() {
            Depth::Content
        } else {
            Depth::Names
        };
        let related = options.related();
        let problems = survey(
            &destination,
            &copies,
            related,
            &places,
            options.limits(),
            depth,
        )
        .await;
        let problems = diagnostics.ok("The copies cannot be looked at", problems)?;
        tracing::info!(
            copies = copies.len(),
            everything_read = depth == Depth::Content,
            problems = problems.len(),
            "compared the copies with what was stored"
        );
        if problems.is_empty() {
            return Some(Standing::Same(digest));
        }
        let told: Vec<String> = (problems.iter())
            .map(|problem| format!("{}: {}", problem.place, problem.error))
            .collect();
        diagnostics.warning(
            "Copies of images are not as they were stored",
            format!(
                "{}\n\nApplying copies again what is missing or wrong.",
                listed(&told)
            ),
        );
        Some(Standing::Differs(told))
    }

    async fn refresh(
        &self,
        platform: &Arc<Platform>,
        state: &mut TransferModel<ImageOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<bool> {
        cluster::refresh(platform, state, diagnostics).await
    }

    async fn stop(
        &self,
        platform: &Arc<Platform>,
        state: &TransferModel<ImageOptions>,
        diagnostics: &mut Diagnostics,
    ) {
        cluster::stop(platform, state, diagnostics).await;
    }

    async fn remove(
        &self,
        platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<ImageOptions>,
        diagnostics: &mut Diagnostics,
    ) {
        remove_copies(platform, &home, state, diagnostics).await;
    }
}

/// Removes what the journal says this export stored, and the journal after it.
async fn remove_copies(
    platform: &Arc<Platform>,
    home: &std::path::Path,
    state: &TransferModel<ImageOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let place = state.destination.as_deref().unwrap_or("").to_owned();
    let journal = diagnostics.ok("The journal cannot be read", Journal::load(&Disk, home))?;
    let journal = journal.filter(|journal| state.id.get() == Some(&journal.id));
    if journal.is_none_or(|journal| journal.phase != Phase::Complete) {
        diagnostics.warning(
            "The copies were left in place",
            format!(
                "The journal of this export is not on this machine, or its last run did not end, so that nobody can tell what in {place} \
                 is its own. Remove it by hand."
            ),
        );
        return None;
    }
    let destination = state.options.destination(&place)?;
    let places = platform.registries().places(diagnostics)?;
    let stored = diagnostics.ok("The journal cannot be read", notes::stored(home))?;
    let owner = diagnostics.ok("The journal cannot be read", notes::owner(home))?;
    let owner = owner.or_else(|| state.id.get().cloned());
    let copies = state.options.known_copies();
    let removed = remove(&destination, &copies, &stored, owner.as_deref(), &places).await;
    let removed = diagnostics.ok("The copies cannot be removed", removed)?;
    let mut told: Vec<String> = (removed.left.iter())
        .map(|(name, error)| format!("{name}: {error}"))
        .collect();
    if !told.is_empty() {
        let text = format!(
            "{}\n\nMany registries do not let their users remove manifests. Remove them there.",
            listed(&told)
        );
        diagnostics.warning("Some copies were left in place", text);
        return None;
    }
    told.extend(
        (removed.needed.iter()).map(|(name, tag)| format!("{name}: the tag {tag} needs it")),
    );
    told.extend((removed.unknown.iter()).map(|name| {
        format!("{name}: it was there before, or the journal that says otherwise is lost")
    }));
    if !told.is_empty() {
        let text = format!(
            "{}\n\nTags that begin with ovhai- are those of other exports; they go when those are destroyed. Remove by hand what nobody needs.",
            listed(&told)
        );
        diagnostics.warning("Some copies were left in place", text);
    }
    let folder = Journal::path(home).parent()?.to_path_buf();
    let cleared = fs::remove_dir_all(&folder);
    diagnostics.ok("The journal cannot be removed", cleared)?;
    // Something of others may be in it.
    let _ = fs::remove_dir(home);
    Some(())
}

fn tell_missing(missing: &BTreeMap<String, Error>, diagnostics: &mut Diagnostics) {
    let told: Vec<String> = (missing.iter())
        .map(|(name, error)| format!("{name}: {error}"))
        .collect();
    diagnostics.error_at(
        Path::root("images"),
        "Images cannot be found or read",
        format!(
            "{}\n\nNothing was copied. Give credentials in the provider's `registries` or by docker login; with on_missing = \"report\" \
             the others are copied, and these named in not_copied.",
            listed(&told)
        ),
    );
}

/// One warning for all that stays behind.
fn tell_left(options: &ImageOptions, diagnostics: &mut Diagnostics) {
    let not_copied = options.not_copied.get().into_iter().flatten();
    let mut told: Vec<String> = not_copied
        .map(|(name, reason)| format!("{name}: {reason}"))
        .collect();
    for (name, copy) in options.copies.get().into_iter().flatten() {
        let left = copy.left_out.get().into_iter().flatten();
        told.extend(left.map(|(digest, reason)| format!("of {name}, {digest}: {reason}")));
    }
    if !told.is_empty() {
        let text = format!(
            "{}\n\nnot_copied and copies[*].left_out list all of it.",
            listed(&told)
        );
        diagnostics.warning("Some of the images stay behind", text);
    }
}

fn listed(told: &[String]) -> String {
    let mut text = told[..told.len().min(SHOWN)].join("\n");
    if told.len() > SHOWN {
        text.push_str(&format!("\nand {} more", told.len() - SHOWN));
    }
    text
}
