//! Tokens, users and quotas nobody would make.

use std::collections::BTreeSet;

use ovhai_model::{Address, Digest, Kind, Quota, Reach, Token, User};
use ovhai_targets::{Format, Profile};
use proptest::prelude::*;
use serde_json::json;

use crate::{acceptance, access::input, load::objects, typed};

fn token() -> impl Strategy<Value = Token> {
    let role = proptest::sample::select(
        &[
            "ai_training_read",
            "ai_training_operator",
            "quantum_reader",
            "",
            "odd",
        ][..],
    );
    let reach = prop_oneof![
        Just(Reach::Everything),
        proptest::sample::select(&["a", "!a", "a=b", "a!=b", "a in (b,c)", "ovh/type=app"][..])
            .prop_map(|text| Reach::Selected(text.parse().unwrap())),
        ".{0,40}".prop_map(Reach::Unreadable),
    ];
    let region = proptest::sample::select(&["GRA", "BHS", ""][..]);
    let name = prop_oneof![
        ".{0,60}",
        "[ab]{1,2}",
        Just("../../etc/passwd\0".to_owned()),
        Just("hf_0123456789abcdefghijklmnopqrstuvwx".to_owned()),
        Just("x".repeat(300)),
    ];
    (
        "[0-9a-f/-]{1,20}|.{1,8}",
        name,
        role,
        reach,
        region,
        any::<Option<i64>>(),
    )
        .prop_map(|(id, name, role, reach, region, version)| Token {
            address: Address::new(Kind::Token, id),
            name,
            region: region.to_owned(),
            role: role.to_owned(),
            reach,
            version,
            source: "{}".to_owned(),
            digest: Digest::of(b""),
        })
}

fn user() -> impl Strategy<Value = User> {
    let role = proptest::sample::select(&["ai_training_read", "ai_training_operator", "x", ""][..]);
    (
        "[0-9]{1,3}",
        ".{0,40}|user-[ab]",
        ".{0,20}",
        proptest::collection::vec(role, 0..3),
    )
        .prop_map(|(id, name, description, roles)| User {
            address: Address::new(Kind::User, id),
            name,
            description,
            roles: roles.into_iter().map(str::to_owned).collect(),
            source: "{}".to_owned(),
            digest: Digest::of(b""),
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn odd_tokens_users_and_quotas_give_acceptable_objects(
        tokens in proptest::collection::vec(token(), 0..6),
        users in proptest::collection::vec(user(), 0..4),
        resources in proptest::collection::btree_map(".{0,12}|CPU|gpu|Gpus", any::<i64>(), 0..5),
        storage in any::<Option<i64>>(),
        form in proptest::sample::select(&["none", "resource_quota", "kueue"][..]),
        tokens_form in proptest::sample::select(&["bound", "secret"][..]),
        authentication in proptest::sample::select(&["bearer_proxy", "gateway", "none"][..]),
        answer in proptest::option::of(Just("user:anna, group:ml".to_owned())),
    ) {
        let mut input = input("all-kinds");
        input.profile = Profile::read(&json!({
            "quota": form, "access": {"tokens": tokens_form}, "authentication": authentication, "accept_open_access": true,
        })).unwrap();
        input.decisions.answers = answer.into_iter().map(|answer| ("kubernetes/user-needs-subject".to_owned(), answer)).collect();
        // Ids are unique on the platform.
        let mut known = BTreeSet::new();
        input.estate.tokens = tokens.into_iter().filter(|token| known.insert(token.address.clone())).collect();
        input.estate.users = users.into_iter().filter(|user| known.insert(user.address.clone())).collect();
        input.estate.quotas = vec![Quota {
            address: Address::new(Kind::Quota, "p"), resources, storage, source: "{}".to_owned(), digest: Digest::of(b""),
        }];
        let export = input.export(Format::Json);
        let mut seen = BTreeSet::new();
        for (key, object) in objects(&export.tree) {
            typed::check(&key, &object);
            acceptance::check(&key, &object);
            prop_assert!(seen.insert(key.split_once('#').unwrap().1.to_owned()), "{} twice", key);
        }
        // Each has objects or a finding, and its document.
        let addresses: BTreeSet<&Address> = input.estate.tokens.iter().map(|token| &token.address)
            .chain(input.estate.users.iter().map(|user| &user.address))
            .chain(input.estate.quotas.iter().map(|quota| &quota.address))
            .collect();
        for address in &addresses {
            prop_assert!(export.others.iter().any(|finding| finding.address == **address), "{}", address);
        }
        let documents = ["sources/token/", "sources/user/", "sources/quota/"];
        let count = export.tree.keys().filter(|path| documents.iter().any(|start| path.starts_with(start))).count();
        prop_assert_eq!(count, addresses.len());
        input.estate.tokens.reverse();
        input.estate.users.reverse();
        prop_assert!(export.tree == input.export(Format::Json).tree);
    }
}
