//! Misbehaviour of the connection, of the estate, and by chance.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use ovh_sandbox::{Fault, FaultKind, FaultSchedule, Once, Options, Running};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Login, settled, start};

const LIST: &str = "GET /cloud/project/{serviceName}/ai/app";
const ONE: &str = "GET /cloud/project/{serviceName}/ai/app/{appId}";

fn client(sandbox: &Running) -> Client {
    Client::new(sandbox).with(Login::Bearer(sandbox.credentials().token.value.clone()))
}

/// One GET of the app list over a bare socket: what arrived, and how it ended.
fn raw(sandbox: &Running) -> (String, std::io::Result<usize>) {
    let mut stream = TcpStream::connect(sandbox.root().strip_prefix("http://").unwrap()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    write!(
        stream,
        "GET /1.0/cloud/project/{}/ai/app HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
         Connection: close\r\n\r\n",
        sandbox.service_name(),
        sandbox.credentials().token.value,
    )
    .unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes);
    (String::from_utf8_lossy(&bytes).into_owned(), end)
}

/// The promised and the received length of a body.
fn lengths(answer: &str) -> (usize, usize) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let promised = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length: ")?
            .parse()
            .ok()
    });
    (promised.unwrap(), body.len())
}

#[test]
fn connections_end_as_told() {
    let sandbox = start(settled());
    let (whole, end) = raw(&sandbox);
    assert!(end.is_ok());
    let (promised, received) = lengths(&whole);
    assert_eq!(promised, received);

    sandbox.fail(LIST, Fault::Reset, 0, 1);
    let (answer, end) = raw(&sandbox);
    assert_eq!(
        (answer.as_str(), end.unwrap_err().kind()),
        ("", ErrorKind::ConnectionReset)
    );

    sandbox.fail(LIST, Fault::CutBefore, 0, 1);
    let (answer, end) = raw(&sandbox);
    assert_eq!((answer.as_str(), end.unwrap()), ("", 0));

    sandbox.fail(LIST, Fault::Truncate, 0, 1);
    let (answer, _) = raw(&sandbox);
    assert_eq!(lengths(&answer), (promised, promised / 2));

    sandbox.fail(LIST, Fault::Stall(Duration::from_millis(400)), 0, 1);
    let started = Instant::now();
    let (answer, _) = raw(&sandbox);
    assert!(started.elapsed() >= Duration::from_millis(400));
    assert_eq!(lengths(&answer), (promised, promised / 2));

    sandbox.fail(LIST, Fault::Slow(Duration::from_millis(400)), 0, 1);
    let started = Instant::now();
    let (answer, end) = raw(&sandbox);
    assert!(started.elapsed() >= Duration::from_millis(300) && end.is_ok());
    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert_eq!(body(&answer), body(&whole));
    let faults: Vec<String> = sandbox
        .requests()
        .log
        .into_iter()
        .map(|call| call.fault)
        .collect();
    assert_eq!(
        faults,
        ["", "reset", "cutBefore", "truncate", "stall", "slow"]
    );
}

#[tokio::test]
async fn answers_lie_about_time_and_type() {
    let sandbox = start(Options {
        start_at: Some(784_111_757),
        ..settled()
    });
    let client = client(&sandbox);
    sandbox.fail(LIST, Fault::RetryAfterDate(20), 0, 1);
    let answer = client.get("/app").await;
    let date = answer.header("retry-after").unwrap();
    assert!(date.starts_with("Sun, 06 Nov 1994 08:49:"), "{date}");
    answer.refused(429, "Client::TooManyRequests");
    sandbox.fail(LIST, Fault::ContentType("text/plain"), 0, 1);
    let answer = client.get("/app").await;
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    assert!(answer.ok().is_array());
    sandbox.fail(LIST, Fault::Html(200), 0, 1);
    let answer = client.get("/app").await;
    assert!(answer.status == 200 && answer.text.contains("<h1>Maintenance</h1>"));
}

#[tokio::test]
async fn objects_vanish_between_list_and_reading() {
    let sandbox = start(settled());
    let client = client(&sandbox);
    let apps = client.get("/app").await.ok();
    let path = format!("/app/{}", apps[0]["id"].as_str().unwrap());
    sandbox.fail(ONE, Fault::Vanish, 0, 1);
    client.get(&path).await.refused(404, "Client::NotFound");
    let later = client.get("/app").await.ok();
    assert_eq!(
        later.as_array().unwrap().len() + 1,
        apps.as_array().unwrap().len()
    );
    assert_eq!(later[0], apps[1]);
    let project = format!("/cloud/project/{}", sandbox.service_name());
    for (list, route) in [
        ("/user", "/user/{userId}"),
        ("/containerRegistry", "/containerRegistry/{registryID}"),
        ("/volume", "/volume/{volumeId}"),
        ("/storage", "/storage/{containerId}"),
    ] {
        let get = |path: String| {
            let client = client.clone();
            async move { client.call(Method::GET, &path, None).await }
        };
        let before = get(format!("{project}{list}")).await.ok();
        let id = before[0]["id"].to_string().replace('"', "");
        let route = format!("GET /cloud/project/{{serviceName}}{route}");
        sandbox.fail(&route, Fault::Vanish, 0, 1);
        get(format!("{project}{list}/{id}"))
            .await
            .refused(404, "Client::NotFound");
        let after = get(format!("{project}{list}")).await.ok();
        assert_eq!(
            after.as_array().unwrap().len() + 1,
            before.as_array().unwrap().len()
        );
    }
}

/// Ids of all pages of five.
async fn read_pages(client: &Client) -> Vec<String> {
    let mut ids = Vec::new();
    for page in 0.. {
        let apps = client.get(&format!("/app?size=5&page={page}")).await.ok();
        let apps = apps.as_array().unwrap();
        ids.extend(
            apps.iter()
                .map(|app| app["id"].as_str().unwrap().to_owned()),
        );
        if apps.len() < 5 {
            break;
        }
    }
    ids
}

