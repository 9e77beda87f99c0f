//! A `docker-registry`, and `skopeo` that judges what is in it.

use std::{
    collections::BTreeMap,
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;

/// The password of `me` at a closed registry.
pub const PASSWORD: &str = "the-password-of-the-second-registry";
/// Of that password, by bcrypt.
const HASH: &str = "$2b$05$abcdefghijklmnopqrstuuJuQvQyVXrcx8cCIwoDX9zibxkDWEzym";

/// A `docker-registry` that ends with the test.
pub struct Real {
    child: Child,
    pub host: String,
}

impl Drop for Real {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Where the programs of other people are.
pub fn tools() -> PathBuf {
    PathBuf::from(std::env::var_os("OVHAI_TOOLS").unwrap())
}

fn tool(name: &str) -> PathBuf {
    tools().join("bin").join(name)
}

impl Real {
    /// Keeps everything below `folder`; with TLS and passwords if `is_closed`.
    pub fn start(folder: &Path, is_closed: bool) -> Self {
        fs::create_dir_all(folder).unwrap();
        let host = {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().to_string()
        };
        let mut configuration = json!({
            "version": "0.1",
            "log": {"level": "error"},
            "storage": {"filesystem": {"rootdirectory": folder.join("data")}, "delete": {"enabled": true}},
            "http": {"addr": host, "secret": "the same after a restart"},
        });
        if is_closed {
            certificates(folder);
            fs::write(folder.join("htpasswd"), format!("me:{HASH}\n")).unwrap();
            configuration["http"]["tls"] = json!({
                "certificate": folder.join("server.crt"), "key": folder.join("server.key"),
            });
            configuration["auth"] =
                json!({"htpasswd": {"realm": "exit", "path": folder.join("htpasswd")}});
        }
        let path = folder.join("config.yml");
        // JSON is YAML.
        fs::write(&path, configuration.to_string()).unwrap();
        let child = Command::new(tool("docker-registry"))
            .arg("serve")
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while TcpStream::connect(&host).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "docker-registry does not answer"
            );
            sleep(Duration::from_millis(50));
        }
        Self { child, host }
    }
}

/// A server certificate for this machine by an authority of its own, `ca.crt`.
fn certificates(folder: &Path) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let server = server.signed_by(&key, &issuer).unwrap();
    // Alone in a folder: skopeo takes every file of it.
    fs::create_dir_all(folder.join("trusted")).unwrap();
    fs::write(folder.join("trusted/ca.crt"), root.pem()).unwrap();
    fs::write(folder.join("server.crt"), server.pem()).unwrap();
    fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
}

pub fn skopeo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(tool("skopeo"))
        .arg("--insecure-policy")
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "skopeo {arguments:?}: {said}");
    output.stdout
}

/// Every file of a folder, which skopeo names by digest and has verified.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    (fs::read_dir(folder).unwrap())
        .map(|entry| {
            let entry = entry.unwrap();
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

pub fn layer(seed: usize, size: usize) -> Vec<u8> {
    (0..size)
        .map(|at| ((at * seed) % 251 + at / 509) as u8)
        .collect()
}
