//! What parsing gives on ordinary, odd and broken text.

use ovhai_syntax::{
    Address, Document, ExpressionKind, FileClass, Item, Named, Notation, Span, Visit, parse, visit,
    walk,
};

fn native(text: &str) -> Document {
    parse(text.as_bytes(), FileClass::Configuration)
}

fn json(text: &str) -> Document {
    parse(text.as_bytes(), FileClass::ConfigurationJson)
}

/// Every reference of a file: what it names, and the text of the whole traversal.
fn references(document: &Document, text: &str) -> Vec<(String, String)> {
    struct All<'t>(&'t str, Vec<(String, String)>);
    impl<'a> Visit<'a> for All<'_> {
        fn attribute(
            &mut self,
            attribute: &'a ovhai_syntax::Attribute,
            _: &[&'a ovhai_syntax::Block],
        ) {
            walk(&attribute.value, &mut |expression, _| {
                if let Some(address) = Address::of(expression) {
                    let text = expression.span.text(self.0).to_owned();
                    self.1.push((address.named.to_string(), text));
                }
            });
        }
    }
    let mut all = All(text, Vec::new());
    visit(&document.body, &mut all);
    all.1
}

#[test]
fn a_file_becomes_a_tree_with_places() {
    let text = "# c\nresource \"a_b\" c {\n  x = [1, \"two\", null] # t\n  y {\n    z = true\n  }\n}\n\nq = 1";
    let document = native(text);
    assert_eq!(document.notation, Notation::Native);
    let block = document.body.blocks().next().unwrap();
    assert_eq!(
        (block.label(0), block.label(1), block.label(2)),
        ("a_b", "c", "")
    );
    assert_eq!(block.labels[0].span.text(text), "\"a_b\"");
    assert!(block.span.text(text).starts_with("resource") && block.span.text(text).ends_with("}"));
    let x = block.body.attribute("x").unwrap();
    assert_eq!(x.span.text(text), "x = [1, \"two\", null]");
    let inner = block.body.blocks_of("y").next().unwrap();
    assert_eq!(inner.span.text(text), "y {\n    z = true\n  }");
    assert_eq!(
        document.body.attribute("q").unwrap().value.span.text(text),
        "1"
    );
}

#[test]
fn references_are_found_everywhere() {
    let text = r#"
a = "x ${module.m.out["${var.k}"]} ${data.t_u.v[0].w}"
b = <<-EOT
  %{ for n in local.list ~}${n.ip}%{ endfor ~}
  %{ if var.on }${r_s.t[*].id}%{ else }none%{ endif }
EOT
c = { for k, v in r_s.t : k => v.id if try(r_s.u.0.x, false) }
d = f(r_s.w...).g ? !self.x : (each.value + -count.index)
"#;
    let found = references(&native(text), text);
    let expected = [
        ("module.m", "module.m.out[\"${var.k}\"]"),
        ("var.k", "var.k"),
        ("data.t_u.v", "data.t_u.v[0].w"),
        ("local.list", "local.list"),
        ("n", "n.ip"),
        ("var.on", "var.on"),
        ("r_s.t", "r_s.t[*].id"),
        ("r_s.t", "r_s.t"),
        ("k", "k"),
        ("v", "v.id"),
        ("r_s.u", "r_s.u.0.x"),
        ("r_s.w", "r_s.w"),
        ("self", "self.x"),
        ("each", "each.value"),
        ("count", "count.index"),
    ];
    let expected: Vec<_> = expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    assert_eq!(found, expected);
}

#[test]
fn a_byte_order_mark_moves_every_span() {
    let text = "\u{feff}a = 1\r\nb = 2\r\n";
    let document = native(text);
    let spans: Vec<_> = document
        .body
        .items
        .iter()
        .map(|item| item.span().text(text))
        .collect();
    assert_eq!(spans, ["a = 1", "b = 2"]);
}

#[test]
fn repeated_keys_and_long_for_values_are_read() {
    let text = "a {\n  t = {\n    k = 1\n    k = 2\n    \"k\" : r_s.t.id\n  }\n}\nb = { for k in l : k => k.a &&\n k.b }\nc = 3\n";
    let document = native(text);
    assert_eq!(document.problems().count(), 0);
    let repairs: Vec<_> = document.repairs.iter().map(|problem| problem.at).collect();
    assert_eq!(repairs.len(), 2, "{:?}", document.repairs);
    assert!(text[repairs[0]..].starts_with("k = 2"));
    let block = document.body.blocks().next().unwrap();
    let ExpressionKind::Object(items) = &block.body.attribute("t").unwrap().value.kind else {
        panic!("an object")
    };
    let keys: Vec<_> = items.iter().map(|item| item.name().unwrap()).collect();
    assert_eq!(keys, ["k", "k", "k"]);
    assert!(references(&document, text).contains(&("r_s.t".to_owned(), "r_s.t.id".to_owned())));
    let b = document.body.attribute("b").unwrap();
    assert_eq!(
        b.value.span.text(text),
        "{ for k in l : k => k.a &&\n k.b }"
    );
    assert!(document.body.attribute("c").is_some());
}

