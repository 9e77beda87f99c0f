//! Layout: two spaces a level, equal signs of neighbouring lines below each other.

use super::{
    NewBlock, NewFor, Origin, Part, Piece, Style, Value, Written,
    text::{escape, is_word, opens_on_first_line, quoted, reindented, spaced},
};
use crate::{LineEnding, Span};

/// As long as a list may be to stay on its line.
const WIDTH: usize = 80;

/// Writes `block`. The first line is not indented: it takes the place of something, or the caller indents it.
#[must_use]
pub fn write(block: &NewBlock, style: Style) -> Written {
    let mut out = Out::default();
    out.block(block, style.level);
    out.finish(style.ending)
}

/// Writes `value` alone, as it would stand in an attribute at `style.level`.
#[must_use]
pub fn value(value: &Value, style: Style) -> Written {
    let mut out = Out::default();
    out.value(value, style.level);
    out.finish(style.ending)
}

/// Text with `\n` between lines, and where in it stands what was taken from elsewhere.
#[derive(Default)]
struct Out {
    text: String,
    carried: Vec<(Span, Origin)>,
}

impl Out {
    fn finish(self, ending: LineEnding) -> Written {
        let Self { text, carried } = self;
        if ending == LineEnding::Lf {
            return Written { text, carried };
        }
        let moved = |at: usize| at + text[..at].matches('\n').count();
        let carried = carried
            .into_iter()
            .map(|(span, origin)| (Span::new(moved(span.start), moved(span.end)), origin))
            .collect();
        Written {
            text: text.replace('\n', ending.as_str()),
            carried,
        }
    }

    fn line(&mut self, level: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', level * 2));
    }

    fn append(&mut self, other: Self) {
        let at = self.text.len();
        self.text.push_str(&other.text);
        self.carried.extend(
            other
                .carried
                .into_iter()
                .map(|(span, origin)| (Span::new(span.start + at, span.end + at), origin)),
        );
    }

    fn block(&mut self, block: &NewBlock, level: usize) {
        self.text.push_str(&block.keyword);
        for label in &block.labels {
            self.text.push(' ');
            self.text.push_str(&quoted(label));
        }
        self.text.push_str(" {");
        if block.parts.is_empty() {
            return self.text.push('}');
        }
        self.parts(&block.parts, level + 1);
        self.line(level);
        self.text.push('}');
    }

    fn parts(&mut self, parts: &[Part], level: usize) {
        let mut run = Vec::new();
        for part in parts {
            if let Part::Attribute(name, value) = part {
                run.push((name.clone(), value));
                continue;
            }
            self.assignments(&std::mem::take(&mut run), level);
            match part {
                Part::Blank => self.text.push('\n'),
                Part::Comment(comment, origin) => self.comment(comment, origin.as_ref(), level),
                Part::Block(block) => {
                    self.line(level);
                    self.block(block, level);
                }
                Part::Attribute(..) => {}
            }
        }
        self.assignments(&run, level);
    }

    fn comment(&mut self, comment: &str, origin: Option<&Origin>, level: usize) {
        let mut start = None;
        for line in comment.lines() {
            self.line(level);
            start = start.or(Some(self.text.len()));
            self.text.push_str(line.trim());
        }
        if let (Some(start), Some(origin)) = (start, origin) {
            let span = Span::new(start, self.text.len());
            self.carried.push((span, origin.clone()));
        }
    }

    /// `name = value` on lines of their own. Lines whose value does not open a bracket form chains with aligned signs.
    fn assignments(&mut self, items: &[(String, &Value)], level: usize) {
        let mut chain = Vec::new();
        for (name, value) in items {
            let mut written = Self::default();
            written.value(value, level);
            if written.text.contains('\n') && opens_on_first_line(&written.text) {
                self.aligned(std::mem::take(&mut chain), level);
                self.aligned(vec![(name, written)], level);
                continue;
            }
            let ends_chain = written.text.contains('\n');
            chain.push((name, written));
            if ends_chain {
                self.aligned(std::mem::take(&mut chain), level);
            }
        }
        self.aligned(chain, level);
    }

    fn aligned(&mut self, chain: Vec<(&String, Self)>, level: usize) {
        let width = chain
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or_default();
        for (name, written) in chain {
            self.line(level);
            self.text.push_str(name);
            let missing = width - name.chars().count();
            self.text.extend(std::iter::repeat_n(' ', missing));
            self.text.push_str(" = ");
            self.append(written);
        }
    }

