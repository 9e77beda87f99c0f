//! What surrounds AI: users, object storage, registries, clusters, block storage, prices.

use std::collections::BTreeMap;

use ovh_api::calls;
use ovhai_platform::documents::around::{
    Catalogue, Cluster, Container, IpRestriction, ListedBucket, Node, NodePool, Project, Region,
    Registry, RegistryPlan, RegistryUser, Role, Roles, S3Credentials, User, Volume, VolumeSnapshot,
};
use serde_json::Value;

use crate::{
    ask::{Answer, Asker},
    fact::{Finding, Verdict},
    models::Models,
    words::Words,
};

/// Objects whose details are asked for.
const SAMPLE: usize = 3;

/// Reads all of it.
pub async fn look(asker: &Asker<'_>, models: &mut Models) -> Vec<Finding> {
    if let Some(project) = asker.read(&calls::PROJECT, &[]).await {
        models.look::<Project>("project", &project);
    }
    let mut findings = vec![users(asker, models).await, storage(asker, models).await];
    registries(asker, models).await;
    clusters(asker, models).await;
    let volumes = asker.list(&calls::BLOCK_VOLUMES, &[]).await;
    models.look_all::<Volume>("block volume", volumes.iter().flatten());
    let snapshots = asker.list(&calls::VOLUME_SNAPSHOTS, &[]).await;
    models.look_all::<VolumeSnapshot>("volume snapshot", snapshots.iter().flatten());
    findings.extend(prices(asker, models).await);
    findings
}

fn ids(objects: &[Value]) -> Vec<String> {
    objects
        .iter()
        .filter_map(|object| match &object["id"] {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        })
        .collect()
}

async fn users(asker: &Asker<'_>, models: &mut Models) -> Finding {
    const ID: &str = "users/without-policy";
    if let Some(roles) = asker.read(&calls::ROLES, &[]).await {
        models.look::<Roles>("roles", &roles);
    }
    let users = asker.list(&calls::USERS, &[]).await.unwrap_or_default();
    models.look_all::<User>("user", &users);
    let (mut with, mut odd) = (0, 0);
    let mut forms: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ids(&users).iter().take(SAMPLE) {
        let roles = asker.list(&calls::USER_ROLES, &[id]).await;
        models.look_all::<Role>("role", roles.iter().flatten());
        let keys = asker.list(&calls::S3_CREDENTIALS, &[id]).await;
        models.look_all::<S3Credentials>("S3 key", keys.iter().flatten());
        let Some(answer) = asker.ask(&calls::USER_POLICY, &[id]).await else {
            continue;
        };
        match policy_form(&answer) {
            Policy::Filled => with += 1,
            Policy::None(form) => *forms.entry(form).or_default() += 1,
            Policy::Odd => odd += 1,
        }
    }
    let without: usize = forms.values().sum();
    if with + without + odd == 0 {
        return Finding::not_seen(ID, "no user, or no policy could be asked for");
    }
    let words = forms
        .iter()
        .fold(Words::of("without one: "), |words, (form, count)| {
            words.say(form).say(" ×").count(*count).say("; ")
        })
        .count(with)
        .say(" with one, ")
        .count(odd)
        .say(" in another form");
    let verdict = if without + odd == 0 {
        Verdict::NotSeenHere
    } else {
        Verdict::of(odd == 0)
    };
    Finding::new(ID, verdict, words)
}

