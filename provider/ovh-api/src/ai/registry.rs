//! Attached private registries. This list takes no paging parameters (platform-facts section 3).

use ovhai_platform::documents::{Listed, Registry, RegistryUpdateInput};

use crate::{Error, Project, ReadProject, calls, create::Likeness, transport::BoxFuture};

impl ReadProject {
    /// All registries. Whether passwords are in it is not documented; assume not.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn registries(&self) -> Result<Vec<Listed<Registry>>, Error> {
        self.list(&calls::REGISTRIES, &[]).await
    }

    /// One registry.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry.
    pub async fn registry(&self, id: &str) -> Result<Registry, Error> {
        self.fetch(&calls::REGISTRY, &[id]).await
    }
}

impl Project {
    /// Attaches a registry. If the outcome is unclear, it is looked up by address, user name, region and creation time
    /// before another try.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was attached.
    pub async fn create_registry(&self, registry: &Registry) -> Result<Registry, Error> {
        let request = self
            .request(&calls::CREATE_REGISTRY, &[])?
            .document(registry)?;
        let address = registry.url.as_deref();
        let likeness = Likeness {
            what: format!("registry `{}`", address.unwrap_or_default()),
            members: &[
                ("/url", address),
                ("/username", registry.username.as_deref()),
                ("/region", registry.region.as_deref()),
            ],
            id: "/id",
            created_at: Some("/createdAt"),
        };
        let list = || -> BoxFuture<'_, _> { Box::pin(self.registries()) };
        self.client.create(&request, &likeness, &list, Some).await
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
        self.put(&calls::UPDATE_REGISTRY, &[id], update).await
    }

    /// Removes a registry.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_registry(&self, id: &str) -> Result<(), Error> {
        self.delete(&calls::DELETE_REGISTRY, &[id]).await
    }
}
