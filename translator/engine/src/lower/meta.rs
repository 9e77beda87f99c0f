//! Meta-arguments: what every resource has, whatever its type.

use super::{Lowering, Refusal};
use crate::{finding, mappings::Target};

/// Arguments and blocks that every resource has.
pub(super) const IS_META: [&str; 9] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
    "timeouts",
    "triggers_replace",
];

impl Lowering<'_> {
    /// `count` and `for_each` come first.
    pub(super) fn before(&mut self) -> Result<(), Refusal> {
        if self.block.body.blocks_of("provisioner").next().is_some() {
            return Err(Refusal::new(
                &finding::PROVISIONER,
                "`provisioner` blocks would run again on the new platform",
            ));
        }
        for name in ["count", "for_each"] {
            if let Some(attribute) = self.attribute(name) {
                let value = self.code(&attribute.value);
                self.set_from(name, value, Some(attribute.span));
            }
        }
        Ok(())
    }

    /// `depends_on` comes last; the rest does not carry over.
    pub(super) fn after(&mut self, target: &Target) {
        if let Some(attribute) = self.attribute("depends_on") {
            let value = self.code(&attribute.value);
            self.set_from("depends_on", value, Some(attribute.span));
        }
        let has_providers = match target {
            Target::Module(noun) => self
                .profile
                .module(noun)
                .is_some_and(|template| !template.providers.is_empty()),
            Target::Inputs | Target::Member(_) => false,
        };
        if let Some(attribute) = self.attribute("provider")
            && has_providers
            && self.written(&attribute.value).contains('.')
        {
            let detail = format!("`{}`", self.written(&attribute.value));
            self.note_at(&finding::PROVIDER_ALIAS, detail, attribute.span);
        }
        for lifecycle in self.block.body.blocks_of("lifecycle") {
            let names: Vec<_> = lifecycle
                .body
                .items
                .iter()
                .filter_map(|item| match item {
                    ovhai_syntax::Item::Attribute(attribute) => Some(attribute.name.text.as_str()),
                    ovhai_syntax::Item::Block(block) => Some(block.keyword.text.as_str()),
                    ovhai_syntax::Item::Isolated(_) => None,
                })
                // They tell Terraform to ignore what the platform changes, or in which order to replace what goes.
                .filter(|name| !["ignore_changes", "create_before_destroy"].contains(name))
                .collect();
            if !names.is_empty() {
                let detail = format!("`lifecycle`: {}", names.join(", "));
                self.note_at(&finding::LIFECYCLE, detail, lifecycle.span);
            }
        }
    }
}
