//! Refusing regions that a project does not have, while planning.

use std::sync::Arc;

use ovh_api::{Error, ReadProject};
use terraform_plugin::{Diagnostics, Path};

use crate::{failure::report, platform::Platform};

/// What a region is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Running workloads; registries and tokens belong to such a region too.
    Workloads,
    /// Holding data stores.
    DataStores,
}

/// Whether the project has `region`; if not, says which ones it has. Without the right to ask, the platform will tell.
pub async fn check(
    platform: &Platform,
    project: &ReadProject,
    purpose: Purpose,
    region: &str,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let asked: Result<Arc<Vec<String>>, Arc<Error>> = match purpose {
        Purpose::Workloads => platform.listings().regions(project).await,
        Purpose::DataStores => platform.listings().store_regions(project).await,
    };
    if matches!(&asked, Err(error) if error.missing_right().is_some()) {
        return Some(());
    }
    let known = report(asked, "The regions cannot be read", diagnostics)?;
    if known.iter().any(|one| one == region) {
        return Some(());
    }
    let what = match purpose {
        Purpose::Workloads => "",
        Purpose::DataStores => " with data stores",
    };
    let spelling = match known.iter().find(|one| one.eq_ignore_ascii_case(region)) {
        Some(one) => format!("Write it as `{one}`."),
        None => format!("There are {}.", known.join(", ")),
    };
    diagnostics.error_at(
        Path::root("region"),
        "There is no such region",
        format!("`{region}` is no region{what} of this project. {spelling}"),
    );
    None
}
