//! Copies made by us, judged by servers and copiers of other people.

use anyhow::{Result, ensure};

use super::{
    cargo::Counts,
    suites::{Ground, Outcome},
};
use crate::{binaries::cargo, process, tools::Tools};

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
    let judges = "SeaweedFS and rclone";
    judged(
        ground,
        &[("ovhai-data", "")],
        judges,
        Tools::bring_store_judges,
    )
}

/// Metrics.
pub fn telemetry(ground: &Ground) -> Result<Outcome> {
    let judges = "Prometheus and promtool";
    judged(
        ground,
        &[("ovhai-telemetry", "")],
        judges,
        Tools::bring_metric_judges,
    )
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

/// Runs the tests `judges` of packages, as far as their names begin as asked for.
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
    let mut tests = Counts::default();
    for (package, names) in packages {
        let before = tests.passed;
        let status = process::follow(
            cargo(&ground.repository)
                .args(["test", "--package", package, "--test=judges"])
                .args(["--features=judges", "--", names])
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
