//! The code in a value, wherever in it that stands.

use super::{NewFor, Origin, Piece, Value};

/// A piece of code in a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fragment<'a> {
    /// Put in as it is, and where it was taken from.
    Code(&'a str, Option<&'a Origin>),
    /// Written anew around it: steps, and what a `for` expression begins with.
    New(&'a str),
}

/// Code, and where it was taken from.
pub type Sourced = (String, Option<Origin>);

impl Value {
    /// All its code, in order.
    pub fn fragments<'a>(&'a self, visit: &mut dyn FnMut(Fragment<'a>)) {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => {}
            Self::Code(code, origin) => visit(Fragment::Code(code, origin.as_ref())),
            Self::Template(pieces) => {
                for piece in pieces {
                    if let Piece::Code(code, origin) = piece {
                        visit(Fragment::Code(code, origin.as_ref()));
                    }
                }
            }
            Self::List(items) | Self::Call(_, items) => {
                for item in items {
                    item.fragments(visit);
                }
            }
            Self::Object(items) => {
                for (_, item) in items {
                    item.fragments(visit);
                }
            }
            Self::Conditional(parts) => {
                for part in parts.iter() {
                    part.fragments(visit);
                }
            }
            Self::Element(parts) => {
                for part in parts.iter() {
                    part.fragments(visit);
                }
            }
            Self::After(value, steps) => {
                value.fragments(visit);
                visit(Fragment::New(steps));
            }
            Self::For(parts) => {
                visit(Fragment::New("for"));
                visit(Fragment::New(&parts.names));
                let only = parts.only.iter().flat_map(|(one, other)| [one, other]);
                let values = [
                    Some(&parts.collection),
                    parts.key.as_ref(),
                    Some(&parts.result),
                ];
                for value in values.into_iter().flatten().chain(only) {
                    value.fragments(visit);
                }
            }
        }
    }

    /// The same with other code: what `new` makes of each piece that is put in.
    #[must_use]
    pub fn with_code(&self, new: &dyn Fn(&str, Option<&Origin>) -> Sourced) -> Self {
        let again = |inner: &Self| inner.with_code(new);
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => self.clone(),
            Self::Code(code, origin) => {
                let (code, origin) = new(code, origin.as_ref());
                Self::Code(code, origin)
            }
            Self::Template(pieces) => {
                let pieces = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => Piece::Text(text.clone()),
                    Piece::Code(code, origin) => {
                        let (code, origin) = new(code, origin.as_ref());
                        Piece::Code(code, origin)
                    }
                });
                Self::Template(pieces.collect())
            }
            Self::List(items) => Self::List(items.iter().map(again).collect()),
            Self::Call(name, items) => Self::Call(name.clone(), items.iter().map(again).collect()),
            Self::Object(items) => {
                let items = items.iter().map(|(key, item)| (key.clone(), again(item)));
                Self::Object(items.collect())
            }
            Self::Conditional(parts) => {
                Self::Conditional(Box::new([0, 1, 2].map(|part| again(&parts[part]))))
            }
            Self::Element(parts) => Self::Element(Box::new([0, 1].map(|part| again(&parts[part])))),
            Self::After(value, steps) => Self::After(Box::new(again(value)), steps.clone()),
            Self::For(parts) => Self::For(Box::new(NewFor {
                collection: again(&parts.collection),
                key: parts.key.as_ref().map(again),
                result: again(&parts.result),
                names: parts.names.clone(),
                only: parts
                    .only
                    .as_ref()
                    .map(|(one, other)| (again(one), again(other))),
            })),
        }
    }
}