#[tokio::test]
async fn lists_shift_between_two_pages() {
    let sandbox = start(settled());
    let client = client(&sandbox);
    let still = read_pages(&client).await;
    assert!(still.len() > 10);
    sandbox.fail(LIST, Fault::ShiftDown, 1, 1);
    let repeated = read_pages(&client).await;
    // The last of the first page is met again as the first of the second.
    assert_eq!((&repeated[4], &repeated[5]), (&still[4], &still[4]));
    assert_eq!(repeated.len(), still.len() + 1);
    sandbox.fail(LIST, Fault::ShiftUp, 1, 1);
    let missing = read_pages(&client).await;
    assert!(!missing.contains(&still[4]));
    let schedule = FaultSchedule {
        rate: 1.0,
        kinds: vec![FaultKind::Shift],
        ..FaultSchedule::default()
    };
    sandbox.reset_requests();
    sandbox.schedule_faults(schedule);
    read_pages(&client).await;
    let log = sandbox.requests().log;
    // The first page of a list has nothing to shift against.
    assert!(log[0].fault.is_empty());
    assert!(log[1..].iter().all(|call| call.fault.starts_with("shift")));
}

#[tokio::test]
async fn a_schedule_strikes_by_its_seed_until_it_ends() {
    let faults = |seed| async move {
        let sandbox = start(Options {
            faults: Some(FaultSchedule {
                seed,
                rate: 0.5,
                kinds: vec![
                    FaultKind::TooMany,
                    FaultKind::AnyServerError,
                    FaultKind::Empty,
                ],
                limit: Some(20),
                ..FaultSchedule::default()
            }),
            ..settled()
        });
        let client = client(&sandbox);
        for _ in 0..60 {
            client.get("/app").await;
        }
        let requests = sandbox.requests();
        assert_eq!(requests.struck(), 20);
        let log: Vec<(u16, String)> = requests
            .log
            .into_iter()
            .map(|call| (call.status, call.fault))
            .collect();
        assert!(
            log[50..]
                .iter()
                .all(|(status, fault)| *status == 200 && fault.is_empty())
        );
        sandbox.clear_faults();
        log
    };
    let first = faults(1).await;
    assert_eq!(first, faults(1).await);
    assert_ne!(first, faults(2).await);
}

#[tokio::test]
async fn every_call_site_of_a_client_can_be_made_to_fail_once() {
    async fn flow(client: &Client) -> Vec<u16> {
        let mut statuses = Vec::new();
        for path in [
            "/app",
            "/registry",
            "/app",
            "/capabilities/region",
            "/capabilities/region/GRA/flavor",
        ] {
            statuses.push(client.get(path).await.status);
        }
        let body = json!({"labels": {}});
        statuses.push(client.ai(Method::POST, "/app", Some(body)).await.status);
        statuses
    }
    let sandbox = start(settled());
    let undisturbed = flow(&client(&sandbox)).await;
    let sites = sandbox.requests().call_sites;
    assert_eq!(sites.len(), 5);
    assert_eq!((sites[0].as_str(), &sites[4][..5]), (LIST, "POST "));
    for nth in 1..=sites.len() {
        let sandbox = start(Options {
            faults: Some(FaultSchedule {
                once: Some(Once::Nth(nth)),
                kinds: vec![FaultKind::Status(503)],
                ..FaultSchedule::default()
            }),
            ..settled()
        });
        let statuses = flow(&client(&sandbox)).await;
        let struck: Vec<String> = sandbox
            .requests()
            .log
            .into_iter()
            .filter(|call| !call.fault.is_empty())
            .map(|call| call.route)
            .collect();
        assert_eq!(struck, [sites[nth - 1].as_str()]);
        assert_eq!(statuses.iter().filter(|status| **status == 503).count(), 1);
        assert_eq!(
            undisturbed
                .iter()
                .zip(&statuses)
                .filter(|(a, b)| a != b)
                .count(),
            1
        );
    }
}

#[tokio::test]
async fn the_newer_faults_can_be_planned_from_outside_too() {
    let sandbox = start(settled());
    let http = crate::client::http().build().unwrap();
    let url = format!("{}/_sandbox/fault", sandbox.root());
    for (name, expected) in [
        ("retryAfterDate", "retryAfterDate"),
        ("reset", "reset"),
        ("stall", "stall"),
        ("truncate", "truncate"),
        ("slow", "slow"),
        ("contentType", "contentType"),
        ("vanish", "vanish"),
        ("shiftUp", "shiftUp"),
        ("shiftDown", "shiftDown"),
    ] {
        let body = json!({"route": LIST, "fault": name, "value": 1}).to_string();
        assert_eq!(
            http.post(&url).body(body).send().await.unwrap().status(),
            200,
            "{name}"
        );
        let list = format!(
            "{}/cloud/project/{}/ai/app",
            sandbox.api(),
            sandbox.service_name()
        );
        // A client that repeats a reset call by itself would blur the count.
        let answer = http
            .get(list)
            .bearer_auth(&sandbox.credentials().token.value)
            .send()
            .await;
        if let Ok(answer) = answer {
            let _: Result<Value, _> = answer.json().await;
        }
        assert!(
            sandbox
                .requests()
                .log
                .iter()
                .any(|call| call.fault == expected),
            "{name}"
        );
        sandbox.clear_faults();
    }
}

#[test]
fn a_bad_schedule_ends_the_program_with_a_reason() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ovh-sandbox"))
        .args(["serve", "--faults", "rate=0.5,kinds=explode"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("unknown kind `explode`"), "{told}");
}
