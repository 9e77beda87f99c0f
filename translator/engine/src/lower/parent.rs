//! The block that another one becomes a part of.

use std::collections::BTreeSet;

use ovhai_syntax::{
    Address, Expression, ExpressionKind, Named, StepKind, TemplatePart, emit::Value,
};

use super::{
    Lowering, Refusal,
    single::{Single, Which},
};
use crate::mappings::Parent;

impl Lowering<'_> {
    /// The block that the argument `name` refers to: the one this block becomes a part of.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if it names no single object of the vendor's in this module.
    pub fn parent(&self, name: &str) -> Result<Parent, Refusal> {
        let unclear = || {
            Refusal::new(
                &crate::finding::SHAPE,
                format!("`{name}` names no block of this module"),
            )
        };
        let attribute = self.attribute(name).ok_or_else(unclear)?;
        let each = Address::of(bare(&attribute.value));
        if let Some(named) = each.and_then(|address| self.each_of(&address)) {
            return Ok(Parent {
                named,
                argument: name.to_owned(),
                instance: Some(Value::code("each.key")),
                is_for_each: true,
            });
        }
        let single = Single::attribute_of(&attribute.value).ok_or_else(unclear)?;
        let instance = match single.which {
            Which::Whole => None,
            Which::Only => Some(Value::from(0)),
            Which::At(index) => Some(self.code(index)),
            Which::Position(position) => Some(Value::from(position)),
            Which::All => return Err(unclear()),
        };
        if crate::vendor::type_of(&single.named).is_none() {
            return Err(unclear());
        }
        Ok(Parent {
            named: single.named,
            argument: name.to_owned(),
            instance,
            is_for_each: false,
        })
    }

    /// The block that the block's `for_each` goes through, if `address` means its object: `each.value.id`, or that at `each.key`.
    /// Nothing where the objects are read for anything else.
    fn each_of(&self, address: &Address<'_>) -> Option<Named> {
        let over = self.attribute("for_each")?;
        let through = Address::of(&over.value).filter(|over| over.steps.is_empty())?;
        crate::vendor::type_of(&through.named)?;
        let is_object = match (&address.named, &address.steps.first()?.kind) {
            (Named::Language(word), StepKind::Attribute(name)) => word == "each" && name == "value",
            (named, StepKind::Index(index)) => {
                *named == through.named && self.written(index) == "each.key"
            }
            _ => false,
        };
        let file = self.index.file(self.subject.at.file);
        let mut references = file.references().iter();
        let reference = references.find(|reference| reference.span == over.value.span)?;
        let names_it = ["id", "service_name", "engine"];
        let is_for_that = |reads: &BTreeSet<String>| {
            let mut reads = reads.iter();
            reads.all(|name| names_it.contains(&name.as_str()))
        };
        let reads = reference.reads.as_ref()?;
        (is_object && address.steps.len() == 2 && is_for_that(reads)).then_some(through.named)
    }
}

/// `a` of `(a)` and `"${a}"`.
fn bare(expression: &Expression) -> &Expression {
    match &expression.kind {
        ExpressionKind::Parenthesis(inner) => bare(inner),
        ExpressionKind::Template(template) => match template.parts.as_slice() {
            [TemplatePart::Interpolation { expression, .. }] => bare(expression),
            _ => expression,
        },
        _ => expression,
    }
}
