//! What the platform offers: regions, flavors, catalogue images, presets, quota. Numbers come from
//! platform-facts section 7 and the sample documents; scratch sizes of most GPU flavors and all presets are
//! placeholders.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

/// One flavor, as served and as calculated with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Flavor {
    pub(crate) id: String,
    pub(crate) default: bool,
    pub(crate) max: i64,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) resources_per_unit: PerUnit,
    pub(crate) gpu_information: Option<Card>,
}

/// Amounts of one unit: bytes, and bits per second for bandwidth.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PerUnit {
    pub(crate) cpu: i64,
    pub(crate) gpu: i64,
    pub(crate) memory: i64,
    pub(crate) ephemeral_storage: i64,
    pub(crate) private_network: i64,
    pub(crate) public_network: i64,
}

/// The GPU card of a flavor.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Card {
    pub(crate) gpu_brand: String,
    pub(crate) gpu_memory: i64,
    pub(crate) gpu_model: String,
}

impl Flavor {
    pub(crate) fn is_gpu(&self) -> bool {
        self.kind == "gpu"
    }
}

/// One region with everything below it.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) id: String,
    pub(crate) document: Value,
    pub(crate) flavors: Vec<Flavor>,
    pub(crate) flavor_documents: Vec<Value>,
    pub(crate) app_images: Vec<Value>,
    pub(crate) presets: Vec<Value>,
    pub(crate) data_regions: Vec<String>,
    pub(crate) job_images: Vec<Value>,
    pub(crate) editors: Vec<Value>,
    pub(crate) frameworks: Vec<Framework>,
    pub(crate) partners: Vec<Value>,
}

/// One notebook framework.
#[derive(Debug, Deserialize)]
pub(crate) struct Framework {
    /// As served.
    pub(crate) document: Value,
    /// Ids of the editors it can be used in (inferred: only the filters say that not all can).
    pub(crate) editors: Vec<String>,
}

impl Framework {
    pub(crate) fn runs_in(&self, editor: &str) -> bool {
        self.editors.iter().any(|known| known == editor)
    }

    pub(crate) fn has_version(&self, version: &str) -> bool {
        contains(&self.document["versions"], version)
    }

    pub(crate) fn has_qpu(&self, flavor: &str) -> bool {
        contains(&self.document["supportedQpus"], flavor)
    }

    /// Versions are listed newest first.
    pub(crate) fn newest(&self) -> &str {
        self.document["versions"][0].as_str().unwrap_or_default()
    }
}

fn contains(list: &Value, text: &str) -> bool {
    list.as_array()
        .is_some_and(|list| list.iter().any(|known| known == text))
}

impl Region {
    pub(crate) fn flavor(&self, id: &str) -> Option<&Flavor> {
        self.flavors.iter().find(|flavor| flavor.id == id)
    }

    /// The default flavor of a kind; the first of the kind where the region marks none.
    pub(crate) fn default_flavor(&self, gpu: bool) -> Option<&Flavor> {
        let mut of_kind = self.flavors.iter().filter(|flavor| flavor.is_gpu() == gpu);
        of_kind
            .clone()
            .find(|flavor| flavor.default)
            .or_else(|| of_kind.next())
    }

    /// Catalogue images are written `id:version` and belong to one partner.
    pub(crate) fn has_partner_image(&self, partner: &str, image: &str) -> bool {
        let Some((id, version)) = image.split_once(':') else {
            return false;
        };
        self.app_images.iter().any(|entry| {
            entry["partnerId"] == partner
                && entry["id"] == id
                && contains(&entry["versions"], version)
        })
    }

    /// A catalogue image for jobs, written `id:version`.
    pub(crate) fn has_job_image(&self, image: &str) -> bool {
        let Some((id, version)) = image.split_once(':') else {
            return false;
        };
        self.job_images
            .iter()
            .any(|entry| entry["id"] == id && contains(&entry["versions"], version))
    }

    pub(crate) fn has_partner(&self, id: &str) -> bool {
        self.partners.iter().any(|partner| partner["id"] == id)
    }

    pub(crate) fn has_editor(&self, id: &str) -> bool {
        self.editors.iter().any(|editor| editor["id"] == id)
    }

    pub(crate) fn framework(&self, id: &str) -> Option<&Framework> {
        self.frameworks
            .iter()
            .find(|framework| framework.document["id"] == id)
    }
}

/// Everything on offer.
#[derive(Debug)]
pub(crate) struct Capabilities {
    pub(crate) regions: Vec<Region>,
    pub(crate) features: Value,
    pub(crate) quota: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    regions: Vec<Value>,
    flavors: BTreeMap<String, Vec<Value>>,
    app_images: BTreeMap<String, Vec<Value>>,
    presets: BTreeMap<String, Vec<Value>>,
    data_regions: BTreeMap<String, Vec<String>>,
    job_images: BTreeMap<String, Vec<Value>>,
    editors: BTreeMap<String, Vec<Value>>,
    frameworks: BTreeMap<String, Vec<Framework>>,
    partners: BTreeMap<String, Vec<Value>>,
    features: Value,
    quota: Value,
}

impl Capabilities {
    /// The built-in offer.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Capabilities> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::parse(include_str!("../data/capabilities.json")))
    }

    #[expect(
        clippy::expect_used,
        reason = "the text is a file of this crate, read by every test"
    )]
    fn parse(text: &str) -> Self {
        let mut file: File =
            serde_json::from_str(text).expect("data/capabilities.json is complete");
        let regions = file
            .regions
            .into_iter()
            .map(|document| {
                let id = document["id"].as_str().unwrap_or_default().to_owned();
                let flavor_documents = file.flavors.remove(&id).unwrap_or_default();
                Region {
                    flavors: flavor_documents
                        .iter()
                        .map(|flavor| {
                            Flavor::deserialize(flavor).expect("data/capabilities.json: flavor")
                        })
                        .collect(),
                    flavor_documents,
                    app_images: file.app_images.remove(&id).unwrap_or_default(),
                    presets: file.presets.remove(&id).unwrap_or_default(),
                    data_regions: file.data_regions.remove(&id).unwrap_or_default(),
                    job_images: file.job_images.remove(&id).unwrap_or_default(),
                    editors: file.editors.remove(&id).unwrap_or_default(),
                    frameworks: file.frameworks.remove(&id).unwrap_or_default(),
                    partners: file.partners.remove(&id).unwrap_or_default(),
                    document,
                    id,
                }
            })
            .collect();
        Self {
            regions,
            features: file.features,
            quota: file.quota,
        }
    }

    pub(crate) fn region(&self, id: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.id == id)
    }
}
