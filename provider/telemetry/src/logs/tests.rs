//! Logs of servers that page in different ways.

mod limits;

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Failure, Line, Log, Page, Pages, Want, read_pages, read_whole};
use crate::Error;

/// Why a server gives no page.
#[derive(Debug)]
enum Answer {
    Refused,
    TooLarge,
    Broken,
}

impl From<Error> for Answer {
    fn from(_: Error) -> Self {
        Self::Broken
    }
}

impl Failure for Answer {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused)
    }

    fn is_too_large(&self) -> bool {
        matches!(self, Self::TooLarge)
    }
}

/// A log, and how it is given away.
struct Server {
    /// Oldest first.
    lines: Vec<Line>,
    /// Number of the first page.
    base: u32,
    /// Page 0 of a server that counts from 1.
    zero: Zero,
    /// Most lines of a page.
    largest: u32,
    /// Offsets count in pages of the size asked for, although pages are cut.
    counts_asked: bool,
    newest_first: bool,
    /// Lines of a page are oldest first although pages go back.
    turned_pages: bool,
    /// Sizes above are refused.
    refuses_above: u32,
    ignores_page: bool,
    /// Lines that are added after each call.
    grows_by: usize,
    /// Pages from here on are refused, as by stores that page no deeper.
    deepest: u32,
    /// From this call on nothing works.
    breaks_at: usize,
    /// Answers with more bytes of text are too large.
    most_bytes: usize,
    calls: AtomicUsize,
}

#[derive(PartialEq)]
enum Zero {
    First,
    Empty,
    Refused,
}

