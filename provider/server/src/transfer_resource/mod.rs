//! One generic resource for all exports that move bytes: look, plan, move, survey, remove.
//!
//! As for exports of files, Terraform plans twice and only configuration survives between the two: both calls look again, and
//! equal sources give equal known values. Moving is long and may be interrupted at any time: the journal is there before the first
//! byte, and whatever stopped a run, the next create continues it.

pub mod cluster;
mod model;
mod run;
mod transfer;
pub mod watch;

use std::sync::Arc;

use ovhai_exports::{Claimant, Disk, Identity, Journal, Phase, refuse_foreign};
use ovhai_model::{Comparison, Revision};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, NoIdentity, Path, PlanRequest, Resource, Tree,
    UpdateRequest, Value, value::Element,
};

pub use model::{TransferModel, homes};
pub use transfer::{Ask, Standing, Transfer, Work};

use crate::{
    export_resource::changed,
    platform::{Platform, run_blocking},
    reading::Scope,
    select::Select,
};

/// The resource of a transfer.
pub struct TransferResource<K>(pub K);

impl<K: Transfer> TransferResource<K> {
    /// Reads the estate and compares it with the configured revision.
    async fn ask<'a>(
        &self,
        ctx: &'a Context,
        platform: &'a Arc<Platform>,
        model: &TransferModel<K::Options>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Ask<'a>> {
        let service = platform.service_name(&model.service_name, diagnostics)?;
        let selection = Select::selection(&model.select, diagnostics)?;
        let revision: Revision = diagnostics.ok(
            "Invalid revision",
            model.revision.as_deref().unwrap_or("").parse(),
        )?;
        let scope = Scope::export(&selection);
        let estate = platform
            .read(ctx, &service, scope, diagnostics)
            .await?
            .estate;
        if let Comparison::Different(change) = revision.compare(&estate, &selection) {
            diagnostics.error_at(
                Path::root("revision"),
                "The estate changed since the revision was read",
                changed(&change, &estate),
            );
            return None;
        }
        Some(Ask {
            ctx,
            platform,
            service,
            estate: Arc::new(estate),
            selection,
            revision,
        })
    }

    fn identity(ask: &Ask<'_>) -> Identity {
        Identity {
            service: ask.service.clone(),
            kind: K::NAME.to_owned(),
            selection: ask.selection.digest(),
        }
    }
}

impl<K: Transfer> Resource for TransferResource<K> {
    type Model = TransferModel<K::Options>;
    type Identity = NoIdentity;
    type Data = Platform;
    const TYPE: &'static str = K::TYPE;

    fn description(&self) -> Option<String> {
        Some(K::DESCRIPTION.to_owned())
    }

