//! What the platform offers to run: images, presets, notebook frameworks and editors.

use super::{
    capabilities::FlavorType,
    declare::{document, open_enum},
};

document! {
    /// A catalogue image for apps (`capabilities.app.Image`).
    pub struct AppImage {
        /// One line.
        pub description: Option<String> = "description",
        /// Documentation.
        pub doc_url: Option<String> = "docUrl",
        /// Name before the colon of `id:version`.
        pub id: String = "id",
        /// How its licence is charged.
        pub licensing: Option<Licensing> = "licensing",
        /// Logo.
        pub logo_url: Option<String> = "logoUrl",
        /// Display name.
        pub name: Option<String> = "name",
        /// Partner.
        pub partner_id: Option<String> = "partnerId",
        /// Partner's display name.
        pub partner_name: Option<String> = "partnerName",
        /// Versions.
        pub versions: Vec<String> = "versions",
    }
}

document! {
    /// An image or editor the platform offers (`capabilities.job.Image`, `capabilities.notebook.Editor`).
    pub struct OfferedImage {
        /// One line.
        pub description: Option<String> = "description",
        /// Documentation.
        pub doc_url: Option<String> = "docUrl",
        /// Name.
        pub id: String = "id",
        /// Logo.
        pub logo_url: Option<String> = "logoUrl",
        /// Display name.
        pub name: Option<String> = "name",
        /// Versions.
        pub versions: Vec<String> = "versions",
    }
}

document! {
    /// A notebook framework.
    pub struct Framework {
        /// One line.
        pub description: Option<String> = "description",
        /// Documentation.
        pub doc_url: Option<String> = "docUrl",
        /// Name.
        pub id: String = "id",
        /// Logo.
        pub logo_url: Option<String> = "logoUrl",
        /// Display name.
        pub name: Option<String> = "name",
        /// Paths that are saved on stop.
        pub saved_paths: Vec<String> = "savedPaths",
        /// Quantum processors it can use.
        pub supported_qpus: Vec<String> = "supportedQpus",
        /// `ai`, `quantum` or `quantum-qpu`; the API declares no enumeration.
        pub kind: Option<String> = "type",
        /// Versions.
        pub versions: Vec<String> = "versions",
    }
}

document! {
    /// A ready-made workload.
    pub struct Preset {
        /// What it can do.
        pub capabilities: Option<PresetCapabilities> = "capabilities",
        /// Paragraphs.
        pub descriptions: Vec<String> = "descriptions",
        /// Documentation.
        pub doc_url: Vec<PresetDocumentationUrl> = "docUrl",
        /// Name.
        pub id: String = "id",
        /// Logo.
        pub logo_url: Option<String> = "logoUrl",
        /// Display name.
        pub name: Option<String> = "name",
        /// Partner.
        pub partner: Option<PresetPartner> = "partner",
        /// Usage.
        pub snippet: Option<String> = "snippet",
        /// Kind of workload.
        pub kind: Option<PresetType> = "type",
    }
}

document! {
    /// What a preset can do.
    pub struct PresetCapabilities {
        /// Commands can be run in it.
        pub exec: Option<bool> = "exec",
        /// Kinds of flavor it runs on.
        pub flavor_types: Vec<FlavorType> = "flavorTypes",
        /// Logs can be read.
        pub log: Option<bool> = "log",
        /// Most it can use.
        pub resources: Option<PresetResources> = "resources",
        /// SSH is possible.
        pub ssh: Option<bool> = "ssh",
        /// Volumes are possible.
        pub volume: Option<bool> = "volume",
    }
}

document! {
    /// Most a preset can use.
    pub struct PresetResources {
        /// GPU cards.
        pub max_gpu: Option<i64> = "maxGpu",
    }
}

document! {
    /// A link of a preset.
    pub struct PresetDocumentationUrl {
        /// Title.
        pub name: Option<String> = "name",
        /// Link.
        pub url: Option<String> = "url",
    }
}

document! {
    /// The partner behind a preset (`job.Partner`).
    pub struct PresetPartner {
        /// Partner's flavor.
        pub flavor: Option<String> = "flavor",
        /// Identifier.
        pub id: Option<String> = "id",
        /// Display name.
        pub name: Option<String> = "name",
    }
}

document! {
    /// Old-style preset job image (deprecated listing).
    pub struct PresetImage {
        /// Short text.
        pub description: Option<String> = "description",
        /// Identifier.
        pub id: String = "id",
        /// Link to the model.
        pub link: Option<String> = "link",
        /// Logo.
        pub logo: Option<String> = "logo",
        /// Display name.
        pub name: Option<String> = "name",
    }
}

document! {
    /// Editor entry of the deprecated, non-regional notebook capabilities call.
    pub struct NotebookEditor {
        /// Short text.
        pub description: Option<String> = "description",
        /// Documentation link.
        pub doc_url: Option<String> = "docUrl",
        /// Identifier.
        pub id: String = "id",
        /// Logo link.
        pub logo_url: Option<String> = "logoUrl",
        /// Display name.
        pub name: Option<String> = "name",
        /// Version.
        pub version: Option<String> = "version",
    }
}

document! {
    /// Framework entry of the deprecated, non-regional notebook capabilities call.
    pub struct NotebookFramework {
        /// Short text.
        pub description: Option<String> = "description",
        /// Documentation link.
        pub doc_url: Option<String> = "docUrl",
        /// Identifier.
        pub id: String = "id",
        /// Logo link.
        pub logo_url: Option<String> = "logoUrl",
        /// Display name.
        pub name: Option<String> = "name",
        /// Available versions.
        pub versions: Vec<String> = "versions",
    }
}

open_enum! {
    /// How a catalogue image's licence is charged.
    pub enum Licensing {
        PerApp = "per-app",
        PerReplica = "per-replica",
        PerResource = "per-resource",
        PerSecondBracket = "per-second-bracket",
    }
}

open_enum! {
    /// Kind of a preset's workload.
    pub enum PresetType {
        App = "app",
        Job = "job",
        Notebook = "notebook",
    }
}
