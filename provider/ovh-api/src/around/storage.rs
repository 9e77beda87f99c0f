//! Object storage: Swift containers of the project, S3 buckets of its regions.

use ovhai_platform::documents::{
    Listed,
    around::{
        Bucket, Container, ContainerAccess, ContainerDetail, ListedBucket, PresignedUrl,
        PresignedUrlInput,
    },
};

use crate::{Error, ReadProject, calls, list};

impl ReadProject {
    /// All Swift containers with their types (public, private, …).
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn containers(&self) -> Result<Vec<Listed<Container>>, Error> {
        let request = self
            .request(&calls::CONTAINERS, &[])?
            .query("includeType", "true");
        list::whole(&self.client, &request).await
    }

    /// One Swift container without its objects: how many of those the call would give is not documented. List them
    /// through Swift itself, with [`ReadProject::storage_access`].
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such container.
    pub async fn container(&self, id: &str) -> Result<ContainerDetail, Error> {
        let request = self
            .request(&calls::CONTAINER, &[id])?
            .query("noObjects", "true");
        self.client.get(&request).await
    }

    /// A token and addresses for Swift. A POST that only reads, with a right of its own.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn storage_access(&self) -> Result<ContainerAccess, Error> {
        self.fetch(&calls::STORAGE_ACCESS, &[]).await
    }

    /// S3 buckets of a region. What a region without S3 answers is not documented; [`ReadProject::storage_region`] tells
    /// which have it.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn buckets(&self, region: &str) -> Result<Vec<Listed<ListedBucket>>, Error> {
        self.list(&calls::BUCKETS, &[region]).await
    }

    /// One S3 bucket with its settings, without its objects.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such bucket.
    pub async fn bucket(&self, region: &str, name: &str) -> Result<Bucket, Error> {
        let request = self
            .request(&calls::BUCKET, &[region, name])?
            .query("noObjects", "true");
        self.client.get(&request).await
    }

    /// A signed URL of an object. A POST that changes nothing itself, with a right of its own.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn presign(
        &self,
        region: &str,
        bucket: &str,
        wanted: &PresignedUrlInput,
    ) -> Result<PresignedUrl, Error> {
        let request = self
            .request(&calls::PRESIGN, &[region, bucket])?
            .document(wanted)?;
        self.client.get(&request).await
    }
}
