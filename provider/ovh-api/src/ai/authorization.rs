//! May the project use AI products?

use ovhai_platform::documents::AuthorizationStatus;

use crate::{Error, Project, ReadProject, calls};

impl ReadProject {
    /// Whether the project has been authorised; needed once before everything else.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn authorization(&self) -> Result<AuthorizationStatus, Error> {
        self.fetch(&calls::AUTHORIZATION, &[]).await
    }
}

impl Project {
    /// Authorises the project.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn authorize(&self) -> Result<(), Error> {
        self.run(&calls::AUTHORIZE, &[]).await
    }
}
