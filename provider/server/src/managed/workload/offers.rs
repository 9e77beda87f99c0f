//! What a region offers: flavors, frameworks and editors, checked while planning.

use std::sync::Arc;

use ovh_api::{Error, ReadProject};
use ovhai_platform::documents::{self, Flavor, FlavorType, Framework, Listed, OfferedImage};
use terraform_plugin::{Diagnostics, Path, Value};

use super::{
    compute::{self, Resources},
    rules::refuse,
};
use crate::{
    managed::known_regions::{self, Purpose},
    managed::shared_reads::{Shared, SharedReads},
    platform::Platform,
};

/// Offers as lately read.
#[derive(Debug, Default)]
pub struct Offers {
    flavors: SharedReads<Vec<Flavor>>,
    frameworks: SharedReads<Vec<Framework>>,
    editors: SharedReads<Vec<OfferedImage>>,
}

impl Offers {
    async fn flavors(&self, project: &ReadProject, region: &str) -> Shared<Vec<Flavor>> {
        let read = async || project.flavors(region).await.map(read);
        self.flavors.get(&key(project, region), read).await
    }

    async fn frameworks(&self, project: &ReadProject, region: &str) -> Shared<Vec<Framework>> {
        let list = async || project.notebook_frameworks(region).await.map(read);
        self.frameworks.get(&key(project, region), list).await
    }

    async fn editors(&self, project: &ReadProject, region: &str) -> Shared<Vec<OfferedImage>> {
        let list = async || project.notebook_editors(region).await.map(read);
        self.editors.get(&key(project, region), list).await
    }

    /// The kind of the planned flavor.
    pub async fn kind_of_planned(
        &self,
        project: &ReadProject,
        region: &Value<String>,
        resources: &Value<Resources>,
    ) -> Result<FlavorType, Arc<Error>> {
        let flavor = resources.get().and_then(|resources| resources.flavor.get());
        let (Some(flavor), Some(region)) = (flavor, region.get()) else {
            return Ok(FlavorType::Cpu);
        };
        match self.kind_of(project, region, flavor).await {
            Err(error) if error.missing_right().is_some() => Ok(compute::kind_by_name(flavor)),
            kind => kind,
        }
    }

    /// Whether a flavor has CPUs only or GPUs, by the region's list, else by its name.
    async fn kind_of(
        &self,
        project: &ReadProject,
        region: &str,
        flavor: &str,
    ) -> Result<FlavorType, Arc<Error>> {
        let flavors = self.flavors(project, region).await?;
        let listed = flavors.iter().find(|one| one.id == flavor);
        Ok(listed
            .and_then(|flavor| flavor.kind.clone())
            .unwrap_or_else(|| compute::kind_by_name(flavor)))
    }
}

fn key(project: &ReadProject, region: &str) -> String {
    format!("{}/{region}", project.service_name())
}

/// What cannot be decoded is nothing that a configuration could name.
fn read<T>(listed: Vec<Listed<T>>) -> Vec<T> {
    listed
        .into_iter()
        .filter_map(|one| one.into_result().ok())
        .collect()
}

/// What is to be checked about a plan. Only what the plan changes is.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub region: &'a Value<String>,
    pub prior_region: Option<&'a Value<String>>,
    pub resources: &'a Value<Resources>,
    pub prior_resources: Option<&'a Value<Resources>>,
}

