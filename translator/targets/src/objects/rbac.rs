//! Rights.

use super::{Mapping, Metadata, Node, Object};

const RBAC: &str = "rbac.authorization.k8s.io";

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

/// A RoleBinding of one ServiceAccount to a Role of its namespace.
#[must_use]
pub fn role_binding(
    metadata: Metadata,
    role: String,
    namespace: String,
    service_account: String,
) -> Object {
    binding(
        "RoleBinding",
        metadata,
        ("Role", role.into()),
        namespace,
        service_account,
    )
}

/// Whom a person binds to a Role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A user, as the cluster's authentication names it.
    User(String),
    /// A group.
    Group(String),
}

/// A RoleBinding of people to a Role of its namespace.
#[must_use]
pub fn people_binding(metadata: Metadata, role: String, subjects: Vec<Subject>) -> Object {
    let subjects: Vec<Mapping> = subjects
        .into_iter()
        .map(|subject| {
            let (kind, name) = match subject {
                Subject::User(name) => ("User", name),
                Subject::Group(name) => ("Group", name),
            };
            Mapping::new()
                .with("apiGroup", RBAC)
                .with("kind", kind)
                .with("name", name)
        })
        .collect();
    Object::new(
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        metadata,
        Mapping::new()
            .with("roleRef", reference("Role", role.into()))
            .with("subjects", subjects),
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
    binding(
        "ClusterRoleBinding",
        metadata,
        ("ClusterRole", cluster_role.into()),
        namespace,
        service_account,
    )
}

fn binding(
    kind: &'static str,
    metadata: Metadata,
    (role_kind, role): (&'static str, Node),
    namespace: String,
    service_account: String,
) -> Object {
    let subject = Mapping::new()
        .with("kind", "ServiceAccount")
        .with("name", service_account)
        .with("namespace", namespace);
    Object::new(
        "rbac.authorization.k8s.io/v1",
        kind,
        metadata,
        Mapping::new()
            .with("roleRef", reference(role_kind, role))
            .with("subjects", vec![subject]),
    )
}

fn reference(kind: &'static str, name: Node) -> Mapping {
    Mapping::new()
        .with("apiGroup", RBAC)
        .with("kind", kind)
        .with("name", name)
}
