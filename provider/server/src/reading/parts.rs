//! The parts of an estate, one function per kind. Every failure becomes a gap, so that one missing right does not hide
//! another.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use ovh_api::{AppFilter, Error, JobFilter, NotebookFilter, Spark};
use ovhai_model::Kind;
use ovhai_platform::documents::{Listed, Notebook};

use super::{Reader, gap::Cause};

/// Objects asked for one by one at the same time. The client has a limit of its own; this one only bounds memory.
const AT_ONCE: usize = 64;

impl Reader<'_> {
    pub(super) async fn apps(&self) {
        if !self.scope.has(Kind::App) {
            return;
        }
        let every = AppFilter::default();
        let listed = self.project.each_app(&every, |app| {
            if let Listed::Read(app) = &app {
                let state = app.status.as_ref().and_then(|status| status.state.as_ref());
                self.state(Kind::App, &app.id, state.map(|state| state.as_str()));
            }
            self.observer.borrow_mut().app(&app);
        });
        self.or_gap(Kind::App, None, listed.await);
    }

    pub(super) async fn jobs(&self) {
        if !self.scope.has(Kind::Job) {
            return;
        }
        let every = JobFilter::default();
        let listed = self.project.each_job(&every, |job| {
            if let Listed::Read(job) = &job {
                let state = job.status.as_ref().and_then(|status| status.state.as_ref());
                self.state(Kind::Job, &job.id, state.map(|state| state.as_str()));
            }
            self.observer.borrow_mut().job(&job);
        });
        self.or_gap(Kind::Job, None, listed.await);
    }

    /// Backups and retention have no list of their own: they are asked for notebook by notebook.
    ///
    /// Notebooks made for Spark are left out of the list unless asked for; the client reads that list together with those
    /// without them, as what the parameter does exactly is not documented.
    pub(super) async fn notebooks_and_backups(&self) {
        let (notebooks, backups) = (self.scope.has(Kind::Notebook), self.scope.has(Kind::Backup));
        if !notebooks && !backups {
            return;
        }
        let mut seen = BTreeSet::new();
        let mut ids = Vec::new();
        let mut lists = vec![Spark::Include];
        while let Some(spark) = lists.pop() {
            let filter = NotebookFilter {
                spark,
                ..NotebookFilter::default()
            };
            let listed = self.project.each_notebook(&filter, |notebook| {
                if seen.insert(notebook_key(&notebook)) {
                    match self.notebook(&notebook, notebooks) {
                        Some(id) => ids.push(id),
                        None if backups => {
                            let cause = "they are listed by notebook, and one notebook has no id";
                            self.gap(
                                Kind::Backup,
                                Some("a notebook"),
                                Cause::NotAsked(cause.to_owned()),
                            );
                        }
                        None => {}
                    }
                }
            });
            let listed = match listed.await {
                // A server without Spark need not know the parameter; then one list without it has all.
                Err(error) if spark == Spark::Include && error.status() == Some(400) => {
                    lists = vec![Spark::Unsaid];
                    continue;
                }
                other => other,
            };
            let kind = if notebooks {
                Kind::Notebook
            } else {
                Kind::Backup
            };
            if self.or_gap(kind, None, listed).is_none() {
                if notebooks && backups {
                    let cause = "they are listed by notebook, and the notebooks could not be read";
                    self.gap(Kind::Backup, None, Cause::NotAsked(cause.to_owned()));
                }
                return;
            }
        }
        stream::iter(ids)
            .for_each_concurrent(AT_ONCE, |id| async move {
                if notebooks {
                    self.retention(&id).await;
                }
                if backups {
                    self.backups(&id).await;
                }
            })
            .await;
    }

    /// Notes a notebook, if notebooks are asked for, and returns its id.
    fn notebook(&self, listed: &Listed<Notebook>, wanted: bool) -> Option<String> {
        if wanted {
            if let Listed::Read(notebook) = listed {
                let status = notebook.status.as_ref();
                let state = status.and_then(|status| status.state.as_ref());
                let state = state.map(|state| state.as_str());
                self.state(Kind::Notebook, &notebook.id, state);
            }
            self.observer.borrow_mut().notebook(listed);
        }
        match listed {
            Listed::Read(notebook) => Some(notebook.id.clone()),
            Listed::Undecodable(odd) => odd.id.clone(),
        }
    }

    async fn retention(&self, id: &str) {
        let policy = match self.project.notebook_retention(id).await {
            // It is gone, or nobody ever set a policy for it (inferred): there is none either way.
            Err(error) if error.is_not_found() => return,
            other => other,
        };
        // It is about backups: without it the notebook itself is known all the same.
        let place = format!("the retention policy of notebook/{id}");
        let Some(policy) = self.or_gap(Kind::Backup, Some(&place), policy) else {
            return;
        };
        self.observer.borrow_mut().retention(id, &policy);
    }

    async fn backups(&self, id: &str) {
        let mut found = Vec::new();
        let listed = self
            .project
            .each_backup(id, |backup| found.push(backup))
            .await;
        let place = format!("notebook/{id}");
        if self.of_notebook(&place, id, listed).await.is_some() {
            self.observer.borrow_mut().backups(id, &found);
        }
    }

    /// The value, or nothing when the notebook is gone, or nothing and a gap.
    async fn of_notebook<T>(&self, place: &str, id: &str, result: Result<T, Error>) -> Option<T> {
        if let Err(error) = &result
            && error.is_not_found()
            && matches!(self.project.notebook(id).await, Err(error) if error.is_not_found())
        {
            return None;
        }
        self.or_gap(Kind::Backup, Some(place), result)
    }

    pub(super) async fn data_stores(&self) {
        if !self.scope.has(Kind::DataStore) {
            return;
        }
        let regions = self.project.data_store_regions().await;
        let Some(regions) = self.or_gap(Kind::DataStore, None, regions) else {
            return;
        };
        for region in regions {
            let id = match &region {
                Listed::Read(region) => Some(region.id.as_str()),
                Listed::Undecodable(odd) => odd.id.as_deref(),
            };
            let Some(region) = id.map(str::to_owned) else {
                let cause = "a region of the list has no id".to_owned();
                self.gap(Kind::DataStore, None, Cause::NotAsked(cause));
                continue;
            };
            let stores = self.project.data_stores(&region).await;
            for store in self
                .or_gap(Kind::DataStore, Some(&region), stores)
                .into_iter()
                .flatten()
            {
                self.observer.borrow_mut().data_store(&region, &store);
            }
        }
    }

    pub(super) async fn registries(&self) {
        if !self.scope.has(Kind::Registry) {
            return;
        }
        let listed = self.project.registries().await;
        for registry in self
            .or_gap(Kind::Registry, None, listed)
            .into_iter()
            .flatten()
        {
            self.observer.borrow_mut().registry(&registry);
        }
    }

    pub(super) async fn tokens(&self) {
        if !self.scope.has(Kind::Token) {
            return;
        }
        let listed = self.project.tokens().await;
        for token in self.or_gap(Kind::Token, None, listed).into_iter().flatten() {
            self.observer.borrow_mut().token(&token);
        }
    }

    pub(super) async fn users(&self) {
        if !self.scope.has(Kind::User) {
            return;
        }
        let listed = self.project.users().await;
        for user in self.or_gap(Kind::User, None, listed).into_iter().flatten() {
            if let Listed::Read(user) = &user {
                let state = user.status.as_ref().map(|status| status.as_str());
                self.state(Kind::User, user.id.to_string(), state);
            }
            self.observer.borrow_mut().user(&user);
        }
    }

    pub(super) async fn quota(&self) {
        if !self.scope.has(Kind::Quota) {
            return;
        }
        let quota = self.project.quota().await;
        if let Some(quota) = self.or_gap(Kind::Quota, None, quota) {
            self.observer.borrow_mut().quota(&quota);
        }
    }

    /// Both kinds of object storage: Swift has one list, S3 one per region that offers it.
    pub(super) async fn containers(&self) {
        if !self.scope.has(Kind::Container) {
            return;
        }
        tokio::join!(self.swift_containers(), self.buckets());
    }

    async fn swift_containers(&self) {
        let listed = self.project.containers().await;
        for container in self
            .or_gap(Kind::Container, Some("Swift"), listed)
            .into_iter()
            .flatten()
        {
            self.observer.borrow_mut().swift_container(&container);
        }
    }

    async fn buckets(&self) {
        let regions = self.project.storage_regions().await;
        let Some(regions) = self.or_gap(Kind::Container, Some("S3"), regions) else {
            return;
        };
        stream::iter(regions)
            .for_each_concurrent(AT_ONCE, |region| async move {
                let place = format!("S3 in {region}");
                let details = self.project.storage_region(&region).await;
                let Some(details) = self.or_gap(Kind::Container, Some(&place), details) else {
                    return;
                };
                if !details.offers_s3() {
                    return;
                }
                let buckets = self.project.buckets(&region).await;
                for bucket in self
                    .or_gap(Kind::Container, Some(&place), buckets)
                    .into_iter()
                    .flatten()
                {
                    self.observer.borrow_mut().bucket(&region, &bucket);
                }
            })
            .await;
    }

    pub(super) async fn container_registries(&self) {
        if !self.scope.has(Kind::ContainerRegistry) {
            return;
        }
        let listed = self.project.container_registries().await;
        for registry in self
            .or_gap(Kind::ContainerRegistry, None, listed)
            .into_iter()
            .flatten()
        {
            if let Listed::Read(registry) = &registry {
                let state = registry.status.as_ref().map(|status| status.as_str());
                self.state(Kind::ContainerRegistry, &registry.id, state);
            }
            self.observer.borrow_mut().container_registry(&registry);
        }
    }

    /// Clusters are listed by id only.
    pub(super) async fn clusters(&self) {
        if !self.scope.has(Kind::Cluster) {
            return;
        }
        let ids = self.project.cluster_ids().await;
        let Some(ids) = self.or_gap(Kind::Cluster, None, ids) else {
            return;
        };
        stream::iter(ids)
            .for_each_concurrent(AT_ONCE, |id| async move { self.cluster(&id).await })
            .await;
    }

    async fn cluster(&self, id: &str) {
        let (cluster, pools) = tokio::join!(self.project.cluster(id), self.project.node_pools(id));
        if matches!(&cluster, Err(error) if error.is_not_found())
            && matches!(self.project.cluster_ids().await, Ok(ids) if !ids.iter().any(|one| one == id))
        {
            return;
        }
        let Some(cluster) = self.or_gap(Kind::Cluster, Some(id), cluster) else {
            return;
        };
        let Some(pools) = self.or_gap(Kind::Cluster, Some(id), pools) else {
            return;
        };
        let state = cluster.status.as_ref().map(|status| status.as_str());
        self.state(Kind::Cluster, id, state);
        self.observer
            .borrow_mut()
            .cluster(id, &Listed::Read(cluster), &pools);
    }
}

/// What tells a notebook from another: its id, else all of it.
fn notebook_key(listed: &Listed<Notebook>) -> String {
    match listed {
        Listed::Read(notebook) => notebook.id.clone(),
        Listed::Undecodable(odd) => odd.id.clone().unwrap_or_else(|| odd.raw.to_string()),
    }
}
