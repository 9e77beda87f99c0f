//! Decisions to edits and new files. Nothing is written here: a [`Rewrite`] is data.

mod backend;
mod blocks;
mod carry;
mod cleanup;
mod comments;
mod depends;
mod edited;
mod handed;
mod hosts;
mod inputs;
mod json;
mod members;
mod modules;
mod parting;
mod providers;
mod purpose;
mod references;
mod state;
mod unread;
mod values;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use edited::Context;
pub(crate) use hosts::is_remote_state;

use ovhai_model::{Fidelity, FindingKind};
use ovhai_syntax::{
    Edit, Span,
    emit::{Origin, Written},
};

use edited::{Edited, EditedFile};

use crate::{
    decide::Decisions,
    downloaded,
    error::Error,
    evidence::{self, Remark},
    index::Index,
    options::{Options, Phase},
    repository::{Repository, folder, join},
    scripts,
    survey::{FileSurvey, fingerprint},
    workers::{Workers, made},
};

/// One edit, with why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What is replaced by what.
    pub edit: Edit,
    /// Which rule made it: `block`, `reference`, `input`, `state`, …
    pub rule: Rule,
    /// How well the thing survives.
    pub fidelity: Fidelity,
    /// What it is about.
    pub address: String,
    /// Where in the new text stands what was taken from where.
    pub carried: Vec<(Span, Origin)>,
}

/// The rules that make edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A block is replaced by a call of a neutral module.
    Block,
    /// A block goes.
    Removal,
    /// A reference follows what it names.
    Reference,
    /// A list of dependencies follows what it names.
    Dependencies,
    /// A variable is declared.
    Variable,
    /// A module call passes a variable on.
    Argument,
    /// A block tells the state to forget something.
    State,
    /// One block becomes several, because its instances part ways.
    Parting,
    /// What a script starts, as a manifest beside it.
    Manifest,
    /// A host of the platform becomes a variable.
    Host,
    /// A provider is required, or handed on to a module.
    Requirement,
    /// Settings of a backend move out of the configuration.
    Backend,
    /// What only the state needed goes.
    Cleanup,
}

impl Rule {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::Block,
        Self::Removal,
        Self::Reference,
        Self::Dependencies,
        Self::Variable,
        Self::Argument,
        Self::State,
        Self::Parting,
        Self::Manifest,
        Self::Host,
        Self::Requirement,
        Self::Backend,
        Self::Cleanup,
    ];

    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Removal => "removal",
            Self::Reference => "reference",
            Self::Dependencies => "dependencies",
            Self::Variable => "variable",
            Self::Argument => "argument",
            Self::State => "state",
            Self::Parting => "parting",
            Self::Manifest => "manifest",
            Self::Host => "host",
            Self::Requirement => "requirement",
            Self::Backend => "backend",
            Self::Cleanup => "cleanup",
        }
    }

    /// What it does and why.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Block => {
                "the block's purpose lives on in a neutral module; its arguments were carried over by the type's table"
            }
            Self::Removal => {
                "the block has no purpose on another platform; what was read of it is supplied otherwise"
            }
            Self::Reference => "what the reference names has a new address",
            Self::Dependencies => {
                "dependencies follow what they name, each once; what is gone is no dependency"
            }
            Self::Variable => "the platform used to give this value; now a person does",
            Self::Argument => "the called module has a new variable",
            Self::State => "the state must forget the object without destroying it",
            Self::Parting => {
                "instances of one block would become different things; the state forgets whole blocks only, so each kind gets one first"
            }
            Self::Manifest => {
                "a command line starts a workload; these are the objects that run it on a cluster, and the script stays as it is"
            }
            Self::Host => {
                "the host belongs to the old platform; a person says which takes its place"
            }
            Self::Requirement => "a module that is called now needs the provider",
            Self::Backend => {
                "where the state lies is decided when Terraform is initialised, so that code and state move in one step"
            }
            Self::Cleanup => {
                "the state holds nothing of the vendor's any more, so nothing needs its providers"
            }
        }
    }
}

/// A file that is written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its text.
    pub text: String,
    /// Which rule made it.
    pub rule: Rule,
}

/// Something a person should know, found while edits were made.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it is.
    pub kind: &'static FindingKind,
    /// The file it is in.
    pub file: usize,
    /// Where.
    pub at: Span,
    /// What it is about.
    pub address: String,
    /// What exactly.
    pub detail: String,
}

/// All that is to be written.
#[derive(Debug, Default)]
pub struct Rewrite {
    /// Edits of existing files, by path.
    pub edits: BTreeMap<String, Vec<Planned>>,
    /// New files, by path.
    pub files: BTreeMap<String, NewFile>,
    /// Existing files that go, by path; their edits remove all of them.
    pub gone: BTreeSet<String>,
    /// What a person should know.
    pub told: Vec<Told>,
    /// Folders with manifests, by file and by where the claim of the command begins.
    pub beside: BTreeMap<(usize, usize), String>,
    /// What a person should know of states and plans.
    pub remarks: Vec<Remark>,
}

