//! Copies made by us, judged by servers and copiers of other people.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{
    cargo::Counts,
    suites::{Ground, Outcome},
};
use crate::{
    binaries, process,
    repository::files_below,
    tidy::{JUDGED, is_left},
    tools::Tools,
};

/// What the test programs are called. Their tests are ignored where nobody has brought the judges.
const PROGRAM: &str = "judges";

/// Images.
pub fn images(ground: &Ground) -> Result<Outcome> {
    let judges = "docker-registry and skopeo";
    let tests = [
        ("ovhai-images", ""),
        ("terraform-provider-ovhai", "images::"),
    ];
    judged(ground, &tests, judges, Tools::bring_image_judges)
}

/// Objects.
pub fn data(ground: &Ground) -> Result<Outcome> {
    let judges = "SeaweedFS, rclone and age";
    let tests = [("ovhai-data", ""), ("terraform-provider-ovhai", "data::")];
    judged(ground, &tests, judges, |tools| {
        tools.bring_store_judges()?;
        tools.bring_encryption_judges()
    })
}

/// Copies that Jobs make.
pub fn jobs(ground: &Ground) -> Result<Outcome> {
    let judges = "SeaweedFS, rclone, docker-registry and skopeo";
    let tests = [("ovhai-jobs", "")];
    judged(ground, &tests, judges, |tools| {
        tools.bring_store_judges()?;
        tools.bring_image_judges()
    })
}

/// Metrics.
pub fn telemetry(ground: &Ground) -> Result<Outcome> {
    let judges = "Prometheus and promtool";
    let tests = [("ovhai-telemetry", "")];
    judged(ground, &tests, judges, Tools::bring_metric_judges)
}

/// Everything at once.
pub fn transfers(ground: &Ground) -> Result<Outcome> {
    let judges = "docker-registry, SeaweedFS, skopeo and rclone";
    let tests = [("terraform-provider-ovhai", "exit::")];
    judged(ground, &tests, judges, |tools| {
        tools.bring_image_judges()?;
        tools.bring_store_judges()
    })
}

/// Runs the tests of packages whose names begin as given.
fn judged(
    ground: &Ground,
    packages: &[(&str, &str)],
    judges: &str,
    bring: fn(&Tools) -> Result<()>,
) -> Result<Outcome> {
    let tools = ground.tools()?;
    if let Err(error) = bring(tools) {
        return Ok(Outcome::NotRun(format!("no {judges}: {error:#}")));
    }
    let programs = binaries::tests(&ground.repository, PROGRAM)?;
    let mut tests = Counts::default();
    for (package, names) in packages {
        let before = tests.passed;
        let program = programs
            .get(*package)
            .with_context(|| format!("{package} has no tests called {PROGRAM}"))?;
        let status = process::follow(
            Command::new(program)
                .args(["--ignored", names])
                .current_dir(ground.repository.root())
                .env("OVHAI_TOOLS", tools.root()),
            |line| tests.read(line),
        )?;
        ensure!(status.success(), "{} tests failed", tests.failed);
        ensure!(tests.passed > before, "no test of {package} ran");
    }
    Ok(Outcome::Passed(format!(
        "{} results judged by {judges}",
        tests.passed
    )))
}

/// How many tests other suites than the one of all tests run, by what they say of themselves.
pub fn left_to_judges(ground: &Ground) -> Result<usize> {
    let mut found = 0;
    for path in files_below(&ground.repository.path("provider"), &[])? {
        let name = path.to_string_lossy();
        if name.contains(JUDGED) && name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path)?;
            found += text.lines().filter(|line| is_left(line)).count();
        }
    }
    Ok(found)
}
