//! Partners whose licensed images can be deployed.

use ovhai_platform::documents::{Listed, Partner, Region};

use crate::{Error, ReadProject, calls};

impl ReadProject {
    /// Regions that have partners.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn partner_regions(&self) -> Result<Vec<Listed<Region>>, Error> {
        self.list(&calls::PARTNER_REGIONS, &[]).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn partner_region(&self, region: &str) -> Result<Region, Error> {
        self.fetch(&calls::PARTNER_REGION, &[region]).await
    }

    /// Partners of a region, with the state of the contract.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn partners(&self, region: &str) -> Result<Vec<Listed<Partner>>, Error> {
        self.list(&calls::PARTNERS, &[region]).await
    }

    /// One partner of a region.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or partner.
    pub async fn partner(&self, region: &str, id: &str) -> Result<Partner, Error> {
        self.fetch(&calls::PARTNER, &[region, id]).await
    }
}
