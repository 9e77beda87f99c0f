//! Inputs: values the platform used to give and a person now has to.

use ovhai_syntax::emit::{NewBlock, Value};

use crate::survey::Repetition;

/// A variable that a translated block needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// What it is about, added to the name of the block: `connection` of `main` becomes `var.main_connection`.
    pub name: String,
    /// Type constraint for one object.
    pub of_type: String,
    /// What a person should give.
    pub description: String,
    /// Whether its value is secret.
    pub is_sensitive: bool,
    /// Value when nothing is given, as code; without one Terraform asks.
    pub default: Option<String>,
    /// The host that it takes the place of: one value serves all objects, however many there are.
    pub serves: Option<String>,
}

impl Input {
    /// A required input of this type.
    #[must_use]
    pub fn new(name: &str, of_type: &str, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            of_type: of_type.to_owned(),
            description: description.to_owned(),
            is_sensitive: false,
            default: None,
            serves: None,
        }
    }

    /// One value for all objects, in the place of `host`.
    #[must_use]
    pub fn serving(mut self, host: &str) -> Self {
        self.serves = Some(host.to_owned());
        self
    }

    /// A required input whose value is secret.
    #[must_use]
    pub fn secret(name: &str, of_type: &str, description: &str) -> Self {
        Self {
            is_sensitive: true,
            ..Self::new(name, of_type, description)
        }
    }

    /// With this value when nothing is given.
    #[must_use]
    pub fn or(mut self, default: &str) -> Self {
        self.default = Some(default.to_owned());
        self
    }

    /// The same for all objects of a block that stands for several: keyed like the block.
    #[must_use]
    pub fn repeated(mut self, repetition: Repetition) -> Self {
        let (wrapped, empty) = match repetition {
            _ if self.serves.is_some() => return self,
            Repetition::Once => return self,
            Repetition::Count => ("list", "[]"),
            Repetition::ForEach => ("map", "{}"),
        };
        self.of_type = format!("{wrapped}({})", self.of_type);
        // A default per object cannot be said for all of them; lookups fall back to it where they are made.
        self.default = self.default.map(|_| empty.to_owned());
        self
    }

    /// `variable "name" { … }`
    #[must_use]
    pub fn variable(&self, name: &str) -> NewBlock {
        let mut block = NewBlock::new("variable", &[name])
            .with("type", Value::code(&self.of_type))
            .with("description", self.description.as_str());
        if let Some(default) = &self.default {
            block = block.with("default", Value::code(default));
        }
        if self.is_sensitive {
            block = block.with("sensitive", true);
        }
        block
    }
}
