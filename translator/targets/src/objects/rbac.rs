//! Rights.

use super::{Mapping, Metadata, Node, Object};

/// One rule of a Role.
#[derive(Clone, Debug)]
pub struct Rule {
    /// API groups.
    pub groups: Vec<&'static str>,
    /// Resources.
    pub resources: Vec<&'static str>,
    /// Names; empty for all.
    pub names: Vec<String>,
    /// Verbs.
    pub verbs: Vec<&'static str>,
}

/// A Role.
#[must_use]
pub fn role(metadata: Metadata, rules: Vec<Rule>) -> Object {
    let rules: Vec<Mapping> = rules
        .into_iter()
        .map(|rule| {
            Mapping::new()
                .with("apiGroups", Node::texts(rule.groups))
                .with("resources", Node::texts(rule.resources))
                .with_items(
                    "resourceNames",
                    rule.names.into_iter().map(Node::from).collect(),
                )
                .with("verbs", Node::texts(rule.verbs))
        })
        .collect();
    Object::new(
        "rbac.authorization.k8s.io/v1",
        "Role",
        metadata,
        Mapping::new().with("rules", rules),
    )
}

/// A ClusterRoleBinding of one ServiceAccount to a ClusterRole that every cluster has.
#[must_use]
pub fn cluster_role_binding(
    metadata: Metadata,
    cluster_role: &'static str,
    namespace: String,
    service_account: String,
) -> Object {
    let subject = Mapping::new()
        .with("kind", "ServiceAccount")
        .with("name", service_account)
        .with("namespace", namespace);
    Object::new(
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        metadata,
        Mapping::new()
            .with(
                "roleRef",
                Mapping::new()
                    .with("apiGroup", "rbac.authorization.k8s.io")
                    .with("kind", "ClusterRole")
                    .with("name", cluster_role),
            )
            .with("subjects", vec![subject]),
    )
}
