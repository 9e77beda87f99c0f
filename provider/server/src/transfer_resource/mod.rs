//! One generic resource for all exports that move bytes: look, plan, move, survey, remove.
//!
//! As for exports of files, Terraform plans twice and only configuration survives between the two: both calls look again, and
//! equal sources give equal known values. Moving is long and may be interrupted at any time: the journal is there before the first
//! byte, and whatever stopped a run, the next create continues it.

pub mod cluster;
mod model;
mod run;
pub mod watch;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ovhai_exports::{Claimant, Disk, Identity, Journal, Phase, progress::Progress, refuse_foreign};
use ovhai_model::{Comparison, Estate, Revision, Selection};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, NoIdentity, Path, PlanRequest, Resource, Schema, Tree,
    UpdateRequest, Value, value::Element,
};

pub use model::{TransferModel, homes};

use crate::{
    export_resource::changed,
    platform::{Platform, run_blocking},
    reading::Scope,
    select::Select,
};

/// What a transfer is about.
pub struct Ask<'a> {
    /// The call, for its cancellation.
    pub ctx: &'a Context,
    /// What all units share.
    pub platform: &'a Arc<Platform>,
    /// The project.
    pub service: String,
    /// The estate as the revision saw it.
    pub estate: Arc<Estate>,
    /// Which part of it.
    pub selection: Selection,
    /// The revision.
    pub revision: Revision,
}

/// What a survey came to.
pub enum Standing {
    /// What was exported lies there, as far as was looked; its digest.
    Same(String),
    /// Not any more.
    Differs(Vec<String>),
}

/// An export that moves bytes.
pub trait Transfer: Clone + Send + Sync + 'static {
    /// The resource's type.
    const TYPE: &'static str;
    /// The word in journals.
    const NAME: &'static str;
    /// The resource's description.
    const DESCRIPTION: &'static str;
    /// Choices beyond those of every transfer, and what is computed.
    type Options: Schema + Clone + Send + Sync;
    /// What looking found, for the run.
    type Prepared: Send + Sync;

    /// Problems of the configuration alone. Values may be unknown.
    fn check(&self, config: &TransferModel<Self::Options>, diagnostics: &mut Diagnostics);

    /// Looks, changes nothing, and fills in everything computed: with what is known already, with what `prior` has where nothing is to
    /// be done, else as unknown. `prior` without digest is to be mended.
    fn plan(
        &self,
        ask: &Ask<'_>,
        model: &mut TransferModel<Self::Options>,
        prior: Option<&TransferModel<Self::Options>>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Prepared>> + Send;

    /// Moves what `prepared` says, and fills in everything computed. May be dropped at any time.
    fn run(
        &self,
        ask: &Ask<'_>,
        prepared: Self::Prepared,
        work: &Work,
        model: &mut TransferModel<Self::Options>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<()>> + Send;

    /// Looks at the destination, by the journal if it is there, else by the state. `None` after an error.
    fn survey(
        &self,
        platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<Self::Options>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Standing>> + Send;

    /// Brings up to date what state says of a run that goes on elsewhere; `Some(true)` if there is one, so that nothing else is to be
    /// looked at. `None` after an error.
    fn refresh(
        &self,
        platform: &Arc<Platform>,
        state: &mut TransferModel<Self::Options>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<bool>> + Send {
        let _ = (platform, state, diagnostics);
        async { Some(false) }
    }

    /// Ends what goes on elsewhere, before the export is forgotten.
    fn stop(
        &self,
        platform: &Arc<Platform>,
        state: &TransferModel<Self::Options>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (platform, state, diagnostics);
        async {}
    }

    /// Removes what is as it was exported.
    fn remove(
        &self,
        platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<Self::Options>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send;
}

/// A run.
pub struct Work {
    kind: &'static str,
    /// The export's id, as its journal has it.
    pub id: String,
    /// Folder whose `.ovhai-export` holds journal and status; for destinations that are folders, the destination.
    pub home: PathBuf,
    /// How far it is.
    pub progress: Arc<Progress>,
    goes_on: AtomicBool,
}

impl Work {
    /// Says that the run goes on elsewhere after this returns.
    pub fn goes_on(&self) {
        self.goes_on.store(true, Ordering::Relaxed);
    }
}

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
