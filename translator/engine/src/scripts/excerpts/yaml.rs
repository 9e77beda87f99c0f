//! Lines that YAML joins before a shell sees them.

/// `text` with a space instead of every line break that YAML folds: in `>` scalars, and where a plain one goes on in lines that
/// are indented further. Every byte stays where it is.
pub(super) fn joined(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut scalar: Option<Scalar> = None;
    let mut at = 0;
    let mut before: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let rest = line.trim();
        let indent = line.len() - line.trim_start().len();
        if rest.is_empty() {
            before = None;
            continue;
        }
        if scalar
            .as_ref()
            .is_some_and(|scalar| indent <= scalar.indent)
        {
            scalar = None;
            before = None;
        }
        match &scalar {
            Some(scalar) => {
                let goes_on = scalar.is_folded && !(scalar.is_plain && is_structure(rest));
                if let Some(end) = before.filter(|_| goes_on) {
                    bytes[end..start].fill(b' ');
                }
                before = Some(end_of(line, start));
            }
            None => {
                let value = value_of(rest);
                let is_block = value.starts_with('>') || value.starts_with('|');
                let is_quoted = value.starts_with(['"', '\'', '[', '{', '#']);
                if !value.is_empty() && !is_quoted {
                    scalar = Some(Scalar {
                        indent,
                        is_folded: !value.starts_with('|'),
                        is_plain: !is_block,
                    });
                    before = (!is_block).then(|| end_of(line, start));
                }
            }
        }
    }
    // Only line breaks became spaces.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A value that may go on.
struct Scalar {
    indent: usize,
    is_folded: bool,
    is_plain: bool,
}

/// Where the text of a line ends.
fn end_of(line: &str, start: usize) -> usize {
    start + line.trim_end_matches(['\n', '\r']).len()
}

/// What stands behind `- ` and `key: `.
fn value_of(line: &str) -> &str {
    let mut rest = line;
    while let Some(inner) = rest.strip_prefix("- ") {
        rest = inner.trim_start();
    }
    let key = rest.split_once(": ").filter(|(key, _)| {
        key.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte))
    });
    match key {
        Some((_, value)) => value.trim_start(),
        None if rest.ends_with(':') => "",
        None => rest,
    }
}

/// Whether a line begins something of its own.
fn is_structure(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with('#') || value_of(line) != line
}
