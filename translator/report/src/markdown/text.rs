//! Sentences that hold code: rules and names to copy stay as they are.

use ovhai_model::markdown::plain;

/// Foreign `text` on one line in which only spans between backquotes are markup; what lies between them is not changed, so that
/// it can be copied. At most `longest` characters, and no span is cut: a part of a rule is another rule.
pub(super) fn with_code(text: &str, longest: usize) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backquotes closes none of them for certain.
    if parts.len().is_multiple_of(2) {
        return plain(text, longest);
    }
    let (mut out, mut left) = (String::with_capacity(text.len()), longest);
    for (index, part) in parts.iter().enumerate() {
        let length = part.chars().count();
        let is_code = index % 2 == 1;
        if is_code && length <= left && !part.trim().is_empty() {
            out.push('`');
            out.extend(part.chars().map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            }));
            out.push('`');
        } else if is_code && length > left {
            out.push('…');
            return out;
        } else {
            out.push_str(&plain(part, left));
            if length > left {
                return out;
            }
        }
        left -= length;
    }
    out
}

/// Hints are written with and without a full stop.
pub(super) fn sentence(text: &str) -> String {
    if text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_can_be_copied() {
        for (text, shown) in [
            (
                "add `GET /cloud/project/*/ai/token` | or_not",
                "add `GET /cloud/project/*/ai/token` \\| or\\_not",
            ),
            ("one ` alone *", "one \\` alone \\*"),
            ("a `` b", "a  b"),
        ] {
            assert_eq!(with_code(text, 100), shown);
        }
    }

    #[test]
    fn no_rule_is_cut() {
        assert_eq!(with_code("add `GET /cloud`", 8), "add …");
        assert_eq!(
            with_code("add `GET /cloud` now", 17),
            "add `GET /cloud` no…"
        );
        assert_eq!(with_code("add `GET` and more", 9), "add `GET` a…");
    }
}
