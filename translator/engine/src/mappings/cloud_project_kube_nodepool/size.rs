//! Sizes from names of flavors: the family before the dash, the memory after it.
//!
//! Inferred from the vendor's naming, not from its price list: `b3-8` has 8 GiB, families differ in memory per processor, and
//! families with a card grow with it.

use ovhai_syntax::emit::Value;

/// Size of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Size {
    cpu: u64,
    memory_gib: u64,
    /// How many cards, of which kind.
    gpu: Option<(u64, &'static str)>,
}

/// Family, memory of the smallest size with a card, processors of that size, card.
const CARDS: &[(&str, u64, u64, &str)] = &[
    ("t1", 45, 8, "nvidia-v100"),
    ("t2", 45, 15, "nvidia-v100s"),
    ("a10", 45, 30, "nvidia-a10"),
    ("l4", 90, 22, "nvidia-l4"),
    ("l40s", 90, 15, "nvidia-l40s"),
    ("a100", 180, 15, "nvidia-a100"),
    ("h100", 380, 30, "nvidia-h100"),
];

/// The size that `flavor` names, if its family is known.
pub(super) fn of(flavor: &str) -> Option<Size> {
    let flavor = flavor.to_ascii_lowercase();
    let (family, memory) = flavor.split_once('-')?;
    let memory_gib: u64 = memory.parse().ok().filter(|memory| *memory > 0)?;
    if let Some((_, memory, cpu, card)) = CARDS.iter().find(|(name, ..)| *name == family) {
        let count = (memory_gib / memory).max(1);
        return Some(Size {
            cpu: cpu * count,
            memory_gib,
            gpu: Some((count, card)),
        });
    }
    // Memory per processor: newer generations are exact, older ones lose a little to the platform.
    let per_processor = match family {
        "b2" | "b3" => 4,
        "c3" | "d2" => 2,
        "c2" => 4,
        "r2" | "r3" => 8,
        _ => return None,
    };
    Some(Size {
        cpu: memory_gib.div_ceil(per_processor).max(1),
        memory_gib,
        gpu: None,
    })
}

impl Size {
    /// As the module's argument; where others have cards, it says that it has none.
    pub(super) fn value(&self, is_among_cards: bool) -> Value {
        let mut items = vec![
            ("cpu".to_owned(), Value::from(self.cpu)),
            ("memory_gib".to_owned(), Value::from(self.memory_gib)),
        ];
        if self.has_cards() || is_among_cards {
            let (count, kind) = match self.gpu {
                Some((count, kind)) => (count, Value::from(kind)),
                None => (0, Value::Null),
            };
            items.push(("gpu_count".to_owned(), Value::from(count)));
            items.push(("gpu_kind".to_owned(), kind));
        }
        Value::Object(items)
    }

    /// Whether there are cards.
    pub(super) const fn has_cards(&self) -> bool {
        self.gpu.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_sizes() {
        let size = |name| of(name).map(|size| (size.cpu, size.memory_gib, size.gpu));
        assert_eq!(size("b3-8"), Some((2, 8, None)));
        assert_eq!(size("b2-7"), Some((2, 7, None)));
        assert_eq!(size("r3-16"), Some((2, 16, None)));
        assert_eq!(size("C3-4"), Some((2, 4, None)));
        assert_eq!(size("l4-180"), Some((44, 180, Some((2, "nvidia-l4")))));
        for unknown in ["x9-8", "b3", "b3-", "b3-0", "discovery"] {
            assert_eq!(size(unknown), None, "{unknown}");
        }
    }
}
