//! What an export of data does not take along, or not as it was.

use ovhai_model::{Category, Fidelity, FindingKind};

/// A Git repository.
pub const GIT: FindingKind = FindingKind {
    slug: "data/git-not-copied",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "a volume is filled from a Git repository, which is only copied on request",
    hint: "the repository is yours and stays where it is; git = \"bundle\" keeps all of it, with the credentials that git has on this machine",
};

/// A container anyone can read by URL.
pub const PUBLIC: FindingKind = FindingKind {
    slug: "data/public-container-not-copied",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "a volume is filled from a public container, which this export does not copy",
    hint: "whoever publishes it goes on doing so, or not: add it to the provider's object_stores and to sources if it must be kept",
};

/// Storage without an address.
pub const INTERNAL: FindingKind = FindingKind {
    slug: "data/internal-storage",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "data lies on the platform's own storage, which no API reads",
    hint: "copy what matters to a data store while the workload can still run, for example from inside it",
};

/// Files that a repository only points to.
pub const GIT_POINTERS: FindingKind = FindingKind {
    slug: "data/git-points-elsewhere",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "branches or tags of a repository point to what is not in it: files kept by LFS, or other repositories as submodules",
    hint: "fetch files of LFS with git lfs fetch --all while their server is there, and give submodules as sources of their own",
};

/// Workspaces of notebooks.
pub const WORKSPACE: FindingKind = FindingKind {
    slug: "data/workspace-as-last-saved",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "the workspace of a notebook is copied as it was saved when the notebook last stopped, from the container of all notebooks of its region",
    hint: "stop the notebook before the export; where in the container its files lie is not documented, so all of the container is copied; \
backups are not in it as far as is known",
};

/// Kept copies of workspaces.
pub const BACKUPS: FindingKind = FindingKind {
    slug: "data/backups-not-copied",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "a notebook has backups, whose bytes no API gives",
    hint: "fork a notebook from each backup that matters, and copy its workspace, before the platform drops it",
};

/// A data store that is not there or cannot be read.
pub const UNKNOWN_STORE: FindingKind = FindingKind {
    slug: "data/unknown-store",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "a volume names a data store that was not found, or that speaks what this version does not know",
    hint: "look whether it was deleted; if its containers are still there, add an entry to the provider's object_stores that is called like it, REGION/ALIAS",
};

/// Containers are made when something is first written.
pub const NO_CONTAINER: FindingKind = FindingKind {
    slug: "data/no-such-container",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "a volume names a container that does not exist, so there is nothing to copy",
    hint: "the platform makes containers when a workload first writes; look whether the name is right, and run again when there is data",
};

/// Compared by size only.
pub const NOT_PROVEN: FindingKind = FindingKind {
    slug: "data/compared-by-size",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "the source has no sum of some objects' bytes, so only their sizes could be compared with it",
    hint: "the manifest has the SHA-256 of what was copied, and says `size` as proof of these objects; copy them a second time elsewhere and \
compare, if in doubt",
};

/// Tags and the like.
pub const LEFT_OUT: FindingKind = FindingKind {
    slug: "data/attributes-left-out",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "something of an object beside its bytes and metadata was not copied, such as tags or retention",
    hint: "the manifest names it under left_out; set it again at the destination where it matters",
};

/// A folder has no content types.
pub const IN_MANIFEST: FindingKind = FindingKind {
    slug: "data/metadata-in-manifest",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "files cannot keep content types and metadata of objects",
    hint: "the manifest has them, object by object",
};

/// Copies that were made before recipients were named.
pub const NOT_ENCRYPTED: FindingKind = FindingKind {
    slug: "data/not-encrypted",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "copies from before recipients were named, of objects that the source does not have any more, are not encrypted",
    hint: "on_source_removed = \"delete\" removes them; or encrypt them by hand while anybody may still read them",
};

/// Empty objects whose names end with a slash.
pub const FOLDER_MARKERS: FindingKind = FindingKind {
    slug: "data/folder-markers-left-out",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "empty objects that only stand for folders were not copied",
    hint: "a Job's copier makes no such objects; what reads the copy by the names of its files misses nothing. engine = \"local\" copies them",
};

/// Links, devices, names that are no text.
pub const NO_FILES: FindingKind = FindingKind {
    slug: "data/no-files-not-copied",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "a source folder has names that are no files or no UTF-8, which were not copied",
    hint: "links are not followed: copy what they point to under a name of its own, and rename what no object can be called",
};

/// More than is counted at every plan.
pub const NOT_COUNTED: FindingKind = FindingKind {
    slug: "data/too-many-to-count",
    fidelity: Fidelity::Adapted,
    category: Category::Implementation,
    title: "there are more objects than a plan counts, so it does not see whether they changed",
    hint: "plan_detail = \"listing\" lists them all at every plan",
};

/// Every finding of data exports.
pub const FINDINGS: &[&FindingKind] = &[
    &GIT,
    &GIT_POINTERS,
    &WORKSPACE,
    &BACKUPS,
    &PUBLIC,
    &INTERNAL,
    &UNKNOWN_STORE,
    &NO_CONTAINER,
    &NOT_PROVEN,
    &LEFT_OUT,
    &IN_MANIFEST,
    &NOT_ENCRYPTED,
    &FOLDER_MARKERS,
    &NO_FILES,
    &NOT_COUNTED,
];
