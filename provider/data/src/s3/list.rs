//! Listing a bucket, page by page, and never less than all of it.

use std::collections::VecDeque;

use http::Method;
use percent_encoding::percent_decode_str;

use super::{Bucket, time_of, xml};
use crate::{Error, Listed, remote::Ask};

/// What is asked for, in messages.
pub(crate) const LISTING: &str = "its listing";

/// Pages of a bucket's listing.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    bucket: &'a Bucket,
    token: Option<String>,
    is_over: bool,
}

impl Bucket {
    /// All objects below the prefix.
    pub(crate) const fn pages(&self) -> Pages<'_> {
        Pages {
            bucket: self,
            token: None,
            is_over: false,
        }
    }
}

impl Pages<'_> {
    /// The next objects; `None` after the last page.
    pub(crate) async fn next(&mut self) -> Result<Option<VecDeque<Listed>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let bucket = self.bucket;
        let mut ask = Ask::of_all(Method::GET, LISTING)
            .query("list-type", "2")
            .query("encoding-type", "url")
            .query("max-keys", "1000");
        if !bucket.at.prefix.is_empty() {
            ask = ask.query("prefix", &bucket.at.prefix);
        }
        if let Some(token) = &self.token {
            ask = ask.query("continuation-token", token);
        }
        let (_, body) = bucket.remote.ask(&ask).await?;
        let wrong = |problem: String| Error::protocol(&bucket.remote.place, &ask.what, problem);
        let page: xml::Page = xml::read("ListBucketResult", &body).map_err(wrong)?;
        if page
            .key_count
            .is_some_and(|count| count != page.contents.len() as u64)
        {
            return Err(wrong(format!(
                "a page says it has {} names and has {}",
                page.key_count.unwrap_or_default(),
                page.contents.len()
            )));
        }
        if page.is_truncated {
            let next = page
                .next_continuation_token
                .filter(|token| !token.is_empty());
            if next.is_none() || next == self.token {
                return Err(wrong("it goes on and does not say where".to_owned()));
            }
            self.token = next;
        } else {
            self.is_over = true;
        }
        let is_encoded = page.encoding_type.as_deref() == Some("url");
        let mut objects = VecDeque::with_capacity(page.contents.len());
        for content in page.contents {
            let key = if is_encoded {
                // A space is a plus, as in forms; a plus is escaped.
                percent_decode_str(&content.key.replace('+', " "))
                    .decode_utf8()
                    .map_err(|_| wrong(format!("{:?} is no name in UTF-8", content.key)))?
                    .into_owned()
            } else {
                content.key
            };
            if !key.starts_with(&bucket.at.prefix) {
                return Err(wrong(format!("{key:?} does not begin as was asked")));
            }
            let modified = time_of(&content.last_modified).ok_or_else(|| {
                wrong(format!(
                    "{key:?} was changed at {:?}, which is no time",
                    content.last_modified
                ))
            })?;
            objects.push_back(Listed {
                key,
                size: content.size,
                etag: content.etag.trim_matches('"').to_owned(),
                modified,
            });
        }
        Ok(Some(objects))
    }
}
