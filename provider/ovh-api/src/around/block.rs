//! Block storage: volumes, their snapshots, snapshots of instances.

use ovhai_platform::documents::{
    Listed,
    around::{InstanceSnapshot, Volume, VolumeSnapshot},
};

use crate::{Error, ReadProject, calls};

impl ReadProject {
    /// Block volumes of all regions.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn block_volumes(&self) -> Result<Vec<Listed<Volume>>, Error> {
        self.list(&calls::BLOCK_VOLUMES, &[]).await
    }

    /// One block volume.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such volume.
    pub async fn block_volume(&self, id: &str) -> Result<Volume, Error> {
        self.fetch(&calls::BLOCK_VOLUME, &[id]).await
    }

    /// Snapshots of block volumes of all regions.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn volume_snapshots(&self) -> Result<Vec<Listed<VolumeSnapshot>>, Error> {
        self.list(&calls::VOLUME_SNAPSHOTS, &[]).await
    }

    /// One snapshot of a block volume.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such snapshot.
    pub async fn volume_snapshot(&self, id: &str) -> Result<VolumeSnapshot, Error> {
        self.fetch(&calls::VOLUME_SNAPSHOT, &[id]).await
    }

    /// Snapshots of instances of all regions.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn instance_snapshots(&self) -> Result<Vec<Listed<InstanceSnapshot>>, Error> {
        self.list(&calls::INSTANCE_SNAPSHOTS, &[]).await
    }

    /// One snapshot of an instance.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such snapshot.
    pub async fn instance_snapshot(&self, id: &str) -> Result<InstanceSnapshot, Error> {
        self.fetch(&calls::INSTANCE_SNAPSHOT, &[id]).await
    }
}
