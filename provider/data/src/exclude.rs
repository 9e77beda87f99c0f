//! Which objects are left out, by patterns over their full names.

use std::collections::BTreeSet;

/// Patterns: `?` is one character and `*` any number of them, without `/`; `**` is any number with `/`, and `**/` any number of
/// whole parts, also none. Everything else is itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclude(Vec<Vec<Token>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Is(char),
    One,
    Star,
    Any,
    /// Before whole parts: what follows it is [`Token::Parts`].
    Perhaps,
    Parts,
}

impl Exclude {
    /// Every text is a pattern.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        Self(patterns.into_iter().map(tokens).collect())
    }

    /// Whether nothing is left out.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the object of this name is left out.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|tokens| fits(tokens, key))
    }
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(char) = rest.chars().next() {
        let is_at_part = matches!(tokens.last(), None | Some(Token::Is('/') | Token::Parts));
        let taken = if rest.starts_with("**/") && is_at_part {
            tokens.extend([Token::Perhaps, Token::Parts]);
            3
        } else if rest.starts_with("**") {
            tokens.push(Token::Any);
            2
        } else {
            tokens.push(match char {
                '*' => Token::Star,
                '?' => Token::One,
                other => Token::Is(other),
            });
            char.len_utf8()
        };
        rest = &rest[taken..];
    }
    tokens
}

/// All ways at once: no pattern takes longer than its length times the name's.
fn fits(tokens: &[Token], key: &str) -> bool {
    let mut at = BTreeSet::new();
    enter(tokens, 0, &mut at);
    for char in key.chars() {
        let mut next = BTreeSet::new();
        for &state in &at {
            match tokens.get(state) {
                Some(Token::Is(own)) if *own == char => enter(tokens, state + 1, &mut next),
                Some(Token::One) if char != '/' => enter(tokens, state + 1, &mut next),
                Some(Token::Star) if char != '/' => enter(tokens, state, &mut next),
                Some(Token::Any) => enter(tokens, state, &mut next),
                Some(Token::Parts) => {
                    next.insert(state);
                    if char == '/' {
                        enter(tokens, state + 1, &mut next);
                    }
                }
                _ => {}
            }
        }
        at = next;
    }
    at.contains(&tokens.len())
}

fn enter(tokens: &[Token], state: usize, into: &mut BTreeSet<usize>) {
    into.insert(state);
    match tokens.get(state) {
        Some(Token::Star | Token::Any) => enter(tokens, state + 1, into),
        Some(Token::Perhaps) => {
            into.insert(state + 1);
            enter(tokens, state + 2, into);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_their_description_says() {
        for (pattern, fitting, other) in [
            ("*.tmp", &["a.tmp", ".tmp"][..], &["a/b.tmp", "a.tmpx"][..]),
            ("**/*.tmp", &["a.tmp", "a/b/c.tmp"], &["a.tmp/b"]),
            (
                "**/.git/**",
                &[".git/config", "a/.git/x/y"],
                &["a.git/x", ".gitx/y"],
            ),
            ("logs/**", &["logs/a/b", "logs/"], &["logs", "xlogs/a"]),
            ("a?c", &["abc", "aéc"], &["a/c", "ac"]),
            ("a**c", &["ac", "a/b/c"], &["a/b/d"]),
            ("", &[""], &["a"]),
        ] {
            let exclude = Exclude::new([pattern]);
            for key in fitting {
                assert!(exclude.has(key), "{pattern} {key}");
            }
            for key in other {
                assert!(!exclude.has(key), "{pattern} {key}");
            }
        }
        let slow = "**a".repeat(200);
        assert!(!Exclude::new([slow.as_str()]).has(&"a".repeat(199)));
    }
}
