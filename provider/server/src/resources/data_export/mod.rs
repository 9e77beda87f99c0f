//! `ovhai_data_export`.

mod cluster;
mod git;
mod look;
mod model;
mod places;
mod run;
mod sources;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use ovhai_data::Detail;
use ovhai_exports::data::Place;
use terraform_plugin::{Diagnostics, Path, ResourceUnit, Value};

use self::{
    model::{CopyModel, DataOptions},
    places::Goal,
    sources::{Look, is_as_copied, is_missing, line, looked, no_container, prepared, summarise},
};
use crate::{
    platform::Platform,
    transfer_resource::{Ask, Standing, Transfer, TransferModel, TransferResource, Work},
};

/// The kind.
#[derive(Clone, Copy, Debug)]
pub struct DataExport;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(TransferResource(DataExport))
}

/// What is to be copied.
pub struct Prepared {
    places: Vec<Place>,
    /// Those of them that are repositories of Git, with their addresses.
    repositories: BTreeMap<Place, String>,
    findings: BTreeMap<String, String>,
    /// Objects and bytes of the sources, as far as they were counted.
    totals: Option<(u64, u64)>,
    /// What was copied before, also from places that are gone or no longer asked for: it stays, and stays known.
    former: BTreeMap<String, CopyModel>,
    /// Refreshing read everything and found something that is not as it was left: what looks right may not be.
    is_suspect: bool,
    /// Nothing is to be done: only what destroying or looking is to do was changed.
    is_done: bool,
}

impl Transfer for DataExport {
    const TYPE: &'static str = "ovhai_data_export";
    const NAME: &'static str = "data";
    const DESCRIPTION: &'static str = "Copies the data of an estate: what volumes are filled from and written back to, object by object.\n\n\
        `destination` is a folder, `file:PATH`, or a bucket, `s3:BUCKET/PREFIX`, or a container, `swift:CONTAINER/PREFIX`, of one of the \
        provider's `object_stores`, and must be there. Below it each source has a place of its own, `REGION/ALIAS/CONTAINER`. Sources may also be \
        folders of this machine, by an `object_stores` with `folder`. The platform's credentials for its data stores are used unless `object_stores` has \
        others. Every byte is compared with the sums that the source has, and a manifest says of each object its size, time, SHA-256 and \
        metadata. Large objects of Swift arrive joined; into Swift they go in segments, in the container `CONTAINER_segments`. A run that was interrupted goes on where it stopped, and another run moves only what \
        changed; for buckets and containers the journal also lies there, so that this holds on machines whose disks are thrown away.\n\n\
        Refreshing compares sizes, and times or ETags, with the manifest, and trusts them; with `verify = \"full\"` it reads everything again. \
        What is at an object's place and was not put there by this export is never touched unless `overwrite` says so.\n\n\
        With `engine = \"kubernetes\"` a Job in a cluster copies, so that no byte passes this machine, also into a PersistentVolumeClaim, \
        `pvc:CLAIM/FOLDER`. Its pods take credentials from Secrets that you name, copy and compare with rclone, and are removed when they are \
        done; then the listings of both sides are compared from here.";
    type Options = DataOptions;
    type Prepared = Prepared;

    fn check(&self, config: &TransferModel<DataOptions>, diagnostics: &mut Diagnostics) {
        cluster::check(config, diagnostics);
        if let Some(text) = config.destination.get()
            && let Err(problem) = Goal::parse(text)
        {
            diagnostics.error_at(
                Path::root("destination"),
                "This is no destination for data",
                problem.to_string(),
            );
        }
    }

