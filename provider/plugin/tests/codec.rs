//! Laws of the codecs, for arbitrary types and values.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use terraform_plugin::value::{json, msgpack};
use terraform_plugin::{Number, Tree, Type};

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", Number::from_f64),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?".prop_map(|text| text.parse().unwrap()),
        ("-?[1-9][0-9]{0,5}", -2000_i64..2000).prop_map(|(digits, exponent)| format!(
            "{digits}e{exponent}"
        )
        .parse()
        .unwrap()),
    ]
}

/// A type without `dynamic` together with a strategy for its values.
fn typed(depth: u32) -> BoxedStrategy<(Type, Tree)> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(|value| (Type::Bool, Tree::Bool(value))),
        number().prop_map(|value| (Type::Number, Tree::Number(value))),
        ".{0,40}".prop_map(|value| (Type::String, Tree::String(value))),
        prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String)].prop_flat_map(
            |ty| prop_oneof![Just((ty.clone(), Tree::Null)), Just((ty, Tree::Unknown))]
        ),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    // A homogeneous collection: one example decides the type, copies of it and gaps are the elements.
    let collection = (typed(depth - 1), proptest::collection::vec(0_u8..3, 0..5)).prop_map(
        |((ty, value), picks)| {
            let items = picks.into_iter().map(move |pick| match pick {
                0 => Tree::Null,
                1 => Tree::Unknown,
                _ => value.clone(),
            });
            (ty, items.collect::<Vec<_>>())
        },
    );
    let object = proptest::collection::btree_map("[a-z_]{1,8}", typed(depth - 1), 0..5).prop_map(
        |members| {
            let types = members
                .iter()
                .map(|(name, (ty, _))| (name.clone(), ty.clone()))
                .collect();
            let values = members
                .into_iter()
                .map(|(name, (_, value))| (name, value))
                .collect();
            (Type::Object(types), Tree::Map(values))
        },
    );
    let tuple = proptest::collection::vec(typed(depth - 1), 0..4).prop_map(|items| {
        let (types, values): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        (Type::Tuple(types), Tree::List(values))
    });
    prop_oneof![
        leaf,
        collection
            .clone()
            .prop_map(|(ty, items)| (Type::List(Box::new(ty)), Tree::List(items))),
        collection
            .clone()
            .prop_map(|(ty, items)| (Type::Set(Box::new(ty)), Tree::set(items))),
        collection.prop_map(|(ty, items)| {
            let members: BTreeMap<_, _> = items
                .into_iter()
                .enumerate()
                .map(|(key, item)| (format!("k{key}"), item))
                .collect();
            (Type::Map(Box::new(ty)), Tree::Map(members))
        }),
        object,
        tuple,
        typed(depth - 1)
            .prop_map(|(ty, value)| (Type::Dynamic, Tree::Dynamic(Box::new((ty, value))))),
    ]
    .boxed()
}

/// What JSON can tell: unknown values are null there.
fn without_unknown(tree: &Tree) -> Tree {
    match tree {
        Tree::Unknown => Tree::Null,
        Tree::List(items) => Tree::List(items.iter().map(without_unknown).collect()),
        Tree::Set(items) => Tree::set(items.iter().map(without_unknown).collect()),
        Tree::Map(members) => Tree::Map(
            members
                .iter()
                .map(|(key, value)| (key.clone(), without_unknown(value)))
                .collect(),
        ),
        Tree::Dynamic(typed) => {
            Tree::Dynamic(Box::new((typed.0.clone(), without_unknown(&typed.1))))
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(0x7e44a), ..ProptestConfig::with_cases(400) })]

    #[test]
    fn msgpack_gives_back_what_it_got((ty, value) in typed(3)) {
        let bytes = msgpack::encode(&value, &ty).unwrap();
        prop_assert_eq!(msgpack::decode(&bytes, &ty).unwrap(), value);
    }

    #[test]
    fn msgpack_reads_any_bytes_without_panicking((ty, value) in typed(2), cut in any::<prop::sample::Index>(), flip in any::<(prop::sample::Index, u8)>()) {
        let mut bytes = msgpack::encode(&value, &ty).unwrap();
        let _ = msgpack::decode(&bytes[..cut.index(bytes.len())], &ty);
        prop_assert!(msgpack::decode(&[bytes.as_slice(), &[0xc0]].concat(), &ty).is_err(), "bytes after the value");
        let at = flip.0.index(bytes.len());
        bytes[at] ^= flip.1;
        let _ = msgpack::decode(&bytes, &ty);
    }

    #[test]
    fn noise_is_an_error_or_a_value(bytes in proptest::collection::vec(any::<u8>(), 0..200), (ty, _) in typed(2)) {
        let _ = msgpack::decode(&bytes, &ty);
        let _ = json::decode(&bytes, &ty);
        let _ = Type::from_json(&bytes);
    }

    #[test]
    fn types_survive_their_json((ty, _) in typed(3)) {
        prop_assert_eq!(Type::from_json(ty.to_json().as_bytes()), Some(ty));
    }

    #[test]
    fn json_keeps_every_digit((ty, value) in typed(3)) {
        prop_assume!(!ty.has_dynamic());
        let text = json::to_text(&value);
        prop_assert_eq!(json::decode(text.as_bytes(), &ty).unwrap(), without_unknown(&value));
        // It is JSON for everyone else, too.
        prop_assert!(serde_json::from_str::<Box<serde_json::value::RawValue>>(&text).is_ok());
    }

    #[test]
    fn numbers_survive_their_text(number in number()) {
        let text = number.to_string();
        prop_assert_eq!(text.parse::<Number>().unwrap(), number.clone());
        prop_assert_eq!(number.compare(&number), std::cmp::Ordering::Equal);
    }

    #[test]
    fn numbers_compare_by_value(a in any::<i64>(), b in any::<i64>()) {
        prop_assert_eq!(Number::from(a).compare(&b.into()), a.cmp(&b));
        prop_assert_eq!(Number::from(a) == Number::from(b), a == b);
        prop_assert_eq!(Number::from(a).to_i64(), Some(a));
    }

    #[test]
    fn floats_are_exact_or_short(value in any::<f64>()) {
        prop_assume!(value.is_finite());
        prop_assert_eq!(Number::from_f64(value).unwrap().to_f64(), Some(value));
        prop_assert_eq!(Number::from_f64_exact(value).unwrap().to_f64(), Some(value));
    }
}

