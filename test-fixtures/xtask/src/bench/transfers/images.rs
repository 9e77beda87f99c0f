//! Images between two `docker-registry`s and into layouts, beside `skopeo`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Row, Side, Sizes, Taken, apply, limits, logged,
    made::{INDEX, Made},
    registry::{Counted, Registry},
};
use crate::{
    bench::Spread,
    binaries::Binaries,
    process,
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
            logged(sandbox.environment(Credentials::Keys)?),
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
        &limits,
    )?);
    rows.push(bench.row(
        format!(
            "(b) {} images sharing layers, registry → registry",
            sizes.images
        ),
        &small,
        Into::Registry,
        sizes.times,
        "",
    )?);
    rows.push(bench.row(
        "(c) as (a), registry → layout".to_owned(),
        &large,
        Into::Layout,
        sizes.times,
        &limits,
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
    fn row(
        &self,
        what: String,
        images: &[String],
        into: Into,
        times: usize,
        limits: &str,
    ) -> Result<Row> {
        let (mut ours, mut theirs, mut fixed) = (Side::default(), Side::default(), Vec::new());
        let mut counts = Vec::new();
        for time in 0..times.max(1) {
            let tiny = format!("tiny{}-{time}", images.len());
            fixed.push(self.ours(&["tiny:1".to_owned()], into, &tiny)?.time);
            let name = format!("ours{}-{time}", images.len());
            let (taken, own) = self.counted(|| self.ours(images, into, &name))?;
            ours.add(taken);
            let name = format!("theirs{}-{time}", images.len());
            let (taken, peers) = self.counted(|| self.theirs(images, into, &name))?;
            theirs.add(taken);
            counts = vec![("ours", own), ("peer's", peers)];
        }
        let counts = counts.into_iter().map(|(who, (source, target))| {
            let mut text = format!(
                "{who}: {} requests and {} MB of blobs at the source",
                source.requests,
                source.sent / 1_000_000
            );
            if into == Into::Registry {
                text.push_str(&format!(
                    ", {} requests and {} blobs at the target, {} of them twice",
                    target.requests,
                    target.stored.len(),
                    target.twice()
                ));
            }
            text
        });
        let mut remark: Vec<String> = counts.collect();
        remark.extend((!limits.is_empty()).then(|| limits.to_owned()));
        let fixed = Spread::of(fixed).median;
        Ok(Row::new(
            what,
            ours,
            fixed,
            ("skopeo", theirs),
            remark.join("; "),
        ))
    }

    /// Runs, and says what source and target answered.
    fn counted(&self, run: impl FnOnce() -> Result<Taken>) -> Result<(Taken, (Counted, Counted))> {
        let marks = (self.source.mark()?, self.target.mark()?);
        let taken = run()?;
        Ok((
            taken,
            (self.source.since(marks.0)?, self.target.since(marks.1)?),
        ))
    }

    /// A whole apply, from nothing.
    fn ours(&self, images: &[String], into: Into, name: &str) -> Result<Taken> {
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
        let measured = apply(&self.terraform)?;
        if into == Into::Layout {
            fs::remove_dir_all(&layout)?;
        }
        Ok(measured)
    }

    /// One image after the other, as scripts do.
    fn theirs(&self, images: &[String], into: Into, name: &str) -> Result<Taken> {
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
        let time = started.elapsed();
        if into == Into::Layout {
            fs::remove_dir_all(&layout)?;
        }
        Ok(Taken {
            time,
            memory: None,
            hashing: None,
        })
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
            .env("HOME", home)
            // Of root it would keep what lies where for the whole machine, and the next run would find it.
            .env("_CONTAINERS_ROOTLESS_UID", "1000")
            .env("XDG_DATA_HOME", home);
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
        made.name(&made.manifest(&[made.layer(1000, 7)?])?)?;
        let to = format!("docker://{}/tiny:1", self.source.host);
        self.skopeo(&home, &format!("oci:{}:1", path.display()), &to)?;
        fs::remove_dir_all(&path)?;
        Ok(limits)
    }
}