enum Policy {
    Filled,
    None(&'static str),
    Odd,
}

fn policy_form(answer: &Answer) -> Policy {
    if answer.status == 404 {
        return Policy::None("404");
    }
    if !answer.is_good() {
        return Policy::Odd;
    }
    match answer.body.as_ref() {
        None | Some(Value::Null) => Policy::None("null"),
        Some(body) => match body["policy"].as_str() {
            Some("") => Policy::None("an empty text"),
            Some(text) => match serde_json::from_str::<Value>(text) {
                Ok(policy) => match policy["Statement"].as_array() {
                    Some(statements) if statements.is_empty() => Policy::None("an empty statement"),
                    Some(_) => Policy::Filled,
                    None => Policy::Odd,
                },
                Err(_) => Policy::Odd,
            },
            None if body["policy"].is_null() => Policy::None("null"),
            None => Policy::Odd,
        },
    }
}

async fn storage(asker: &Asker<'_>, models: &mut Models) -> Finding {
    const ID: &str = "storage/region-without-s3";
    let containers = asker.list(&calls::CONTAINERS, &[]).await;
    models.look_all::<Container>("Swift container", containers.iter().flatten());
    let names = asker
        .list(&calls::STORAGE_REGIONS, &[])
        .await
        .unwrap_or_default();
    let mut without = None;
    for name in names.iter().filter_map(Value::as_str) {
        let Some(region) = asker.read(&calls::STORAGE_REGION, &[name]).await else {
            continue;
        };
        models.look::<Region>("storage region", &region);
        let offers_s3 = region["services"].as_array().is_some_and(|services| {
            services
                .iter()
                .filter_map(|service| service["name"].as_str())
                .any(|name| name.starts_with("storage-s3"))
        });
        if offers_s3 {
            let buckets = asker.list(&calls::BUCKETS, &[name]).await;
            models.look_all::<ListedBucket>("bucket", buckets.iter().flatten());
        } else {
            without.get_or_insert(name);
        }
    }
    let Some(region) = without else {
        return Finding::not_seen(ID, "every region has S3");
    };
    match asker.ask(&calls::BUCKETS, &[region]).await {
        None => Finding::new(ID, Verdict::NotAnswered, Words::default()),
        Some(answer) if answer.is_good() => Finding::new(
            ID,
            Verdict::DoesNotHold,
            Words::of("answered with ")
                .count(
                    answer
                        .body
                        .and_then(|body| body.as_array().map(Vec::len))
                        .unwrap_or(0),
                )
                .say(" buckets"),
        ),
        Some(answer) => Finding::new(ID, Verdict::Holds, answer.shape().words()),
    }
}

async fn registries(asker: &Asker<'_>, models: &mut Models) {
    let registries = asker
        .list(&calls::CONTAINER_REGISTRIES, &[])
        .await
        .unwrap_or_default();
    models.look_all::<Registry>("managed registry", &registries);
    for id in ids(&registries).iter().take(SAMPLE) {
        if let Some(plan) = asker.read(&calls::CONTAINER_REGISTRY_PLAN, &[id]).await {
            models.look::<RegistryPlan>("registry plan", &plan);
        }
        let users = asker.list(&calls::CONTAINER_REGISTRY_USERS, &[id]).await;
        models.look_all::<RegistryUser>("registry user", users.iter().flatten());
        let ips = asker.list(&calls::REGISTRY_IPS, &[id]).await;
        models.look_all::<IpRestriction>("allowed addresses", ips.iter().flatten());
    }
}

async fn clusters(asker: &Asker<'_>, models: &mut Models) {
    let ids = asker.list(&calls::CLUSTERS, &[]).await.unwrap_or_default();
    for id in ids.iter().filter_map(Value::as_str).take(SAMPLE) {
        if let Some(cluster) = asker.read(&calls::CLUSTER, &[id]).await {
            models.look::<Cluster>("cluster", &cluster);
        }
        let pools = asker.list(&calls::NODE_POOLS, &[id]).await;
        models.look_all::<NodePool>("node pool", pools.iter().flatten());
        let nodes = asker.list(&calls::NODES, &[id]).await;
        models.look_all::<Node>("node", nodes.iter().flatten());
    }
}

async fn prices(asker: &Asker<'_>, models: &mut Models) -> Vec<Finding> {
    const MIB: usize = 1 << 20;
    const BEGINNINGS: [&str; 3] = ["ai-app.", "ai-training.", "ai-notebook."];
    let answer = asker
        .ask_with(&calls::CATALOGUE, &[], &[("ovhSubsidiary", "FR")])
        .await;
    let Some(answer) = answer.filter(Answer::is_good) else {
        return ["prices/size", "prices/plans"]
            .map(|id| Finding::new(id, Verdict::NotAnswered, Words::default()))
            .into();
    };
    let size = answer.size;
    let body = answer.body.unwrap_or_default();
    models.look::<Catalogue>("price catalogue", &body);
    let codes: Vec<&str> = ["plans", "addons"]
        .iter()
        .flat_map(|list| body[*list].as_array().into_iter().flatten())
        .filter_map(|plan| plan["planCode"].as_str())
        .collect();
    let mut words = Words::default();
    let mut all = true;
    for (index, beginning) in BEGINNINGS.into_iter().enumerate() {
        let count = codes
            .iter()
            .filter(|code| code.starts_with(beginning))
            .count();
        all &= count > 0;
        words = words
            .say(if index == 0 { "" } else { ", " })
            .count(count)
            .say(" `")
            .say(beginning)
            .say("*`");
    }
    vec![
        Finding::new(
            "prices/size",
            Verdict::of(size > MIB),
            Words::default().count(size / 1024).say(" KiB"),
        ),
        Finding::new(
            "prices/plans",
            Verdict::of(all),
            words.say(" of ").count(codes.len()),
        ),
    ]
}