    fn value(&mut self, value: &Value, level: usize) {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) => self.text.push_str(number),
            Value::Text(text) => self.text.push_str(&quoted(text)),
            Value::Code(code, origin) => {
                self.code(&spaced(&reindented(code, level)), origin.as_ref())
            }
            Value::Template(pieces) => {
                self.text.push('"');
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => escape(text, &mut self.text),
                        Piece::Code(code, origin) => {
                            self.text.push_str("${");
                            self.code(&spaced(&reindented(code, level)), origin.as_ref());
                            self.text.push('}');
                        }
                    }
                }
                self.text.push('"');
            }
            Value::List(items) => self.sequence('[', items, ']', level),
            Value::Object(items) if items.is_empty() => self.text.push_str("{}"),
            Value::Object(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|(key, value)| (written_key(key), value))
                    .collect();
                self.text.push('{');
                self.assignments(&items, level + 1);
                self.line(level);
                self.text.push('}');
            }
            Value::After(value, steps) => {
                self.value(value, level);
                self.text.push_str(steps);
            }
            Value::Conditional(parts) => {
                let is_choice = |side: &Value| matches!(side, Value::Conditional(_));
                self.choice(parts, level, parts.iter().any(is_choice));
            }
            Value::Element(parts) => {
                let [object, key] = &**parts;
                self.value(object, level);
                self.text.push('[');
                self.value(key, level);
                self.text.push(']');
            }
            Value::Call(name, arguments) => {
                self.text.push_str(name);
                self.sequence('(', arguments, ')', level);
            }
            Value::For(parts) => {
                let (open, close) = if parts.key.is_some() {
                    ('{', '}')
                } else {
                    ('[', ']')
                };
                self.text.push(open);
                self.line(level + 1);
                self.text.push_str("for ");
                self.text.push_str(&parts.names);
                self.text.push_str(" in ");
                match &parts.collection {
                    Value::For(inner) => self.inline(inner, level + 1),
                    collection => self.value(collection, level + 1),
                }
                self.text.push_str(" : ");
                if let Some(key) = &parts.key {
                    self.value(key, level + 1);
                    self.text.push_str(" => ");
                }
                self.value(&parts.result, level + 1);
                if let Some((one, other)) = &parts.only {
                    self.text.push_str(" if ");
                    self.value(one, level + 1);
                    self.text.push_str(" == ");
                    self.value(other, level + 1);
                }
                self.line(level);
                self.text.push(close);
            }
        }
    }

    /// A condition and its sides. Choices within choices are on one line: of several lines, Terraform's own layout shifts some.
    fn choice(&mut self, parts: &[Value; 3], level: usize, is_flat: bool) {
        let [condition, yes, no] = parts;
        self.value(condition, level);
        for (sign, side) in [(" ? ", yes), (" : ", no)] {
            self.text.push_str(sign);
            match side {
                Value::Conditional(inner) => {
                    self.text.push('(');
                    self.choice(inner, level, is_flat);
                    self.text.push(')');
                }
                Value::Object(items) if is_flat => {
                    for (number, (key, value)) in items.iter().enumerate() {
                        self.text.push_str(if number == 0 { "{ " } else { ", " });
                        self.text.push_str(&written_key(key));
                        self.text.push_str(" = ");
                        self.value(value, level);
                    }
                    self.text
                        .push_str(if items.is_empty() { "{}" } else { " }" });
                }
                side => self.value(side, level),
            }
        }
    }

    /// A list that another expression goes through, on its line.
    fn inline(&mut self, parts: &NewFor, level: usize) {
        self.text.push_str("[for ");
        self.text.push_str(&parts.names);
        self.text.push_str(" in ");
        self.value(&parts.collection, level);
        self.text.push_str(" : ");
        self.value(&parts.result, level);
        self.text.push(']');
    }

    fn code(&mut self, code: &str, origin: Option<&Origin>) {
        let start = self.text.len();
        self.text.push_str(code);
        if let Some(origin) = origin {
            let span = Span::new(start, self.text.len());
            self.carried.push((span, origin.clone()));
        }
    }

    fn separated(&mut self, items: &[Value], level: usize) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.value(item, level);
        }
    }

    /// On one line if it fits, else one item per line.
    fn sequence(&mut self, open: char, items: &[Value], close: char, level: usize) {
        let mut flat = Self::default();
        flat.separated(items, level);
        self.text.push(open);
        let is_single = items.len() == 1 && open == '(';
        if is_single || (flat.text.len() <= WIDTH && !flat.text.contains('\n')) {
            self.append(flat);
            return self.text.push(close);
        }
        for (index, item) in items.iter().enumerate() {
            self.line(level + 1);
            self.value(item, level + 1);
            if open == '[' || index + 1 < items.len() {
                self.text.push(',');
            }
        }
        self.line(level);
        self.text.push(close);
    }
}

fn written_key(key: &str) -> String {
    if is_word(key) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_look_like_formatted_ones() {
        let block = NewBlock::new("resource", &["a_b", "c\"d"])
            .with("name", "x")
            .with(
                "labels",
                Value::Object(vec![
                    ("app".to_owned(), "y".into()),
                    ("a/b".to_owned(), Value::code("var.z")),
                ]),
            )
            .with("n", 1_u64)
            .with("enabled", true)
            .with_comment("# why\n# so")
            .with("list", vec![Value::code("a"), Value::Null])
            .with_block(NewBlock::new("lifecycle", &[]).with("destroy", false));
        let style = Style::default();
        assert_eq!(
            write(&block, style).text,
            "resource \"a_b\" \"c\\\"d\" {\n  name = \"x\"\n  labels = {\n    app   = \"y\"\n    \"a/b\" = var.z\n  }\n  \
             n       = 1\n  enabled = true\n  # why\n  # so\n  list = [a, null]\n\n  lifecycle {\n    destroy = false\n  }\n}"
        );
    }

    #[test]
    fn what_was_carried_is_found_again() {
        let origin = Origin {
            file: "main.tf".to_owned(),
            span: Span::new(7, 9),
            renamed: Vec::new(),
        };
        let block = NewBlock::new("a", &[])
            .with(
                "long_name",
                Value::Code("f(\n      x\n    )".to_owned(), Some(origin.clone())),
            )
            .with(
                "b",
                Value::Template(vec![
                    Piece::Text("p-${".to_owned()),
                    Piece::Code("v.w".to_owned(), Some(origin.clone())),
                ]),
            );
        let style = Style {
            ending: LineEnding::CrLf,
            level: 0,
        };
        let written = write(&block, style);
        assert_eq!(
            written.text,
            "a {\r\n  long_name = f(\r\n    x\r\n  )\r\n  b = \"p-$${${v.w}\"\r\n}"
        );
        let texts: Vec<_> = written
            .carried
            .iter()
            .map(|(span, _)| span.text(&written.text))
            .collect();
        assert_eq!(texts, ["f(\r\n    x\r\n  )", "v.w"]);
    }
}
