//! What the platform offers: regions, flavors, quotas, stores, partners.

use std::collections::BTreeSet;

use ovh_api::calls;
use ovhai_platform::documents::{
    AppImage, AuthorizationStatus, DataStore, Features, Flavor, Framework, OfferedImage, Partner,
    Preset, ProjectQuotas, Region, WorkspaceBackupRetentionPolicy,
};
use serde_json::Value;

use crate::{
    ask::Asker,
    fact::{Finding, Verdict},
    models::Models,
    words::Words,
};

/// What later calls need to know.
#[derive(Debug, Default)]
pub struct Offer {
    /// Ids of the regions that run workloads.
    pub regions: Vec<String>,
}

/// Reads the project and what it is offered.
pub async fn look(asker: &Asker<'_>, models: &mut Models) -> (Offer, Vec<Finding>) {
    if let Some(status) = asker.read(&calls::AUTHORIZATION, &[]).await {
        models.look::<AuthorizationStatus>("authorization", &status);
    }
    if let Some(features) = asker.read(&calls::FEATURES, &[]).await {
        models.look::<Features>("features", &features);
    }
    let quota = asker.read(&calls::QUOTA, &[]).await;
    if let Some(quota) = &quota {
        models.look::<ProjectQuotas>("quota", quota);
    }
    let regions = asker.list(&calls::REGIONS, &[]).await.unwrap_or_default();
    models.look_all::<Region>("region", &regions);
    let regions = ids(&regions, "id");
    let mut flavors = Vec::new();
    let mut policies = Vec::new();
    for region in &regions {
        let of = [region.as_str()];
        flavors.extend(asker.list(&calls::FLAVORS, &of).await.unwrap_or_default());
        let app_images = asker.list(&calls::APP_IMAGES, &of).await;
        models.look_all::<AppImage>("app image", app_images.iter().flatten());
        let job_images = asker.list(&calls::JOB_IMAGES, &of).await;
        models.look_all::<OfferedImage>("job image", job_images.iter().flatten());
        let frameworks = asker.list(&calls::FRAMEWORKS, &of).await;
        models.look_all::<Framework>("framework", frameworks.iter().flatten());
        let presets = asker.list(&calls::PRESETS, &of).await;
        models.look_all::<Preset>("preset", presets.iter().flatten());
        let partners = asker.list(&calls::PARTNERS, &of).await;
        models.look_all::<Partner>("partner", partners.iter().flatten());
        if let Some(policy) = asker.read(&calls::REGION_RETENTION, &of).await {
            models.look::<WorkspaceBackupRetentionPolicy>("retention policy", &policy);
            policies.push(policy);
        }
    }
    models.look_all::<Flavor>("flavor", &flavors);
    let findings = vec![
        gpu_memory(&flavors),
        bandwidth(&flavors),
        memory(&flavors),
        quota_names(quota.as_ref()),
        retention(&policies),
        stores(asker, models).await,
    ];
    (Offer { regions }, findings)
}

fn ids(objects: &[Value], member: &str) -> Vec<String> {
    objects
        .iter()
        .filter_map(|object| object[member].as_str().map(str::to_owned))
        .collect()
}

const GIB: i64 = 1 << 30;

/// Are the numbers at `places` of every flavor within `range`? Zero and absent say nothing.
fn plausible(
    id: &'static str,
    flavors: &[Value],
    places: &[&str],
    range: std::ops::RangeInclusive<i64>,
) -> Finding {
    let numbers: Vec<i64> = flavors
        .iter()
        .flat_map(|flavor| {
            places
                .iter()
                .filter_map(|place| flavor.pointer(place)?.as_i64())
        })
        .filter(|number| *number > 0)
        .collect();
    if numbers.is_empty() {
        return Finding::not_seen(id, "no flavor says it");
    }
    let within = numbers
        .iter()
        .filter(|number| range.contains(number))
        .count();
    Finding::new(
        id,
        Verdict::of(within == numbers.len()),
        Words::default()
            .count(within)
            .say(" of ")
            .count(numbers.len())
            .say(" numbers are plausible"),
    )
}

