//! Which element of one set belongs to which of another.
//!
//! Set elements have no names. They are told apart by what the provider does not decide: all that is
//! configured must be equal, what is computed may differ.

use crate::schema::{Attribute, Attributes, Block, BlockNesting, Kind, Nesting};
use crate::value::{Hooks, Tree};

/// What the elements of a collection are made of.
#[derive(Clone, Copy)]
pub(crate) enum Inner<'a> {
    Attributes(&'a Attributes),
    Block(&'a Block),
}

/// Whether two values of an attribute may differ.
type Free<'f> = dyn Fn(&Attribute, &Tree, &Tree) -> bool + 'f;

/// True when `filled` can be `config` with the provider's values filled in.
pub(crate) fn filled_from(inner: Inner<'_>, config: &Tree, filled: &Tree) -> bool {
    fits(inner, config, filled, &|attribute, config, _| {
        attribute.computed && config.is_null()
    })
}

/// True when `config` can describe `prior`: as [`filled_from`], and other spellings of the same count
/// as equal.
///
/// What is still unknown in the configuration describes nothing. Otherwise a first plan would keep
/// values of a prior element that the final plan, knowing more, does not match.
pub(crate) fn describes(inner: Inner<'_>, config: &Tree, prior: &Tree) -> bool {
    fits(inner, config, prior, &|attribute, config, prior| {
        (attribute.computed && config.is_null()) || same(attribute, config, prior)
    })
}

/// True when `new` can be the successor of `old`: computed values may have been open in `old` or be
/// open in `new`, and other spellings of the same count as equal.
pub(crate) fn follows(inner: Inner<'_>, old: &Tree, new: &Tree) -> bool {
    fits(inner, old, new, &|attribute, old, new| {
        let open = attribute.computed && (old.is_unknown() || new.is_null());
        open || same(attribute, old, new)
    })
}

fn same(attribute: &Attribute, a: &Tree, b: &Tree) -> bool {
    match &attribute.kind {
        Kind::Leaf(leaf) => {
            matches!(&leaf.hooks, Hooks::Own { same: Some(same), .. } if same(a, b))
        }
        Kind::Nested(..) => false,
    }
}

/// The element of a set that belongs to `element`: the same one, else among those that fit the one
/// that agrees most, since one that says little fits many.
pub(crate) fn counterpart<'a>(
    set: &'a Tree,
    element: &Tree,
    fits: impl Fn(&Tree) -> bool,
) -> &'a Tree {
    let items = set.as_items().unwrap_or_default();
    // Sets are sorted.
    if let Ok(index) = items.binary_search(element) {
        return &items[index];
    }
    let fitting = items.iter().filter(|item| fits(item));
    fitting
        .max_by_key(|item| agreement(item, element))
        .unwrap_or(&Tree::Null)
}

/// Number of values that are the same in both.
fn agreement(a: &Tree, b: &Tree) -> usize {
    match (a, b) {
        (Tree::Null, _) => 0,
        (Tree::Map(a), Tree::Map(b)) => {
            let common = |(name, a)| b.get(name).map_or(0, |b| agreement(a, b));
            a.iter().map(common).sum::<usize>() + 1
        }
        (Tree::List(a), Tree::List(b)) | (Tree::Set(a), Tree::Set(b)) => {
            a.iter().zip(b).map(|(a, b)| agreement(a, b)).sum::<usize>() + 1
        }
        (a, b) => usize::from(a == b),
    }
}

fn fits(inner: Inner<'_>, a: &Tree, b: &Tree, free: &Free<'_>) -> bool {
    match inner {
        Inner::Attributes(attributes) => attributes_fit(attributes, a, b, free),
        Inner::Block(block) => {
            attributes_fit(&block.attributes, a, b, free)
                && block.blocks.values().all(|nested| {
                    let (a, b) = (a.get(&nested.name), b.get(&nested.name));
                    let inner = Inner::Block(&nested.block);
                    let nesting = nested.nesting.as_nesting();
                    let correlated = nested.nesting != BlockNesting::Set;
                    a == b || (correlated && elements_fit(nesting, inner, a, b, free))
                })
        }
    }
}

fn attributes_fit(attributes: &Attributes, a: &Tree, b: &Tree, free: &Free<'_>) -> bool {
    a == b
        || attributes.iter().all(|attribute| {
            let (a, b) = (a.get(&attribute.name), b.get(&attribute.name));
            let nested = match &attribute.kind {
                Kind::Nested(nesting, inner) => {
                    elements_fit(*nesting, Inner::Attributes(inner), a, b, free)
                }
                Kind::Leaf(_) => false,
            };
            a == b || nested || free(attribute, a, b)
        })
}

fn elements_fit(nesting: Nesting, inner: Inner<'_>, a: &Tree, b: &Tree, free: &Free<'_>) -> bool {
    match (nesting, a, b) {
        (Nesting::Single, Tree::Map(_), Tree::Map(_)) => fits(inner, a, b, free),
        (Nesting::List, Tree::List(a), Tree::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| fits(inner, a, b, free))
        }
        (Nesting::Map, Tree::Map(a), Tree::Map(b)) => {
            let pairs = || a.iter().zip(b);
            a.len() == b.len() && pairs().all(|((k, a), (l, b))| k == l && fits(inner, a, b, free))
        }
        _ => false,
    }
}
