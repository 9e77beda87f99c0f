//! Lists are complete or an error, whatever the server's paging and whatever changes meanwhile.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex},
};

use ovh_api::{AppFilter, Client, ClientOptions, Error, JobFilter};
use ovhai_platform::documents::Listed;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, Seen, app, with_token};

/// What page 0 is where the first page is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
enum PageZero {
    First,
    Empty,
    Refused,
}

/// What a size above the largest one does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum TooLarge {
    Cut,
    Refused,
}

/// How the list answers beyond its end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum PastEnd {
    Empty,
    Refused,
    LastAgain,
}

#[derive(Clone, Debug)]
enum Change {
    Insert(usize),
    Delete(usize),
}

#[derive(Clone)]
struct Server {
    base: usize,
    zero: PageZero,
    too_large: TooLarge,
    past_end: PastEnd,
    /// Size without paging; 0 for everything.
    default: usize,
    largest: usize,
    ignores_paging: bool,
    ids: Vec<String>,
    born: usize,
    /// Before each request.
    changes: VecDeque<Option<Change>>,
    /// Never deleted: what a complete list must hold.
    lasting: BTreeSet<String>,
    ever: BTreeSet<String>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            base,
            zero,
            too_large,
            past_end,
            default,
            largest,
            ignores_paging,
            ids,
            changes,
            ..
        } = self;
        write!(
            f,
            "{} objects, base {base}, page 0 {zero:?}, default {default}, largest {largest}, above {too_large:?}, past \
             the end {past_end:?}, ignores paging {ignores_paging}, {changes:?}",
            ids.len()
        )
    }
}

impl Server {
    fn quiet(count: usize) -> Self {
        let ids: Vec<String> = (0..count)
            .map(|number| format!("app-{number:05}"))
            .collect();
        Self {
            base: 0,
            zero: PageZero::First,
            too_large: TooLarge::Cut,
            past_end: PastEnd::Empty,
            default: 100,
            largest: 1000,
            ignores_paging: false,
            lasting: ids.iter().cloned().collect(),
            ever: ids.iter().cloned().collect(),
            ids,
            born: 0,
            changes: VecDeque::new(),
        }
    }

    fn step(&mut self) {
        match self.changes.pop_front().flatten() {
            Some(Change::Insert(at)) => {
                self.born += 1;
                let id = format!("born-{:05}", self.born);
                self.ever.insert(id.clone());
                let at = at % (self.ids.len() + 1);
                self.ids.insert(at, id);
            }
            Some(Change::Delete(at)) if !self.ids.is_empty() => {
                let at = at % self.ids.len();
                let gone = self.ids.remove(at);
                self.lasting.remove(&gone);
            }
            _ => {}
        }
    }

    fn answer(&mut self, seen: &Seen) -> Reply {
        self.step();
        let refused = || Reply::refused(400, "Client::BadRequest");
        if let Some((_, id)) = seen.path.split_once("/ai/app/") {
            return match self.ids.iter().any(|one| one == id) {
                true => Reply::json(&app(id, id)),
                false => Reply::gone(),
            };
        }
        let documents = |ids: &[String]| {
            Reply::json(
                &ids.iter()
                    .map(|id| app(id, id))
                    .collect::<Vec<Value>>()
                    .into(),
            )
        };
        let number = |name| {
            seen.parameter(name)
                .map(|text| text.parse::<usize>().unwrap())
        };
        let (Some(page), Some(size), false) = (number("page"), number("size"), self.ignores_paging)
        else {
            let end = if self.default == 0 {
                self.ids.len()
            } else {
                self.default.min(self.ids.len())
            };
            return documents(&self.ids[..end]);
        };
        if size > self.largest && self.too_large == TooLarge::Refused {
            return refused();
        }
        if page < self.base {
            match self.zero {
                PageZero::First => {}
                PageZero::Empty => return documents(&[]),
                PageZero::Refused => return refused(),
            }
        }
        let size = size.min(self.largest);
        let mut start = page.saturating_sub(self.base) * size;
        if start >= self.ids.len() && start > 0 {
            match self.past_end {
                PastEnd::Empty => return documents(&[]),
                PastEnd::Refused => return refused(),
                PastEnd::LastAgain => start = self.ids.len().saturating_sub(1) / size * size,
            }
        }
        documents(&self.ids[start..(start + size).min(self.ids.len())])
    }
}

