//! Values of tokens: from the answer that tells them into the state, encrypted, or nowhere.

use ovh_api::{Error, Project};
use ovhai_age::{Recipient, seal};
use ovhai_platform::documents::{SecretText, Token, TokenSpec};
use terraform_plugin::{Diagnostics, Secret, Value};

use super::model::Model;

/// Puts the value of a token that was just made or renewed into its state.
pub fn keep(state: &mut Model, token: &Token, diagnostics: &mut Diagnostics) {
    let status = token.status.as_ref();
    state.version = status.and_then(|status| status.version).into();
    state.encrypted_value = Value::Null;
    let Some(recipients) = recipients(state) else {
        return;
    };
    let Some(value) = status.and_then(|status| status.value.as_ref()) else {
        diagnostics.error(
            "The value of the token is lost",
            "The platform answered without it. Change rotate_when_changed to give the token a new one.",
        );
        return;
    };
    // From here on it is masked, whoever says it.
    let value = Secret::new(value.expose().to_owned());
    match seal(value.expose().as_bytes(), &recipients) {
        Ok(sealed) => state.encrypted_value.set(sealed),
        Err(error) => diagnostics.error_at(
            terraform_plugin::Path::root("recipients"),
            "The value of the token is lost",
            format!(
                "It could not be encrypted: {error}. Change rotate_when_changed as well to give the token a new one."
            ),
        ),
    }
}

/// Those who may read the value, if anybody may.
fn recipients(state: &Model) -> Option<Vec<Recipient>> {
    let texts = state.recipients.get()?.iter();
    // Validated before.
    let recipients: Vec<Recipient> = texts.filter_map(|text| text.parse().ok()).collect();
    (!recipients.is_empty()).then_some(recipients)
}

/// Masks a value that nobody may see.
pub fn mask(value: Option<&SecretText>) {
    if let Some(value) = value {
        drop(Secret::new(value.expose().to_owned()));
    }
}

/// The token that a create made whose answer was lost, if there is exactly one it can be: with this very definition, and made
/// since `since` (the server's time in unix seconds).
pub async fn of_lost_answer(
    project: &Project,
    spec: &TokenSpec,
    since: i64,
    error: &Error,
) -> Option<Token> {
    let Error::AmbiguousCreate(unclear) = error else {
        return None;
    };
    let [id] = unclear.candidates.as_slice() else {
        return None;
    };
    let token = project.token(id).await.ok()?;
    let is_like = token.spec.name == spec.name
        && token.spec.region == spec.region
        && token.spec.role == spec.role
        && token.spec.label_selector.as_deref().unwrap_or_default()
            == spec.label_selector.as_deref().unwrap_or_default();
    let made = time::OffsetDateTime::parse(
        token.created_at.as_deref()?,
        &time::format_description::well_known::Rfc3339,
    );
    let is_new = made.ok()?.unix_timestamp() >= since;
    (is_like && is_new).then_some(token)
}
