//! Importing data stores.

use ovhai_platform::documents;
use terraform_plugin::{Context, Diagnostics, Value};

use super::{fill, id, is_built_in, model::Model, rules};
use crate::{failure::report, managed::listings::Listing, platform::Platform};

const UNREADABLE: &str = "The data store cannot be imported";

/// By `SERVICE_NAME/REGION/ALIAS`, or `REGION/ALIAS` or `ALIAS` when the provider knows the project.
pub async fn by_id(
    ctx: &Context,
    platform: &Platform,
    id: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    let parts: Vec<&str> = id.splitn(3, '/').collect();
    if parts.iter().any(|part| part.is_empty()) {
        diagnostics.error(
            "This is no import id",
            "Give SERVICE_NAME/REGION/ALIAS, or REGION/ALIAS or ALIAS alone when the provider has a service_name.",
        );
        return None;
    }
    let own = match parts.as_slice() {
        [service, _, _] => Value::from(*service),
        _ => Value::Null,
    };
    let service = platform.service_name(&own, diagnostics)?;
    match parts.as_slice() {
        [.., region, alias] => {
            one(
                ctx,
                platform,
                service,
                (*region).to_owned(),
                alias,
                diagnostics,
            )
            .await
        }
        _ => anywhere(ctx, platform, service, id, diagnostics).await,
    }
}

/// The data store of that name, wherever it is.
async fn anywhere(
    ctx: &Context,
    platform: &Platform,
    service: String,
    alias: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    let project = platform.project(ctx, &service);
    let regions = platform.listings().store_regions(&project).await;
    let regions = report(regions, UNREADABLE, diagnostics)?;
    let mut found = Vec::new();
    for region in regions.iter() {
        let stores = platform.listings().data_stores(&project, region).await;
        if report(stores, UNREADABLE, diagnostics)?
            .objects
            .contains_key(alias)
        {
            found.push(region.clone());
        }
    }
    if found.len() > 1 {
        let ids: Vec<String> = found.iter().map(|region| id(region, alias)).collect();
        diagnostics.error(
            "More than one data store has this alias",
            format!("Give the region too: {}.", ids.join(", ")),
        );
        return None;
    }
    let Some(region) = found.pop() else {
        diagnostics.error(
            "There is no such data store",
            format!(
                "No region of project {service} has a data store `{alias}`; looked in {}.",
                regions.join(", ")
            ),
        );
        return None;
    };
    one(ctx, platform, service, region, alias, diagnostics).await
}

/// The data store `alias` of `region`.
pub async fn one(
    ctx: &Context,
    platform: &Platform,
    service: String,
    region: String,
    alias: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    let project = platform.project(ctx, &service);
    let found = platform
        .listings()
        .data_store(&project, &region, alias)
        .await;
    let Some(store) = report(found, UNREADABLE, diagnostics)? else {
        let known = match platform.listings().data_stores(&project, &region).await {
            Ok(stores) => owned(&stores),
            Err(_) => Vec::new(),
        };
        let known = match known.as_slice() {
            [] => "there is none of yours".to_owned(),
            aliases => format!("yours are {}", aliases.join(", ")),
        };
        diagnostics.error(
            "There is no such data store",
            format!("Project {service} has no data store `{alias}` in {region}; {known}."),
        );
        return None;
    };
    state(service, region, &store, diagnostics)
}

fn owned(stores: &Listing<documents::DataStore>) -> Vec<String> {
    let own = stores.objects.values().filter(|store| !is_built_in(store));
    own.map(|store| format!("`{}`", store.alias)).collect()
}

/// The state of a data store that is there.
pub fn state(
    service: String,
    region: String,
    store: &documents::DataStore,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    if is_built_in(store) {
        diagnostics.error(
            "The data store is the platform's own",
            format!(
                "`{}` in {region} is built in: it is in every project and cannot be managed.",
                store.alias
            ),
        );
        return None;
    }
    let kind = store.kind.as_ref().map_or("", |kind| kind.as_str());
    if rules::check_type(kind).is_err() {
        diagnostics.error(
            "The data store is of a type this version does not know",
            format!(
                "`{}` in {region} is of type `{kind}`. Look for a newer version of this provider.",
                store.alias
            ),
        );
        return None;
    }
    let mut model = Model {
        id: Value::Null,
        service_name: service.into(),
        region: region.into(),
        alias: store.alias.clone().into(),
        r#type: kind.into(),
        endpoint: Value::Null,
        prefix: Value::Null,
        credentials_wo: Value::Null,
        credentials_wo_version: Value::Null,
        skip_connection_check: Value::Null,
        timeouts: Value::Null,
    };
    fill(&mut model, store);
    Some(model)
}
