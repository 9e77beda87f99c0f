//! Public Cloud projects and their regions.

use ovhai_platform::documents::{
    Listed,
    around::{Project, Region},
};

use crate::{Client, Error, ReadProject, calls, list, request::Request};

impl Client {
    /// Ids of the caller's projects.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn projects(&self) -> Result<Vec<String>, Error> {
        list::whole(self, &Request::new(&calls::PROJECTS, &[])?).await
    }
}

impl ReadProject {
    /// The project itself.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such project or the caller may not see it.
    pub async fn details(&self) -> Result<Project, Error> {
        self.fetch(&calls::PROJECT, &[]).await
    }

    /// Names of the regions of the project (`GRA`, `SBG5`), which hold its object storage. Not those of AI products:
    /// [`ReadProject::regions`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn storage_regions(&self) -> Result<Vec<String>, Error> {
        self.list(&calls::STORAGE_REGIONS, &[]).await
    }

    /// One region with the services it has.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn storage_region(&self, name: &str) -> Result<Region, Error> {
        self.fetch(&calls::STORAGE_REGION, &[name]).await
    }

    /// All regions with the services they have. One call for the names, and one per region, as the API offers nothing
    /// else.
    ///
    /// # Errors
    /// As the API refuses one of them; [`Error::BadPaging`] if one is listed, before and after, but not found.
    pub async fn storage_regions_in_full(&self) -> Result<Vec<Listed<Region>>, Error> {
        let names = self.request(&calls::STORAGE_REGIONS, &[])?;
        list::by_ids(&self.client, &names, |name| {
            self.request(&calls::STORAGE_REGION, &[name])
        })
        .await
    }
}