impl Rewrite {
    /// Everything that `decisions` mean.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] if a file is no longer what was surveyed.
    pub fn make(
        workers: &dyn Workers,
        index: &Index,
        repository: &dyn Repository,
        options: &Options,
        decisions: &Decisions,
    ) -> Result<Self, Error> {
        let mut rewrite = Self::default();
        (rewrite.remarks, rewrite.told) = evidence::join(index, decisions, &options.evidence)?;
        match options.phase {
            Phase::Rewrite => {}
            Phase::Backend => backend::write(index, repository, options, &mut rewrite)?,
            Phase::Cleanup => {
                cleanup::write(index, repository, options, &mut rewrite)?;
                rewrite.edits.retain(|_, edits| !edits.is_empty());
                return Ok(rewrite);
            }
        }
        let mut modules: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, file) in index.files().iter().enumerate() {
            if decisions.touches(index, number) || hosts::touches(file, options) {
                modules.entry(folder(&file.path)).or_default().push(number);
            }
        }
        let modules: Vec<Vec<usize>> = modules.into_values().collect();
        let edited = made(workers, &modules, |_, touched| {
            Edited::make(index, repository, options, decisions, &rewrite, touched)
        });
        let mut inputs = inputs::Inputs::default();
        let mut files: BTreeMap<usize, EditedFile> = BTreeMap::new();
        for edited in edited {
            let edited = edited?;
            inputs.join(edited.inputs);
            files.extend(edited.files);
        }
        for (number, (planned, told)) in files {
            let path = index.file(number).path.clone();
            rewrite.edits.insert(path, planned);
            rewrite.told.extend(told);
        }
        inputs.write(workers, index, repository, &mut rewrite)?;
        parting::write(index, repository, decisions, &mut rewrite)?;
        state::write(workers, index, repository, decisions, &mut rewrite)?;
        modules::write(index, options, decisions, &mut rewrite);
        providers::write_all(index, repository, options, decisions, &mut rewrite)?;
        scripts::write(workers, index, repository, &mut rewrite)?;
        downloaded::tell(index, repository, &mut rewrite);
        unread::tell(index, &mut rewrite);
        rewrite.edits.retain(|_, edits| !edits.is_empty());
        Ok(rewrite)
    }

    /// Adds what `write` adds for each of `pieces`, which need nothing of each other nor of what is here.
    fn add_each<P: Sync>(
        &mut self,
        workers: &dyn Workers,
        pieces: &[P],
        write: impl Fn(&P, &mut Self) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let parts = made(workers, pieces, |_, piece| {
            let mut part = Self::default();
            write(piece, &mut part).map(|()| part)
        });
        for part in parts {
            let part = part?;
            for (path, planned) in part.edits {
                self.edits.entry(path).or_default().extend(planned);
            }
            self.files.extend(part.files);
            self.told.extend(part.told);
        }
        Ok(())
    }

    fn plan(&mut self, path: &str, planned: Planned) {
        self.edits.entry(path.to_owned()).or_default().push(planned);
    }
}

/// The file called `name` in `folder`, to which new blocks can be added; another name if that file or a part of it cannot be
/// read, because what is added might end up within that part.
fn place(index: &Index, folder: &str, name: &str) -> String {
    let is_sound = |path: &String| {
        !index.is_odd(path)
            && index.file_at(path).is_none_or(|file| {
                file.unreadable.is_none()
                    && file.facts.is_some()
                    && file.blocks().iter().all(|block| block.problem.is_none())
            })
    };
    let stem = name.trim_end_matches(".tf");
    let others = (2..100).map(|number| join(folder, &format!("{stem}_{number}.tf")));
    let usual = join(folder, name);
    std::iter::once(usual.clone())
        .chain(others)
        .find(is_sound)
        .unwrap_or(usual)
}

/// A file that is being edited.
pub(crate) struct Source {
    pub(crate) text: String,
}

impl Source {
    /// The text of `file`, if it is still what was surveyed. Only files that were parsed are edited, so it is UTF-8.
    pub(crate) fn read(repository: &dyn Repository, file: &FileSurvey) -> Result<Self, Error> {
        let changed = || Error::Changed {
            path: file.path.clone(),
        };
        let bytes = repository.read(&file.path).map_err(|_| changed())?;
        if fingerprint(&bytes) != file.fingerprint {
            return Err(changed());
        }
        let text = String::from_utf8(bytes.into_owned()).map_err(|_| changed())?;
        Ok(Self { text })
    }
}

impl Planned {
    fn new(span: Span, written: Written, rule: Rule, fidelity: Fidelity, address: String) -> Self {
        Self {
            edit: Edit::new(span, written.text),
            rule,
            fidelity,
            address,
            carried: written.carried,
        }
    }
}
