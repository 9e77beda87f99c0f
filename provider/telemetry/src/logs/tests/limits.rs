//! Logs at the limits of what pages, answers and memory can tell or hold.

use super::{
    super::{Line, Spool, Want, read_pages},
    Server, line, server,
};

#[tokio::test]
async fn equal_lines_across_pages_are_so_many_lines() {
    // A process that prints the same again and again, more often a second than a page has lines, and two that take turns.
    for most_alike in [7, 999, 1500, 5000] {
        for texts in [1, 2] {
            let mut server = server(0);
            server.lines = (0..7321)
                .map(|at| line(at / most_alike, &format!("tick {}", at % texts)))
                .collect();
            for (newest_first, turned_pages) in
                [(false, false), (true, false), (true, true), (false, true)]
            {
                server.newest_first = newest_first;
                server.turned_pages = turned_pages;
                let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
                let what = format!("{most_alike} {texts} {newest_first} {turned_pages}");
                // Whether pages 0 and 1 are two cannot be seen where no line of them differs: then it is said.
                let is_doubtful = most_alike >= 2321 + 1000 || most_alike >= 2000 && !newest_first;
                if is_doubtful {
                    assert!(!log.is_complete, "{what}");
                    assert!(log.lines.len() >= 6321, "{what}: {}", log.lines.len());
                } else {
                    assert_eq!(log.lines.len(), 7321, "{what}");
                    assert!(log.is_complete, "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn equal_lines_that_come_while_reading_are_counted() {
    let mut server = Server {
        newest_first: true,
        grows_by: 3,
        ..server(0)
    };
    server.lines = (0..6000).map(|at| line(at / 50, "tick")).collect();
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    // At the first call 5700 lines were there; three are added with each call, and may be missed once a page.
    assert!(
        (5680..6000).contains(&log.lines.len()),
        "{}",
        log.lines.len()
    );
}

#[tokio::test]
async fn more_lines_than_a_page_may_come_while_one_is_read() {
    let mut server = Server {
        newest_first: true,
        largest: 10,
        refuses_above: 10,
        ..server(2000)
    };
    // Each of the first calls finds ten more lines, a whole page.
    server.grows_by = 10;
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    assert!(
        !log.is_complete || log.lines.len() >= 1700,
        "{}",
        log.lines.len()
    );
}

#[tokio::test]
async fn a_refusal_of_what_follows_a_full_page_is_no_end() {
    let mut server = Server {
        deepest: 3,
        ..server(5000)
    };
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    assert_eq!(log.lines.len(), 3000);
    assert!(!log.is_complete && log.is_old);
    server.deepest = 5;
    server.lines.truncate(4100);
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    assert!(log.is_complete && !log.is_old);
}

#[tokio::test]
async fn what_came_before_a_failure_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::new(folder.path());
    let server = Server {
        breaks_at: 70,
        ..server(86_000)
    };
    let stopped = read_pages(&server, Want::All(&spool)).await.unwrap_err();
    let log = stopped.log.unwrap();
    assert!(!log.is_complete);
    assert_eq!(log.ordered(&spool).unwrap().count(), 70_000);
    let server = Server {
        breaks_at: 0,
        ..super::server(10)
    };
    let stopped = read_pages(&server, Want::All(&spool)).await.unwrap_err();
    assert!(stopped.log.is_none());
}

#[tokio::test]
async fn long_lines_come_in_small_pages() {
    let mut server = Server {
        most_bytes: 60_000,
        ..server(3000)
    };
    // The first page fits.
    for line in &mut server.lines[1500..] {
        line.content = Some("x".repeat(1000));
    }
    let log = read_pages(&server, Want::Newest(100_000)).await.unwrap();
    assert_eq!(log.lines.len(), 3000);
    assert!(log.is_complete);
}

#[tokio::test]
async fn a_long_log_opens_few_files() {
    let folder = tempfile::tempdir().unwrap();
    for is_backward in [false, true] {
        let spool = Spool::new(folder.path());
        let lines: Vec<_> = (0..500).map(|at| (0, line(0, &at.to_string()))).collect();
        let mut runs: Vec<_> = lines.chunks(1).collect();
        if is_backward {
            runs.reverse();
        }
        for run in runs {
            spool.push(run, is_backward).unwrap();
        }
        let mut taken = spool.take().unwrap();
        assert!(taken.len() < 40, "{}", taken.len());
        if is_backward {
            taken.reverse();
        }
        let texts: Vec<Line> = taken
            .into_iter()
            .flatten()
            .map(|line| line.unwrap().1)
            .collect();
        assert!(texts.iter().eq(lines.iter().map(|(_, line)| line)));
    }
}
