//! What kinds of objects a cluster knows.

use std::{collections::BTreeMap, sync::Arc};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{APIGroup, APIResourceList};
use tokio::sync::{Mutex, OnceCell};

use super::answer::{self, Wire};
use crate::{Error, check::group};

/// A kind as the cluster serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Its name in paths.
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub is_namespaced: bool,
}

/// What is known of one group and version.
#[derive(Debug)]
enum Version {
    Served(BTreeMap<String, Served>),
    /// With the versions there are instead.
    Missing(Vec<String>),
    /// The cluster cannot say, for example as an aggregated API is down.
    Broken(String),
}

/// What is known of one kind.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The cluster serves it.
    Served(Served),
    /// It does not, in words.
    Missing(String),
    /// It cannot say, in words.
    Broken(String),
}

/// Asks for every group and version once.
#[derive(Debug, Default)]
pub struct Discovery(Mutex<BTreeMap<String, Arc<OnceCell<Version>>>>);

impl Discovery {
    /// Whether and how the cluster serves a kind.
    pub async fn find(&self, wire: &Wire, api_version: &str, kind: &str) -> Result<Found, Error> {
        let cell = Arc::clone(
            self.0
                .lock()
                .await
                .entry(api_version.to_owned())
                .or_default(),
        );
        let version = cell.get_or_try_init(|| read(wire, api_version)).await?;
        Ok(match version {
            Version::Served(kinds) => match kinds.get(kind) {
                Some(served) => Found::Served(served.clone()),
                None => Found::Missing(format!("{api_version} has no {kind}")),
            },
            Version::Missing(others) if others.is_empty() => {
                Found::Missing(format!("there is no {api_version}, which {kind} is of"))
            }
            Version::Missing(others) => Found::Missing(format!(
                "there is no {api_version}, which {kind} is of, only {}",
                others.join(", ")
            )),
            Version::Broken(why) => Found::Broken(why.clone()),
        })
    }
}

async fn read(wire: &Wire, api_version: &str) -> Result<Version, Error> {
    let path = match group(api_version) {
        "" => format!("/api/{}", answer::segment(api_version)),
        group => {
            let version = &api_version[group.len() + 1..];
            format!(
                "/apis/{}/{}",
                answer::segment(group),
                answer::segment(version)
            )
        }
    };
    let reply = wire.get(&path).await?;
    if reply.status == 404 {
        return Ok(Version::Missing(versions(wire, api_version).await?));
    }
    if !reply.is_success() {
        return Ok(Version::Broken(reply.message(wire.redact)));
    }
    let Ok(list) = serde_json::from_slice::<APIResourceList>(&reply.body) else {
        return Err(wire.unreachable("it does not answer like a Kubernetes API server".to_owned()));
    };
    let kinds = list
        .resources
        .into_iter()
        // What has a slash is a part of a resource, such as its status.
        .filter(|resource| !resource.name.contains('/'))
        .map(|resource| {
            let served = Served {
                plural: resource.name,
                is_namespaced: resource.namespaced,
            };
            (resource.kind, served)
        });
    Ok(Version::Served(kinds.collect()))
}

/// The versions of the same group that the cluster serves.
async fn versions(wire: &Wire, api_version: &str) -> Result<Vec<String>, Error> {
    let group = group(api_version);
    if group.is_empty() {
        return Ok(Vec::new());
    }
    let reply = wire
        .get(&format!("/apis/{}", answer::segment(group)))
        .await?;
    let found = serde_json::from_slice::<APIGroup>(&reply.body)
        .ok()
        .filter(|_| reply.is_success());
    Ok(found
        .into_iter()
        .flat_map(|group| group.versions)
        .map(|version| version.group_version)
        .collect())
}
