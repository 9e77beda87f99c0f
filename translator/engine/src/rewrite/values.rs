//! What a person has to supply, as a file to fill in beside every root module: each value with what it is for, what it looks
//! like and where the platform gave it.
//!
//! Everything in it is commented out: Terraform asks for what was not filled in, instead of taking a placeholder for a value.

use std::fmt::Write as _;

use ovhai_syntax::{ExpressionKind, FileClass, ObjectItem, parse};

use crate::input::Input;

/// Its name. A copy without the ending is read by Terraform by itself, beside the values that are there.
pub(super) const FILE: &str = "neutral.auto.tfvars.example";

const HEAD: &str = "# Values that the platform used to give. Copy this file to neutral.auto.tfvars, which Terraform reads beside your other
# values, and fill in what is commented out. What stays out Terraform asks for.
";

/// One value.
pub(super) struct Needed<'a> {
    pub(super) name: &'a str,
    pub(super) input: &'a Input,
    /// Where the platform gave it, if that can be said.
    pub(super) place: Option<String>,
}

/// The file.
pub(super) fn write(needed: &[Needed<'_>]) -> String {
    let mut text = HEAD.to_owned();
    for one in needed {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n# {}", one.input.description);
        if let Some(place) = &one.place {
            let _ = writeln!(text, "# For what was in {place}.");
        }
        if one.input.is_sensitive {
            let _ = writeln!(
                text,
                "# Secret: better given from outside, as TF_VAR_{}, than written into a file.",
                one.name
            );
        }
        let assignment = format!("{} = {}", one.name, shape(&one.input.of_type));
        for line in assignment.lines() {
            let _ = writeln!(text, "# {line}");
        }
    }
    text
}

/// A value of the type `of_type` with nothing in it.
fn shape(of_type: &str) -> String {
    let source = format!("x = {of_type}\n");
    let document = parse(source.as_bytes(), FileClass::Values);
    let kind = document
        .body
        .attribute("x")
        .map(|attribute| &attribute.value.kind);
    kind.map_or_else(|| "null".to_owned(), |kind| value(kind, 0))
}

fn value(kind: &ExpressionKind, depth: usize) -> String {
    let indent = "  ".repeat(depth + 1);
    let end = "  ".repeat(depth);
    match kind {
        ExpressionKind::Traversal(_) => match word(kind) {
            Some("string") => "\"\"".to_owned(),
            Some("number") => "0".to_owned(),
            Some("bool") => "false".to_owned(),
            _ => "null".to_owned(),
        },
        ExpressionKind::Call {
            name, arguments, ..
        } => {
            let inner = arguments.first().map(|argument| &argument.kind);
            match (name.text.as_str(), inner) {
                ("object", Some(ExpressionKind::Object(items))) => object(items, depth),
                ("map", Some(inner)) => {
                    format!("{{\n{indent}KEY = {}\n{end}}}", value(inner, depth + 1))
                }
                ("list" | "set" | "tuple", Some(inner)) => {
                    format!("[\n{indent}{}\n{end}]", value(inner, depth + 1))
                }
                ("optional", Some(inner)) => value(inner, depth),
                _ => "null".to_owned(),
            }
        }
        _ => "null".to_owned(),
    }
}

/// The word of a plain type.
fn word(kind: &ExpressionKind) -> Option<&str> {
    match kind {
        ExpressionKind::Traversal(traversal) => match &traversal.root {
            ovhai_syntax::Root::Name(name) if traversal.steps.is_empty() => Some(&name.text),
            _ => None,
        },
        _ => None,
    }
}

fn object(items: &[ObjectItem], depth: usize) -> String {
    let indent = "  ".repeat(depth + 1);
    let names = items
        .iter()
        .filter_map(|item| Some((item.name()?, &item.value.kind)));
    let width = names
        .clone()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default();
    let mut text = "{\n".to_owned();
    for (name, kind) in names {
        let is_optional =
            matches!(kind, ExpressionKind::Call { name, .. } if name.text == "optional");
        let note = if is_optional {
            " # may be left out"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "{indent}{name:width$} = {}{note}",
            value(kind, depth + 1)
        );
    }
    text.push_str(&"  ".repeat(depth));
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_shown_with_its_form_and_its_place() {
        let plain = Input::new("id", "string", "What it is called");
        let keyed = Input::secret(
            "users",
            "map(object({ name = string, groups = optional(list(string)), admin = bool }))",
            "Who may log in",
        );
        let text = write(&[
            Needed {
                name: "main_id",
                input: &plain,
                place: Some("main.tf, line 3".to_owned()),
            },
            Needed {
                name: "users",
                input: &keyed,
                place: None,
            },
        ]);
        let body = text.strip_prefix(HEAD).unwrap();
        assert_eq!(
            body,
            "
# What it is called
# For what was in main.tf, line 3.
# main_id = \"\"

# Who may log in
# Secret: better given from outside, as TF_VAR_users, than written into a file.
# users = {
#   KEY = {
#     name   = \"\"
#     groups = [
#       \"\"
#     ] # may be left out
#     admin  = false
#   }
# }
"
        );
    }

    #[test]
    fn what_is_filled_in_is_a_value() {
        for of_type in [
            "string",
            "any",
            "list(object({ a = number }))",
            "map(string)",
            "object({ a = optional(number, 0), b = map(any) })",
        ] {
            let text = format!("x = {}\n", shape(of_type));
            let document = parse(text.as_bytes(), FileClass::Values);
            assert_eq!(document.problems().count(), 0, "{text}");
        }
    }
}
