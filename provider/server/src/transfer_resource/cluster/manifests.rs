//! The objects of a transfer as files, for people who apply them themselves.

use std::{collections::BTreeMap, path::Path as FilePath};

use ovhai_exports::{
    Artefact, Disk, ExportKind, ExportPlan, Identity, Input, Journal, OnLocalChange, Phase,
    ProduceError, Produced, Sink, Write, fresh_id,
};
use ovhai_jobs::Objects;
use terraform_plugin::Diagnostics;

use crate::{platform::run_blocking, transfer_resource::Ask};

/// The word in journals.
const KIND: &str = "transfer-manifests";
/// The file.
const FILE: &str = "transfer.json";

struct Manifests;

impl ExportKind for Manifests {
    const NAME: &'static str = KIND;
    type Options = String;

    fn produce(
        &self,
        _input: Input<'_>,
        options: &String,
        sink: Sink<'_>,
    ) -> Result<Produced, ProduceError> {
        sink(Artefact {
            path: FILE.to_owned(),
            bytes: options.clone().into_bytes(),
            source: None,
        })?;
        Ok(Produced::default())
    }
}

/// Whether what was written to `folder` is there still.
pub fn are_there(folder: &str) -> bool {
    let folder = FilePath::new(folder);
    let journal = Journal::load(&Disk, folder).ok().flatten();
    let is_complete = journal
        .is_some_and(|journal| journal.phase == Phase::Complete && journal.identity.kind == KIND);
    is_complete && folder.join(FILE).is_file()
}

/// Writes them. What somebody changed there is an error.
pub async fn write(
    ask: &Ask<'_>,
    folder: &str,
    objects: &Objects,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let text = objects.manifest();
    let (estate, selection) = (std::sync::Arc::clone(&ask.estate), ask.selection.clone());
    let revision = ask.revision.clone();
    let identity = Identity {
        service: ask.service.clone(),
        kind: KIND.to_owned(),
        selection: ask.selection.digest(),
    };
    let folder = FilePath::new(folder).to_owned();
    let written = run_blocking(diagnostics, move || {
        let none = BTreeMap::new();
        let input = Input {
            estate: &estate,
            selection: &selection,
            answers: &none,
            overrides: &none,
            secret_names: &std::collections::BTreeSet::new(),
            prior_names: &Default::default(),
        };
        let plan = ExportPlan::of(&Manifests, input, &text)?;
        let request = Write {
            files: &Disk,
            folder: &folder,
            known_id: None,
            fresh_id: &fresh_id(),
            identity: &identity,
            revision: &revision,
            plan: &plan,
            on_local_change: OnLocalChange::Fail,
            same_content: &BTreeMap::new(),
            is_live: &|_| false,
            cancelled: &|| false,
        };
        ovhai_exports::write(&request, &mut |sink| {
            plan.produce(&Manifests, input, &text, sink)
        })
    })
    .await?;
    match written {
        Ok(_) => Some(()),
        Err(ProduceError::Sink(error)) => {
            diagnostics.error("The manifests cannot be written", error.to_string());
            None
        }
        Err(ProduceError::Problems(_)) => {
            diagnostics.error("The manifests cannot be written", "They cannot be made.");
            None
        }
    }
}
