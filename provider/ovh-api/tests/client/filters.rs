//! Lists with a filter, and what they leave to the lists after them: each one is the whole truth or an error, whether the
//! server filters before it cuts pages or after.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use ovh_api::{AppFilter, Client, ClientOptions, Error, JobFilter, NotebookFilter, Spark};
use ovhai_platform::documents::{Listed, Wire};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, Seen, client, with_token};

const STATES: [&str; 3] = ["RUNNING", "STOPPED", "FAILED"];
const USERS: [&str; 2] = ["ada", "bob"];
const KINDS: [&str; 3] = ["app", "job", "notebook"];

#[derive(Clone, Debug, PartialEq, Eq)]
struct Thing {
    id: String,
    state: usize,
    user: usize,
    is_spark: bool,
}

impl Thing {
    fn document(&self) -> Value {
        json!({
            "id": self.id,
            "user": USERS[self.user],
            "spec": {"image": "i", "region": "GRA"},
            "status": {"state": STATES[self.state]},
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Zero {
    First,
    Empty,
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum PastEnd {
    Empty,
    Refused,
    LastAgain,
}

/// What `withSpark` does: its values and its absence name what is left in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum SparkRule {
    /// As documented: left out unless asked for.
    Includes,
    /// Asking for them gives them alone; saying nothing gives all.
    Selects,
    /// Asking for them gives them alone; saying nothing leaves them out.
    SelectsOrHides,
    /// The parameter is refused.
    Unknown,
}

#[derive(Clone, Debug)]
struct Paging {
    base: usize,
    zero: Zero,
    past_end: PastEnd,
    /// Size without paging; 0 for everything.
    default: usize,
    largest: usize,
    /// A larger size is refused instead of cut.
    refuses_size: bool,
    /// Every page is of the largest size, whatever is asked for.
    is_fixed: bool,
    cuts_first: bool,
    spark: SparkRule,
}

/// Apps, jobs and notebooks, each with paging of its own, and backups of notebooks.
#[derive(Clone, Debug)]
struct World {
    lists: [(Paging, Vec<Thing>); 3],
    backups: Paging,
}

/// A list that is read.
#[derive(Clone, Debug)]
enum Step {
    Workloads {
        kind: usize,
        states: Vec<usize>,
        user: Option<usize>,
        spark: Spark,
    },
    Backups(usize),
}

impl Step {
    fn all(kind: usize) -> Self {
        Self::Workloads {
            kind,
            states: Vec::new(),
            user: None,
            spark: Spark::Include,
        }
    }

    fn states(kind: usize, states: &[usize]) -> Self {
        Self::Workloads {
            kind,
            states: states.to_vec(),
            user: None,
            spark: Spark::Include,
        }
    }
}

fn has_spark(rule: SparkRule, asked: Option<&str>, thing: &Thing) -> Option<bool> {
    match (rule, asked) {
        (SparkRule::Unknown, Some(_)) => None,
        (SparkRule::Unknown | SparkRule::Selects, None) => Some(true),
        (SparkRule::Includes, Some("true")) => Some(true),
        (SparkRule::Selects | SparkRule::SelectsOrHides, Some("true")) => Some(thing.is_spark),
        _ => Some(!thing.is_spark),
    }
}

impl World {
    fn answer(&self, seen: &Seen) -> Reply {
        let path = seen.path.split_once("/ai/").unwrap().1;
        let parts: Vec<&str> = path.split('/').collect();
        let kind = KINDS.iter().position(|kind| *kind == parts[0]).unwrap();
        let (paging, things) = &self.lists[kind];
        match parts.as_slice() {
            [_] => cut(paging, things, kind == 2, seen),
            [_, id, "backup"] => cut(&self.backups, &backups(id.parse().unwrap()), false, seen),
            [_, id] => one(things, id),
            [_, notebook, "backup", id] => one(&backups(notebook.parse().unwrap()), id),
            _ => panic!("{path}"),
        }
    }

    /// What the list holds; `None` if it is refused.
    fn truth(&self, step: &Step) -> Option<Vec<String>> {
        let kept: Vec<Thing> = match step {
            Step::Backups(count) => backups(*count),
            Step::Workloads {
                kind,
                states,
                user,
                spark,
            } => {
                let (paging, things) = &self.lists[*kind];
                let asked = match spark {
                    Spark::Include => Some("true"),
                    Spark::Exclude => Some("false"),
                    Spark::Unsaid => None,
                };
                if *kind == 2 && paging.spark == SparkRule::Unknown && asked.is_some() {
                    return None;
                }
                let keeps = |thing: &&Thing| {
                    (states.is_empty() || states.contains(&thing.state))
                        && user.is_none_or(|user| thing.user == user)
                        && (*kind != 2 || has_spark(paging.spark, asked, thing).unwrap())
                };
                things.iter().filter(keeps).cloned().collect()
            }
        };
        Some(kept.into_iter().map(|thing| thing.id).collect())
    }
}

fn one(things: &[Thing], id: &str) -> Reply {
    match things.iter().find(|thing| thing.id == id) {
        Some(thing) => Reply::json(&thing.document()),
        None => Reply::gone(),
    }
}

fn backups(count: usize) -> Vec<Thing> {
    (0..count)
        .map(|number| Thing {
            id: format!("backup-{number}"),
            state: 0,
            user: 0,
            is_spark: false,
        })
        .collect()
}

fn cut(paging: &Paging, things: &[Thing], has_spark_parameter: bool, seen: &Seen) -> Reply {
    let refused = || Reply::refused(400, "Client::BadRequest");
    let states: Vec<&str> = seen
        .query
        .iter()
        .filter(|(name, _)| name == "statusState")
        .map(|(_, state)| state.as_str())
        .collect();
    let user = seen.parameter("userName");
    let spark = seen.parameter("withSpark");
    if has_spark_parameter && spark.is_some() && paging.spark == SparkRule::Unknown {
        return refused();
    }
    let keeps = |thing: &&Thing| {
        (states.is_empty() || states.contains(&STATES[thing.state]))
            && user.is_none_or(|user| USERS[thing.user] == user)
            && (!has_spark_parameter || has_spark(paging.spark, spark, thing).unwrap())
    };
    let cut_from: Vec<&Thing> = match paging.cuts_first {
        true => things.iter().collect(),
        false => things.iter().filter(keeps).collect(),
    };
    let documents = |part: &[&Thing]| {
        let part = part.iter().copied().filter(keeps).map(Thing::document);
        Reply::json(&part.collect::<Vec<Value>>().into())
    };
    let number = |name| {
        seen.parameter(name)
            .map(|text| text.parse::<usize>().unwrap())
    };
    let (Some(page), Some(size)) = (number("page"), number("size")) else {
        let end = match paging.default {
            0 => cut_from.len(),
            size => size.min(cut_from.len()),
        };
        return documents(&cut_from[..end]);
    };
    if size > paging.largest && paging.refuses_size {
        return refused();
    }
    if page < paging.base {
        match paging.zero {
            Zero::First => {}
            Zero::Empty => return documents(&[]),
            Zero::Refused => return refused(),
        }
    }
    let size = match paging.is_fixed {
        true => paging.largest,
        false => size.min(paging.largest),
    };
    let mut start = page.saturating_sub(paging.base) * size;
    if start >= cut_from.len() && start > 0 {
        match paging.past_end {
            PastEnd::Empty => return documents(&[]),
            PastEnd::Refused => return refused(),
            PastEnd::LastAgain => start = cut_from.len().saturating_sub(1) / size * size,
        }
    }
    documents(&cut_from[start..(start + size).min(cut_from.len())])
}

fn ids<T: Wire>(list: Vec<Listed<T>>, id: impl Fn(&T) -> &str) -> Vec<String> {
    list.iter()
        .map(|one| match one {
            Listed::Read(object) => id(object).to_owned(),
            Listed::Undecodable(odd) => panic!("{odd:?}"),
        })
        .collect()
}

async fn read(client: &Client, step: &Step) -> Result<Vec<String>, Error> {
    let project = client.project(PROJECT);
    let (kind, states, user, spark) = match step {
        Step::Backups(count) => {
            let list = project.backups(&count.to_string()).await?;
            return Ok(ids(list, |one| &one.id));
        }
        Step::Workloads {
            kind,
            states,
            user,
            spark,
        } => (
            *kind,
            states,
            user.map(|user| USERS[user].to_owned()),
            *spark,
        ),
    };
    let states = states.iter().map(|state| STATES[*state]);
    match kind {
        0 => {
            let filter = AppFilter {
                states: states.map(Into::into).collect(),
                user_name: user,
                ..AppFilter::default()
            };
            Ok(ids(project.apps(&filter).await?, |one| &one.id))
        }
        1 => {
            let filter = JobFilter {
                states: states.map(Into::into).collect(),
                user_name: user,
                ..JobFilter::default()
            };
            Ok(ids(project.jobs(&filter).await?, |one| &one.id))
        }
        _ => {
            let mut filter = NotebookFilter {
                spark,
                ..NotebookFilter::default()
            };
            filter.workload.states = states.map(Into::into).collect();
            filter.workload.user_name = user;
            Ok(ids(project.notebooks(&filter).await?, |one| &one.id))
        }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

fn things(count: usize, of: impl Fn(usize) -> (usize, usize, bool)) -> Vec<Thing> {
    (0..count)
        .map(|number| {
            let (state, user, is_spark) = of(number);
            Thing {
                id: format!("o-{number:03}"),
                state,
                user,
                is_spark,
            }
        })
        .collect()
}

fn usual() -> Paging {
    Paging {
        base: 0,
        zero: Zero::First,
        past_end: PastEnd::Empty,
        default: 100,
        largest: 5,
        refuses_size: false,
        is_fixed: false,
        cuts_first: true,
        spark: SparkRule::Includes,
    }
}

fn world(paging: &Paging, all: &[Thing]) -> World {
    World {
        lists: [(); 3].map(|()| (paging.clone(), all.to_vec())),
        backups: paging.clone(),
    }
}

/// Reads `steps` by one client and compares each list with the truth.
fn compare(world: &World, options: ClientOptions, steps: &[Step]) -> Result<(), TestCaseError> {
    let inside = world.clone();
    let script = Script::new(move |seen| inside.answer(seen));
    let client = Client::with_transport(with_token(), options, script).unwrap();
    block_on(async {
        for step in steps {
            match (read(&client, step).await, world.truth(step)) {
                (Ok(list), Some(truth)) => prop_assert_eq!(list, truth, "{:?}", step),
                (Err(error), None) => prop_assert_eq!(error.status(), Some(400), "{:?}", step),
                (Ok(_), None) => prop_assert!(false, "{:?} is refused, and a list came", step),
                (Err(error), Some(_)) => prop_assert!(false, "{:?}: {}", step, error),
            }
        }
        Ok(())
    })
}

#[test]
fn what_a_filter_leaves_out_of_the_first_page_is_in_later_lists() {
    let all = things(33, |number| (usize::from(number >= 5), 0, number < 5));
    for cuts_first in [true, false] {
        let paging = Paging {
            cuts_first,
            ..usual()
        };
        let without_spark = Step::Workloads {
            kind: 2,
            states: Vec::new(),
            user: None,
            spark: Spark::Exclude,
        };
        let steps = [
            Step::states(0, &[1]),
            Step::all(0),
            Step::all(2),
            without_spark,
            Step::all(2),
            Step::all(1),
        ];
        compare(&world(&paging, &all), ClientOptions::default(), &steps).unwrap();
    }
}

#[test]
fn objects_behind_empty_pages_are_found() {
    // What matches is at the end, in the middle, and nowhere; a filtered first page is short.
    for matching in [29..31, 12..14, 3..4, 0..0] {
        let all = things(31, |number| {
            (usize::from(matching.contains(&number)), 0, false)
        });
        for default in [0, 2, 100] {
            let paging = Paging { default, ..usual() };
            let steps = [Step::states(0, &[1]), Step::states(2, &[1])];
            compare(&world(&paging, &all), ClientOptions::default(), &steps).unwrap();
        }
    }
}

#[test]
fn what_lists_with_a_filter_cost() {
    let all = things(12, |number| (number % 3, 0, number % 4 == 0));
    let paging = Paging {
        largest: 1000,
        ..usual()
    };
    let costs = |step: Step| {
        let inside = world(&paging, &all);
        let client = client(&Script::new(move |seen| inside.answer(seen)));
        block_on(read(&client, &step)).unwrap();
        client.request_count()
    };
    // Two walks of two pages each, over the list and what it is filtered from, and the call without paging.
    assert_eq!(costs(Step::states(0, &[1])), 2 * 2 * 2 + 1);
    assert_eq!(costs(Step::all(2)), 2 * 2 * 3 + 1);
    assert_eq!(costs(Step::states(2, &[1])), 2 * 2 * 4 + 1);
}

/// One refusal by mistake must not make a client believe that pages begin at 1.
#[test]
fn one_refusal_of_the_first_page_loses_nothing() {
    let all = things(4, |_| (1, 0, false));
    for step in [Step::all(0), Step::states(0, &[1]), Step::all(2)] {
        for default in [0, 2, 100] {
            let paging = Paging {
                default,
                largest: 1000,
                ..usual()
            };
            let (inside, mut refused) = (world(&paging, &all), false);
            let script = Script::new(move |seen| {
                if seen.parameter("page") == Some("0") && !refused {
                    refused = true;
                    return Reply::refused(400, "Client::BadRequest");
                }
                inside.answer(seen)
            });
            let list = block_on(read(&client(&script), &step)).unwrap();
            assert_eq!(list.len(), 4, "{step:?}");
        }
    }
}

/// What a filtered list showed once and not again is in it as long as it exists.
#[test]
fn an_object_that_no_longer_matches_is_kept() {
    for is_deleted in [false, true] {
        let all = things(6, |_| (1, 0, false));
        let world = Arc::new(Mutex::new(world(&usual(), &all)));
        let inside = world.clone();
        let mut calls = 0;
        let script = Script::new(move |seen| {
            calls += 1;
            let mut world = inside.lock().unwrap();
            if calls == 7 {
                match is_deleted {
                    true => drop(world.lists[0].1.remove(2)),
                    false => world.lists[0].1[2].state = 0,
                }
            }
            world.answer(seen)
        });
        let client = client(&script);
        let step = Step::states(0, &[1]);
        let list: BTreeSet<String> = block_on(read(&client, &step))
            .unwrap()
            .into_iter()
            .collect();
        let mut expected: BTreeSet<String> = all.iter().map(|one| one.id.clone()).collect();
        if is_deleted {
            expected.remove("o-002");
        }
        assert_eq!(list, expected);
    }
}

fn thing() -> impl Strategy<Value = (usize, usize, bool)> {
    (0..STATES.len(), 0..USERS.len(), any::<bool>())
}

/// Objects in any order, or sorted so that what matches a filter lies together.
fn listed() -> impl Strategy<Value = Vec<Thing>> {
    (prop::collection::vec(thing(), 0..24), 0..4).prop_map(|(mut all, order)| {
        match order {
            0 => all.sort_unstable(),
            1 => all.sort_unstable_by(|a, b| b.cmp(a)),
            2 => all.sort_unstable_by_key(|thing| (thing.2, thing.1)),
            _ => {}
        }
        things(all.len(), |number| all[number])
    })
}

fn paging() -> impl Strategy<Value = Paging> {
    (
        0_usize..2,
        prop_oneof![Just(Zero::First), Just(Zero::Empty), Just(Zero::Refused)],
        prop_oneof![
            3 => Just(PastEnd::Empty),
            1 => Just(PastEnd::Refused),
            1 => Just(PastEnd::LastAgain)
        ],
        prop_oneof![Just(0_usize), 1_usize..30, Just(100)],
        prop_oneof![2 => 1_usize..8, 1 => 8_usize..60],
        (
            prop::bool::weighted(0.2),
            prop::bool::weighted(0.1),
            prop::bool::weighted(0.7),
        ),
        prop_oneof![
            Just(SparkRule::Includes),
            Just(SparkRule::Selects),
            Just(SparkRule::SelectsOrHides),
            Just(SparkRule::Unknown)
        ],
    )
        .prop_map(
            |(
                base,
                zero,
                past_end,
                default,
                largest,
                (refuses_size, is_fixed, cuts_first),
                spark,
            )| {
                Paging {
                    base,
                    zero,
                    past_end,
                    default,
                    largest,
                    refuses_size,
                    is_fixed,
                    cuts_first,
                    spark,
                }
            },
        )
}

fn any_world() -> impl Strategy<Value = World> {
    let list = || (paging(), listed());
    // One server usually counts all lists the same way; lists that differ must not hurt each other either.
    (list(), list(), list(), paging(), any::<bool>()).prop_map(
        |(apps, jobs, notebooks, backups, is_alike)| {
            let mut world = World {
                lists: [apps, jobs, notebooks],
                backups,
            };
            if is_alike {
                let paging = world.lists[0].0.clone();
                world.backups = paging.clone();
                for list in &mut world.lists {
                    list.0 = paging.clone();
                }
            }
            world
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let spark = prop_oneof![
        Just(Spark::Include),
        Just(Spark::Exclude),
        Just(Spark::Unsaid)
    ];
    prop_oneof![
        1 => (0_usize..12).prop_map(Step::Backups),
        2 => (0_usize..3, spark.clone()).prop_map(|(kind, spark)| Step::Workloads {
            kind, states: Vec::new(), user: None, spark,
        }),
        3 => (
            0_usize..3,
            prop::sample::subsequence(vec![0, 1, 2], 0..3),
            prop::option::of(0..USERS.len()),
            spark,
        )
            .prop_map(|(kind, states, user, spark)| Step::Workloads { kind, states, user, spark }),
    ]
}

fn options() -> impl Strategy<Value = ClientOptions> {
    (prop_oneof![Just(500_usize), 1_usize..40], 1_usize..9).prop_map(|(page_size, concurrency)| {
        ClientOptions {
            page_size,
            concurrency,
            ..ClientOptions::default()
        }
    })
}

/// A change before a request: of which list, where, and what.
type Change = Option<(usize, usize, Option<(usize, usize, bool)>)>;

fn change() -> impl Strategy<Value = Change> {
    let one = (0_usize..3, any::<usize>(), prop::option::of(thing()));
    prop_oneof![4 => Just(None), 1 => one.prop_map(Some)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Nothing changes: whatever was read before by the same client, every list is the truth, in the server's order.
    #[test]
    fn any_lists_in_any_order_by_one_client(
        world in any_world(),
        options in options(),
        steps in prop::collection::vec(step(), 1..7),
    ) {
        compare(&world, options, &steps)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Objects come and go while lists are read: what stayed and matched is in each list, and nothing that never was.
    #[test]
    fn any_lists_of_a_changing_server(
        world in any_world(),
        options in options(),
        steps in prop::collection::vec(step(), 1..4),
        changes in prop::collection::vec(change(), 0..60),
    ) {
        let shared = Arc::new(Mutex::new((world.clone(), BTreeSet::new())));
        let (inside, mut changes, mut born) = (shared.clone(), changes.into_iter(), 0);
        let script = Script::new(move |seen| {
            let (world, ever) = &mut *inside.lock().unwrap();
            if let Some((kind, at, change)) = changes.next().flatten() {
                let list = &mut world.lists[kind].1;
                match change {
                    Some((state, user, is_spark)) => {
                        born += 1;
                        let id = format!("born-{born:03}");
                        ever.insert(id.clone());
                        list.insert(at % (list.len() + 1), Thing { id, state, user, is_spark });
                    }
                    None if !list.is_empty() => drop(list.remove(at % list.len())),
                    None => {}
                }
            }
            world.answer(seen)
        });
        let client = Client::with_transport(with_token(), options, script).unwrap();
        block_on(async {
            for step in &steps {
                let before: Option<BTreeSet<String>> =
                    shared.lock().unwrap().0.truth(step).map(BTreeSet::from_iter);
                match read(&client, step).await {
                    Ok(list) => {
                        let found: BTreeSet<String> = list.iter().cloned().collect();
                        prop_assert_eq!(found.len(), list.len(), "an object came twice");
                        let (world, ever) = &*shared.lock().unwrap();
                        let (before, after) = (before.unwrap(), world.truth(step).unwrap());
                        let missing: Vec<_> = after.iter()
                            .filter(|id| before.contains(*id) && !found.contains(*id))
                            .collect();
                        prop_assert!(missing.is_empty(), "{:?} lacks {:?}", step, missing);
                        prop_assert!(found.iter().all(|id| before.contains(id) || ever.contains(id)));
                    }
                    Err(Error::ListDisagreement(_) | Error::BadPaging { .. }) => {}
                    Err(error) => prop_assert_eq!((error.status(), before), (Some(400), None)),
                }
            }
            Ok(())
        })?;
    }
}
