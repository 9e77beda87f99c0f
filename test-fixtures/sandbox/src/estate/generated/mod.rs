//! Estates of any size that exercise every member and enum value of the app model, the same for the same seed.
//!
//! App `n` depends on the seed and on `n` only: a larger estate begins with the smaller one. What must not be missing
//! (states, enum values, spellings, flavors) takes turns from app to app; everything else is drawn.

mod prng;
mod shape;
mod spec;
mod status;
mod volumes;
mod words;

use serde_json::{Value, json};

use crate::app::Apps;
use crate::clock::rfc3339;
use crate::registries::{Registries, document};

use prng::Prng;

/// 2026-01-01T00:00:00Z: apps are made from then on.
const EPOCH_MS: i64 = 1_767_225_600_000;

/// The estate of a seed.
pub(super) fn build(objects: usize, seed: u64, service_name: &str) -> (Apps, Registries) {
    let mut apps = Apps::default();
    for index in 0..objects {
        apps.insert(&app(seed, index, service_name));
    }
    let mut registries = Registries::default();
    let mut prng = Prng::new(seed, usize::MAX);
    for (region, url) in [
        ("GRA", "registry.example.com"),
        ("BHS", "ghcr.io"),
        ("GRA", "https://index.docker.io/v1/"),
    ] {
        let username = *prng.pick(&["robot", "robot$ci", "üser@example.com"]);
        registries.insert(document(
            &prng.uuid(),
            region,
            url,
            username,
            super::USER,
            "2026-01-01T00:00:00Z",
        ));
    }
    (apps, registries)
}

/// One app.
fn app(seed: u64, index: usize, service_name: &str) -> Value {
    let mut prng = Prng::new(seed, index);
    let id = prng.uuid();
    let created_ms =
        EPOCH_MS + i64::try_from(index).unwrap_or_default() * 60_000 + prng.between(0, 59) * 1000;
    let spec = spec::spec(&mut prng, &id, service_name);
    let (status, updated_ms) = status::status(&mut prng, &id, &spec, created_ms);
    let mut document = json!({
        "createdAt": rfc3339(created_ms),
        "id": id,
        "spec": spec,
        "status": status,
        "updatedAt": rfc3339(updated_ms),
        "user": prng.pick(&[super::USER, "user-Zz9yXx8wVv7u", "Jean-Noël"]),
    });
    shape::shape(&prng, &mut document);
    document
}

#[cfg(test)]
mod tests;
