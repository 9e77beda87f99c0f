//! Application tokens.

use ovhai_model::{Address, Digest, Finding, Kind, Reach, Token};
use serde_json::json;

use super::{Notes, ObserveOptions, findings, source};
use crate::documents::{self, Nulls, Place, TokenRole, Wire};

/// Reads a token. Its value, which the platform tells once, is never looked at; its version is, because renewing it locks
/// out whoever holds the old value.
#[must_use]
pub fn token(document: &documents::Token, options: &ObserveOptions) -> (Token, Vec<Finding>) {
    let spec = &document.spec;
    let address = Address::new(Kind::Token, document.id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.unknown.surprises(Place::ROOT, &mut surprises);
    spec.surprises(Place::ROOT.step("spec"), &mut surprises);
    // It has a finding of its own.
    surprises.retain(|surprise| surprise.pointer != "/spec/role");
    notes.surprises(surprises);

    let role = match &spec.role {
        Some(role @ (TokenRole::QuantumOperator | TokenRole::QuantumReader)) => {
            notes.add(
                &findings::QUANTUM,
                format!("/spec/role is `{}`", role.as_str()),
            );
            role.to_string()
        }
        Some(role @ (TokenRole::AiTrainingOperator | TokenRole::AiTrainingRead)) => {
            role.to_string()
        }
        Some(TokenRole::Other(name)) => {
            let name = notes.shown(name);
            notes.add(
                &findings::TOKEN_ROLE_UNKNOWN,
                format!("/spec/role is `{name}`"),
            );
            name
        }
        None => {
            notes.add(&findings::TOKEN_ROLE_UNKNOWN, "/spec/role is not given");
            String::new()
        }
    };
    let reach = match spec.label_selector.as_deref().map(str::trim) {
        None | Some("") => Reach::Everything,
        Some(selector) => selector.parse().map_or_else(
            |_| {
                let shown = notes.shown(selector);
                notes.add(
                    &findings::TOKEN_SELECTOR_UNREADABLE,
                    format!("/spec/labelSelector is `{shown}`"),
                );
                Reach::Unreadable(shown)
            },
            Reach::Selected,
        ),
    };
    let version = document.status.as_ref().and_then(|status| status.version);
    let mut more = Vec::new();
    if let Some(version) = version {
        more.push(("version", json!(version)));
    }
    let source = source::of_members(
        &document.id,
        &json!({ "spec": spec.write(Nulls::AsRead) }),
        &["spec"],
        &more,
        &document.unknown,
        &redactor,
    );
    let name = notes.name(spec.name.as_ref());
    let region = notes.region(Some(&spec.region));
    let findings = notes.finish();
    let token = Token {
        name,
        region,
        role,
        reach,
        version,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (token, findings)
}
