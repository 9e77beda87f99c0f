//! Names of the vendor's that stand where an expression chooses among them: each is converted where it stands, and what chooses
//! stays.

use std::{cell::RefCell, collections::BTreeSet};

use ovhai_syntax::{
    Address, Expression, ExpressionKind, Named, Root, Step, StepKind, Traversal, emit::Value,
};

use super::Lowering;
use crate::{index::Literal, input::Input, survey::Repetition};

/// What a name becomes; nothing if it is not known.
type Convert<'c> = &'c dyn Fn(&str) -> Option<Value>;

impl Lowering<'_> {
    /// `expression` with every name that it can be converted: one that is written out, the sides of a condition, the items of an
    /// object that something is looked up in. Nothing if one of them is not known, or not written out where nobody can set it
    /// otherwise.
    #[must_use]
    pub fn mapped(&self, expression: &Expression, convert: Convert<'_>) -> Option<Value> {
        match &expression.kind {
            ExpressionKind::String(name) => convert(name),
            ExpressionKind::Parenthesis(inner) => self.mapped(inner, convert),
            ExpressionKind::Conditional(parts) => {
                let yes = self.mapped(&parts.yes, convert)?;
                let no = self.mapped(&parts.no, convert)?;
                if yes == no {
                    return Some(yes);
                }
                let condition = self.code(&parts.condition);
                Some(Value::Conditional(Box::new([condition, yes, no])))
            }
            ExpressionKind::Call {
                name, arguments, ..
            } if name.text == "lookup" => {
                let [object, key, default] = arguments.as_slice() else {
                    return None;
                };
                let items = self.items(object, convert)?;
                let default = self.mapped(default, convert)?;
                let found = Value::Element(Box::new([items, self.code(key)]));
                Some(Value::Call("try".to_owned(), vec![found, default]))
            }
            ExpressionKind::Traversal(traversal) => self
                .looked_up(expression, traversal, convert)
                .or_else(|| self.of_each(expression, convert)),
            _ => None,
        }
    }

    /// Every name that `expression` can have, if all of them are known.
    #[must_use]
    pub fn possible(&self, expression: &Expression) -> Option<BTreeSet<String>> {
        let found = RefCell::new(BTreeSet::new());
        let look = |name: &str| {
            found.borrow_mut().insert(name.to_owned());
            Some(Value::Null)
        };
        let is_all = self.mapped(expression, &look).is_some();
        is_all.then(|| found.into_inner())
    }

    /// [`mapped`](Self::mapped); where a variable gives the name, its default becomes that of `input`, and else a person gives it.
    /// Also whether it comes of a name.
    pub fn mapped_or(
        &mut self,
        expression: &Expression,
        convert: Convert<'_>,
        input: Input,
    ) -> (Value, bool) {
        if let Some(value) = self.mapped(expression, convert) {
            return (value, true);
        }
        let address = Address::of(expression).filter(|address| address.steps.is_empty());
        let is_variable = |named: &Named| matches!(named, Named::Variable(_));
        let given = address
            .filter(|address| is_variable(&address.named))
            .and_then(|address| self.index.literal(&self.subject.folder, &address.named))
            .and_then(|literal| match literal {
                Literal::Text(name) => convert(name),
                _ => None,
            });
        match given {
            Some(value) => {
                let default = ovhai_syntax::emit::value(&value, Default::default()).text;
                (self.input(input.or(&default)), true)
            }
            None => (self.input(input), false),
        }
    }

    /// `local.x`, `local.x.y`, `local.x[z]`, `{ … }[z]`
    fn looked_up(
        &self,
        expression: &Expression,
        traversal: &Traversal,
        convert: Convert<'_>,
    ) -> Option<Value> {
        if let Some(Address { named, steps, .. }) = Address::of(expression) {
            let Named::Local(_) = &named else { return None };
            let literal = self.index.literal(&self.subject.folder, &named)?;
            return self.taken_of(literal, steps, convert);
        }
        let (Root::Expression(object), [step]) = (&traversal.root, traversal.steps.as_slice())
        else {
            return None;
        };
        let StepKind::Index(key) = &step.kind else {
            return None;
        };
        let items = self.items(object, convert)?;
        Some(Value::Element(Box::new([items, self.code(key)])))
    }

    fn taken_of(&self, literal: &Literal, steps: &[Step], convert: Convert<'_>) -> Option<Value> {
        let Some((step, rest)) = steps.split_first() else {
            return match literal {
                Literal::Text(name) => convert(name),
                _ => None,
            };
        };
        let Literal::Object(items) = literal else {
            return None;
        };
        let item = |wanted: &str| {
            let mut items = items.iter();
            items.find(|(name, _)| name == wanted)?.1.as_ref()
        };
        match &step.kind {
            StepKind::Attribute(name) => self.taken_of(item(name)?, rest, convert),
            StepKind::Index(index) => match &index.kind {
                ExpressionKind::String(name) => self.taken_of(item(name)?, rest, convert),
                _ => {
                    let converted = items.iter().map(|(name, item)| {
                        let value = self.taken_of(item.as_ref()?, rest, convert)?;
                        Some((name.clone(), value))
                    });
                    let items = Value::Object(converted.collect::<Option<_>>()?);
                    Some(Value::Element(Box::new([items, self.code(index)])))
                }
            },
            StepKind::LegacyIndex(_) | StepKind::Splat | StepKind::LegacySplat => None,
        }
    }

    /// An object whose values are converted, written out here or in a local.
    fn items(&self, object: &Expression, convert: Convert<'_>) -> Option<Value> {
        match &object.kind {
            ExpressionKind::Parenthesis(inner) => self.items(inner, convert),
            ExpressionKind::Object(items) => {
                let items = items.iter().map(|item| {
                    let value = self.mapped(&item.value, convert)?;
                    Some((item.name()?.to_owned(), value))
                });
                Some(Value::Object(items.collect::<Option<_>>()?))
            }
            _ => {
                let address = Address::of(object).filter(|address| address.steps.is_empty())?;
                let Named::Local(_) = &address.named else {
                    return None;
                };
                let Literal::Object(items) =
                    self.index.literal(&self.subject.folder, &address.named)?
                else {
                    return None;
                };
                let items = items.iter().map(|(name, item)| match item {
                    Some(Literal::Text(text)) => Some((name.clone(), convert(text)?)),
                    _ => None,
                });
                Some(Value::Object(items.collect::<Option<_>>()?))
            }
        }
    }

    /// `each.value.x`, by the keys of a `for_each` that is written out.
    fn of_each(&self, expression: &Expression, convert: Convert<'_>) -> Option<Value> {
        if self.subject.repetition != Repetition::ForEach || !self.is_each_fixed() {
            return None;
        }
        let of_each = self.of_each_instance(expression)?;
        let items = of_each
            .into_iter()
            .map(|(key, text)| Some((key, convert(&text)?)));
        let items: Vec<(String, Value)> = items.collect::<Option<_>>()?;
        let first = items.first().map(|(_, value)| value.clone())?;
        if items.iter().all(|(_, value)| *value == first) {
            return Some(first);
        }
        let key = Value::code("each.key");
        Some(Value::Element(Box::new([Value::Object(items), key])))
    }

    /// Whether nobody can set from outside what the block's `for_each` goes through.
    fn is_each_fixed(&self) -> bool {
        let over = self.attribute("for_each").map(|over| &over.value);
        over.is_some_and(|over| match Address::of(over) {
            Some(address) => matches!(address.named, Named::Local(_)),
            None => true,
        })
    }
}
