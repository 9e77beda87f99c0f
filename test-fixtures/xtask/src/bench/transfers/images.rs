//! Images between two `docker-registry`s and into layouts, beside `skopeo`.

use std::{
    collections::BTreeSet,
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{
    Row, Sizes, limits,
    made::{INDEX, Made},
};
use crate::{
    bench::exports::watch,
    binaries::Binaries,
    process::{self, Background},
    repository::{Repository, empty_folder},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
    tools::Tools,
};

/// Layers that small images share, and their size.
const SHARED: (usize, u64) = (5, 20_000_000);

/// Rows (a) to (c).
pub(super) fn measure(
    repository: &Repository,
    binaries: &Binaries,
    tools: &Tools,
    program: &Path,
    sizes: Sizes,
) -> Result<Vec<Row>> {
    let folder = repository.scratch("bench transfers")?;
    let installation = Installation::new(&folder, binaries)?;
    let sandbox = Sandbox::start(&binaries.sandbox, &["--empty"], &folder.join("sandbox.log"))?;
    let bench = Bench {
        skopeo: tools.root().join("bin/skopeo"),
        source: Registry::start(tools, &folder.join("source"))?,
        target: Registry::start(tools, &folder.join("target"))?,
        terraform: Terraform::new(
            program,
            &folder.join("run"),
            &installation,
            sandbox.environment(Credentials::Keys)?,
        ),
        folder,
    };
    let limits = bench.fill(sizes)?;
    let large = ["large:1".to_owned()];
    let small: Vec<String> = (0..sizes.images)
        .map(|number| format!("small{number}:1"))
        .collect();
    let mut rows = Vec::new();
    rows.push(bench.row(
        format!(
            "(a) one image, 2 platforms, {} MB, registry → registry",
            sizes.megabytes
        ),
        &large,
        Into::Registry,
        sizes.times,
    )?);
    rows.push(bench.row(
        format!(
            "(b) {} images sharing layers, registry → registry",
            sizes.images
        ),
        &small,
        Into::Registry,
        sizes.times,
    )?);
    rows.push(bench.row(
        format!("(c) as (a), registry → layout; {limits}"),
        &large,
        Into::Layout,
        sizes.times,
    )?);
    Ok(rows)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Registry,
    Layout,
}

struct Bench {
    folder: PathBuf,
    skopeo: PathBuf,
    source: Registry,
    target: Registry,
    terraform: Terraform,
}

impl Bench {
    fn row(&self, what: String, images: &[String], into: Into, times: usize) -> Result<Row> {
        let (mut ours, mut theirs, mut memory) = (Vec::new(), Vec::new(), None);
        let mut remark = String::new();
        for time in 0..times.max(1) {
            let before = self.target.commits()?;
            let name = format!("ours{}-{time}", images.len());
            let (took, peak) = self.ours(images, into, &name)?;
            ours.push(took);
            memory = memory.max(peak);
            if into == Into::Registry {
                let commits = self.target.commits()?.split_off(before.len());
                let distinct: BTreeSet<&String> = commits.iter().collect();
                remark = format!(
                    "{} blobs stored, {} of them twice",
                    commits.len(),
                    commits.len() - distinct.len()
                );
            }
            theirs.push(self.theirs(images, into, &format!("theirs{}-{time}", images.len()))?);
        }
        Ok(Row::new(what, ours, ("skopeo", theirs), memory, &remark))
    }

    /// A whole apply, from nothing.
    fn ours(&self, images: &[String], into: Into, name: &str) -> Result<(Duration, Option<u64>)> {
        let run = self.terraform.folder();
        empty_folder(run)?;
        let layout = self.folder.join("layout");
        let destination = match into {
            Into::Registry => format!("oci:{}/{name}", self.target.host),
            Into::Layout => format!("file:{}", layout.display()),
        };
        let text = format!(
            "terraform {{\n  required_providers {{\n    ovhai = {{ source = \"ovh-reversibility/ovhai\" }}\n  }}\n}}\n\
             data \"ovhai_inventory\" \"all\" {{}}\n\
             resource \"ovhai_image_export\" \"copies\" {{\n  destination = {}\n  revision = data.ovhai_inventory.all.revision\n  \
             source = \"oci:{}\"\n  naming = \"path\"\n  images = {}\n}}\n",
            json!(destination),
            self.source.host,
            json!(images)
        );
        fs::write(run.join("main.tf"), text)?;
        self.terraform.expect(&["init", "-no-color"])?;
        let measured = watch(&self.terraform, &["apply", "-no-color", "-auto-approve"])?;
        if into == Into::Layout {
            fs::remove_dir_all(&layout)?;
        }
        Ok(measured)
    }

    /// One image after the other, as scripts do.
    fn theirs(&self, images: &[String], into: Into, name: &str) -> Result<Duration> {
        let layout = self.folder.join("layout");
        // Its memory of what lies where: kept within a run, as it is for people.
        let home = self.folder.join("home");
        empty_folder(&home)?;
        let started = Instant::now();
        for image in images {
            let to = match into {
                Into::Registry => format!("docker://{}/{name}/{image}", self.target.host),
                Into::Layout => format!("oci:{}:1", layout.display()),
            };
            let from = format!("docker://{}/{image}", self.source.host);
            self.skopeo(&home, &from, &to)?;
        }
        let took = started.elapsed();
        if into == Into::Layout {
            fs::remove_dir_all(&layout)?;
        }
        Ok(took)
    }

    fn skopeo(&self, home: &Path, from: &str, to: &str) -> Result<()> {
        let mut command = Command::new(&self.skopeo);
        command
            .args([
                "--insecure-policy",
                "copy",
                "--quiet",
                "--all",
                "--preserve-digests",
            ])
            .args([
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                from,
                to,
            ])
            .env("HOME", home);
        process::output(&mut command).map(drop)
    }

    /// Makes the images and puts them into the source. Answers what machine and disk allow.
    fn fill(&self, sizes: Sizes) -> Result<String> {
        let home = self.folder.join("home");
        empty_folder(&home)?;
        let layer = sizes.megabytes * 1_000_000 / 6;
        let path = self.folder.join("made");
        let large = Made::new(&path)?;
        let mut children = Vec::new();
        for (at, platform) in ["amd64", "arm64"].iter().enumerate() {
            let layers: Vec<Value> = (0..3)
                .map(|number| large.layer(layer, (at * 3 + number) as u64))
                .collect::<Result<_>>()?;
            let mut child = large.manifest(&layers)?;
            child["platform"] = json!({"os": "linux", "architecture": platform});
            children.push(child);
        }
        let index = large.document(
            &json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": children}),
            INDEX,
        )?;
        large.name(&index)?;
        let to = format!("docker://{}/large:1", self.source.host);
        self.skopeo(&home, &format!("oci:{}:1", path.display()), &to)?;

        let files: Vec<PathBuf> = fs::read_dir(path.join("blobs/sha256"))?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        let limits = limits(&files, &self.folder.join("copied"), &["sha256sum"])?;
        fs::remove_dir_all(&path)?;

        let made = Made::new(&path)?;
        let shared: Vec<Value> = (0..SHARED.0)
            .map(|number| made.layer(SHARED.1, 100 + number as u64))
            .collect::<Result<_>>()?;
        for number in 0..sizes.images {
            let mut layers = shared.clone();
            layers.push(made.layer(200_000, 1000 + number as u64)?);
            made.name(&made.manifest(&layers)?)?;
            let to = format!("docker://{}/small{number}:1", self.source.host);
            self.skopeo(&home, &format!("oci:{}:1", path.display()), &to)?;
        }
        fs::remove_dir_all(&path)?;
        Ok(limits)
    }
}

/// A `docker-registry` with a log of what it stored.
struct Registry {
    _process: Background,
    host: String,
    log: PathBuf,
}

impl Registry {
    fn start(tools: &Tools, folder: &Path) -> Result<Self> {
        empty_folder(folder)?;
        let host = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let configuration = json!({
            "version": "0.1",
            "log": {"level": "info", "accesslog": {"disabled": true}},
            "storage": {"filesystem": {"rootdirectory": folder.join("data")}},
            "http": {"addr": host, "secret": "any"},
        });
        let path = folder.join("config.yml");
        // JSON is YAML.
        fs::write(&path, configuration.to_string())?;
        let log = folder.join("log");
        let mut command = Command::new("sh");
        command
            .args(["-c", "echo started; exec \"$0\" serve \"$1\""])
            .arg(tools.root().join("bin/docker-registry"))
            .arg(&path);
        let (process, _) = Background::start(&command, &log, Duration::from_secs(10))?;
        let begun = Instant::now();
        while TcpStream::connect(&host).is_err() {
            ensure!(
                begun.elapsed() < Duration::from_secs(30),
                "docker-registry does not answer; see {}",
                log.display()
            );
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Self {
            _process: process,
            host,
            log,
        })
    }

    /// Digests of blobs whose uploads ended, in order.
    fn commits(&self) -> Result<Vec<String>> {
        let text = fs::read_to_string(&self.log)?;
        let ended = text.lines().filter(|line| {
            line.contains("response completed") && line.contains("http.request.method=PUT")
        });
        Ok(ended
            .filter_map(|line| line.split("/blobs/uploads/").nth(1))
            .filter_map(|rest| rest.split("digest=").nth(1))
            .map(|rest| {
                let end = rest.find(['&', '"', ' ']).unwrap_or(rest.len());
                rest[..end].to_owned()
            })
            .collect())
    }
}
