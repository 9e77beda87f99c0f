//! Notebooks.

use ovhai_platform::documents::{
    Command, DataSync, DataSyncSpec, Label, Listed, Logs, Notebook, NotebookEditor,
    NotebookFramework, NotebookSpecInput, NotebookUpdate,
};

use super::app::what;
use crate::{
    Error, NotebookFilter, Project, ReadProject, calls, create::Likeness, request::Request,
    transport::BoxFuture,
};

impl ReadProject {
    /// All notebooks that match, proven complete. A notebook of a form that is not documented is
    /// [`Listed::Undecodable`], not left out.
    ///
    /// # Errors
    /// [`Error::ListDisagreement`] rather than a list that may be short.
    pub async fn notebooks(&self, filter: &NotebookFilter) -> Result<Vec<Listed<Notebook>>, Error> {
        let request = filter.apply(self.request(&calls::NOTEBOOKS, &[])?);
        self.paged(&request, &calls::NOTEBOOK, &[]).await
    }

    /// Shows all notebooks that match to `see`, once the list is proven complete; see [`ReadProject::each_app`].
    ///
    /// # Errors
    /// As [`ReadProject::notebooks`]; `see` has then seen nothing.
    pub async fn each_notebook(
        &self,
        filter: &NotebookFilter,
        see: impl FnMut(Listed<Notebook>),
    ) -> Result<(), Error> {
        let request = filter.apply(self.request(&calls::NOTEBOOKS, &[])?);
        self.each(&request, &calls::NOTEBOOK, &[], see).await
    }

    /// One notebook.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such notebook.
    pub async fn notebook(&self, id: &str) -> Result<Notebook, Error> {
        self.fetch(&calls::NOTEBOOK, &[id]).await
    }

    /// The `ovhai` command that creates a notebook of this specification. Creates nothing.
    ///
    /// # Errors
    /// 400 for a specification the platform would refuse.
    pub async fn notebook_command(&self, spec: &NotebookSpecInput) -> Result<Command, Error> {
        let request = self
            .request(&calls::NOTEBOOK_COMMAND, &[])?
            .document(spec)?;
        self.client.get(&request).await
    }

    /// Log lines of a notebook. The call takes no paging: how many lines it gives is not documented.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such notebook.
    pub async fn notebook_log(&self, id: &str) -> Result<Logs, Error> {
        self.fetch(&calls::NOTEBOOK_LOG, &[id]).await
    }

    /// Editors in the vendor's older list; the newer one is [`ReadProject::notebook_editors`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn legacy_editors(&self) -> Result<Vec<Listed<NotebookEditor>>, Error> {
        self.list(&calls::LEGACY_EDITORS, &[]).await
    }

    /// Frameworks in the vendor's older list; the newer one is [`ReadProject::notebook_frameworks`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn legacy_frameworks(&self) -> Result<Vec<Listed<NotebookFramework>>, Error> {
        self.list(&calls::LEGACY_FRAMEWORKS, &[]).await
    }
}

impl Project {
    /// Creates and starts a notebook. If the outcome is unclear, it is looked up by name and creation time before
    /// another try; a notebook without a name cannot be recognised and is never taken for found.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was created.
    pub async fn create_notebook(&self, spec: &NotebookSpecInput) -> Result<Notebook, Error> {
        let request = self.request(&calls::CREATE_NOTEBOOK, &[])?.document(spec)?;
        let framework = spec
            .env
            .as_ref()
            .and_then(|env| env.framework_id.as_deref());
        let what = what(
            "notebook",
            spec.name.as_deref(),
            framework.unwrap_or("without framework"),
        );
        self.create_notebook_by(&request, what, spec.name.as_deref())
            .await
    }

    /// Sends a call that creates a notebook of this name.
    pub(super) async fn create_notebook_by(
        &self,
        request: &Request,
        what: String,
        name: Option<&str>,
    ) -> Result<Notebook, Error> {
        let likeness = Likeness {
            what,
            members: &[("/spec/name", name)],
            id: "/id",
            created_at: Some("/createdAt"),
        };
        let everything = NotebookFilter::default();
        let list = || -> BoxFuture<'_, _> { Box::pin(self.notebooks(&everything)) };
        self.client.create(request, &likeness, &list, Some).await
    }

    /// Changes a notebook and reads it again. While it runs, the platform takes labels only; everything else needs it
    /// stopped.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn update_notebook(
        &self,
        id: &str,
        update: &NotebookUpdate,
    ) -> Result<Notebook, Error> {
        self.put(&calls::UPDATE_NOTEBOOK, &[id], update).await?;
        self.notebook(id).await
    }

    /// Deletes a notebook. Without `force` the platform may want it stopped first. The copy of its workspace stays in
    /// the project's object storage.
    ///
    /// # Errors
    /// 409 or 400 for a notebook that is not stopped (which of them is not documented).
    pub async fn delete_notebook(&self, id: &str, force: bool) -> Result<(), Error> {
        let request = self.request(&calls::DELETE_NOTEBOOK, &[id])?;
        let request = request.query_if("force", force.then_some(true));
        self.client.delete(&request).await
    }

    /// Starts a copy of a notebook's volume data.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: a second copy could overtake the first.
    pub async fn sync_notebook(&self, id: &str, sync: &DataSyncSpec) -> Result<DataSync, Error> {
        self.send(&calls::SYNC_NOTEBOOK, &[id], sync).await
    }

    /// Sets one label, or deletes it if its value is `None`.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_notebook_label(&self, id: &str, label: &Label) -> Result<(), Error> {
        self.put(&calls::SET_NOTEBOOK_LABEL, &[id], label).await
    }

    /// Starts a stopped notebook.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn start_notebook(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::START_NOTEBOOK, &[id]).await
    }

    /// Stops a notebook; its workspace is kept.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn stop_notebook(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::STOP_NOTEBOOK, &[id]).await
    }

    /// Restarts a notebook.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: the notebook could go down twice.
    pub async fn restart_notebook(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::RESTART_NOTEBOOK, &[id]).await
    }
}
