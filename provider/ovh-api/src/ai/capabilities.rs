//! What the platform offers. These lists take no paging parameters (platform-facts section 3).

use ovhai_platform::documents::{
    AppImage, Features, Flavor, Framework, Listed, OfferedImage, Preset, ProjectQuotas, Region,
};

use crate::{Error, ReadProject, calls};

impl ReadProject {
    /// Feature flags.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn features(&self) -> Result<Features, Error> {
        self.fetch(&calls::FEATURES, &[]).await
    }

    /// Quotas of the project.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn quota(&self) -> Result<ProjectQuotas, Error> {
        self.fetch(&calls::QUOTA, &[]).await
    }

    /// All regions.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn regions(&self) -> Result<Vec<Listed<Region>>, Error> {
        self.list(&calls::REGIONS, &[]).await
    }

    /// One region, by its code (`GRA`).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn region(&self, region: &str) -> Result<Region, Error> {
        self.fetch(&calls::REGION, &[region]).await
    }

    /// The vendor's app images in a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn app_images(&self, region: &str) -> Result<Vec<Listed<AppImage>>, Error> {
        self.list(&calls::APP_IMAGES, &[region]).await
    }

    /// The vendor's job images in a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn job_images(&self, region: &str) -> Result<Vec<Listed<OfferedImage>>, Error> {
        self.list(&calls::JOB_IMAGES, &[region]).await
    }

    /// Notebook editors of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn notebook_editors(&self, region: &str) -> Result<Vec<Listed<OfferedImage>>, Error> {
        self.list(&calls::EDITORS, &[region]).await
    }

    /// One notebook editor of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or editor.
    pub async fn notebook_editor(&self, region: &str, id: &str) -> Result<OfferedImage, Error> {
        self.fetch(&calls::EDITOR, &[region, id]).await
    }

    /// Notebook frameworks of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn notebook_frameworks(&self, region: &str) -> Result<Vec<Listed<Framework>>, Error> {
        self.list(&calls::FRAMEWORKS, &[region]).await
    }

    /// One notebook framework of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or framework.
    pub async fn notebook_framework(&self, region: &str, id: &str) -> Result<Framework, Error> {
        self.fetch(&calls::FRAMEWORK, &[region, id]).await
    }

    /// Names of the object storage regions that a region can reach.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn data_regions_of(&self, region: &str) -> Result<Vec<String>, Error> {
        self.list(&calls::DATA_REGIONS, &[region]).await
    }

    /// Flavors of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn flavors(&self, region: &str) -> Result<Vec<Listed<Flavor>>, Error> {
        self.list(&calls::FLAVORS, &[region]).await
    }

    /// One flavor of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or flavor.
    pub async fn flavor(&self, region: &str, flavor: &str) -> Result<Flavor, Error> {
        self.fetch(&calls::FLAVOR, &[region, flavor]).await
    }

    /// Presets of a region, for apps, jobs and notebooks.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn presets(&self, region: &str) -> Result<Vec<Listed<Preset>>, Error> {
        self.list(&calls::PRESETS, &[region]).await
    }

    /// One preset of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or preset.
    pub async fn preset(&self, region: &str, id: &str) -> Result<Preset, Error> {
        self.fetch(&calls::PRESET, &[region, id]).await
    }
}
