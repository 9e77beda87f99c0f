//! Required Secrets by the External Secrets operator.
//!
//! The rule for places in the store: the Secret `NAME` comes from the entry `{secrets.key_prefix}NAME`, and each of its keys from
//! the property of the same name (`.dockerconfigjson` from `dockerconfigjson`, since many stores read a leading dot as a path).
//! A Secret with keys that may be missing takes all properties of its entry, because the operator refuses one that is not there.

use super::{Lowering, findings, identity::namespaced};
use crate::{
    RequiredSecret,
    objects::{ExternalSecret, Object, RemoteContent},
    profile::{Profile, SecretChoices, SecretProvider},
};

/// Raises a finding if the profile lets the operator make the workload's Secrets.
pub(super) fn note(lowering: &mut Lowering<'_>) {
    let choices = &lowering.scope.profile.secrets;
    if choices.provider == SecretProvider::Required || lowering.required.is_empty() {
        return;
    }
    let names: Vec<&str> = lowering
        .required
        .iter()
        .map(|secret| secret.name.as_str())
        .collect();
    let detail = format!(
        "{} from the {} {}",
        names.join(", "),
        choices.store_kind.as_str(),
        choices.store.as_deref().unwrap_or_default()
    );
    lowering.find(&findings::EXTERNAL_SECRETS, detail);
}

/// The entry of the store that `secret` comes from, if it comes from one.
pub(crate) fn remote_key(profile: &Profile, secret: &RequiredSecret) -> Option<String> {
    (profile.secrets.provider == SecretProvider::ExternalSecrets)
        .then(|| profile.secrets.remote_key(&secret.name))
}

/// The ExternalSecret of `secret`, if the profile wants one.
pub(crate) fn object(profile: &Profile, secret: &RequiredSecret) -> Option<Object> {
    let remote_key = remote_key(profile, secret)?;
    let choices = &profile.secrets;
    let content = if secret.keys.iter().any(|key| key.optional) {
        RemoteContent::All
    } else {
        let keys = secret.keys.iter().map(|key| {
            let property = SecretChoices::property(&key.key);
            (key.key.clone(), property.to_owned())
        });
        RemoteContent::Keys(keys.collect())
    };
    let object = ExternalSecret {
        metadata: namespaced(profile, secret.name.clone()),
        store: choices.store.clone().unwrap_or_default(),
        store_kind: choices.store_kind.as_str(),
        refresh_interval: choices.refresh_interval.clone(),
        secret_type: (secret.secret_type != "Opaque").then_some(secret.secret_type),
        remote_key,
        content,
    };
    Some(object.into())
}
