//! The objects of a Job, and what proves in a cluster who asks.

use std::collections::BTreeSet;

use ovhai_data::folders;
use ovhai_jobs::{
    Copies, Copying, DataPlace, Destination, Objects, RCLONE, Remote, SecretReference, data,
    folders_that_fit,
};
use terraform_plugin::{Diagnostics, Path};

use super::{
    super::{
        DataOptions, Prepared,
        model::DataOnCluster,
        places::{self, Goal},
    },
    of,
};
use crate::{
    configured::object_stores::Way,
    transfer_resource::{Ask, TransferModel, cluster},
};

/// The objects of the Job.
pub(super) async fn rendered(
    ask: &Ask<'_>,
    model: &TransferModel<DataOptions>,
    prepared: &Prepared,
    diagnostics: &mut Diagnostics,
) -> Option<Objects> {
    let on = of(&model.options)?;
    let export = cluster::export_of("data", &ask.service, model, &ask.selection);
    let mut settings = on.run.settings("data", export, RCLONE);
    let mut remotes = Remotes::default();
    let mut all = Vec::new();
    for place in &prepared.places {
        let way = places::way(ask, place, diagnostics).await?;
        let remote = remotes.at(&place.store, &way, on, diagnostics)?;
        let source = diagnostics.ok(
            "The source cannot be used",
            way.source(&place.container, &place.prefix),
        )?;
        let found = match folders(&source).await {
            // Nobody has written there yet.
            Err(error) if source.is_missing(&error) => continue,
            found => diagnostics.ok(format!("{} cannot be copied", place.key()), found)?,
        };
        all.push(DataPlace {
            remote,
            container: place.container.clone(),
            prefix: place.prefix.clone(),
            below: place.path(),
            folders: folders_that_fit(&found, prepared.places.len()),
        });
    }
    let text = model.destination.as_deref().unwrap_or("");
    let destination = match diagnostics.ok("This is no destination for data", Goal::parse(text))? {
        Goal::Claim { claim, folder } => Destination::Claim(claim, folder),
        Goal::Store {
            container, prefix, ..
        } => {
            let name = places::store_name(ask.platform, &model.options);
            let path = Path::root("object_store");
            let way = (ask.platform.object_stores()).way(&name, &path, diagnostics)?;
            Destination::Bucket(remotes.at(&name, &way, on, diagnostics)?, container, prefix)
        }
        Goal::Folder(_) => return None,
    };
    settings.authorities = remotes.authorities.iter().cloned().collect();
    let is_overwriting = model.options.overwrite.get() == Some(&true);
    let copies = Copies {
        remotes: remotes.all,
        places: all,
        destination,
        copying: Copying {
            exclude: (model.options.exclude.get().into_iter().flatten())
                .cloned()
                .collect(),
            // The first time nothing there can be ours.
            is_careful: !is_overwriting && prepared.former.is_empty(),
            is_reading_back: model.verifies_all(),
            bandwidth: (model.options.bandwidth_limit.get())
                .and_then(|limit| u64::try_from(*limit).ok()),
            shards: on.run.shards(),
        },
    };
    let objects = data(&settings, &copies);
    objects
        .map_err(|problem| {
            diagnostics.error("A Job cannot copy this", problem);
        })
        .ok()
}

/// Stores by name, each once.
#[derive(Default)]
struct Remotes {
    names: Vec<String>,
    all: Vec<Remote>,
    authorities: BTreeSet<String>,
}

impl Remotes {
    fn at(
        &mut self,
        name: &str,
        way: &Way,
        on: &DataOnCluster,
        diagnostics: &mut Diagnostics,
    ) -> Option<usize> {
        if let Some(at) = self.names.iter().position(|known| known == name) {
            return Some(at);
        }
        let Some(reach) = way.reach() else {
            diagnostics.error_at(
                Path::root("sources"),
                format!("Jobs do not reach the folder that the object store {name:?} is"),
                "It is on this machine: use engine = \"local\" for it.",
            );
            return None;
        };
        let secret = on.secrets.get().and_then(|secrets| secrets.get(name));
        if secret.is_none() && !way.is_anonymous() {
            diagnostics.error_at(
                Path::root("kubernetes"),
                format!("No Secret is named for the object store {name:?}"),
                format!(
                    "Pods need its credentials, which this provider never writes to a cluster. Make a Secret there with AWS_ACCESS_KEY_ID \
                     and AWS_SECRET_ACCESS_KEY (for Swift: OS_AUTH_URL, OS_USERNAME and so on), and name it: secrets = {{ {name:?} = {{ \
                     name = \"…\" }} }}."
                ),
            );
            return None;
        }
        self.authorities.extend(way.authorities().iter().cloned());
        self.names.push(name.to_owned());
        self.all.push(Remote {
            reach,
            secret: secret.map(|secret| SecretReference {
                name: secret.name.get().cloned().unwrap_or_default(),
                keys: secret.keys.get().cloned().unwrap_or_default(),
            }),
        });
        Some(self.all.len() - 1)
    }
}
