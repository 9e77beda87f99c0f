//! What the platform offers. These lists take no paging parameters (platform-facts section 3).

use ovhai_platform::documents::{AppImage, Features, Flavor, Listed, ProjectQuotas, Region};

use crate::{Error, ReadProject, calls};

impl ReadProject {
    /// Feature flags.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn features(&self) -> Result<Features, Error> {
        self.client.get(&self.request(&calls::FEATURES, &[])?).await
    }

    /// Quotas of the project.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn quota(&self) -> Result<ProjectQuotas, Error> {
        self.client.get(&self.request(&calls::QUOTA, &[])?).await
    }

    /// All regions.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn regions(&self) -> Result<Vec<Listed<Region>>, Error> {
        self.client.get(&self.request(&calls::REGIONS, &[])?).await
    }

    /// One region, by its code (`GRA`).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn region(&self, region: &str) -> Result<Region, Error> {
        self.client
            .get(&self.request(&calls::REGION, &[region])?)
            .await
    }

    /// The vendor's app images in a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn app_images(&self, region: &str) -> Result<Vec<Listed<AppImage>>, Error> {
        self.client
            .get(&self.request(&calls::APP_IMAGES, &[region])?)
            .await
    }

    /// Flavors of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn flavors(&self, region: &str) -> Result<Vec<Listed<Flavor>>, Error> {
        self.client
            .get(&self.request(&calls::FLAVORS, &[region])?)
            .await
    }

    /// One flavor of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or flavor.
    pub async fn flavor(&self, region: &str, flavor: &str) -> Result<Flavor, Error> {
        self.client
            .get(&self.request(&calls::FLAVOR, &[region, flavor])?)
            .await
    }
}
