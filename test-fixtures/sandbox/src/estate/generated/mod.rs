//! Estates of any size that exercise every member and enum value of the models, the same for the same seed.
//!
//! Object `n` depends on the seed and on `n` only: a larger estate begins with the smaller one. What must not be
//! missing (states, enum values, spellings, flavors) takes turns from object to object; everything else is drawn.

mod job;
mod mix;
mod notebook;
mod prng;
mod shape;
mod small;
mod spec;
mod status;
mod volumes;
mod words;

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::registries::document;
use crate::store::{Estate, Kind};

pub(crate) use prng::Prng;

/// 2026-01-01T00:00:00Z: apps are made from then on.
const EPOCH_MS: i64 = 1_767_225_600_000;

pub(super) use mix::build as build_mixed;

/// The estate of a seed that consists of apps, with three registries beside them.
pub(super) fn build(estate: &mut Estate, objects: usize, seed: u64, service_name: &str) {
    for index in 0..objects {
        estate
            .of_mut(Kind::App)
            .insert(&app(seed, index, service_name));
    }
    let mut prng = Prng::new(seed, usize::MAX);
    for (region, url) in [
        ("GRA", "registry.example.com"),
        ("BHS", "ghcr.io"),
        ("GRA", "https://index.docker.io/v1/"),
    ] {
        let username = *prng.pick(&["robot", "robot$ci", "üser@example.com"]);
        let registry = document(
            &prng.uuid(),
            region,
            url,
            username,
            super::USER,
            "2026-01-01T00:00:00Z",
        );
        estate.of_mut(Kind::Registry).insert(&registry);
    }
}

/// One app.
fn app(seed: u64, index: usize, service_name: &str) -> Value {
    let mut prng = Prng::new(seed, index);
    let id = prng.uuid();
    let created_ms = created(&mut prng, index);
    let spec = spec::spec(&mut prng, &id, service_name);
    let (status, updated_ms) = status::status(&mut prng, &id, &spec, created_ms);
    let mut document = json!({
        "createdAt": rfc3339(created_ms),
        "id": id,
        "spec": spec,
        "status": status,
        "updatedAt": rfc3339(updated_ms),
        "user": prng.pick(USERS),
    });
    shape::shape(&prng, &mut document, &shape::APP);
    document
}

/// When the `index`-th object of a kind is made: one a minute.
fn created(prng: &mut Prng, index: usize) -> i64 {
    EPOCH_MS + i64::try_from(index).unwrap_or_default() * 60_000 + prng.between(0, 59) * 1000
}

/// Who makes things.
const USERS: &[&str] = &[super::USER, "user-Zz9yXx8wVv7u", "Jean-Noël"];

#[cfg(test)]
mod tests;
