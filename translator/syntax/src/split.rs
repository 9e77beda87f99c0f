//! Splits a file that the parser refuses into its top-level items, so that one bad block does not lose the file.

use crate::{
    Span,
    scan::{self, TokenKind},
};

/// Words that begin a block of the language; in the first column they begin a new item even where brackets do not balance.
const KEYWORDS: [&str; 17] = [
    "action",
    "check",
    "data",
    "ephemeral",
    "import",
    "list",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "run",
    "terraform",
    "variable",
    "component",
];

/// The top-level items of `text`, each from its first word to the end of its last line, without comments between.
pub(crate) fn items(text: &str) -> Vec<Span> {
    let tokens = scan::tokens(text);
    let mut items = Vec::new();
    let mut open: Option<Span> = None;
    let mut depth = 0_usize;
    for token in &tokens {
        let span = token.span;
        let begins_line = span.start == 0 || text.as_bytes()[span.start - 1] == b'\n';
        if token.kind == TokenKind::Word
            && begins_line
            && depth > 0
            && KEYWORDS.contains(&span.text(text))
            && begins_block(&text[span.end..])
        {
            items.extend(open.take());
            depth = 0;
        }
        match token.kind {
            TokenKind::NewLine if depth == 0 => items.extend(open.take()),
            TokenKind::NewLine | TokenKind::Comment => {}
            kind => {
                depth = match kind {
                    TokenKind::Open => depth + 1,
                    TokenKind::Close => depth.saturating_sub(1),
                    _ => depth,
                };
                open = Some(open.map_or(span, |open| open.to(span)));
            }
        }
    }
    items.extend(open);
    items
}

/// Where the first line ends that is nothing but a closing brace in the first column.
pub(crate) fn closing_line(text: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        at += line.len();
        (line.trim_end() == "}").then(|| at - line.len() + 1)
    })
}

/// Whether what follows a keyword looks like labels and an opening brace, on the same line.
fn begins_block(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().trim_start();
    line.starts_with(['"', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        items(text)
            .into_iter()
            .map(|span| span.text(text))
            .collect()
    }

    #[test]
    fn items_are_split_at_the_top_only() {
        let text = "# c\na = [\n 1,\n]\nb \"c\" {\n  d = <<E\n}\nE\n} # t\n\ne {}\n";
        assert_eq!(
            split(text),
            ["a = [\n 1,\n]", "b \"c\" {\n  d = <<E\n}\nE\n}", "e {}"]
        );
    }

    #[test]
    fn an_item_that_never_closes_ends_before_the_next_block() {
        let text = "resource \"a\" \"b\" {\n  c = {\n}\n\nresource \"d\" \"e\" {\n}\n";
        let found = split(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], "resource \"d\" \"e\" {\n}");
    }
}
