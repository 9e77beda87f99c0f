//! Laws that hold for any text: nothing panics, places are true, bytes outside of edits stay.

use ovhai_syntax::{
    Edit, Edits, Expression, ExpressionKind, FileClass, Span, Visit, comments, parse, tokens,
    visit, walk,
};
use proptest::prelude::*;

/// Pieces of configuration, sound and broken, glued together at random.
const PIECES: &[&str] = &[
    "a = 1\n",
    "b = \"x ${var.y} z\"\n",
    "resource \"t_u\" \"n\" {\n",
    "}\n",
    "  c = [1, 2,\n",
    "]\n",
    "d = <<-EOT\n",
    "  text ${local.a}\n",
    "  EOT\n",
    "# note \"\n",
    "/* block\n */ ",
    "{",
    "}",
    "\"",
    "${",
    "%{ if x }",
    "%{ endif }",
    "f(",
    ")",
    "...",
    "for k in l : k",
    "=>",
    "é = \"ü\"\r\n",
    "\t",
    "\u{feff}",
    "\u{a0}",
    "\\",
    "$${",
    "e { f = 1 }\n",
    "g = { h = 1, h = 2 }\n",
    "{% for x in y %}\n",
    "x.0.y[*].z\n",
    "1e999",
    "<<",
    "<<EOT",
    "?",
    ":",
    "==",
    "\n",
    " ",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(PIECES), 0..40)
            .prop_map(|pieces| pieces.concat()),
        ".{0,200}",
    ]
}

/// Every expression that a file holds.
fn expressions(bytes: &[u8], class: FileClass) -> Vec<Expression> {
    struct All(Vec<Expression>);
    impl<'a> Visit<'a> for All {
        fn attribute(
            &mut self,
            attribute: &'a ovhai_syntax::Attribute,
            _: &[&'a ovhai_syntax::Block],
        ) {
            walk(&attribute.value, &mut |expression, _| {
                self.0.push(expression.clone())
            });
        }
    }
    let mut all = All(Vec::new());
    visit(&parse(bytes, class).body, &mut all);
    all.0
}

/// Text of a valid expression.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        "[0-9]{1,3}(\\.[0-9])?",
        "\"[a-z é$%]{0,6}\"",
        "[a-z]{1,3}_[a-z]\\.[a-z]{1,3}(\\[[0-9]\\])?(\\.[a-z])?",
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("[{}]", items.join(",\n "))),
            inner.clone().prop_map(|a| format!("{{ k = {a} }}")),
            inner.clone().prop_map(|a| format!("(\n {a} # c\n)")),
            inner.clone().prop_map(|a| format!("\"x ${{{a}}} y\"")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("f({a}, {b}...)")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} == {b}")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a}) ? {b} : {c}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_items_are_disjoint(text in text()) {
        for class in [FileClass::Configuration, FileClass::ConfigurationJson] {
            let document = parse(text.as_bytes(), class);
            let mut end = 0;
            for item in &document.body.items {
                let span = item.span();
                prop_assert!(span.start >= end && span.end >= span.start && span.end <= text.len());
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                end = span.end;
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for class in [FileClass::Configuration, FileClass::ConfigurationJson, FileClass::ValuesJson] {
            prop_assert!(parse(&bytes, class).body.items.iter().all(|item| item.span().end <= bytes.len()));
        }
    }

    #[test]
    fn tokens_are_disjoint_and_in_order(text in text()) {
        let mut end = 0;
        for token in tokens(&text) {
            prop_assert!(token.span.start >= end && token.span.end > token.span.start);
            end = token.span.end;
        }
        prop_assert!(end <= text.len());
    }

    #[test]
    fn every_expression_parses_again_where_it_stands(value in expression(), before in "[a-z]{1,8}", crlf: bool) {
        let text = format!("{before} = {value}\n");
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let all = expressions(text.as_bytes(), FileClass::Configuration);
        prop_assert!(!all.is_empty(), "{}", text);
        for expression in all {
            let cut = expression.span.text(&text);
            prop_assert!(!cut.is_empty());
            if matches!(expression.kind, ExpressionKind::Heredoc(_)) { continue; }
            let again = format!("x = (\n{cut}\n)\n");
            let document = parse(again.as_bytes(), FileClass::Configuration);
            prop_assert_eq!(document.problems().count(), 0, "{} in {}", cut, text);
        }
    }

    #[test]
    fn a_broken_block_never_hides_its_neighbours(junk in "[^\\n\\r{}\"<#/\\x00]{0,30}", value in expression()) {
        let text = format!("first = {value}\nbad \"x\" {{\n  {junk} ) ]\n}}\nlast = {value}\n");
        let document = parse(text.as_bytes(), FileClass::Configuration);
        let names: Vec<_> = document.body.attributes().map(|a| a.name.text.clone()).collect();
        prop_assert!(names.contains(&"first".to_owned()) && names.contains(&"last".to_owned()), "{:?} in {}", names, text);
    }

    #[test]
    fn edits_leave_every_other_byte(
        bytes in prop::collection::vec(any::<u8>(), 0..120),
        cuts in prop::collection::btree_set(0_usize..120, 0..12),
        texts in prop::collection::vec("[a-zé]{0,5}", 6),
    ) {
        let cuts: Vec<_> = cuts.into_iter().filter(|cut| *cut <= bytes.len()).collect();
        let edits: Vec<_> = cuts
            .chunks_exact(2)
            .zip(&texts)
            .map(|(pair, text)| Edit::new(Span::new(pair[0], pair[1]), text.clone()))
            .collect();
        let edits = Edits::new(edits).unwrap();
        let result = edits.apply(&bytes).unwrap();
        for (offset, byte) in bytes.iter().enumerate() {
            let is_inside = edits.iter().any(|edit| edit.span.start <= offset && offset < edit.span.end);
            match edits.moved(offset) {
                None => prop_assert!(is_inside),
                Some(moved) => {
                    prop_assert!(!is_inside);
                    prop_assert_eq!(result[moved], *byte);
                }
            }
        }
        for (edit, span) in edits.placed() {
            prop_assert_eq!(span.of(&result), edit.text.as_bytes());
        }
    }

    #[test]
    fn comments_of_valid_text_are_where_code_is(value in expression()) {
        let text = format!("# one\na = {value} // two\n/* three */\n");
        let found: Vec<_> = comments(&text).into_iter().map(|span| span.text(&text).to_owned()).collect();
        prop_assert_eq!(found.first().map(String::as_str), Some("# one"));
        prop_assert_eq!(found.last().map(String::as_str), Some("/* three */"));
        prop_assert!(found.contains(&"// two".to_owned()));
    }
}
