//! Quotas let in what they came with, and queues hold what shall start.

use ovhai_model::{Address, Digest, Kind, Quota, Selection};
use ovhai_targets::{Format, JobStart, QuotaForm};
use serde_json::Value;

use crate::{acceptance, access::of_tree, load};

/// Quantities by an independent reading of the written objects: what a quota lets in at once.
fn written(objects: &[Value], resource: &str) -> f64 {
    let number = |value: &Value| -> f64 {
        let text = value.as_str().unwrap_or("0");
        match text.strip_suffix('m') {
            Some(thousandths) => thousandths.parse::<f64>().unwrap() / 1000.0,
            None => text.parse().unwrap(),
        }
    };
    objects
        .iter()
        .filter(|object| ["Deployment", "StatefulSet"].contains(&object["kind"].as_str().unwrap()))
        .map(|object| {
            let name = &object["metadata"]["name"];
            let fewest = |kind: &str, pointer: &str| {
                objects
                    .iter()
                    .find(|other| other["kind"] == kind && other["metadata"]["name"] == *name)
                    .and_then(|other| other.pointer(pointer)?.as_f64())
            };
            let replicas = object["spec"]["replicas"]
                .as_f64()
                .or_else(|| fewest("HorizontalPodAutoscaler", "/spec/minReplicas"))
                .or_else(|| fewest("ScaledObject", "/spec/minReplicaCount"))
                .or_else(|| fewest("HTTPScaledObject", "/spec/replicas/min"))
                .unwrap();
            let containers = acceptance::list(&object["spec"]["template"]["spec"]["containers"]);
            let pod: f64 = containers
                .iter()
                .map(|container| number(&container["resources"]["requests"][resource]))
                .sum();
            pod * replicas
        })
        .sum()
}

/// A quota that holds exported workloads back is worse than none.
#[test]
fn a_written_quota_lets_the_exported_workloads_in() {
    let mut limits = 0;
    for (case, mut input) in load::all() {
        input.profile.quota = QuotaForm::ResourceQuota;
        input
            .decisions
            .overrides
            .retain(|key, _| !key.starts_with("ResourceQuota/"));
        for (cores, gpus) in [(0, 0), (1, 1), (12, 4), (1000, 1000)] {
            let quota = Quota {
                address: Address::new(Kind::Quota, "p"),
                resources: [("CPU".to_owned(), cores), ("GPU".to_owned(), gpus)].into(),
                storage: None,
                source: "{}".to_owned(),
                digest: Digest::of(b""),
            };
            input.estate.quotas = vec![quota];
            let export = input.export(Format::Json);
            let objects = of_tree(&export.tree);
            let hard = objects
                .iter()
                .find(|object| object["kind"] == "ResourceQuota")
                .map(|object| object["spec"]["hard"].clone())
                .unwrap_or_default();
            for (limit, resource) in [
                ("requests.cpu", "cpu"),
                ("requests.nvidia.com/gpu", "nvidia.com/gpu"),
            ] {
                if let Some(most) = hard[limit].as_str() {
                    limits += 1;
                    let most: f64 = most.parse().unwrap();
                    assert!(
                        written(&objects, resource) <= most,
                        "{}: {limit}",
                        case.name
                    );
                }
            }
            // Whatever is not written is told.
            let told = export
                .others
                .iter()
                .filter(|finding| finding.address.kind() == Kind::Quota)
                .count();
            let is_selected = input.selection == Selection::default();
            assert_eq!(told > 0, is_selected, "{}", case.name);
        }
    }
    assert!(limits > 50, "only {limits} limits were written");
}

/// Kueue owns `suspend` of the jobs it holds: one that must not start has no label, one with a label says nothing of its own.
#[test]
fn only_jobs_that_shall_start_are_in_a_queue() {
    let mut queued = 0;
    for (case, mut input) in load::all() {
        input.profile.quota = QuotaForm::Kueue;
        input
            .decisions
            .overrides
            .retain(|key, _| !key.starts_with("ResourceQuota/"));
        for starts in [false, true] {
            input.profile.jobs.start = if starts {
                JobStart::AsOnPlatform
            } else {
                JobStart::Suspended
            };
            let objects = of_tree(&input.export(Format::Json).tree);
            for job in objects.iter().filter(|object| object["kind"] == "Job") {
                let label = &job["metadata"]["labels"]["kueue.x-k8s.io/queue-name"];
                let Some(queue) = label.as_str() else {
                    assert!(job["spec"]["suspend"].is_boolean(), "{}", case.name);
                    continue;
                };
                queued += 1;
                assert!(starts && job["spec"]["suspend"].is_null(), "{}", case.name);
                let exists = objects.iter().any(|object| {
                    object["kind"] == "LocalQueue" && object["metadata"]["name"] == queue
                });
                assert!(exists, "{}: {queue}", case.name);
            }
        }
    }
    assert!(queued >= 3);
}
