//! Manifests, tags, and what refers to a digest.

use http::{Method, header};
use ovhai_model::ImageReference;
use serde_json::Value;

use super::{Access, Repository, challenge::next_link, optional};
use crate::{
    ContentDigest, Descriptor, Error,
    media::{INDEX, MANIFESTS, media_type_of},
};

/// Pages of one list; more is a loop.
const PAGES: usize = 10_000;

/// A manifest's bytes, as the registry keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Of the bytes; verified where it was asked for by digest.
    pub digest: ContentDigest,
    /// What it says of itself, else what the registry says.
    pub media_type: String,
    /// Exactly as they came.
    pub bytes: Vec<u8>,
}

impl Manifest {
    /// Checks `bytes` against `asked` (a digest) and `said` (the registry's word).
    pub(crate) fn checked(
        place: &str,
        bytes: Vec<u8>,
        asked: Option<&ContentDigest>,
        said: Option<&str>,
    ) -> Result<Self, Error> {
        let digest = match asked {
            Some(asked) if !asked.is_of(&bytes) => {
                return Err(Error::Corrupt {
                    place: place.to_owned(),
                    digest: asked.clone(),
                    problem: format!("they are {}", ContentDigest::of(&bytes)),
                });
            }
            Some(asked) => asked.clone(),
            None => ContentDigest::of(&bytes),
        };
        let document: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Self {
            media_type: media_type_of(&document, said),
            digest,
            bytes,
        })
    }
}

impl Repository {
    /// The manifest under `reference`: a tag, or a digest that is then verified.
    ///
    /// # Errors
    /// [`Error::NotFound`], and whatever stops a request; [`Error::Corrupt`] for other bytes.
    pub async fn manifest(&self, reference: &str) -> Result<Manifest, Error> {
        let what = format!("manifest {} of {}", reference, self.name());
        let path = self.manifest_path(reference)?;
        let ask =
            (self.ask(Method::GET, &path, Access::Pull, what)?).with(header::ACCEPT, MANIFESTS);
        let (headers, bytes) = self.fetch(&ask).await?;
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let promised = text("docker-content-digest").and_then(ContentDigest::parse);
        // Of a tag, the registry's own word is what there is to check against.
        let asked = ContentDigest::parse(reference).or(promised);
        Manifest::checked(self.place(), bytes, asked.as_ref(), text("content-type"))
    }

    /// The digest under `reference`, without its bytes; `None` if there is no such manifest.
    ///
    /// # Errors
    /// Whatever stops a request.
    pub async fn has_manifest(&self, reference: &str) -> Result<Option<ContentDigest>, Error> {
        let what = format!("manifest {} of {}", reference, self.name());
        let path = self.manifest_path(reference)?;
        let ask =
            (self.ask(Method::HEAD, &path, Access::Pull, what)?).with(header::ACCEPT, MANIFESTS);
        let Some(response) = optional(self.send(&ask).await)? else {
            return Ok(None);
        };
        let said = (response.headers().get("docker-content-digest"))
            .and_then(|value| value.to_str().ok())
            .and_then(ContentDigest::parse);
        Ok(said.or_else(|| ContentDigest::parse(reference)))
    }

    /// Stores `manifest` under `reference` (a tag or its digest). True if the registry will list it as a referrer.
    ///
    /// # Errors
    /// Whatever stops a request; [`Error::Protocol`] if the registry stored something else.
    pub async fn put_manifest(&self, reference: &str, manifest: &Manifest) -> Result<bool, Error> {
        let what = format!("storing manifest {} of {}", reference, self.name());
        let path = self.manifest_path(reference)?;
        let mut ask = (self.ask(Method::PUT, &path, Access::Push, what)?)
            .with(header::CONTENT_TYPE, &manifest.media_type);
        ask.body = Some(manifest.bytes.clone().into());
        let response = self.send(&ask).await?;
        let stored = (response.headers().get("docker-content-digest"))
            .and_then(|value| value.to_str().ok())
            .and_then(ContentDigest::parse);
        if let Some(stored) = stored
            && stored.algorithm() == manifest.digest.algorithm()
            && stored != manifest.digest
        {
            let problem = format!("it stored {stored} instead of {}", manifest.digest);
            return Err(Error::protocol(self.place(), &ask.what, problem));
        }
        Ok(response.headers().contains_key("oci-subject"))
    }

    /// Removes a manifest, and with it every tag that means it. False if there was none.
    ///
    /// # Errors
    /// Whatever stops a request; many registries do not allow it.
    pub async fn delete_manifest(&self, digest: &ContentDigest) -> Result<bool, Error> {
        let what = format!("removing manifest {digest} of {}", self.name());
        let path = self.manifest_path(digest.as_str())?;
        let mut ask = self.ask(Method::DELETE, &path, Access::Push, what)?;
        ask.scopes = vec![format!("repository:{}:pull,push,delete", self.name())];
        Ok(optional(self.send(&ask).await)?.is_some())
    }

