//! JSON values with their places. `serde_json` decides what is JSON and how deep it may nest; this only finds the places.

use crate::{Lines, Problem, Span};

pub(super) struct Value {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

impl Value {
    /// Its members, if it is an object.
    pub(super) fn members(&self) -> impl Iterator<Item = &Member> {
        match &self.kind {
            Kind::Object(members) => members.as_slice(),
            _ => &[],
        }
        .iter()
    }

    /// The values in it, in order.
    pub(super) fn values(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Object(members) => members.iter().map(|member| &member.value).collect(),
            Kind::Array(elements) => elements.iter().collect(),
            _ => Vec::new(),
        }
    }
}

pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(String),
    Text(Text),
    Array(Vec<Value>),
    Object(Vec<Member>),
}

pub(super) struct Member {
    pub(super) name: Text,
    pub(super) value: Value,
    /// From the name to the end of the value.
    pub(super) span: Span,
}

/// A string.
pub(super) struct Text {
    pub(super) decoded: String,
    /// With quotes.
    pub(super) span: Span,
    /// Original offset of every decoded byte and of the end; nothing if there are no escapes.
    pub(super) offsets: Option<Vec<usize>>,
}

/// The value in `text`, which stands at `start` of its file.
pub(super) fn parse(text: &str, start: usize) -> Result<Value, Problem> {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        let lines = Lines::of(text.as_bytes());
        let at = start + lines.start_of(error.line()) + error.column().saturating_sub(1);
        let kind = match error.classify() {
            serde_json::error::Category::Eof => "the file ends too early",
            _ => "no JSON, or nested too deep",
        };
        return Err(Problem {
            at: at.min(start + text.len()),
            message: kind.to_owned(),
        });
    }
    let mut reader = Reader { text, at: 0, start };
    Ok(reader.value())
}

/// Reads what is known to be JSON.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    start: usize,
}

impl Reader<'_> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(b'}')
    }

    fn skip(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n' | b',' | b':') {
            self.at += 1;
        }
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.start + from, self.start + self.at)
    }

    fn value(&mut self) -> Value {
        self.skip();
        let from = self.at;
        let kind = match self.byte() {
            b'{' => Kind::Object(self.members()),
            b'[' => Kind::Array(self.elements()),
            b'"' => Kind::Text(self.string()),
            _ => self.word(),
        };
        Value {
            span: self.span(from),
            kind,
        }
    }

    fn word(&mut self) -> Kind {
        let from = self.at;
        while !matches!(
            self.byte(),
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | b'}'
        ) {
            self.at += 1;
        }
        match &self.text[from..self.at] {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            number => Kind::Number(number.to_owned()),
        }
    }

    fn members(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.skip();
            if self.byte() == b'}' {
                self.at += 1;
                return members;
            }
            let name = self.string();
            let value = self.value();
            members.push(Member {
                span: name.span.to(value.span),
                name,
                value,
            });
        }
    }

    fn elements(&mut self) -> Vec<Value> {
        let mut elements = Vec::new();
        self.at += 1;
        loop {
            self.skip();
            if self.byte() == b']' {
                self.at += 1;
                return elements;
            }
            elements.push(self.value());
        }
    }

    fn string(&mut self) -> Text {
        let from = self.at;
        self.at += 1;
        let body = self.at;
        let length = self.text[body..].find(['"', '\\']).unwrap_or_default();
        let mut decoded = self.text[body..body + length].to_owned();
        self.at += length;
        let mut offsets = None;
        if self.byte() == b'\\' {
            let mut found: Vec<_> = (body..self.at).map(|at| self.start + at).collect();
            while self.byte() != b'"' {
                let at = self.start + self.at;
                let character = self.character();
                decoded.push(character);
                let bytes = character.len_utf8();
                // The bytes of an unescaped character stand one after the other; an escape stands in one place.
                let is_escape = self.start + self.at - at != bytes;
                found.extend((0..bytes).map(|byte| at + if is_escape { 0 } else { byte }));
            }
            found.push(self.start + self.at);
            offsets = Some(found);
        }
        self.at += 1;
        Text {
            decoded,
            span: self.span(from),
            offsets,
        }
    }

    fn character(&mut self) -> char {
        if self.byte() != b'\\' {
            let character = self.text[self.at..].chars().next().unwrap_or_default();
            self.at += character.len_utf8().max(1);
            return character;
        }
        self.at += 2;
        match self.text.as_bytes()[self.at - 1] {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex();
                if (0xd800..0xdc00).contains(&high) {
                    self.at += 2;
                    let low = self.hex();
                    let code =
                        0x1_0000 + ((high - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                } else {
                    char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
            }
            other => char::from(other),
        }
    }

    fn hex(&mut self) -> u32 {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        self.at += 4;
        u32::from_str_radix(digits, 16).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_keep_their_places() {
        let text = r#"{"a\nb": ["x${\"é\"}\ud83d\ude00y", -1.5e3, true, null, {}]}"#;
        let value = parse(text, 10).ok().unwrap();
        let Kind::Object(members) = value.kind else {
            panic!("an object")
        };
        assert_eq!(members[0].name.decoded, "a\nb");
        let Kind::Array(elements) = &members[0].value.kind else {
            panic!("an array")
        };
        let Kind::Text(string) = &elements[0].kind else {
            panic!("a string")
        };
        assert_eq!(string.decoded, "x${\"é\"}😀y");
        let offsets = string.offsets.as_ref().unwrap();
        assert_eq!(offsets.len(), string.decoded.len() + 1);
        let y = string.decoded.find('y').unwrap();
        assert_eq!(&text[offsets[y] - 10..=offsets[y] - 10], "y");
        assert!(matches!(&elements[1].kind, Kind::Number(number) if number == "-1.5e3"));
    }

    #[test]
    fn what_is_no_json_is_a_problem() {
        for text in ["", "{", "{\"a\":}", "[1,]", "\u{feff}"] {
            assert!(parse(text, 0).is_err(), "{text:?}");
        }
        assert!(parse(&"[".repeat(100_000), 0).is_err());
    }
}
