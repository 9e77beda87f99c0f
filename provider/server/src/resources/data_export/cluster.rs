//! Copies that Jobs of a cluster make: what is asked of them, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_data::{Compared, Detail, Exclude, Source, compare, folders, inventory, survey};
use ovhai_exports::data::{FOLDER_MARKERS, NO_CONTAINER, NOT_PROVEN, Place};
use ovhai_jobs::{
    Collected, Copies, Copying, DataPlace, Destination, Objects, RCLONE, Remote, SecretReference,
    data, folders_that_fit,
};
use terraform_plugin::{Diagnostics, Path, Value};

use super::{
    CopyModel, DataOptions, Look, Prepared,
    model::DataOnCluster,
    places::{self, Goal, Into},
    run,
};
use crate::{
    export_resource::number,
    platform::Platform,
    select::Select,
    transfer_resource::{
        Ask, Standing, TransferModel, Work,
        cluster::{self, Ran},
    },
};

/// Begins the status of a copy that goes on.
const RUNNING: &str = "running";
const FINISHED: &str = "finished";
const FAILED: &str = "failed";
const WRITTEN: &str = "written";

/// The settings, if the engine is a cluster.
pub fn of(options: &DataOptions) -> Option<&DataOnCluster> {
    let is_chosen = options.engine.as_deref().known() == Some("kubernetes");
    options.kubernetes.get().filter(|_| is_chosen)
}

/// Problems of the configuration alone.
pub fn check(config: &TransferModel<DataOptions>, diagnostics: &mut Diagnostics) {
    let options = &config.options;
    let mut wrong = |attribute: &str, summary: &str, detail: &str| {
        diagnostics.error_at(Path::root(attribute), summary, detail);
    };
    let goal = config
        .destination
        .get()
        .and_then(|text| Goal::parse(text).ok());
    if options.engine.as_deref().known() != Some("kubernetes") {
        if matches!(goal, Some(Goal::Claim { .. })) {
            wrong(
                "destination",
                "Only Jobs reach a PersistentVolumeClaim",
                "Use engine = \"kubernetes\", or file: or s3:.",
            );
        }
        if options.kubernetes.is_known() && options.engine.is_known() {
            wrong(
                "kubernetes",
                "These settings are of another engine",
                "Set engine = \"kubernetes\", or take them out.",
            );
        }
        return;
    }
    if options.kubernetes.is_null() {
        wrong(
            "kubernetes",
            "How Jobs are to run is not said",
            "Add kubernetes = { secrets = { … } } with the Secrets of the object stores.",
        );
    }
    if matches!(goal, Some(Goal::Folder(_))) {
        wrong(
            "destination",
            "Jobs do not reach a folder of this machine",
            "Use s3:BUCKET/PREFIX or pvc:CLAIM/FOLDER, or engine = \"local\".",
        );
    }
    let deletes = "Jobs keep no manifest that would tell what is theirs, so they never remove anything. Use engine = \"local\" for it.";
    if config.deletes_on_destroy() {
        wrong("on_destroy", "Copies made by Jobs are not removed", deletes);
    }
    if options.on_source_removed.as_deref().known() == Some("delete") {
        wrong(
            "on_source_removed",
            "Copies made by Jobs are not removed",
            deletes,
        );
    }
}

