//! The routes: one table, one file per group. Patterns are written as the vendor writes them, below `/1.0`.

mod app;
mod around;
mod auth;
mod authorization;
mod capabilities;
mod control;
mod data;
mod job;
mod notebook;
mod oauth;
mod partner;
mod project;
mod registry;
mod token;
mod workload;

pub(crate) use control::PREFIX as CONTROL_PREFIX;

use crate::auth::Rights;
use crate::errors::ApiError;
use crate::regional;
use crate::reply::Reply;
use crate::request::{Call, Request, decode_segment};
use crate::world::World;

/// What a handler answers.
pub(crate) type Answer = Result<Reply, ApiError>;

/// One method on one pattern.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) pattern: &'static str,
    pub(crate) rights: Rights,
    pub(crate) handler: fn(&mut World, &Call<'_>) -> Answer,
}

const fn route(
    method: &'static str,
    pattern: &'static str,
    rights: Rights,
    handler: fn(&mut World, &Call<'_>) -> Answer,
) -> Route {
    Route {
        method,
        pattern,
        rights,
        handler,
    }
}

/// Routes below `/1.0` and `/v1`.
const VERSIONED: &[&[Route]] = &[
    app::ROUTES,
    around::account::ROUTES,
    around::kube::ROUTES,
    around::managed_registry::ROUTES,
    around::region::ROUTES,
    around::s3::ROUTES,
    around::s3_keys::ROUTES,
    around::swift::ROUTES,
    around::user::ROUTES,
    around::user_files::ROUTES,
    around::volume::ROUTES,
    auth::ROUTES,
    authorization::ROUTES,
    capabilities::ROUTES,
    data::ROUTES,
    job::ROUTES,
    notebook::ROUTES,
    partner::ROUTES,
    project::ROUTES,
    registry::ROUTES,
    token::ROUTES,
];

/// Routes of the regional API.
const REGIONAL: &[&[Route]] = &[regional::ROUTES];

/// Routes at the root of the host.
const UNVERSIONED: &[&[Route]] = &[oauth::ROUTES, control::ROUTES];

/// Where a request belongs.
pub(crate) enum Found {
    /// A route, its decoded parameters, and the path below the version.
    Route {
        route: &'static Route,
        segments: Vec<String>,
        path: String,
    },
    /// A known path with another method; the methods it has.
    WrongMethod(Vec<&'static str>),
    /// Nothing.
    Nothing,
}

/// Finds the route of a request. A trailing slash is not the same path.
pub(crate) fn find(request: &Request) -> Found {
    let path = request.path();
    let is_regional = regional::is_regional(request);
    let versioned = ["/1.0", "/v1"].into_iter().find_map(|version| {
        path.strip_prefix(version)
            .filter(|rest| rest.starts_with('/'))
    });
    let (tables, path) = match versioned {
        _ if is_regional => (REGIONAL, path),
        Some(rest) => (VERSIONED, rest),
        None => (UNVERSIONED, path),
    };
    let mut methods = Vec::new();
    for route in tables.iter().copied().flatten() {
        let Some(segments) = matches(route.pattern, path) else {
            continue;
        };
        if route.method == request.method.as_str() {
            return Found::Route {
                route,
                segments,
                path: path.to_owned(),
            };
        }
        methods.push(route.method);
    }
    if methods.is_empty() {
        Found::Nothing
    } else {
        Found::WrongMethod(methods)
    }
}

/// The parameters of `path`, when it has the form of `pattern`. A fixed segment is tried before a parameter by the
/// order of the table.
fn matches(pattern: &str, path: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(segments),
            (Some(name), Some(value)) if name.starts_with('{') => {
                if value.is_empty() {
                    return None;
                }
                segments.push(decode_segment(value));
            }
            (Some(name), Some(value)) if name == value => {}
            _ => return None,
        }
    }
}

/// Checks that the first path parameter is a project that can be used for AI, and answers the time after letting
/// everything happen that is due.
fn project(world: &mut World, call: &Call<'_>) -> Result<i64, ApiError> {
    let id = call.segment(0);
    if id == crate::options::SUSPENDED_SERVICE_NAME {
        return Err(ApiError::expired("This service is expired"));
    }
    if id != world.service_name {
        return Err(ApiError::not_found("This service does not exist"));
    }
    Ok(world.advance())
}

/// The same, for calls that need the project to be authorised (that they fail without is inferred).
fn authorized_project(world: &mut World, call: &Call<'_>) -> Result<i64, ApiError> {
    let now = project(world, call)?;
    if !world.authorized {
        return Err(ApiError::forbidden(
            "This project is not authorized to use AI products",
        ));
    }
    Ok(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_of_the_slice_is_there_once() {
        let mut seen = std::collections::BTreeSet::new();
        for route in VERSIONED
            .iter()
            .chain(UNVERSIONED)
            .chain(REGIONAL)
            .copied()
            .flatten()
        {
            assert!(
                seen.insert(format!("{} {}", route.method, route.pattern)),
                "{} twice",
                route.pattern
            );
            assert!(route.pattern.starts_with('/'), "{}", route.pattern);
        }
        assert!(seen.len() >= 35, "{}", seen.len());
    }

    #[derive(serde::Deserialize)]
    struct Endpoint {
        method: String,
        path: String,
        action: String,
    }

    /// `data/endpoints.json` is taken from `ai-api.json`.
    #[test]
    fn every_ai_endpoint_of_the_api_is_served_and_asks_for_its_right() {
        let endpoints: Vec<Endpoint> =
            serde_json::from_str(include_str!("../../data/endpoints.json")).unwrap();
        assert_eq!(endpoints.len(), 83);
        for endpoint in endpoints {
            let route =
                VERSIONED.iter().copied().flatten().find(|route| {
                    route.method == endpoint.method && route.pattern == endpoint.path
                });
            let name = format!("{} {}", endpoint.method, endpoint.path);
            let route = route.unwrap_or_else(|| panic!("{name} is not served"));
            let Rights::Action(action) = route.rights else {
                panic!("{name} asks for no right");
            };
            assert_eq!(action, endpoint.action, "{name}");
        }
    }

    #[test]
    fn patterns_match_whole_paths_and_decode_parameters() {
        assert_eq!(matches("/a/{b}/c", "/a/x%2Fy/c"), Some(vec!["x/y".into()]));
        assert_eq!(matches("/a/{b}", "/a/"), None);
        assert_eq!(matches("/a/{b}", "/a/x/y"), None);
        assert_eq!(matches("/a", "/a/"), None);
    }
}
