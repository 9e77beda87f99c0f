//! New blocks as members of a JSON file.

use super::{
    Fragment, NewBlock, Origin, Part, Piece, Style, Value, Written, format, text::on_one_line,
};
use crate::{
    Expression, ExpressionKind, LineEnding, ObjectItem, Span, TemplatePart, parse_expression,
    scan::comments,
};

/// As long as a list may be to stay on its line.
const WIDTH: usize = 80;
/// Arguments whose lists hold references, which JSON writes as strings.
const REFERENCES: [&str; 1] = ["depends_on"];

/// How a JSON file is written.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a> {
    /// One level of indentation; nothing if all is on one line.
    pub indentation: Option<&'a str>,
    /// Between lines.
    pub ending: LineEnding,
}

impl Json<'_> {
    /// The start of a line at `level`, or the space between members that share one.
    #[must_use]
    pub fn line(&self, level: usize) -> String {
        match self.indentation {
            Some(indentation) => format!("{}{}", self.ending.as_str(), indentation.repeat(level)),
            None => String::new(),
        }
    }

    /// `"name": { … }`, where `name` is the last label of `block`, as it stands at `level`.
    #[must_use]
    pub fn member(&self, block: &NewBlock, level: usize) -> Written {
        let mut out = Out::new(self);
        let name = block.labels.last().map_or("", String::as_str);
        out.text.push_str(&json_string(name));
        out.text.push_str(": ");
        out.body(&block.parts, level);
        out.written
    }
}

/// `text` in quotes, as JSON has it.
#[must_use]
pub fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

struct Out<'a> {
    style: &'a Json<'a>,
    written: Written,
}

impl std::ops::Deref for Out<'_> {
    type Target = Written;

    fn deref(&self) -> &Written {
        &self.written
    }
}

impl std::ops::DerefMut for Out<'_> {
    fn deref_mut(&mut self) -> &mut Written {
        &mut self.written
    }
}

impl<'a> Out<'a> {
    fn new(style: &'a Json<'a>) -> Self {
        Self {
            style,
            written: Written::default(),
        }
    }

    /// Members between braces, each on its line.
    fn members<T>(
        &mut self,
        level: usize,
        items: impl IntoIterator<Item = T>,
        member: impl Fn(&mut Self, T),
    ) {
        self.text.push('{');
        let mut is_empty = true;
        for item in items {
            if !is_empty {
                let comma = if self.style.indentation.is_some() {
                    ","
                } else {
                    ", "
                };
                self.text.push_str(comma);
            }
            is_empty = false;
            let line = self.style.line(level + 1);
            self.text.push_str(&line);
            member(self, item);
        }
        if !is_empty {
            let line = self.style.line(level);
            self.text.push_str(&line);
        }
        self.text.push('}');
    }

    fn body(&mut self, parts: &[Part], level: usize) {
        let parts = parts.iter().filter(|part| **part != Part::Blank);
        self.members(level, parts, |out, part| match part {
            Part::Blank => {}
            Part::Comment(text, origin) => {
                out.text.push_str("\"//\": ");
                let start = out.text.len();
                out.text.push_str(text);
                out.carry(start, origin.as_ref());
            }
            Part::Attribute(name, value) => {
                out.text.push_str(&json_string(name));
                out.text.push_str(": ");
                out.value(value, REFERENCES.contains(&name.as_str()), level + 1);
            }
            Part::Block(block) => {
                out.text.push_str(&json_string(&block.keyword));
                out.text.push_str(": ");
                out.body(&block.parts, level + 1);
            }
        });
    }

    fn carry(&mut self, start: usize, origin: Option<&Origin>) {
        if let Some(origin) = origin {
            let span = Span::new(start, self.text.len());
            self.carried.push((span, origin.clone()));
        }
    }

