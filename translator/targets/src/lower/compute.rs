//! Requests, limits and placement.

use std::collections::BTreeMap;

use super::{Lowering, findings, rules, volumes};
use crate::objects::{Quantities, Resources};

/// Resource name of GPUs.
pub(super) const GPU: &str = "nvidia.com/gpu";
/// Resource name of the scratch disk.
pub(super) const SCRATCH: &str = "ephemeral-storage";
const GPU_PRODUCT: &str = "nvidia.com/gpu.product";

/// What one replica needs of a node.
#[derive(Default)]
pub(super) struct Placement {
    pub resources: Resources,
    pub node_values: Option<(&'static str, Vec<String>)>,
    pub tolerations: Vec<&'static str>,
    /// Size of `/dev/shm`.
    pub shared_memory: Option<String>,
    /// The platform's scratch disk in bytes, if the request is less.
    pub capped_from: Option<u64>,
}

pub(super) fn lower(lowering: &mut Lowering<'_>) -> Placement {
    let compute = &lowering.workload.compute;
    let profile = lowering.scope.profile;
    let gpus = amount(lowering, "gpu", compute.gpus);
    let cpu = amount(lowering, "cpu", compute.cpu);
    let memory = amount(lowering, "memory", compute.memory);
    let scratch = amount(lowering, "ephemeralStorage", compute.scratch);
    let flavor = compute.flavor.as_deref().unwrap_or_default();
    let mut placement = Placement::default();
    let mut requests: Quantities = Vec::with_capacity(4);

    let share = if gpus.is_some() {
        u64::from(profile.gpu_resource_percent)
    } else {
        100
    };
    if let Some(cpu) = cpu {
        let millicores = cpu.saturating_mul(10).saturating_mul(share);
        requests.push(("cpu", rules::cpu(millicores)));
    }
    let memory = memory.map(|bytes| {
        // Whole MiB, so that the quantity stays readable; less than one stays as it is.
        let part = ((bytes >> 20).saturating_mul(share) / 100) << 20;
        let bytes = if share == 100 || part == 0 {
            bytes
        } else {
            part
        };
        requests.push(("memory", rules::quantity(bytes)));
        bytes
    });
    if cpu.is_none() || memory.is_none() {
        let missing = match (cpu, memory) {
            (None, None) => "neither CPU nor memory is given",
            (None, _) => "no CPU is given",
            _ => "no memory is given",
        };
        lowering.find(&findings::RESOURCES_UNKNOWN, missing);
    }
    if let Some(scratch) = scratch {
        let cap = profile.scratch_cap.as_deref().and_then(rules::bytes);
        let bytes = cap.map_or(scratch, |cap| scratch.min(cap));
        placement.capped_from = (bytes < scratch).then_some(scratch);
        requests.push((SCRATCH, rules::quantity(bytes)));
    }
    if let Some(count) = gpus {
        gpu(lowering, count, flavor, &mut requests, &mut placement);
        shared_memory(lowering, memory, &mut placement);
        if share == 100 && cpu.is_some() {
            lowering.find(
                &findings::MAY_NOT_FIT,
                format!("a replica asks for all of {count} units of {flavor}"),
            );
        }
    }
    let mut limits = requests.clone();
    if profile.drop_cpu_limit && cpu.is_some() {
        limits.retain(|(name, _)| *name != "cpu");
        lowering.find(
            &findings::CPU_LIMIT_DROPPED,
            "the profile sets drop_cpu_limit",
        );
    }
    placement.resources = Resources { requests, limits };
    placement
}

/// A positive amount; 0 is none, less than 0 is a contradiction.
fn amount(lowering: &mut Lowering<'_>, what: &str, value: Option<i64>) -> Option<u64> {
    let value = value.filter(|value| *value != 0)?;
    let amount = u64::try_from(value).ok();
    if amount.is_none() {
        lowering.find(
            &findings::RESOURCES_CONTRADICT,
            format!("{what} is {value}"),
        );
    }
    amount
}

fn gpu(
    lowering: &mut Lowering<'_>,
    count: u64,
    flavor: &str,
    requests: &mut Quantities,
    placement: &mut Placement,
) {
    let compute = &lowering.workload.compute;
    let tables = &lowering.scope.profile.gpu_tables;
    let model = compute.gpu_model.as_deref().unwrap_or_default();
    let memory = compute
        .gpu_memory
        .and_then(|bytes| u64::try_from(bytes).ok())
        .filter(|bytes| *bytes > 0)
        .map(|bytes| format!(" with {}", rules::quantity(bytes)))
        .unwrap_or_default();
    let card = format!(
        "{count} x {}{memory}",
        if model.is_empty() { "GPU" } else { model }
    );
    let is_known_brand = compute
        .gpu_brand
        .as_deref()
        .is_none_or(|brand| brand.is_empty() || brand.eq_ignore_ascii_case("nvidia"));
    if !is_known_brand {
        let brand = compute.gpu_brand.as_deref().unwrap_or_default();
        lowering.find(
            &findings::GPU_UNKNOWN,
            format!(
                "{card} of {brand:?}: no Kubernetes resource is known for it, so none is requested"
            ),
        );
        return;
    }
    if flavor.ends_with("-cpu") {
        lowering.find(
            &findings::RESOURCES_CONTRADICT,
            format!("the flavor {flavor} has no GPU, but {card} is given"),
        );
    }
    requests.push((GPU, count.to_string()));
    placement.tolerations.push(GPU);
    let known = tables.flavors.get(flavor).or_else(|| {
        let key = tables
            .models
            .keys()
            .find(|known| known.eq_ignore_ascii_case(model))?;
        tables.models.get(key)
    });
    match known.filter(|values| !values.is_empty()) {
        Some(values) => {
            lowering.find(
                &findings::GPU_PLACEMENT,
                format!("{card}: nodes labelled {}", values.join(", ")),
            );
            placement.node_values = Some((GPU_PRODUCT, values.clone()));
        }
        None => lowering.find(
            &findings::GPU_UNKNOWN,
            format!("{card}: neither the flavor {flavor:?} nor the model is in gpu_tables"),
        ),
    }
}

fn shared_memory(lowering: &mut Lowering<'_>, memory: Option<u64>, placement: &mut Placement) {
    // A volume of the workload's own wins.
    let is_taken = lowering
        .workload
        .volumes
        .iter()
        .any(|volume| volumes::normal(&volume.mount_path) == "/dev/shm");
    if is_taken {
        return;
    }
    let percent = u64::from(lowering.scope.profile.shared_memory_percent);
    let size = memory.map(|bytes| ((bytes >> 20).saturating_mul(percent) / 100) << 20);
    if let Some(size) = size.filter(|size| *size > 0) {
        let size = rules::quantity(size);
        lowering.find(
            &findings::SHARED_MEMORY,
            format!("/dev/shm gets {size}, counted against the memory limit"),
        );
        placement.shared_memory = Some(size);
    }
}

/// Kubernetes reserves no bandwidth. By the profile's choice, annotations that some network plugins read limit the pod to the
/// public one.
pub(super) fn bandwidth(lowering: &mut Lowering<'_>) -> BTreeMap<&'static str, String> {
    let compute = &lowering.workload.compute;
    let mut annotations = BTreeMap::new();
    for (what, bits) in [
        ("public", compute.public_network),
        ("private", compute.private_network),
    ] {
        if let Some(bits) = bits.filter(|bits| *bits > 0) {
            let mut detail = format!("{what} bandwidth of {} Mbit/s", bits / 1_000_000);
            // Plugins refuse less than 1k and more than 1P.
            let is_limit = what == "public" && (1_000..=1_000_000_000_000_000).contains(&bits);
            if is_limit && lowering.scope.profile.bandwidth_annotations {
                detail.push_str("; annotations limit it to that");
                for name in [
                    "kubernetes.io/ingress-bandwidth",
                    "kubernetes.io/egress-bandwidth",
                ] {
                    annotations.insert(name, format!("{}k", bits / 1_000));
                }
            }
            lowering.find(&findings::BANDWIDTH, detail);
        }
    }
    annotations
}
