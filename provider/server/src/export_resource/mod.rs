//! One generic resource for all export kinds: plan, write, compare, remove.
//!
//! Terraform plans twice, the second time inside apply in a fresh process, and only configuration survives between the two.
//! So both calls observe the estate again, compare it with the configured revision, and render; equal input gives equal known
//! values, and anything else is an error before Terraform finds an inconsistent plan.

mod apply;
mod before;
mod live_exports;
mod local_change;
mod messages;
mod model;
mod plan;
mod prove;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use ovhai_exports::{
    Destination, Disk, ExportKind, ExportPlan, Identity, Input, Journal, Phase, PriorNames,
    ProduceError, Proof, Validation, survey,
};
use ovhai_model::{Estate, Revision, Selection};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, NoIdentity, Path, PlanRequest, Resource, Schema,
    UpdateRequest, Value,
};

pub use live_exports::LiveExports;
pub use messages::changed;
pub use model::{ExportModel, number};

use crate::platform::{Platform, run_blocking};

/// What a kind adds to be a Terraform resource.
pub trait ExportUnit: ExportKind<Options: Schema + Clone> + Clone {
    /// The resource's type.
    const TYPE: &'static str;
    /// The resource's description.
    const DESCRIPTION: &'static str;

    /// How its objects are to be proven; nothing for kinds without objects.
    fn proof(options: &Self::Options) -> Option<&Proof> {
        let _ = options;
        None
    }

    /// Puts what proving came to.
    fn set_validation(options: &mut Self::Options, validation: Value<Validation>) {
        let _ = (options, validation);
    }
}

/// The resource of an export kind.
pub struct ExportResource<K> {
    kind: K,
    /// What was planned in this process and not applied yet, by index digest. Applying writes just this, so nothing is read
    /// or rendered once more than needed.
    prepared: Mutex<BTreeMap<String, Arc<Prepared>>>,
}

/// What one export is made from, and what it makes.
struct Prepared {
    inputs: Inputs,
    plan: ExportPlan,
    /// What proving came to while planning, for the apply that may follow in this process.
    proven: OnceLock<prove::Proven>,
}

struct Inputs {
    service: String,
    revision: Revision,
    estate: Estate,
    selection: Selection,
    answers: BTreeMap<String, String>,
    overrides: BTreeMap<String, String>,
    secret_names: BTreeSet<String>,
    prior_names: PriorNames,
}

impl Prepared {
    fn identity(&self, kind: &str) -> Identity {
        Identity {
            service: self.inputs.service.clone(),
            kind: kind.to_owned(),
            selection: self.inputs.selection.digest(),
        }
    }
}

impl Inputs {
    fn borrow(&self) -> Input<'_> {
        Input {
            estate: &self.estate,
            selection: &self.selection,
            answers: &self.answers,
            overrides: &self.overrides,
            secret_names: &self.secret_names,
            prior_names: &self.prior_names,
        }
    }
}

impl<K: ExportUnit> ExportResource<K> {
    /// The resource of `kind`.
    pub const fn new(kind: K) -> Self {
        Self {
            kind,
            prepared: Mutex::new(BTreeMap::new()),
        }
    }

    /// Keeps what was planned for the apply that may follow in this process. A large estate is read and rendered again
    /// instead: held, it would be most of the provider's memory while Terraform is answered.
    fn remember(&self, prepared: &Arc<Prepared>) {
        const LARGE: usize = 2_000;
        if prepared.inputs.estate.workloads.len() > LARGE {
            return;
        }
        let key = prepared.plan.index_digest.as_str().to_owned();
        self.prepared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::clone(prepared));
    }

    fn take_prepared(&self, index_digest: &str) -> Option<Arc<Prepared>> {
        self.prepared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(index_digest)
    }
}

impl<K: ExportUnit> Resource for ExportResource<K> {
    type Model = ExportModel<K::Options>;
    type Identity = NoIdentity;
    type Data = Platform;
    const TYPE: &'static str = K::TYPE;

    fn description(&self) -> Option<String> {
        Some(K::DESCRIPTION.to_owned())
    }

    fn validate(&self, config: &Self::Model, diagnostics: &mut Diagnostics) {
        if terraform_plugin::value::Element::encode(&config.options).is_known() {
            for problem in self.kind.check(&config.options) {
                report_problem(&problem, diagnostics);
            }
        }
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: &mut PlanRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) {
        self.plan_export(ctx, &platform, request, diagnostics).await;
    }

