//! Handles on a project: one that can only look, one that can change things.

use std::ops::Deref;

use ovhai_platform::documents::{Listed, Wire};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::{
    Client, Error,
    calls::{self, Call},
    list,
    request::Request,
};

/// A client that makes only the calls of [`calls::SIDE_EFFECT_FREE`]; every other one is [`Error::NotReadOnly`]. For
/// planning and refreshing.
#[derive(Clone, Debug)]
pub struct ReadOnly(Client);

/// Looks at one project.
#[derive(Clone, Debug)]
pub struct ReadProject {
    pub(crate) client: Client,
    pub(crate) service_name: String,
}

/// Looks at one project and changes it.
#[derive(Clone, Debug)]
pub struct Project(ReadProject);

impl Client {
    /// A handle on a project (32 hexadecimal characters; not checked here).
    #[must_use]
    pub fn project(&self, service_name: impl Into<String>) -> Project {
        Project(ReadProject {
            client: self.clone(),
            service_name: service_name.into(),
        })
    }

    /// The same client without calls that change anything.
    #[must_use]
    pub fn read_only(&self) -> ReadOnly {
        ReadOnly(Self {
            read_only: true,
            ..self.clone()
        })
    }
}

impl ReadOnly {
    /// A handle on a project.
    #[must_use]
    pub fn project(&self, service_name: impl Into<String>) -> ReadProject {
        ReadProject {
            client: self.0.clone(),
            service_name: service_name.into(),
        }
    }

    /// As [`Client::with_cancellation`].
    #[must_use]
    pub fn with_cancellation(&self, token: tokio_util::sync::CancellationToken) -> Self {
        Self(self.0.with_cancellation(token))
    }

    /// The calls this client makes.
    #[must_use]
    pub fn calls(&self) -> &'static [&'static Call] {
        calls::SIDE_EFFECT_FREE
    }

    /// The client inside; it keeps refusing calls that change something.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0
    }
}

impl ReadProject {
    /// The project's id.
    #[must_use]
    pub fn service_name(&self) -> &str {
        &self.service_name
    }

    /// The client inside.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// A request on this project; `parameters` follow the project's id.
    pub(crate) fn request(
        &self,
        call: &'static Call,
        parameters: &[&str],
    ) -> Result<Request, Error> {
        let mut all = vec![self.service_name.as_str()];
        all.extend(parameters);
        Request::new(call, &all)
    }

    /// One document.
    pub(crate) async fn fetch<T: DeserializeOwned>(
        &self,
        call: &'static Call,
        parameters: &[&str],
    ) -> Result<T, Error> {
        self.client.get(&self.request(call, parameters)?).await
    }

    /// A list that declares no paging.
    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        call: &'static Call,
        parameters: &[&str],
    ) -> Result<Vec<T>, Error> {
        list::whole(&self.client, &self.request(call, parameters)?).await
    }

    /// A list that declares paging, proven complete; `single` with `parameters` and an id is the call for one object.
    pub(crate) async fn paged<T: DeserializeOwned + Send>(
        &self,
        list: &Request,
        single: &'static Call,
        parameters: &[&str],
    ) -> Result<Vec<T>, Error> {
        list::read_all(&self.client, list, &|id| {
            let mut all = parameters.to_vec();
            all.push(id);
            self.request(single, &all)
        })
        .await
    }

    /// The same, object by object; only the texts are held meanwhile, a quarter of what decoded documents need.
    pub(crate) async fn each<T: Wire>(
        &self,
        list: &Request,
        single: &'static Call,
        parameters: &[&str],
        mut see: impl FnMut(Listed<T>),
    ) -> Result<(), Error> {
        let texts: Vec<Box<RawValue>> = self.paged(list, single, parameters).await?;
        for text in texts {
            see(Listed::of_text(text.get()));
        }
        Ok(())
    }
}

impl Project {
    /// A change without body and without answer.
    pub(crate) async fn run(&self, call: &'static Call, parameters: &[&str]) -> Result<(), Error> {
        self.client.call(&self.request(call, parameters)?).await
    }

    /// A change without answer.
    pub(crate) async fn put(
        &self,
        call: &'static Call,
        parameters: &[&str],
        body: &impl Wire,
    ) -> Result<(), Error> {
        let request = self.request(call, parameters)?.document(body)?;
        self.client.call(&request).await
    }

    /// A change that answers a document.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        call: &'static Call,
        parameters: &[&str],
        body: &impl Wire,
    ) -> Result<T, Error> {
        let request = self.request(call, parameters)?.document(body)?;
        self.client.get(&request).await
    }

    /// A delete.
    pub(crate) async fn delete(
        &self,
        call: &'static Call,
        parameters: &[&str],
    ) -> Result<(), Error> {
        self.client.delete(&self.request(call, parameters)?).await
    }
}

impl Deref for Project {
    type Target = ReadProject;

    /// Whoever may change a project may look at it.
    fn deref(&self) -> &ReadProject {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AppFilter, JobFilter, LogQuery, ObjectQuery};

    fn sent<T: Send>(_: &T) {}

    /// Callers box these futures, which needs them to be `Send`; the compiler says so here.
    #[allow(dead_code)]
    fn futures_can_be_boxed(project: &Project) {
        sent(&project.apps(&AppFilter::default()));
        sent(&project.app_log("", &LogQuery::default()));
        sent(&project.create_app(&ovhai_platform::documents::AppSpec::default()));
        sent(&project.create_registry(&ovhai_platform::documents::Registry::default()));
        sent(&project.delete_app("", true));
        sent(&project.create_job(&ovhai_platform::documents::JobSpecInput::default()));
        sent(&project.create_data_store(
            "",
            &ovhai_platform::documents::DataStoreInput::default(),
            true,
        ));
        sent(&project.each_job(&JobFilter::default(), |_| ()));
        sent(&project.each_backup("", |_| ()));
        sent(&project.each_bucket_object("", "", &ObjectQuery::default(), |_| ()));
        sent(&project.clusters());
        sent(&project.user_policy(0));
        sent(&project.client().identity());
        sent(&project.client().server_time());
    }
}
