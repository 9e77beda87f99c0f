//! Objects of an S3 bucket. A bucket may hold millions of them, so they are shown as they come and none is kept.

use std::collections::BTreeSet;

use ovhai_platform::documents::{Listed, around::BucketObject};
use serde_json::Value;

use crate::{Error, ReadProject, calls, request::Request};

/// Most entries the API gives at once.
const LIMIT: u32 = 1000;

/// Which objects of a bucket to list; the default is all of them, newest versions only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectQuery {
    /// Only keys that begin with this.
    pub prefix: Option<String>,
    /// Keys that share the text up to this character are one entry.
    pub delimiter: Option<String>,
    /// Older versions and delete markers too.
    pub with_versions: bool,
}

/// The last entry of a page, after which the next one begins: key and version.
type Marker = (String, Option<String>);

impl ObjectQuery {
    fn apply(&self, request: Request) -> Request {
        request
            .query_if("prefix", self.prefix.as_ref())
            .query_if("delimiter", self.delimiter.as_ref())
            .query_if("withVersions", self.with_versions.then_some(true))
            .query("limit", &LIMIT.to_string())
    }
}

impl ReadProject {
    /// Shows the objects of a bucket to `see`, page by page while they are read. The API says neither how many there are
    /// nor when the list ends, so it is read until a page brings nothing new: one call per 1000 objects and one more.
    ///
    /// Objects that are created or deleted meanwhile may be in it or not.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such bucket; [`Error::BadPaging`] if the pages go round in a circle. `see`
    /// may have seen a part by then.
    pub async fn each_bucket_object(
        &self,
        region: &str,
        bucket: &str,
        query: &ObjectQuery,
        mut see: impl FnMut(Listed<BucketObject>),
    ) -> Result<(), Error> {
        let list = query.apply(self.request(&calls::BUCKET_OBJECTS, &[region, bucket])?);
        let mut marker: Option<Marker> = None;
        let mut markers = BTreeSet::new();
        loop {
            let request = match &marker {
                Some((key, version)) => list
                    .clone()
                    .query("keyMarker", key)
                    .query_if("versionIdMarker", version.as_ref()),
                None => list.clone(),
            };
            let page: Vec<Listed<BucketObject>> = self.client.get(&request).await?;
            let mut last = None;
            for object in page {
                let here = marker_of(&object, query.with_versions).ok_or_else(|| {
                    bad(
                        &list,
                        "an entry has no key, so nobody can say what comes after it",
                    )
                })?;
                // Whether the marker itself is in the next page is not documented.
                if marker.as_ref() == Some(&here) {
                    continue;
                }
                see(object);
                last = Some(here);
            }
            let Some(last) = last else {
                return Ok(());
            };
            if !markers.insert(last.clone()) {
                return Err(bad(&list, "its pages go round in a circle"));
            }
            marker = Some(last);
        }
    }
}

/// Where the list goes on after this entry.
fn marker_of(object: &Listed<BucketObject>, with_versions: bool) -> Option<Marker> {
    let (key, version) = match object {
        Listed::Read(object) => (object.key.clone(), object.version_id.clone()),
        Listed::Undecodable(odd) => {
            let text = |name| odd.raw.get(name).and_then(Value::as_str).map(str::to_owned);
            (text("key")?, text("versionId"))
        }
    };
    Some((key, version.filter(|_| with_versions)))
}

fn bad(list: &Request, problem: &str) -> Error {
    Error::BadPaging {
        path: list.target(),
        problem: problem.to_owned(),
    }
}
