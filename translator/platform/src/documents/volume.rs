//! Volumes, in all three spellings the API accepts (platform-facts section 6).

use super::declare::{document, open_enum};

document! {
    /// One mounted volume.
    pub struct Volume {
        /// Kept in a project-wide cache; default false.
        pub cache: Option<bool> = "cache",
        /// Oldest spelling: container of a built-in store.
        pub container: Option<String> = "container",
        /// Older spelling of `volume_source.data_store`.
        pub data_store: Option<VolumeDataStore> = "dataStore",
        /// Deprecated identifier; see [`VolumeStatus`].
        pub id: Option<String> = "id",
        /// Absolute path in the container.
        pub mount_path: String = "mountPath",
        /// Access mode.
        pub permission: Option<VolumePermission> = "permission",
        /// Oldest spelling: only this path is copied.
        pub prefix: Option<String> = "prefix",
        /// Older spelling of `volume_source.public_git`.
        pub public_git: Option<PublicGit> = "publicGit",
        /// Older spelling of `volume_source.public_swift`.
        pub public_swift: Option<PublicSwift> = "publicSwift",
        /// Oldest spelling: region of the built-in container.
        pub region: Option<String> = "region",
        /// Older spelling of `volume_source.standalone`.
        pub standalone: Option<Standalone> = "standalone",
        /// Older spelling of `volume_target.target_data_store`.
        pub target_data_store: Option<VolumeDataStore> = "targetDataStore",
        /// Where data comes from.
        pub volume_source: Option<VolumeSource> = "volumeSource",
        /// Where data is pushed if not to the source.
        pub volume_target: Option<VolumeTarget> = "volumeTarget",
    }
}

document! {
    /// Where data comes from: one of these.
    pub struct VolumeSource {
        /// A container of a registered data store.
        pub data_store: Option<VolumeDataStore> = "dataStore",
        /// A public Git repository.
        pub public_git: Option<PublicGit> = "publicGit",
        /// A public Swift container.
        pub public_swift: Option<PublicSwift> = "publicSwift",
        /// Empty space.
        pub standalone: Option<Standalone> = "standalone",
    }
}

document! {
    /// Where data is pushed.
    pub struct VolumeTarget {
        /// A container of a registered data store.
        pub target_data_store: Option<VolumeDataStore> = "targetDataStore",
    }
}

document! {
    /// A place in a registered data store (`volume.DataStore`).
    pub struct VolumeDataStore {
        /// Alias, unique per region within the project.
        pub alias: String = "alias",
        /// Name of the tar archive data is saved into.
        pub archive: Option<String> = "archive",
        /// Container or bucket; the branch of a Git store.
        pub container: Option<String> = "container",
        /// On the platform's own storage.
        pub internal: Option<bool> = "internal",
        /// Only this path is copied.
        pub prefix: Option<String> = "prefix",
    }
}

document! {
    /// A public Git repository.
    pub struct PublicGit {
        /// HTTPS URL ending in `.git`.
        pub url: String = "url",
    }
}

document! {
    /// A public Swift container.
    pub struct PublicSwift {
        /// URL of the container.
        pub url: String = "url",
    }
}

document! {
    /// Empty space.
    pub struct Standalone {
        /// Display name.
        pub name: Option<String> = "name",
    }
}

document! {
    /// Identifiers of a volume while its workload runs.
    pub struct VolumeStatus {
        /// Identifier of the run.
        pub id: Option<String> = "id",
        /// Absolute path in the container.
        pub mount_path: Option<String> = "mountPath",
        /// Identifier for asking for a synchronisation.
        pub user_volume_id: Option<String> = "userVolumeId",
    }
}

open_enum! {
    /// Access mode.
    pub enum VolumePermission {
        /// Never pushed back.
        Ro = "RO",
        /// New and changed files are pushed.
        Rw = "RW",
        /// Deletions are pushed too.
        Rwd = "RWD",
    }
}
