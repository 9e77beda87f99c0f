//! Compute resources: a flavor and how many units of it.
//!
//! The API has two ways to say the count, `flavorCount` and the older `cpu` or `gpu`, and the update of an app knows only the
//! older one (`ai-api.json`, discrepancies). Here there is one `count`.

use ovhai_platform::documents::{self, FlavorType};
use terraform_plugin::{Schema, Value};

/// Compute resources; the amounts are what flavor and count come to.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Resources {
    /// Flavor, such as `ai1-1-cpu`; `ovhai_capabilities` lists those of a region.
    #[attr(required, validate(not_blank()))]
    pub flavor: Value<String>,
    /// Units of the flavor, in cards for GPU flavors. Default 1.
    #[attr(default = 1, validate(at_least(1)))]
    pub count: Value<i64>,
    /// Virtual CPUs.
    #[attr(computed)]
    pub cpu: Value<i64>,
    /// GPU cards.
    #[attr(computed)]
    pub gpu: Value<i64>,
    /// GPU vendor.
    #[attr(computed)]
    pub gpu_brand: Value<String>,
    /// GPU model.
    #[attr(computed)]
    pub gpu_model: Value<String>,
    /// Memory of one GPU in bytes (observed unit).
    #[attr(computed)]
    pub gpu_memory: Value<i64>,
    /// RAM in bytes.
    #[attr(computed)]
    pub memory: Value<i64>,
    /// Local scratch disk in bytes.
    #[attr(computed)]
    pub ephemeral_storage: Value<i64>,
    /// Public bandwidth in bits per second (observed unit).
    #[attr(computed)]
    pub public_network: Value<i64>,
    /// Private bandwidth, same unit.
    #[attr(computed)]
    pub private_network: Value<i64>,
}

/// How a request says the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// `flavorCount`, which newer servers know.
    Units,
    /// `cpu` or `gpu`, by the kind of the flavor.
    Kind,
}

impl Resources {
    /// The resources of a live object.
    pub fn read(live: &documents::Resources) -> Self {
        Self {
            flavor: live.flavor.clone().into(),
            count: units(live).into(),
            cpu: live.cpu.into(),
            gpu: live.gpu.into(),
            gpu_brand: live.gpu_brand.clone().into(),
            gpu_model: live.gpu_model.clone().into(),
            gpu_memory: live.gpu_memory.into(),
            memory: live.memory.into(),
            ephemeral_storage: live.ephemeral_storage.into(),
            public_network: live.public_network.into(),
            private_network: live.private_network.into(),
        }
    }

    /// True when flavor and count are the same; the amounts follow from them.
    pub fn is_same(&self, other: &Self) -> bool {
        self.flavor == other.flavor && self.count == other.count
    }

    /// Completes the planned amounts: known while flavor and count stay.
    pub fn plan(&mut self, prior: Option<&Self>) {
        match prior {
            Some(prior) if self.is_same(prior) => *self = prior.clone(),
            _ => {
                *self = Self {
                    flavor: std::mem::take(&mut self.flavor),
                    count: self.count,
                    cpu: Value::Unknown,
                    gpu: Value::Unknown,
                    gpu_brand: Value::Unknown,
                    gpu_model: Value::Unknown,
                    gpu_memory: Value::Unknown,
                    memory: Value::Unknown,
                    ephemeral_storage: Value::Unknown,
                    public_network: Value::Unknown,
                    private_network: Value::Unknown,
                }
            }
        }
    }

    /// Fills in the amounts of a live object where the plan left them open.
    pub fn fill(&mut self, live: &Self) {
        use super::changed::fill;
        fill(&mut self.cpu, &live.cpu);
        fill(&mut self.gpu, &live.gpu);
        fill(&mut self.gpu_brand, &live.gpu_brand);
        fill(&mut self.gpu_model, &live.gpu_model);
        fill(&mut self.gpu_memory, &live.gpu_memory);
        fill(&mut self.memory, &live.memory);
        fill(&mut self.ephemeral_storage, &live.ephemeral_storage);
        fill(&mut self.public_network, &live.public_network);
        fill(&mut self.private_network, &live.private_network);
    }

    /// What to send.
    pub fn request(&self, counting: Counting, kind: &FlavorType) -> documents::Resources {
        let count = self.count.get().copied();
        let (flavor_count, (cpu, gpu)) = match counting {
            Counting::Units => (count, (None, None)),
            Counting::Kind => (None, self.counts(kind)),
        };
        documents::Resources {
            flavor: self.flavor.get().cloned(),
            flavor_count,
            cpu,
            gpu,
            ..documents::Resources::default()
        }
    }

    /// The count as `cpu` and `gpu`, of which one is there.
    pub fn counts(&self, kind: &FlavorType) -> (Option<i64>, Option<i64>) {
        let count = self.count.get().copied();
        match kind {
            FlavorType::Gpu => (None, count),
            _ => (count, None),
        }
    }
}

/// Units in the vendor panel's order of reading (platform-facts section 7). Where `flavorCount` is missing, the totals are
/// the count, as every flavor has one card or, without cards, one CPU per unit.
fn units(live: &documents::Resources) -> i64 {
    [live.flavor_count, live.gpu, live.cpu]
        .into_iter()
        .flatten()
        .find(|count| *count > 0)
        .unwrap_or(1)
}

/// The kind of a flavor that the region does not list (any more), by its name.
pub fn kind_by_name(flavor: &str) -> FlavorType {
    if flavor.ends_with("-cpu") {
        FlavorType::Cpu
    } else {
        FlavorType::Gpu
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_say_the_count_are_read_and_written() {
        let live = |flavor_count: Option<i64>, gpu: i64, cpu: i64| documents::Resources {
            flavor: Some("l4-1-gpu".to_owned()),
            flavor_count,
            gpu: Some(gpu),
            cpu: Some(cpu),
            ..documents::Resources::default()
        };
        assert_eq!(units(&live(Some(3), 3, 39)), 3);
        assert_eq!(units(&live(None, 2, 40)), 2);
        assert_eq!(units(&live(None, 0, 4)), 4);
        assert_eq!(units(&documents::Resources::default()), 1);
        let two = Resources::read(&live(None, 2, 40));
        assert_eq!(two.counts(&FlavorType::Gpu), (None, Some(2)));
        assert_eq!(two.counts(&FlavorType::Cpu), (Some(2), None));
        let sent = two.request(Counting::Units, &FlavorType::Gpu);
        assert_eq!((sent.flavor_count, sent.gpu), (Some(2), None));
    }
}
