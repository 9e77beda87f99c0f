//! Objects between buckets and into folders, beside `rclone`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use serde_json::json;

use super::{
    Row, Sizes, limits,
    made::noise,
    weed::{KEY, SECRET, Weed},
};
use crate::{
    bench::exports::watch,
    binaries::Binaries,
    repository::{Repository, empty_folder},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
    tools::Tools,
};

/// What makes `rclone` fastest here.
const FLAGS: [&str; 11] = [
    "--transfers=32",
    "--checkers=32",
    "--fast-list",
    "--s3-no-check-bucket",
    "--s3-no-head",
    "--s3-no-head-object",
    "--multi-thread-streams=8",
    "--multi-thread-cutoff=64M",
    "--s3-upload-concurrency=8",
    "--s3-chunk-size=16M",
    "--metadata",
];
const PEER: &str = "rclone";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Bucket,
    Folder,
}

struct Bench {
    folder: PathBuf,
    weed: Weed,
    terraform: Terraform,
}

/// Rows (d) to (f).
pub(super) fn measure(
    repository: &Repository,
    binaries: &Binaries,
    tools: &Tools,
    program: &Path,
    sizes: Sizes,
) -> Result<Vec<Row>> {
    let folder = repository.scratch("bench objects")?;
    let installation = Installation::new(&folder, binaries)?;
    let sandbox = Sandbox::start(&binaries.sandbox, &["--empty"], &folder.join("sandbox.log"))?;
    let bench = Bench {
        weed: Weed::start(tools, &folder.join("weed"))?,
        terraform: Terraform::new(
            program,
            &folder.join("run"),
            &installation,
            sandbox.environment(Credentials::Keys)?,
        ),
        folder,
    };
    let limits = bench.fill(sizes)?;
    let mut rows = Vec::new();
    for (into, what) in [(Into::Bucket, "S3 → S3"), (Into::Folder, "S3 → disk")] {
        let name = format!("(d) {} small objects, {what}", sizes.objects);
        rows.extend(bench.rows(name, "small", into, sizes.times, "")?);
    }
    for (into, what) in [(Into::Bucket, "S3 → S3"), (Into::Folder, "S3 → disk")] {
        let name = format!("(e) one object of {} MB, {what}", sizes.object_megabytes);
        rows.extend(bench.rows(name, "large", into, sizes.times, &limits)?);
    }
    Ok(rows)
}

impl Bench {
    /// A copy of a bucket, and of many objects a second one when nothing has changed.
    fn rows(
        &self,
        what: String,
        bucket: &str,
        into: Into,
        times: usize,
        remark: &str,
    ) -> Result<Vec<Row>> {
        let (mut first, mut again) = (Side::default(), Side::default());
        let (mut theirs, mut theirs_again) = (Side::default(), Side::default());
        for time in 0..times.max(1) {
            let name = format!("ours-{bucket}-{time}");
            self.configure(bucket, into, &name)?;
            let apply = || watch(&self.terraform, &["apply", "-no-color", "-auto-approve"]);
            first.measure(self, apply)?;
            again.measure(self, apply)?;
            self.clear(into, &name)?;

            let name = format!("theirs-{bucket}-{time}");
            let from = format!("from:{bucket}");
            let to = match into {
                Into::Bucket => format!("to:copies/{name}"),
                Into::Folder => self.folder.join(&name).display().to_string(),
            };
            let copy = || {
                let started = Instant::now();
                self.weed
                    .rclone(&[&["copy", &from, &to], &FLAGS[..]].concat())?;
                Ok((started.elapsed(), None))
            };
            theirs.measure(self, copy)?;
            theirs_again.measure(self, copy)?;
            self.clear(into, &name)?;
        }
        let requests = |ours: &Side, theirs: &Side| {
            format!(
                "{} requests, of the peer {}.",
                ours.requests, theirs.requests
            )
        };
        let remark = format!("{} {remark}", requests(&first, &theirs));
        let mut rows = vec![Row::new(
            what.clone(),
            first.times,
            (PEER, theirs.times),
            first.memory,
            remark.trim_end(),
        )];
        if bucket == "small" {
            rows.push(Row::new(
                what.replace("(d)", "(f) once more"),
                again.times.clone(),
                (PEER, theirs_again.times.clone()),
                again.memory,
                &requests(&again, &theirs_again),
            ));
        }
        Ok(rows)
    }

