//! How lists are cut: `page` and `size` of the call, or the gateway's headers. Both base and sizes of the first are
//! undocumented and can be set (platform-facts section 3).

use std::ops::Range;

use crate::errors::ApiError;
use crate::options::PagingOptions;
use crate::reply::Reply;
use crate::request::Request;

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// From 0.
    index: usize,
    size: usize,
    /// What the gateway's answer headers repeat.
    number: usize,
}

impl Page {
    /// The part of a list of `len` items.
    pub(crate) fn range(&self, len: usize) -> Range<usize> {
        let start = self.index.saturating_mul(self.size).min(len);
        start..start.saturating_add(self.size).min(len)
    }

    /// The number as it was asked for.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Most items of the page.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Adds the gateway's headers.
    pub(crate) fn reply(&self, total: usize, reply: Reply) -> Reply {
        reply
            .with_header("X-Pagination-Elements", total.to_string())
            .with_header("X-Pagination-Number", self.number.to_string())
            .with_header("X-Pagination-Size", self.size.to_string())
    }
}

/// `page` and `size` of the query.
///
/// # Errors
/// 400 for anything but numbers, and for sizes below 1.
pub(crate) fn query(request: &Request, options: PagingOptions) -> Result<Page, ApiError> {
    let base = usize::from(options.base);
    let number = match request.parameter("page") {
        None => base,
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::member("page", "must be a whole number of at least 0"))?,
    };
    let size = match request.parameter("size") {
        None => options.default_size,
        Some(text) => match text.parse() {
            Ok(size) if size > 0 => size,
            _ => {
                return Err(ApiError::member(
                    "size",
                    "must be a whole number of at least 1",
                ));
            }
        },
    };
    Ok(Page {
        // With pages from 1, page 0 is the first page too.
        index: number.saturating_sub(base),
        size: size.min(options.max_size),
        number,
    })
}

/// The gateway's own paging (`X-Pagination-Mode: CachedObjectList-Pages`), pages from 1; `None` without the header.
/// Default and largest size are unknown (inferred: 5000 and 50000, which the console sends).
///
/// # Errors
/// 400 for other modes and bad numbers.
pub(crate) fn gateway(request: &Request) -> Result<Option<Page>, ApiError> {
    let Some(mode) = request.header("x-pagination-mode") else {
        return Ok(None);
    };
    if mode != "CachedObjectList-Pages" {
        return Err(ApiError::member("X-Pagination-Mode", "unknown"));
    }
    let number = |name: &'static str, default: usize| match request.header(name) {
        None => Ok(default),
        Some(text) => match text.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(ApiError::member(
                name,
                "must be a whole number of at least 1",
            )),
        },
    };
    let page = number("x-pagination-number", 1)?;
    Ok(Some(Page {
        index: page - 1,
        size: number("x-pagination-size", 5000)?.min(50_000),
        number: page,
    }))
}
