//! The folders of a bucket: what names begin with, up to the next slash.

use http::Method;
use percent_encoding::percent_decode_str;

use super::{Bucket, LISTING, xml};
use crate::{Error, Source, remote::Ask};

/// Folders above others that are gone through to where names part.
const DEEP: usize = 8;

/// What the names of many of a source's objects begin with, each ending with `/`: the first thousand at most, of the level at which names
/// part, and none where a source does not tell. Whoever divides work by them must not rely on there being no other.
///
/// # Errors
/// Whatever keeps a listing from being read.
pub async fn folders(source: &Source) -> Result<Vec<String>, Error> {
    let Source::Bucket(bucket) = source else {
        return Ok(Vec::new());
    };
    let mut prefix = bucket.at.prefix.clone();
    let mut found = Vec::new();
    for _ in 0..DEEP {
        let (folders, has_objects) = bucket.folders(&prefix).await?;
        found = folders;
        match found.as_slice() {
            [only] if !has_objects => prefix.clone_from(only),
            _ => break,
        }
    }
    Ok(found)
}

impl Bucket {
    /// The first of them, in order, and whether there are objects beside them.
    async fn folders(&self, prefix: &str) -> Result<(Vec<String>, bool), Error> {
        let ask = Ask::of_all(Method::GET, LISTING)
            .query("list-type", "2")
            .query("encoding-type", "url")
            .query("delimiter", "/")
            .query("prefix", prefix)
            .query("max-keys", "1000");
        let (_, body) = self.remote.ask(&ask).await?;
        let wrong = |problem: String| Error::protocol(&self.remote.place, &ask.what, problem);
        let page: xml::Page = xml::read("ListBucketResult", &body).map_err(wrong)?;
        let is_encoded = page.encoding_type.as_deref() == Some("url");
        let mut folders = Vec::with_capacity(page.common_prefixes.len());
        for folder in page.common_prefixes {
            let folder = if is_encoded {
                percent_decode_str(&folder.prefix.replace('+', " "))
                    .decode_utf8()
                    .map_err(|_| wrong(format!("{:?} is no name in UTF-8", folder.prefix)))?
                    .into_owned()
            } else {
                folder.prefix
            };
            // Names that differ only so would be one folder to tools.
            if folder.starts_with(prefix) && folder.ends_with('/') && !folder.ends_with("//") {
                folders.push(folder);
            }
        }
        folders.sort();
        folders.dedup();
        Ok((folders, !page.contents.is_empty()))
    }
}
