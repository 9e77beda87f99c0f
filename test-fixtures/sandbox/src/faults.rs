//! Misbehaviour on request: what proxies, gateways and overloaded servers do to a client.

use std::time::Duration;

use crate::reply::Reply;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Answer this status in the vendor's shape without doing anything.
    Status(u16),
    /// 429 with a `Retry-After` header of so many seconds.
    RetryAfter(u32),
    /// A web page instead of JSON, with this status.
    Html(u16),
    /// An empty body with this status.
    Empty(u16),
    /// Cut the connection before doing anything.
    CutBefore,
    /// Do what was asked, then cut the connection: the caller cannot know.
    CutAfter,
    /// Do what was asked, then answer 504: the caller cannot know.
    TimeoutAfter,
    /// Wait before answering normally.
    Delay(Duration),
}

/// One fault for calls of a route.
#[derive(Debug, Clone)]
struct Planned {
    /// `METHOD /path/{parameter}`, or empty for every call.
    route: String,
    fault: Fault,
    /// How many calls are still let through before it strikes.
    skip: u32,
    /// How many calls it still strikes.
    times: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    planned: Vec<Planned>,
}

impl Faults {
    pub(crate) fn plan(&mut self, route: &str, fault: Fault, skip: u32, times: u32) {
        self.planned.push(Planned {
            route: route.into(),
            fault,
            skip,
            times,
        });
    }

    pub(crate) fn clear(&mut self) {
        self.planned.clear();
    }

    /// The fault that strikes a call of `route` now.
    pub(crate) fn strike(&mut self, route: &str) -> Option<Fault> {
        let planned = self
            .planned
            .iter_mut()
            .find(|planned| planned.route.is_empty() || planned.route == route)?;
        if planned.skip > 0 {
            planned.skip -= 1;
            return None;
        }
        planned.times = planned.times.saturating_sub(1);
        let fault = planned.fault.clone();
        self.planned.retain(|planned| planned.times > 0);
        Some(fault)
    }
}

impl Fault {
    /// The answer that replaces the real one; `None` where the real one goes out or none at all.
    pub(crate) fn reply(&self) -> Option<Reply> {
        match self {
            Self::Status(status) => Some(vendor_error(*status)),
            Self::RetryAfter(seconds) => {
                Some(vendor_error(429).with_header("Retry-After", seconds.to_string()))
            }
            Self::Html(status) => Some(Reply::html(
                *status,
                "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>",
            )),
            Self::Empty(status) => Some(Reply::text(*status, String::new())),
            Self::TimeoutAfter => Some(vendor_error(504)),
            Self::CutBefore | Self::CutAfter | Self::Delay(_) => None,
        }
    }

    /// Is the call carried out although its answer is lost?
    pub(crate) fn acts(&self) -> bool {
        matches!(self, Self::CutAfter | Self::TimeoutAfter | Self::Delay(_))
    }

    /// Does the caller get no answer?
    pub(crate) fn cuts(&self) -> bool {
        matches!(self, Self::CutBefore | Self::CutAfter)
    }
}

fn vendor_error(status: u16) -> Reply {
    let (class, message) = match status {
        429 => ("Client::TooManyRequests", "Too many requests"),
        400..=499 => (
            "Client::BadRequest",
            "The sandbox was told to refuse this call",
        ),
        _ => (
            "Server::InternalServerError",
            "The sandbox was told to fail this call",
        ),
    };
    Reply::json(
        status,
        &serde_json::json!({"class": class, "message": message}),
    )
}
