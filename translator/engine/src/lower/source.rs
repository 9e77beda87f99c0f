//! What the block says, as code and as plain values.

use std::borrow::Cow;

use ovhai_syntax::{
    Address, Expression, ExpressionKind, Notation, StepKind,
    emit::{Origin, Value},
    json,
};

use super::{Lowering, Meant};
use crate::{catalogue::Catalogue, index::Literal, survey::literal_of};

impl<'a> Lowering<'a> {
    /// `expression` as it stands in the file; what JSON says, as native syntax says it.
    #[must_use]
    pub fn code(&self, expression: &Expression) -> Value {
        self.sourced(self.written(expression).into_owned(), expression)
    }

    /// `expression` as a reference to `attribute` of what it names, where it takes the name of an object of the type `of_type`.
    pub fn meaning(
        &mut self,
        expression: &Expression,
        of_type: &str,
        attribute: &'static str,
    ) -> Option<Value> {
        let Address { named, steps, .. } = Address::of(expression)?;
        let row = Catalogue::get().row_of(&named)?;
        let (last, _) = steps.split_last()?;
        let takes_name = matches!(&last.kind, StepKind::Attribute(name) if name == "name");
        if row.of_type != of_type || !takes_name || steps.len() > 2 {
            return None;
        }
        self.meant.push(Meant {
            span: expression.span,
            named,
            attribute,
        });
        Some(self.code(expression))
    }

    /// A list of references as it stands in the file.
    pub(super) fn references(&self, expression: &Expression) -> Value {
        match self.notation {
            Notation::Native => self.code(expression),
            Notation::Json => {
                let code = json::native(expression.span.text(self.text), true);
                self.sourced(code, expression)
            }
        }
    }

    fn sourced(&self, code: String, expression: &Expression) -> Value {
        let origin = Origin {
            file: self.subject.path.clone(),
            span: expression.span,
            renamed: Vec::new(),
        };
        Value::Code(code, Some(origin))
    }

    /// The code of `expression`.
    #[must_use]
    pub fn written(&self, expression: &Expression) -> Cow<'a, str> {
        let text = expression.span.text(self.text);
        match self.notation {
            Notation::Native => Cow::Borrowed(text),
            Notation::Json => Cow::Owned(json::native(text, false)),
        }
    }

    /// The value of `expression`, if it is written out here, or in the default of the variable or the local it names.
    #[must_use]
    pub fn literal(&self, expression: &Expression) -> Option<Literal> {
        match &expression.kind {
            ExpressionKind::Parenthesis(inner) => self.literal(inner),
            ExpressionKind::Call {
                name, arguments, ..
            } if name.text == "toset" && arguments.len() == 1 => self.literal(&arguments[0]),
            _ if literal_of(expression).is_some() => literal_of(expression),
            _ => {
                let address = Address::of(expression)?;
                (address.steps.is_empty())
                    .then(|| self.index.literal(&self.subject.folder, &address.named))
                    .flatten()
                    .cloned()
            }
        }
    }

    /// The text that the argument `name` has, if it is written out somewhere and the same for all instances.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<String> {
        match self.literal(&self.attribute(name)?.value) {
            Some(Literal::Text(text) | Literal::Number(text)) => Some(text),
            Some(_) => None,
            None => self.common(name),
        }
    }

    /// Whether `expression` is written out here, and not in the default of a variable that callers may set.
    #[must_use]
    pub fn is_written_here(&self, expression: &Expression) -> bool {
        matches!(
            expression.kind,
            ExpressionKind::String(_) | ExpressionKind::Number(_) | ExpressionKind::Bool(_)
        )
    }
}