/// Looks at the sources, and says what a Job would do.
pub async fn plan(
    ask: &Ask<'_>,
    model: &mut TransferModel<DataOptions>,
    prior: Option<&TransferModel<DataOptions>>,
    diagnostics: &mut Diagnostics,
) -> Option<Prepared> {
    let mut prepared = super::prepared(ask, &model.options);
    prepared.former = prior
        .and_then(|prior| prior.options.copies.get())
        .cloned()
        .unwrap_or_default();
    let on = of(&model.options)?.clone();
    let stores = ask.platform.object_stores();
    let mut is_later = Into::comes_later(ask.platform, model)
        || (prepared.places.iter()).any(|place| stores.comes_later(&place.store));
    if on.run.manifests().is_none() {
        is_later |= on.run.runner(ask.platform, diagnostics).await?.is_none();
    }
    let same = prior.filter(|prior| {
        !is_later && prior.revision == model.revision && prior.options.asks_as(&model.options)
    });
    // What goes on, or waits to be applied by somebody, is not planned again.
    if let Some(prior) = same
        && is_under_way(&prior.options, &on)
    {
        model.options.take_results(&prior.options);
        model.digest = prior.digest.clone();
        prepared.is_done = true;
        return Some(prepared);
    }
    let mut look = Look::default();
    if !is_later {
        let before = same.filter(|prior| prior.digest.get().is_some());
        let is_looking = model.options.plan_detail.as_deref().known() != Some("none");
        if is_looking {
            look = looked(ask, model, before, &prepared, diagnostics).await?;
            prepared.totals = Some((look.objects, look.bytes)).filter(|_| !look.is_partial);
        }
        if let Some(prior) = before
            && look.changed.is_empty()
        {
            model.options.take_results(&prior.options);
            model.digest = prior.digest.clone();
            prepared.is_done = true;
            return Some(prepared);
        }
        let is_drifted = prior.is_some_and(|prior| {
            prior.digest.is_null() && !prepared.former.is_empty() && prior.options.run.is_null()
        });
        let is_overwriting = model.options.overwrite.get() == Some(&true);
        if is_drifted && !is_overwriting && !was_interrupted(model) {
            diagnostics.error_at(
                Path::root("destination"),
                "The destination is not as this export left it",
                "Jobs cannot tell what somebody changed there from what they are to bring up to date. Look what it is; with \
                 overwrite = true the copies are written over.",
            );
            return None;
        }
        let objects = rendered(ask, model, &prepared, diagnostics).await?;
        let settings = on.run.settings("data", String::new(), RCLONE);
        look.lines.push(format!(
            "A Job of {} pods, {} at the same time, in the namespace {}, copies and compares them with {}.",
            objects.shards,
            settings.parallel.min(objects.shards),
            objects.namespace,
            settings.image
        ));
        super::summarise(&prepared, &look, is_looking, diagnostics);
    }
    model.options.expect_results();
    model.digest = Value::Unknown;
    if model.id.is_null() {
        model.id = Value::Unknown;
    }
    Some(prepared)
}

/// Whether what state says of a run needs nothing but time, or a person.
fn is_under_way(options: &DataOptions, on: &DataOnCluster) -> bool {
    let run = options.run.as_deref().unwrap_or("");
    match on.run.manifests() {
        Some(folder) => run.starts_with(WRITTEN) && cluster::are_there(folder),
        None => run.starts_with(RUNNING),
    }
}

fn was_interrupted(model: &TransferModel<DataOptions>) -> bool {
    use ovhai_exports::{Disk, Journal, Phase};
    let journal = Journal::load(&Disk, &model.home("data")).ok().flatten();
    journal.is_some_and(|journal| journal.phase == Phase::Writing)
}

fn exclude(options: &DataOptions) -> Exclude {
    let all = options.exclude.get().into_iter().flatten();
    Exclude::new(all.map(String::as_str))
}

async fn looked(
    ask: &Ask<'_>,
    model: &TransferModel<DataOptions>,
    before: Option<&TransferModel<DataOptions>>,
    prepared: &Prepared,
    diagnostics: &mut Diagnostics,
) -> Option<Look> {
    let options = places::options(model);
    let is_listing = model.options.plan_detail.as_deref().known() == Some("listing");
    let is_chosen = model.options.sources.get().is_some();
    // Nothing of it is asked for totals.
    let nowhere = ovhai_data::Target::Folder(ovhai_data::Folder::new("."));
    let mut look = Look::default();
    for place in &prepared.places {
        let key = place.key();
        let source = places::source(ask, place, diagnostics).await?;
        let found = if is_listing {
            let found = inventory(&source, &exclude(&model.options)).await;
            found.map(|found| ovhai_data::Survey {
                objects: found.objects,
                bytes: found.bytes,
                sha256: Some(found.sha256),
                ..ovhai_data::Survey::default()
            })
        } else {
            survey(&source, &nowhere, None, &options, Detail::Totals).await
        };
        let copies = before.and_then(|before| before.options.copies.get());
        let copy = copies.and_then(|copies| copies.get(&key));
        if super::is_missing(&source, &found, is_chosen) {
            if copy.is_some() {
                look.changed.push(key.clone());
            }
            look.lines.push(format!("{key}: {}", NO_CONTAINER.title));
            continue;
        }
        let found = diagnostics.ok(format!("{key} cannot be copied"), found)?;
        if !copy.is_some_and(|copy| super::is_as_copied(&found, copy)) {
            look.changed.push(key.clone());
        }
        look.objects += found.objects;
        look.bytes += found.bytes;
        look.is_partial |= found.is_partial;
        look.lines.push(super::line(&key, &found, Detail::Totals));
    }
    Some(look)
}

