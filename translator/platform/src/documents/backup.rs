//! Kept copies of notebook workspaces: `/cloud/project/{serviceName}/ai/notebook/{notebookId}/backup`.

use super::declare::document;

document! {
    /// A saved copy of a notebook workspace.
    pub struct Backup {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// When the retention policy will delete the backup.
        pub eviction_date: Option<String> = "evictionDate",
        /// Identifier.
        pub id: String = "id",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
    }
}

document! {
    /// Body of the fork-from-backup call.
    pub struct NotebookForkInfo {
        /// Display name.
        pub name: Option<String> = "name",
    }
}
