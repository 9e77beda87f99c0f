//! A cluster's answer to "may this ServiceAccount do that", from the Roles and bindings of an export.

use std::collections::BTreeMap;

use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding};
use serde_json::Value;

/// A question to the cluster.
pub struct Review<'a> {
    pub account: &'a str,
    pub group: &'a str,
    pub resource: &'a str,
    pub name: &'a str,
    pub verb: &'a str,
}

/// Roles and bindings of an export, to be asked as a cluster would be.
pub struct Authorizer {
    roles: BTreeMap<String, Vec<PolicyRule>>,
    bindings: Vec<RoleBinding>,
}

impl Authorizer {
    pub fn of(objects: &[Value]) -> Self {
        let of_kind = |kind: &'static str| {
            objects
                .iter()
                .filter(move |object| object["kind"] == kind)
                .cloned()
        };
        Self {
            roles: of_kind("Role")
                .map(|role| {
                    let role: Role = serde_json::from_value(role).unwrap();
                    (role.metadata.name.unwrap(), role.rules.unwrap())
                })
                .collect(),
            bindings: of_kind("RoleBinding")
                .map(|binding| serde_json::from_value(binding).unwrap())
                .collect(),
        }
    }

    pub fn allows(&self, review: &Review<'_>) -> bool {
        let has = |list: &Option<Vec<String>>, wanted: &str| {
            list.iter()
                .flatten()
                .any(|item| item == wanted || item == "*")
        };
        self.bindings
            .iter()
            .filter(|binding| {
                binding.subjects.iter().flatten().any(|subject| {
                    subject.kind == "ServiceAccount"
                        && subject.name == review.account
                        && subject.namespace == binding.metadata.namespace
                })
            })
            .filter_map(|binding| self.roles.get(&binding.role_ref.name))
            .flatten()
            .any(|rule| {
                has(&rule.api_groups, review.group)
                    && has(&rule.resources, review.resource)
                    && (rule.verbs.contains(&"*".to_owned())
                        || rule.verbs.iter().any(|verb| verb == review.verb))
                    // No names is every name.
                    && rule
                        .resource_names
                        .as_ref()
                        .is_none_or(|names| names.is_empty() || names.iter().any(|name| name == review.name))
            })
    }
}