fn gpu_memory(flavors: &[Value]) -> Finding {
    plausible(
        "flavors/gpu-memory",
        flavors,
        &["/gpuInformation/gpuMemory"],
        4 * GIB..=1024 * GIB,
    )
}

fn bandwidth(flavors: &[Value]) -> Finding {
    plausible(
        "flavors/bandwidth",
        flavors,
        &[
            "/resourcesPerUnit/publicNetwork",
            "/resourcesPerUnit/privateNetwork",
        ],
        100_000_000..=1_000_000_000_000,
    )
}

fn memory(flavors: &[Value]) -> Finding {
    plausible(
        "flavors/memory",
        flavors,
        &[
            "/resourcesPerUnit/memory",
            "/resourcesPerUnit/ephemeralStorage",
        ],
        GIB..=i64::MAX,
    )
}

fn quota_names(quota: Option<&Value>) -> Finding {
    const ID: &str = "quota/names";
    match quota.and_then(|quota| quota["resources"].as_object()) {
        None => Finding::new(ID, Verdict::NotAnswered, Words::default()),
        Some(resources) => Finding::new(
            ID,
            Verdict::Seen,
            Words::default().names(resources.keys().map(String::as_str)),
        ),
    }
}

fn retention(policies: &[Value]) -> Finding {
    const ID: &str = "notebooks/retention";
    let numbers: BTreeSet<[Option<i64>; 3]> = policies
        .iter()
        .map(|policy| {
            [
                "retainedNumber",
                "lifetimeInDays",
                "lifetimeEvictionThreshold",
            ]
            .map(|name| policy[name].as_i64())
        })
        .collect();
    if numbers.is_empty() {
        return Finding::new(ID, Verdict::NotAnswered, Words::default());
    }
    let mut words = Words::of("(kept, days, threshold)");
    for three in numbers {
        for (index, number) in three.into_iter().enumerate() {
            words = words.say(if index == 0 { " " } else { "/" });
            words = match number {
                Some(number) => words.number(number),
                None => words.say("none"),
            };
        }
    }
    Finding::new(ID, Verdict::Seen, words)
}

/// The data stores, and whether a built-in one has credentials: status and size of that answer, nothing of it.
async fn stores(asker: &Asker<'_>, models: &mut Models) -> Finding {
    const ID: &str = "data-stores/built-in-auth";
    let regions = asker
        .list(&calls::DATA_STORE_REGIONS, &[])
        .await
        .unwrap_or_default();
    models.look_all::<Region>("region", &regions);
    let mut built_in = None;
    for region in ids(&regions, "id") {
        let stores = asker
            .list(&calls::DATA_STORES, &[&region])
            .await
            .unwrap_or_default();
        models.look_all::<DataStore>("data store", &stores);
        let ours = stores.iter().find(|store| store["owner"] == "ovhcloud");
        if let Some(alias) = ours.and_then(|store| store["alias"].as_str()) {
            built_in.get_or_insert_with(|| (region.clone(), alias.to_owned()));
        }
    }
    let Some((region, alias)) = built_in else {
        return Finding::not_seen(ID, "no built-in store");
    };
    match asker.ask(&calls::DATA_STORE_AUTH, &[&region, &alias]).await {
        None => Finding::new(ID, Verdict::NotAnswered, Words::default()),
        Some(answer) if answer.status == 403 => {
            Finding::new(ID, Verdict::NotAnswered, answer.shape().words())
        }
        Some(answer) => {
            let empty = match &answer.body {
                Some(Value::Object(members)) => members.values().all(Value::is_null),
                _ => true,
            };
            Finding::new(
                ID,
                Verdict::of(!answer.is_good() || empty),
                Words::of("status ").number(answer.status).say(if empty {
                    ", no member filled"
                } else {
                    ", members filled"
                }),
            )
        }
    }
}
