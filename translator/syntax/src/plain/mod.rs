//! Reads plain configuration straight into our tree, several times as fast as by way of the parser's.
//!
//! Plain is what nearly every file keeps to. What is rare (template directives, letters of other alphabets in names, numbers
//! with exponents, functions of providers, deep nesting) and what is wrong is nothing here: the whole file then goes to the
//! parser, which alone says what is accepted and what is the matter. So this reader may know less than the parser, never
//! more: what it reads, the parser reads too, and gives the same tree (a law, tested on every fixture and on damaged ones).

mod collection;
mod cursor;
mod expression;
mod text;

use std::collections::BTreeSet;

use crate::{Attribute, Block, Body, ExpressionKind, Item, Label, Name, Span};

/// As deep as this reader goes; the parser goes a little deeper.
const DEEPEST: usize = 60;

/// Everything in `text`, which stands at `origin` in its file; nothing if it is not plain.
pub(crate) fn items(text: &str, origin: usize) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    each(text, origin, 0, &mut |item| items.push(item))?;
    Some(items)
}

/// Hands on every item of `text` from the byte `from` on, where an item begins, one after the other; nothing if it is not
/// plain, which may show after some of them.
pub(crate) fn each(
    text: &str,
    origin: usize,
    from: usize,
    seen: &mut dyn FnMut(Item),
) -> Option<()> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        origin,
        at: from,
        depth: 0,
        operators: 0,
    };
    reader.items(true, seen)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where the text stands in its file.
    origin: usize,
    /// How far it is read.
    at: usize,
    /// How many blocks and expressions are open.
    depth: usize,
    /// Operators in the value that is being read.
    operators: usize,
}

impl<'a> Reader<'a> {
    fn items(&mut self, is_top: bool, seen: &mut dyn FnMut(Item)) -> Option<()> {
        let mut names: BTreeSet<&'a str> = BTreeSet::new();
        loop {
            self.gap()?;
            if self.at == self.bytes.len() {
                return is_top.then_some(());
            }
            if self.peek() == b'}' {
                return (!is_top).then_some(());
            }
            let start = self.at;
            let word = self.word()?;
            let name = self.named(word, start);
            self.space()?;
            if self.peek() == b'=' {
                // Given twice.
                if !names.insert(word) {
                    return None;
                }
                seen(Item::Attribute(self.attribute(name)?));
            } else {
                seen(Item::Block(self.block(name)?));
            }
            self.space()?;
            self.line_comment()?;
            if self.at < self.bytes.len() {
                self.line_end()?;
            }
        }
    }

    fn named(&self, word: &str, start: usize) -> Name {
        Name {
            text: word.to_owned(),
            span: self.span(start),
        }
    }

    /// From the sign on.
    fn attribute(&mut self, name: Name) -> Option<Attribute> {
        self.take(b'=')?;
        self.space()?;
        self.operators = 0;
        let value = self.expression(&mut false)?;
        Some(Attribute {
            span: name.span.to(value.span),
            name,
            value,
        })
    }

    /// From the labels on.
    fn block(&mut self, keyword: Name) -> Option<Block> {
        let mut labels = Vec::new();
        loop {
            let start = self.at;
            let text = match self.peek() {
                b'{' => break,
                b'"' => match self.quoted()? {
                    ExpressionKind::String(text) => text,
                    _ => return None,
                },
                _ => self.word()?.to_owned(),
            };
            let span = self.span(start);
            labels.push(Label { text, span });
            self.space()?;
        }
        self.deeper()?;
        let body = self.braces()?;
        self.depth -= 1;
        Some(Block {
            span: keyword.span.to(self.span(self.at)),
            keyword,
            labels,
            body,
        })
    }

    fn braces(&mut self) -> Option<Body> {
        self.take(b'{')?;
        self.space()?;
        let inside = self.at;
        self.line_comment()?;
        let start = self.at;
        let is_one_line = !matches!(self.peek(), b'\n' | b'\r');
        let items = if !is_one_line {
            self.line_end()?;
            let mut items = Vec::new();
            self.items(false, &mut |item| items.push(item))?;
            items
        } else if self.at > inside {
            return None;
        } else if self.peek() == b'}' {
            Vec::new()
        } else {
            let word = self.word()?;
            let name = self.named(word, start);
            self.space()?;
            let attribute = self.attribute(name)?;
            self.space()?;
            vec![Item::Attribute(attribute)]
        };
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => first.span().to(last.span()),
            // Where the parser puts what has no place.
            _ if is_one_line => Span::new(self.origin, self.origin),
            _ => self.span(start),
        };
        self.take(b'}')?;
        Some(Body { span, items })
    }

    /// One level more, if there may be one.
    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth < DEEPEST).then_some(())
    }
}

