//! Uploads in parts.

use bytes::Bytes;
use http::{HeaderName, Method};

use super::{Bucket, Stored, objects::METADATA, xml};
use crate::{
    Error, Properties,
    entry::parts_of,
    hash::{hex, tag_of},
    remote::Ask,
};

impl Bucket {
    /// Begins; the answer is the bucket's name for the upload.
    pub(crate) async fn begin_upload(
        &self,
        key: &str,
        properties: &Properties,
    ) -> Result<String, Error> {
        let ask = properties.on(Ask::of(Method::POST, key).query("uploads", ""), METADATA)?;
        let (_, body) = self.remote.ask(&ask).await?;
        let begun: xml::Initiated = xml::read("InitiateMultipartUploadResult", &body)
            .map_err(|problem| self.wrong(&ask, problem))?;
        Ok(begun.upload_id)
    }

    /// Stores part `number` (from 1), whose MD5 is `sum`; answers its ETag.
    pub(crate) async fn put_part(
        &self,
        key: &str,
        upload: &str,
        number: u32,
        bytes: Bytes,
        sum: [u8; 16],
    ) -> Result<Stored, Error> {
        let mut ask = Ask::of(Method::PUT, key)
            .query("partNumber", number.to_string())
            .query("uploadId", upload)
            .body(bytes);
        ask.what = format!("part {number} of {}", ask.what);
        let (headers, _) = self.remote.ask(&ask).await?;
        self.stored(&ask, &headers, sum)
    }

    /// The parts of an upload: number, ETag and size; `None` if there is no such upload (any more).
    pub(crate) async fn parts(
        &self,
        key: &str,
        upload: &str,
    ) -> Result<Option<Vec<(u32, String, u64)>>, Error> {
        let mut found = Vec::new();
        let mut marker = 0;
        loop {
            let mut ask = Ask::of(Method::GET, key).query("uploadId", upload);
            if marker > 0 {
                ask = ask.query("part-number-marker", marker.to_string());
            }
            ask.what = format!("the parts of {}", ask.what);
            let body = match self.remote.ask(&ask).await {
                Ok((_, body)) => body,
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            let page: xml::Parts =
                xml::read("ListPartsResult", &body).map_err(|problem| self.wrong(&ask, problem))?;
            let last = page.parts.last().map(|part| part.part_number);
            found.extend(page.parts.into_iter().map(|part| {
                let etag = part.etag.trim_matches('"').to_owned();
                (part.part_number, etag, part.size)
            }));
            if !page.is_truncated {
                return Ok(Some(found));
            }
            match page.next_part_number_marker.or(last) {
                Some(next) if next > marker => marker = next,
                _ => return Err(self.wrong(&ask, "it goes on and does not say where".to_owned())),
            }
        }
    }

    /// Makes an object of parts, given as ETag and MD5. Nothing else may have become of it: the answer is compared.
    pub(crate) async fn finish_upload(
        &self,
        key: &str,
        upload: &str,
        parts: &[(String, [u8; 16])],
    ) -> Result<Stored, Error> {
        let list = xml::completion(
            (1..)
                .zip(parts)
                .map(|(number, (etag, _))| (number, etag.as_str())),
        );
        let mut ask = Ask::of(Method::POST, key)
            .query("uploadId", upload)
            .header(HeaderName::from_static("content-type"), "application/xml")?
            .body(list.into());
        ask.what = format!("the end of the upload of {}", ask.what);
        let sums: Vec<[u8; 16]> = parts.iter().map(|(_, sum)| *sum).collect();
        let wanted = tag_of(&sums);
        let etag = match self.remote.ask(&ask).await {
            Ok((_, body)) => {
                let done: xml::Completed = xml::read("CompleteMultipartUploadResult", &body)
                    .map_err(|problem| self.wrong(&ask, problem))?;
                done.etag.trim_matches('"').to_owned()
            }
            // The answer to a try that worked may have been lost.
            Err(error @ Error::NotFound { .. }) => match self.seen(key).await? {
                Some(seen) if seen.mark == wanted => seen.mark,
                _ => return Err(error),
            },
            Err(error) => return Err(error),
        };
        let is_sum_of_sums = (parts.iter()).all(|(etag, sum)| *etag == hex(sum));
        if parts_of(&etag).is_some() && is_sum_of_sums && etag != wanted {
            return Err(Error::Corrupt {
                place: self.remote.place.clone(),
                what: ask.what,
                problem: format!("sent {wanted}, it stored {etag}"),
            });
        }
        Ok(Stored { etag })
    }

    /// Gives an upload up, and its parts with it.
    pub(crate) async fn abort_upload(&self, key: &str, upload: &str) -> Result<(), Error> {
        let ask = Ask::of(Method::DELETE, key).query("uploadId", upload);
        match self.remote.ask(&ask).await {
            Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
