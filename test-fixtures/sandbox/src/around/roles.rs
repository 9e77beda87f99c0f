//! Roles that project users can have: names are the vendor's, ids and permissions invented.

use serde_json::{Value, json};

/// Name, label, permission.
const ROLES: &[(&str, &str, &str)] = &[
    ("administrator", "Administrator", "*"),
    (
        "ai_training_operator",
        "AI Training Operator",
        "ai-training:*",
    ),
    ("ai_training_read", "AI Training Read", "ai-training:read"),
    ("authentication", "Authentication", "authentication:*"),
    ("backup_operator", "Backup Operator", "backup:*"),
    ("compute_operator", "Compute Operator", "compute:*"),
    ("image_operator", "Image Operator", "image:*"),
    (
        "infrastructure_supervisor",
        "Infrastructure Supervisor",
        "infrastructure:*",
    ),
    (
        "key-manager_operator",
        "Key Manager Operator",
        "key-manager:*",
    ),
    ("key-manager_read", "Key Manager Read", "key-manager:read"),
    (
        "load-balancer_operator",
        "Load Balancer Operator",
        "load-balancer:*",
    ),
    ("network_operator", "Network Operator", "network:*"),
    (
        "network_security_operator",
        "Network Security Operator",
        "network-security:*",
    ),
    (
        "objectstore_operator",
        "ObjectStore operator",
        "object-store:*",
    ),
    ("quantum_operator", "Quantum Operator", "quantum:*"),
    ("quantum_reader", "Quantum Reader", "quantum:read"),
    ("share_operator", "Share Operator", "share:*"),
    ("volume_operator", "Volume Operator", "volume:*"),
];

/// A role's name; the same text everywhere.
pub(crate) type Role = &'static str;

/// All names.
pub(crate) fn names() -> Vec<Role> {
    ROLES.iter().map(|(name, ..)| *name).collect()
}

/// The role of this name.
pub(crate) fn named(name: &str) -> Option<Role> {
    ROLES
        .iter()
        .map(|(known, ..)| *known)
        .find(|known| *known == name)
}

/// The role of this id.
pub(crate) fn with_id(id: &str) -> Option<Role> {
    ROLES
        .iter()
        .map(|(name, ..)| *name)
        .find(|name| self::id(name) == id)
}

/// Id of a role: 32 hexadecimal characters.
pub(crate) fn id(name: &str) -> String {
    let at = ROLES
        .iter()
        .position(|(known, ..)| *known == name)
        .unwrap_or(ROLES.len());
    format!("aaaaaaaa{:024x}", at + 1)
}

/// `cloud.role.Role` of a name.
pub(crate) fn document(name: &str) -> Value {
    let (label, permission) = ROLES
        .iter()
        .find(|(known, ..)| *known == name)
        .map_or(("", ""), |(_, label, permission)| (*label, *permission));
    json!({"description": label, "id": id(name), "name": name, "permissions": [permission]})
}

/// `cloud.role.Roles`: the roles, and the same by service.
pub(crate) fn all() -> Value {
    let roles: Vec<Value> = ROLES.iter().map(|(name, ..)| document(name)).collect();
    let mut services: Vec<Value> = Vec::new();
    for (_, _, permission) in ROLES {
        let Some((service, verb)) = permission.split_once(':') else {
            continue;
        };
        let holders: Vec<&str> = ROLES
            .iter()
            .filter(|(_, _, held)| {
                *held == "*"
                    || held == permission
                    || (verb == "read" && held.strip_suffix(":*") == Some(service))
            })
            .map(|(name, ..)| *name)
            .collect();
        let entry = json!({"label": permission, "roles": holders});
        match services.iter_mut().find(|known| known["name"] == service) {
            Some(known) => {
                if let Some(permissions) = known["permissions"].as_array_mut() {
                    permissions.push(entry);
                }
            }
            None => services.push(json!({"name": service, "permissions": [entry]})),
        }
    }
    json!({"roles": roles, "services": services})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_found_by_name_and_by_id() {
        for (name, ..) in ROLES {
            assert_eq!(with_id(&id(name)), named(name));
            assert_eq!(id(name).len(), 32);
        }
        assert_eq!(named("owner"), None);
        let services = all();
        let ai = services["services"]
            .as_array()
            .unwrap()
            .iter()
            .find(|service| service["name"] == "ai-training")
            .unwrap();
        assert_eq!(
            ai["permissions"][1]["roles"],
            json!(["administrator", "ai_training_operator", "ai_training_read"])
        );
    }
}
