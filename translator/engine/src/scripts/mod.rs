//! Scripts and CI files: what starts workloads on the platform gets its Kubernetes manifests beside the script.
//!
//! The script itself is not touched: what a person put around a command (waiting, clean-up, conditions) is theirs to change.
//! For `deploy.sh` the manifests are `deploy.sh.kubernetes/apps/NAME.yaml` and so on, with `namespace.yaml` and, where
//! something has to exist first, `required-secrets.json`. A file that is there already stays as somebody left it.
//!
//! Looked into is [what a shell would read](excerpts) of scripts, CI files, Dockerfiles, Python, documents and provisioners in
//! configuration. Variables that the same file [gives a value](variables) are filled in; what is left to the shell all the same stays in the manifests as it is
//! written, and findings name the members.

mod commands;
mod excerpts;
mod manifests;
mod variables;

use std::sync::LazyLock;

use ovhai_syntax::Span;

use self::{
    commands::Started,
    manifests::{Made, Renderer},
};
use crate::{
    census::Pattern,
    error::Error,
    finding,
    index::Index,
    repository::{Repository, join},
    rewrite::{NewFile, Rewrite, Rule, Told},
    survey::FileSurvey,
    workers::{Workers, made},
};

pub use manifests::kinds;

/// Adds the manifests of every command line that starts a workload.
pub(crate) fn write(
    workers: &dyn Workers,
    index: &Index,
    repository: &dyn Repository,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let files = index.files().iter().enumerate();
    let scripts: Vec<(usize, &FileSurvey)> = files
        .filter(|(_, file)| may_start_workloads(file))
        .collect();
    let renderer: LazyLock<Renderer> = LazyLock::new(Renderer::new);
    let started = made(workers, &scripts, |_, (_, file)| {
        started(file, repository, &renderer)
    });
    for ((number, file), started) in scripts.into_iter().zip(started) {
        if let Some((found, made)) = started? {
            add(index, number, file, &found, made, rewrite);
        }
    }
    Ok(())
}

/// The commands of a script that start workloads, if there are some, and what becomes of them.
fn started(
    file: &FileSurvey,
    repository: &dyn Repository,
    renderer: &LazyLock<Renderer>,
) -> Result<Option<(Vec<Started>, Made)>, Error> {
    let bytes = repository.read(&file.path).map_err(|_| Error::Changed {
        path: file.path.clone(),
    })?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Ok(None);
    };
    let found = commands::find(&file.path, text, |at| file.line(Span::new(at, at)));
    if found.is_empty() {
        return Ok(None);
    }
    let made = manifests::make(renderer, &found);
    Ok(Some((found, made)))
}

fn add(
    index: &Index,
    number: usize,
    file: &FileSurvey,
    found: &[Started],
    made: Made,
    rewrite: &mut Rewrite,
) {
    let folder = format!("{}.kubernetes", file.path);
    for (name, bytes) in made.files {
        let path = join(&folder, &name);
        if index.file_at(&path).is_none()
            && let Ok(text) = String::from_utf8(bytes)
        {
            rewrite.files.insert(
                path,
                NewFile {
                    text,
                    rule: Rule::Manifest,
                },
            );
        }
    }
    for command in found {
        if let Some(claim) = file
            .claims
            .iter()
            .find(|claim| claim.span.contains(command.word))
        {
            rewrite
                .beside
                .insert((number, claim.span.start), folder.clone());
        }
        for (kind, detail) in &command.findings {
            rewrite
                .told
                .push(told(number, kind, command.word, &command.address, detail));
        }
    }
    for (address, kind, detail) in &made.findings {
        let at = found.iter().find(|command| command.address == *address);
        let at = at.map_or(found[0].word, |command| command.word);
        rewrite.told.push(told(number, kind, at, address, detail));
    }
}

fn told(
    file: usize,
    kind: &'static ovhai_model::FindingKind,
    at: Span,
    address: &str,
    detail: &str,
) -> Told {
    Told {
        kind,
        file,
        at,
        address: address.to_owned(),
        detail: detail.to_owned(),
    }
}

fn may_start_workloads(file: &FileSurvey) -> bool {
    let calls = |hit: &crate::census::Hit| hit.pattern == Pattern::Command;
    file.class.is_text() && file.hits.iter().any(calls)
}

/// What is told of a command whose manifests lie in `folder`.
pub(crate) fn beside(folder: &str) -> (&'static ovhai_model::FindingKind, String) {
    (
        &finding::WORKLOAD_COMMAND,
        format!("its manifests are in {folder}"),
    )
}
