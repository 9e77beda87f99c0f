//! What comes from the process: environment, folders, certificate authorities, proxies. Each test starts itself once
//! more in a process that has them.

use std::process::Command;

use ovh_api::{
    Arguments, Client, ClientOptions, ConfigError, Credentials, Error, RetryPolicy, Settings,
    Sources, transport::FaultKind,
};
use ovh_sandbox::{Options, Sandbox, Transport};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Set in the second process.
const CHILD: &str = "OVH_API_TEST_CHILD";

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// This test alone, in a process without any setting of the outer one.
fn child(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(CHILD, "1");
    for name in ovh_api::VARIABLES {
        command.env_remove(name);
    }
    command
}

fn assert_passes(command: &mut Command) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

fn of_process() -> Result<Settings, ConfigError> {
    Settings::resolve(Arguments::default(), &Sources::of_process()?)
}

fn client() -> Client {
    let options = ClientOptions {
        retry: RetryPolicy {
            connect_attempts: 1,
            ..RetryPolicy::default()
        },
        ..ClientOptions::default()
    };
    Client::new(of_process().unwrap(), options).unwrap()
}

#[test]
fn variables_and_files_are_found() {
    if is_child() {
        let settings = of_process().unwrap();
        assert_eq!(settings.endpoint.name(), Some("ovh-ca"));
        let Credentials::Signature {
            application_key,
            application_secret,
            consumer_key,
        } = settings.credentials
        else {
            panic!("signature expected");
        };
        assert_eq!(application_key, "from-environment");
        assert_eq!(application_secret.expose(), "from-folder");
        assert_eq!(consumer_key.expose(), "from-home");
        return;
    }
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let write = |path: std::path::PathBuf, text: &str| std::fs::write(path, text).unwrap();
    write(
        folder.path().join("ovh.conf"),
        "[default]\nendpoint=ovh-ca\n[ovh-ca]\napplication_key=x\napplication_secret=from-folder\n",
    );
    write(
        home.path().join(".ovh.conf"),
        "[default]\nendpoint=ovh-us\n[ovh-ca]\napplication_secret=x\nconsumer_key=from-home\n",
    );
    assert_passes(
        child("process::variables_and_files_are_found")
            .current_dir(folder.path())
            .env("HOME", home.path())
            .env("OVH_APPLICATION_KEY", "from-environment"),
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    if is_child() {
        let error = Sources::of_process().unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("./ovh.conf") && text.contains(&std::env::var(CHILD).unwrap()),
            "{text}"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ovh.conf");
    let passes = |why: &str| {
        assert_passes(
            child("process::files_that_cannot_be_read_are_named")
                .current_dir(folder.path())
                .env(CHILD, why),
        );
    };
    std::fs::create_dir(&file).unwrap();
    passes("folder");
    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, b"[default]\n\xff").unwrap();
    passes("UTF-8");
    std::fs::write(&file, vec![b'#'; (1 << 20) + 1]).unwrap();
    passes("1 MiB");
}

#[tokio::test]
async fn a_known_authority_is_trusted() {
    if is_child() {
        client().identity().await.unwrap();
        return;
    }
    let sandbox = Sandbox::start(Options {
        transport: Transport::Tls { ca_file: None },
        ..Options::default()
    })
    .unwrap();
    assert_passes(
        child("process::a_known_authority_is_trusted")
            .env("OVH_ENDPOINT", sandbox.api())
            .env("OVH_ACCESS_TOKEN", &sandbox.credentials().token.value)
            .env("SSL_CERT_FILE", sandbox.ca_file().unwrap())
            // This machine is never reached through a proxy.
            .env("HTTPS_PROXY", "http://127.0.0.1:9"),
    );
    assert_eq!(sandbox.requests().count("GET /auth/details"), 1);
}

#[tokio::test]
async fn a_proxy_is_used() {
    if is_child() {
        let error = client().identity().await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(fault) if fault.kind == FaultKind::Connect),
            "{error:?}"
        );
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = proxy.local_addr().unwrap();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let mut head = vec![0; 4096];
        let length = stream.read(&mut head).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n")
            .await
            .unwrap();
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    let run = tokio::task::spawn_blocking(move || {
        assert_passes(
            child("process::a_proxy_is_used")
                .env("OVH_ENDPOINT", "https://api.example.invalid/1.0")
                .env("OVH_ACCESS_TOKEN", "planted")
                .env_remove("NO_PROXY")
                .env_remove("no_proxy")
                .env("HTTPS_PROXY", format!("http://{address}")),
        );
    });
    run.await.unwrap();
    let head = asked.await.unwrap();
    assert!(
        head.starts_with("CONNECT api.example.invalid:443"),
        "{head}"
    );
    assert!(!head.contains("planted"), "{head}");
}
