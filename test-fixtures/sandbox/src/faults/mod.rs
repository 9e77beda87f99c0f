//! Misbehaviour on request: what proxies, gateways and overloaded servers do to a client, and what an estate does
//! that others change while it is being read.

mod delivery;
mod estate;
mod schedule;
mod spec;

use std::time::Duration;

pub(crate) use delivery::{Cut, Delivery, Sent};
pub(crate) use estate::{Victim, shift, vanish};
pub(crate) use schedule::{Drawn, Site};
pub use schedule::{FaultKind, FaultSchedule, Once};

use crate::clock::http_date;
use crate::reply::Reply;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Answer this status in the vendor's shape without doing anything.
    Status(u16),
    /// 429 with a `Retry-After` header of so many seconds.
    RetryAfter(u32),
    /// 429 with a `Retry-After` header that names the time so many seconds from now.
    RetryAfterDate(u32),
    /// A web page instead of JSON, with this status.
    Html(u16),
    /// An empty body with this status.
    Empty(u16),
    /// Close the connection before doing anything.
    CutBefore,
    /// Reset the connection before doing anything: the caller's system says so, instead of an early end.
    Reset,
    /// Do what was asked, then cut the connection: the caller cannot know.
    CutAfter,
    /// Do what was asked, then answer 504: the caller cannot know.
    TimeoutAfter,
    /// Wait before answering normally.
    Delay(Duration),
    /// Do what was asked, send head and half of the body, be silent for so long, then cut the connection.
    Stall(Duration),
    /// Do what was asked, promise the whole body and cut the connection after half of it.
    Truncate,
    /// Do what was asked and send the body in small pieces over so long.
    Slow(Duration),
    /// Answer normally but under this content type.
    ContentType(&'static str),
    /// The object that the call names disappears just before it is read. Nothing happens on other calls.
    Vanish,
    /// Just before the list is read, its first object disappears: what follows moves up, and a reader of pages misses
    /// one. Nothing happens on calls that are no list of the project's AI objects.
    ShiftUp,
    /// Just before the list is read, an object appears at its start: what follows moves down, and a reader of pages
    /// meets one twice. Nothing happens on calls that are no list of the project's AI objects.
    ShiftDown,
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
    drawn: Option<Drawn>,
}

impl Faults {
    /// Nothing planned; `schedule` draws from the first call on.
    pub(crate) fn new(schedule: Option<FaultSchedule>) -> Self {
        Self {
            planned: Vec::new(),
            drawn: schedule.map(Drawn::new),
        }
    }

    pub(crate) fn plan(&mut self, route: &str, fault: Fault, skip: u32, times: u32) {
        self.planned.push(Planned {
            route: route.into(),
            fault,
            skip,
            times,
        });
    }

    /// Draws by this schedule from now on; what was drawn before is forgotten.
    pub(crate) fn schedule(&mut self, schedule: FaultSchedule) {
        self.drawn = Some(Drawn::new(schedule));
    }

    pub(crate) fn clear(&mut self) {
        self.planned.clear();
        self.drawn = None;
    }

    /// The fault that strikes a call now: a planned one before one of the schedule.
    pub(crate) fn strike(&mut self, site: &Site<'_>) -> Option<Fault> {
        let planned = self
            .planned
            .iter_mut()
            .find(|planned| planned.route.is_empty() || planned.route == site.route);
        let Some(planned) = planned else {
            return self.drawn.as_mut()?.strike(site);
        };
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
    /// What the journal calls it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::RetryAfter(_) => "retryAfter",
            Self::RetryAfterDate(_) => "retryAfterDate",
            Self::Html(_) => "html",
            Self::Empty(_) => "empty",
            Self::CutBefore => "cutBefore",
            Self::Reset => "reset",
            Self::CutAfter => "cutAfter",
            Self::TimeoutAfter => "timeoutAfter",
            Self::Delay(_) => "delay",
            Self::Stall(_) => "stall",
            Self::Truncate => "truncate",
            Self::Slow(_) => "slow",
            Self::ContentType(_) => "contentType",
            Self::Vanish => "vanish",
            Self::ShiftUp => "shiftUp",
            Self::ShiftDown => "shiftDown",
        }
    }

    /// The answer that replaces the real one; `None` where the real one goes out or none at all.
    pub(crate) fn reply(&self, wall_ms: i64) -> Option<Reply> {
        match self {
            Self::Status(status) => Some(vendor_error(*status)),
            Self::RetryAfter(seconds) => {
                Some(vendor_error(429).with_header("Retry-After", seconds.to_string()))
            }
            Self::RetryAfterDate(seconds) => {
                let at = wall_ms.saturating_add(i64::from(*seconds) * 1000);
                Some(vendor_error(429).with_header("Retry-After", http_date(at)))
            }
            Self::Html(status) => Some(Reply::html(*status, page(*status))),
            Self::Empty(status) => Some(Reply::text(*status, String::new())),
            Self::TimeoutAfter => Some(vendor_error(504)),
            _ => None,
        }
    }

    /// Is the call carried out, whatever becomes of its answer?
    pub(crate) fn acts(&self) -> bool {
        !matches!(
            self,
            Self::Status(_)
                | Self::RetryAfter(_)
                | Self::RetryAfterDate(_)
                | Self::Html(_)
                | Self::Empty(_)
                | Self::CutBefore
                | Self::Reset
        )
    }

    /// How the answer goes out.
    pub(crate) fn delivery(&self) -> Delivery {
        match self {
            Self::CutBefore | Self::CutAfter => Delivery::Never { reset: false },
            Self::Reset => Delivery::Never { reset: true },
            Self::Delay(delay) => Delivery::After(*delay),
            Self::Stall(silence) => Delivery::Half(*silence),
            Self::Truncate => Delivery::Half(Duration::ZERO),
            Self::Slow(over) => Delivery::Over(*over),
            _ => Delivery::After(Duration::ZERO),
        }
    }
}

fn page(status: u16) -> String {
    let title = match status {
        200 => "Maintenance",
        503 => "Service unavailable",
        _ => "Bad gateway",
    };
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    )
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
