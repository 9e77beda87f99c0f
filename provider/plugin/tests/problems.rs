//! Schemas that compile and that Terraform would refuse all the same.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use terraform_plugin::schema::{Attribute, Block, problems};
use terraform_plugin::testing::Client;
use terraform_plugin::{
    Action, ActionUnit, Arguments, Context, CreateRequest, Diagnostics, Dynamic, Function,
    FunctionError, FunctionUnit, ListRequest, ListResource, ListResourceUnit, ListSink,
    NoArguments, Progress, Provider, Resource, ResourceUnit, Schema, Set, UpdateRequest, Value,
};

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

/// An identity that is none.
#[derive(Schema)]
struct BadIdentity {
    /// Not comparable.
    #[attr(optional)]
    map: Value<BTreeMap<String, String>>,
    /// A secret.
    #[attr(optional, sensitive)]
    secret: Value<String>,
    /// Checked.
    #[attr(optional, validate(not_blank()))]
    checked: Value<String>,
}

/// A model without problems.
#[derive(Schema)]
struct Sound {
    /// Its name.
    #[attr(computed)]
    id: Value<String>,
}

struct Thing;

impl Resource for Thing {
    type Model = Sound;
    type Identity = BadIdentity;
    type Data = ();
    const TYPE: &'static str = "bad_thing";

    async fn create(
        &self,
        _: &Context,
        _: Arc<()>,
        request: CreateRequest<Sound>,
        _: &mut Diagnostics,
    ) -> Option<Sound> {
        Some(request.planned)
    }

    async fn read(
        &self,
        _: &Context,
        _: Arc<()>,
        state: Sound,
        _: &mut Diagnostics,
    ) -> Option<Sound> {
        Some(state)
    }

    async fn update(
        &self,
        _: &Context,
        _: Arc<()>,
        request: UpdateRequest<Sound>,
        _: &mut Diagnostics,
    ) -> Option<Sound> {
        Some(request.planned)
    }

    async fn delete(&self, _: &Context, _: Arc<()>, _: Sound, _: &mut Diagnostics) {}
}

/// What cannot stand in a `config` block.
#[derive(Schema)]
struct Search {
    /// A result.
    #[attr(computed)]
    total: Value<i64>,
    /// Never stored.
    #[attr(optional, write_only)]
    password: Value<String>,
}

struct Things;

impl ListResource for Things {
    type Resource = Thing;
    type Model = Search;
    type Data = ();

    async fn list(
        &self,
        _: &Context,
        _: Arc<()>,
        _: ListRequest<Search>,
        _: &ListSink<Thing>,
        _: &mut Diagnostics,
    ) {
    }
}

struct Act;

impl Action for Act {
    type Model = Search;
    type Data = ();
    const TYPE: &'static str = "bad_act";

    async fn invoke(&self, _: &Context, _: Arc<()>, _: Search, _: &Progress, _: &mut Diagnostics) {}
}

/// Parameters that Terraform would refuse.
#[derive(Arguments)]
#[allow(dead_code, reason = "the function is never called")]
struct BadArguments {
    /// Badly named.
    #[arg(name = "badName")]
    bad: String,
    /// Dynamic in a collection.
    list: Vec<Dynamic>,
    /// The same name.
    #[arg(name = "list", variadic)]
    again: Vec<String>,
}

struct Call;

impl Function for Call {
    type Arguments = BadArguments;
    type Output = String;
    const NAME: &'static str = "call";
    const SUMMARY: &'static str = "Calls";

    fn call(&self, _: BadArguments) -> Result<String, FunctionError> {
        Ok(String::new())
    }
}

struct Bad;

impl Provider for Bad {
    type Config = NoArguments;
    type Data = ();
    const NAME: &'static str = "bad";
    const ADDRESS: &'static str = "acme/bad";
    const VERSION: &'static str = "0";

    async fn configure(&self, _: &Context, _: NoArguments, _: &mut Diagnostics) -> Option<()> {
        Some(())
    }

    fn resources(&self) -> Vec<ResourceUnit<()>> {
        vec![ResourceUnit::new(Thing)]
    }

    fn list_resources(&self) -> Vec<ListResourceUnit<()>> {
        vec![ListResourceUnit::new(Things)]
    }

    fn actions(&self) -> Vec<ActionUnit<()>> {
        vec![ActionUnit::new(Act), ActionUnit::new(Act)]
    }

    fn functions(&self) -> Vec<FunctionUnit> {
        vec![FunctionUnit::new(Call)]
    }
}

#[tokio::test]
async fn problems_of_every_kind_of_unit_are_found_before_terraform_does() {
    let refused = tokio::spawn(Client::new(Bad)).await.err().unwrap();
    let text = *refused.into_panic().downcast::<String>().unwrap();
    for part in [
        "bad_act is offered twice.",
        "bad_thing (identity): An identity needs a required attribute.",
        "bad_thing (identity): map must be a text, a number",
        "bad_thing (identity): secret must be required or optional and nothing else",
        "bad_thing (identity): checked cannot have checks",
        "bad_thing (list): Nothing can be computed here",
        "bad_thing (list): A list resource cannot have write-only attributes.",
        "bad_act: Nothing can be computed here",
        "call(): badName is not a name",
        "call(): list is declared twice.",
        "call(): list is a collection, which must not contain dynamic values.",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("bad_act: A list"), "{text}");
}