#[cfg(test)]
mod tests {
    //! The law: what is read plainly, the parser reads too, and gives the same tree.

    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use proptest::prelude::*;

    use crate::{
        FileClass, Item,
        parse::{parse, parse_some, sound},
    };

    /// Whether `text` was read plainly. Fails if the parser disagrees.
    fn agrees(text: &str) -> bool {
        let Some(items) = super::items(text, 3) else {
            return false;
        };
        let Some(expected) = sound(text, 3) else {
            panic!("the parser refuses what was read plainly:\n{text}");
        };
        // Spans and all: the tree has no equality of its own.
        let all = parse(text.as_bytes(), FileClass::Configuration).body.items;
        let is_wanted = |item: &&Item| item.span().start.is_multiple_of(2);
        let wanted: Vec<Item> = all.iter().filter(is_wanted).cloned().collect();
        let spans: Vec<crate::Span> = wanted.iter().map(Item::span).collect();
        let some = parse_some(text.as_bytes(), FileClass::Configuration, &spans);
        assert_eq!(
            format!("{:?}", some.body.items),
            format!("{wanted:?}"),
            "{text}"
        );
        let (items, expected) = (format!("{items:#?}"), format!("{expected:#?}"));
        let differing = items.lines().zip(expected.lines()).find(|(a, b)| a != b);
        assert!(
            items == expected,
            "{differing:?} in\n{text}\nplainly {items}\nparsed {expected}"
        );
        true
    }

