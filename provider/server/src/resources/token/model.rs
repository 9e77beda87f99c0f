//! Attributes of `ovhai_token`.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Set, Timeouts, Value};

use super::rules;

/// Makes an application token, with which programs call workloads or manage them.
///
/// The platform tells a token's value once, and it never expires. It reaches no state in clear: it is discarded, or kept
/// encrypted for the `recipients`, who read it with `age --decrypt`. For a token that only has to live as long as a run of
/// Terraform, use the ephemeral resource `ovhai_application_token`.
///
/// A token cannot be changed: another name, region, role or label selector makes another token.
#[derive(Debug, Schema)]
pub struct Model {
    /// Identifier.
    #[attr(computed, plan(use_state_for_unknown))]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(use_state_for_unknown, requires_replace))]
    pub service_name: Value<String>,
    /// Display name; need not be unique.
    #[attr(
        required,
        validate(text("must not be the marker of a secret", rules::check_is_told)),
        plan(requires_replace)
    )]
    pub name: Value<String>,
    /// Region code, such as `GRA`; it reaches nothing in other regions.
    #[attr(required, plan(requires_replace))]
    pub region: Value<String>,
    /// What it allows: `ai_training_operator` (manage and call workloads), `ai_training_read` (call running ones),
    /// `quantum_operator` or `quantum_reader`.
    #[attr(required, plan(requires_replace))]
    pub role: Value<String>,
    /// It reaches only workloads whose labels match, such as `team=nlp` or `ovh/id=ID`; all of its region without one.
    #[attr(
        optional,
        validate(text("must not be the marker of a secret", rules::check_is_told)),
        plan(requires_replace)
    )]
    pub label_selector: Value<String>,
    /// Public keys (`age1…`, from `age-keygen`) of those who may read the value. Without them the value is discarded. Other
    /// recipients take effect with the next value.
    #[attr(optional, validate(items(1..=20), each(text("must be an age X25519 public key", rules::check_recipient))))]
    pub recipients: Value<Set<String>>,
    /// Any texts, such as a date; a change gives the token a new value, and the present one ends at once. Removing all of it
    /// changes nothing.
    #[attr(optional)]
    pub rotate_when_changed: Value<BTreeMap<String, String>>,
    /// The value, encrypted for the recipients: an armoured age file. Null for imported tokens, and after the value was
    /// renewed elsewhere.
    #[attr(computed)]
    pub encrypted_value: Value<String>,
    /// Grows with each new value.
    #[attr(computed)]
    pub version: Value<i64>,
    /// How long operations may take. Default: 10 minutes each.
    #[attr(optional)]
    pub timeouts: Value<Timeouts>,
}

/// What identifies a token.
#[derive(Debug, Schema)]
pub struct Identity {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    pub service_name: Value<String>,
    /// Its id.
    #[attr(required)]
    pub id: Value<String>,
}