    fn value(&mut self, value: &Value, is_reference: bool, level: usize) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                let written = format::value(value, Style::default());
                self.text.push_str(&written.text);
            }
            Value::Text(text) => self.text.push_str(&json_string(&escaped(text))),
            Value::Code(code, origin) => {
                let start = self.text.len();
                self.code(code, is_reference, level);
                self.carry(start, origin.as_ref());
            }
            Value::Template(pieces) => self.template(pieces),
            Value::List(items) => {
                let mut flat = Self::new(self.style);
                flat.elements(items, is_reference, level, false);
                let is_short = flat.text.len() <= WIDTH && !flat.text.contains('\n');
                match is_short {
                    true => self.elements(items, is_reference, level, false),
                    false => self.elements(items, is_reference, level, true),
                }
            }
            Value::Object(items) => {
                self.members(level, items, |out, (name, value)| {
                    out.text.push_str(&json_string(&escaped(name)));
                    out.text.push_str(": ");
                    out.value(value, false, level + 1);
                });
            }
            Value::Call(..)
            | Value::For(_)
            | Value::After(..)
            | Value::Conditional(_)
            | Value::Element(_) => {
                let start = self.text.len();
                let written = format::value(value, Style::default());
                self.interpolation(&written.text);
                value.fragments(&mut |fragment| {
                    if let Fragment::Code(_, origin) = fragment {
                        self.carry(start, origin);
                    }
                });
            }
        }
    }

    fn elements(&mut self, items: &[Value], is_reference: bool, level: usize, is_tall: bool) {
        self.text.push('[');
        for (number, item) in items.iter().enumerate() {
            let space = match (is_tall, number) {
                (true, 0) => self.style.line(level + 1),
                (true, _) => format!(",{}", self.style.line(level + 1)),
                (false, 0) => String::new(),
                (false, _) => ", ".to_owned(),
            };
            self.text.push_str(&space);
            self.value(item, is_reference, level + usize::from(is_tall));
        }
        if is_tall && !items.is_empty() {
            let line = self.style.line(level);
            self.text.push_str(&line);
        }
        self.text.push(']');
    }

    fn template(&mut self, pieces: &[Piece]) {
        self.text.push('"');
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    let text = json_string(&escaped(text));
                    self.text.push_str(&text[1..text.len() - 1]);
                }
                Piece::Code(code, origin) => {
                    self.text.push_str("${");
                    let start = self.text.len();
                    let code = json_string(code);
                    self.text.push_str(&code[1..code.len() - 1]);
                    self.carry(start, origin.as_ref());
                    self.text.push('}');
                }
            }
        }
        self.text.push('"');
    }

    fn interpolation(&mut self, code: &str) {
        let text = json_string(&format!("${{{}}}", on_one_line(code)));
        self.text.push_str(&text);
    }

    /// Code as the JSON value that means it.
    fn code(&mut self, code: &str, is_reference: bool, level: usize) {
        match parse_expression(code).filter(|_| comments(code).is_empty()) {
            Some(expression) => self.expression(&expression, code, is_reference, level),
            // Comments in it survive where the language reads it.
            None => self.interpolation(code),
        }
    }

    fn expression(
        &mut self,
        expression: &Expression,
        code: &str,
        is_reference: bool,
        level: usize,
    ) {
        let text = expression.span.text(code);
        match &expression.kind {
            ExpressionKind::Null | ExpressionKind::Bool(_) | ExpressionKind::Number(_) => {
                self.text.push_str(text);
            }
            ExpressionKind::String(_) if text.starts_with('"') => {
                let inside = unescaped(&text[1..text.len() - 1]);
                self.text.push_str(&json_string(&inside));
            }
            ExpressionKind::Template(template) => {
                let mut decoded = String::new();
                for part in &template.parts {
                    match part {
                        TemplatePart::Literal(span) => {
                            decoded.push_str(&unescaped(span.text(code)));
                        }
                        TemplatePart::Interpolation { span, .. } => {
                            decoded.push_str(span.text(code));
                        }
                        TemplatePart::Directive { .. } => return self.interpolation(text),
                    }
                }
                self.text.push_str(&json_string(&decoded));
            }
            ExpressionKind::Array(items) => {
                let make = |item: &Expression| Value::code(item.span.text(code));
                let items: Vec<Value> = items.iter().map(make).collect();
                self.value(&Value::List(items), is_reference, level);
            }
            ExpressionKind::Object(items) => self.object(items, code, level),
            _ if is_reference => self.text.push_str(&json_string(text)),
            _ => self.interpolation(text),
        }
    }

    fn object(&mut self, items: &[ObjectItem], code: &str, level: usize) {
        self.members(level, items, |out, item| {
            let key = item.key.span.text(code);
            match &item.key.kind {
                ExpressionKind::String(_) if !key.starts_with('"') => {
                    out.text.push_str(&json_string(key));
                }
                ExpressionKind::Parenthesis(inner) => out.expression(inner, code, false, level),
                _ => out.expression(&item.key, code, false, level),
            }
            out.text.push_str(": ");
            out.expression(&item.value, code, false, level + 1);
        });
    }
}

