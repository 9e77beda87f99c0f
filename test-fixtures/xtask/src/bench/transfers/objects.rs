//! Objects between buckets and into folders, beside `rclone`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Result, ensure};
use serde_json::json;

use super::{
    Row, Side, Sizes, Taken, apply, limits, logged,
    made::noise,
    weed::{KEY, SECRET, Weed},
};
use crate::{
    bench::{Spread, exports::watch},
    binaries::Binaries,
    process,
    repository::{Repository, empty_folder},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
    tools::Tools,
};

/// What makes `rclone` fastest here.
const FLAGS: [&str; 9] = [
    "--transfers=32",
    "--checkers=32",
    "--fast-list",
    "--s3-no-check-bucket",
    "--multi-thread-streams=8",
    "--multi-thread-cutoff=64M",
    "--s3-upload-concurrency=8",
    "--s3-chunk-size=16M",
    "--metadata",
];
/// Of small objects it need not ask what they are and whether they arrived; large ones it takes for empty then.
const SMALL: [&str; 2] = ["--s3-no-head", "--s3-no-head-object"];
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
            logged(sandbox.environment(Credentials::Keys)?),
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
        let (mut first, mut again) = (Asked::default(), Asked::default());
        let (mut theirs, mut theirs_again) = (Asked::default(), Asked::default());
        let (mut fixed, mut synced) = (Vec::new(), Vec::new());
        for time in 0..times.max(1) {
            let name = format!("tiny-{bucket}-{time}");
            self.configure("tiny", into, &name)?;
            fixed.push(apply(&self.terraform)?.time);
            self.clear(into, &name)?;

            let name = format!("ours-{bucket}-{time}");
            self.configure(bucket, into, &name)?;
            first.measure(self, || apply(&self.terraform))?;
            if bucket == "small" {
                again.measure(self, || self.again())?;
            }
            self.clear(into, &name)?;

            let name = format!("theirs-{bucket}-{time}");
            let from = format!("from:{bucket}");
            let to = match into {
                Into::Bucket => format!("to:copies/{name}"),
                Into::Folder => self.folder.join(&name).display().to_string(),
            };
            let mut arguments = [&["copy", &from, &to], &FLAGS[..]].concat();
            if bucket == "small" {
                arguments.extend(SMALL);
            }
            let copy = || {
                let started = Instant::now();
                self.weed.rclone(&arguments)?;
                Ok(Taken {
                    time: started.elapsed(),
                    memory: None,
                    hashing: None,
                })
            };
            theirs.measure(self, copy)?;
            if into == Into::Folder {
                let started = Instant::now();
                process::output(Command::new("sync").args(["-f", &to]))?;
                synced.push(started.elapsed());
            }
            if bucket == "small" {
                theirs_again.measure(self, copy)?;
            }
            self.clear(into, &name)?;
        }
        let requests = |ours: &Asked, theirs: &Asked| {
            format!("{} requests, the peer's {}", ours.requests, theirs.requests)
        };
        let mut remarks = vec![requests(&first, &theirs)];
        if into == Into::Folder {
            let more = Spread::of(synced).median.as_secs_f64();
            remarks.push(format!(
                "to `sync` what the peer wrote took {more:.2} s more"
            ));
        }
        remarks.extend((!remark.is_empty()).then(|| remark.to_owned()));
        let again_remark = requests(&again, &theirs_again);
        let fixed = Spread::of(fixed).median;
        let mut rows = vec![Row::new(
            what.clone(),
            first.side,
            fixed,
            (PEER, theirs.side),
            remarks.join("; "),
        )];
        if bucket == "small" {
            rows.push(Row::new(
                what.replace("(d)", "(f) once more"),
                again.side,
                fixed,
                (PEER, theirs_again.side),
                again_remark,
            ));
        }
        Ok(rows)
    }

    /// An apply that finds nothing to do, and hashes nothing.
    fn again(&self) -> Result<Taken> {
        let (time, memory) = watch(&self.terraform, &["apply", "-no-color", "-auto-approve"])?;
        Ok(Taken {
            time,
            memory,
            hashing: None,
        })
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
        let tiny = self.folder.join("tiny");
        empty_folder(&tiny)?;
        fs::write(tiny.join("x"), "x")?;
        for (folder, bucket) in [
            (&small, "from:small"),
            (&large, "from:large"),
            (&tiny, "from:tiny"),
        ] {
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

/// What one of the two took, and how often it asked the last time.
#[derive(Default)]
struct Asked {
    side: Side,
    requests: u64,
}

impl Asked {
    fn measure(&mut self, bench: &Bench, run: impl FnOnce() -> Result<Taken>) -> Result<()> {
        let before = bench.weed.requests()?;
        let taken = run()?;
        self.requests = bench.weed.requests()? - before;
        self.side.add(taken);
        Ok(())
    }
}
