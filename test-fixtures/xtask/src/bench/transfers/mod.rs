//! `cargo xtask bench transfers`: exports that move bytes, side by side with the tools people would take instead, in one run.
//!
//! Ours are measured as a person meets them: a whole `terraform apply`, which looks, plans, copies and verifies. The others only copy. What an
//! apply of next to nothing takes is measured in the same run and shown beside.

mod images;
mod made;
mod objects;
mod registry;
mod weed;

use std::{ffi::OsString, fmt, fs, path::Path, process::ExitCode, time::Duration, time::Instant};

use anyhow::{Context, Result};

use crate::{
    bench::{Spread, exports::watch},
    binaries::{Binaries, Build},
    repository::Repository,
    terraform::Terraform,
    tools::{self, Tools},
};

/// How much is moved.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Of the large image, in MB; each of its two platforms has half.
    pub megabytes: u64,
    /// Small images that share their layers.
    pub images: usize,
    /// Small objects.
    pub objects: usize,
    /// Of the large object, in MB.
    pub object_megabytes: u64,
    /// How often each is measured.
    pub times: usize,
}

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// (a) to (c)
    Images,
    /// (d) to (f)
    Objects,
}

/// What one run of one side took.
struct Taken {
    time: Duration,
    /// Of the provider at its highest.
    memory: Option<u64>,
    /// Time of sums, on all threads together.
    hashing: Option<Duration>,
}

/// Runs of one side.
#[derive(Default)]
struct Side {
    times: Vec<Duration>,
    memory: Option<u64>,
    hashing: Vec<Duration>,
}

impl Side {
    fn add(&mut self, taken: Taken) {
        self.times.push(taken.time);
        self.memory = self.memory.max(taken.memory);
        self.hashing.extend(taken.hashing);
    }
}

/// Where Terraform writes what the provider says.
const LOG: &str = "provider.log";

/// What makes Terraform write it.
fn logged(mut environment: Vec<(String, OsString)>) -> Vec<(String, OsString)> {
    environment.push(("TF_LOG_PROVIDER".to_owned(), "INFO".into()));
    environment.push(("TF_LOG_PATH".to_owned(), LOG.into()));
    environment
}

/// A whole apply.
fn apply(terraform: &Terraform) -> Result<Taken> {
    let log = terraform.folder().join(LOG);
    fs::write(&log, "")?;
    let (time, memory) = watch(terraform, &["apply", "-no-color", "-auto-approve"])?;
    let text = fs::read_to_string(&log)?;
    let hashing = hashing(&text).context("the provider does not say how long it hashed")?;
    Ok(Taken {
        time,
        memory,
        hashing: Some(hashing),
    })
}

/// What the last line says that says it.
fn hashing(log: &str) -> Option<Duration> {
    let rest = log
        .rsplit("hashing_ms=")
        .next()
        .filter(|rest| rest.len() < log.len())?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().ok().map(Duration::from_millis)
}

/// One line of the table.
struct Row {
    what: String,
    ours: Spread,
    fixed: Duration,
    theirs: Spread,
    peer: &'static str,
    /// Of the provider at its highest.
    memory: Option<u64>,
    hashing: Duration,
    remark: String,
}

impl Row {
    /// `fixed` is what an apply of next to nothing took.
    fn new(
        what: String,
        ours: Side,
        fixed: Duration,
        (peer, theirs): (&'static str, Side),
        remark: String,
    ) -> Self {
        Self {
            what,
            ours: Spread::of(ours.times),
            fixed,
            theirs: Spread::of(theirs.times),
            peer,
            memory: ours.memory,
            hashing: Spread::of(ours.hashing).median,
            remark,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spread = |spread: Spread| {
            let (median, least) = (spread.median.as_secs_f64(), spread.least.as_secs_f64());
            format!("{median:.2} ({least:.2})")
        };
        let memory = self
            .memory
            .map_or_else(|| "?".to_owned(), |bytes| (bytes >> 20).to_string());
        let ours = self.ours.median.as_secs_f64();
        write!(
            f,
            "| {} | {} | {:.2} | {} | {} | {:.2} | {memory} | {:.0} | {} |",
            self.what,
            spread(self.ours),
            self.fixed.as_secs_f64(),
            spread(self.theirs),
            self.peer,
            self.theirs.median.as_secs_f64() / ours,
            100.0 * self.hashing.as_secs_f64() / ours,
            self.remark
        )
    }
}

/// Measures, then prints a Markdown table.
pub fn run(
    repository: &Repository,
    sizes: Sizes,
    only: Option<Part>,
    build: Build,
) -> Result<ExitCode> {
    let binaries = Binaries::build(repository, build)?;
    let tools = Tools::bring(repository)?;
    let program = match tools::on_path("terraform") {
        Ok(path) => path,
        Err(_) => tools.terraform("1.15"),
    };
    println!(
        "\n{} times each: median (least). Hashing is the time of all threads in percent of the whole.\n",
        sizes.times.max(1)
    );
    println!(
        "| what | ours, s | of it for an apply of nothing, s | peer, s | peer | times as fast | memory, MiB | hashing, % | counted, and limits |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    if only != Some(Part::Objects) {
        tools.bring_image_judges()?;
        for row in images::measure(repository, &binaries, &tools, &program, sizes)? {
            println!("{row}");
        }
    }
    if only != Some(Part::Images) {
        tools.bring_store_judges()?;
        for row in objects::measure(repository, &binaries, &tools, &program, sizes)? {
            println!("{row}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What machine and disk allow: the files copied, and their sums taken by programs that do nothing else.
fn limits(files: &[impl AsRef<Path>], copy: &Path, sums: &[&str]) -> Result<String> {
    let started = Instant::now();
    for file in files {
        fs::copy(file, copy)?;
        fs::File::open(copy)?.sync_all()?;
    }
    let mut text = format!(
        "`cp` and `sync` of the files {:.2} s",
        started.elapsed().as_secs_f64()
    );
    fs::remove_file(copy)?;
    for sum in sums {
        let started = Instant::now();
        for file in files {
            made::sum(sum, file.as_ref())?;
        }
        text.push_str(&format!(
            ", `{sum}` {:.2} s",
            started.elapsed().as_secs_f64()
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_hashing_counts() {
        let log = "[INFO] copied: bytes=7 hashing_ms=12\n[INFO] copied: hashing_ms=345 bytes=9\n";
        assert_eq!(hashing(log), Some(Duration::from_millis(345)));
        assert_eq!(hashing("[INFO] nothing"), None);
    }
}