    async fn plan(
        &self,
        ask: &Ask<'_>,
        model: &mut TransferModel<DataOptions>,
        prior: Option<&TransferModel<DataOptions>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Prepared> {
        if cluster::of(&model.options).is_some() {
            return cluster::plan(ask, model, prior, diagnostics).await;
        }
        let mut prepared = prepared(ask, &model.options);
        prepared.former = prior
            .and_then(|prior| prior.options.copies.get())
            .cloned()
            .unwrap_or_default();
        prepared.is_suspect =
            model.verifies_all() && prior.is_some_and(|prior| prior.digest.get().is_none());
        let stores = ask.platform.object_stores();
        let is_later = places::Into::comes_later(ask.platform, model)
            || model.options.recipients.is_unknown()
            || (prepared.places.iter()).any(|place| stores.comes_later(&place.store));
        let keys: BTreeSet<String> = prepared.places.iter().map(Place::key).collect();
        let is_known = |options: &DataOptions, key: &String| {
            let (copies, findings) = (options.copies.get(), options.findings.get());
            copies.is_some_and(|copies| copies.contains_key(key))
                || findings.is_some_and(|all| all.contains_key(&no_container(key)))
        };
        let before = prior.filter(|prior| {
            !is_later
                && prior.digest.get().is_some()
                && prior.revision == model.revision
                && prior.options.asks_as(&model.options)
                && keys.iter().all(|key| is_known(&prior.options, key))
        });
        let detail = match model.options.plan_detail.as_deref().known() {
            Some("none") => None,
            Some("listing") => Some(Detail::Listing),
            _ => Some(Detail::Totals),
        };
        let mut look = Look::default();
        if !is_later {
            // Also without looking at sources: what nobody has credentials for is said before apply.
            places::Into::of(ask.platform, model, diagnostics)?;
            if detail.is_none() {
                let repositories = &prepared.repositories;
                for place in prepared
                    .places
                    .iter()
                    .filter(|place| !repositories.contains_key(place))
                {
                    places::source(ask, place, diagnostics).await?;
                }
            }
            if let Some(detail) = detail {
                look = looked(ask, model, before, &prepared, detail, diagnostics).await?;
                prepared.totals = Some((look.objects, look.bytes)).filter(|_| !look.is_partial);
            }
        }
        if let Some(prior) = before
            && look.changed.is_empty()
        {
            if !look.unsure.is_empty() {
                diagnostics.warning(
                    "Whether data changed since they were copied is not known for sure",
                    format!(
                        "Of {} only the number of objects and bytes, or the first {} objects, were compared with what was copied. \
                         plan_detail = \"listing\" compares every object; run it before you rely on the copy.",
                        look.unsure.join(", "),
                        ovhai_data::COUNTED
                    ),
                );
            }
            model.options.take_results(&prior.options);
            model.digest = prior.digest.clone();
            prepared.is_done = true;
            return Some(prepared);
        }
        model.options.expect_results();
        model.digest = Value::Unknown;
        if model.id.is_null() {
            model.id = Value::Unknown;
        }
        summarise(&prepared, &look, detail.is_some() && !is_later, diagnostics);
        Some(prepared)
    }

    async fn run(
        &self,
        ask: &Ask<'_>,
        prepared: Prepared,
        work: &Work,
        model: &mut TransferModel<DataOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<()> {
        if cluster::of(&model.options).is_some() {
            return cluster::run(ask, prepared, work, model, diagnostics).await;
        }
        run::run(ask, prepared, work, model, diagnostics).await
    }

    async fn survey(
        &self,
        platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<DataOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Standing> {
        if cluster::of(&state.options).is_some() {
            return cluster::standing(platform, state, diagnostics).await;
        }
        look::survey(platform, &home, state, diagnostics).await
    }

    async fn remove(
        &self,
        platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<DataOptions>,
        diagnostics: &mut Diagnostics,
    ) {
        if cluster::of(&state.options).is_some() {
            // Refused while planning; a state may be older.
            return;
        }
        look::remove(platform, &home, state, diagnostics).await;
    }

    async fn refresh(
        &self,
        platform: &Arc<Platform>,
        state: &mut TransferModel<DataOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<bool> {
        cluster::refresh(platform, state, diagnostics).await
    }

    async fn stop(
        &self,
        platform: &Arc<Platform>,
        state: &TransferModel<DataOptions>,
        diagnostics: &mut Diagnostics,
    ) {
        cluster::stop(platform, state, diagnostics).await;
    }
}
