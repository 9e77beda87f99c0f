//! Plans of data stores.

use terraform_plugin::{Context, Diagnostics, Path, Value};

use super::{id, is_built_in, key, model::Model, rules};
use crate::{
    managed::known_regions::{self, Purpose},
    platform::Platform,
};

/// Fills in what is known before apply.
pub fn complete(proposed: &mut Model, config: &Model, platform: &Platform) {
    if proposed.service_name.is_unknown()
        && config.service_name.is_null()
        && let Some(name) = platform.default_service_name()
    {
        proposed.service_name.set(name);
    }
    if let (Value::Unknown, Value::Known(region), Value::Known(alias)) =
        (&proposed.id, &proposed.region, &proposed.alias)
    {
        proposed.id = Value::Known(id(region, alias));
    }
}

/// Whether a change is sent to the platform; others are Terraform's own business.
pub fn is_sent(prior: &Model, planned: &Model) -> bool {
    prior.endpoint != planned.endpoint
        || prior.prefix != planned.prefix
        || prior.credentials_wo_version != planned.credentials_wo_version
            && !planned.credentials_wo_version.is_null()
}

/// Refuses a change that the platform would refuse.
pub fn check_change(
    prior: &Model,
    proposed: &Model,
    config: &Model,
    diagnostics: &mut Diagnostics,
) {
    let is_replaced = [
        (&prior.service_name, &proposed.service_name),
        (&prior.region, &proposed.region),
        (&prior.alias, &proposed.alias),
        (&prior.r#type, &proposed.r#type),
    ]
    .iter()
    .any(|(before, after)| before != after);
    // A replacement is planned once more, as something new.
    if is_replaced || !is_sent(prior, proposed) {
        return;
    }
    check_endpoint(Some(prior), proposed, diagnostics);
    rules::check_credentials_given(
        &config.credentials_wo,
        "The platform replaces a data store as a whole, so a change of it needs the credentials again.",
        diagnostics,
    );
}

/// Refuses a new data store that the platform would refuse.
pub async fn check_new(
    ctx: &Context,
    platform: &Platform,
    proposed: &Model,
    config: &Model,
    diagnostics: &mut Diagnostics,
) {
    if let Value::Known(alias) = &proposed.alias {
        rules::check_alias(alias, diagnostics);
    }
    check_endpoint(None, proposed, diagnostics);
    rules::check_credentials_given(
        &config.credentials_wo,
        "The platform takes no data store without them.",
        diagnostics,
    );
    let (Value::Known(service), Value::Known(region)) = (&proposed.service_name, &proposed.region)
    else {
        return;
    };
    let project = platform.project(ctx, service);
    let has_region =
        known_regions::check(platform, &project, Purpose::DataStores, region, diagnostics).await;
    let (Some(()), Value::Known(alias)) = (has_region, &proposed.alias) else {
        return;
    };
    // Creating it lists them anyway and says what is wrong with the list.
    let Ok(stores) = platform.listings().data_stores(&project, region).await else {
        return;
    };
    let Some(store) = stores.objects.get(alias) else {
        return;
    };
    let path = Path::root("alias");
    if is_built_in(store) {
        diagnostics.error_at(
            path,
            "The alias is the platform's own",
            format!(
                "`{alias}` in {region} is a data store that the platform brings along; it can be used at once, and neither be \
                 created nor managed."
            ),
        );
    } else if !platform.managed_stores().contains(&key(proposed)) {
        diagnostics.error_at(
            path,
            "The alias is taken",
            format!(
                "There is a data store `{alias}` in {region} already. Import it as `{service}/{}`, or choose another alias.",
                id(region, alias)
            ),
        );
    }
}

fn check_endpoint(prior: Option<&Model>, proposed: &Model, diagnostics: &mut Diagnostics) {
    if prior.is_some_and(|prior| prior.endpoint == proposed.endpoint)
        && !proposed.endpoint.is_null()
    {
        return;
    }
    match (&proposed.endpoint, &proposed.r#type) {
        (Value::Null, _) => diagnostics.error_at(
            Path::root("endpoint"),
            "An endpoint is needed",
            "The platform takes no data store without its URL.",
        ),
        (Value::Known(endpoint), Value::Known(kind)) => {
            rules::check_endpoint(kind, endpoint, diagnostics);
        }
        _ => {}
    }
}
