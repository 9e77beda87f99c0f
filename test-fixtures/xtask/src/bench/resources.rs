//! `cargo xtask bench resources`: managed resources through real Terraform: a project taken over by import, refreshed by lists,
//! many created at once over a slow network, and many created although the platform turns calls away.
//!
//! Terraform works on ten objects at a time. The ideal is that calls cost nothing but their latency: calls ÷ 10 × latency.

use std::{fmt::Write, fs, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{
    exports::{Step, watch},
    mebibytes,
};
use crate::{
    binaries::{Binaries, Build},
    repository::Repository,
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
    tools::{self, Tools},
};

const LATENCY: Duration = Duration::from_millis(50);

/// Terraform's `-parallelism`.
const AT_A_TIME: u64 = 10;

const HEAD: &str = "terraform {\n  required_providers {\n    ovhai = {\n      source = \"ovh-reversibility/ovhai\"\n    }\n  }\n}\n\n\
                    provider \"ovhai\" {}\n\n";

/// Apps that the platform is deleting cannot be managed.
const LIVE: &str = "data \"ovhai_apps\" \"all\" {}\n\noutput \"ids\" {\n  value = [\n    for app in data.ovhai_apps.all.apps : app.id\n    \
                    if !contains([\"DELETING\", \"DELETED\"], coalesce(app.state, \"UNKNOWN\"))\n  ]\n}\n";

/// How large each part is.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Apps of the project that is imported.
    pub imported: usize,
    /// Apps made over the slow network.
    pub made: usize,
    /// Apps made by a platform that turns calls away.
    pub limited: usize,
}

/// Measures, then prints Markdown tables.
pub fn run(repository: &Repository, sizes: Sizes, build: Build) -> Result<ExitCode> {
    let binaries = Binaries::build(repository, build)?;
    let program = match tools::on_path("terraform") {
        Ok(path) => path,
        Err(_) => Tools::bring_terraform(repository)?,
    };
    let bench = Bench {
        repository,
        binaries: &binaries,
        program: &program,
    };
    println!(
        "\nThrough {} ({}), {} ms latency, {AT_A_TIME} objects at a time",
        program.display(),
        tools::terraform_version(&program)?,
        LATENCY.as_millis()
    );
    println!("\n| apps | command | time, s | requests | ideal, s | ratio | peak memory, MiB |");
    println!("|--:|---|--:|--:|--:|--:|--:|");
    for apps in [1, sizes.imported] {
        bench.imported(apps)?;
    }
    for apps in [1, sizes.made] {
        for wait_for in ["none", "running"] {
            bench.made(apps, wait_for)?;
        }
    }
    bench.limited(sizes.limited)?;
    Ok(ExitCode::SUCCESS)
}

fn ideal(requests: u64) -> Duration {
    LATENCY.mul_f64(requests as f64 / AT_A_TIME as f64)
}

fn row(apps: usize, command: &str, step: &Step) -> String {
    let (time, ideal) = (step.time.as_secs_f64(), ideal(step.requests).as_secs_f64());
    // An import that was planned asks for nothing more.
    let ratio = match step.requests {
        0 => String::new(),
        _ => format!("{:.1}", time / ideal),
    };
    format!(
        "| {apps} | {command} | {time:.2} | {} | {ideal:.2} | {ratio} | {} |",
        step.requests,
        mebibytes(step.peak_memory),
    )
}

struct Bench<'a> {
    repository: &'a Repository,
    binaries: &'a Binaries,
    program: &'a Path,
}

/// A sandbox, and a folder to run Terraform in.
struct Ground {
    sandbox: Sandbox,
    terraform: Terraform,
}

impl Ground {
    fn write(&self, file: &str, text: &str) -> Result<()> {
        Ok(fs::write(self.terraform.folder().join(file), text)?)
    }

    fn step(&self, arguments: &[&str]) -> Result<Step> {
        self.sandbox.requests("DELETE")?;
        let (time, peak_memory) = watch(&self.terraform, arguments)?;
        Ok(Step {
            time,
            requests: self.total()?,
            output: fs::metadata(self.terraform.folder().join("output"))?.len(),
            peak_memory,
        })
    }

    fn total(&self) -> Result<u64> {
        self.sandbox.requests("GET")?["total"]
            .as_u64()
            .context("the sandbox counts no requests")
    }
}