/// The objects of the Job.
async fn rendered(
    ask: &Ask<'_>,
    model: &TransferModel<DataOptions>,
    prepared: &Prepared,
    diagnostics: &mut Diagnostics,
) -> Option<Objects> {
    let on = of(&model.options)?;
    let export = cluster::export_of("data", &ask.service, model, &ask.selection);
    let mut settings = on.run.settings("data", export, RCLONE);
    let mut remotes = Remotes::default();
    let mut all = Vec::new();
    for place in &prepared.places {
        let way = places::way(ask, place, diagnostics).await?;
        let remote = remotes.at(&place.store, &way, on, diagnostics)?;
        let source = diagnostics.ok(
            "The source cannot be used",
            way.source(&place.container, &place.prefix),
        )?;
        let found = match folders(&source).await {
            // Nobody has written there yet.
            Err(error) if source.is_missing(&error) => continue,
            found => diagnostics.ok(format!("{} cannot be copied", place.key()), found)?,
        };
        all.push(DataPlace {
            remote,
            container: place.container.clone(),
            prefix: place.prefix.clone(),
            below: place.path(),
            folders: folders_that_fit(&found, prepared.places.len()),
        });
    }
    let text = model.destination.as_deref().unwrap_or("");
    let destination = match diagnostics.ok("This is no destination for data", Goal::parse(text))? {
        Goal::Claim { claim, folder } => Destination::Claim(claim, folder),
        Goal::Bucket { bucket, prefix } => {
            let name = places::store_name(ask.platform, &model.options);
            let path = Path::root("object_store");
            let way = (ask.platform.object_stores()).way(&name, &path, diagnostics)?;
            Destination::Bucket(remotes.at(&name, &way, on, diagnostics)?, bucket, prefix)
        }
        Goal::Folder(_) => return None,
    };
    settings.authorities = remotes.authorities.iter().cloned().collect();
    let is_overwriting = model.options.overwrite.get() == Some(&true);
    let copies = Copies {
        remotes: remotes.all,
        places: all,
        destination,
        copying: Copying {
            exclude: (model.options.exclude.get().into_iter().flatten())
                .cloned()
                .collect(),
            // The first time nothing there can be ours.
            is_careful: !is_overwriting && prepared.former.is_empty(),
            is_reading_back: model.verifies_all(),
            bandwidth: (model.options.bandwidth_limit.get())
                .and_then(|limit| u64::try_from(*limit).ok()),
            shards: on.run.shards(),
        },
    };
    let objects = data(&settings, &copies);
    objects
        .map_err(|problem| {
            diagnostics.error("A Job cannot copy this", problem);
        })
        .ok()
}

/// Stores by name, each once.
#[derive(Default)]
struct Remotes {
    names: Vec<String>,
    all: Vec<Remote>,
    authorities: BTreeSet<String>,
}

impl Remotes {
    fn at(
        &mut self,
        name: &str,
        way: &crate::configured::object_stores::Way,
        on: &DataOnCluster,
        diagnostics: &mut Diagnostics,
    ) -> Option<usize> {
        if let Some(at) = self.names.iter().position(|known| known == name) {
            return Some(at);
        }
        let secret = on.secrets.get().and_then(|secrets| secrets.get(name));
        if secret.is_none() && !way.is_anonymous() {
            diagnostics.error_at(
                Path::root("kubernetes"),
                format!("No Secret is named for the object store {name:?}"),
                format!(
                    "Pods need its credentials, which this provider never writes to a cluster. Make a Secret there with AWS_ACCESS_KEY_ID \
                     and AWS_SECRET_ACCESS_KEY (for Swift: OS_AUTH_URL, OS_USERNAME and so on), and name it: secrets = {{ {name:?} = {{ \
                     name = \"…\" }} }}."
                ),
            );
            return None;
        }
        self.authorities.extend(way.authorities().iter().cloned());
        self.names.push(name.to_owned());
        self.all.push(Remote {
            reach: way.reach(),
            secret: secret.map(|secret| SecretReference {
                name: secret.name.get().cloned().unwrap_or_default(),
                keys: secret.keys.get().cloned().unwrap_or_default(),
            }),
        });
        Some(self.all.len() - 1)
    }
}

