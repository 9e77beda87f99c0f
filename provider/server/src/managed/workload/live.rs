//! The live workloads of this process: a refresh of many costs one list instead of one call each.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use ovh_api::{AppFilter, Error, JobFilter, NotebookFilter, ReadProject};
use ovhai_platform::documents::{App, Job, Listed, Notebook, Undecodable};

use crate::managed::shared_reads::{Shared, SharedReads};

/// Objects of one kind that are asked for singly before a list is worth its calls: most configurations have few.
const ALONE: u32 = 3;

/// Workloads as lately read.
#[derive(Debug, Default)]
pub struct LiveWorkloads {
    apps: Kind<App>,
    jobs: Kind<Job>,
    notebooks: Kind<Notebook>,
}

/// A live object, nothing if it is gone, or why that cannot be said.
pub type Found<T> = Result<Option<Arc<T>>, Arc<Error>>;

impl LiveWorkloads {
    /// The app `id`.
    pub async fn app(&self, project: &ReadProject, id: &str) -> Found<App> {
        let list = || list_apps(project);
        self.apps.find(project, id, list, project.app(id)).await
    }

    /// The job `id`.
    pub async fn job(&self, project: &ReadProject, id: &str) -> Found<Job> {
        let list = || list_jobs(project);
        self.jobs.find(project, id, list, project.job(id)).await
    }

    /// The notebook `id`.
    pub async fn notebook(&self, project: &ReadProject, id: &str) -> Found<Notebook> {
        let list = || list_notebooks(project);
        self.notebooks
            .find(project, id, list, project.notebook(id))
            .await
    }

    /// All apps, none of which may be left out.
    pub async fn apps(&self, project: &ReadProject) -> Shared<Listing<App>> {
        let list = || list_apps(project);
        self.apps.reads.get(project.service_name(), list).await
    }

    /// All jobs.
    pub async fn jobs(&self, project: &ReadProject) -> Shared<Listing<Job>> {
        let list = || list_jobs(project);
        self.jobs.reads.get(project.service_name(), list).await
    }

    /// All notebooks.
    pub async fn notebooks(&self, project: &ReadProject) -> Shared<Listing<Notebook>> {
        let list = || list_notebooks(project);
        self.notebooks.reads.get(project.service_name(), list).await
    }

    /// An app was made, changed or deleted by this process.
    pub fn forget_apps(&self, service: &str) {
        self.apps.reads.forget(service);
    }

    /// As [`LiveWorkloads::forget_apps`].
    pub fn forget_jobs(&self, service: &str) {
        self.jobs.reads.forget(service);
    }

    /// As [`LiveWorkloads::forget_apps`].
    pub fn forget_notebooks(&self, service: &str) {
        self.notebooks.reads.forget(service);
    }
}

/// A list as lately read.
#[derive(Debug)]
pub struct Listing<T> {
    /// The objects by id.
    pub objects: BTreeMap<String, Arc<T>>,
    /// Those that cannot be decoded.
    pub odd: Vec<Undecodable>,
}

async fn list_apps(project: &ReadProject) -> Result<Listing<App>, Error> {
    let listed = project.apps(&AppFilter::default()).await?;
    Ok(listing(listed, |app| &app.id))
}

async fn list_jobs(project: &ReadProject) -> Result<Listing<Job>, Error> {
    let listed = project.jobs(&JobFilter::default()).await?;
    Ok(listing(listed, |job| &job.id))
}

async fn list_notebooks(project: &ReadProject) -> Result<Listing<Notebook>, Error> {
    let listed = project.notebooks(&NotebookFilter::default()).await?;
    Ok(listing(listed, |notebook| &notebook.id))
}

#[derive(Debug)]
struct Kind<T> {
    reads: SharedReads<Listing<T>>,
    /// How often an object of a project was asked for; nothing once its list could not be read.
    asked: Mutex<BTreeMap<String, Option<u32>>>,
}

impl<T> Default for Kind<T> {
    fn default() -> Self {
        Self {
            reads: SharedReads::default(),
            asked: Mutex::default(),
        }
    }
}

impl<T> Kind<T> {
    async fn find<F: Future<Output = Result<Listing<T>, Error>>>(
        &self,
        project: &ReadProject,
        id: &str,
        list: impl Fn() -> F,
        one: impl Future<Output = Result<T, Error>>,
    ) -> Found<T> {
        let service = project.service_name();
        if self.is_worth_a_list(service) {
            match self.reads.get(service, list).await {
                Ok(all) => {
                    if let Some(object) = all.objects.get(id) {
                        return Ok(Some(Arc::clone(object)));
                    }
                }
                Err(error) if matches!(*error, Error::Cancelled) => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, "a list cannot be read; objects are asked for one by one");
                    self.asked().insert(service.to_owned(), None);
                }
            }
        }
        // What a list lacks may have come after it, or may be undecodable: asking for it alone tells.
        match one.await {
            Ok(object) => Ok(Some(Arc::new(object))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(Arc::new(error)),
        }
    }

    fn is_worth_a_list(&self, service: &str) -> bool {
        let mut asked = self.asked();
        match asked.entry(service.to_owned()).or_insert(Some(0)) {
            Some(count) => {
                *count = count.saturating_add(1);
                *count > ALONE
            }
            None => false,
        }
    }

    fn asked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Option<u32>>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn listing<T>(listed: Vec<Listed<T>>, id: impl Fn(&T) -> &String) -> Listing<T> {
    let (mut objects, mut odd) = (BTreeMap::new(), Vec::new());
    for object in listed {
        match object {
            Listed::Read(object) => {
                objects.insert(id(&object).clone(), Arc::new(object));
            }
            Listed::Undecodable(object) => odd.push(object),
        }
    }
    Listing { objects, odd }
}
