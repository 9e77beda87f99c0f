//! Estates that others change while they are being read: objects that disappear between list and reading, lists that
//! shift between two pages.

use crate::request::Request;
use crate::store::Kind;
use crate::world::World;

/// What a call reads, as far as it can disappear or shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Victim {
    /// One object of AI.
    Object(Kind, String),
    /// One object around AI: the last fixed segment of its path, its id, the region it is in.
    Around(&'static str, String, String),
    /// A list of AI objects; is this a page after the first?
    List(Kind, bool),
}

/// AI collections, the same in the central and in the regional API.
const KINDS: &[(&str, Kind)] = &[
    ("app", Kind::App),
    ("job", Kind::Job),
    ("notebook", Kind::Notebook),
    ("registry", Kind::Registry),
    ("token", Kind::Token),
];

const AROUND: &[&str] = &[
    "user",
    "containerRegistry",
    "kube",
    "volume",
    "snapshot",
    "storage",
];

impl Victim {
    /// The victim of a GET on a pattern.
    pub(crate) fn of(
        request: &Request,
        pattern: &str,
        segments: &[String],
        first_page: u8,
    ) -> Option<Self> {
        if request.method != http::Method::GET {
            return None;
        }
        let below_project = pattern.strip_prefix("/cloud/project/{serviceName}/");
        let ai = below_project
            .and_then(|rest| rest.strip_prefix("ai/"))
            .or_else(|| pattern.strip_prefix("/v1/"));
        for (segment, kind) in KINDS {
            let Some(rest) = ai.and_then(|rest| rest.strip_prefix(segment)) else {
                continue;
            };
            if rest.is_empty() {
                let page = request
                    .parameter("page")
                    .and_then(|page| page.parse::<u64>().ok());
                return Some(Self::List(*kind, page.unwrap_or(0) > u64::from(first_page)));
            }
            if is_parameter(rest) {
                return Some(Self::Object(*kind, segments.last()?.clone()));
            }
        }
        let rest = below_project?;
        let rest = rest.strip_prefix("region/{regionName}/").unwrap_or(rest);
        for segment in AROUND {
            if rest.strip_prefix(segment).is_some_and(is_parameter) {
                let region = segments.get(1).cloned().unwrap_or_default();
                return Some(Self::Around(segment, segments.last()?.clone(), region));
            }
        }
        None
    }

    /// Can it disappear?
    pub(crate) fn is_object(&self) -> bool {
        !matches!(self, Self::List(..))
    }

    /// Can it shift, and does a reader notice?
    pub(crate) fn is_later_page(&self) -> bool {
        matches!(self, Self::List(_, true))
    }
}

/// `/{name}` and nothing more.
fn is_parameter(rest: &str) -> bool {
    rest.starts_with("/{") && rest.ends_with('}') && rest.matches('/').count() == 1
}

/// Takes the object away, as someone else's call would.
pub(crate) fn vanish(world: &mut World, victim: &Victim) {
    match victim {
        Victim::Object(kind, id) => {
            world.estate.of_mut(*kind).remove(id);
        }
        Victim::Around(segment, id, region) => world.around.remove(segment, id, region),
        Victim::List(..) => {}
    }
}

/// Takes the first object of a list away, or puts a copy of it in front.
pub(crate) fn shift(world: &mut World, victim: &Victim, up: bool) {
    let Victim::List(kind, _) = victim else {
        return;
    };
    let id = world.new_id();
    let objects = world.estate.of_mut(*kind);
    let Some(first) = objects.ids().into_iter().next() else {
        return;
    };
    if up {
        objects.remove(&first);
    } else if let Some(mut copy) = objects.get(&first) {
        copy["id"] = id.into();
        objects.insert_first(&copy);
    }
}