/// Checks region, flavor and count. Gives the region if it exists and something else about it may be checked.
pub async fn check(
    platform: &Platform,
    project: &ReadProject,
    wanted: Wanted<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let region = wanted.region.get()?;
    let is_new_region = wanted.prior_region != Some(wanted.region);
    let resources = wanted.resources.get();
    let before = wanted.prior_resources.and_then(Value::get);
    let is_new_flavor = match (resources, before) {
        (Some(resources), Some(before)) => !resources.is_same(before),
        (resources, _) => resources.is_some(),
    };
    if !is_new_region && !is_new_flavor {
        return Some(());
    }
    if is_new_region {
        known_regions::check(platform, project, Purpose::Workloads, region, diagnostics).await?;
    }
    let resources = resources?;
    let flavor = resources.flavor.get()?;
    let flavors = told(
        platform.offers().flavors(project, region).await,
        "flavors",
        diagnostics,
    )?;
    let path = Path::root("resources");
    let Some(offered) = flavors.iter().find(|one| one.id == *flavor) else {
        let known: Vec<&str> = flavors.iter().map(|one| one.id.as_str()).collect();
        let detail = format!(
            "`{flavor}` is no flavor of the region {region}. There are {}.",
            known.join(", ")
        );
        refuse(path.attribute("flavor"), detail, diagnostics);
        return None;
    };
    if let (Some(count), Some(most)) = (resources.count.get(), offered.max)
        && *count > most
    {
        let detail = format!(
            "One workload can have {most} units of `{flavor}` at most; {count} are asked for."
        );
        refuse(path.attribute("count"), detail, diagnostics);
    }
    Some(())
}

/// Whether the platform gave as many units as planned; true where one of them is not known.
pub fn is_counted(planned: &Value<Resources>, live: Option<&documents::Resources>) -> bool {
    let wanted = planned.get().and_then(|planned| planned.count.get());
    let given = live.and_then(|live| Resources::read(live).count.known());
    match (wanted, given) {
        (Some(wanted), Some(given)) => *wanted == given,
        _ => true,
    }
}

/// Says that the platform gave another number of units than asked for, as one that knows only the older way to say it would.
pub fn check_count(
    planned: &Value<Resources>,
    live: Option<&documents::Resources>,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(planned), Some(live)) = (planned.get(), live)
        && let (Some(wanted), Some(given)) =
            (planned.count.get(), Resources::read(live).count.get())
        && wanted != given
    {
        diagnostics.error_at(
            Path::root("resources").attribute("count"),
            "The platform gave another number of units",
            format!("Asked for {wanted}, it gave {given}. This is a server of another generation than this provider knows; please report it."),
        );
    }
}

/// Checks framework, version and editor of a notebook.
pub async fn check_framework(
    platform: &Platform,
    project: &ReadProject,
    region: &str,
    [framework, version, editor]: [&Value<String>; 3],
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let path = Path::root("environment");
    let frameworks = platform.offers().frameworks(project, region).await;
    let frameworks = told(frameworks, "frameworks", diagnostics)?;
    if let Some(id) = framework.get() {
        match frameworks.iter().find(|one| one.id == *id) {
            None => {
                let known: Vec<&str> = frameworks.iter().map(|one| one.id.as_str()).collect();
                let detail = format!(
                    "`{id}` is no framework of the region {region}. There are {}.",
                    known.join(", ")
                );
                refuse(path.attribute("framework_id"), detail, diagnostics);
            }
            Some(offered) => {
                if let Some(version) = version.get()
                    && !offered.versions.contains(version)
                {
                    let detail = format!(
                        "`{version}` is no version of {id} in the region {region}. There are {}.",
                        offered.versions.join(", ")
                    );
                    refuse(path.attribute("framework_version"), detail, diagnostics);
                }
            }
        }
    }
    let editor = editor.get()?;
    let editors = platform.offers().editors(project, region).await;
    let editors = told(editors, "editors", diagnostics)?;
    if !editors.iter().any(|one| one.id == *editor) {
        let known: Vec<&str> = editors.iter().map(|one| one.id.as_str()).collect();
        let detail = format!(
            "`{editor}` is no editor of the region {region}. There are {}.",
            known.join(", ")
        );
        refuse(path.attribute("editor_id"), detail, diagnostics);
    }
    Some(())
}

/// What is offered; where it cannot be read, a warning, as the platform will check it anyway.
fn told<T>(
    asked: Shared<Vec<T>>,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Arc<Vec<T>>> {
    match asked {
        Ok(offered) => Some(offered),
        Err(error) => {
            if !matches!(*error, Error::Cancelled) {
                diagnostics.warning(
                    format!("The {what} of the region cannot be read"),
                    format!(
                        "They are not checked while planning; the platform will check them. {error}"
                    ),
                );
            }
            None
        }
    }
}
