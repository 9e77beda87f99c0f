//! The real transport against small servers on this machine that misbehave byte by byte.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ovh_api::{Client, ClientOptions, Error, Problem, RetryPolicy, transport::FaultKind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{PROJECT, settings};

/// What a server does after it has read a request's head.
#[derive(Clone)]
enum Act {
    Send(&'static [u8]),
    /// In pieces, with a pause between them.
    Slowly(Vec<&'static [u8]>, Duration),
    /// Half an answer, then the connection is closed.
    Close(&'static [u8]),
    Reset,
    Stall,
    /// More than any answer may be.
    Endless,
}

struct Server {
    address: SocketAddr,
    calls: Arc<AtomicUsize>,
    heads: Arc<std::sync::Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(acts: Vec<Act>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let heads = Arc::new(std::sync::Mutex::new(Vec::new()));
    let (count, kept) = (calls.clone(), heads.clone());
    let task = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (acts, count, kept) = (acts.clone(), count.clone(), kept.clone());
            tokio::spawn(async move { connection(stream, &acts, &count, &kept).await });
        }
    });
    Server {
        address,
        calls,
        heads,
        task,
    }
}

async fn connection(
    mut stream: TcpStream,
    acts: &[Act],
    count: &AtomicUsize,
    kept: &std::sync::Mutex<Vec<String>>,
) -> Option<()> {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        kept.lock()
            .unwrap()
            .push(String::from_utf8_lossy(&head).into_owned());
        let at = count.fetch_add(1, Ordering::SeqCst).min(acts.len() - 1);
        match &acts[at] {
            Act::Send(bytes) => stream.write_all(bytes).await.ok()?,
            Act::Slowly(pieces, pause) => {
                for piece in pieces {
                    stream.write_all(piece).await.ok()?;
                    tokio::time::sleep(*pause).await;
                }
            }
            Act::Close(bytes) => {
                stream.write_all(bytes).await.ok()?;
                return None;
            }
            Act::Reset => {
                stream.set_zero_linger().ok()?;
                return None;
            }
            Act::Stall => std::future::pending().await,
            Act::Endless => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[\"")
                    .await
                    .ok()?;
                let chunk = vec![b'a'; 1 << 20];
                loop {
                    stream.write_all(&chunk).await.ok()?;
                }
            }
        }
    }
}

const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"authorized\": true}";

fn client(address: SocketAddr) -> Client {
    client_at(&format!("http://{address}/1.0"))
}

fn client_at(endpoint: &str) -> Client {
    let settings = settings(&[
        ("OVH_ENDPOINT", endpoint),
        ("OVH_ACCESS_TOKEN", "planted-access-token"),
    ]);
    let options = ClientOptions {
        user_agent: "agent/1 (test)".into(),
        connect_timeout: Duration::from_millis(500),
        total_timeout: Duration::from_millis(700),
        retry: RetryPolicy {
            attempts: 2,
            connect_attempts: 2,
            base: Duration::from_millis(10),
            settle: Duration::from_millis(10),
            ..RetryPolicy::default()
        },
        ..ClientOptions::default()
    };
    Client::new(settings, options).unwrap()
}

async fn outcome(acts: Vec<Act>) -> (Result<bool, Error>, usize) {
    let server = serve(acts).await;
    let result = client(server.address)
        .project(PROJECT)
        .authorization()
        .await;
    let calls = server.calls.load(Ordering::SeqCst);
    (result.map(|status| status.authorized), calls)
}

