//! Apps.

use std::collections::BTreeSet;

use ovhai_platform::documents::{
    App, AppImageInput, AppSpecInput, AppState, Command, DataSync, DataSyncSpec, GenericResponse,
    Label, Listed, Logs, ScalingStrategyInput, UpdateInput,
};
use serde_json::{Value, value::RawValue};

use crate::{
    Error, Lookup, Project, ReadProject, calls, create::created_since, list, request::Request,
    secret::Secret, transport::BoxFuture,
};

/// Which apps to list; the default is all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppFilter {
    /// Only these states; empty for all.
    pub states: Vec<AppState>,
    /// Only apps whose labels match, for example `team=nlp`.
    pub label_selector: Option<String>,
    /// Only apps of this user.
    pub user_name: Option<String>,
    /// Only apps changed after this time, RFC 3339.
    pub updated_after: Option<String>,
    /// Only apps changed before this time, RFC 3339.
    pub updated_before: Option<String>,
}

impl AppFilter {
    fn apply(&self, mut request: Request) -> Request {
        for state in &self.states {
            request = request.query("statusState", state.as_str());
        }
        for (name, value) in [
            ("labelSelector", &self.label_selector),
            ("userName", &self.user_name),
            ("updatedAfter", &self.updated_after),
            ("updatedBefore", &self.updated_before),
        ] {
            if let Some(value) = value {
                request = request.query(name, value);
            }
        }
        request
    }
}

/// Which log lines to read. Page numbers and sizes are the server's, and as undocumented as those of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Page number.
    pub page: Option<u32>,
    /// Lines per page.
    pub size: Option<u32>,
    /// Only this replica.
    pub replica: Option<String>,
}

impl ReadProject {
    /// All apps that match, proven complete. An app of a form that is not documented is [`Listed::Undecodable`], not
    /// left out. With a filter, an app that changed while the list was read may match no longer.
    ///
    /// # Errors
    /// [`Error::ListDisagreement`] rather than a list that may be short.
    pub async fn apps(&self, filter: &AppFilter) -> Result<Vec<Listed<App>>, Error> {
        let request = filter.apply(self.request(&calls::APPS, &[])?);
        list::read_all(&self.client, &request, &|id| {
            self.request(&calls::APP, &[id])
        })
        .await
    }

    /// Shows all apps that match to `see`, one by one and in the order of the list, once it is proven complete. Only the
    /// texts of the list are held, a quarter of what decoded documents need.
    ///
    /// # Errors
    /// As [`ReadProject::apps`]; `see` has then seen nothing.
    pub async fn each_app(
        &self,
        filter: &AppFilter,
        mut see: impl FnMut(Listed<App>),
    ) -> Result<(), Error> {
        let request = filter.apply(self.request(&calls::APPS, &[])?);
        let texts: Vec<Box<RawValue>> = list::read_all(&self.client, &request, &|id| {
            self.request(&calls::APP, &[id])
        })
        .await?;
        for text in texts {
            see(Listed::of_text(text.get()));
        }
        Ok(())
    }

    /// One app.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such app.
    pub async fn app(&self, id: &str) -> Result<App, Error> {
        self.client.get(&self.request(&calls::APP, &[id])?).await
    }

    /// The `ovhai` command that creates an app of this specification. Creates nothing.
    ///
    /// # Errors
    /// 400 for a specification the platform would refuse.
    pub async fn app_command(&self, spec: &AppSpecInput) -> Result<Command, Error> {
        let request = self.request(&calls::APP_COMMAND, &[])?.json(spec)?;
        self.client.get(&request.secrets(secrets_of(spec))).await
    }

    /// Log lines of an app.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such app.
    pub async fn app_log(&self, id: &str, query: &LogQuery) -> Result<Logs, Error> {
        let mut request = self.request(&calls::APP_LOG, &[id])?;
        for (name, value) in [
            ("page", query.page.map(|page| page.to_string())),
            ("size", query.size.map(|size| size.to_string())),
            ("replica", query.replica.clone()),
        ] {
            if let Some(value) = value {
                request = request.query(name, &value);
            }
        }
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
        let request = self.request(&calls::CREATE_APP, &[])?.json(spec)?;
        let request = request.secrets(secrets_of(spec));
        let name = spec.name.as_deref();
        let key = format!("app {} {}", self.service_name, name.unwrap_or_default());
        let (mut made, since) = self.client.begin_create(key).await?;
        let what = match name {
            Some(name) => format!("app `{name}`"),
            None => format!("app of image {}", spec.image),
        };
        let lookup = || -> BoxFuture<'_, _> { Box::pin(self.find_created(name, since, &made)) };
        let app = self
            .client
            .create_with_lookup(&what, &request, &lookup)
            .await?;
        made.insert(app.id.clone());
        Ok(app)
    }