fn line(second: usize, content: &str) -> Line {
    Line {
        timestamp: Some(format!(
            "2026-10-05T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )),
        content: Some(content.to_owned()),
        ..Line::default()
    }
}

fn server(count: usize) -> Server {
    Server {
        lines: (0..count)
            .map(|at| line(at, &format!("line {at}")))
            .collect(),
        base: 0,
        zero: Zero::First,
        largest: 5000,
        counts_asked: false,
        newest_first: false,
        turned_pages: false,
        refuses_above: u32::MAX,
        ignores_page: false,
        grows_by: 0,
        deepest: u32::MAX,
        breaks_at: usize::MAX,
        most_bytes: usize::MAX,
        calls: AtomicUsize::new(0),
    }
}

impl Pages for Server {
    type Error = Answer;

    async fn page(&self, place: Option<(u32, u32)>) -> Result<Page, Answer> {
        let calls = self.calls.fetch_add(1, Ordering::Relaxed);
        // Growing logs end with lines that are there later.
        let hidden = if self.grows_by == 0 {
            0
        } else {
            300_usize.saturating_sub(calls * self.grows_by)
        };
        let total = self.lines.len().saturating_sub(hidden);
        let (number, asked) = place.unwrap_or((self.base, 100));
        if calls >= self.breaks_at {
            return Err(Answer::Broken);
        }
        if asked > self.refuses_above || place.is_some_and(|(number, _)| number >= self.deepest) {
            return Err(Answer::Refused);
        }
        let size = asked.min(self.largest);
        let number = match number.checked_sub(self.base) {
            _ if self.ignores_page => 0,
            Some(number) => number,
            None if self.zero == Zero::First => 0,
            None if self.zero == Zero::Empty => u32::MAX / 10_000,
            None => return Err(Answer::Refused),
        };
        let step = if self.counts_asked { asked } else { size };
        let start = (number as usize * step as usize).min(total);
        let end = (start + size as usize).min(total);
        let place = |at| {
            if self.newest_first {
                total - 1 - at
            } else {
                at
            }
        };
        let mut page: Vec<Line> = (start..end)
            .map(|at| self.lines[place(at)].clone())
            .collect();
        if self.turned_pages {
            page.reverse();
        }
        let bytes = |line: &Line| line.content.as_ref().map_or(0, String::len);
        if page.iter().map(bytes).sum::<usize>() > self.most_bytes {
            return Err(Answer::TooLarge);
        }
        Ok(Page {
            last_activity: self.lines.last().and_then(|line| line.timestamp.clone()),
            lines: page,
        })
    }
}

fn contents(log: &Log) -> Vec<String> {
    log.lines
        .iter()
        .map(|line| line.content.clone().unwrap())
        .collect()
}

fn newest(server: &Server, most: usize) -> Vec<String> {
    let skipped = server.lines.len().saturating_sub(most);
    server.lines[skipped..]
        .iter()
        .map(|line| line.content.clone().unwrap())
        .collect()
}

#[tokio::test]
async fn the_newest_lines_are_read_whatever_pages_are() {
    for count in [0, 1, 100, 1000, 1230] {
        for most in [150, 100_000] {
            for (base, zero) in [
                (0, Zero::First),
                (1, Zero::First),
                (1, Zero::Empty),
                (1, Zero::Refused),
            ] {
                let mut server = Server {
                    base,
                    zero,
                    ..server(count)
                };
                for (newest_first, turned_pages) in
                    [(false, false), (true, false), (true, true), (false, true)]
                {
                    for (largest, counts_asked) in [(5000, false), (100, false), (100, true)] {
                        server.newest_first = newest_first;
                        server.turned_pages = turned_pages;
                        server.largest = largest;
                        server.counts_asked = counts_asked;
                        let log = read_pages(&server, Want::Newest(most)).await.unwrap();
                        let what = format!(
                            "{count} lines, {most} wanted, base {base}, {newest_first} {turned_pages} {largest} {counts_asked}"
                        );
                        assert!(contents(&log) == newest(&server, most), "{what}");
                        assert_eq!(log.is_complete, count <= most, "{what}");
                        assert!(!log.is_old, "{what}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn pages_that_go_back_are_read_only_as_far_as_wanted() {
    let server = Server {
        newest_first: true,
        ..server(50_000)
    };
    let log = read_pages(&server, Want::Newest(1500)).await.unwrap();
    assert_eq!(log.lines.len(), 1500);
    assert_eq!(server.calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn equal_lines_are_so_many_lines() {
    let mut server = server(0);
    // Ten times the same line in one second, across no page border.
    server.lines = (0..1500).map(|at| line(at / 10, "tick")).collect();
    for newest_first in [false, true] {
        server.newest_first = newest_first;
        server.base = 1;
        let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
        assert_eq!(log.lines.len(), 1500);
        assert!(log.is_complete);
    }
}

#[tokio::test]
async fn lines_without_time_are_kept() {
    let mut server = server(0);
    server.lines = (0..2300)
        .map(|at| Line {
            content: Some(format!("tick {}", at % 7)),
            ..Line::default()
        })
        .collect();
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    assert!(contents(&log) == newest(&server, 100_000));
    let log = read_pages(&server, Want::Newest(10)).await.unwrap();
    assert!(contents(&log) == newest(&server, 10));
}

#[tokio::test]
async fn a_server_without_pages_is_read_once_through() {
    let server = Server {
        ignores_page: true,
        ..server(700)
    };
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    assert!(contents(&log) == newest(&server, 700));
    let log = read_whole(&server, Want::Newest(50)).await.unwrap();
    assert_eq!(log.lines.len(), 50);
    assert!(!log.is_complete);
    // Whether there are lines that were not given is not told.
    let log = read_whole(&server, Want::Newest(1000)).await.unwrap();
    assert_eq!(log.lines.len(), 100);
    assert!(!log.is_complete && !log.is_old);
    // None are none.
    let empty = Server {
        ignores_page: true,
        ..self::server(0)
    };
    assert!(
        read_whole(&empty, Want::Newest(50))
            .await
            .unwrap()
            .is_complete
    );
    assert!(
        read_pages(&empty, Want::Newest(50))
            .await
            .unwrap()
            .is_complete
    );
}

#[tokio::test]
async fn sizes_are_learnt_from_refusals() {
    let server = Server {
        refuses_above: 100,
        base: 1,
        ..server(250)
    };
    let log = read_pages(&server, Want::Newest(1000)).await.unwrap();
    assert!(contents(&log) == newest(&server, 1000) && log.is_complete);
}

#[tokio::test]
async fn lines_that_come_while_reading_double_nothing() {
    for newest_first in [false, true] {
        let server = Server {
            newest_first,
            grows_by: 30,
            ..server(3300)
        };
        let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
        let found = contents(&log);
        let all = newest(&server, 100_000);
        // Every line that was there at the first call, none twice, in order.
        assert!(found.len() >= 3000 && found == all[..found.len()]);
    }
}

#[tokio::test]
async fn an_endless_log_is_said_to_be_cut() {
    struct Endless;
    impl Pages for Endless {
        type Error = Answer;

        async fn page(&self, place: Option<(u32, u32)>) -> Result<Page, Answer> {
            let (number, size) = place.unwrap_or_default();
            if size > 10 {
                return Err(Answer::Refused);
            }
            Ok(Page {
                lines: (0..size)
                    .map(|at| line(number as usize, &format!("{number} {at}")))
                    .collect(),
                ..Page::default()
            })
        }
    }
    let log = read_pages(&Endless, Want::Newest(15)).await.unwrap();
    assert!(log.is_old && !log.is_complete);
    assert_eq!(log.lines.len(), 15);
}
