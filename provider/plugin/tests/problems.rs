//! Schemas that compile and that Terraform would refuse all the same.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

use std::collections::BTreeMap;

use terraform_plugin::schema::{Attribute, Block, problems};
use terraform_plugin::{Dynamic, Schema, Set, Value};

#[derive(Schema)]
/// Inside.
struct Inner {
    /// Anything.
    #[attr(optional)]
    anything: Value<Dynamic>,
    /// Not stored.
    #[attr(optional, write_only)]
    password: Value<String>,
    /// Set by hand.
    #[attr(optional)]
    plain: Value<i64>,
}

#[derive(Schema)]
/// Flattened.
struct Part {
    /// Twice.
    #[attr(optional)]
    twice: Value<String>,
}

#[derive(Schema)]
/// Unsound in every way.
struct Unsound {
    /// Twice.
    #[attr(optional)]
    twice: Value<String>,
    #[attr(flatten)]
    part: Part,
    /// Terraform's own.
    #[attr(optional)]
    count: Value<i64>,
    /// Badly named.
    #[attr(optional, name = "badName")]
    bad: Value<i64>,
    /// Wrong default.
    #[attr(default = "text")]
    number: Value<i64>,
    /// Dynamic in a collection.
    #[attr(optional)]
    list: Value<Vec<Dynamic>>,
    /// Dynamic in nested objects.
    #[attr(optional)]
    objects: Value<BTreeMap<String, Inner>>,
    /// Write-only in a set.
    #[attr(optional)]
    set: Value<Set<Inner>>,
    /// Computed around something that is not.
    #[attr(optional, computed)]
    around: Value<Inner>,
    /// Impossible counts.
    #[attr(block(min = 3, max = 2))]
    few: Value<Vec<Part>>,
}

#[test]
fn each_problem_is_named_with_its_attribute() {
    let found = problems(&Unsound::block());
    for (name, what) in [
        ("twice", "declared twice"),
        ("count", "Terraform uses itself"),
        ("badName", "not a name"),
        ("number", "default that does not fit"),
        ("list", "dynamic"),
        ("objects", "dynamic"),
        ("set", "dynamic"),
        ("set.password", "inside a set"),
        ("around.plain", "must be computed too"),
        ("few", "more blocks than it allows"),
    ] {
        let fits =
            |problem: &String| problem.starts_with(&format!("{name} ")) && problem.contains(what);
        assert!(
            found.iter().any(fits),
            "{name}: {what} is not in {found:#?}"
        );
    }
    let mut block = Block::new("By hand.");
    block.add(Attribute::of::<Value<String>>("nothing", " "));
    block.add(
        Attribute::of::<Value<String>>("both", "x")
            .required()
            .computed(),
    );
    block.add(
        Attribute::of::<Value<String>>("stored", "x")
            .computed()
            .write_only(),
    );
    let found = problems(&block).join("\n");
    for what in [
        "nothing must be required",
        "nothing has no description",
        "both is required",
        "stored is write-only",
    ] {
        assert!(found.contains(what), "{what} is not in {found}");
    }
}