    fn configure(&self, bucket: &str, into: Into, name: &str) -> Result<()> {
        let run = self.terraform.folder();
        empty_folder(run)?;
        let destination = match into {
            Into::Bucket => format!("s3:copies/{name}"),
            Into::Folder => format!("file:{}", self.folder.join(name).display()),
        };
        let store = json!({
            "endpoint": self.weed.endpoint(), "region": "us-east-1", "access_key": KEY, "secret_key": SECRET,
        });
        let text = format!(
            "terraform {{\n  required_providers {{\n    ovhai = {{ source = \"ovh-reversibility/ovhai\" }}\n  }}\n}}\n\
             provider \"ovhai\" {{\n  object_stores = {{ from = {store}, to = {store} }}\n}}\n\
             data \"ovhai_inventory\" \"all\" {{}}\n\
             resource \"ovhai_data_export\" \"copies\" {{\n  destination = {}\n  object_store = \"to\"\n  \
             revision = data.ovhai_inventory.all.revision\n  sources = [{{ store = \"from\", container = {} }}]\n}}\n",
            json!(destination),
            json!(bucket),
        );
        fs::write(run.join("main.tf"), text)?;
        self.terraform.expect(&["init", "-no-color"]).map(drop)
    }

    fn clear(&self, into: Into, name: &str) -> Result<()> {
        match into {
            Into::Bucket => {
                let to = format!("to:copies/{name}");
                self.weed.rclone(&["purge", &to, "--checkers=32"]).map(drop)
            }
            Into::Folder => Ok(fs::remove_dir_all(self.folder.join(name))?),
        }
    }

    /// Makes the objects and puts them into the source. Answers what machine and disk allow for the large one.
    fn fill(&self, sizes: Sizes) -> Result<String> {
        let small = self.folder.join("small");
        empty_folder(&small)?;
        for number in 0..sizes.objects {
            let folder = small.join(format!("{:03}", number / 100));
            fs::create_dir_all(&folder)?;
            let size = 512 + (number as u64 * 7919) % 7680;
            noise(
                &folder.join(format!("{number:06}.bin")),
                size,
                number as u64,
            )?;
        }
        let large = self.folder.join("large");
        empty_folder(&large)?;
        let object = large.join("model.bin");
        noise(&object, sizes.object_megabytes * 1_000_000, 1)?;
        for (folder, bucket) in [(&small, "from:small"), (&large, "from:large")] {
            let folder = folder.display().to_string();
            self.weed
                .rclone(&[&["copy", &folder, bucket], &FLAGS[..]].concat())?;
        }
        let limits = limits(
            &[&object],
            &self.folder.join("copied"),
            &["sha256sum", "md5sum"],
        )?;
        fs::remove_dir_all(&small)?;
        fs::remove_dir_all(&large)?;
        ensure!(self.weed.requests()? > 0, "SeaweedFS counts no requests");
        Ok(limits)
    }
}

/// What one of the two took.
#[derive(Default)]
struct Side {
    times: Vec<Duration>,
    memory: Option<u64>,
    /// Of the last time.
    requests: u64,
}

impl Side {
    fn measure(
        &mut self,
        bench: &Bench,
        run: impl FnOnce() -> Result<(Duration, Option<u64>)>,
    ) -> Result<()> {
        let before = bench.weed.requests()?;
        let (time, memory) = run()?;
        self.requests = bench.weed.requests()? - before;
        self.times.push(time);
        self.memory = self.memory.max(memory);
        Ok(())
    }
}
