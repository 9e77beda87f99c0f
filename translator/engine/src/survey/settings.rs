//! `terraform { … }`: which providers are required, and where the state lies.

use ovhai_syntax::{Block, Item};

use super::{Place, Requirement, configuration::Reader, nodes::entry_text};
use crate::{census::Pattern, vendor};

impl Reader<'_> {
    pub(super) fn settings(&mut self, block: &Block) {
        for item in &block.body.items {
            match item {
                Item::Attribute(attribute) => self.attribute(attribute),
                Item::Block(inner) if inner.keyword.text == "required_providers" => {
                    for entry in inner.body.attributes() {
                        let source = entry_text(&entry.value, "source");
                        self.facts.requirements.push(Requirement {
                            name: entry.name.text.clone(),
                            source: source.map(str::to_owned),
                            version: entry_text(&entry.value, "version").map(str::to_owned),
                            span: entry.span,
                            block: self.facts.blocks.len() - 1,
                        });
                        let names_vendor = match source {
                            Some(source) => vendor::is_source(source),
                            None => vendor::PROVIDERS.contains(&entry.name.text.as_str()),
                        };
                        if names_vendor {
                            let address = format!("required_providers.{}", entry.name.text);
                            self.claim_as(entry.span, Place::Requirement, address);
                        } else {
                            self.attribute(entry);
                        }
                    }
                }
                Item::Block(inner) => {
                    let is_backend = inner.keyword.text == "backend"
                        && self
                            .hits_in(inner.span)
                            .iter()
                            .any(|hit| hit.pattern == Pattern::Host);
                    if is_backend {
                        self.backend(inner);
                    } else {
                        self.nested(inner);
                    }
                }
                Item::Isolated(_) => {}
            }
        }
    }

    /// A backend on the platform: each of its settings that says so, and the rest of it as it is.
    fn backend(&mut self, block: &Block) {
        let address = format!("backend.{}", block.label(0));
        for item in &block.body.items {
            self.claim_as(item.span(), Place::Backend, address.clone());
        }
        let outer = std::mem::replace(&mut self.address, address);
        for label in &block.labels {
            self.claim(label.span, Place::Name);
        }
        self.address = outer;
    }
}
