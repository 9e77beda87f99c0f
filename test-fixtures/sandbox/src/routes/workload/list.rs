//! Listing apps, jobs and notebooks: filters, order, pages. A plain array of full objects.

use std::cmp::Ordering;

use super::{Answer, boolean};
use crate::clock::parse_rfc3339;
use crate::errors::ApiError;
use crate::label_selector::LabelSelector;
use crate::options::PagingOptions;
use crate::paging::{gateway, query};
use crate::reply::Reply;
use crate::request::{Call, Request};
use crate::routes::authorized_project;
use crate::store::{Head, Kind, Stored};
use crate::world::World;
use crate::{app, job, notebook};

pub(in crate::routes) fn list(world: &mut World, call: &Call<'_>, kind: Kind) -> Answer {
    authorized_project(world, call)?;
    let filter = Filter::read(call, kind)?;
    let order = Order::read(call.request, kind)?;
    let objects = world
        .estate
        .of(kind)
        .iter()
        .filter(|(_, object)| filter.keeps(object.head()));
    reply(call.request, world.paging, order, objects)
}

/// A page of objects as JSON array, in order of creation unless another is asked for.
///
/// # Errors
/// 400 for bad page parameters.
pub(in crate::routes) fn reply<'a>(
    request: &Request,
    paging: PagingOptions,
    order: Option<Order>,
    objects: impl Iterator<Item = (&'a str, &'a Stored)>,
) -> Answer {
    let gateway = gateway(request)?;
    let page = match gateway {
        Some(page) => page,
        None => query(request, paging)?,
    };
    let mut objects: Vec<_> = objects.collect();
    if let Some(order) = order {
        // The sort is stable, so equal keys stay in order of creation.
        objects.sort_by(|(id_a, a), (id_b, b)| order.compare((id_a, a.head()), (id_b, b.head())));
    }
    let total = objects.len();
    let texts = objects[page.range(total)]
        .iter()
        .map(|(_, object)| object.text());
    let reply = Reply::list(texts);
    Ok(if gateway.is_some() {
        page.reply(total, reply)
    } else {
        reply
    })
}

/// What a list keeps.
pub(in crate::routes) struct Filter {
    states: Vec<String>,
    labels: LabelSelector,
    user: Option<String>,
    after_ms: Option<i64>,
    before_ms: Option<i64>,
    with_spark: bool,
}

impl Filter {
    /// Reads the filters of a workload list.
    ///
    /// # Errors
    /// 400 for states, times and selectors that cannot be read.
    pub(in crate::routes) fn read(call: &Call<'_>, kind: Kind) -> Result<Self, ApiError> {
        let request = call.request;
        let states = request.parameters("statusState");
        if let Some(unknown) = states.iter().find(|state| !is_state(kind, state)) {
            return Err(ApiError::member(
                "statusState",
                format!("{unknown} is not a state"),
            ));
        }
        let (after_ms, before_ms) = times(request)?;
        Ok(Self {
            states,
            labels: LabelSelector::parse(&request.parameter("labelSelector").unwrap_or_default())?,
            user: request.parameter("userName"),
            after_ms,
            before_ms,
            // Only notebooks have the parameter; elsewhere it means nothing.
            with_spark: kind != Kind::Notebook || boolean(call, "withSpark")?,
        })
    }

    /// Is an object in the list?
    pub(in crate::routes) fn keeps(&self, head: &Head) -> bool {
        (self.states.is_empty() || self.states.contains(&head.state))
            && self.user.as_ref().is_none_or(|user| user == &head.user)
            && self.after_ms.is_none_or(|after| head.updated_ms > after)
            && self.before_ms.is_none_or(|before| head.updated_ms < before)
            && self.labels.matches(&head.labels)
            && (self.with_spark || !head.is_spark)
    }
}

/// `updatedAfter` and `updatedBefore`.
///
/// # Errors
/// 400 for anything but times.
pub(in crate::routes) fn times(request: &Request) -> Result<(Option<i64>, Option<i64>), ApiError> {
    let time = |name: &str| match request.parameter(name) {
        None => Ok(None),
        Some(text) => parse_rfc3339(&text)
            .map(Some)
            .ok_or_else(|| ApiError::member(name, "must be a time such as 2026-01-02T03:04:05Z")),
    };
    Ok((time("updatedAfter")?, time("updatedBefore")?))
}

/// Is this a state that objects of the kind can have?
fn is_state(kind: Kind, name: &str) -> bool {
    match kind {
        Kind::App => app::State::parse(name).is_some(),
        Kind::Job => job::State::parse(name).is_some(),
        Kind::Notebook => notebook::State::parse(name).is_some(),
        _ => false,
    }
}

#[derive(Clone, Copy)]
enum Key {
    Id,
    Name,
    Region,
    State,
    User,
    Created,
    Updated,
}

/// The order of a list.
pub(in crate::routes) struct Order {
    key: Key,
    descending: bool,
}

impl Order {
    /// The names of sortable fields are undocumented: members of the object are taken, with and without their path
    /// (inferred). Without either parameter objects come in order of creation.
    ///
    /// # Errors
    /// 400 for orders and fields there are not.
    pub(in crate::routes) fn read(request: &Request, kind: Kind) -> Result<Option<Self>, ApiError> {
        let descending = match request.parameter("order").as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(ApiError::member("order", "must be one of asc, desc")),
        };
        let has_spec = kind != Kind::Backup;
        let key = match request.parameter("sort").as_deref() {
            None if descending => Key::Created,
            None => return Ok(None),
            Some("id") => Key::Id,
            Some("name" | "spec.name") if has_spec => Key::Name,
            Some("region" | "spec.region") if has_spec => Key::Region,
            Some("state" | "status.state") if has_spec => Key::State,
            Some("user") if has_spec => Key::User,
            Some("createdAt") => Key::Created,
            Some("updatedAt") => Key::Updated,
            Some(_) => {
                return Err(ApiError::member(
                    "sort",
                    format!("is not a field {}s can be sorted by", super::noun(kind)),
                ));
            }
        };
        Ok(Some(Self { key, descending }))
    }

    fn compare(&self, (id_a, a): (&str, &Head), (id_b, b): (&str, &Head)) -> Ordering {
        let ordering = match self.key {
            Key::Id => id_a.cmp(id_b),
            Key::Name => a.name.cmp(&b.name),
            Key::Region => a.region.cmp(&b.region),
            Key::State => a.state.cmp(&b.state),
            Key::User => a.user.cmp(&b.user),
            Key::Created => a.created_ms.cmp(&b.created_ms),
            Key::Updated => a.updated_ms.cmp(&b.updated_ms),
        };
        if self.descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}
