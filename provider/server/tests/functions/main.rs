//! Functions over the provider's own service in memory, which also checks that they are pure.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attributes;
mod commands;
mod images;
mod manifests;

use serde_json::Value;
use terraform_plugin::{
    Tree,
    testing::{CallFailure, Client},
    value::json,
};
use terraform_provider_ovhai::Ovhai;

/// The result of a call as JSON, or its failure.
async fn call(
    name: &str,
    arguments: impl IntoIterator<Item = Value>,
) -> Result<Value, CallFailure> {
    let client = Client::new(Ovhai).await;
    let result = client.call(name, arguments).await?;
    Ok(plain(&result))
}

/// The result of a call that works.
async fn result(name: &str, arguments: impl IntoIterator<Item = Value>) -> Value {
    call(name, arguments)
        .await
        .unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn plain(tree: &Tree) -> Value {
    serde_json::from_str(&json::to_text(tree)).unwrap()
}

/// `value` without members that are null, so that expectations are short.
fn short(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, member)| (name, short(member)))
            .filter(|(_, member)| !member.is_null())
            .collect(),
        Value::Array(items) => items.into_iter().map(short).collect(),
        other => other,
    }
}
