//! Volumes: data copied in before start, and for some kinds copied out at the end (platform-facts section 6).

/// One mounted volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Absolute path in the container, as given.
    pub mount_path: String,
    /// What the container may do, and what is pushed back.
    pub permission: Permission,
    /// Kept in a project-wide cache near the machines.
    pub cache: bool,
    /// Where data comes from.
    pub source: Source,
    /// Where data is pushed if not to the source.
    pub target: Option<DataStoreRef>,
}

/// Access mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Never pushed back.
    ReadOnly,
    /// New and changed files are pushed.
    ReadWrite,
    /// Deletions are pushed too.
    ReadWriteDelete,
    /// A mode this version does not know, by the platform's name.
    Other(String),
}

/// Where a volume's data comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A container, bucket or Git branch in a registered data store.
    DataStore(DataStoreRef),
    /// A public Git repository.
    PublicGit {
        /// HTTPS URL ending in `.git`.
        url: String,
    },
    /// A public Swift container.
    PublicSwift {
        /// URL of the container.
        url: String,
    },
    /// Empty space.
    Empty {
        /// Display name.
        name: Option<String>,
    },
    /// Nothing in the document says where data comes from.
    Unspecified,
}

/// A place inside a registered data store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataStoreRef {
    /// Alias, unique per region within the project.
    pub alias: String,
    /// Container or bucket; for Git stores the branch.
    pub container: String,
    /// Only this path is copied.
    pub prefix: Option<String>,
    /// Name of the tar archive data is saved into.
    pub archive: Option<String>,
    /// On the platform's own storage.
    pub internal: bool,
}
