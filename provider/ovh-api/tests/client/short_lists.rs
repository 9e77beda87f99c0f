//! Lists that fit into one page are read thousands of times (backups of every notebook): what they cost, and that the
//! saving never costs an object.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ovh_api::{AppFilter, Client, JobFilter, NotebookFilter, ReadProject};
use ovhai_platform::documents::Listed;
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, Seen, app, client};

/// How the server counts pages and how many objects it gives in one.
#[derive(Clone, Copy, Debug)]
struct Paging {
    base: usize,
    /// What page 0 is where the first page is 1: the first page, nothing, or refused.
    zero: Zero,
    default: usize,
    /// For notebooks, and for backups.
    largest: [usize; 2],
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Zero {
    First,
    Empty,
    Refused,
}

const USUAL: Paging = Paging {
    base: 0,
    zero: Zero::First,
    default: 100,
    largest: [1000, 1000],
};

fn notebook(id: &str) -> Value {
    json!({"id": id, "spec": {"region": "GRA"}})
}

/// A server with `notebooks` notebooks; the number in a notebook's id says how many backups it has.
fn server(paging: Paging, notebooks: Vec<String>) -> Arc<Script> {
    Script::new(move |seen| {
        let (all, largest): (Vec<Value>, usize) = match seen.path.rsplit_once("/notebook/") {
            None => (
                notebooks.iter().map(|id| notebook(id)).collect(),
                paging.largest[0],
            ),
            Some((_, rest)) => {
                let count = rest.split(['-', '/']).nth(1).unwrap().parse().unwrap();
                let backup = |number: usize| json!({"id": format!("backup-{number}")});
                ((0..count).map(backup).collect(), paging.largest[1])
            }
        };
        page(paging, largest, &all, seen)
    })
}

fn page(paging: Paging, largest: usize, all: &[Value], seen: &Seen) -> Reply {
    let number = |name| {
        seen.parameter(name)
            .map(|text| text.parse::<usize>().unwrap())
    };
    let (page, size) = match (number("page"), number("size")) {
        (Some(page), Some(size)) => (page, size.min(largest)),
        _ => (paging.base, paging.default),
    };
    if page < paging.base && paging.zero == Zero::Empty {
        return Reply::json(&json!([]));
    }
    if page < paging.base && paging.zero == Zero::Refused {
        return Reply::refused(400, "Client::BadRequest");
    }
    let start = page.saturating_sub(paging.base) * size;
    Reply::json(
        &all.iter()
            .skip(start)
            .take(size)
            .cloned()
            .collect::<Vec<_>>()
            .into(),
    )
}

async fn backups(project: &ReadProject, notebook: &str) -> usize {
    let backups = project.backups(notebook).await.unwrap();
    assert!(backups.iter().all(|one| matches!(one, Listed::Read(_))));
    backups.len()
}

/// Calls that `backups` of each notebook cost after the notebooks were listed.
async fn costs(paging: Paging, counts: &[usize]) -> Vec<u64> {
    let ids: Vec<String> = (0..60).map(|number| format!("n{number}-3")).collect();
    let client = client(&server(paging, ids));
    let project = client.read_only().project(PROJECT);
    let notebooks = project.notebooks(&NotebookFilter::default()).await.unwrap();
    assert_eq!(notebooks.len(), 60, "{paging:?}");
    let mut costs = Vec::new();
    for count in counts {
        let before = client.request_count();
        assert_eq!(
            backups(&project, &format!("n-{count}")).await,
            *count,
            "{paging:?}"
        );
        costs.push(client.request_count() - before);
    }
    costs
}

#[tokio::test(start_paused = true)]
async fn backups_of_a_notebook_cost_two_calls_or_one_more_than_their_pages() {
    let counts = [0, 1, 2, 7, 7, 7, 12, 49];
    assert_eq!(costs(USUAL, &counts).await, [2; 8]);
    // Where the first page is 1, every list shows it again: pages 0, 1 and 2.
    let from_one = Paging { base: 1, ..USUAL };
    let paid = costs(from_one, &counts).await;
    assert_eq!((paid[0], &paid[2..]), (2, &[3; 6][..]));
    // Where page 0 is refused, it is asked for twice.
    let refused = Paging {
        base: 1,
        zero: Zero::Refused,
        ..USUAL
    };
    let paid = costs(refused, &counts).await;
    assert!(paid.iter().all(|cost| *cost <= 4), "{paid:?}");
    let empty = Paging {
        base: 1,
        zero: Zero::Empty,
        ..USUAL
    };
    let paid = costs(empty, &counts).await;
    assert_eq!((paid[0], &paid[2..]), (2, &[3; 6][..]));
}

#[tokio::test(start_paused = true)]
async fn a_thousand_short_lists_cost_two_thousand_calls() {
    let client = client(&server(USUAL, Vec::new()));
    let project = client.read_only().project(PROJECT);
    // Nothing has been learnt before the first one.
    assert_eq!(backups(&project, "n-9").await, 9);
    assert_eq!(client.request_count(), 3);
    for number in 0..1000 {
        assert_eq!(
            backups(&project, &format!("n{number}-{}", number % 9)).await,
            number % 9
        );
    }
    assert_eq!(client.request_count(), 3 + 2000);
}

#[tokio::test(start_paused = true)]
async fn a_list_with_smaller_pages_than_the_others_is_whole() {
    for largest in [1, 2, 3, 5] {
        for (base, zero) in [
            (0, Zero::First),
            (1, Zero::First),
            (1, Zero::Empty),
            (1, Zero::Refused),
        ] {
            let paging = Paging {
                base,
                zero,
                default: largest,
                largest: [1000, largest],
            };
            // Asserts each count.
            costs(paging, &[0, 1, 2, 3, 4, 5, 6, 12, 3, 2, 1]).await;
        }
    }
}

/// A server that cuts first and filters then gives short pages, and even empty ones, before the end.
#[tokio::test(start_paused = true)]
async fn a_filter_is_never_taken_for_a_short_list() {
    let unfiltered = Arc::new(AtomicUsize::new(0));
    let counter = unfiltered.clone();
    let script = Script::new(move |seen| {
        let ids: Vec<String> = (0..40).map(|number| format!("{number:02}")).collect();
        let number = |name| {
            seen.parameter(name)
                .map(|text| text.parse::<usize>().unwrap())
        };
        let (page, size) = match (number("page"), number("size")) {
            (Some(page), Some(size)) => (page, size.min(10)),
            _ => (0, 40),
        };
        let is_filtered = seen.parameter("userName").is_some();
        counter.fetch_add(usize::from(!is_filtered), Ordering::Relaxed);
        let some: Vec<Value> = ids
            .iter()
            .skip(page * size)
            .take(size)
            .filter(|id| !is_filtered || id.as_str() >= "25")
            .map(|id| app(id, id))
            .collect();
        Reply::json(&some.into())
    });
    let client = client(&script);
    let project = client.project(PROJECT);
    assert_eq!(project.apps(&AppFilter::default()).await.unwrap().len(), 40);
    let filter = AppFilter {
        user_name: Some("u".into()),
        ..AppFilter::default()
    };
    // Pages 0 and 1 are empty, the objects are on pages 2 and 3: the whole list or an error.
    match project.apps(&filter).await {
        Ok(apps) => assert_eq!(apps.len(), 15),
        Err(error) => assert!(
            error.to_string().contains("could not be read completely"),
            "{error}"
        ),
    }
    assert!(unfiltered.load(Ordering::Relaxed) > 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_costs_two_calls() {
    let script = Script::new(|_| Reply::json(&json!([])));
    let client: Client = client(&script);
    assert!(
        client
            .project(PROJECT)
            .jobs(&JobFilter::default())
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(client.request_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn backups_of_a_notebook_that_is_gone() {
    let script = Script::new(|_| Reply::gone());
    let error = client(&script)
        .project(PROJECT)
        .backups("n")
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
}
