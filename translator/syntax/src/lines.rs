//! Lines of a file: numbers, starts, indentation, endings.

use crate::Span;

/// How a file ends its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnding {
    /// `\n`
    #[default]
    Lf,
    /// `\r\n`
    CrLf,
}

impl LineEnding {
    /// What most lines of `bytes` end with; `\n` if there is none.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if !bytes.contains(&b'\r') {
            return Self::Lf;
        }
        let mut previous = 0;
        let (mut all, mut with_return) = (0_usize, 0_usize);
        for &byte in bytes {
            if byte == b'\n' {
                all += 1;
                with_return += usize::from(previous == b'\r');
            }
            previous = byte;
        }
        if with_return * 2 > all {
            Self::CrLf
        } else {
            Self::Lf
        }
    }

    /// The bytes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// Start of every line, to turn offsets into line numbers and back.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
    length: usize,
}

impl Lines {
    /// The lines of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        // Counting first is cheaper than a table that grows.
        let count = bytes.iter().filter(|byte| **byte == b'\n').count();
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        starts.extend(
            bytes
                .iter()
                .enumerate()
                .filter(|(_, byte)| **byte == b'\n')
                .map(|(at, _)| at + 1),
        );
        Self {
            starts,
            length: bytes.len(),
        }
    }

    /// One-based number of the line that `offset` stands on.
    #[must_use]
    pub fn number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// One-based byte column of `offset` in its line.
    #[must_use]
    pub fn column(&self, offset: usize) -> usize {
        offset - self.starts[self.number(offset) - 1] + 1
    }

    /// The whole lines that `span` touches, their endings included.
    #[must_use]
    pub fn whole(&self, span: Span) -> Span {
        let first = self.number(span.start) - 1;
        let last = self.number(span.end.max(span.start + 1) - 1);
        Span::new(
            self.starts[first],
            self.starts.get(last).copied().unwrap_or(self.length),
        )
    }

    /// Offset of the first byte of the line with this one-based number; the end of the file if there is no such line.
    #[must_use]
    pub fn start_of(&self, number: usize) -> usize {
        self.starts
            .get(number.saturating_sub(1))
            .copied()
            .unwrap_or(self.length)
    }

    /// How many lines.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns() {
        let lines = Lines::of(b"ab\ncd\r\n\nx");
        assert_eq!(
            [0, 2, 3, 6, 7, 8].map(|offset| (lines.number(offset), lines.column(offset))),
            [(1, 1), (1, 3), (2, 1), (2, 4), (3, 1), (4, 1)]
        );
        assert_eq!(lines.whole(Span::new(1, 4)), Span::new(0, 7));
        assert_eq!(lines.whole(Span::new(8, 9)), Span::new(8, 9));
        assert_eq!(lines.whole(Span::new(3, 3)), Span::new(3, 7));
    }

    #[test]
    fn the_majority_of_line_endings_counts() {
        assert_eq!(LineEnding::of(b""), LineEnding::Lf);
        assert_eq!(LineEnding::of(b"a\r\nb\r\nc\n"), LineEnding::CrLf);
        assert_eq!(LineEnding::of(b"a\r\nb\n"), LineEnding::Lf);
    }
}
