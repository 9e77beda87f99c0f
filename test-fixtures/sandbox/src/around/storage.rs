//! Object storage: Swift containers of the whole project, S3 buckets of one region each.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::objects::{Listing, Objects};

/// One Swift container.
#[derive(Debug)]
pub(crate) struct Container {
    /// Opaque.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) archive: bool,
    /// `private`, `public` or `static`.
    pub(crate) kind: String,
    pub(crate) cors: Vec<String>,
    /// MIME type by name ending.
    pub(crate) content_types: Vec<(String, String)>,
    pub(crate) objects: Objects,
}

impl Container {
    /// The opaque id of a container: nothing can be read from it.
    pub(crate) fn id_of(region: &str, name: &str) -> String {
        let text = format!("ovh-sandbox:container/{region}/{name}");
        URL_SAFE_NO_PAD
            .encode(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, text.as_bytes()).as_bytes())
    }

    /// `cloud.storage.Container`; the type is filled in on request only (inferred).
    pub(crate) fn entry(&self, with_type: bool) -> Value {
        let (count, bytes) = self.objects.totals();
        json!({
            "archive": self.archive,
            "containerType": with_type.then_some(&self.kind),
            "id": self.id,
            "name": self.name,
            "region": self.region,
            "storedBytes": bytes,
            "storedObjects": count,
        })
    }

    /// `cloud.storage.ContainerDetail` with at most `limit` objects that start with `prefix`.
    pub(crate) fn document(&self, prefix: &str, limit: usize, service_name: &str) -> Value {
        let (count, bytes) = self.objects.totals();
        let retrieval = if self.archive { "sealed" } else { "unsealed" };
        let objects: Vec<Value> = self
            .objects
            .current()
            .filter(|(name, _)| name.starts_with(prefix))
            .take(limit)
            .map(|(name, object)| {
                json!({
                    "contentType": self.content_type(name),
                    "lastModified": object.modified(),
                    "name": name,
                    "retrievalDelay": 0,
                    "retrievalState": retrieval,
                    "size": object.size(),
                })
            })
            .collect();
        let static_url = (self.kind == "static").then(|| {
            format!(
                "https://storage.{}.cloud.ovh.net/v1/AUTH_{service_name}/{}",
                self.region.to_lowercase(),
                percent_encoding::utf8_percent_encode(
                    &self.name,
                    percent_encoding::NON_ALPHANUMERIC
                )
            )
        });
        json!({
            "archive": self.archive,
            "containerType": self.kind,
            "cors": self.cors,
            "name": self.name,
            "objects": objects,
            "public": self.kind != "private",
            "region": self.region,
            "staticUrl": static_url.unwrap_or_default(),
            "storedBytes": bytes,
            "storedObjects": count,
        })
    }

    fn content_type(&self, name: &str) -> &str {
        let ending = name.rsplit('.').next().unwrap_or_default();
        self.content_types
            .iter()
            .find(|(known, _)| known == ending)
            .map_or("application/octet-stream", |(_, kind)| kind)
    }
}

/// One S3 bucket.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) created: String,
    /// Numeric id of the owning user.
    pub(crate) owner: i64,
    /// Settings as served: encryption, lifecycle, objectLock, replication, tags, versioning.
    pub(crate) settings: Map<String, Value>,
    pub(crate) objects: Objects,
}

impl Bucket {
    /// `cloud.StorageContainerList`, without objects.
    pub(crate) fn entry(&self) -> Value {
        let (count, bytes) = self.objects.totals();
        json!({
            "createdAt": self.created,
            "name": self.name,
            "objects": [],
            "objectsCount": count,
            "objectsSize": bytes,
            "ownerId": self.owner,
            "region": self.region,
            "virtualHost": format!("https://{}/", self.host()),
        })
    }

    /// `cloud.StorageContainer` with the objects of `listing`, or none.
    pub(crate) fn document(&self, listing: Option<&Listing>) -> Value {
        let mut document = self.entry();
        if let Some(listing) = listing {
            document["objects"] = self.objects.list(listing, false).into();
        }
        for (name, value) in &self.settings {
            document[name.as_str()] = value.clone();
        }
        document
    }

    /// One page of objects.
    pub(crate) fn list(&self, listing: &Listing) -> Vec<Value> {
        self.objects.list(listing, self.keeps_versions())
    }

    fn keeps_versions(&self) -> bool {
        let status = self
            .settings
            .get("versioning")
            .map(|value| &value["status"]);
        status.is_some_and(|status| status == "enabled" || status == "suspended")
    }

    /// Host in virtual-host style.
    pub(crate) fn host(&self) -> String {
        format!(
            "{}.s3.{}.io.cloud.ovh.net",
            self.name,
            self.region.to_lowercase()
        )
    }
}
