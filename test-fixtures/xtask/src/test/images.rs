//! Images copied by us, judged by a registry and a copier of other people.

use anyhow::{Result, ensure};

use super::{
    cargo::Counts,
    suites::{Ground, Outcome},
};
use crate::{binaries::cargo, process};

/// The suite.
pub fn run(ground: &Ground) -> Result<Outcome> {
    let tools = ground.tools()?;
    if let Err(error) = tools.bring_image_judges() {
        return Ok(Outcome::NotRun(format!(
            "no docker-registry and skopeo: {error:#}"
        )));
    }
    let mut tests = Counts::default();
    let status = process::follow(
        cargo(&ground.repository)
            .args(["test", "--package=ovhai-images", "--test=judges"])
            .arg("--features=judges")
            .env("OVHAI_TOOLS", tools.root()),
        |line| tests.read(line),
    )?;
    ensure!(status.success(), "{} tests failed", tests.failed);
    ensure!(tests.passed > 0, "no test ran");
    Ok(Outcome::Passed(format!(
        "{} copies judged by docker-registry and skopeo",
        tests.passed
    )))
}