/// Has it copied.
pub async fn run(
    ask: &Ask<'_>,
    prepared: Prepared,
    work: &Work,
    model: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let on = of(&model.options)?.clone();
    if prepared.is_done {
        if model.options.run.get().is_some() {
            work.goes_on();
        }
        return Some(());
    }
    let objects = rendered(ask, model, &prepared, diagnostics).await?;
    let (all, bytes) = prepared.totals.unzip();
    work.progress.totals(all, bytes);
    let going = |model: &mut TransferModel<DataOptions>, status: String| {
        let options = &mut model.options;
        options.set_copies(prepared.former.clone());
        options.findings = Value::Known(prepared.findings.clone());
        options.run = status.into();
        model.digest = Value::Null;
        work.goes_on();
    };
    if let Some(folder) = on.run.manifests() {
        cluster::write(ask, folder, &objects, diagnostics).await?;
        diagnostics.warning(
            "Manifests were written",
            format!(
                "Nothing was copied. Apply them with kubectl apply --server-side -f {folder}/transfer.json; then take `manifests` out \
                 of the configuration: the next apply takes the Job over, compares what it copied, and removes it."
            ),
        );
        going(model, format!("{WRITTEN} to {folder}"));
        return Some(());
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
        Ran::GoesOn(line) => {
            going(model, format!("{RUNNING}: {line}"));
            Some(())
        }
        Ran::Ended(collected) => collect(ask, prepared, &collected, model, diagnostics).await,
    }
}

/// Compares what was copied with the sources, and says it.
async fn collect(
    ask: &Ask<'_>,
    prepared: Prepared,
    collected: &Collected,
    model: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let into = Into::of(ask.platform, model, diagnostics)?;
    let is_chosen = model.options.sources.get().is_some();
    let exclude = exclude(&model.options);
    let (mut copies, mut findings) = (prepared.former, prepared.findings);
    let mut told = Vec::new();
    let mut at = 0;
    for place in &prepared.places {
        let key = place.key();
        let source = places::source(ask, place, diagnostics).await?;
        let summary = format!("{key} cannot be compared with its copy");
        let compared = match into.copy(place) {
            Some(bucket) => {
                let bucket = diagnostics.ok(&summary, bucket)?;
                compare(&source, &bucket, &exclude).await
            }
            None => inventory(&source, &exclude).await.map(|source| Compared {
                source,
                ..Compared::default()
            }),
        };
        if super::is_missing(&source, &compared, is_chosen) {
            findings.insert(super::no_container(&key), NO_CONTAINER.title.to_owned());
            continue;
        }
        let compared = diagnostics.ok(&summary, compared)?;
        let results: Vec<_> = (collected.results.values())
            .filter(|result| result.place == at)
            .collect();
        at += 1;
        if compared.missing + compared.different > 0 {
            told.push(format!(
                "{key}: {} objects are missing and {} different, such as {:?}",
                compared.missing, compared.different, compared.names
            ));
        }
        if compared.markers > 0 {
            findings.insert(
                format!("{}@{key}", FOLDER_MARKERS.slug),
                format!("{} objects: {}", compared.markers, FOLDER_MARKERS.title),
            );
        }
        let unproven: u64 = results.iter().map(|result| result.unproven).sum();
        if unproven > 0 && !model.verifies_all() {
            findings.insert(
                format!("{}@{key}", NOT_PROVEN.slug),
                format!("{unproven} objects: {}", NOT_PROVEN.title),
            );
        }
        let copy = described(place, &source, &into, &compared, &results);
        copies.insert(key, copy);
    }
    if !told.is_empty() {
        diagnostics.error(
            "Not everything was copied",
            format!(
                "{}\n\nThe sources may have changed meanwhile: apply again. rclone does not copy some names, such as those with an empty \
                 part (`a//b`); engine = \"local\" does.",
                told.join("\n")
            ),
        );
        return None;
    }
    model.digest = run::digest(&copies).into();
    model.options.set_copies(copies);
    model.options.findings = Value::Known(findings);
    model.options.run = Value::Null;
    Some(())
}

