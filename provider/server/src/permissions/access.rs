//! What managing data stores, registries and tokens calls, and what is made for one run.

use ovh_api::calls;
use terraform_plugin::schema::describe::UnitKind;

use super::{Need, Unit, When, always, doing, helpful};

const CREATING: &str = "creating it";
const CHANGING: &str = "changing it";
const DESTROYING: &str = "destroying it";
const REFUSED: When = When::Doing("the platform refuses to delete it");
const USERS_UNNAMED: &str = "the message does not name what uses it";

const REGIONS: Need = helpful(
    &calls::REGIONS,
    When::Doing("planning a new one"),
    "an unknown region is refused when applying instead of when planning",
);

/// Managed objects, searches for them, and ephemeral ones.
pub(super) const UNITS: &[Unit] = &[
    Unit {
        name: "ovhai_application_token",
        kind: UnitKind::EphemeralResource,
        needs: &[
            helpful(
                &calls::REGIONS,
                When::Doing("opening it"),
                "an unknown region is refused by the platform, without the known ones",
            ),
            helpful(
                &calls::TOKENS,
                When::Doing("opening it"),
                "what earlier runs left behind is not reported",
            ),
            doing(&calls::CREATE_TOKEN, "opening it, also while planning"),
            doing(&calls::DELETE_TOKEN, "closing it, also while planning"),
        ],
    },
    Unit {
        name: "ovhai_data_store",
        kind: UnitKind::Resource,
        needs: &[
            always(&calls::DATA_STORES),
            helpful(
                &calls::DATA_STORE_REGIONS,
                When::Doing("planning a new one, and importing by alias alone"),
                "an unknown region is refused when applying instead of when planning",
            ),
            doing(&calls::DATA_STORE, "its list does not have it"),
            doing(&calls::CREATE_DATA_STORE, CREATING),
            doing(&calls::UPDATE_DATA_STORE, CHANGING),
            doing(&calls::DELETE_DATA_STORE, DESTROYING),
            helpful(&calls::AUTHORIZATION, REFUSED, USERS_UNNAMED),
            helpful(&calls::APPS, REFUSED, USERS_UNNAMED),
            helpful(&calls::JOBS, REFUSED, USERS_UNNAMED),
            helpful(&calls::NOTEBOOKS, REFUSED, USERS_UNNAMED),
            helpful(&calls::NOTEBOOK_RETENTION, REFUSED, USERS_UNNAMED),
            helpful(&calls::REGISTRIES, REFUSED, USERS_UNNAMED),
        ],
    },
    Unit {
        name: "ovhai_data_store",
        kind: UnitKind::ListResource,
        needs: &[
            always(&calls::DATA_STORE_REGIONS),
            always(&calls::DATA_STORES),
        ],
    },
    Unit {
        name: "ovhai_registry",
        kind: UnitKind::Resource,
        needs: &[
            always(&calls::REGISTRIES),
            REGIONS,
            doing(&calls::REGISTRY, "its list does not have it"),
            doing(&calls::CREATE_REGISTRY, CREATING),
            doing(&calls::UPDATE_REGISTRY, CHANGING),
            doing(&calls::DELETE_REGISTRY, DESTROYING),
            helpful(&calls::AUTHORIZATION, REFUSED, USERS_UNNAMED),
            helpful(&calls::APPS, REFUSED, USERS_UNNAMED),
            helpful(&calls::JOBS, REFUSED, USERS_UNNAMED),
            helpful(&calls::NOTEBOOKS, REFUSED, USERS_UNNAMED),
            helpful(&calls::NOTEBOOK_RETENTION, REFUSED, USERS_UNNAMED),
            helpful(&calls::DATA_STORE_REGIONS, REFUSED, USERS_UNNAMED),
            helpful(&calls::DATA_STORES, REFUSED, USERS_UNNAMED),
        ],
    },
    Unit {
        name: "ovhai_registry",
        kind: UnitKind::ListResource,
        needs: &[always(&calls::REGISTRIES)],
    },
    Unit {
        name: "ovhai_registry_credentials",
        kind: UnitKind::EphemeralResource,
        needs: &[
            always(&calls::CONTAINER_REGISTRY),
            always(&calls::CONTAINER_REGISTRY_USERS),
            helpful(
                &calls::CONTAINER_REGISTRIES,
                When::Doing("there is no such registry"),
                "the message does not name the registries there are",
            ),
            doing(
                &calls::CREATE_CONTAINER_REGISTRY_USER,
                "opening it, also while planning",
            ),
            doing(
                &calls::DELETE_CONTAINER_REGISTRY_USER,
                "closing it, also while planning",
            ),
        ],
    },
    Unit {
        name: "ovhai_token",
        kind: UnitKind::Resource,
        needs: &[
            always(&calls::TOKENS),
            REGIONS,
            doing(&calls::TOKEN, "its list does not have it"),
            doing(&calls::CREATE_TOKEN, CREATING),
            doing(&calls::RENEW_TOKEN, "changing `rotate_when_changed`"),
            doing(&calls::DELETE_TOKEN, DESTROYING),
        ],
    },
    Unit {
        name: "ovhai_token",
        kind: UnitKind::ListResource,
        needs: &[always(&calls::TOKENS)],
    },
];
