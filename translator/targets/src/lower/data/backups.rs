//! Backups of a workspace: the platform makes one at every stop and keeps them by a rule (mapping section 9).
//!
//! Without a snapshot controller in the cluster nothing can replace them, so it is the profile's choice.

use ovhai_model::{Retention, Workbench};

use crate::lower::{
    Lowering, command::escaped, findings, identity::namespaced, workbench::WORKSPACE_CLAIM,
};
use crate::objects::{
    Container, CronJob, EnvironmentEntry, Metadata, Mount, Object, Pod, Projection, Resources,
    Rule, Volume, VolumeKind, VolumeSnapshot, role, role_binding, service_account, to_compact_json,
};

/// Makes a snapshot, waits until it can be restored, and deletes what the rule lets go: newest first, those from position `KEEP`
/// on, and those from position `FROM` on that are older than `DAYS`.
const MAKE: &str = include_str!("scripts/snapshot.sh");
const PRUNE: &str = include_str!("scripts/prune-snapshots.sh");

pub(in crate::lower) fn lower(lowering: &mut Lowering<'_>, workbench: &Workbench) {
    let choices = &lowering.scope.profile.notebooks;
    let rule = told(workbench.retention.as_ref());
    if !choices.snapshots {
        lowering.find(&findings::NO_BACKUPS, rule);
        return;
    }
    lowering.find(
        &findings::BACKUPS_BY_CLOCK,
        format!(
            "{rule}; snapshots are made at {}",
            choices.snapshot_schedule
        ),
    );
    // Names of workloads never hold two hyphens in a row.
    let name = format!("{}--backup", lowering.name);
    let labelled = |name: String| -> Metadata {
        let mut metadata = lowering.metadata_named(name.clone());
        // Not the notebook's own: Services and network policies find its pod by that.
        let instance = format!("{}--backup", lowering.name);
        metadata
            .labels
            .insert("app.kubernetes.io/instance".into(), instance);
        metadata
    };
    let rules = vec![Rule {
        groups: vec![VolumeSnapshot::GROUP],
        resources: vec![VolumeSnapshot::RESOURCE],
        names: Vec::new(),
        verbs: vec!["create", "delete", "get", "list", "watch"],
    }];
    let profile = lowering.scope.profile;
    let objects = [
        service_account(
            labelled(name.clone()),
            profile.pull_secrets.iter().cloned().collect(),
        ),
        role(labelled(name.clone()), rules),
        role_binding(
            labelled(name.clone()),
            name.clone(),
            profile.namespace.clone(),
            name.clone(),
        ),
        CronJob {
            metadata: labelled(lowering.name.to_owned()),
            schedule: choices.snapshot_schedule.clone(),
            pod: pod(
                lowering,
                labelled(name.clone()),
                &name,
                workbench.retention.as_ref(),
            ),
        }
        .into(),
    ];
    lowering.objects.extend(objects);
}

fn told(retention: Option<&Retention>) -> String {
    let Some(retention) = retention else {
        return "how many the platform keeps was not read".to_owned();
    };
    let number = |number: Option<i64>, what: &str| {
        number.map_or_else(
            || format!("an unknown number of {what}"),
            |number| format!("{number} {what}"),
        )
    };
    format!(
        "the platform keeps {}, from position {} on for {}",
        number(retention.retained_number, "backups"),
        retention
            .lifetime_eviction_threshold
            .map_or_else(|| "0".to_owned(), |position| position.to_string()),
        number(retention.lifetime_in_days, "days"),
    )
}

fn pod(
    lowering: &Lowering<'_>,
    metadata: Metadata,
    account: &str,
    retention: Option<&Retention>,
) -> Pod {
    let profile = lowering.scope.profile;
    let notebook = lowering.name;
    let mut origin = namespaced(profile, format!("{notebook}-"));
    origin
        .labels
        .insert("app.kubernetes.io/instance".into(), account.to_owned());
    let snapshot = Object::from(VolumeSnapshot {
        metadata: origin,
        claim: format!("{WORKSPACE_CLAIM}-{notebook}-0"),
        class: profile.notebooks.snapshot_class.clone(),
    });
    // All of it is literal.
    let snapshot = to_compact_json(&snapshot.tree).unwrap_or_default();
    let number = |value: Option<i64>| {
        value
            .filter(|value| *value >= 0)
            .map_or_else(String::new, |value| value.to_string())
    };
    let mut environment = vec![
        ("HOME", "/tmp".to_owned()),
        ("SNAPSHOT", snapshot),
        ("SELECTOR", format!("app.kubernetes.io/instance={account}")),
    ];
    let mut script = MAKE.to_owned();
    if let Some(retention) = retention {
        script.push_str(PRUNE);
        environment.extend([
            // A rule to keep none would take the one just made.
            (
                "KEEP",
                number(retention.retained_number.filter(|number| *number > 0)),
            ),
            ("DAYS", number(retention.lifetime_in_days)),
            (
                "FROM",
                number(
                    retention
                        .lifetime_eviction_threshold
                        .filter(|n| *n >= 0)
                        .or(Some(0)),
                ),
            ),
        ]);
    }
    let quantities = vec![
        ("cpu", "100m".to_owned()),
        ("memory", "128Mi".to_owned()),
        ("ephemeral-storage", "64Mi".to_owned()),
    ];
    let container = Container {
        name: "backup",
        image: profile.tool_images.kubectl.clone(),
        command: vec!["/bin/sh".to_owned(), "-c".to_owned(), escaped(&script)],
        environment: environment
            .into_iter()
            .map(|(name, value)| (name.to_owned(), EnvironmentEntry::Value(escaped(&value))))
            .collect(),
        resources: Resources {
            requests: quantities.clone(),
            limits: quantities,
        },
        mounts: vec![Mount {
            volume: "credentials".to_owned(),
            path: "/var/run/secrets/kubernetes.io/serviceaccount".to_owned(),
            read_only: true,
            sub_path: None,
        }],
        ..Container::default()
    };
    Pod {
        metadata,
        service_account: account.to_owned(),
        user: profile.user,
        grace_seconds: 30,
        restart_policy: Some("Never"),
        containers: vec![container],
        volumes: vec![Volume {
            name: "credentials".to_owned(),
            kind: VolumeKind::Projected(vec![
                Projection::Token { seconds: 3600 },
                Projection::ClusterAuthority,
                Projection::Namespace,
            ]),
        }],
        ..Pod::default()
    }
}
