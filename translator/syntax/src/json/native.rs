//! JSON syntax as native syntax says it.

use hcl_edit::parser;

use super::value::{self, Kind, Member, Value};
use crate::{
    TemplatePart,
    emit::{is_word, quoted},
    parse::parse_template,
};

/// As long as a list may be to stay on its line.
const WIDTH: usize = 80;

/// The code that `fragment` of a JSON file is: a value, or a part of a string as it stands between its quotes. In
/// `is_reference` strings are references, as in `depends_on`.
///
/// ```
/// use ovhai_syntax::json::native;
/// assert_eq!(native(r#"["${var.a}", "b-${each.key}"]"#, false), r#"[var.a, "b-${each.key}"]"#);
/// assert_eq!(native(r#"var.a[\"b\"]"#, false), r#"var.a["b"]"#);
/// assert_eq!(native(r#"["a_b.c"]"#, true), "[a_b.c]");
/// ```
#[must_use]
pub fn native(fragment: &str, is_reference: bool) -> String {
    if let Ok(value) = value::parse(fragment, 0) {
        return code(&value, is_reference, 0);
    }
    match value::parse(&format!("\"{fragment}\""), 0).map(|value| value.kind) {
        Ok(Kind::Text(text)) => text.decoded,
        _ => fragment.to_owned(),
    }
}

fn code(value: &Value, is_reference: bool, level: usize) -> String {
    match &value.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.clone(),
        Kind::Text(text) if is_reference && parser::parse_expr(&text.decoded).is_ok() => {
            text.decoded.clone()
        }
        Kind::Text(text) => string(&text.decoded),
        Kind::Array(elements) => list(elements, is_reference, level),
        Kind::Object(members) => object(members, is_reference, level),
    }
}

/// A string, which is a template.
fn string(decoded: &str) -> String {
    let Some(template) = parse_template(decoded) else {
        return quoted(decoded);
    };
    if let [TemplatePart::Interpolation { expression, .. }] = template.parts.as_slice() {
        return expression.span.text(decoded).to_owned();
    }
    let mut result = String::from("\"");
    for part in &template.parts {
        match part {
            TemplatePart::Literal(span) => escape(span.text(decoded), &mut result),
            TemplatePart::Interpolation { span, .. } | TemplatePart::Directive { span, .. } => {
                result.push_str(span.text(decoded));
            }
        }
    }
    result.push('"');
    result
}

/// Adds literal text of a template. What stands for a brace there stands for one here.
fn escape(text: &str, result: &mut String) {
    for (number, part) in text.split("${").enumerate() {
        if number > 0 {
            result.push_str("${");
        }
        for (number, part) in part.split("%{").enumerate() {
            if number > 0 {
                result.push_str("%{");
            }
            let quoted = quoted(part);
            result.push_str(&quoted[1..quoted.len() - 1]);
        }
    }
}

fn line(level: usize) -> String {
    format!("\n{}", "  ".repeat(level))
}

fn list(elements: &[Value], is_reference: bool, level: usize) -> String {
    let written = |level| {
        let elements = elements.iter();
        elements.map(move |element| code(element, is_reference, level))
    };
    let flat = written(level).collect::<Vec<_>>().join(", ");
    if flat.len() <= WIDTH && !flat.contains('\n') {
        return format!("[{flat}]");
    }
    let inner = line(level + 1);
    let items: String = written(level + 1)
        .map(|item| format!("{inner}{item},"))
        .collect();
    format!("[{items}{}]", line(level))
}

fn object(members: &[Member], is_reference: bool, level: usize) -> String {
    if members.is_empty() {
        return "{}".to_owned();
    }
    let items: Vec<(String, String)> = members
        .iter()
        .map(|member| {
            let key = match member.name.decoded.as_str() {
                word if is_word(word) => word.to_owned(),
                other if other.contains("${") => match string(other) {
                    whole if whole.starts_with('"') => whole,
                    expression => format!("({expression})"),
                },
                other => string(other),
            };
            (key, code(&member.value, is_reference, level + 1))
        })
        .collect();
    // Signs of neighbouring lines stand below each other; a value of several lines ends the neighbourhood.
    let runs = items.split_inclusive(|(_, value)| value.contains('\n'));
    let mut result = String::from("{");
    for run in runs {
        let single = run.iter().filter(|(_, value)| !value.contains('\n'));
        let width = single
            .map(|(key, _)| key.chars().count())
            .max()
            .unwrap_or(0);
        for (key, value) in run {
            let missing = match value.contains('\n') {
                true => 0,
                false => width - key.chars().count(),
            };
            let space = " ".repeat(missing);
            result.push_str(&format!("{}{key}{space} = {value}", line(level + 1)));
        }
    }
    result.push_str(&line(level));
    result.push('}');
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_code() {
        for (fragment, expected) in [
            ("1.50", "1.50"),
            ("null", "null"),
            (r#""a\"b\\c\n""#, r#""a\"b\\c\n""#),
            (r#""$${x} %%{y} ${var.z}""#, r#""$${x} %%{y} ${var.z}""#),
            (r#""${lookup(var.m, \"k\")}""#, r#"lookup(var.m, "k")"#),
            (
                r#""%{ if var.a }x%{ endif }""#,
                r#""%{ if var.a }x%{ endif }""#,
            ),
            (
                r#"{"a": [1, "${var.b}"], "${var.k}": {}, "x/${var.k}": true, "a.b": "é"}"#,
                "{\n  a            = [1, var.b]\n  (var.k)      = {}\n  \"x/${var.k}\" = true\n  \"a.b\"        = \"é\"\n}",
            ),
            ("[]", "[]"),
            (r#"x ? \"a\" : \"b\""#, r#"x ? "a" : "b""#),
        ] {
            assert_eq!(native(fragment, false), expected, "{fragment}");
        }
    }

    #[test]
    fn what_looks_like_a_reference_is_one_where_references_stand() {
        assert_eq!(native(r#"["example.com"]"#, false), r#"["example.com"]"#);
        assert_eq!(native(r#"["a_b.c[\"d\"]"]"#, true), r#"[a_b.c["d"]]"#);
    }
}