struct Outcome {
    result: Result<Vec<String>, Error>,
    requests: u64,
    singles: usize,
    server: Server,
}

fn read(server: Server, page_size: usize, concurrency: usize) -> Outcome {
    read_after(None, server, page_size, concurrency)
}

/// Reads the apps of `server`, after the jobs of `other` by the same client.
fn read_after(
    other: Option<Server>,
    server: Server,
    page_size: usize,
    concurrency: usize,
) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let server = Arc::new(Mutex::new(server));
    let inside = server.clone();
    let has_jobs = other.is_some();
    let mut other = other.unwrap_or_else(|| Server::quiet(0));
    let script = Script::new(move |seen| match seen.path.contains("/ai/job") {
        true => other.answer(seen),
        false => inside.lock().unwrap().answer(seen),
    });
    script.shuffle(page_size as u64 * 31 + concurrency as u64);
    let options = ClientOptions {
        page_size,
        concurrency,
        ..ClientOptions::default()
    };
    let client = Client::with_transport(with_token(), options, script.clone()).unwrap();
    if has_jobs {
        let jobs = client.project(PROJECT);
        let jobs = runtime.block_on(async { jobs.jobs(&JobFilter::default()).await });
        assert_eq!(jobs.unwrap().len(), 40);
    }
    let result = runtime.block_on(client.project(PROJECT).apps(&AppFilter::default()));
    let result = result.map(|apps| {
        apps.into_iter()
            .map(|app| match app {
                Listed::Read(app) => app.id,
                Listed::Undecodable(odd) => panic!("{odd:?}"),
            })
            .collect()
    });
    let singles = script
        .calls()
        .iter()
        .filter(|call| call.contains("/ai/app/"))
        .count();
    let server = server.lock().unwrap().clone();
    Outcome {
        result,
        requests: client.request_count(),
        singles,
        server,
    }
}

#[test]
fn a_quiet_list_costs_few_requests() {
    for (count, largest, default, limit) in [
        (0, 1000, 100, 3),
        (1, 1000, 100, 3),
        (12, 1000, 100, 3),
        (100, 1000, 100, 3),
        // The call without paging gives a part only, so a second pass is needed.
        (300, 1000, 100, 8),
        (10_000, 1000, 100, 2 * 20 + 20),
        (10_000, 100, 100, 2 * 100 + 20),
        // It gives everything, so one pass is enough.
        (10_000, 100, 0, 100 + 12),
    ] {
        for base in [0, 1] {
            let mut server = Server::quiet(count);
            (server.largest, server.default, server.base) = (largest, default, base);
            let outcome = read(server, 500, 8);
            assert_eq!(outcome.result.unwrap().len(), count);
            assert_eq!(outcome.singles, 0);
            let limit = limit + 3 * base as u64 + if base == 1 && count == 1 { 6 } else { 0 };
            assert!(
                outcome.requests <= limit,
                "{count} objects, base {base}: {} requests instead of {limit}",
                outcome.requests
            );
        }
    }
}

#[test]
fn the_order_is_the_servers() {
    let outcome = read(Server::quiet(777), 50, 8);
    let expected: Vec<_> = Server::quiet(777).ids;
    assert_eq!(outcome.result.unwrap(), expected);
}

#[test]
fn a_default_that_cuts_is_not_believed() {
    for past_end in [PastEnd::Empty, PastEnd::Refused, PastEnd::LastAgain] {
        let mut server = Server::quiet(101);
        (server.default, server.largest, server.past_end) = (100, 100, past_end);
        assert_eq!(
            read(server, 500, 8).result.unwrap().len(),
            101,
            "{past_end:?}"
        );
    }
}