    async fn plan_destroy(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        prior: Self::Model,
        diagnostics: &mut Diagnostics,
    ) {
        if !prior.deletes_on_destroy()
            && let Some(destination) = prior.destination()
        {
            diagnostics.warning(
                "The exported files stay",
                format!(
                    "Destroying this export forgets it and leaves its files in {destination}, as on_destroy = \"keep\" says. \
                     With on_destroy = \"delete\", applied before, they are removed."
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
        self.write_export(ctx, &platform, request.planned, None, diagnostics)
            .await
    }

    async fn read(
        &self,
        _ctx: &Context,
        platform: Arc<Platform>,
        mut state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        let destination = state.read_destination(diagnostics)?;
        let folder = destination.folder();
        let verify = state.verify();
        let found = run_blocking(diagnostics, move || {
            survey(&Disk, &destination.folder(), verify)
        })
        .await?;
        let found = diagnostics.ok("The export cannot be compared with its journal", found)?;
        let Some(found) = found.filter(|found| state.id.get() == Some(&found.journal.id)) else {
            tracing::info!("the destination no longer holds this export");
            return None;
        };
        platform.exports().insert(&folder, &found.journal.id);
        tracing::info!(
            trusted = found.trusted,
            hashed = found.hashed,
            differing = found.differing.len(),
            "compared the export with its journal"
        );
        // An interrupted write is never what was planned, even if every file it got to is in place.
        state.tree_digest = match found.journal.phase {
            Phase::Complete => found.tree_digest.as_str().into(),
            Phase::Writing => Value::Null,
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
        self.write_export(
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
        if state.deletes_on_destroy()
            && let (Some(destination), Some(id)) = (state.destination(), state.id.known())
        {
            remove_files(destination, id, diagnostics).await;
        }
    }

    async fn import(
        &self,
        _ctx: &Context,
        _platform: Arc<Platform>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        let destination =
            diagnostics.ok("The import id is no destination", id.parse::<Destination>())?;
        let folder = destination.folder();
        let journal = run_blocking(diagnostics, move || Journal::load(&Disk, &folder)).await?;
        let journal = diagnostics.ok("The journal cannot be read", journal)?;
        let Some(journal) = journal.filter(|journal| journal.identity.kind == K::NAME) else {
            diagnostics.error(
                "There is no export to import",
                format!("{destination} holds no journal of a {} export. Name the folder it was exported to.", K::NAME),
            );
            return None;
        };
        let state = Fields::of(&journal, &destination);
        diagnostics.ok("The journal does not make a state", state.decode())
    }
}

/// The attributes an import can know; the rest is null until the next plan fills it in.
struct Fields(terraform_plugin::Tree);

impl Fields {
    fn of(journal: &Journal, destination: &Destination) -> Self {
        let text = |text: String| terraform_plugin::Tree::String(text);
        Self(terraform_plugin::Tree::map([
            ("id", text(journal.id.clone())),
            ("service_name", text(journal.identity.service.clone())),
            ("destination", text(destination.to_string())),
            ("revision", text(journal.revision.to_string())),
            ("on_local_change", text("fail".to_owned())),
            ("on_destroy", text("keep".to_owned())),
            ("on_source_removed", text("fail".to_owned())),
            ("verify", text("changed".to_owned())),
        ]))
    }

    fn decode<M: Schema>(self) -> Result<M, terraform_plugin::value::DecodeError> {
        terraform_plugin::value::Element::decode(self.0)
    }
}

/// Removes an export's files and tells what stays.
async fn remove_files(destination: Destination, id: String, diagnostics: &mut Diagnostics) {
    let folder = destination.folder();
    let removed = run_blocking(diagnostics, move || {
        ovhai_exports::remove(&Disk, &folder, &id)
    })
    .await;
    let Some(removal) =
        removed.and_then(|removed| diagnostics.ok("The exported files cannot be removed", removed))
    else {
        return;
    };
    if removal.incomplete {
        diagnostics.warning(
            "An incomplete export was left in place",
            format!("The export in {destination} was interrupted, so nothing of it was removed. Remove the folder by hand."),
        );
    }
    if !removal.kept.is_empty() {
        diagnostics.warning(
            "Files changed by hand were left in place",
            format!("In {destination}: {}.", removal.kept.join(", ")),
        );
    }
}

/// Puts a problem at its attribute. Answers and overrides are maps, everything else is nested attributes.
pub fn report_problem(problem: &ovhai_exports::Problem, diagnostics: &mut Diagnostics) {
    let mut names = problem.attribute.iter();
    let mut path = names.next().map_or_else(Path::empty, Path::root);
    let is_map = problem
        .attribute
        .first()
        .is_some_and(|name| name == "answers" || name == "overrides");
    for name in names {
        path = if is_map {
            path.key(name)
        } else {
            path.attribute(name)
        };
    }
    diagnostics.error_at(path, "This choice cannot be used", problem.to_string());
}

fn report_failure(error: ProduceError, diagnostics: &mut Diagnostics) {
    match error {
        ProduceError::Problems(problems) => problems
            .iter()
            .for_each(|problem| report_problem(problem, diagnostics)),
        ProduceError::Sink(error) => {
            diagnostics.error("The export was not written", error.to_string())
        }
    }
}
