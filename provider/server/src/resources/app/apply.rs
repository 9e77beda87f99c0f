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
        compute::{Counting, Resources},
        work::{Trouble, Work},
    },
    platform::Platform,
};

/// Creates the app. A server that does not know `flavorCount` refuses the call or gives one unit; the older way to say the
/// count is tried then.
pub async fn create(
    platform: &Platform,
    project: &Project,
    planned: &AppModel,
    config: &AppModel,
) -> Result<Document, Arc<Error>> {
    // Read at most once; only the older way needs it.
    let kind = async || {
        let offers = platform.offers();
        offers
            .kind_of_planned(project, &planned.region, &planned.resources)
            .await
    };
    let spec = planned.request(config, Counting::Units, &FlavorType::Cpu);
    let refused = match project.create_app(&spec).await {
        Ok(app) => return recount(project, planned, app, kind).await,
        Err(error) if error.status() == Some(400) => error,
        Err(error) => return Err(Arc::new(error)),
    };
    let spec = planned.request(config, Counting::Kind, &kind().await?);
    // If that is refused as well, the count was not the reason, and the first refusal says what was.
    let created = project.create_app(&spec).await;
    created.map_err(|_| Arc::new(refused))
}

async fn recount(
    project: &Project,
    planned: &AppModel,
    app: Document,
    kind: impl AsyncFnOnce() -> Result<FlavorType, Arc<Error>>,
) -> Result<Document, Arc<Error>> {
    let wanted = planned.resources.get();
    let live = app.spec.resources.as_ref();
    let live = live.map(Resources::read);
    let (Some(wanted), Some(live)) = (wanted, live) else {
        return Ok(app);
    };
    if live.is_same(wanted) {
        return Ok(app);
    }
    let (cpu, gpu) = wanted.counts(&kind().await?);
    let update = UpdateInput {
        flavor: wanted.flavor.get().cloned(),
        cpu,
        gpu,
        ..UpdateInput::default()
    };
    project.update_app(&app.id, &update).await.map_err(Arc::new)
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
            false => platform
                .offers()
                .kind_of_planned(work.project, &planned.region, &planned.resources)
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
