//! Looking at sources, and saying what a Job would do.

use ovhai_data::{Detail, inventory, survey};
use ovhai_exports::{Disk, Journal, Phase, data::NO_CONTAINER};
use ovhai_jobs::RCLONE;
use terraform_plugin::{Diagnostics, Path, Value};

use super::{
    super::{
        DataOptions, Look, Prepared,
        places::{self, Into},
    },
    exclude,
    objects::rendered,
    of,
};
use crate::transfer_resource::{Ask, TransferModel};

/// Looks at the sources, and says what a Job would do.
pub async fn plan(
    ask: &Ask<'_>,
    model: &mut TransferModel<DataOptions>,
    prior: Option<&TransferModel<DataOptions>>,
    diagnostics: &mut Diagnostics,
) -> Option<Prepared> {
    let mut prepared = super::super::prepared(ask, &model.options);
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
        && on.run.is_under_way(prior.options.run.get())
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
        super::super::summarise(&prepared, &look, is_looking, diagnostics);
    }
    model.options.expect_results();
    model.digest = Value::Unknown;
    if model.id.is_null() {
        model.id = Value::Unknown;
    }
    Some(prepared)
}

pub(super) fn was_interrupted(model: &TransferModel<DataOptions>) -> bool {
    let journal = Journal::load(&Disk, &model.home("data")).ok().flatten();
    journal.is_some_and(|journal| journal.phase == Phase::Writing)
}

pub(super) async fn looked(
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
        if super::super::is_missing(&source, &found, is_chosen) {
            if copy.is_some() {
                look.changed.push(key.clone());
            }
            look.lines.push(format!("{key}: {}", NO_CONTAINER.title));
            continue;
        }
        let found = diagnostics.ok(format!("{key} cannot be copied"), found)?;
        if !copy.is_some_and(|copy| super::super::is_as_copied(&found, copy)) {
            look.changed.push(key.clone());
        }
        look.objects += found.objects;
        look.bytes += found.bytes;
        look.is_partial |= found.is_partial;
        look.lines
            .push(super::super::line(&key, &found, Detail::Totals));
    }
    Some(look)
}
