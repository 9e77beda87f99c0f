//! Applying a typed handler's changes to the value it was given.

use crate::value::Tree;

/// `original` with the difference between `before` and `after` applied.
///
/// `before` is what the model made of `original`, `after` what the handler made of the model. A
/// model may see less than the value has (a float for a decimal, an unknown list for one unknown
/// element); what the handler did not touch stays exactly as it was.
pub(crate) fn patch(original: Tree, before: &Tree, after: Tree) -> Tree {
    if *before == after {
        return original;
    }
    match (original, before, after) {
        (Tree::Map(mut original), Tree::Map(before), Tree::Map(after)) => {
            let merged = after.into_iter().map(|(name, after)| {
                let value = match (original.remove(&name), before.get(&name)) {
                    (Some(original), Some(before)) => patch(original, before, after),
                    _ => after,
                };
                (name, value)
            });
            Tree::Map(merged.collect())
        }
        (Tree::List(original), Tree::List(before), Tree::List(after))
            if original.len() == before.len() && before.len() == after.len() =>
        {
            let triples = original.into_iter().zip(before).zip(after);
            Tree::List(
                triples
                    .map(|((original, before), after)| patch(original, before, after))
                    .collect(),
            )
        }
        (_, _, after) => after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untouched_values_keep_what_the_model_cannot_hold() {
        let big: Tree = Tree::Number("123456789012345678901234567890".parse().unwrap());
        let original = Tree::map([
            ("big", big.clone()),
            ("list", Tree::List(vec![Tree::Unknown])),
            ("id", Tree::Unknown),
        ]);
        let before = Tree::map([
            ("big", Tree::from(1)),
            ("list", Tree::Unknown),
            ("id", Tree::Unknown),
        ]);
        let after = Tree::map([
            ("big", Tree::from(1)),
            ("list", Tree::Unknown),
            ("id", "new".into()),
        ]);
        let expected = Tree::map([
            ("big", big),
            ("list", Tree::List(vec![Tree::Unknown])),
            ("id", "new".into()),
        ]);
        assert_eq!(patch(original, &before, after), expected);
    }
}
