//! Backups of notebook workspaces, and how long they are kept.

use ovhai_platform::documents::{
    Backup, Listed, Notebook, NotebookForkInfo, WorkspaceBackupRetentionPolicy,
};

use crate::{Error, Project, ReadProject, calls};

impl ReadProject {
    /// All backups of a notebook, proven complete. Costs two calls as soon as one longer page of any list has been seen,
    /// three before that; one more where pages count from 1, two more where page 0 is refused.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such notebook; [`Error::ListDisagreement`] rather than a list that may be
    /// short.
    pub async fn backups(&self, notebook: &str) -> Result<Vec<Listed<Backup>>, Error> {
        let request = self.request(&calls::BACKUPS, &[notebook])?;
        self.paged(&request, &calls::BACKUP, &[notebook]).await
    }

    /// Shows all backups of a notebook to `see`, once the list is proven complete.
    ///
    /// # Errors
    /// As [`ReadProject::backups`]; `see` has then seen nothing.
    pub async fn each_backup(
        &self,
        notebook: &str,
        see: impl FnMut(Listed<Backup>),
    ) -> Result<(), Error> {
        let request = self.request(&calls::BACKUPS, &[notebook])?;
        self.each(&request, &calls::BACKUP, &[notebook], see).await
    }

    /// One backup of a notebook.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such notebook or backup.
    pub async fn backup(&self, notebook: &str, id: &str) -> Result<Backup, Error> {
        self.fetch(&calls::BACKUP, &[notebook, id]).await
    }

    /// How long backups of a notebook are kept.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such notebook.
    pub async fn notebook_retention(
        &self,
        notebook: &str,
    ) -> Result<WorkspaceBackupRetentionPolicy, Error> {
        self.fetch(&calls::NOTEBOOK_RETENTION, &[notebook]).await
    }

    /// How long backups are kept in a region, for notebooks that say nothing else.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn region_retention(
        &self,
        region: &str,
    ) -> Result<WorkspaceBackupRetentionPolicy, Error> {
        self.fetch(&calls::REGION_RETENTION, &[region]).await
    }
}

impl Project {
    /// Creates a notebook from a backup, and starts it. If the outcome is unclear, it is looked up as
    /// [`Project::create_notebook`] does.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was created.
    pub async fn fork_backup(
        &self,
        notebook: &str,
        id: &str,
        fork: &NotebookForkInfo,
    ) -> Result<Notebook, Error> {
        let request = self
            .request(&calls::FORK_BACKUP, &[notebook, id])?
            .document(fork)?;
        let what = match &fork.name {
            Some(name) => format!("notebook `{name}`"),
            None => format!("notebook forked from backup {id}"),
        };
        self.create_notebook_by(&request, what, fork.name.as_deref())
            .await
    }

    /// Changes how long backups of a notebook are kept.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_notebook_retention(
        &self,
        notebook: &str,
        policy: &WorkspaceBackupRetentionPolicy,
    ) -> Result<WorkspaceBackupRetentionPolicy, Error> {
        self.send(&calls::SET_NOTEBOOK_RETENTION, &[notebook], policy)
            .await
    }

    /// Changes how long backups are kept in a region.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_region_retention(
        &self,
        region: &str,
        policy: &WorkspaceBackupRetentionPolicy,
    ) -> Result<WorkspaceBackupRetentionPolicy, Error> {
        self.send(&calls::SET_REGION_RETENTION, &[region], policy)
            .await
    }
}