#[test]
fn a_server_without_paging() {
    let mut server = Server::quiet(250);
    (server.default, server.ignores_paging) = (0, true);
    let outcome = read(server, 500, 8);
    assert_eq!(outcome.result.unwrap().len(), 250);
    assert!(outcome.requests <= 10, "{}", outcome.requests);
}

#[test]
fn constant_change_is_an_error_not_a_short_list() {
    let mut server = Server::quiet(300);
    server.largest = 10;
    // Every request finds one object gone from the front and one new at the end.
    server.changes = (0..100_000)
        .map(|step| {
            Some(if step % 2 == 0 {
                Change::Delete(0)
            } else {
                Change::Insert(usize::MAX / 2)
            })
        })
        .collect();
    let outcome = read(server, 500, 4);
    let error = outcome.result.unwrap_err();
    let Error::ListDisagreement(disagreement) = &error else {
        panic!("{error}");
    };
    assert!(
        disagreement.differing > 0 && disagreement.ids.len() <= 20 && disagreement.counts.len() > 2
    );
    assert!(
        error.to_string().contains("could not be read completely"),
        "{error}"
    );
}

#[test]
fn a_filter_that_is_refused_is_told_at_once() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let script = Script::new(|_| Reply::refused(400, "Client::BadRequest"));
    let filter = AppFilter {
        label_selector: Some("=".into()),
        ..AppFilter::default()
    };
    let client = crate::support::client(&script);
    let error = runtime
        .block_on(client.project(PROJECT).apps(&filter))
        .unwrap_err();
    assert_eq!(error.status(), Some(400));
    // Page 0 of the list and of what it is filtered from; again with page 1 and without paging, as the size or page 0
    // could be what is refused.
    assert_eq!(script.seen().len(), 5);
}

#[test]
fn an_object_of_unknown_form_is_in_the_list() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let script = Script::new(|seen| match seen.parameter("page") {
        Some("0") | None => Reply::json(
            &json!([app("a", "a"), {"id": "b", "spec": 7}, {"spec": {}}, app("c", "c")]),
        ),
        _ => Reply::json(&json!([])),
    });
    let client = crate::support::client(&script);
    let apps = runtime
        .block_on(client.project(PROJECT).apps(&AppFilter::default()))
        .unwrap();
    let odd: Vec<_> = apps
        .iter()
        .filter_map(|app| match app {
            Listed::Undecodable(odd) => Some(odd.id.clone()),
            Listed::Read(_) => None,
        })
        .collect();
    assert_eq!((apps.len(), odd), (4, vec![Some("b".to_owned()), None]));
}

#[test]
fn pages_that_are_no_lists() {
    for body in [
        "<html>",
        "",
        "{\"id\": 1}",
        "[{\"id\": \"a\"",
        "null",
        "[1,",
    ] {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let script = Script::new(move |_| Reply::Answer(200, vec![], body.into()));
        let client = crate::support::client(&script);
        let error = runtime
            .block_on(client.project(PROJECT).apps(&AppFilter::default()))
            .unwrap_err();
        assert!(matches!(error, Error::Undecodable(_)), "{body}: {error}");
        // The same for the call that is read piece by piece.
        let script = Script::new(move |seen| match seen.parameter("page") {
            Some("0") => Reply::json(&json!([app("a", "a")])),
            Some(_) => Reply::json(&json!([])),
            None => Reply::Answer(200, vec![], body.into()),
        });
        let client = crate::support::client(&script);
        let error = runtime
            .block_on(client.project(PROJECT).apps(&AppFilter::default()))
            .unwrap_err();
        assert!(matches!(error, Error::Undecodable(_)), "{body}: {error}");
    }
}

/// A text that is not UTF-8 must not pass for a page without objects.
#[test]
fn a_page_that_is_not_text() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let script = Script::new(|_| {
        let bytes = bytes::Bytes::from_static(b"[{\"id\": \"a\xff\"}]");
        Reply::Pieces(200, vec![Ok(bytes)])
    });
    let client = crate::support::client(&script);
    let result = runtime.block_on(client.project(PROJECT).apps(&AppFilter::default()));
    assert!(matches!(result, Err(Error::Undecodable(_))), "{result:?}");
}

