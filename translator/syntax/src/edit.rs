//! Replacing spans of a file and nothing else.

use crate::Span;

/// What can go wrong with edits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Two edits want to change the same bytes.
    #[error("edits {first:?} and {second:?} overlap; make one of them, or drop the inner one")]
    Overlap {
        /// The one that begins first.
        first: Span,
        /// The other.
        second: Span,
    },
    /// An edit lies outside of the file or ends before it begins.
    #[error(
        "edit {span:?} does not lie in a file of {length} bytes; was the file changed since it was read?"
    )]
    Outside {
        /// The edit.
        span: Span,
        /// Length of the file.
        length: usize,
    },
}

/// New text for a span. An empty span inserts, empty text removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in the original file.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Edit {
    /// `text` instead of what stands at `span`.
    #[must_use]
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// Edits of one file: sorted and disjoint by construction. Insertions at the same place keep the order they were given in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    edits: Vec<Edit>,
    /// How many bytes are new and how many gone up to the end of each edit.
    moves: Vec<(usize, usize)>,
}

impl Edits {
    /// All of `edits`, or the first two that overlap.
    ///
    /// # Errors
    ///
    /// [`Error::Overlap`].
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, Error> {
        edits.sort_by_key(|edit| edit.span);
        for pair in edits.windows(2) {
            if pair[1].span.start < pair[0].span.end {
                return Err(Error::Overlap {
                    first: pair[0].span,
                    second: pair[1].span,
                });
            }
        }
        let moves = edits.iter().scan((0, 0), |(added, removed), edit| {
            *added += edit.text.len();
            *removed += edit.span.len();
            Some((*added, *removed))
        });
        Ok(Self {
            moves: moves.collect(),
            edits,
        })
    }

    /// Those of `edits` that lie in no other one: where one replaces a block and another a word in it, the block wins.
    ///
    /// # Errors
    ///
    /// [`Error::Overlap`] if two edits overlap and neither contains the other, or if two are for the same bytes.
    pub fn outermost(mut edits: Vec<Edit>) -> Result<Self, Error> {
        edits.sort_by(|a, b| (a.span.start, b.span.end).cmp(&(b.span.start, a.span.end)));
        let mut kept: Vec<Edit> = Vec::with_capacity(edits.len());
        for edit in edits {
            let is_inner = kept.last().is_some_and(|outer| {
                outer.span != edit.span
                    && outer.span.contains(edit.span)
                    && edit.span.start < outer.span.end
                    && (edit.span.start > outer.span.start || !edit.span.is_empty())
            });
            if !is_inner {
                kept.push(edit);
            }
        }
        Self::new(kept)
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    /// Whether something of `span` is replaced. What is put in beside it replaces nothing.
    #[must_use]
    pub fn replaces(&self, span: Span) -> bool {
        let from = self
            .edits
            .partition_point(|edit| edit.span.end <= span.start);
        self.edits[from..]
            .iter()
            .take_while(|edit| edit.span.start < span.end)
            .any(|edit| !edit.span.is_empty() && edit.span.overlaps(span))
    }

    /// Whether something of `span` is replaced, or something put in within it or directly beside it.
    #[must_use]
    pub fn touches(&self, span: Span) -> bool {
        let from = self
            .edits
            .partition_point(|edit| edit.span.end < span.start);
        let edit = self.edits.get(from);
        edit.is_some_and(|edit| edit.span.start <= span.end)
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// The file with every edit made; all other bytes are those of `bytes`.
    ///
    /// # Errors
    ///
    /// [`Error::Outside`] if `bytes` is shorter than the file the edits were made for.
    pub fn apply(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let mut result = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for edit in &self.edits {
            let untouched = bytes
                .get(at..edit.span.start)
                .filter(|_| edit.span.start <= edit.span.end && edit.span.end <= bytes.len());
            result.extend_from_slice(untouched.ok_or(Error::Outside {
                span: edit.span,
                length: bytes.len(),
            })?);
            result.extend_from_slice(edit.text.as_bytes());
            at = edit.span.end;
        }
        result.extend_from_slice(&bytes[at..]);
        Ok(result)
    }

    /// Where the untouched byte at `offset` stands after the edits; nothing if it is replaced.
    #[must_use]
    pub fn moved(&self, offset: usize) -> Option<usize> {
        let before = self.edits.partition_point(|edit| edit.span.start <= offset);
        let Some(last) = before.checked_sub(1) else {
            return Some(offset);
        };
        let (added, removed) = self.moves[last];
        (offset >= self.edits[last].span.end).then(|| offset + added - removed)
    }

    /// Each edit with the span its text has in the result, in order.
    pub fn placed(&self) -> impl Iterator<Item = (&Edit, Span)> {
        let (mut added, mut removed) = (0, 0);
        self.edits.iter().map(move |edit| {
            let start = edit.span.start + added - removed;
            added += edit.text.len();
            removed += edit.span.len();
            (edit, Span::new(start, start + edit.text.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit::new(Span::new(start, end), text)
    }

    #[test]
    fn edits_change_their_spans_only() {
        let edits = Edits::new(vec![edit(4, 6, "XYZ"), edit(0, 1, ""), edit(8, 8, "+")]).unwrap();
        assert_eq!(edits.apply(b"abcdefghij").unwrap(), b"bcdXYZgh+ij");
        assert_eq!(
            [0, 1, 4, 6, 8].map(|offset| edits.moved(offset)),
            [None, Some(0), None, Some(6), Some(9)]
        );
        assert_eq!(
            edits.placed().map(|(_, span)| span).collect::<Vec<_>>(),
            [Span::new(0, 0), Span::new(3, 6), Span::new(8, 9)]
        );
    }

    #[test]
    fn insertions_keep_their_order_and_touch_replacements() {
        let edits = Edits::new(vec![edit(2, 2, "1"), edit(2, 2, "2"), edit(2, 3, "C")]).unwrap();
        assert_eq!(edits.apply(b"abcd").unwrap(), b"ab12Cd");
    }

    #[test]
    fn overlaps_are_refused_and_the_outermost_wins() {
        assert!(Edits::new(vec![edit(0, 4, ""), edit(2, 3, "")]).is_err());
        let edits =
            Edits::outermost(vec![edit(2, 3, "i"), edit(0, 4, "o"), edit(4, 4, "n")]).unwrap();
        assert_eq!(edits.apply(b"abcdef").unwrap(), b"onef");
        assert!(Edits::outermost(vec![edit(0, 4, ""), edit(2, 6, "")]).is_err());
        assert!(Edits::outermost(vec![edit(0, 4, "a"), edit(0, 4, "b")]).is_err());
    }

    #[test]
    fn a_file_that_shrank_is_an_error() {
        let edits = Edits::new(vec![edit(4, 6, "")]).unwrap();
        assert!(matches!(edits.apply(b"abcde"), Err(Error::Outside { .. })));
    }
}