#[tokio::test]
async fn trouble_that_passes() {
    for trouble in [
        Act::Reset,
        Act::Close(b""),
        Act::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"autho"),
        Act::Stall,
        Act::Slowly(
            vec![
                b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{",
                b"\"autho",
            ],
            Duration::from_secs(5),
        ),
        Act::Send(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 6\r\n\r\n<html>"),
    ] {
        let (result, calls) = outcome(vec![trouble, Act::Send(GOOD)]).await;
        assert!(result.unwrap());
        assert_eq!(calls, 2);
    }
}

#[tokio::test]
async fn trouble_that_stays() {
    for (trouble, kind) in [
        (Act::Reset, FaultKind::Interrupted),
        (
            Act::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"),
            FaultKind::Interrupted,
        ),
        (Act::Stall, FaultKind::Timeout),
    ] {
        let started = Instant::now();
        let (result, calls) = outcome(vec![trouble]).await;
        let error = result.unwrap_err();
        let Error::Transport(fault) = &error else {
            panic!("{error:?}");
        };
        assert_eq!((fault.kind, calls), (kind, 2), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("http://127.0.0.1:") && text.contains("tried 2 times"),
            "{text}"
        );
        assert!(!text.contains("planted"), "{text}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn slow_is_not_broken() {
    let pieces: Vec<&[u8]> = GOOD.chunks(7).collect();
    let (result, calls) = outcome(vec![Act::Slowly(pieces, Duration::from_millis(20))]).await;
    assert!(result.unwrap());
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn foreign_answers() {
    for (bytes, problem) in [
        (
            &b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 21\r\n\r\n<html>Welcome!</html>"[..],
            Problem::Html,
        ),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Problem::Empty),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"author", Problem::Truncated),
        (
            b"HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            Problem::Redirect(Some("127.0.0.1".into())),
        ),
    ] {
        let (result, calls) = outcome((0..4).map(|_| Act::Send(bytes)).collect()).await;
        let error = result.unwrap_err();
        assert!(matches!(&error, Error::Undecodable(answer) if answer.problem == problem), "{error:?}");
        let is_redirect = matches!(problem, Problem::Redirect(_));
        assert_eq!(calls, if is_redirect { 1 } else { 2 }, "no redirect is followed, and a wrong endpoint told soon");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let server = serve(vec![Act::Endless]).await;
    let settings = settings(&[
        ("OVH_ENDPOINT", &format!("http://{}/1.0", server.address)),
        ("OVH_ACCESS_TOKEN", "t"),
    ]);
    let options = ClientOptions {
        largest_answer: 5 << 20,
        ..ClientOptions::default()
    };
    let client = Client::new(settings, options).unwrap();
    let error = client.project(PROJECT).start_app("x").await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(fault) if fault.kind == FaultKind::TooLarge),
        "{error:?}"
    );
    assert_eq!(server.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn nobody_listens() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let client = client(address);
    let error = client.identity().await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(fault) if fault.kind == FaultKind::Connect),
        "{error:?}"
    );
    assert!(error.to_string().contains("check the endpoint"), "{error}");
}

#[tokio::test]
async fn no_tls_where_tls_is_expected() {
    let server = serve(vec![Act::Send(GOOD)]).await;
    let client = client_at(&format!("https://{}/1.0", server.address));
    let error = client.identity().await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(fault) if fault.kind == FaultKind::Connect),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_head_on_the_wire() {
    let server = serve(vec![Act::Send(GOOD)]).await;
    client(server.address)
        .project("p/ä")
        .authorization()
        .await
        .unwrap();
    let head = server.heads.lock().unwrap()[0].to_lowercase();
    assert!(
        head.starts_with("get /1.0/cloud/project/p%2f%c3%a4/ai/authorization http/1.1\r\n"),
        "{head}"
    );
    for line in [
        format!("host: {}", server.address),
        "accept: application/json".into(),
        "user-agent: agent/1 (test)".into(),
        "authorization: bearer planted-access-token".into(),
    ] {
        assert!(head.contains(&format!("{line}\r\n")), "{line}: {head}");
    }
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = serve(vec![Act::Send(GOOD)]).await;
    let client = client(server.address);
    for _ in 0..5 {
        client.project(PROJECT).authorization().await.unwrap();
    }
    assert_eq!(client.request_count(), 5);
}
