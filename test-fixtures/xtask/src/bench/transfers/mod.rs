//! `cargo xtask bench transfers`: exports that move bytes, side by side with the tools people would take instead, in one run.
//!
//! Ours are measured as a person meets them: a whole `terraform apply`, which looks, plans, copies and verifies.

mod images;
mod made;

use std::process::ExitCode;

use anyhow::Result;

use crate::{
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
    /// How often each is measured.
    pub times: usize,
}

/// Measures, then prints a Markdown table.
pub fn run(repository: &Repository, sizes: Sizes, build: Build) -> Result<ExitCode> {
    let binaries = Binaries::build(repository, build)?;
    let tools = Tools::bring(repository)?;
    tools.bring_image_judges()?;
    let program = match tools::on_path("terraform") {
        Ok(path) => path,
        Err(_) => tools.terraform("1.15"),
    };
    let rows = images::measure(repository, &binaries, &tools, &program, sizes)?;
    println!("\n| what | ours, s | peer, s | peer | memory, MiB | remark |");
    println!("|---|---|---|---|---|---|");
    for row in rows {
        println!("{row}");
    }
    Ok(ExitCode::SUCCESS)
}
