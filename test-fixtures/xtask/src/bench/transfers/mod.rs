//! `cargo xtask bench transfers`: exports that move bytes, side by side with the tools people would take instead, in one run.
//!
//! Ours are measured as a person meets them: a whole `terraform apply`, which looks, plans, copies and verifies. The others only copy.

mod images;
mod made;
mod objects;
mod weed;

use std::{fmt, fs, path::Path, process::ExitCode, time::Duration, time::Instant};

use anyhow::Result;

use crate::{
    bench::Spread,
    binaries::{Binaries, Build},
    repository::Repository,
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

/// One line of the table.
struct Row {
    what: String,
    ours: Duration,
    theirs: Duration,
    peer: &'static str,
    /// Of the provider at its highest.
    memory: Option<u64>,
    remark: String,
}

impl Row {
    /// Of medians.
    fn new(
        what: String,
        ours: Vec<Duration>,
        (peer, theirs): (&'static str, Vec<Duration>),
        memory: Option<u64>,
        remark: &str,
    ) -> Self {
        let (ours, theirs) = (Spread::of(ours).median, Spread::of(theirs).median);
        let faster = theirs.as_secs_f64() / ours.as_secs_f64();
        Self {
            what,
            ours,
            theirs,
            peer,
            memory,
            remark: format!("{faster:.2} times as fast. {remark}"),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memory = self
            .memory
            .map_or_else(|| "?".to_owned(), |bytes| (bytes >> 20).to_string());
        write!(
            f,
            "| {} | {:.2} | {:.2} | {} | {memory} | {} |",
            self.what,
            self.ours.as_secs_f64(),
            self.theirs.as_secs_f64(),
            self.peer,
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
    let mut rows = Vec::new();
    if only != Some(Part::Objects) {
        tools.bring_image_judges()?;
        rows.extend(images::measure(
            repository, &binaries, &tools, &program, sizes,
        )?);
    }
    if only != Some(Part::Images) {
        tools.bring_store_judges()?;
        rows.extend(objects::measure(
            repository, &binaries, &tools, &program, sizes,
        )?);
    }
    println!("\n| what | ours, s | peer, s | peer | memory, MiB | remark |");
    println!("|---|---|---|---|---|---|");
    for row in rows {
        println!("{row}");
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
