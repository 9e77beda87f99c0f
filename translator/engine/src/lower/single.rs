//! The one object that an expression means, through what people wrap it in: `one(x[*].id)`, `try(x[0].id, null)`, `"${x.id}"`.

use ovhai_syntax::{
    Address, Expression, ExpressionKind, Named, Root, Step, StepKind, TemplatePart,
};

/// Which of the objects of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// The block's only one, or all that it stands for as one value: no index was taken.
    Whole,
    /// A list of all of them.
    All,
    /// The only one of a list with at most one.
    Only,
    /// The one with this index.
    At(&'a Expression),
    /// The one at this position, `x.0`.
    Position(u64),
}

/// What an expression means.
#[derive(Clone, Debug)]
pub(crate) struct Single<'a> {
    /// What it names.
    pub(crate) named: Named,
    /// Which object of that.
    pub(crate) which: Which<'a>,
    /// Whether an attribute of it is taken.
    is_attribute: bool,
}

impl<'a> Single<'a> {
    /// What `expression` means, if that is one thing whatever the values are. What stands in for an object that is not there
    /// (`null`, an empty string) does not count: nothing can belong to it.
    pub(crate) fn of(expression: &'a Expression) -> Option<Self> {
        if let Some(address) = Address::of(expression) {
            let whole = Self {
                named: address.named,
                which: Which::Whole,
                is_attribute: false,
            };
            return whole.taking(address.steps);
        }
        match &expression.kind {
            ExpressionKind::Parenthesis(inner) => Self::of(inner),
            ExpressionKind::Template(template) => match template.parts.as_slice() {
                [TemplatePart::Interpolation { expression, .. }] => Self::of(expression),
                _ => None,
            },
            ExpressionKind::Traversal(traversal) => match &traversal.root {
                Root::Expression(root) => Self::of(root)?.taking(&traversal.steps),
                Root::Name(_) => None,
            },
            ExpressionKind::Conditional(choice) => match (&choice.yes, &choice.no) {
                (object, nothing) | (nothing, object) if is_nothing(nothing) => Self::of(object),
                _ => None,
            },
            ExpressionKind::Call {
                name,
                arguments,
                expands_last: false,
            } => Self::of_call(&name.text, arguments),
            _ => None,
        }
    }

    /// The attribute of one object that `expression` takes.
    pub(crate) fn attribute_of(expression: &'a Expression) -> Option<Self> {
        Self::of(expression)
            .filter(|single| single.is_attribute && !matches!(single.which, Which::All))
    }

    fn of_call(function: &str, arguments: &'a [Expression]) -> Option<Self> {
        match (function, arguments) {
            ("one", [list]) => Self::of(list)?.only(),
            ("join", [separator, list]) if is_nothing(separator) => Self::of(list)?.only(),
            // Any other index begins again at the end of the list, whose length nobody knows here.
            ("element", [list, index]) if matches!(&index.kind, ExpressionKind::Number(first) if first == "0") =>
            {
                let list = Self::of(list)?;
                matches!(list.which, Which::All).then_some(Self {
                    which: Which::At(index),
                    ..list
                })
            }
            ("tostring", [value]) => Self::of(value),
            ("tolist" | "compact" | "flatten", [list]) => {
                Self::of(list).filter(|list| matches!(list.which, Which::All))
            }
            ("try" | "coalesce", [value, rest @ ..]) if rest.iter().all(is_nothing) => {
                Self::of(value)
            }
            ("concat", [list, rest @ ..]) if rest.iter().all(holds_nothing) => {
                Self::of(list).filter(|list| matches!(list.which, Which::All))
            }
            ("lookup", [object, key, rest @ ..]) if rest.iter().all(is_nothing) => {
                let object = Self::of(object)?;
                matches!(key.kind, ExpressionKind::String(_))
                    .then_some(object)?
                    .attribute()
            }
            _ => None,
        }
    }

    fn taking(self, steps: &'a [Step]) -> Option<Self> {
        steps.iter().try_fold(self, |single, step| {
            let which = match (&step.kind, single.which) {
                (StepKind::Attribute(_), _) => return single.attribute(),
                (StepKind::Splat | StepKind::LegacySplat, Which::Whole) if !single.is_attribute => {
                    Which::All
                }
                (StepKind::LegacyIndex(position), Which::All) => Which::Position(*position),
                (StepKind::LegacyIndex(position), Which::Whole) if !single.is_attribute => {
                    Which::Position(*position)
                }
                (StepKind::Index(index), Which::All) => Which::At(index),
                (StepKind::Index(index), Which::Whole) if !single.is_attribute => Which::At(index),
                (StepKind::Index(key), Which::Only | Which::At(_) | Which::Position(_))
                    if matches!(key.kind, ExpressionKind::String(_)) =>
                {
                    return single.attribute();
                }
                _ => return None,
            };
            Some(Self { which, ..single })
        })
    }

    fn attribute(self) -> Option<Self> {
        (!self.is_attribute).then_some(Self {
            is_attribute: true,
            ..self
        })
    }

    fn only(self) -> Option<Self> {
        let which = match self.which {
            // `one(x)` of a block with a count, `one(x[*])`
            Which::Whole if !self.is_attribute => Which::Only,
            Which::All => Which::Only,
            _ => return None,
        };
        Some(Self { which, ..self })
    }
}

/// Whether an expression stands for no object.
fn is_nothing(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Null => true,
        ExpressionKind::String(text) => text.is_empty(),
        ExpressionKind::Parenthesis(inner) => is_nothing(inner),
        _ => false,
    }
}

/// Whether an expression is a list without any object.
fn holds_nothing(expression: &Expression) -> bool {
    matches!(&expression.kind, ExpressionKind::Array(items) if items.iter().all(is_nothing))
}