    /// Every file in native syntax of the translator's fixtures.
    fn fixtures() -> Vec<String> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-fixtures/translator");
        let mut texts = Vec::new();
        let mut todo: Vec<PathBuf> = vec![top];
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let Some(name) = path.to_str() else { continue };
                if path.is_dir() {
                    todo.push(path);
                    continue;
                }
                let class = FileClass::of(name, b"");
                if class.is_hcl()
                    && !class.is_json()
                    && let Ok(text) = fs::read_to_string(&path)
                {
                    texts.push(text);
                }
            }
        }
        texts.sort();
        texts
    }

    #[test]
    fn nearly_every_fixture_is_plain_and_reads_the_same() {
        let texts = fixtures();
        let plain = texts.iter().filter(|text| agrees(text)).count();
        assert!(
            texts.len() > 300 && plain * 100 > texts.len() * 90,
            "{plain} of {}",
            texts.len()
        );
        for text in &texts {
            agrees(&text.replace('\n', "\r\n"));
            agrees(text.trim_end());
        }
    }

    #[test]
    fn what_is_usual_is_plain_and_what_is_rare_is_not() {
        for value in [
            "a.b[0].c[*].d[\"e\"].0.f.*.g",
            "f(a, [b, c,], { d = e, \"f\" : g }, h...)",
            "a || b && c == d + e * -f ? !g : (h)",
            "[for k, v in a : v if k != 1.5]",
            "{ for v in a : v.k => v... }",
            "\"a\\n$${b}${~ c ~}%%{d}\"",
            "<<-E\n  a ${b}\n  E",
            "{\n  a = b # c\n  d = e\n}",
            "[\n  a, // b\n]",
        ] {
            assert!(agrees(&format!("x = {value}\n")), "{value}");
        }
        for value in [
            "\"%{ if a }b%{ endif }\"",
            "provider::a::b(c)",
            "é",
            "1e3",
            "{ a = 1, a = 2 }",
            "\"\\u00e9\"",
            &format!("{}1{}", "[".repeat(64), "]".repeat(64)),
            &format!("1{}", " + 1".repeat(120)),
        ] {
            assert!(!agrees(&format!("x = {value}\n")), "{value}");
        }
    }

    /// What the language has, and what stands next to it.
    const PIECES: &[&str] = &[
        "a",
        "b-c",
        "_d",
        "for",
        "for ",
        "format",
        "if",
        "in",
        " in ",
        "null",
        "true",
        "é",
        "1",
        "0",
        "01",
        "1.5",
        "1e3",
        "-",
        "- ",
        "-2",
        "!",
        "\"",
        "\"s\"",
        "\"x${a}y\"",
        "\"$${a}\"",
        "\"%%{a}\"",
        "\"%{ if a }b%{ endif }\"",
        "\"\\n\"",
        "\"\\u00e9\"",
        "${",
        "%{",
        "~",
        "}",
        "{",
        "[",
        "]",
        "(",
        ")",
        "f(",
        "p::f(",
        ",",
        ".",
        "..",
        "...",
        ".*",
        "[*]",
        "[0]",
        ".0",
        ".01",
        "=",
        "==",
        "=>",
        ":",
        "::",
        "?",
        "<",
        "<=",
        "<<E\n",
        "<<-E\n",
        "<<",
        "E\n",
        "\nE\n",
        "  E",
        ">",
        ">=",
        "&&",
        "||",
        "&",
        "|",
        "+",
        "*",
        "/",
        "%",
        "//",
        "/*",
        "*/",
        "#",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "\u{a0}",
        "\u{feff}",
        "\0",
        "a = ",
        "b {",
        "c \"d\" {\n",
        "}\n",
        "e = 1\n",
        "f = [\n",
        "g = {\n",
        "h = (\n",
        "i = \"",
        "j = a ? b : c\n",
        "k = a.b[c].d\n",
        "for x in y : ",
        "x => y",
    ];

    fn piece() -> impl Strategy<Value = String> {
        prop::sample::select(PIECES).prop_map(str::to_owned)
    }

    /// A value that is sound more often than not.
    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            4 => prop::sample::select(vec![
                "a", "a.b", "var.c[0]", "x.*.y", "x[*].y", "\"s\"", "\"a${b}c\"", "1", "-1", "-a", "!a", "null",
                "true", "<<E\nt\nE\n", "<<-E\n  t${a}\n  E\n", "\"\"", "{}", "[]", "f()", "x.0.1", "(a).b",
            ]).prop_map(str::to_owned),
            1 => piece(),
        ];
        let space =
            || prop::sample::select(vec!["", " ", "\n", " # c\n", "/* c */", "\r\n", "// c\n"]);
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let op = prop::sample::select(vec![
                "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
            ]);
            prop_oneof![
                (
                    prop::collection::vec((space(), inner.clone(), space()), 0..4),
                    any::<bool>()
                )
                    .prop_map(|(items, comma)| {
                        let items: Vec<String> = items
                            .into_iter()
                            .map(|(a, v, b)| format!("{a}{v}{b}"))
                            .collect();
                        format!("[{}{}]", items.join(","), if comma { "," } else { "" })
                    }),
                (
                    prop::collection::vec((space(), inner.clone(), inner.clone(), space()), 0..4),
                    prop::sample::select(vec![",", "\n", ",\n"])
                )
                    .prop_map(|(items, between)| {
                        let items: Vec<String> = items
                            .into_iter()
                            .map(|(a, k, v, b)| format!("{a}{k} = {v}{b}"))
                            .collect();
                        format!("{{{}}}", items.join(between))
                    }),
                (inner.clone(), op, space(), inner.clone())
                    .prop_map(|(a, op, s, b)| format!("{a} {op}{s} {b}")),
                (inner.clone(), inner.clone(), inner.clone(), space())
                    .prop_map(|(a, b, c, s)| format!("{a}{s}? {b}{s}: {c}")),
                (
                    space(),
                    inner.clone(),
                    space(),
                    inner.clone(),
                    any::<bool>()
                )
                    .prop_map(|(a, v, b, w, last)| format!(
                        "f({a}{v}{b}, {w}{})",
                        if last { "..." } else { "" }
                    )),
                (inner.clone(), inner.clone(), space())
                    .prop_map(|(a, b, s)| format!("[for k, v in {a} :{s}{b}{s}if v]")),
                (inner.clone(), inner.clone(), inner.clone(), any::<bool>()).prop_map(
                    |(a, b, c, group)| format!(
                        "{{for v in {a} : {b} => {c}{}}}",
                        if group { "..." } else { "" }
                    )
                ),
                (space(), inner.clone(), space()).prop_map(|(a, v, b)| format!("({a}{v}{b})")),
                (inner.clone(), space(), inner.clone())
                    .prop_map(|(a, s, b)| format!("{a}{s}[{b}]{s}.c")),
                inner.clone().prop_map(|v| format!("\"x${{{v}}}y\"")),
                inner.prop_map(|v| format!("<<E\nt ${{ {v} }}\nE\n")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn values_read_the_same(value in value(), other in value()) {
            agrees(&format!("a = {value}\nb {{\n  c = {other}\n}}\nd {{ e = {value} }}\n"));
        }

        #[test]
        fn pieces_read_the_same(pieces in prop::collection::vec(piece(), 0..14)) {
            agrees(&pieces.concat());
        }

        #[test]
        fn damaged_fixtures_read_the_same(
            which in any::<prop::sample::Index>(),
            cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize, piece()), 1..4),
        ) {
            let texts = fixtures_once();
            let mut text: Vec<char> = which.get(texts).chars().collect();
            for (at, length, piece) in cuts {
                let at = at.index(text.len() + 1);
                let end = (at + length).min(text.len());
                text.splice(at..end, piece.chars());
            }
            agrees(&text.into_iter().collect::<String>());
        }
    }

    fn fixtures_once() -> &'static [String] {
        static TEXTS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
        TEXTS.get_or_init(|| {
            let mut texts = fixtures();
            // Where a cut tells more.
            texts.retain(|text| (40..4000).contains(&text.len()));
            texts
        })
    }
}
