//! Jobs.

use ovhai_platform::documents::{
    Command, DataSync, DataSyncSpec, Job, JobSpecInput, Label, Listed, Logs, PresetImage,
};

use super::app::what;
use crate::{
    Error, JobFilter, LogQuery, Project, ReadProject, calls, create::Likeness, transport::BoxFuture,
};

impl ReadProject {
    /// All jobs that match, finished ones included, proven complete. A job of a form that is not documented is
    /// [`Listed::Undecodable`], not left out.
    ///
    /// # Errors
    /// [`Error::ListDisagreement`] rather than a list that may be short.
    pub async fn jobs(&self, filter: &JobFilter) -> Result<Vec<Listed<Job>>, Error> {
        let request = filter.apply(self.request(&calls::JOBS, &[])?);
        self.paged(&request, &calls::JOB, &[]).await
    }

    /// Shows all jobs that match to `see`, once the list is proven complete; see [`ReadProject::each_app`].
    ///
    /// # Errors
    /// As [`ReadProject::jobs`]; `see` has then seen nothing.
    pub async fn each_job(
        &self,
        filter: &JobFilter,
        see: impl FnMut(Listed<Job>),
    ) -> Result<(), Error> {
        let request = filter.apply(self.request(&calls::JOBS, &[])?);
        self.each(&request, &calls::JOB, &[], see).await
    }

    /// One job.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such job.
    pub async fn job(&self, id: &str) -> Result<Job, Error> {
        self.fetch(&calls::JOB, &[id]).await
    }

    /// The `ovhai` command that submits a job of this specification. Creates nothing.
    ///
    /// # Errors
    /// 400 for a specification the platform would refuse.
    pub async fn job_command(&self, spec: &JobSpecInput) -> Result<Command, Error> {
        let request = self.request(&calls::JOB_COMMAND, &[])?.document(spec)?;
        self.client.get(&request).await
    }

    /// Log lines of a job; `replica` of the query means nothing here and is not sent.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such job.
    pub async fn job_log(&self, id: &str, query: &LogQuery) -> Result<Logs, Error> {
        let query = LogQuery {
            replica: None,
            ..query.clone()
        };
        let request = query.apply(self.request(&calls::JOB_LOG, &[id])?);
        self.client.get(&request).await
    }

    /// Images of the vendor's older list, which is deprecated; the newer one is [`ReadProject::job_images`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn job_preset_images(&self) -> Result<Vec<Listed<PresetImage>>, Error> {
        self.list(&calls::JOB_PRESET_IMAGES, &[]).await
    }
}

impl Project {
    /// Submits a job, which starts it. If the outcome is unclear, it is looked up by name and creation time before
    /// another try; a job without a name cannot be recognised and is never taken for found.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was submitted.
    pub async fn create_job(&self, spec: &JobSpecInput) -> Result<Job, Error> {
        let request = self.request(&calls::CREATE_JOB, &[])?.document(spec)?;
        let likeness = Likeness {
            what: what("job", spec.name.as_deref(), &spec.image),
            members: &[("/spec/name", spec.name.as_deref())],
            id: "/id",
            created_at: Some("/createdAt"),
        };
        let everything = JobFilter::default();
        let list = || -> BoxFuture<'_, _> { Box::pin(self.jobs(&everything)) };
        self.client.create(&request, &likeness, &list, Some).await
    }

    /// Deletes a job with its logs. Without `force` the platform may want it ended first.
    ///
    /// # Errors
    /// 409 or 400 for a job that has not ended (which of them is not documented).
    pub async fn delete_job(&self, id: &str, force: bool) -> Result<(), Error> {
        let request = self.request(&calls::DELETE_JOB, &[id])?;
        let request = request.query_if("force", force.then_some(true));
        self.client.delete(&request).await
    }

    /// Interrupts a job. Jobs cannot be started again.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn kill_job(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::KILL_JOB, &[id]).await
    }

    /// Starts a copy of a job's volume data.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: a second copy could overtake the first.
    pub async fn sync_job(&self, id: &str, sync: &DataSyncSpec) -> Result<DataSync, Error> {
        self.send(&calls::SYNC_JOB, &[id], sync).await
    }

    /// Sets one label, or deletes it if its value is `None`.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_job_label(&self, id: &str, label: &Label) -> Result<(), Error> {
        self.put(&calls::SET_JOB_LABEL, &[id], label).await
    }
}
