//! The handshake and who may connect.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]
#![cfg(unix)]

mod lab_binary;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use terraform_plugin::proto::{health, plugin, tfplugin6 as pb};
use tokio::io::{AsyncRead, AsyncWrite};
use tonic::transport::{Channel, Endpoint};

const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// A client's certificate and key.
struct Client {
    certificate: CertificateDer<'static>,
    pem: String,
    key: Vec<u8>,
}

impl Client {
    fn new() -> Self {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        // Like Terraform's own: an authority.
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            certificate: certificate.der().clone(),
            pem: certificate.pem(),
            key: key.serialize_der(),
        }
    }
}

struct Provider {
    process: Child,
    network: String,
    address: String,
    certificate: CertificateDer<'static>,
}

impl Drop for Provider {
    /// Asks first, so that it removes its socket.
    fn drop(&mut self) {
        if let Ok(None) = self.process.try_wait() {
            let ask = format!("kill -s TERM {}", self.process.id());
            let _ = Command::new("sh").arg("-c").arg(ask).status();
        }
        let _ = self.process.wait();
    }
}

fn command() -> Command {
    let mut command = Command::new(lab_binary::lab());
    command
        .env(COOKIE.0, COOKIE.1)
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env_remove("TF_DISABLE_PLUGIN_TLS");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Provider {
    fn start(client: &Client, environment: &[(&str, &str)]) -> Self {
        let mut process = command()
            .env("PLUGIN_CLIENT_CERT", &client.pem)
            .envs(environment.iter().copied())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let parts: Vec<_> = line.trim_end().split('|').collect();
        assert_eq!(
            (parts.len(), parts[0], parts[1], parts[4]),
            (6, "1", "6", "grpc"),
            "{line}"
        );
        assert!(!parts[5].contains('='), "no padding");
        let certificate = base64::engine::general_purpose::STANDARD_NO_PAD
            .decode(parts[5])
            .unwrap();
        Self {
            process,
            network: parts[2].to_owned(),
            address: parts[3].to_owned(),
            certificate: certificate.into(),
        }
    }

    /// Connects with a client certificate, another one, or none.
    async fn connect(
        &self,
        client: Option<&Client>,
    ) -> Result<Channel, Box<dyn std::error::Error + Send + Sync>> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.certificate.clone())?;
        let builder = rustls::ClientConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
        let mut config = match client {
            Some(client) => {
                let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(client.key.clone()));
                builder.with_client_auth_cert(vec![client.certificate.clone()], key)?
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        let name = ServerName::try_from("localhost")?;
        let tls = tokio_rustls::TlsConnector::from(Arc::new(config));
        if self.network == "unix" {
            channel(
                tls.connect(name, tokio::net::UnixStream::connect(&self.address).await?)
                    .await?,
            )
            .await
        } else {
            channel(
                tls.connect(name, tokio::net::TcpStream::connect(&self.address).await?)
                    .await?,
            )
            .await
        }
    }
}

async fn channel<S>(stream: S) -> Result<Channel, Box<dyn std::error::Error + Send + Sync>>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let stream = std::sync::Mutex::new(Some(stream));
    let connector = tower::service_fn(move |_: http::Uri| {
        let stream = stream.lock().unwrap().take();
        async move {
            stream
                .map(hyper_util::rt::TokioIo::new)
                .ok_or_else(|| std::io::Error::other("used"))
        }
    });
    Ok(Endpoint::from_static("http://provider")
        .connect_with_connector(connector)
        .await?)
}

/// True when the provider answers over a connection of this client.
async fn is_served(provider: &Provider, client: Option<&Client>) -> bool {
    let attempt = async {
        let channel = provider.connect(client).await.ok()?;
        let mut grpc = pb::provider_client::ProviderClient::new(channel);
        grpc.get_metadata(pb::get_metadata::Request {}).await.ok()
    };
    tokio::time::timeout(Duration::from_secs(10), attempt)
        .await
        .unwrap()
        .is_some()
}

#[tokio::test]
async fn only_the_client_with_the_announced_certificate_is_served() {
    let (client, other) = (Client::new(), Client::new());
    for environment in [&[][..], &[("TF_PLUGIN_FORCE_TCP", "1")]] {
        let provider = Provider::start(&client, environment);
        assert_eq!(
            provider.network,
            if environment.is_empty() {
                "unix"
            } else {
                "tcp"
            }
        );
        assert!(!is_served(&provider, None).await, "no certificate");
        assert!(
            !is_served(&provider, Some(&other)).await,
            "another certificate"
        );
        let stolen = Client {
            certificate: client.certificate.clone(),
            pem: client.pem.clone(),
            key: other.key.clone(),
        };
        assert!(
            !is_served(&provider, Some(&stolen)).await,
            "the certificate without its key"
        );
        assert!(is_served(&provider, Some(&client)).await);
    }
}

