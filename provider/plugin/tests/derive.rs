//! What `#[derive(Schema)]` makes of structs.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

use std::collections::BTreeMap;

use terraform_plugin::schema::{BlockNesting, Kind, Nesting, problems};
use terraform_plugin::value::Element;
use terraform_plugin::{
    DurationText, Dynamic, Json, Number, Schema, Secret, Set, Timeouts, Tree, Type, Value,
};

/// A rule.
#[derive(Debug, PartialEq, Schema)]
struct Rule {
    /// Port it applies to.
    #[attr(required, validate(between(1..=65_535)))]
    port: Value<i64>,
    /// Chosen by the provider.
    #[attr(computed)]
    id: Value<String>,
}

/// Options of some kind.
#[derive(Debug, PartialEq, Schema)]
struct Options {
    /// Where to.
    #[attr(required, plan(requires_replace))]
    destination: Value<String>,
    /// Blocks in flattened options.
    #[attr(block(min = 1, max = 2))]
    step: Value<Vec<Rule>>,
}

/// Everything at once.
#[derive(Debug, PartialEq, Schema)]
#[schema(deprecated = "use the other one")]
struct Everything<O> {
    /// A text.
    ///
    /// With a second paragraph.
    #[attr(optional, computed, validate(length(1..=9), not_blank()), plan(use_state_for_unknown))]
    text: Value<String>,
    /// Reserved words of Rust are fine.
    #[attr(default = "x", name = "kind")]
    r#type: Value<String>,
    /// A flag.
    #[attr(default = true)]
    flag: Value<bool>,
    /// A whole number.
    #[attr(default = 3)]
    whole: Value<i64>,
    /// A fraction.
    #[attr(optional)]
    fraction: Value<f64>,
    /// Any number.
    #[attr(optional)]
    number: Value<Number>,
    /// A secret.
    #[attr(optional, write_only)]
    secret: Value<Secret>,
    /// A document.
    #[attr(optional)]
    document: Value<Json>,
    /// A span.
    #[attr(optional)]
    span: Value<DurationText>,
    /// Anything.
    #[attr(optional)]
    anything: Value<Dynamic>,
    /// Labels.
    #[attr(optional)]
    labels: Value<BTreeMap<String, String>>,
    /// Lists of lists.
    #[attr(optional)]
    grid: Value<Vec<Vec<Value<i64>>>>,
    /// A set.
    #[attr(optional)]
    set: Value<Set<String>>,
    /// One rule.
    #[attr(optional)]
    one: Value<Rule>,
    /// Many rules.
    #[attr(optional)]
    many: Value<Vec<Rule>>,
    /// Rules without order.
    #[attr(optional)]
    some: Value<Set<Rule>>,
    /// Rules by name.
    #[attr(optional)]
    named: Value<BTreeMap<String, Rule>>,
    /// How long things may take.
    #[attr(optional)]
    timeouts: Value<Timeouts>,
    /// A block.
    #[attr(block)]
    single: Value<Rule>,
    /// A group.
    #[attr(block(group), deprecated = "gone soon")]
    group: Value<Rule>,
    /// Set blocks.
    #[attr(block)]
    piece: Value<Set<Rule>>,
    /// Map blocks.
    #[attr(block)]
    labelled: Value<BTreeMap<String, Rule>>,
    #[attr(flatten)]
    options: O,
    #[attr(skip)]
    note: u8,
}

type Model = Everything<Options>;

#[test]
fn schema_of_every_kind_of_field() {
    let block = Model::block();
    assert_eq!(problems(&block), Vec::<String>::new());
    assert_eq!(block.description, "Everything at once.");
    assert_eq!(block.deprecated.as_deref(), Some("use the other one"));

    let attribute = |name: &str| &block.attributes.0[name];
    assert_eq!(
        attribute("text").description,
        "A text.\n\nWith a second paragraph."
    );
    assert_eq!(attribute("text").validators.len(), 2);
    assert!(attribute("kind").optional && attribute("kind").computed);
    assert_eq!(attribute("kind").default, Some("x".into()));
    assert_eq!(attribute("whole").default, Some(3.into()));
    assert!(attribute("secret").sensitive && attribute("secret").write_only);
    assert_eq!(attribute("anything").ty(), Type::Dynamic);
    assert_eq!(
        attribute("grid").ty().to_json(),
        r#"["list",["list","number"]]"#
    );
    assert!(matches!(
        attribute("one").kind,
        Kind::Nested(Nesting::Single, _)
    ));
    assert!(matches!(
        attribute("many").kind,
        Kind::Nested(Nesting::List, _)
    ));
    assert!(matches!(
        attribute("some").kind,
        Kind::Nested(Nesting::Set, _)
    ));
    assert!(matches!(
        attribute("named").kind,
        Kind::Nested(Nesting::Map, _)
    ));
    assert!(attribute("destination").required);

    let nested = |name: &str| &block.blocks[name];
    assert_eq!(nested("single").nesting, BlockNesting::Single);
    assert_eq!(nested("group").nesting, BlockNesting::Group);
    assert_eq!(nested("group").deprecated.as_deref(), Some("gone soon"));
    assert_eq!(nested("piece").nesting, BlockNesting::Set);
    assert_eq!(nested("labelled").nesting, BlockNesting::Map);
    assert_eq!((nested("step").min_items, nested("step").max_items), (1, 2));
}

#[test]
fn values_survive_decode_and_encode() {
    let rule = || Tree::map([("port", Tree::from(80)), ("id", Tree::Unknown)]);
    let tree = Tree::map([
        ("text", Tree::Unknown),
        ("kind", "y".into()),
        ("flag", false.into()),
        (
            "number",
            Tree::Number("123456789012345678901234567890.5".parse().unwrap()),
        ),
        ("secret", "derive-test-secret".into()),
        ("document", r#"{"b": 1.0}"#.into()),
        (
            "labels",
            Tree::map([("a", "b")].map(|(k, v)| (k, Tree::from(v)))),
        ),
        (
            "grid",
            Tree::List(vec![Tree::List(vec![1.into(), Tree::Null, Tree::Unknown])]),
        ),
        ("set", Tree::set(vec!["b".into(), "a".into()])),
        ("many", Tree::List(vec![rule()])),
        ("some", Tree::set(vec![rule()])),
        ("named", Tree::map([("n", rule())])),
        ("timeouts", Tree::map([("create", Tree::from("1h30m"))])),
        ("single", rule()),
        ("destination", "d".into()),
    ]);
    let tree = terraform_plugin::value::json::conform(tree, &Model::block().ty()).unwrap();
    let model = Model::decode(tree.clone()).unwrap();
    assert_eq!(
        model
            .timeouts
            .get()
            .unwrap()
            .create
            .get()
            .unwrap()
            .span()
            .as_secs(),
        5400
    );
    assert_eq!(model.options.destination, "d".into());
    assert!(!format!("{model:?}").contains("derive-test-secret"));
    assert_eq!(model.encode(), tree);
}

#[test]
fn an_element_that_is_unknown_makes_a_bare_list_unknown() {
    let tree = Tree::map([
        ("set", Tree::Set(vec![Tree::Unknown])),
        ("many", Tree::List(vec![Tree::Unknown])),
    ]);
    let model = Model::decode(tree).unwrap();
    assert!(model.set.is_unknown() && model.many.is_unknown());
}

#[test]
fn errors_say_where() {
    let rule = Tree::map([("port", Tree::from("no number"))]);
    let error = Model::decode(Tree::map([("named", Tree::map([("a", rule)]))])).unwrap_err();
    assert_eq!(error.path.to_string(), r#"named["a"].port"#);
}
