//! Resources of one replica.

use ovhai_model::Compute;

use super::{Notes, findings};
use crate::{
    documents::{Flavor, Resources},
    flavor::FlavorTable,
};

pub(super) fn compute(
    resources: Option<&Resources>,
    region: &str,
    flavors: &FlavorTable,
    notes: &mut Notes<'_>,
) -> Compute {
    let mut compute = resources.map_or_else(Compute::default, stated);
    if compute.cpu.is_none() || compute.memory.is_none() {
        let flavor = compute
            .flavor
            .as_ref()
            .and_then(|id| flavors.get(region, id));
        if let Some(flavor) = flavor {
            fill(&mut compute, flavor);
            notes.add(
                &findings::RESOURCES_FROM_FLAVOR,
                format!("{} × {}", compute.units.unwrap_or(1), flavor.id),
            );
        }
    }
    if compute.cpu.is_none() || compute.memory.is_none() {
        notes.add(&findings::RESOURCES_UNKNOWN, "/spec/resources");
    }
    compute
}

fn stated(resources: &Resources) -> Compute {
    let some = |count: Option<i64>| count.filter(|count| *count > 0);
    Compute {
        flavor: resources.flavor.clone(),
        // The reading order of the vendor's panel (platform-facts section 7).
        units: some(resources.flavor_count)
            .or(some(resources.gpu))
            .or(some(resources.cpu))
            .or(Some(1)),
        cpu: resources.cpu,
        memory: resources.memory,
        scratch: resources.ephemeral_storage,
        gpus: resources.gpu,
        gpu_brand: resources.gpu_brand.clone(),
        gpu_model: resources.gpu_model.clone(),
        gpu_memory: resources.gpu_memory,
        public_network: resources.public_network,
        private_network: resources.private_network,
    }
}

/// Fills what `compute` lacks. Bandwidth does not grow with the number of units (seen in samples).
fn fill(compute: &mut Compute, flavor: &Flavor) {
    let units = compute.units.unwrap_or(1);
    // A document without resolved memory is as it was requested: its `cpu` and `gpu` are counts of units.
    if compute.memory.is_none() {
        compute.cpu = None;
        compute.gpus = None;
    }
    let times = |amount: Option<i64>| amount?.checked_mul(units);
    if let Some(unit) = &flavor.resources_per_unit {
        compute.cpu = compute.cpu.or_else(|| times(unit.cpu));
        compute.memory = compute.memory.or_else(|| times(unit.memory));
        compute.scratch = compute.scratch.or_else(|| times(unit.ephemeral_storage));
        compute.gpus = compute.gpus.or_else(|| times(unit.gpu));
        compute.public_network = compute.public_network.or(unit.public_network);
        compute.private_network = compute.private_network.or(unit.private_network);
    }
    if let Some(card) = &flavor.gpu_information {
        compute.gpu_brand = compute.gpu_brand.take().or_else(|| card.gpu_brand.clone());
        compute.gpu_model = compute.gpu_model.take().or_else(|| card.gpu_model.clone());
        compute.gpu_memory = compute.gpu_memory.or(card.gpu_memory);
    }
}
