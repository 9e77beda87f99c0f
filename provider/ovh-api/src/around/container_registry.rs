//! Managed private registries (Harbor). Not the registries attached to AI: [`ReadProject::registries`].

use ovhai_platform::documents::{
    Listed,
    around::{IpRestriction, Registry, RegistryPlan, RegistryUser, RegistryUserCreation},
};

use crate::{
    Error, Project, ReadProject,
    calls::{self, Call},
    create::Likeness,
    transport::BoxFuture,
};

/// The two doors of a managed registry, each with its list of allowed addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrySide {
    /// The Harbor web page and API.
    Management,
    /// Pulling and pushing images.
    Images,
}

impl RegistrySide {
    fn list(self) -> &'static Call {
        match self {
            Self::Management => &calls::REGISTRY_MANAGEMENT_IPS,
            Self::Images => &calls::REGISTRY_IPS,
        }
    }

    fn replace(self) -> &'static Call {
        match self {
            Self::Management => &calls::SET_REGISTRY_MANAGEMENT_IPS,
            Self::Images => &calls::SET_REGISTRY_IPS,
        }
    }
}

impl ReadProject {
    /// All managed registries.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn container_registries(&self) -> Result<Vec<Listed<Registry>>, Error> {
        self.list(&calls::CONTAINER_REGISTRIES, &[]).await
    }

    /// One managed registry.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry.
    pub async fn container_registry(&self, id: &str) -> Result<Registry, Error> {
        self.fetch(&calls::CONTAINER_REGISTRY, &[id]).await
    }

    /// Plan of a managed registry, with its limits.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry.
    pub async fn container_registry_plan(&self, id: &str) -> Result<RegistryPlan, Error> {
        self.fetch(&calls::CONTAINER_REGISTRY_PLAN, &[id]).await
    }

    /// Users of a managed registry, without passwords.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry.
    pub async fn container_registry_users(
        &self,
        id: &str,
    ) -> Result<Vec<Listed<RegistryUser>>, Error> {
        self.list(&calls::CONTAINER_REGISTRY_USERS, &[id]).await
    }

    /// One user of a managed registry, without password.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry or user.
    pub async fn container_registry_user(
        &self,
        id: &str,
        user: &str,
    ) -> Result<RegistryUser, Error> {
        self.fetch(&calls::CONTAINER_REGISTRY_USER, &[id, user])
            .await
    }

    /// Who may reach one side of a managed registry; nobody is kept out by an empty list (inferred).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such registry.
    pub async fn container_registry_ip_restrictions(
        &self,
        id: &str,
        side: RegistrySide,
    ) -> Result<Vec<Listed<IpRestriction>>, Error> {
        self.list(side.list(), &[id]).await
    }
}

impl Project {
    /// Creates a user of a managed registry; `password` of the answer cannot be read again. The users are listed before,
    /// so that an older one is never taken for it.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was created, and also when it was created but the
    /// answer with its password was lost: delete the user that the error names.
    pub async fn create_container_registry_user(
        &self,
        id: &str,
        user: &RegistryUserCreation,
    ) -> Result<RegistryUser, Error> {
        let request = self
            .request(&calls::CREATE_CONTAINER_REGISTRY_USER, &[id])?
            .document(user)?;
        let (login, email) = (user.login.as_deref(), user.email.as_deref());
        let likeness = Likeness {
            what: format!(
                "user `{}` of registry {id}",
                login.or(email).unwrap_or_default()
            ),
            members: &[("/user", login), ("/email", email)],
            id: "/id",
            created_at: None,
        };
        let list = || -> BoxFuture<'_, _> { Box::pin(self.container_registry_users(id)) };
        self.client
            .create(&request, &likeness, &list, |_: RegistryUser| None)
            .await
    }

    /// Deletes a user of a managed registry.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_container_registry_user(&self, id: &str, user: &str) -> Result<(), Error> {
        self.delete(&calls::DELETE_CONTAINER_REGISTRY_USER, &[id, user])
            .await
    }

    /// Replaces the whole list of who may reach one side of a managed registry. Times in `allowed` are not sent.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_container_registry_ip_restrictions(
        &self,
        id: &str,
        side: RegistrySide,
        allowed: &[IpRestriction],
    ) -> Result<Vec<Listed<IpRestriction>>, Error> {
        let body: Vec<IpRestriction> = allowed
            .iter()
            .map(|one| IpRestriction {
                description: one.description.clone(),
                ip_block: one.ip_block.clone(),
                ..IpRestriction::default()
            })
            .collect();
        self.send(side.replace(), &[id], &body).await
    }
}
