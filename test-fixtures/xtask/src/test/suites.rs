//! The table of suites, and what they stand on: the built programs and the tools, each made once.

use std::{
    cell::{OnceCell, RefCell},
    thread::JoinHandle,
};

use anyhow::{Result, anyhow};

use super::{cargo, cluster, configurations, judges, kubernetes, sdk, translator, units};
use crate::{
    binaries::{Binaries, Build},
    repository::Repository,
    tools::Tools,
};

/// A named part of the test run.
pub struct Suite {
    /// What `--only` takes.
    pub name: &'static str,
    /// One line for people.
    pub about: &'static str,
    /// Whether it waits for `--all`.
    pub slow: bool,
    /// Whether it uses more than Rust.
    pub needs_tools: bool,
    /// Runs it.
    pub run: fn(&Ground) -> Result<Outcome>,
}

/// How a suite that did not fail ended.
pub enum Outcome {
    /// With a short account of what was checked.
    Passed(String),
    /// With the reason.
    NotRun(String),
}

const fn suite(
    name: &'static str,
    about: &'static str,
    run: fn(&Ground) -> Result<Outcome>,
) -> Suite {
    Suite {
        name,
        about,
        slow: false,
        needs_tools: false,
        run,
    }
}

impl Suite {
    const fn with_tools(self) -> Self {
        Self {
            needs_tools: true,
            ..self
        }
    }

    const fn slow(self) -> Self {
        Self { slow: true, ..self }
    }
}

/// Every suite, in the order they run: what fails fast comes first.
pub const SUITES: &[Suite] = &[
    suite("fmt", "formatting", cargo::fmt),
    suite("tidy", "house rules", cargo::tidy),
    suite("clippy", "lints, warnings denied", cargo::clippy),
    suite(
        "unit",
        "tests of every crate and of the documentation's code",
        cargo::unit,
    )
    .with_tools(),
    suite("generate", "generated pages are current", cargo::generate),
    suite(
        "sdk",
        "the vendor's Python and Node SDKs against the sandbox",
        sdk::run,
    )
    .with_tools(),
    suite(
        "units",
        "the cases of every unit through Terraform",
        units::run,
    )
    .with_tools(),
    suite(
        "kubernetes",
        "exported manifests under the API server's schemas",
        kubernetes::run,
    )
    .with_tools(),
    suite(
        "images",
        "image copies judged by docker-registry and skopeo",
        judges::images,
    )
    .with_tools(),
    suite(
        "data",
        "object copies judged by SeaweedFS, rclone and age",
        judges::data,
    )
    .with_tools(),
    suite(
        "jobs",
        "copies that Jobs of a cluster make, judged by SeaweedFS, rclone, docker-registry and skopeo",
        judges::jobs,
    )
    .with_tools(),
    suite(
        "telemetry",
        "metrics judged by Prometheus and promtool",
        judges::telemetry,
    )
    .with_tools(),
    suite(
        "transfers",
        "a whole estate to another registry and object store through Terraform, judged by skopeo and rclone",
        judges::transfers,
    )
    .with_tools(),
    suite(
        "end_to_end",
        "examples/end-to-end through Terraform 1.11 and 1.15",
        configurations::end_to_end,
    )
    .with_tools(),
    suite(
        "examples",
        "every example validated by Terraform 1.11 and 1.15",
        configurations::examples,
    )
    .with_tools(),
    suite(
        "translator",
        "translated repositories and profiles, validated and planned by Terraform 1.11 and 1.15",
        translator::run,
    )
    .with_tools(),
    suite(
        "cluster",
        "exported manifests against the cluster of KUBECONFIG",
        cluster::run,
    )
    .with_tools(),
    suite(
        "scaffold",
        "units begun by cargo xtask new compile",
        cargo::scaffold,
    )
    .slow(),
    suite(
        "faults",
        "large estates read completely while calls fail by chance",
        cargo::faults,
    )
    .slow(),
    suite(
        "round_trip",
        "a large project imported as it is by Terraform 1.11 and 1.15",
        cargo::round_trip,
    )
    .with_tools()
    .slow(),
    suite(
        "seeds",
        "every test again, property tests with a seed of their own",
        cargo::seeds,
    )
    .with_tools()
    .slow(),
    suite("rustdoc", "documentation without warnings", cargo::rustdoc).slow(),
    suite(
        "deny",
        "licences and sources of every dependency",
        cargo::deny,
    )
    .slow(),
    suite(
        "estates",
        "the kubernetes suite over ten generated estates of 1,000 workloads of all kinds",
        kubernetes::large,
    )
    .with_tools()
    .slow(),
];

/// What suites share.
pub struct Ground {
    /// The checkout.
    pub repository: Repository,
    coming: RefCell<Option<JoinHandle<Result<Tools>>>>,
    tools: OnceCell<Result<Tools, String>>,
    binaries: OnceCell<Result<Binaries, String>>,
    /// Which artefacts the run is built from.
    pub build: Build,
}

impl Ground {
    /// Starts bringing the tools in the background if any suite will need them.
    pub fn new(repository: &Repository, needs_tools: bool, build: Build) -> Self {
        let coming = needs_tools.then(|| {
            let repository = repository.clone();
            std::thread::spawn(move || Tools::bring(&repository))
        });
        Self {
            repository: repository.clone(),
            coming: RefCell::new(coming),
            tools: OnceCell::new(),
            binaries: OnceCell::new(),
            build,
        }
    }

    /// The tools; an error is the same for every suite that asks.
    pub fn tools(&self) -> Result<&Tools> {
        once(&self.tools, || match self.coming.take() {
            Some(coming) => coming
                .join()
                .unwrap_or_else(|_| Err(anyhow!("the thread that brings the tools panicked"))),
            None => Tools::bring(&self.repository),
        })
    }

    /// Waits for tools that no suite asked for, so that nothing goes on writing behind the run.
    pub fn finish(&self) {
        if let Some(coming) = self.coming.take()
            && !matches!(coming.join(), Ok(Ok(_)))
        {
            println!("note: the tools could not be brought, and no suite that ran needed them");
        }
    }

    /// The programs.
    pub fn binaries(&self) -> Result<&Binaries> {
        once(&self.binaries, || {
            Binaries::build(&self.repository, self.build)
        })
    }
}

fn once<T>(cell: &OnceCell<Result<T, String>>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    cell.get_or_init(|| make().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_short_enough_for_the_table() {
        let names: BTreeSet<&str> = SUITES.iter().map(|suite| suite.name).collect();
        assert_eq!(names.len(), SUITES.len());
        assert!(names.iter().all(|name| name.len() < 14));
    }
}