#[test]
fn a_bad_block_is_isolated_and_the_rest_is_read() {
    let text = "a = 1\nresource \"x_y\" \"z\" {\n  {% if jinja %}\n  v = r_s.t.id\n}\n# c\nb = 2\n";
    let document = native(text);
    let names: Vec<_> = document
        .body
        .attributes()
        .map(|a| a.name.text.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    let Item::Isolated(isolated) = &document.body.items[1] else {
        panic!("isolated")
    };
    assert_eq!(isolated.keyword.as_ref().unwrap().text, "resource");
    let labels: Vec<_> = isolated
        .labels
        .iter()
        .map(|label| label.span.text(text))
        .collect();
    assert_eq!(labels, ["\"x_y\"", "\"z\""]);
    assert_eq!(document.problems().count(), 1);
    assert!(!isolated.problem.message.contains("jinja"));
}

#[test]
fn nesting_that_is_too_deep_is_isolated() {
    for depth in [63, 64, 65, 5000] {
        let text = format!("a = {}1{}\nb = 2\n", "[".repeat(depth), "]".repeat(depth));
        let document = native(&text);
        assert!(document.body.attribute("b").is_some(), "{depth}");
        assert_eq!(
            document.problems().count(),
            usize::from(depth > 64),
            "{depth}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_isolated() {
    let document = parse(b"a = 1\nb = \"\xff\"\n", FileClass::Configuration);
    assert_eq!(
        document
            .problems()
            .map(|problem| problem.at)
            .collect::<Vec<_>>(),
        [11]
    );
    assert_eq!(document.body.items[0].span(), Span::new(0, 14));
}

#[test]
fn json_gives_the_same_tree() {
    let text = r#"{
  "//": "comment",
  "resource": {
    "a_b": {
      "c": {"x": "p-${r_s.t.id}", "depends_on": ["r_s.u"], "provider": "p.q", "n": [{"y": true}]},
      "d": [{"x": "plain"}]
    }
  },
  "locals": [{"l": "\u0024{var.v}\n${local.é}"}],
  "terraform": {"required_providers": {"ovh": {"source": "ovh/ovh"}}, "backend": {"s3": {}}},
  "output": {"o": {"value": 1.5}}
}"#;
    let document = json(text);
    assert_eq!(document.problems().count(), 0);
    let blocks: Vec<_> = document
        .body
        .blocks()
        .map(|block| {
            let labels: Vec<_> = block.labels.iter().map(|l| l.text.as_str()).collect();
            format!("{} {}", block.keyword.text, labels.join("."))
        })
        .collect();
    assert_eq!(
        blocks,
        [
            "resource a_b.c",
            "resource a_b.d",
            "locals ",
            "terraform ",
            "output o"
        ]
    );
    let settings = document.body.blocks_of("terraform").next().unwrap();
    assert_eq!(
        settings.body.blocks_of("backend").next().unwrap().label(0),
        "s3"
    );
    assert_eq!(
        document
            .body
            .blocks()
            .next()
            .unwrap()
            .span
            .text(text)
            .lines()
            .next()
            .unwrap(),
        r#""c": {"x": "p-${r_s.t.id}", "depends_on": ["r_s.u"], "provider": "p.q", "n": [{"y": true}]}"#
    );
    let found = references(&document, text);
    let named: Vec<_> = found.iter().map(|(named, _)| named.as_str()).collect();
    assert_eq!(named, ["r_s.t", "r_s.u", "p", "var.v", "local.é"]);
    assert_eq!(found[0].1, "r_s.t.id");
    assert_eq!(found[4].1, "local.é");
}

#[test]
fn what_is_no_json_is_isolated_as_a_whole() {
    let document = json("{\"a\": [}");
    assert_eq!(document.problems().count(), 1);
    assert!(parse(b"[1]", FileClass::ValuesJson).problems().count() == 1);
    let values = parse(b"{\"resource\": 1}", FileClass::ValuesJson);
    assert!(values.body.attribute("resource").is_some());
}

#[test]
fn addresses_say_what_is_named() {
    let text = "a = data.x_y.z[0].w\nb = provider\nc = var.v.w";
    let document = native(text);
    let address = |name: &str| {
        let value = &document.body.attribute(name).unwrap().value;
        Address::of(value).map(|address| {
            (
                address.named.clone(),
                address.attributes().collect::<Vec<_>>(),
            )
        })
    };
    let data = Named::Data {
        of_type: "x_y".to_owned(),
        name: "z".to_owned(),
    };
    assert_eq!(address("a"), Some((data, vec!["w"])));
    assert_eq!(
        address("b"),
        Some((Named::Word("provider".to_owned()), vec![]))
    );
    assert_eq!(
        address("c"),
        Some((Named::Variable("v".to_owned()), vec!["w"]))
    );
}
