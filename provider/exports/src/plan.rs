//! Plans: what an export will write, known before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Digest, Estate, Fidelity, Finding, Selection};
pub use ovhai_targets::{Artefact, PriorNames, Problem};
use serde::Serialize;

use crate::{Error, local_path};

/// What every kind exports from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The estate as read now.
    pub estate: &'a Estate,
    /// Which part of it.
    pub selection: &'a Selection,
    /// Answers by `slug` or `slug@address`.
    pub answers: &'a BTreeMap<String, String>,
    /// Merge patches by object, as JSON text.
    pub overrides: &'a BTreeMap<String, String>,
    /// Names of variables a person declared secret; the estate was read with the same ones.
    pub secret_names: &'a BTreeSet<String>,
    /// Names objects have in the export as it stands, which they keep; empty for a new one.
    pub prior_names: &'a PriorNames,
}

/// Receives artefacts one by one.
pub type Sink<'a> = &'a mut dyn FnMut(Artefact) -> Result<(), Error>;

/// Produces what was planned, again, into a sink.
pub type Produce<'a> = &'a mut dyn FnMut(Sink<'_>) -> Result<(), ProduceError>;

/// What a kind tells beside its artefacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Produced {
    /// Every selected workload.
    pub workloads: BTreeMap<Address, PlannedWorkload>,
    /// Every finding slug, with its fidelity and the number of objects.
    pub findings: BTreeMap<String, (Fidelity, u64)>,
    /// Finding slugs that need a person and have no answer yet, with the number of objects.
    pub open: BTreeMap<String, u64>,
    /// Things to tell once, in plain words.
    pub notices: Vec<String>,
}

impl Produced {
    /// Counts one finding about one object.
    pub fn count(&mut self, finding: &Finding) {
        let counted = self
            .findings
            .entry(finding.slug.clone())
            .or_insert((finding.fidelity, 0));
        counted.1 += 1;
        if finding.fidelity == Fidelity::Manual && finding.answer.is_none() {
            *self.open.entry(finding.slug.clone()).or_default() += 1;
        }
    }
}

/// One workload of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedWorkload {
    /// The name it has in the export.
    pub name: String,
    /// Digest over its artefacts.
    pub digest: Digest,
    /// Number of differences that work by themselves.
    pub adapted: u64,
    /// What needs a person or does not survive: slug to fidelity.
    pub severe: BTreeMap<String, Fidelity>,
}

/// One way to export. Producing is pure: the same input gives the same artefacts, in the same order.
pub trait ExportKind: Send + Sync + 'static {
    /// The word in journals, for example `workload`.
    const NAME: &'static str;
    /// What a user can choose beyond the selection.
    type Options: Send + Sync;

    /// Problems of the options alone, told while validating.
    fn check(&self, options: &Self::Options) -> Vec<Problem> {
        let _ = options;
        Vec::new()
    }

    /// Produces every artefact into `sink`, holding no more than one workload's at a time.
    ///
    /// # Errors
    /// Problems of the configuration, or the sink's own error.
    fn produce(
        &self,
        input: Input<'_>,
        options: &Self::Options,
        sink: Sink<'_>,
    ) -> Result<Produced, ProduceError>;

    /// The Kubernetes objects that stand in an artefact; none where it holds other things.
    ///
    /// # Errors
    /// Why they cannot be read, where there should be some.
    fn objects(&self, artefact: &Artefact) -> Result<Vec<serde_json::Value>, String> {
        let _ = artefact;
        Ok(Vec::new())
    }

    /// What a hand-made edit of an artefact amounts to.
    fn inspect_edit(&self, path: &str, exported: &[u8], edited: &[u8]) -> Edit {
        let _ = (path, exported, edited);
        Edit::Other
    }
}

/// What a hand-made edit amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Order or layout only: what the file says is what is exported.
    Layout,
    /// Nothing but comments, which configuration cannot hold.
    Comments,
    /// Merge patches by object, as JSON text, that have the same effect.
    Overrides(BTreeMap<String, String>),
    /// Something configuration cannot say.
    Other,
}

