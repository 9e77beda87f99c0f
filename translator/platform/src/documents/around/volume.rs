//! Block volumes, their snapshots and those of instances: `/cloud/project/{serviceName}/volume` and `…/snapshot`.

use serde_json::Number;

use crate::documents::declare::{document, open_enum};

document! {
    /// Block volume.
    pub struct Volume {
        /// Instance ids.
        pub attached_to: Vec<String> = "attachedTo",
        /// Zone.
        pub availability_zone: Option<String> = "availabilityZone",
        /// Boot volume.
        pub bootable: Option<bool> = "bootable",
        /// Creation time, RFC 3339.
        pub creation_date: Option<String> = "creationDate",
        /// Free text.
        pub description: Option<String> = "description",
        /// Volume id.
        pub id: String = "id",
        /// Name; managed Kubernetes volumes carry the name of the persistent volume (inferred).
        pub name: Option<String> = "name",
        /// Plan code.
        pub plan_code: Option<String> = "planCode",
        /// Region.
        pub region: Option<String> = "region",
        /// GB.
        pub size: Option<i64> = "size",
        /// State.
        pub status: Option<VolumeStatus> = "status",
        /// Kind.
        pub kind: Option<VolumeType> = "type",
    }
}

document! {
    /// Volume snapshot.
    pub struct VolumeSnapshot {
        /// Creation time, RFC 3339.
        pub creation_date: Option<String> = "creationDate",
        /// Free text.
        pub description: Option<String> = "description",
        /// Snapshot id.
        pub id: String = "id",
        /// Name.
        pub name: Option<String> = "name",
        /// Plan code.
        pub plan_code: Option<String> = "planCode",
        /// Region.
        pub region: Option<String> = "region",
        /// GB.
        pub size: Option<i64> = "size",
        /// State.
        pub status: Option<VolumeSnapshotStatus> = "status",
        /// Source volume.
        pub volume_id: Option<String> = "volumeId",
    }
}

document! {
    /// Instance snapshot (the same form as a system image).
    pub struct InstanceSnapshot {
        /// Creation time, RFC 3339.
        pub creation_date: Option<String> = "creationDate",
        /// Only for this kind of flavor.
        pub flavor_type: Option<String> = "flavorType",
        /// Image id.
        pub id: String = "id",
        /// Smallest disk in GB.
        pub min_disk: Option<i64> = "minDisk",
        /// Smallest memory in MB (unit inferred).
        pub min_ram: Option<i64> = "minRam",
        /// Name.
        pub name: Option<String> = "name",
        /// Plan code.
        pub plan_code: Option<String> = "planCode",
        /// Region.
        pub region: Option<String> = "region",
        /// GiB.
        pub size: Option<Number> = "size",
        /// Active, queued, saving, deleted ... (OpenStack words, inferred).
        pub status: Option<String> = "status",
        /// Tags.
        pub tags: Vec<String> = "tags",
        /// Linux, windows, bsd.
        pub kind: Option<String> = "type",
        /// Login name.
        pub user: Option<String> = "user",
        /// Private or public.
        pub visibility: Option<String> = "visibility",
    }
}

open_enum! {
    /// Snapshot state.
    pub enum VolumeSnapshotStatus {
        Available = "available",
        Creating = "creating",
        Deleting = "deleting",
        Error = "error",
        ErrorDeleting = "error_deleting",
    }
}

open_enum! {
    /// Volume state (OpenStack words).
    pub enum VolumeStatus {
        Attaching = "attaching",
        Available = "available",
        AwaitingTransfer = "awaiting-transfer",
        BackingUp = "backing-up",
        Creating = "creating",
        Deleted = "deleted",
        Deleting = "deleting",
        Detaching = "detaching",
        Downloading = "downloading",
        Error = "error",
        ErrorBackingUp = "error_backing-up",
        ErrorDeleting = "error_deleting",
        ErrorExtending = "error_extending",
        ErrorRestoring = "error_restoring",
        Extending = "extending",
        InUse = "in-use",
        Maintenance = "maintenance",
        Reserved = "reserved",
        RestoringBackup = "restoring-backup",
        Retyping = "retyping",
        Snapshotting = "snapshotting",
        Uploading = "uploading",
    }
}

open_enum! {
    /// Volume kind.
    pub enum VolumeType {
        Classic = "classic",
        ClassicLuks = "classic-luks",
        ClassicMultiattach = "classic-multiattach",
        HighSpeed = "high-speed",
        HighSpeedGen2 = "high-speed-gen2",
        HighSpeedGen2Luks = "high-speed-gen2-luks",
        HighSpeedLuks = "high-speed-luks",
    }
}
