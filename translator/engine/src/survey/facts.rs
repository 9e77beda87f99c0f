//! What is remembered of a file once its tree is gone.

use std::collections::BTreeSet;

use ovhai_syntax::{Named, Notation, Problem, Span};

use crate::index::Literal;

/// What a configuration file declares and refers to.
#[derive(Clone, Debug)]
pub struct Facts {
    /// How it is written.
    pub notation: Notation,
    /// Top-level blocks, in order; what could not be read is among them.
    pub blocks: Vec<BlockFact>,
    /// References to the vendor's things, to modules, locals and variables, in order.
    pub references: Vec<Reference>,
    /// What was repaired to read the file.
    pub repairs: Vec<Problem>,
    /// In a file of values: what it sets, as far as it is written out. Never printed.
    pub values: Vec<(String, Option<Literal>)>,
    /// Entries of `required_providers`.
    pub requirements: Vec<Requirement>,
}

/// One entry of `required_providers`, or a provider's block in a lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Local name; empty in a lock file.
    pub name: String,
    /// Where the provider comes from, if it is written out.
    pub source: Option<String>,
    /// The releases it may be of, if they are written out.
    pub version: Option<String>,
    /// The entry.
    pub span: Span,
    /// Index of the block it stands in.
    pub block: usize,
}

/// One top-level block.
#[derive(Clone, Debug)]
pub struct BlockFact {
    /// What it is.
    pub kind: BlockKind,
    /// From the keyword to the closing brace.
    pub span: Span,
    /// Whether there are several of it.
    pub repetition: Repetition,
    /// Attributes that are written out, of module calls, variables, locals and settings. Never printed: a default may be a
    /// secret.
    pub literals: Vec<(String, Literal)>,
    /// What the parser refuses, if it refuses the block; then its bytes are not edited.
    pub problem: Option<Problem>,
    /// `provider = name.alias` of a resource or data source, as written.
    pub provider: Option<String>,
    /// `providers = { inner = outer }` of a module call, as written.
    pub providers: Vec<(String, String)>,
    /// What makes it the vendor's although its type is not: the address of a provider's block, or a file.
    pub made_by: Option<String>,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A resource, data source, module call or variable.
    Declares(Named),
    /// `provider "name" { alias = … }`
    Provider {
        /// Local name.
        name: String,
        /// Its alias.
        alias: Option<String>,
    },
    /// `output "name"`
    Output(String),
    /// `locals`, with the names it gives.
    Locals(Vec<String>),
    /// `terraform`
    Terraform,
    /// `moved`, `removed` or `import` with the address it is about, as far as it is a plain one.
    State {
        /// The keyword.
        keyword: String,
        /// `from`, or `to` for an import.
        about: Option<Named>,
        /// Names of the calls that lead to its module.
        within: Vec<String>,
    },
    /// Any other block, by its keyword and labels.
    Other(String),
}

/// Whether a block stands for one object or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repetition {
    /// One.
    #[default]
    Once,
    /// `count`
    Count,
    /// `for_each`
    ForEach,
}

/// One reference in an expression.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What is referred to.
    pub named: Named,
    /// The whole traversal.
    pub span: Span,
    /// The part that names what is referred to.
    pub address: Span,
    /// What follows.
    pub steps: Vec<StepFact>,
    /// The expressions around, innermost first, as far as they are calls, parentheses or interpolations.
    pub around: Vec<Around>,
    /// Index of the block it stands in.
    pub block: usize,
    /// The attribute it stands in, after the names of the nested blocks: `depends_on`, `set.value`.
    pub attribute: String,
    /// If it takes the object as a whole: the attributes that are read of it, as far as that can be told.
    pub reads: Option<BTreeSet<String>>,
}

/// One step of a traversal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepFact {
    /// With its dot or brackets.
    pub span: Span,
    /// What it takes.
    pub kind: StepFactKind,
}

/// What a step takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepFactKind {
    /// `.name`
    Attribute(String),
    /// `[0]` or `.0`
    Position(u64),
    /// `["a"]`
    Key(String),
    /// Any other index.
    Index,
    /// `[*]` or `.*`
    Splat,
}

/// An expression around a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: AroundKind,
}

/// What stands around a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AroundKind {
    /// A call with this reference (or what is around it) as the argument at this position.
    Call {
        /// The function.
        name: String,
        /// How many arguments it has.
        arguments: usize,
    },
    /// `( … )`
    Parenthesis,
    /// A traversal that goes on from a call or a parenthesis, with its steps.
    Traversal(Vec<StepFact>),
}

impl BlockFact {
    /// The attribute `name`, if it is written out.
    #[must_use]
    pub fn literal(&self, name: &str) -> Option<&Literal> {
        self.literals
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The attribute `name`, if it is a string that is written out.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.literal(name) {
            Some(Literal::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// How findings name it.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.kind {
            BlockKind::Declares(named) => named.to_string(),
            BlockKind::Provider { name, alias: None } => format!("provider.{name}"),
            BlockKind::Provider {
                name,
                alias: Some(alias),
            } => format!("provider.{name}.{alias}"),
            BlockKind::Output(name) => format!("output.{name}"),
            BlockKind::Locals(_) => "locals".to_owned(),
            BlockKind::Terraform => "terraform".to_owned(),
            BlockKind::State {
                keyword,
                about,
                within,
            } => {
                let calls: String = within
                    .iter()
                    .map(|call| format!("module.{call}."))
                    .collect();
                match about {
                    Some(about) => format!("{keyword}.{calls}{about}"),
                    None => keyword.clone(),
                }
            }
            BlockKind::Other(name) => name.clone(),
        }
    }
}
