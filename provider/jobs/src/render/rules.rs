//! Rules of rclone's filters. A line begins with `+ ` or `- `, the first that fits decides, and a pattern that begins with `/` is about
//! the whole path below the root. `* ? [ ] { } \` mean something; what is between `{{` and `}}` is a regular expression.

/// The line that takes everything whose path begins so.
pub(super) fn beginning_with(sign: char, start: &str) -> String {
    format!("{sign} /{}**\n", escaped(start))
}

/// The line that leaves out what fits one of our patterns: `?` is one character and `*` any number of them, without `/`; `**` is any
/// number with `/`, and `**/` any number of whole parts, also none.
pub(super) fn leaving_out(pattern: &str) -> String {
    let mut expression = String::new();
    let (mut rest, mut is_at_part) = (pattern, true);
    while let Some(char) = rest.chars().next() {
        let taken = if rest.starts_with("**/") && is_at_part {
            expression.push_str("(?:.*/)?");
            3
        } else if rest.starts_with("**") {
            expression.push_str(".*");
            is_at_part = false;
            2
        } else {
            match char {
                '*' => expression.push_str("[^/]*"),
                '?' => expression.push_str("[^/]"),
                other => literal(other, &mut expression),
            }
            is_at_part = char == '/';
            char.len_utf8()
        };
        rest = &rest[taken..];
    }
    format!("- /{{{{{expression}}}}}\n")
}

/// A character of a regular expression that means itself.
fn literal(char: char, expression: &mut String) {
    // Two stars in a row would make the line a rule about folders, too; braces in a row would end the expression.
    if !char.is_alphanumeric() && char.is_ascii() && char != '/' {
        expression.push_str(&format!("\\x{:02x}", char as u32));
    } else {
        expression.push(char);
    }
}

/// Whether a line can hold it.
pub(super) fn can_hold(text: &str) -> bool {
    !text.chars().any(char::is_control) && !text.contains('\u{fffd}')
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if "*?[]{}\\".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_a_filter_is_escaped() {
        assert_eq!(
            beginning_with('+', "a [x]{y}*?\\/"),
            "+ /a \\[x\\]\\{y\\}\\*\\?\\\\/**\n"
        );
    }

    #[test]
    fn patterns_become_expressions() {
        for (pattern, line) in [
            ("**/*.tmp", "- /{{(?:.*/)?[^/]*\\x2etmp}}\n"),
            ("a/**", "- /{{a/.*}}\n"),
            ("a/**/b?", "- /{{a/(?:.*/)?b[^/]}}\n"),
            ("x**/y", "- /{{x.*/y}}\n"),
            ("é}}", "- /{{é\\x7d\\x7d}}\n"),
        ] {
            assert_eq!(leaving_out(pattern), line);
        }
    }
}
