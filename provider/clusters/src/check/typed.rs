//! Built-in kinds through their published types: what a type does not know is lost when written again, and so found.

use k8s_openapi::api::{
    apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet},
    autoscaling::v2::HorizontalPodAutoscaler,
    batch::v1::{CronJob, Job},
    core::v1::{
        ConfigMap, LimitRange, Namespace, PersistentVolume, PersistentVolumeClaim, Pod,
        ResourceQuota, Secret, Service, ServiceAccount,
    },
    networking::v1::{Ingress, NetworkPolicy},
    policy::v1::PodDisruptionBudget,
    rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding},
    scheduling::v1::PriorityClass,
    storage::v1::StorageClass,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::problems::Problems;

/// A built-in kind.
pub struct Known {
    api_version: &'static str,
    kind: &'static str,
    /// Whether its objects live in namespaces.
    pub is_namespaced: bool,
    /// Holds an object against the type.
    pub check: fn(&Value, &mut Problems),
}

const fn known<T: DeserializeOwned + Serialize>(
    api_version: &'static str,
    kind: &'static str,
    is_namespaced: bool,
) -> Known {
    Known {
        api_version,
        kind,
        is_namespaced,
        check: fits::<T>,
    }
}

const KINDS: &[Known] = &[
    known::<DaemonSet>("apps/v1", "DaemonSet", true),
    known::<Deployment>("apps/v1", "Deployment", true),
    known::<ReplicaSet>("apps/v1", "ReplicaSet", true),
    known::<StatefulSet>("apps/v1", "StatefulSet", true),
    known::<HorizontalPodAutoscaler>("autoscaling/v2", "HorizontalPodAutoscaler", true),
    known::<CronJob>("batch/v1", "CronJob", true),
    known::<Job>("batch/v1", "Job", true),
    known::<ConfigMap>("v1", "ConfigMap", true),
    known::<LimitRange>("v1", "LimitRange", true),
    known::<Namespace>("v1", "Namespace", false),
    known::<PersistentVolume>("v1", "PersistentVolume", false),
    known::<PersistentVolumeClaim>("v1", "PersistentVolumeClaim", true),
    known::<Pod>("v1", "Pod", true),
    known::<ResourceQuota>("v1", "ResourceQuota", true),
    known::<Secret>("v1", "Secret", true),
    known::<Service>("v1", "Service", true),
    known::<ServiceAccount>("v1", "ServiceAccount", true),
    known::<Ingress>("networking.k8s.io/v1", "Ingress", true),
    known::<NetworkPolicy>("networking.k8s.io/v1", "NetworkPolicy", true),
    known::<PodDisruptionBudget>("policy/v1", "PodDisruptionBudget", true),
    known::<ClusterRole>("rbac.authorization.k8s.io/v1", "ClusterRole", false),
    known::<ClusterRoleBinding>("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", false),
    known::<Role>("rbac.authorization.k8s.io/v1", "Role", true),
    known::<RoleBinding>("rbac.authorization.k8s.io/v1", "RoleBinding", true),
    known::<PriorityClass>("scheduling.k8s.io/v1", "PriorityClass", false),
    known::<StorageClass>("storage.k8s.io/v1", "StorageClass", false),
];

/// The built-in kind, if this version knows it.
pub fn find(api_version: &str, kind: &str) -> Option<&'static Known> {
    KINDS
        .iter()
        .find(|known| known.kind == kind && known.api_version == api_version)
}

/// Members that the types call required and API servers fill in.
const DEFAULTED: &[&str] = &["metadata", "spec.podSelector", "status"];

fn fits<T: DeserializeOwned + Serialize>(object: &Value, problems: &mut Problems) {
    let mut object = object.clone();
    spell_quantities("", &mut object);
    let typed: T = match serde_path_to_error::deserialize(&object) {
        Ok(typed) => typed,
        Err(error) => {
            let path = error.path().to_string();
            return problems.add(&path, error.into_inner().to_string());
        }
    };
    match serde_json::to_value(&typed) {
        Ok(again) => compare("", &object, &again, problems),
        Err(error) => problems.add("", error.to_string()),
    }
}

/// Holds an object of Kubernetes' own against its type, where another kind borrows it.
pub fn fits_part<T: DeserializeOwned + Serialize>(
    path: &str,
    part: &Value,
    problems: &mut Problems,
) {
    let mut part = part.clone();
    spell_quantities("", &mut part);
    match serde_path_to_error::deserialize::<_, T>(&part) {
        Ok(typed) => {
            let again = serde_json::to_value(&typed).unwrap_or_default();
            compare(path, &part, &again, problems);
        }
        Err(error) => {
            let inner = error.path().to_string();
            problems.add(&format!("{path}.{inner}"), error.into_inner().to_string());
        }
    }
}

/// API servers take quantities as numbers too; the types only as texts.
fn spell_quantities(name: &str, value: &mut Value) {
    const MAPS: &[&str] = &["limits", "requests", "hard", "capacity", "min", "max"];
    const MEMBERS: &[&str] = &["sizeLimit", "averageValue", "divisor"];
    match value {
        Value::Object(members) => {
            let holds_quantities = MAPS.contains(&name);
            for (member, value) in members {
                if value.is_number() && (holds_quantities || MEMBERS.contains(&member.as_str())) {
                    *value = Value::String(value.to_string());
                }
                spell_quantities(member, value);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| spell_quantities(name, item)),
        _ => {}
    }
}

fn compare(path: &str, object: &Value, again: &Value, problems: &mut Problems) {
    match (object, again) {
        (Value::Object(object), Value::Object(again)) => {
            let below = |name: &str| {
                if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                }
            };
            for (name, value) in object {
                match again.get(name) {
                    Some(again) => compare(&below(name), value, again, problems),
                    // Null is the same as absent.
                    None if value.is_null() => {}
                    None => problems.add(&below(name), "there is no such field"),
                }
            }
            for name in again.keys().filter(|name| !object.contains_key(*name)) {
                let path = below(name);
                if !DEFAULTED.contains(&path.as_str()) {
                    problems.add(&path, "is required");
                }
            }
        }
        (Value::Array(object), Value::Array(again)) => {
            for (index, (object, again)) in object.iter().zip(again).enumerate() {
                compare(&format!("{path}[{index}]"), object, again, problems);
            }
        }
        // Other spellings of a value, such as of a time, are no difference.
        _ => {}
    }
}
