//! What a loop gives, under the names of the `for` expression that takes the loop's place.

use ovhai_syntax::{
    TokenKind,
    emit::{Fragment, Renamed, Value},
};

/// How the variables of a `for` are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variables {
    pub key: String,
    pub value: String,
}

impl Variables {
    /// Names for a `for` around `values`. Another `for` inside keeps its own variables, so those outside must not be called alike.
    pub(crate) fn around(values: &[&Value]) -> Self {
        let plain = Self {
            key: "key".to_owned(),
            value: "value".to_owned(),
        };
        if !values.iter().any(|value| names(value, "for")) {
            return plain;
        }
        let others = (1..).map(|number| {
            let number = if number == 1 {
                String::new()
            } else {
                format!("_{number}")
            };
            Self {
                key: format!("each_key{number}"),
                value: format!("each_value{number}"),
            }
        });
        std::iter::once(plain)
            .chain(others)
            .find(|one| {
                let is_free = |name: &str| !values.iter().any(|value| names(value, name));
                is_free(&one.key) && is_free(&one.value)
            })
            .unwrap_or_else(|| unreachable!("some number is free"))
    }

    /// As they stand behind `for`.
    pub(crate) fn written(&self) -> String {
        format!("{}, {}", self.key, self.value)
    }

    /// `root.key` and `root.value` as these.
    pub(crate) fn of_iterator(&self, root: &str) -> Vec<Renamed> {
        vec![
            renamed(root, "key", &self.key),
            renamed(root, "value", &self.value),
        ]
    }

    /// What `for_each` and `count` give as these.
    pub(crate) fn of_repetition(&self) -> Vec<Renamed> {
        let mut all = self.of_iterator("each");
        all.push(renamed("count", "index", &self.value));
        all
    }
}

fn renamed(root: &str, member: &str, name: &str) -> Renamed {
    Renamed {
        root: root.to_owned(),
        member: member.to_owned(),
        name: name.to_owned(),
    }
}

/// `value` with other names, everywhere in it.
pub(crate) fn rename(value: &Value, names: &[Renamed]) -> Value {
    value.with_code(&|code, origin| {
        let origin = origin.cloned().map(|mut origin| {
            origin.renamed.extend(names.iter().cloned());
            origin
        });
        (rename_code(code, names), origin)
    })
}

/// `code` with other names.
pub(crate) fn rename_code(code: &str, names: &[Renamed]) -> String {
    let tokens = ovhai_syntax::tokens(code);
    let mut result = String::with_capacity(code.len());
    let mut at = 0;
    for (index, window) in tokens.windows(3).enumerate() {
        let texts = [0, 1, 2].map(|offset| window[offset].span.text(code));
        let new = names
            .iter()
            .find(|one| texts == [one.root.as_str(), ".", one.member.as_str()]);
        let is_member = index > 0 && tokens[index - 1].span.text(code) == ".";
        let (Some(new), false) = (new, is_member || window[0].kind != TokenKind::Word) else {
            continue;
        };
        result.push_str(&code[at..window[0].span.start]);
        result.push_str(&new.name);
        at = window[2].span.end;
    }
    result.push_str(&code[at..]);
    result
}

/// Whether `word` stands anywhere in `value` as a word of the language. What is made anew counts as it will be written.
fn names(value: &Value, word: &str) -> bool {
    let mut found = false;
    value.fragments(&mut |fragment| {
        let (Fragment::Code(code, _) | Fragment::New(code)) = fragment;
        found = found || in_code(code, word);
    });
    found
}

/// Members are no words of their own: `each.value` is no `value`.
fn in_code(code: &str, word: &str) -> bool {
    let mut is_member = false;
    ovhai_syntax::tokens(code).into_iter().any(|token| {
        let text = token.span.text(code);
        let is_it = !is_member && token.kind == TokenKind::Word && text == word;
        is_member = text == ".";
        is_it
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(code: &str) -> (String, String) {
        let value = Value::code(code);
        let variables = Variables::around(&[&value]);
        let renamed = rename_code(code, &variables.of_repetition());
        (variables.written(), renamed)
    }

    #[test]
    fn each_and_count_become_variables() {
        for (code, expected) in [
            ("each.value.name", "value.name"),
            (
                "\"${each.key}-${count.index + 1} each.key\"",
                "\"${key}-${value + 1} each.key\"",
            ),
            ("var.each.key", "var.each.key"),
            ("x[each.key]", "x[key]"),
        ] {
            assert_eq!(
                repeated(code),
                ("key, value".to_owned(), expected.to_owned())
            );
        }
    }

    #[test]
    fn a_loop_inside_keeps_its_variables() {
        for (code, names, expected) in [
            (
                "[for key in each.value.of : { key = key, owner = each.key }]",
                "each_key, each_value",
                "[for key in each_value.of : { key = key, owner = each_key }]",
            ),
            (
                "[for each_key in each.value.of : \"${each.key}/${each_key}/${key}\"]",
                "each_key_2, each_value_2",
                "[for each_key in each_value_2.of : \"${each_key_2}/${each_key}/${key}\"]",
            ),
            (
                "[for one in each.value.of : one.name]",
                "key, value",
                "[for one in value.of : one.name]",
            ),
        ] {
            assert_eq!(repeated(code), (names.to_owned(), expected.to_owned()));
        }
    }
}