    /// Takes a tag of ours away from what it means, which stays. Few registries remove a tag alone, and some remove the manifest with
    /// it: the tag is put on an empty index that nobody else has, and goes with that.
    ///
    /// # Errors
    /// Whatever stops a request. Where nothing can be removed, the tag stays on the empty index.
    pub(crate) async fn release_tag(&self, tag: &str) -> Result<(), Error> {
        let empty = serde_json::json!({
            "schemaVersion": 2, "mediaType": INDEX, "manifests": [], "annotations": {"released": tag},
        });
        let bytes = empty.to_string().into_bytes();
        let empty = Manifest {
            digest: ContentDigest::of(&bytes),
            media_type: INDEX.to_owned(),
            bytes,
        };
        self.put_manifest(tag, &empty).await?;
        self.delete_manifest(&empty.digest).await.map(|_| ())
    }

    /// All tags, in the registry's order.
    ///
    /// # Errors
    /// Whatever stops a request; never a part of the list.
    pub async fn tags(&self) -> Result<Vec<String>, Error> {
        let what = format!("tags of {}", self.name());
        let mut tags = Vec::new();
        let read = |page: Value| {
            let names = page["tags"].as_array().into_iter().flatten();
            tags.extend(names.filter_map(Value::as_str).map(str::to_owned));
        };
        self.pages("tags/list", &what, read).await?;
        Ok(tags)
    }

    /// What says that it belongs to `digest`: by the referrers interface, or by the fallback tag where there is none.
    ///
    /// # Errors
    /// Whatever stops a request.
    pub async fn referrers(&self, digest: &ContentDigest) -> Result<Vec<Descriptor>, Error> {
        let what = format!("referrers of {digest} in {}", self.name());
        let mut found = Vec::new();
        let mut wrong = false;
        let read = |page: Value| match descriptors(&page) {
            Some(more) => found.extend(more),
            None => wrong = true,
        };
        let path = format!("referrers/{digest}");
        match self.pages(&path, &what, read).await {
            Ok(()) if wrong => Err(Error::protocol(self.place(), &what, "no index came back")),
            Ok(()) => Ok(found),
            // Registries without the interface answer 404; some refuse the path by 400 or 405.
            Err(Error::NotFound { .. } | Error::Protocol { .. }) => {
                let Some(index) = optional(self.manifest(&digest.fallback_tag()).await)? else {
                    return Ok(Vec::new());
                };
                let document = serde_json::from_slice(&index.bytes).unwrap_or_default();
                descriptors(&document).ok_or_else(|| {
                    Error::protocol(self.place(), &what, "the fallback tag is no index")
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Adds `child` to the index under the fallback tag of `subject`. Whoever writes there must be alone.
    pub(crate) async fn add_to_fallback(
        &self,
        subject: &ContentDigest,
        child: Value,
    ) -> Result<(), Error> {
        let tag = subject.fallback_tag();
        let old = optional(self.manifest(&tag).await)?;
        let mut document: Value = (old.as_ref())
            .and_then(|old| serde_json::from_slice(&old.bytes).ok())
            .filter(|document: &Value| document["manifests"].is_array())
            .unwrap_or_else(
                || serde_json::json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": []}),
            );
        if let Some(children) = document["manifests"].as_array_mut() {
            if children.iter().any(|one| one["digest"] == child["digest"]) {
                return Ok(());
            }
            children.push(child);
            children.sort_by_key(|one| one["digest"].as_str().unwrap_or("").to_owned());
        }
        let bytes = document.to_string().into_bytes();
        let index = Manifest {
            digest: ContentDigest::of(&bytes),
            media_type: INDEX.to_owned(),
            bytes,
        };
        self.put_manifest(&tag, &index).await.map(|_| ())
    }

    async fn pages(
        &self,
        path: &str,
        what: &str,
        mut read: impl FnMut(Value),
    ) -> Result<(), Error> {
        let mut ask = self.ask(Method::GET, path, Access::Pull, what.to_owned())?;
        let start = ask.url.clone();
        for _ in 0..PAGES {
            let (headers, bytes) = self.fetch(&ask).await?;
            let next = (headers.get_all(header::LINK).iter())
                .filter_map(|value| value.to_str().ok())
                .find_map(next_link);
            let page = serde_json::from_slice(&bytes)
                .map_err(|_| Error::protocol(self.place(), what, "the answer is no JSON"))?;
            read(page);
            let Some(next) = next else { return Ok(()) };
            let url = ask.url.join(&next).ok();
            // The next page of a list is on the same host and of the same list, or nothing.
            ask.url = url
                .filter(|url| url.origin() == start.origin() && *url != ask.url)
                .ok_or_else(|| Error::protocol(self.place(), what, "the next page is elsewhere"))?;
        }
        Err(Error::protocol(self.place(), what, "the list has no end"))
    }

    fn manifest_path(&self, reference: &str) -> Result<String, Error> {
        let is_tag = || {
            ImageReference::parse(&format!("x.invalid/x:{reference}"))
                .is_ok_and(|parsed| parsed.tag.as_deref() == Some(reference))
        };
        if ContentDigest::parse(reference).is_some() || is_tag() {
            return Ok(format!("manifests/{reference}"));
        }
        Err(Error::Configuration {
            what: format!("the reference {reference:?} of {}", self.name()),
            problem: "it is neither a tag nor a sha256 or sha512 digest".to_owned(),
        })
    }
}

/// The children of an index that can be read as descriptors; `None` if it is no index.
pub(crate) fn descriptors(document: &Value) -> Option<Vec<Descriptor>> {
    let children = document["manifests"].as_array()?;
    children
        .iter()
        .map(|child| serde_json::from_value(child.clone()).ok())
        .collect()
}
