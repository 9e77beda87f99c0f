//! What a kind of transfer does, and what it is told.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ovhai_exports::progress::Progress;
use ovhai_model::{Estate, Revision, Selection};
use terraform_plugin::{Context, Diagnostics, Schema};

use super::TransferModel;
use crate::platform::Platform;

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
    pub(super) kind: &'static str,
    /// The export's id, as its journal has it.
    pub id: String,
    /// Folder whose `.ovhai-export` holds journal and status; for destinations that are folders, the destination.
    pub home: PathBuf,
    /// How far it is.
    pub progress: Arc<Progress>,
    pub(super) goes_on: AtomicBool,
}

impl Work {
    /// Says that the run goes on elsewhere after this returns.
    pub fn goes_on(&self) {
        self.goes_on.store(true, Ordering::Relaxed);
    }
}
