//! Project users with their roles, S3 keys and S3 policy.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::roles::{self, Role};
use super::secrets::secret;
use crate::clock::rfc3339;

/// One project user.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) openstack_id: String,
    pub(crate) username: String,
    pub(crate) description: String,
    pub(crate) created: String,
    pub(crate) roles: Vec<Role>,
    /// Access ids in order of creation.
    pub(crate) keys: Vec<String>,
    /// JSON text, as it was posted.
    pub(crate) policy: Option<String>,
    pub(crate) disabled: bool,
    /// CREATING before.
    pub(crate) ready_ms: i64,
    /// Deleted, and gone from then on.
    pub(crate) gone_ms: Option<i64>,
    /// How often the password was made.
    pub(crate) passwords: u32,
}

impl User {
    /// `cloud.user.User` now.
    pub(crate) fn document(&self, now_ms: i64) -> Value {
        let creating = now_ms < self.ready_ms;
        let status = if self.gone_ms.is_some() {
            "deleting"
        } else if creating {
            "creating"
        } else if self.disabled {
            "disabled"
        } else {
            "ok"
        };
        json!({
            "creationDate": self.created,
            "description": self.description,
            "id": self.id,
            "openstackId": (!creating).then_some(&self.openstack_id),
            "roles": self.role_documents(),
            "status": status,
            "username": self.username,
        })
    }

    /// `cloud.user.UserDetail` without a password: whether role changes fill it is unknown (inferred: they do not).
    pub(crate) fn detail(&self, now_ms: i64) -> Value {
        let mut document = self.document(now_ms);
        document["password"] = "".into();
        document
    }

    /// `cloud.user.UserDetail` with the password in clear text.
    pub(crate) fn detail_with_password(&self, now_ms: i64) -> Value {
        let mut document = self.document(now_ms);
        document["password"] = self.password().into();
        document
    }

    /// The password in force.
    pub(crate) fn password(&self) -> String {
        secret("password", &format!("{}/{}", self.username, self.passwords))
    }

    /// Is the user made, not disabled and not being deleted?
    pub(crate) fn may_log_in(&self, now_ms: i64) -> bool {
        now_ms >= self.ready_ms && !self.disabled && self.gone_ms.is_none()
    }

    /// `cloud.role.Role[]`.
    pub(crate) fn role_documents(&self) -> Vec<Value> {
        self.roles
            .iter()
            .map(|role| roles::document(role))
            .collect()
    }

    /// `cloud.user.S3Credentials` of one of the keys.
    pub(crate) fn key_document(&self, access: &str, service_name: &str) -> Option<Value> {
        self.keys.iter().any(|known| known == access).then(
            || json!({"access": access, "tenantId": service_name, "userId": self.openstack_id}),
        )
    }

    /// The secret of a key: readable at any time, unlike AI tokens.
    pub(crate) fn key_secret(&self, access: &str) -> Option<String> {
        self.keys
            .iter()
            .any(|known| known == access)
            .then(|| secret("s3-secret", access))
    }
}

/// Users by numeric id, in order of creation.
#[derive(Debug, Default)]
pub(crate) struct Users {
    by_id: IndexMap<i64, User>,
}

impl Users {
    pub(crate) fn insert(&mut self, user: User) {
        self.by_id.insert(user.id, user);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &User> {
        self.by_id.values()
    }

    /// By the text of a path.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut User> {
        let id: i64 = id.parse().ok()?;
        self.by_id.get_mut(&id)
    }

    /// A user who does not exist yet, made by a call.
    pub(crate) fn make(&self, unique: &str, at_ms: i64, ready_ms: i64) -> User {
        let id = self.by_id.keys().max().copied().unwrap_or(100_000) + 1;
        let plain = unique.replace('-', "");
        User {
            id,
            username: format!("user-{}", plain.get(..12).unwrap_or(&plain)),
            openstack_id: plain,
            description: String::new(),
            created: rfc3339(at_ms),
            roles: Vec::new(),
            keys: Vec::new(),
            policy: None,
            disabled: false,
            ready_ms,
            gone_ms: None,
            passwords: 1,
        }
    }

    /// Takes a user away at once.
    pub(crate) fn remove(&mut self, id: &str) {
        self.by_id.retain(|_, user| user.id.to_string() != id);
    }

    /// Takes away who has been deleted long enough.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        self.by_id
            .retain(|_, user| user.gone_ms.is_none_or(|gone| now_ms < gone));
    }
}
