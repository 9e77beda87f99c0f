//! The receivers of the provider's configuration: servers that take log lines or samples.

use std::collections::BTreeMap;

use ovhai_telemetry::{Account, Receiver};
use terraform_plugin::{Diagnostics, Path, Schema, Secret, Value, value::Element};

/// How a receiver is reached.
#[derive(Clone, Debug, Schema)]
pub struct ReceiverModel {
    /// URL that the API's paths are below: https, or http on this machine. Without user and password.
    #[attr(required)]
    url: Value<String>,
    /// User, with `password`.
    #[attr(optional)]
    user: Value<String>,
    /// Password of `user`.
    #[attr(optional)]
    password: Value<Secret>,
    /// Bearer token. Instead of `user` and `password`.
    #[attr(optional)]
    token: Value<Secret>,
    /// Tenant, sent as `X-Scope-OrgID`.
    #[attr(optional)]
    tenant: Value<String>,
    /// PEM certificates of authorities that are trusted beside the system's.
    #[attr(optional)]
    ca: Value<String>,
}

/// All configured receivers.
#[derive(Debug)]
pub struct Receivers(Value<BTreeMap<String, ReceiverModel>>);

impl Receivers {
    /// Keeps the configuration.
    pub const fn new(configured: Value<BTreeMap<String, ReceiverModel>>) -> Self {
        Self(configured)
    }

    /// Whether only apply tells how the receiver called `name` is reached.
    pub fn comes_later(&self, name: &str) -> bool {
        match &self.0 {
            Value::Unknown => true,
            Value::Null => false,
            Value::Known(all) => all
                .get(name)
                .is_some_and(|model| !model.encode().is_known()),
        }
    }

    /// The receiver called `name`. Nothing is asked of it here.
    pub fn choose(
        &self,
        name: &str,
        path: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Option<Receiver> {
        let all = self.0.get();
        let Some(model) = all.and_then(|all| all.get(name)) else {
            let names: Vec<&str> = all.into_iter().flatten().map(|(name, _)| &**name).collect();
            let detail = if self.0.is_unknown() {
                "The provider's receivers are not known yet; apply what they depend on first."
                    .to_owned()
            } else if names.is_empty() {
                "The provider block names no receivers; add it to its receivers.".to_owned()
            } else {
                format!(
                    "Name one of the provider's receivers: {}.",
                    names.join(", ")
                )
            };
            diagnostics.error_at(
                path.clone(),
                format!("There is no receiver {name:?}"),
                detail,
            );
            return None;
        };
        if !model.encode().is_known() {
            diagnostics.error_at(
                path.clone(),
                format!("The receiver {name:?} is not known yet"),
                "Something of it comes only with apply; apply what it depends on first.",
            );
            return None;
        }
        // An empty text is what a variable without a value gives.
        let text = |value: &Value<String>| value.get().filter(|text| !text.is_empty()).cloned();
        let secret = |value: &Value<Secret>| {
            let text = value.get().map(|secret| secret.expose().clone());
            text.filter(|text| !text.is_empty())
        };
        let account = match (
            text(&model.user),
            secret(&model.password),
            secret(&model.token),
        ) {
            (None, None, None) => Account::Anonymous,
            (None, None, Some(token)) => Account::Bearer(token.into()),
            (Some(user), Some(password), None) => Account::Basic {
                user,
                password: password.into(),
            },
            _ => {
                diagnostics.error_at(
                    path.clone(),
                    format!("Who calls the receiver {name:?} is not clear"),
                    "Give user and password, or a token, or none of them.",
                );
                return None;
            }
        };
        let authorities: Vec<String> = text(&model.ca).into_iter().collect();
        let url = model.url.as_deref().unwrap_or("");
        match Receiver::new(url, account, text(&model.tenant).as_deref(), &authorities) {
            Ok(receiver) => Some(receiver),
            Err(error) => {
                diagnostics.error_at(
                    path.clone(),
                    "The receiver cannot be used",
                    error.to_string(),
                );
                None
            }
        }
    }
}