fn described(
    place: &Place,
    source: &Source,
    into: &Into,
    compared: &Compared,
    results: &[&ovhai_jobs::ShardResult],
) -> CopyModel {
    // Of a claim nobody here knows more than the pods said.
    let is_seen = into.copy(place).is_some();
    let sum =
        |of: fn(&ovhai_jobs::ShardResult) -> u64| results.iter().map(|result| of(result)).sum();
    let (objects, bytes) = if is_seen {
        (compared.copy.objects, compared.copy.bytes)
    } else {
        (
            sum(|result| result.size.count),
            sum(|result| result.size.bytes),
        )
    };
    CopyModel {
        source: source.description().into(),
        store: place.store.clone().into(),
        container: place.container.clone().into(),
        prefix: place.prefix.clone().into(),
        objects: number(objects).into(),
        bytes: number(bytes).into(),
        copied: Value::Null,
        manifest: Value::Null,
        listing: compared.source.sha256.clone().into(),
        statistics: if place.prefix.is_empty() {
            run::statistics(compared.source.objects, compared.source.bytes).into()
        } else {
            Value::Null
        },
        inventory: Some(compared.copy.sha256.clone())
            .filter(|_| is_seen)
            .into(),
    }
}

/// Compares what lies in buckets with what lay there; claims are trusted.
pub async fn standing(
    platform: &Platform,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Standing> {
    let none = BTreeMap::new();
    let copies = state.options.copies.get().unwrap_or(&none);
    let digest = run::digest(copies);
    if Into::comes_later(platform, state) {
        return Some(Standing::Same(digest));
    }
    let into = Into::of(platform, state, diagnostics)?;
    let mut problems = Vec::new();
    for (key, copy) in copies {
        let Some(bucket) = into.copy(&copy.place()) else {
            tracing::info!(
                copy = key,
                "a claim cannot be looked at from here; it is trusted"
            );
            continue;
        };
        let bucket = diagnostics.ok("The copies cannot be looked at", bucket)?;
        let found = inventory(&Source::Bucket(Box::new(bucket)), &Exclude::default()).await;
        let found = diagnostics.ok(format!("The copy {key} cannot be looked at"), found)?;
        if copy.inventory.get() != Some(&found.sha256) {
            problems.push(format!(
                "{key}: it has {} objects, {} bytes",
                found.objects, found.bytes
            ));
        }
    }
    Some(if problems.is_empty() {
        Standing::Same(digest)
    } else {
        Standing::Differs(problems)
    })
}

/// What state says of a run that was left alone, as it is now; `Some(true)` if there is one.
pub async fn refresh(
    platform: &Platform,
    state: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let Some(on) = of(&state.options).cloned() else {
        return Some(false);
    };
    let Some(before) = state.options.run.get().cloned() else {
        return Some(false);
    };
    if !before.starts_with(RUNNING) {
        return Some(true);
    }
    let Some((namespace, name)) = named(&on, state, diagnostics) else {
        return Some(true);
    };
    let Some(runner) = on.run.runner(platform, diagnostics).await? else {
        return Some(true);
    };
    let status = match runner.look(&namespace, &name).await {
        Ok(Some(look)) => match &look.end {
            None => format!("{RUNNING}: {}", look.line()),
            Some(ovhai_jobs::End::Complete) => FINISHED.to_owned(),
            Some(ovhai_jobs::End::Failed(words)) => {
                diagnostics.warning(
                    "The transfer in the cluster failed",
                    format!(
                        "{}\n\nApplying starts it again; what is there is not copied again.",
                        look.told(words)
                    ),
                );
                format!("{FAILED}: {}", look.line())
            }
        },
        Ok(None) => format!("{FAILED}: the Job is not in the cluster any more"),
        Err(error) => {
            diagnostics.warning(
                "How far the transfer in the cluster is, is not known",
                error.detail(),
            );
            before
        }
    };
    state.options.run = status.into();
    Some(true)
}

/// Ends what still runs.
pub async fn stop(
    platform: &Platform,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) {
    let Some(on) = of(&state.options).cloned() else {
        return;
    };
    if on.run.manifests().is_some() || state.options.run.is_null() {
        return;
    }
    let Some((namespace, name)) = named(&on, state, diagnostics) else {
        return;
    };
    if let Some(Some(runner)) = on.run.runner(platform, diagnostics).await
        && let Err(error) = runner.clean(&namespace, &name).await
    {
        cluster::tell(&error, diagnostics);
    }
}

/// Namespace and name of the Job.
fn named(
    on: &DataOnCluster,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<(String, String)> {
    let selection = Select::selection(&state.select, diagnostics)?;
    let service = state.service_name.as_deref().unwrap_or("");
    let export = cluster::export_of("data", service, state, &selection);
    let settings = on.run.settings("data", export, RCLONE);
    Some((settings.namespace.clone(), settings.name()))
}