    fn validate(&self, config: &Self::Model, diagnostics: &mut Diagnostics) {
        self.0.check(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: &mut PlanRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) {
        if request.proposed.service_name.is_unknown() && request.config.service_name.is_null() {
            let Some(service) = platform.service_name(&Value::Null, diagnostics) else {
                return;
            };
            request.proposed.service_name = service.into();
        }
        if !request.config.encode().is_known() {
            // The revision or something else comes with apply; then so does everything computed from it.
            return;
        }
        let Some(ask) = self
            .ask(ctx, &platform, &request.proposed, diagnostics)
            .await
        else {
            return;
        };
        // At another place it is another export.
        let prior = request.prior.as_ref().filter(|prior| {
            prior.destination == request.proposed.destination
                && prior.service_name == request.proposed.service_name
        });
        let home = request.proposed.home(K::NAME);
        let known_id = prior.and_then(|prior| prior.id.get()).cloned();
        let identity = Self::identity(&ask);
        let is_folder = request.proposed.folder().is_some();
        let checked = run_blocking(diagnostics, move || {
            if is_folder {
                refuse_foreign(&Disk, &home)?;
            }
            let claimant = Claimant {
                known_id: known_id.as_deref(),
                identity: &identity,
                // The export of a resource that will be replaced is still live while planning.
                is_live: &|_| false,
            };
            claimant.check(&Disk, &home)
        })
        .await;
        if let Some(Err(error)) = checked {
            diagnostics.error_at(
                Path::root("destination"),
                "The destination cannot be used",
                error.to_string(),
            );
            return;
        }
        self.0
            .plan(&ask, &mut request.proposed, prior, diagnostics)
            .await;
    }

    async fn plan_destroy(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        prior: Self::Model,
        diagnostics: &mut Diagnostics,
    ) {
        if !prior.deletes_on_destroy()
            && let Some(destination) = prior.destination.get()
        {
            diagnostics.warning(
                "What was exported stays",
                format!(
                    "Destroying this export forgets it and leaves what is in {destination}, as on_destroy = \"keep\" says. \
                     With on_destroy = \"delete\", applied before, it is removed."
                ),
            );
        }
    }

    async fn create(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: CreateRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        self.transfer(ctx, &platform, request.planned, None, diagnostics)
            .await
    }

    async fn read(
        &self,
        _ctx: &Context,
        platform: Arc<Platform>,
        mut state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        let home = state.home(K::NAME);
        let journal_home = home.clone();
        let journal =
            run_blocking(diagnostics, move || Journal::load(&Disk, &journal_home)).await?;
        let journal = diagnostics.ok("The export's journal cannot be read", journal)?;
        let is_ours = journal
            .as_ref()
            .is_some_and(|journal| state.id.get() == Some(&journal.id));
        // Without a journal, as on a disk that is thrown away, only a destination elsewhere can still be known by the state.
        if !is_ours && (journal.is_some() || state.folder().is_some()) {
            tracing::info!("the destination no longer holds this export");
            return None;
        }
        if let Some(id) = state.id.get() {
            platform.exports().insert(&home, id);
        }
        let was_complete = journal
            .as_ref()
            .is_none_or(|journal| journal.phase == Phase::Complete);
        if self.0.refresh(&platform, &mut state, diagnostics).await? {
            state.digest = Value::Null;
            return Some(state);
        }
        let standing = self.0.survey(&platform, home, &state, diagnostics).await?;
        state.digest = match standing {
            // An interrupted run is never what was planned.
            Standing::Same(digest) if was_complete => digest.into(),
            Standing::Same(_) => Value::Null,
            Standing::Differs(problems) => {
                tracing::warn!(
                    problems = problems.len(),
                    first = problems.first(),
                    "the destination is not as it was left"
                );
                Value::Null
            }
        };
        Some(state)
    }

    async fn update(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: UpdateRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        self.transfer(
            ctx,
            &platform,
            request.planned,
            Some(request.prior),
            diagnostics,
        )
        .await
    }

    async fn delete(
        &self,
        _ctx: &Context,
        platform: Arc<Platform>,
        state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) {
        if let Some(id) = state.id.get() {
            platform.exports().remove(id);
        }
        self.0.stop(&platform, &state, diagnostics).await;
        if state.deletes_on_destroy() {
            let home = state.home(K::NAME);
            self.0.remove(&platform, home, &state, diagnostics).await;
        }
    }

    async fn import(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        let text = |text: &str| Tree::String(text.to_owned());
        let mut members = vec![
            ("destination", text(id)),
            ("on_destroy", text("keep")),
            ("verify", text("changed")),
        ];
        let place = TransferModel::<K::Options>::decode(Tree::map(members.clone()));
        let home = diagnostics
            .ok("The import id is no destination", place)?
            .home(K::NAME);
        let journal = run_blocking(diagnostics, move || Journal::load(&Disk, &home)).await?;
        let journal = diagnostics.ok("The journal cannot be read", journal)?;
        let Some(journal) = journal.filter(|journal| journal.identity.kind == K::NAME) else {
            diagnostics.error(
                "There is no export to import",
                format!(
                    "{id} holds no journal of a {} export. Name the destination it was exported to; run where its journal lies if that \
                     is no folder.",
                    K::NAME
                ),
            );
            return None;
        };
        members.extend([
            ("id", text(&journal.id)),
            ("service_name", text(&journal.identity.service)),
            ("revision", text(&journal.revision.to_string())),
        ]);
        diagnostics.ok(
            "The journal does not make a state",
            TransferModel::decode(Tree::map(members)),
        )
    }
}
