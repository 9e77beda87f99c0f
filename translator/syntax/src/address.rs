//! What a traversal refers to, in Terraform's words.

use std::fmt;

use crate::{Expression, ExpressionKind, Root, Span, Step, StepKind, Traversal};

/// What a name in an expression stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// `type.name`
    Resource {
        /// `kubernetes_namespace_v1`
        of_type: String,
        /// Its name in the module.
        name: String,
    },
    /// `data.type.name`
    Data {
        /// `kubernetes_nodes`
        of_type: String,
        /// Its name in the module.
        name: String,
    },
    /// `ephemeral.type.name`
    Ephemeral {
        /// The type.
        of_type: String,
        /// Its name in the module.
        name: String,
    },
    /// `module.name`
    Module(String),
    /// `var.name`
    Variable(String),
    /// `local.name`
    Local(String),
    /// `each.…`, `count.…`, `self.…`, `path.…`, `terraform.…`
    Language(String),
    /// A bare word, such as a `for` variable, a provider's name or a type constraint.
    Word(String),
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource { of_type, name } => write!(f, "{of_type}.{name}"),
            Self::Data { of_type, name } => write!(f, "data.{of_type}.{name}"),
            Self::Ephemeral { of_type, name } => write!(f, "ephemeral.{of_type}.{name}"),
            Self::Module(name) => write!(f, "module.{name}"),
            Self::Variable(name) => write!(f, "var.{name}"),
            Self::Local(name) => write!(f, "local.{name}"),
            Self::Language(name) | Self::Word(name) => f.write_str(name),
        }
    }
}

/// A reference: what it names, and what it takes of it.
#[derive(Clone, Debug)]
pub struct Address<'a> {
    /// What is referred to.
    pub named: Named,
    /// The part of the traversal that names it.
    pub span: Span,
    /// What follows.
    pub steps: &'a [Step],
}

impl<'a> Address<'a> {
    /// What `expression` refers to, if it is a traversal that begins with a name.
    #[must_use]
    pub fn of(expression: &'a Expression) -> Option<Self> {
        let ExpressionKind::Traversal(Traversal {
            root: Root::Name(root),
            steps,
        }) = &expression.kind
        else {
            return None;
        };
        let step = |index: usize| {
            steps.get(index).and_then(|step| match &step.kind {
                StepKind::Attribute(name) => Some((name.clone(), step.span)),
                _ => None,
            })
        };
        let found = |named, used: usize, span: Span| Self {
            named,
            span: root.span.to(span),
            steps: &steps[used..],
        };
        let word = root.text.as_str();
        Some(match (word, step(0), step(1)) {
            ("data", Some((of_type, _)), Some((name, span))) => {
                found(Named::Data { of_type, name }, 2, span)
            }
            ("ephemeral", Some((of_type, _)), Some((name, span))) => {
                found(Named::Ephemeral { of_type, name }, 2, span)
            }
            ("resource", Some((of_type, _)), Some((name, span))) => {
                found(Named::Resource { of_type, name }, 2, span)
            }
            ("module", Some((name, span)), _) => found(Named::Module(name), 1, span),
            ("var", Some((name, span)), _) => found(Named::Variable(name), 1, span),
            ("local", Some((name, span)), _) => found(Named::Local(name), 1, span),
            ("each" | "count" | "self" | "path" | "terraform", _, _) => {
                found(Named::Language(word.to_owned()), 0, root.span)
            }
            (_, Some((name, span)), _) if word.contains('_') => found(
                Named::Resource {
                    of_type: word.to_owned(),
                    name,
                },
                1,
                span,
            ),
            _ => found(Named::Word(word.to_owned()), 0, root.span),
        })
    }

    /// The attributes that the steps take, indexes and splats left out: `kubeconfig_attributes[0].host` gives both names.
    pub fn attributes(&self) -> impl Iterator<Item = &'a str> {
        self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Attribute(name) => Some(name.as_str()),
            _ => None,
        })
    }
}
