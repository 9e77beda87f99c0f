//! Random configurations through random changes: whatever is configured, no plan and no result may
//! break Terraform's rules, and after every change nothing is left to do.

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Map, Value as Json, json};
use terraform_plugin::testing::{Action, unknown};

use crate::Room;

/// A value for planning and the one it turns out to be.
type Pair = (Json, Json);

fn known(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Pair> {
    value.prop_map(|value| (value.clone(), value))
}

/// Absent, known, or unknown while planning.
fn maybe(value: impl Strategy<Value = Json> + Clone) -> impl Strategy<Value = Pair> {
    prop_oneof![
        2 => Just((Json::Null, Json::Null)),
        3 => known(value.clone()),
        1 => value.prop_map(|value| (unknown(), value)),
    ]
}

fn object(members: Vec<(&'static str, Pair)>) -> Pair {
    let (mut planning, mut applying) = (Map::new(), Map::new());
    for (name, (before, after)) in members {
        planning.insert(name.to_owned(), before);
        applying.insert(name.to_owned(), after);
    }
    (planning.into(), applying.into())
}

fn list(items: Vec<Pair>) -> Pair {
    let (planning, applying): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    (planning.into(), applying.into())
}

fn rule() -> impl Strategy<Value = Pair> {
    let port = prop_oneof![
        4 => known((1..5_i64).prop_map(Json::from)),
        1 => (1..5_i64).prop_map(|port| (unknown(), port.into())),
    ];
    let protocol = maybe(prop_oneof![Just(json!("tcp")), Just(json!("udp"))]);
    let remark = maybe("[ab]".prop_map(Json::from));
    let pause = maybe(prop_oneof![
        Just(json!("60s")),
        Just(json!("1m")),
        Just(json!("2m"))
    ]);
    (port, protocol, remark, pause).prop_map(|(port, protocol, remark, pause)| {
        object(vec![
            ("port", port),
            ("protocol", protocol),
            ("remark", remark),
            ("pause", pause),
        ])
    })
}

fn rules() -> impl Strategy<Value = Pair> {
    proptest::collection::vec(rule(), 0..3).prop_map(list)
}

/// Null, known, or unknown as a whole while planning.
fn collection(
    value: impl Strategy<Value = Pair> + Clone,
    null: Json,
) -> impl Strategy<Value = Pair> {
    prop_oneof![
        1 => Just((null.clone(), null)),
        4 => value.clone(),
        1 => value.prop_map(|(_, after)| (unknown(), after)),
    ]
}

fn group() -> impl Strategy<Value = Pair> {
    (maybe("[ab]".prop_map(Json::from)), rules())
        .prop_map(|(title, rules)| object(vec![("title", title), ("rule", rules)]))
}

fn keyed(inner: impl Strategy<Value = Pair>) -> impl Strategy<Value = Pair> {
    proptest::collection::btree_map("[xy]", inner, 0..3).prop_map(|members| {
        let (mut planning, mut applying) = (Map::new(), Map::new());
        for (key, (before, after)) in members {
            planning.insert(key.clone(), before);
            applying.insert(key, after);
        }
        (planning.into(), applying.into())
    })
}

fn modes() -> impl Strategy<Value = Pair> {
    let mode = prop_oneof![
        Just(json!("fast")),
        Just(json!("FAST")),
        Just(json!("slow"))
    ];
    let mode = prop_oneof![
        3 => known(mode.clone()),
        1 => mode.prop_map(|mode| (unknown(), mode)),
    ];
    proptest::collection::vec(mode, 0..3).prop_map(list)
}

fn thing() -> impl Strategy<Value = Pair> {
    let leaves = (
        maybe("[a-c]{1,3}".prop_map(Json::from)),
        maybe((0..3_i64).prop_map(Json::from)),
        maybe(prop_oneof![
            Just(json!("fast")),
            Just(json!("FAST")),
            Just(json!("slow"))
        ]),
        maybe(prop_oneof![
            Just(json!("60s")),
            Just(json!("1m")),
            Just(json!("2m"))
        ]),
        maybe(prop_oneof![
            Just(json!({ "a": [1, null] })),
            Just(json!("text")),
            Just(json!([]))
        ]),
        maybe(proptest::collection::vec("[ab]", 0..3).prop_map(Json::from)),
        collection(modes().boxed(), Json::Null),
    );
    let nested = (
        collection(rule().boxed(), Json::Null),
        collection(rules().boxed(), Json::Null),
        collection(rules().boxed(), Json::Null),
        collection(keyed(rule()).boxed(), Json::Null),
        maybe((0..3_i64).prop_map(|port| json!({ "port": port }))),
    );
    let blocks = (
        collection(group().boxed(), Json::Null),
        group(),
        collection(rules().boxed(), json!([])),
        collection(rules().boxed(), json!([])),
        collection(keyed(group()).boxed(), json!({})),
    );
    (leaves, nested, blocks).prop_map(|(leaves, nested, blocks)| {
        let name = (json!("random"), json!("random"));
        object(vec![
            ("name", name),
            ("text", leaves.0),
            ("size", leaves.1),
            ("mode", leaves.2),
            ("ttl", leaves.3),
            ("anything", leaves.4),
            ("tags", leaves.5),
            ("modes", leaves.6),
            ("one", nested.0),
            ("many", nested.1),
            ("some", nested.2),
            ("named", nested.3),
            ("fallback", nested.4),
            ("settings", blocks.0),
            ("limits", blocks.1),
            ("step", blocks.2),
            ("piece", blocks.3),
            ("shelf", blocks.4),
        ])
    })
}

#[test]
fn random_changes_keep_the_rules() {
    let config = ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e44a),
        ..ProptestConfig::with_cases(60)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let steps = proptest::collection::vec(thing(), 1..4);
    TestRunner::new(config)
        .run(&steps, |steps| {
            let outcome = runtime.block_on(async {
                let room = Room::new();
                let lab = room.lifecycle();
                let mut current = None;
                for (planning, applying) in steps {
                    let client = room.client().await;
                    let plan = client
                        .plan("lab_thing", current.as_ref(), planning.clone())
                        .await;
                    if plan.errors().is_empty() && plan.value.action == Action::NoOp {
                        continue;
                    }
                    current = Some(
                        lab.change("lab_thing", current.as_ref(), planning, applying)
                            .await?,
                    );
                }
                match &current {
                    Some(thing) => lab.destroy(thing).await,
                    None => Ok(()),
                }
            });
            outcome.map_err(|failure| TestCaseError::fail(failure.to_string()))
        })
        .unwrap();
}