/// Why producing stopped.
#[derive(Debug)]
pub enum ProduceError {
    /// The configuration does not fit; each problem names its attribute.
    Problems(Vec<Problem>),
    /// The sink refused.
    Sink(Error),
}

impl From<Error> for ProduceError {
    fn from(error: Error) -> Self {
        Self::Sink(error)
    }
}

impl From<Vec<Problem>> for ProduceError {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

/// One file of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedFile {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// The object it was made from, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Address>,
}

/// Everything an export will write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPlan {
    /// By path, the index included.
    pub files: BTreeMap<String, PlannedFile>,
    /// Digest over all paths and digests.
    pub tree_digest: Digest,
    /// Digest of `index.json`.
    pub index_digest: Digest,
    /// What the kind told.
    pub produced: Produced,
    index: Vec<u8>,
}

/// Path of the index artefact.
pub const INDEX: &str = "index.json";

impl ExportPlan {
    /// Plans `kind` on `input`: produces every artefact once and keeps only digests.
    ///
    /// # Errors
    /// See [`ExportKind::produce`]; also two artefacts with one path, or an unsafe path.
    pub fn of<K: ExportKind>(
        kind: &K,
        input: Input<'_>,
        options: &K::Options,
    ) -> Result<Self, ProduceError> {
        let mut files = BTreeMap::new();
        let produced = kind.produce(input, options, &mut |artefact| {
            local_path::check(&artefact.path)?;
            let planned = PlannedFile {
                sha256: Digest::of(&artefact.bytes),
                size: artefact.bytes.len() as u64,
                source: artefact.source,
            };
            match files.insert(artefact.path.clone(), planned) {
                None if artefact.path != INDEX => Ok(()),
                _ => Err(Error::Produce(format!(
                    "two artefacts have the path {}",
                    artefact.path
                ))),
            }
        })?;
        let index = index(K::NAME, input, &files);
        let index_digest = Digest::of(&index);
        files.insert(
            INDEX.to_owned(),
            PlannedFile {
                sha256: index_digest.clone(),
                size: index.len() as u64,
                source: None,
            },
        );
        let tree_digest = Digest::of_tree(
            files
                .iter()
                .map(|(path, file)| (path.as_str(), &file.sha256)),
        );
        Ok(Self {
            files,
            tree_digest,
            index_digest,
            produced,
            index,
        })
    }

    /// Produces again what was planned, the index last, for writing.
    ///
    /// # Errors
    /// See [`ExportKind::produce`].
    pub fn produce<K: ExportKind>(
        &self,
        kind: &K,
        input: Input<'_>,
        options: &K::Options,
        sink: Sink<'_>,
    ) -> Result<(), ProduceError> {
        kind.produce(input, options, sink)?;
        sink(Artefact {
            path: INDEX.to_owned(),
            bytes: self.index.clone(),
            source: None,
        })?;
        Ok(())
    }

    /// The tree digest once `kept` files stand in place of the planned ones.
    #[must_use]
    pub fn tree_digest_with(&self, kept: &BTreeMap<String, Digest>) -> Digest {
        Digest::of_tree(
            self.files
                .iter()
                .map(|(path, file)| (path.as_str(), kept.get(path).unwrap_or(&file.sha256))),
        )
    }
}

/// The per-file index: small enough to read, complete enough to check the export by hand with `sha256sum`.
fn index(kind: &str, input: Input<'_>, files: &BTreeMap<String, PlannedFile>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Index<'a> {
        format: &'static str,
        kind: &'a str,
        service_name: &'a str,
        files: &'a BTreeMap<String, PlannedFile>,
    }
    let index = Index {
        format: "ovhai-export-index/1",
        kind,
        service_name: &input.estate.service,
        files,
    };
    // Maps with string keys and plain values always serialise.
    let mut bytes = serde_json::to_vec_pretty(&index).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
