//! Projects and their regions: `/cloud/project/{serviceName}` and `…/region`.

use std::collections::BTreeMap;

use crate::documents::declare::{document, open_enum};

document! {
    /// A Public Cloud project with its IAM data.
    pub struct Project {
        /// `full`, or `restricted` when the account may only see part of it.
        pub access: Option<ProjectAccess> = "access",
        /// When the project was created.
        pub creation_date: Option<String> = "creationDate",
        /// Free text; the name people gave the project.
        pub description: Option<String> = "description",
        /// Planned deletion date, null for normal projects.
        pub expiration: Option<String> = "expiration",
        /// IAM id, URN, tags.
        pub iam: Option<ResourceMetadata> = "iam",
        /// True: quota is not raised automatically.
        pub manual_quota: Option<bool> = "manualQuota",
        /// Order number.
        pub order_id: Option<i64> = "orderId",
        /// Commercial plan of the project, for example `project.2018`.
        pub plan_code: Option<String> = "planCode",
        /// Project name; in practice description is the name people set (inferred).
        pub project_name: Option<String> = "projectName",
        /// Project id, 32 hex characters. Note the snake_case member name.
        pub project_id: String = "project_id",
        /// State of the project.
        pub status: Option<ProjectStatus> = "status",
        /// True once the first quota raise was granted.
        pub unleash: Option<bool> = "unleash",
    }
}

document! {
    /// IAM view of a resource, embedded in services.
    pub struct ResourceMetadata {
        /// Name shown by IAM.
        pub display_name: Option<String> = "displayName",
        /// IAM resource id (UUID).
        pub id: Option<String> = "id",
        /// IAM state of the resource.
        pub state: Option<ResourceState> = "state",
        /// Tags; keys starting with ovh: are computed by the platform.
        pub tags: BTreeMap<String, String> = "tags",
        /// Resource name to use in IAM policies.
        pub urn: Option<String> = "urn",
    }
}

document! {
    /// Filter on one IAM tag.
    pub struct TagFilter {
        /// Comparison, see the IAM guide.
        pub operator: Option<String> = "operator",
        /// Value.
        pub value: String = "value",
    }
}

document! {
    /// A region of the project.
    pub struct Region {
        /// Zones, for example eu-west-par-a; empty for single-zone regions (inferred).
        pub availability_zones: Vec<String> = "availabilityZones",
        /// Continent.
        pub continent_code: Option<Continent> = "continentCode",
        /// Country, two letters, lower case in the schema.
        pub country_code: Option<String> = "countryCode",
        /// Data centre short name, for example GRA.
        pub datacenter_location: Option<String> = "datacenterLocation",
        /// Countries for additional IPs.
        pub ip_countries: Vec<IpCountry> = "ipCountries",
        /// Region name, for example GRA11, GRA, EU-WEST-PAR.
        pub name: String = "name",
        /// Services present.
        pub services: Vec<Component> = "services",
        /// Region state.
        pub status: Option<RegionStatus> = "status",
        /// Kind of region.
        pub kind: Option<RegionType> = "type",
    }
}

document! {
    /// A service in a region.
    pub struct Component {
        /// Endpoint URL of the service.
        pub endpoint: Option<String> = "endpoint",
        /// Service name, for example instance, volume, network, storage (Swift), storage-s3-standard,
        /// storage-s3-high-perf (names used by the vendor CLI and the console; list not fixed).
        pub name: String = "name",
        /// State.
        pub status: Option<ServiceStatus> = "status",
    }
}

open_enum! {
    /// How much of a project the caller may see.
    pub enum ProjectAccess {
        Full = "full",
        Restricted = "restricted",
    }
}

open_enum! {
    /// Project state.
    pub enum ProjectStatus {
        Creating = "creating",
        Deleted = "deleted",
        Deleting = "deleting",
        Ok = "ok",
        Suspended = "suspended",
    }
}

open_enum! {
    /// IAM resource state.
    pub enum ResourceState {
        Expired = "EXPIRED",
        InCreation = "IN_CREATION",
        Ok = "OK",
        Suspended = "SUSPENDED",
    }
}

open_enum! {
    /// Countries for additional IPs.
    pub enum IpCountry {
        Au = "au",
        Be = "be",
        Ca = "ca",
        Cz = "cz",
        De = "de",
        Es = "es",
        Fi = "fi",
        Fr = "fr",
        Ie = "ie",
        In = "in",
        It = "it",
        Lt = "lt",
        Nl = "nl",
        Pl = "pl",
        Pt = "pt",
        Sg = "sg",
        Uk = "uk",
        Us = "us",
    }
}

open_enum! {
    /// Continent.
    pub enum Continent {
        Af = "AF",
        Asia = "ASIA",
        Eu = "EU",
        Na = "NA",
        Us = "US",
    }
}

open_enum! {
    /// Region state.
    pub enum RegionStatus {
        Down = "DOWN",
        Maintenance = "MAINTENANCE",
        Up = "UP",
    }
}

open_enum! {
    /// Kind of region.
    pub enum RegionType {
        /// Local zone.
        Localzone = "localzone",
        /// One zone.
        Region = "region",
        /// Three zones.
        Region3Az = "region-3-az",
    }
}

open_enum! {
    /// State of a service in a region.
    pub enum ServiceStatus {
        Down = "DOWN",
        Up = "UP",
    }
}

impl Region {
    /// Whether it may have object storage that speaks S3: one of its services is called `storage-s3-…`, or it does not say
    /// what its services are.
    #[must_use]
    pub fn offers_s3(&self) -> bool {
        self.services.is_empty()
            || self
                .services
                .iter()
                .any(|service| service.name.starts_with("storage-s3"))
    }
}