#[test]
fn any_extension_is_unknown_at_any_depth() {
    let ty = Type::Object(
        [
            ("a".to_owned(), Type::List(Box::new(Type::String))),
            ("b".to_owned(), Type::Dynamic),
        ]
        .into(),
    );
    // a: [refined unknown (ext 12 with a payload), "x"], b: ["string" as bin, fixext 4]
    let mut bytes = vec![
        0x82, 0xa1, b'a', 0x92, 0xc7, 3, 12, 0x81, 1, 0xc2, 0xa1, b'x', 0xa1, b'b', 0x92, 0xc4, 8,
    ];
    bytes.extend_from_slice(b"\"string\"");
    bytes.extend_from_slice(&[0xd6, 77, 1, 2, 3, 4]);
    let tree = msgpack::decode(&bytes, &ty).unwrap();
    assert_eq!(*tree.get("a").at(0), Tree::Unknown);
    assert_eq!(tree.get("a").at(1).as_str(), Some("x"));
    assert_eq!(
        *tree.get("b"),
        Tree::Dynamic(Box::new((Type::String, Tree::Unknown)))
    );
}

#[test]
fn the_wire_form_is_what_terraform_expects() {
    let encode = |tree: Tree, ty| msgpack::encode(&tree, &ty).unwrap();
    assert_eq!(encode(Tree::Unknown, Type::String), [0xd4, 0, 0]);
    assert_eq!(
        encode(
            Tree::Number("30000000000000000000000000001".parse().unwrap()),
            Type::Number
        )[0],
        0xa0 | 29
    );
    assert_eq!(
        encode(
            Tree::Number(0.5_f64.to_string().parse().unwrap()),
            Type::Number
        ),
        b"\xa30.5"
    );
    assert_eq!(
        encode(Tree::from(true), Type::Dynamic),
        b"\x92\xc4\x06\"bool\"\xc3"
    );
    let object = Type::Object([("a".to_owned(), Type::Bool), ("b".to_owned(), Type::Bool)].into());
    assert_eq!(
        encode(Tree::map([("b", Tree::from(true))]), object),
        b"\x82\xa1a\xc0\xa1b\xc3",
        "nulls are written"
    );
}

#[test]
fn deep_values_are_refused_not_overflowed() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(json::parse(deep.as_bytes()).is_err());
    let mut bytes = vec![0x81, 0xa1, b'x'];
    bytes.extend(std::iter::repeat_n(0x91_u8, 100_000));
    bytes.push(0xc0);
    assert!(msgpack::decode(&bytes, &Type::Object(BTreeMap::new())).is_err());
}

#[test]
fn broken_json_is_refused() {
    for text in [
        "",
        "{",
        "[1,]",
        "{\"a\" 1}",
        "nul",
        "\"\\u12\"",
        "\"a",
        "\"a\\",
        "01x",
        "1 2",
        "\u{7f}",
        "--1",
    ] {
        assert!(json::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert_eq!(
        json::parse(br#" "\ud83d\ude00\n\u0041" "#)
            .unwrap()
            .as_str(),
        Some("😀\nA")
    );
}
