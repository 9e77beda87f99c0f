//! What is translated: one block that declares something of the vendor's.

use std::{collections::BTreeSet, sync::Arc};

use ovhai_syntax::Named;

use crate::{
    catalogue::Row,
    index::BlockRef,
    input::Input,
    mappings::{AttributeRule, Mapping, OutputRule, attributes_of, outputs_of},
    naming::{qualified, short_type},
    survey::Repetition,
};

/// How a subject is translated.
#[derive(Clone)]
pub enum Translation {
    /// By code.
    Coded(&'static dyn Mapping),
    /// By its row alone: a call of this noun.
    Row(String),
    /// It goes; what was read of it becomes inputs.
    Drop,
}

impl std::fmt::Debug for Translation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Coded(mapping) => write!(f, "Coded({:?})", mapping.types()),
            Self::Row(noun) => write!(f, "Row({noun})"),
            Self::Drop => f.write_str("Drop"),
        }
    }
}

/// One block that declares something of the vendor's.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Where it is declared.
    pub at: BlockRef,
    /// Path of its file.
    pub path: String,
    /// Folder of its module.
    pub folder: String,
    /// What it declares.
    pub named: Named,
    /// Its row in the catalogue.
    pub row: &'static Row,
    /// Whether it stands for several objects.
    pub repetition: Repetition,
    /// How it is translated.
    pub translation: Translation,
    /// Name of what takes its place: unique among the modules of its folder, without the vendor's name.
    pub name: String,
    /// Whether one root module may hold several things of this name: its module is called again, or another one has it too.
    pub is_called_alike: bool,
    /// Names that its variables must not have.
    pub taken: Arc<Taken>,
}

/// Names in a folder that new variables must not have.
#[derive(Debug, Default)]
pub struct Taken {
    /// Variables that are declared.
    pub variables: BTreeSet<String>,
    /// Names of the folder's subjects: what begins with one is about it.
    pub subjects: BTreeSet<String>,
}

impl Subject {
    /// What becomes of each argument.
    #[must_use]
    pub fn attributes(&self) -> Vec<AttributeRule> {
        let mut rules = match &self.translation {
            Translation::Coded(mapping) => mapping.attributes(),
            Translation::Row(_) => attributes_of(self.row),
            Translation::Drop => Vec::new(),
        };
        for name in ["service_name", "project_id"] {
            if !rules.iter().any(|rule| rule.name == name) {
                rules.push(AttributeRule::implied(name, "the id of the project"));
            }
        }
        rules
    }

    /// What takes the place of what is read of it.
    #[must_use]
    pub fn outputs(&self) -> Vec<OutputRule> {
        match &self.translation {
            Translation::Coded(mapping) => mapping.outputs(),
            Translation::Row(_) | Translation::Drop => outputs_of(self.row),
        }
    }

    /// Whether nothing of it matters elsewhere.
    #[must_use]
    pub const fn drops_everything(&self) -> bool {
        matches!(self.translation, Translation::Drop)
    }

    /// Whether any release documents the argument or attribute `name`.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.row.knows(name)
    }

    /// Name of the variable for its input `input`: nobody's yet, and the same whenever it is asked for.
    #[must_use]
    pub fn variable(&self, input: &str) -> String {
        let kind = crate::vendor::type_of(&self.named).map_or("resource", short_type);
        let usual = format!("{}_{input}", self.name);
        let qualified = format!("{}_{input}", qualified(&self.name, kind));
        let new = format!("new_{usual}");
        let numbered = (2_usize..).map(|number| format!("{new}_{number}"));
        let (first, second) = match self.name.as_str() {
            // It says nothing to who has to give the value.
            "this" => (qualified, usual),
            _ => (usual, qualified),
        };
        [first, second, new.clone()]
            .into_iter()
            .chain(numbered)
            .find(|name| self.is_free(name))
            .unwrap_or(new)
    }

    /// Whether a variable of the name is neither declared nor about another subject.
    fn is_free(&self, variable: &str) -> bool {
        let is_about = |subject: &String| {
            let rest = variable.strip_prefix(subject.as_str());
            rest.is_some_and(|rest| rest.starts_with('_'))
        };
        let longest = self
            .taken
            .subjects
            .iter()
            .filter(|subject| is_about(subject))
            .max_by_key(|subject| subject.len());
        let is_own = longest.is_none_or(|subject| *subject == self.name);
        is_own && !self.taken.variables.contains(variable)
    }

    /// The code that reads the variable `name` for one object of the block, within the block.
    #[must_use]
    pub fn lookup(&self, name: &str, input: &Input) -> String {
        let index = match self.repetition {
            Repetition::Once => return format!("var.{name}"),
            Repetition::Count => "count.index",
            Repetition::ForEach => "each.key",
        };
        match &input.default {
            None => format!("var.{name}[{index}]"),
            Some(default) => format!("try(var.{name}[{index}], {default})"),
        }
    }
}
