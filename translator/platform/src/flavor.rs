//! Flavor tables: what one unit of a flavor is, per region.

use std::collections::BTreeMap;

use crate::documents::Flavor;

/// The flavors of every region that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlavorTable(BTreeMap<(String, String), Flavor>);

impl FlavorTable {
    /// Adds what `region` offers. Regions are compared without case.
    pub fn add(&mut self, region: &str, flavors: impl IntoIterator<Item = Flavor>) {
        for flavor in flavors {
            self.0
                .insert((region.to_ascii_uppercase(), flavor.id.clone()), flavor);
        }
    }

    /// The flavor `id` of `region`.
    #[must_use]
    pub fn get(&self, region: &str, id: &str) -> Option<&Flavor> {
        self.0.get(&(region.to_ascii_uppercase(), id.to_owned()))
    }
}