    /// The app that a create with this name, sent at `since` or later, made; `made` are ids of earlier creates.
    async fn find_created(
        &self,
        name: Option<&str>,
        since: i64,
        made: &BTreeSet<String>,
    ) -> Result<Lookup<App>, Error> {
        let mut candidates = self.apps(&AppFilter::default()).await?;
        candidates.retain(|app| {
            may_be(app, name, since) && !id_of(app).is_some_and(|id| made.contains(id))
        });
        Ok(match candidates.as_slice() {
            [] => Lookup::Nothing,
            [Listed::Read(app)] if name.is_some() && is_certain(app, since) => {
                Lookup::Found(app.clone())
            }
            several => {
                let id = |app| id_of(app).unwrap_or("(without id)").to_owned();
                Lookup::Unclear(several.iter().map(id).collect())
            }
        })
    }

    /// Changes an app and reads it again: whether the answer of the change shows the new state is not documented.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn update_app(&self, id: &str, update: &UpdateInput) -> Result<App, Error> {
        let values = update
            .env_vars
            .iter()
            .flatten()
            .filter_map(|variable| variable.value.as_ref());
        let secrets: Vec<Secret> = values.map(|value| Secret::new(value.expose())).collect();
        let request = self
            .request(&calls::UPDATE_APP, &[id])?
            .json(update)?
            .secrets(secrets);
        self.client.call(&request).await?;
        self.app(id).await
    }

    /// Deletes an app. Without `force` the platform may want it stopped first.
    ///
    /// # Errors
    /// 409 or 400 for an app that is not stopped (which of them is not documented).
    pub async fn delete_app(&self, id: &str, force: bool) -> Result<(), Error> {
        let mut request = self.request(&calls::DELETE_APP, &[id])?;
        if force {
            request = request.query("force", "true");
        }
        self.client.delete(&request).await
    }

    /// Starts a copy of an app's volume data.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: a second copy could overtake the first.
    pub async fn sync_app(&self, id: &str, sync: &DataSyncSpec) -> Result<DataSync, Error> {
        self.client
            .get(&self.request(&calls::SYNC_APP, &[id])?.json(sync)?)
            .await
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
        self.client
            .get(&self.request(&calls::SET_APP_IMAGE, &[id])?.json(image)?)
            .await
    }

    /// Sets one label, or deletes it if its value is `None`.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_app_label(&self, id: &str, label: &Label) -> Result<(), Error> {
        self.client
            .call(&self.request(&calls::SET_APP_LABEL, &[id])?.json(label)?)
            .await
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
        self.client
            .call(
                &self
                    .request(&calls::SET_APP_SCALING, &[id])?
                    .json(strategy)?,
            )
            .await
    }

    /// Starts a stopped app.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn start_app(&self, id: &str) -> Result<(), Error> {
        self.client
            .call(&self.request(&calls::START_APP, &[id])?)
            .await
    }

    /// Stops an app; its URL is kept for the next start.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn stop_app(&self, id: &str) -> Result<(), Error> {
        self.client
            .call(&self.request(&calls::STOP_APP, &[id])?)
            .await
    }
}

/// Values of environment variables, which an error of the API may repeat. Short ones are left: they would blank out
/// words of every message.
fn secrets_of(spec: &AppSpecInput) -> Vec<Secret> {
    spec.env_vars
        .iter()
        .filter_map(|variable| variable.value.as_ref())
        .map(|value| value.expose())
        .filter(|value| value.len() >= 4)
        .map(Secret::new)
        .collect()
}

fn id_of(app: &Listed<App>) -> Option<&str> {
    match app {
        Listed::Read(app) => Some(&app.id),
        Listed::Undecodable(odd) => odd.id.as_deref(),
    }
}

/// Could this be what a create with this name made? Whatever does not say otherwise could.
fn may_be(app: &Listed<App>, name: Option<&str>, since: i64) -> bool {
    let (its_name, created_at) = match app {
        Listed::Read(app) => (app.spec.name.as_deref(), app.created_at.as_deref()),
        Listed::Undecodable(odd) => (
            odd.raw.pointer("/spec/name").and_then(Value::as_str),
            odd.raw.get("createdAt").and_then(Value::as_str),
        ),
    };
    let other_name = matches!((name, its_name), (Some(wanted), Some(its)) if wanted != its);
    !other_name && created_since(created_at, since) != Some(false)
}

fn is_certain(app: &App, since: i64) -> bool {
    app.spec.name.is_some() && created_since(app.created_at.as_deref(), since) == Some(true)
}
