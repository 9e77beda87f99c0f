//! Data stores: buckets and Git remotes that volumes take their data from. An alias names one within its region.

use ovhai_platform::documents::{DataStore, DataStoreAuth, DataStoreInput, Listed, Region};

use crate::{Error, Project, ReadProject, calls, create::Likeness, transport::BoxFuture};

impl ReadProject {
    /// Regions that have data stores.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn data_store_regions(&self) -> Result<Vec<Listed<Region>>, Error> {
        self.list(&calls::DATA_STORE_REGIONS, &[]).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn data_store_region(&self, region: &str) -> Result<Region, Error> {
        self.fetch(&calls::DATA_STORE_REGION, &[region]).await
    }

    /// Data stores of a region, the built-in ones included, without credentials.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region.
    pub async fn data_stores(&self, region: &str) -> Result<Vec<Listed<DataStore>>, Error> {
        self.list(&calls::DATA_STORES, &[region]).await
    }

    /// One data store, without credentials.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or data store.
    pub async fn data_store(&self, region: &str, alias: &str) -> Result<DataStore, Error> {
        self.fetch(&calls::DATA_STORE, &[region, alias]).await
    }

    /// The credentials of a data store, in clear. Needs a right of its own.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such region or data store.
    pub async fn data_store_auth(&self, region: &str, alias: &str) -> Result<DataStoreAuth, Error> {
        self.fetch(&calls::DATA_STORE_AUTH, &[region, alias]).await
    }
}

impl Project {
    /// Adds a data store to a region. The platform tries to connect to it unless `skip_check` says not to. The list of
    /// data stores is read before, so that one that was there already is never taken for the new one.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was added.
    pub async fn create_data_store(
        &self,
        region: &str,
        store: &DataStoreInput,
        skip_check: bool,
    ) -> Result<DataStore, Error> {
        let request = self
            .request(&calls::CREATE_DATA_STORE, &[region])?
            .query_if("skipDataStoreConnectionCheck", skip_check.then_some(true))
            .document(store)?;
        let likeness = Likeness {
            what: format!("data store `{}` in {region}", store.alias),
            members: &[
                ("/alias", Some(&store.alias)),
                ("/endpoint", Some(&store.endpoint)),
            ],
            id: "/alias",
            created_at: None,
        };
        let list = || -> BoxFuture<'_, _> { Box::pin(self.data_stores(region)) };
        self.client.create(&request, &likeness, &list, Some).await
    }

    /// Replaces what is known of a data store, credentials included.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn update_data_store(
        &self,
        region: &str,
        alias: &str,
        store: &DataStoreInput,
    ) -> Result<(), Error> {
        self.put(&calls::UPDATE_DATA_STORE, &[region, alias], store)
            .await
    }

    /// Removes a data store from the project; its data stay where they are.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_data_store(&self, region: &str, alias: &str) -> Result<(), Error> {
        self.delete(&calls::DELETE_DATA_STORE, &[region, alias])
            .await
    }
}
