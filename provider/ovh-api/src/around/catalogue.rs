//! The public price list.

use ovhai_platform::documents::around::Catalogue;

use crate::{Client, Error, ReadOnly, calls, request::Request};

impl Client {
    /// Prices of Public Cloud for a subsidiary (`FR`, `GB`, …; [`Client::me`] says which). Asked without credentials;
    /// discounts of the account are not in it.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn catalogue(&self, subsidiary: &str) -> Result<Catalogue, Error> {
        let request = Request::new(&calls::CATALOGUE, &[])?
            .query("ovhSubsidiary", subsidiary)
            .query("productName", "cloud");
        self.get(&request).await
    }
}

impl ReadOnly {
    /// As [`Client::catalogue`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn catalogue(&self, subsidiary: &str) -> Result<Catalogue, Error> {
        self.client().catalogue(subsidiary).await
    }
}