impl Bench<'_> {
    fn ground(&self, arguments: &[&str], configuration: &str) -> Result<Ground> {
        let folder = self.repository.scratch("bench")?;
        let installation = Installation::new(&folder, self.binaries)?;
        let latency = format!("--latency-ms={}", LATENCY.as_millis());
        let arguments = [arguments, &[&latency]].concat();
        let log = folder.join("sandbox.log");
        let sandbox = Sandbox::start(&self.binaries.sandbox, &arguments, &log)?;
        let run = folder.join("run");
        fs::create_dir_all(&run)?;
        let environment = sandbox.environment(Credentials::Keys)?;
        let terraform = Terraform::new(self.program, &run, &installation, environment);
        let ground = Ground { sandbox, terraform };
        ground.write("main.tf", &format!("{HEAD}{configuration}"))?;
        ground.terraform.expect(&["init", "-no-color"])?;
        Ok(ground)
    }

    /// A whole project taken over: configuration written by Terraform, imported, refreshed.
    fn imported(&self, apps: usize) -> Result<()> {
        let objects = format!("--objects={apps}");
        let ground = self.ground(&[&objects, "--seed=1"], LIVE)?;
        let terraform = &ground.terraform;
        terraform.expect(&["apply", "-no-color", "-auto-approve"])?;
        let told = terraform.expect(&["output", "-no-color", "-json", "ids"])?;
        let ids: Vec<String> = serde_json::from_str(&told)?;
        let mut imports = String::new();
        for (index, id) in ids.iter().enumerate() {
            writeln!(
                imports,
                "import {{\n  to = ovhai_app.n{index}\n  id = \"{id}\"\n}}"
            )?;
        }
        ground.write("main.tf", HEAD)?;
        ground.write("imports.tf", &imports)?;
        fs::remove_file(terraform.folder().join("terraform.tfstate")).ok();
        let steps: [(&str, &[&str]); 4] = [
            (
                "plan that writes configuration",
                &["plan", "-no-color", "-generate-config-out=generated.tf"],
            ),
            (
                "plan of the import",
                &["plan", "-no-color", "-out=saved.tfplan"],
            ),
            ("import", &["apply", "-no-color", "saved.tfplan"]),
            (
                "refresh and plan",
                &["plan", "-no-color", "-detailed-exitcode"],
            ),
        ];
        for (command, arguments) in steps {
            let step = ground.step(arguments)?;
            println!("{}", row(ids.len(), command, &step));
        }
        Ok(())
    }

    /// Many made at once; `wait_for` is what each waits for.
    fn made(&self, apps: usize, wait_for: &str) -> Result<()> {
        let more = format!("  wait_for = \"{wait_for}\"\n");
        let ground = self.ground(&["--empty", "--state-interval-ms=20"], &many(apps, &more))?;
        ground
            .terraform
            .expect(&["plan", "-no-color", "-out=saved.tfplan"])?;
        let step = ground.step(&["apply", "-no-color", "saved.tfplan"])?;
        println!(
            "{}",
            row(apps, &format!("apply, wait_for {wait_for}"), &step)
        );
        let step = ground.step(&["apply", "-no-color", "-destroy", "-auto-approve"])?;
        println!(
            "{}",
            row(apps, &format!("destroy after wait_for {wait_for}"), &step)
        );
        Ok(())
    }

    /// Many made by a platform that answers every tenth call with 429. Each must be there once.
    fn limited(&self, apps: usize) -> Result<()> {
        let faults = "--faults=seed=1,rate=0.1,kinds=429,retry_after=1";
        let ground = self.ground(
            &["--empty", "--state-interval-ms=20", faults],
            &many(apps, ""),
        )?;
        let step = ground.step(&["apply", "-no-color", "-auto-approve"])?;
        println!("{}", row(apps, "plan and apply, 10 % answered 429", &step));
        let counts = ground.sandbox.requests("GET")?;
        let state = fs::read_to_string(ground.terraform.folder().join("terraform.tfstate"))?;
        let state: Value = serde_json::from_str(&state)?;
        let kept = state["resources"][0]["instances"].as_array();
        ensure!(
            kept.map(Vec::len) == Some(apps),
            "not all {apps} are in the state: {counts}"
        );
        Ok(())
    }
}

fn many(apps: usize, more: &str) -> String {
    format!(
        "resource \"ovhai_app\" \"many\" {{\n  count  = {apps}\n  name   = \"app-${{count.index}}\"\n  region = \"GRA\"\n  \
         image  = \"registry.example.com/web:1\"\n  resources = {{\n    flavor = \"ai1-1-cpu\"\n  }}\n{more}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ideal_is_requests_by_objects_at_a_time_by_latency() {
        let step = Step {
            time: Duration::from_secs(3),
            requests: 200,
            output: 0,
            peak_memory: Some(1 << 20),
        };
        assert_eq!(ideal(200), Duration::from_secs(1));
        assert_eq!(
            row(200, "apply", &step),
            "| 200 | apply | 3.00 | 200 | 1.00 | 3.0 | 1.0 |"
        );
    }
}