#[tokio::test]
async fn plain_text_is_not_served_beside_tls() {
    let client = Client::new();
    let provider = Provider::start(&client, &[("TF_DISABLE_PLUGIN_TLS", "1")]);
    let stream = tokio::net::UnixStream::connect(&provider.address)
        .await
        .unwrap();
    let attempt = async {
        let mut grpc = pb::provider_client::ProviderClient::new(channel(stream).await.ok()?);
        grpc.get_metadata(pb::get_metadata::Request {}).await.ok()
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(10), attempt)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn the_host_services_answer_and_shutdown_ends_the_process() {
    let client = Client::new();
    let mut provider = Provider::start(&client, &[]);
    let folder = std::path::Path::new(&provider.address)
        .parent()
        .unwrap()
        .to_owned();
    let mode = std::os::unix::fs::PermissionsExt::mode(&folder.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o700);

    let channel = provider.connect(Some(&client)).await.unwrap();
    let request = health::HealthCheckRequest {
        service: "plugin".to_owned(),
    };
    let answer = health::health_client::HealthClient::new(channel.clone())
        .check(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        answer.status(),
        health::health_check_response::ServingStatus::Serving
    );
    let mut stdio = plugin::grpc_stdio_client::GrpcStdioClient::new(channel.clone())
        .stream_stdio(())
        .await
        .unwrap()
        .into_inner();
    let silence = tokio::time::timeout(Duration::from_millis(300), stdio.message()).await;
    assert!(silence.is_err(), "the stream stays open");
    let mut broker = plugin::grpc_broker_client::GrpcBrokerClient::new(channel.clone());
    let refused = broker
        .start_stream(tokio_stream::pending::<plugin::ConnInfo>())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unimplemented);

    let start = std::time::Instant::now();
    plugin::grpc_controller_client::GrpcControllerClient::new(channel)
        .shutdown(plugin::Empty {})
        .await
        .unwrap();
    let status = tokio::task::spawn_blocking(move || {
        let status = provider.process.wait().unwrap();
        let mut rest = String::new();
        provider
            .process
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut rest)
            .unwrap();
        (status, rest)
    });
    let (status, rest) = status.await.unwrap();
    assert!(status.success());
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "Terraform would kill it: {:?}",
        start.elapsed()
    );
    assert_eq!(rest, "", "nothing but the handshake on stdout");
    assert!(!folder.exists(), "the socket is removed");
}

#[test]
fn signals_end_it_or_do_not() {
    let mut provider = Provider::start(&Client::new(), &[]);
    let send = |name: &str, id: u32| {
        assert!(
            Command::new("sh")
                .arg("-c")
                .arg(format!("kill -s {name} {id}"))
                .status()
                .unwrap()
                .success()
        );
    };
    send("INT", provider.process.id());
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        provider.process.try_wait().unwrap().is_none(),
        "Ctrl-C is Terraform's to handle"
    );
    send("TERM", provider.process.id());
    assert!(provider.process.wait().unwrap().success());
}

#[test]
fn refusals_say_why() {
    let refused = |environment: &[(&str, &str)]| {
        let output = command()
            .env_remove("PLUGIN_CLIENT_CERT")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty(), "no handshake");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&[]).contains("PLUGIN_CLIENT_CERT"));
    assert!(
        refused(&[("TF_DISABLE_PLUGIN_TLS", "1"), ("TF_PLUGIN_FORCE_TCP", "1")])
            .contains("TF_DISABLE_PLUGIN_TLS")
    );
    assert!(refused(&[("PLUGIN_CLIENT_CERT", "nonsense")]).contains("not a certificate"));
    assert!(refused(&[("PLUGIN_PROTOCOL_VERSIONS", "5")]).contains("version 6"));
    assert!(
        refused(&[(COOKIE.0, "wrong")]).contains("nothing to run by hand")
            || refused(&[(COOKIE.0, "wrong")]).contains("Terraform starts it")
    );
    let all_taken = [
        ("TF_PLUGIN_FORCE_TCP", "1"),
        ("PLUGIN_MIN_PORT", "1"),
        ("PLUGIN_MAX_PORT", "0"),
    ];
    assert!(refused(&all_taken).contains("no free port"));
}