/// Plain text as a template says it.
fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

/// Text between the quotes of native syntax, as a template without them says it.
fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            result.push(character);
            continue;
        }
        match rest.next() {
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some('t') => result.push('\t'),
            Some(long @ ('u' | 'U')) => {
                let digits = if long == 'u' { 4 } else { 8 };
                let digits: String = rest.by_ref().take(digits).collect();
                let code = u32::from_str_radix(&digits, 16).ok();
                result.extend(code.and_then(char::from_u32));
            }
            other => result.extend(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALL: Json<'_> = Json {
        indentation: Some("  "),
        ending: LineEnding::Lf,
    };

    fn block() -> NewBlock {
        let origin = Origin {
            file: "main.tf.json".to_owned(),
            span: Span::new(3, 9),
            renamed: Vec::new(),
        };
        let mut block = NewBlock::new("module", &["x"]);
        block.parts.push(Part::Comment("\"why\"".to_owned(), None));
        block
            .with("source", "./a")
            .with("text", "a ${b} \"c\"\n")
            .with("code", Value::Code("var.a[\"b\"]".to_owned(), Some(origin)))
            .with("string", Value::code(r#""a\n\"$${b}${f("c")}""#))
            .with("list", Value::code("[1, \"a\", var.b]"))
            .with(
                "object",
                Value::code("{\n  a = 1\n  \"b.c\" = null\n  (var.k) = { d = true }\n}"),
            )
            .with(
                "call",
                Value::Call("merge".to_owned(), vec![Value::code("{ a = \"b\" }")]),
            )
            .with("depends_on", Value::code("[module.a, b_c.d[\"e\"]]"))
    }

    #[test]
    fn blocks_become_members() {
        let written = TALL.member(&block(), 2);
        assert_eq!(
            written.text,
            r#""x": {
      "//": "why",
      "source": "./a",
      "text": "a $${b} \"c\"\n",
      "code": "${var.a[\"b\"]}",
      "string": "a\n\"$${b}${f(\"c\")}",
      "list": [1, "a", "${var.b}"],
      "object": {
        "a": 1,
        "b.c": null,
        "${var.k}": {
          "d": true
        }
      },
      "call": "${merge({ a = \"b\" })}",
      "depends_on": ["module.a", "b_c.d[\"e\"]"]
    }"#
        );
        let carried = &written.carried[0].0;
        assert_eq!(carried.text(&written.text), r#""${var.a[\"b\"]}""#);
    }

    #[test]
    fn a_file_of_one_line_stays_one() {
        let style = Json {
            indentation: None,
            ending: LineEnding::Lf,
        };
        let written = style.member(
            &NewBlock::new("module", &["x"])
                .with("a", 1_u64)
                .with("b", true),
            2,
        );
        assert_eq!(written.text, r#""x": {"a": 1, "b": true}"#);
    }
}
