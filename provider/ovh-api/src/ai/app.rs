//! Apps.

use ovhai_platform::documents::{
    App, AppImageInput, AppSpecInput, Command, DataSync, DataSyncSpec, GenericResponse, Label,
    Listed, Logs, ScalingStrategyInput, UpdateInput,
};

use crate::{
    AppFilter, Error, LogQuery, Project, ReadProject, calls, create::Likeness, transport::BoxFuture,
};

impl ReadProject {
    /// All apps that match, proven complete. An app of a form that is not documented is [`Listed::Undecodable`], not
    /// left out. With a filter, an app that changed while the list was read may match no longer.
    ///
    /// # Errors
    /// [`Error::ListDisagreement`] rather than a list that may be short.
    pub async fn apps(&self, filter: &AppFilter) -> Result<Vec<Listed<App>>, Error> {
        let request = filter.apply(self.request(&calls::APPS, &[])?);
        self.paged(&request, &calls::APP, &[]).await
    }

    /// Shows all apps that match to `see`, one by one and in the order of the list, once it is proven complete. Only the
    /// texts of the list are held, a quarter of what decoded documents need.
    ///
    /// # Errors
    /// As [`ReadProject::apps`]; `see` has then seen nothing.
    pub async fn each_app(
        &self,
        filter: &AppFilter,
        see: impl FnMut(Listed<App>),
    ) -> Result<(), Error> {
        let request = filter.apply(self.request(&calls::APPS, &[])?);
        self.each(&request, &calls::APP, &[], see).await
    }

    /// One app.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such app.
    pub async fn app(&self, id: &str) -> Result<App, Error> {
        self.fetch(&calls::APP, &[id]).await
    }

    /// The `ovhai` command that creates an app of this specification. Creates nothing.
    ///
    /// # Errors
    /// 400 for a specification the platform would refuse.
    pub async fn app_command(&self, spec: &AppSpecInput) -> Result<Command, Error> {
        let request = self.request(&calls::APP_COMMAND, &[])?.document(spec)?;
        self.client.get(&request).await
    }

    /// Log lines of an app.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such app.
    pub async fn app_log(&self, id: &str, query: &LogQuery) -> Result<Logs, Error> {
        let request = query.apply(self.request(&calls::APP_LOG, &[id])?);
        self.client.get(&request).await
    }
}

impl Project {
    /// Creates and starts an app. If the outcome is unclear, it is looked up by name and creation time before another
    /// try; an app without a name cannot be recognised and is never taken for found.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was created.
    pub async fn create_app(&self, spec: &AppSpecInput) -> Result<App, Error> {
        let request = self.request(&calls::CREATE_APP, &[])?.document(spec)?;
        let likeness = Likeness {
            what: what("app", spec.name.as_deref(), &spec.image),
            members: &[("/spec/name", spec.name.as_deref())],
            id: "/id",
            created_at: Some("/createdAt"),
        };
        let everything = AppFilter::default();
        let list = || -> BoxFuture<'_, _> { Box::pin(self.apps(&everything)) };
        self.client.create(&request, &likeness, &list, Some).await
    }

    /// Changes an app and reads it again: whether the answer of the change shows the new state is not documented.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn update_app(&self, id: &str, update: &UpdateInput) -> Result<App, Error> {
        self.put(&calls::UPDATE_APP, &[id], update).await?;
        self.app(id).await
    }

    /// Deletes an app. Without `force` the platform may want it stopped first.
    ///
    /// # Errors
    /// 409 or 400 for an app that is not stopped (which of them is not documented).
    pub async fn delete_app(&self, id: &str, force: bool) -> Result<(), Error> {
        let request = self.request(&calls::DELETE_APP, &[id])?;
        let request = request.query_if("force", force.then_some(true));
        self.client.delete(&request).await
    }

    /// Starts a copy of an app's volume data.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: a second copy could overtake the first.
    pub async fn sync_app(&self, id: &str, sync: &DataSyncSpec) -> Result<DataSync, Error> {
        self.send(&calls::SYNC_APP, &[id], sync).await
    }

    /// Changes the image alone.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_app_image(
        &self,
        id: &str,
        image: &AppImageInput,
    ) -> Result<GenericResponse, Error> {
        self.send(&calls::SET_APP_IMAGE, &[id], image).await
    }

    /// Sets one label, or deletes it if its value is `None`.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_app_label(&self, id: &str, label: &Label) -> Result<(), Error> {
        self.put(&calls::SET_APP_LABEL, &[id], label).await
    }

    /// Replaces the scaling strategy.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_app_scaling(
        &self,
        id: &str,
        strategy: &ScalingStrategyInput,
    ) -> Result<(), Error> {
        self.put(&calls::SET_APP_SCALING, &[id], strategy).await
    }

    /// Starts a stopped app.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn start_app(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::START_APP, &[id]).await
    }

    /// Stops an app; its URL is kept for the next start.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn stop_app(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::STOP_APP, &[id]).await
    }
}

/// What a workload is called in errors.
pub(super) fn what(kind: &str, name: Option<&str>, image: &str) -> String {
    match name {
        Some(name) => format!("{kind} `{name}`"),
        None => format!("{kind} of image {image}"),
    }
}
