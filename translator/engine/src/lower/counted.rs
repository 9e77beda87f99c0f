//! Parts of a block with `count`.
//!
//! Positions begin anew in each part, so a part says which of the old ones it has: `count.index` becomes `[0, 2][count.index]`.
//! That is only right while there are as many instances as were seen, in that order. So everything that decides about them has to
//! be written out; what a variable could change stays whole.

use std::collections::BTreeMap;

use ovhai_syntax::{
    Address, Attribute, Block, Edit, Expression, ExpressionKind, Named, Root, Span, StepKind,
    Traversal, Visit, emit::quoted, visit, walk,
};

use super::{
    Lowering,
    split::{SplitPart, part_name},
};

impl Lowering<'_> {
    /// The parts of the block `name` with `count`, whose label is at `label`.
    pub(super) fn counted(
        &self,
        name: &str,
        label: Span,
        argument: &Attribute,
        groups: &BTreeMap<String, Vec<String>>,
    ) -> Option<Vec<SplitPart>> {
        let count = &self.attribute("count")?.value;
        if !is_fixed(count) || !is_fixed(&argument.value) {
            return None;
        }
        let mut positions = Positions::default();
        visit(&self.block.body, &mut positions);
        let inside = |span: &Span| argument.value.span.contains(*span);
        positions.0.retain(|span| !inside(span));
        let parts = groups.iter().map(|(value, indexes)| {
            let new = part_name(name, value);
            let old: Vec<&str> = indexes
                .iter()
                .map(|index| index.trim_matches(['[', ']']))
                .collect();
            let position = match old.as_slice() {
                [one] => (*one).to_owned(),
                all => format!("[{}][count.index]", all.join(", ")),
            };
            let mut edits = vec![
                Edit::new(label, quoted(&new)),
                Edit::new(count.span, indexes.len().to_string()),
                Edit::new(argument.value.span, quoted(value)),
            ];
            let others = positions.0.iter();
            edits.extend(others.map(|span| Edit::new(*span, position.clone())));
            SplitPart {
                name: new,
                indexes: indexes.clone(),
                edits,
            }
        });
        Some(parts.collect())
    }
}

/// Whether no variable has a say in `value`.
fn is_fixed(value: &Expression) -> bool {
    let mut is_fixed = true;
    walk(value, &mut |expression, _| {
        let address = Address::of(expression);
        is_fixed &= !address.is_some_and(|address| matches!(address.named, Named::Variable(_)));
    });
    is_fixed
}

/// Where `count.index` stands.
#[derive(Default)]
struct Positions(Vec<Span>);

impl<'a> Visit<'a> for Positions {
    fn attribute(&mut self, attribute: &'a Attribute, _: &[&'a Block]) {
        walk(&attribute.value, &mut |expression, _| {
            let ExpressionKind::Traversal(Traversal {
                root: Root::Name(root),
                steps,
            }) = &expression.kind
            else {
                return;
            };
            if let ("count", Some(first)) = (root.text.as_str(), steps.first())
                && matches!(&first.kind, StepKind::Attribute(part) if part == "index")
            {
                self.0.push(Span::new(root.span.start, first.span.end));
            }
        });
    }
}
