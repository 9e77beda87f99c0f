//! Documents of private registries. Passwords are write-only: reads answer null (inferred, platform-facts 17.7).

use serde_json::{Value, json};

/// A registry document without its password.
pub(crate) fn document(
    id: &str,
    region: &str,
    url: &str,
    username: &str,
    user: &str,
    at: &str,
) -> Value {
    json!({
        "createdAt": at,
        "id": id,
        "password": null,
        "region": region,
        "updatedAt": at,
        "url": url,
        "user": user,
        "username": username,
    })
}
