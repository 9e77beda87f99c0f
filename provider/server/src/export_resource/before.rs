//! What was there before: the export that stands in the destination, the journal where it moves away from, and the names that
//! objects have by both.

use ovhai_exports::{Disk, Journal, OnLocalChange, PriorNames, Survey, Verify, survey};
use terraform_plugin::{Diagnostics, Schema};

use super::ExportModel;
use crate::platform::run_blocking;

/// The export that stands in the destination, if it is this one or one that a create would adopt.
pub(super) async fn existing<O: Schema>(
    model: &ExportModel<O>,
    prior: Option<&ExportModel<O>>,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Survey>> {
    let folder = model.read_destination(diagnostics)?.folder();
    // To keep edits all of them must be seen, also those that size and time hide.
    let verify = match model.on_local_change() {
        OnLocalChange::Keep => Verify::Full,
        OnLocalChange::Fail | OnLocalChange::Overwrite => model.verify(),
    };
    let found = run_blocking(diagnostics, move || survey(&Disk, &folder, verify)).await?;
    let found = diagnostics.ok("The destination cannot be read", found)?;
    // At another place than before it is a create: whatever is found there would be adopted.
    let prior = prior.filter(|prior| prior.destination == model.destination);
    Some(found.filter(|found| {
        prior.is_none_or(|prior| prior.id.get() == Some(&found.journal.id))
            && model.service_name.get() == Some(&found.journal.identity.service)
    }))
}

/// The journal at the destination that the export moves away from.
pub(super) async fn former<O: Schema>(
    model: &ExportModel<O>,
    prior: Option<&ExportModel<O>>,
    diagnostics: &mut Diagnostics,
) -> Option<Journal> {
    let prior = prior.filter(|prior| prior.destination != model.destination)?;
    let destination = prior.destination()?;
    let folder = destination.folder();
    match run_blocking(diagnostics, move || Journal::load(&Disk, &folder)).await? {
        Ok(journal) => journal.filter(|journal| prior.id.get() == Some(&journal.id)),
        Err(error) => {
            let text = format!(
                "The journal at {destination} has the names that tokens and users were exported under, and cannot be read: {error}. \
                 Those that were exported under another name than they would get today change it."
            );
            diagnostics.warning("Names may change with the destination", text);
            None
        }
    }
}

/// The names that objects have already: those of the state, and where it has none, as for tokens and users, after an import or an
/// interrupted create, those of the journal; where the destination moves, of the journal at the `former` one before that of what is
/// found at the new one. Objects in clusters hang on them.
pub(super) fn prior_names<O: Schema>(
    prior: Option<&ExportModel<O>>,
    former: Option<&Journal>,
    found: Option<&Survey>,
) -> PriorNames {
    let mut names = found.map(|found| found.journal.names()).unwrap_or_default();
    names.extend(former.map(Journal::names).unwrap_or_default());
    names.extend(prior.into_iter().flat_map(ExportModel::names));
    names
}
