//! Listing apps: filters, order, pages. A plain array of full objects.

use std::cmp::Ordering;

use super::{Answer, authorized_project};
use crate::app::{Head, State};
use crate::clock::parse_rfc3339;
use crate::errors::ApiError;
use crate::label_selector::LabelSelector;
use crate::paging::{gateway, query};
use crate::reply::Reply;
use crate::request::{Call, Request};
use crate::world::World;

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let filter = Filter::read(call.request)?;
    let order = Order::read(call.request)?;
    let gateway = gateway(call.request)?;
    let page = match gateway {
        Some(page) => page,
        None => query(call.request, world.paging)?,
    };
    let mut texts = Vec::with_capacity(world.apps.len());
    let apps = world
        .apps
        .iter()
        .filter(|(_, app)| filter.keeps(app.head()));
    match order {
        None => texts.extend(apps.map(|(_, app)| app.text())),
        Some(order) => {
            let mut apps: Vec<_> = apps.collect();
            // The sort is stable, so equal keys stay in order of creation.
            apps.sort_by(|(id_a, a), (id_b, b)| order.compare((id_a, a.head()), (id_b, b.head())));
            texts.extend(apps.into_iter().map(|(_, app)| app.text()));
        }
    }
    let total = texts.len();
    let texts = &texts[page.range(total)];
    let mut body =
        String::with_capacity(2 + texts.iter().map(|text| text.len() + 1).sum::<usize>());
    body.push('[');
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            body.push(',');
        }
        body.push_str(text);
    }
    body.push(']');
    let reply = Reply::text(200, body);
    Ok(if gateway.is_some() {
        page.reply(total, reply)
    } else {
        reply
    })
}

struct Filter {
    states: Vec<String>,
    labels: LabelSelector,
    user: Option<String>,
    after_ms: Option<i64>,
    before_ms: Option<i64>,
}

impl Filter {
    fn read(request: &Request) -> Result<Self, ApiError> {
        let states = request.parameters("statusState");
        if let Some(unknown) = states.iter().find(|state| State::parse(state).is_none()) {
            return Err(ApiError::member(
                "statusState",
                format!("{unknown} is not a state"),
            ));
        }
        let time = |name: &str| match request.parameter(name) {
            None => Ok(None),
            Some(text) => parse_rfc3339(&text).map(Some).ok_or_else(|| {
                ApiError::member(name, "must be a time such as 2026-01-02T03:04:05Z")
            }),
        };
        Ok(Self {
            states,
            labels: LabelSelector::parse(&request.parameter("labelSelector").unwrap_or_default())?,
            user: request.parameter("userName"),
            after_ms: time("updatedAfter")?,
            before_ms: time("updatedBefore")?,
        })
    }

    fn keeps(&self, head: &Head) -> bool {
        (self.states.is_empty() || self.states.contains(&head.state))
            && self.user.as_ref().is_none_or(|user| user == &head.user)
            && self.after_ms.is_none_or(|after| head.updated_ms > after)
            && self.before_ms.is_none_or(|before| head.updated_ms < before)
            && self.labels.matches(&head.labels)
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

struct Order {
    key: Key,
    descending: bool,
}

impl Order {
    /// The names of sortable fields are undocumented: members of the object are taken, with and without their path
    /// (inferred). Without either parameter apps come in order of creation.
    fn read(request: &Request) -> Result<Option<Self>, ApiError> {
        let descending = match request.parameter("order").as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(ApiError::member("order", "must be one of asc, desc")),
        };
        let key = match request.parameter("sort").as_deref() {
            None if descending => Key::Created,
            None => return Ok(None),
            Some("id") => Key::Id,
            Some("name" | "spec.name") => Key::Name,
            Some("region" | "spec.region") => Key::Region,
            Some("state" | "status.state") => Key::State,
            Some("user") => Key::User,
            Some("createdAt") => Key::Created,
            Some("updatedAt") => Key::Updated,
            Some(_) => {
                return Err(ApiError::member(
                    "sort",
                    "is not a field apps can be sorted by",
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
