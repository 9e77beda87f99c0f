//! Listing a container, by markers, until nothing comes.

use std::collections::VecDeque;

use futures_util::{StreamExt, stream};
use http::Method;
use serde::Deserialize;

use super::Container;
use crate::{
    Error, Listed,
    remote::Ask,
    s3::{LISTING, time_of},
};

/// Objects of one page that are looked at together.
const LOOKED_AT: usize = 16;

#[derive(Deserialize)]
struct Row {
    name: String,
    bytes: u64,
    hash: String,
    last_modified: String,
    /// Only of static large objects.
    slo_etag: Option<String>,
}

/// What is asked for, in messages.
pub(crate) const STATISTICS: &str = "its statistics";

/// Pages of a container's listing.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    container: &'a Container,
    marker: Option<String>,
    is_over: bool,
}

impl Container {
    pub(crate) const fn pages(&self) -> Pages<'_> {
        Pages {
            container: self,
            marker: None,
            is_over: false,
        }
    }

    /// Objects and bytes, as the container counts them: a while behind, and large objects by their segments' place.
    pub(crate) async fn totals(&self) -> Result<(u64, u64), Error> {
        let ask = Ask::of_all(Method::HEAD, STATISTICS);
        let response = self.remote.send(&ask).await?;
        let number = |name: &str| {
            (response.headers().get(name))
                .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
                .ok_or_else(|| Error::protocol(&self.remote.place, &ask.what, format!("no {name}")))
        };
        Ok((
            number("x-container-object-count")?,
            number("x-container-bytes-used")?,
        ))
    }
}

impl Pages<'_> {
    /// The next objects; `None` after the last page, which is an empty one: clusters lower the limit as they like.
    pub(crate) async fn next(&mut self) -> Result<Option<VecDeque<Listed>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let container = self.container;
        let mut ask = Ask::of_all(Method::GET, LISTING)
            .query("format", "json")
            .query("limit", "1000");
        if !container.at.prefix.is_empty() {
            ask = ask.query("prefix", &container.at.prefix);
        }
        if let Some(marker) = &self.marker {
            ask = ask.query("marker", marker);
        }
        let (_, body) = container.remote.ask(&ask).await?;
        let wrong = |problem: String| Error::protocol(&container.remote.place, &ask.what, problem);
        let rows: Vec<Row> = if body.is_empty() {
            Vec::new()
        } else {
            serde_json::from_slice(&body).map_err(|error| wrong(error.to_string()))?
        };
        let Some(last) = rows.last() else {
            self.is_over = true;
            return Ok(None);
        };
        if self.marker.as_ref() == Some(&last.name) {
            return Err(wrong("it does not go on behind its marker".to_owned()));
        }
        self.marker = Some(last.name.clone());
        let mut looks = Vec::new();
        for row in rows {
            if !row.name.starts_with(&container.at.prefix) {
                return Err(wrong(format!("{:?} does not begin as was asked", row.name)));
            }
            let modified = time_of(&row.last_modified)
                .ok_or_else(|| wrong(format!("{:?} was changed at no time", row.name)))?;
            let listed = Listed {
                key: row.name,
                size: row.bytes,
                etag: row.hash,
                modified,
            };
            // An empty object may stand for segments, whatever the listing says.
            let is_odd = row.slo_etag.is_some() || row.bytes == 0;
            looks.push(async move {
                if is_odd {
                    container.looked_at(listed).await
                } else {
                    Ok(Some(listed))
                }
            });
        }
        let looks: Vec<Result<Option<Listed>, Error>> =
            stream::iter(looks).buffered(LOOKED_AT).collect().await;
        looks
            .into_iter()
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()
            .map(Some)
    }
}
