//! Attached private registries. This list takes no paging parameters (platform-facts section 3).

use std::collections::BTreeSet;

use ovhai_platform::documents::{Listed, Registry, RegistryUpdateInput, SecretText};

use crate::{
    Error, Lookup, Project, ReadProject, calls, create::created_since, secret::Secret,
    transport::BoxFuture,
};

impl ReadProject {
    /// All registries. Whether passwords are in it is not documented; assume not.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn registries(&self) -> Result<Vec<Listed<Registry>>, Error> {
        self.client
            .get(&self.request(&calls::REGISTRIES, &[])?)
            .await
    }

    /// One registry.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry.
    pub async fn registry(&self, id: &str) -> Result<Registry, Error> {
        self.client
            .get(&self.request(&calls::REGISTRY, &[id])?)
            .await
    }
}

impl Project {
    /// Attaches a registry. If the outcome is unclear, it is looked up by address, user name, region and creation time
    /// before another try.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was attached.
    pub async fn create_registry(&self, registry: &Registry) -> Result<Registry, Error> {
        let request = self.request(&calls::CREATE_REGISTRY, &[])?.json(registry)?;
        let request = request.secrets(secret_of(registry.password.as_ref()));
        let address = registry.url.as_deref().unwrap_or_default();
        let user = registry.username.as_deref().unwrap_or_default();
        let key = format!("registry {} {address} {user}", self.service_name);
        let (mut made, since) = self.client.begin_create(key).await?;
        let lookup =
            || -> BoxFuture<'_, _> { Box::pin(self.find_created_registry(registry, since, &made)) };
        let what = format!("registry `{address}`");
        let registry: Registry = self
            .client
            .create_with_lookup(&what, &request, &lookup)
            .await?;
        made.extend(registry.id.clone());
        Ok(registry)
    }

    async fn find_created_registry(
        &self,
        wanted: &Registry,
        since: i64,
        made: &BTreeSet<String>,
    ) -> Result<Lookup<Registry>, Error> {
        let mut certain = None;
        let mut candidates = Vec::new();
        for listed in self.registries().await? {
            let (id, found) = match listed {
                Listed::Undecodable(odd) => (odd.id, None),
                Listed::Read(one) => {
                    let same = one.url == wanted.url
                        && one.username == wanted.username
                        && one.region == wanted.region;
                    let new = created_since(one.created_at.as_deref(), since);
                    if !same || new == Some(false) {
                        continue;
                    }
                    (one.id.clone(), (new == Some(true)).then_some(one))
                }
            };
            if !id.as_ref().is_some_and(|id| made.contains(id)) {
                certain = found.filter(|_| id.is_some());
                candidates.push(id.unwrap_or_else(|| "(without id)".to_owned()));
            }
        }
        Ok(match (candidates.len(), certain) {
            (0, _) => Lookup::Nothing,
            (1, Some(one)) => Lookup::Found(one),
            _ => Lookup::Unclear(candidates),
        })
    }

    /// Changes a registry.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn update_registry(
        &self,
        id: &str,
        update: &RegistryUpdateInput,
    ) -> Result<(), Error> {
        let request = self.request(&calls::UPDATE_REGISTRY, &[id])?.json(update)?;
        self.client
            .call(&request.secrets(secret_of(update.password.as_ref())))
            .await
    }

    /// Removes a registry.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_registry(&self, id: &str) -> Result<(), Error> {
        self.client
            .delete(&self.request(&calls::DELETE_REGISTRY, &[id])?)
            .await
    }
}

fn secret_of(password: Option<&SecretText>) -> Option<Secret> {
    password.map(|password| Secret::new(password.expose()))
}
