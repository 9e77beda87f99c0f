//! `ovh_@name@` → nothing yet: every block of it is refused.

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    finding,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct @Type@;

impl Mapping for @Type@ {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_@name@"]
    }

    fn summary(&self) -> &'static str {
        "nothing yet"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        Vec::new()
    }

    fn outputs(&self) -> Vec<OutputRule> {
        Vec::new()
    }

    fn lower(&self, _: &mut Lowering<'_>) -> Result<Target, Refusal> {
        Err(Refusal::new(&finding::BY_HAND, "the mapping is only begun"))
    }
}
