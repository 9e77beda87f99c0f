//! Making and changing an app.

use std::sync::Arc;

use ovh_api::{Error, Project};
use ovhai_platform::documents::{App as Document, FlavorType, UpdateInput};
use terraform_plugin::{Diagnostics, Path, UpdateRequest, Value};

use super::{
    change::{Obstacle, Steps, needs_live},
    model::AppModel,
    plan,
    run::{start, wait_until_running},
};
use crate::{
    managed::workload::{
        compute::Counting,
        offers,
        work::{Trouble, Work},
    },
    platform::Platform,
};

/// Creates the app. A server that does not know `flavorCount` may refuse the call; the older way to say the count is tried
/// then.
pub async fn create(
    platform: &Platform,
    project: &Project,
    planned: &AppModel,
    config: &AppModel,
) -> Result<Document, Arc<Error>> {
    let spec = planned.request(config, Counting::Units, &FlavorType::Cpu);
    let refused = match project.create_app(&spec).await {
        Ok(app) => return Ok(app),
        Err(error) if error.status() == Some(400) => error,
        Err(error) => return Err(Arc::new(error)),
    };
    let kind = kind_of_planned(platform, project, planned).await?;
    let spec = planned.request(config, Counting::Kind, &kind);
    // If that is refused as well, the count was not the reason, and the first refusal says what was.
    let created = project.create_app(&spec).await;
    created.map_err(|_| Arc::new(refused))
}

/// What follows the create of an app that the state has by now: a count that was ignored, and the wanted state.
pub async fn after_create(
    platform: &Platform,
    work: &Work<'_>,
    planned: &AppModel,
    created: &Document,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Document>, Trouble<Document>> {
    let mut last = None;
    if !offers::is_counted(&planned.resources, created.spec.resources.as_ref()) {
        last = Some(recount(platform, work, planned, diagnostics).await?);
    }
    match planned.running {
        Value::Known(false) => work.stop::<Document>(diagnostics).await,
        _ if waits(planned) => wait_until_running(work, None, diagnostics).await,
        _ => Ok(last),
    }
}

/// Says the count once more, in the way of servers that do not know `flavorCount` and gave one unit.
async fn recount(
    platform: &Platform,
    work: &Work<'_>,
    planned: &AppModel,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Trouble<Document>> {
    let kind = match kind_of_planned(platform, work.project, planned).await {
        Ok(kind) => kind,
        Err(error) => {
            tell(work, Obstacle::Api(error), diagnostics);
            return Err(Trouble(None));
        }
    };
    let mut update = UpdateInput::default();
    if let Some(wanted) = planned.resources.get() {
        update.flavor = wanted.flavor.get().cloned();
        (update.cpu, update.gpu) = wanted.counts(&kind);
    }
    let changed = work.project.update_app(work.id, &update).await;
    changed.map_err(|error| work.tell(error, "cannot be changed", diagnostics))
}

async fn kind_of_planned(
    platform: &Platform,
    project: &Project,
    planned: &AppModel,
) -> Result<FlavorType, Arc<Error>> {
    let (region, resources) = (&planned.region, &planned.resources);
    platform
        .offers()
        .kind_of_planned(project, region, resources)
        .await
}

/// Makes the calls of an update, and gives the app at the end.
pub async fn update(
    platform: &Platform,
    work: &Work<'_>,
    request: &UpdateRequest<AppModel>,
    is_sent: &mut bool,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Trouble<Document>> {
    let UpdateRequest {
        prior,
        planned,
        config,
        ..
    } = request;
    let steps = async {
        let live = match needs_live(prior, planned) {
            true => Some(
                work.project
                    .app(work.id)
                    .await
                    .map_err(|error| Obstacle::Api(Arc::new(error)))?,
            ),
            false => None,
        };
        let kind = match plan::is_same_size(&prior.resources, &planned.resources) {
            true => FlavorType::Cpu,
            false => kind_of_planned(platform, work.project, planned)
                .await
                .map_err(Obstacle::Api)?,
        };
        Steps::between([prior, planned, config], live.as_ref(), &kind)
    };
    let steps = match steps.await {
        Ok(steps) => steps,
        Err(obstacle) => {
            tell(work, obstacle, diagnostics);
            return Err(Trouble(None));
        }
    };
    let mut last = None;
    if steps.run == Some(false) {
        last = work.stop::<Document>(diagnostics).await?;
    }
    let sent = steps.send(work.project, work.id, is_sent).await;
    sent.map_err(|error| work.tell::<Document>(error, "cannot be changed", diagnostics))?;
    let is_rolling = steps.moves_replicas() && planned.running == Value::Known(true);
    if steps.run == Some(true) {
        let before = start(work, diagnostics).await?;
        if waits(planned) {
            last = wait_until_running(work, Some(&before), diagnostics).await?;
        } else {
            last = None;
        }
    } else if is_rolling && waits(planned) {
        last = wait_until_running(work, None, diagnostics).await?;
    } else if steps.moves_replicas() || !steps.labels.is_empty() {
        last = None;
    }
    match last {
        Some(app) => Ok(app),
        None => work.get(diagnostics).await,
    }
}

fn tell(work: &Work<'_>, obstacle: Obstacle, diagnostics: &mut Diagnostics) {
    match obstacle {
        Obstacle::Hidden(attribute) => diagnostics.error_at(
            Path::root(attribute),
            "A secret is not there any more",
            "`(secret)` stands for a text of the live app, which has been changed meanwhile. Run terraform plan again.",
        ),
        Obstacle::Emptied(names) => diagnostics.error_at(
            Path::root("env"),
            "A variable cannot be made empty",
            format!(
                "The platform would remove {} instead. Give a value, leave the variable out, or replace the app.",
                names.join(", ")
            ),
        ),
        Obstacle::Api(error) => {
            let _ = work
                .limit
                .report::<()>(Err(error), "The app cannot be changed", diagnostics);
        }
    }
}

/// Whether create and update wait.
pub fn waits(planned: &AppModel) -> bool {
    planned.wait_for.as_deref() != Value::Known("none")
}