fn change() -> impl Strategy<Value = Option<Change>> {
    prop_oneof![
        3 => Just(None),
        1 => any::<usize>().prop_map(|at| Some(Change::Insert(at))),
        1 => any::<usize>().prop_map(|at| Some(Change::Delete(at))),
    ]
}

fn server(changes: impl Strategy<Value = Vec<Option<Change>>>) -> impl Strategy<Value = Server> {
    (
        0_usize..60,
        0_usize..2,
        prop_oneof![Just(PageZero::First), Just(PageZero::Empty), Just(PageZero::Refused)],
        prop_oneof![3 => Just(TooLarge::Cut), 1 => Just(TooLarge::Refused)],
        prop_oneof![4 => Just(PastEnd::Empty), 1 => Just(PastEnd::Refused), 1 => Just(PastEnd::LastAgain)],
        0_usize..30,
        1_usize..30,
        changes,
    )
        .prop_map(|(count, base, zero, too_large, past_end, default, largest, changes)| Server {
            base,
            zero,
            too_large,
            past_end,
            default,
            largest,
            changes: changes.into(),
            ..Server::quiet(count)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    /// Nothing changes: the list is always read, whole and in order.
    #[test]
    fn quiet_servers_of_every_kind(
        server in server(Just(Vec::new())),
        page_size in 1_usize..40,
        concurrency in 1_usize..9,
    ) {
        let expected = server.ids.clone();
        let outcome = read(server, page_size, concurrency);
        prop_assert_eq!(outcome.result.map_err(|error| error.to_string()), Ok(expected));
        prop_assert_eq!(outcome.singles, 0);
    }

    /// Objects come and go while the list is read: everything that stayed is in it, and nothing that never was.
    #[test]
    fn changing_servers(
        server in server(prop::collection::vec(change(), 0..120)),
        page_size in 2_usize..40,
        concurrency in 1_usize..9,
    ) {
        let outcome = read(server, page_size, concurrency);
        match outcome.result {
            Ok(ids) => {
                let found: BTreeSet<String> = ids.iter().cloned().collect();
                prop_assert_eq!(found.len(), ids.len(), "an object came twice");
                let missing: Vec<_> = outcome.server.lasting.iter()
                    .filter(|id| id.starts_with("app-") && !found.contains(*id))
                    .collect();
                prop_assert!(missing.is_empty(), "missing {:?}", missing);
                prop_assert!(found.is_subset(&outcome.server.ever));
            }
            Err(error) => prop_assert!(matches!(error, Error::ListDisagreement(_)), "{}", error),
        }
    }

    /// The same by a client that knows larger pages from another list of the same server.
    #[test]
    fn changing_servers_after_another_list(
        server in server(prop::collection::vec(change(), 0..60)),
        page_size in 2_usize..60,
        concurrency in 1_usize..9,
    ) {
        let other = Server { changes: VecDeque::new(), ..server.clone() };
        let other = Server { ids: Server::quiet(40).ids, ..other };
        let outcome = read_after(Some(other), server, page_size, concurrency);
        match outcome.result {
            Ok(ids) => {
                let found: BTreeSet<String> = ids.iter().cloned().collect();
                prop_assert_eq!(found.len(), ids.len(), "an object came twice");
                let missing: Vec<_> = outcome.server.lasting.iter()
                    .filter(|id| id.starts_with("app-") && !found.contains(*id))
                    .collect();
                prop_assert!(missing.is_empty(), "missing {:?}", missing);
                prop_assert!(found.is_subset(&outcome.server.ever));
            }
            Err(error) => prop_assert!(matches!(error, Error::ListDisagreement(_)), "{}", error),
        }
    }

    /// One change in the middle does not stop a list from being read.
    #[test]
    fn one_change_is_survived(
        server in server(Just(Vec::new())),
        quiet in 0_usize..12,
        change in change(),
    ) {
        let mut server = server;
        server.changes = std::iter::repeat_n(None, quiet).chain([change]).collect();
        let outcome = read(server, 20, 4);
        prop_assert!(outcome.result.is_ok(), "{}", outcome.result.unwrap_err());
    }
}
