//! Every call this crate can make, as data. Planning may make only those of [`SIDE_EFFECT_FREE`].

/// One call: method and path pattern as the vendor writes them.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    /// Upper case.
    pub method: &'static str,
    /// Parameters in braces, each a whole segment.
    pub path: &'static str,
    /// Doing it twice is the same as doing it once, so it may be repeated after a broken connection.
    pub idempotent: bool,
}

macro_rules! calls {
    ($($(#[$meta:meta])* $name:ident = $method:literal $path:literal $(($mark:ident))?;)*) => {
        $($(#[$meta])* pub const $name: Call = Call {
            method: $method,
            path: $path,
            idempotent: idempotent!($($mark)?),
        };)*

        /// All calls.
        pub const ALL: &[&Call] = &[$(&$name),*];
    };
}

macro_rules! idempotent {
    () => {
        true
    };
    (once) => {
        false
    };
}

calls! {
    /// The server's clock; without credentials.
    AUTH_TIME = "GET" "/auth/time";
    /// Who the caller is.
    AUTH_DETAILS = "GET" "/auth/details";
    /// Ids of the caller's projects.
    PROJECTS = "GET" "/cloud/project";
    /// One project.
    PROJECT = "GET" "/cloud/project/{serviceName}";

    /// Is the project authorised for AI?
    AUTHORIZATION = "GET" "/cloud/project/{serviceName}/ai/authorization";
    /// Authorises it. Repeating it is harmless (inferred).
    AUTHORIZE = "POST" "/cloud/project/{serviceName}/ai/authorization";

    /// All apps.
    APPS = "GET" "/cloud/project/{serviceName}/ai/app";
    /// Creates an app.
    CREATE_APP = "POST" "/cloud/project/{serviceName}/ai/app" (once);
    /// The `ovhai` command of a spec; creates nothing (platform-facts: "nothing is created").
    APP_COMMAND = "POST" "/cloud/project/{serviceName}/ai/app/command";
    /// One app.
    APP = "GET" "/cloud/project/{serviceName}/ai/app/{appId}";
    /// Changes an app.
    UPDATE_APP = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}";
    /// Deletes an app.
    DELETE_APP = "DELETE" "/cloud/project/{serviceName}/ai/app/{appId}";
    /// Copies data of an app's volumes.
    SYNC_APP = "POST" "/cloud/project/{serviceName}/ai/app/{appId}/datasync" (once);
    /// Changes the image alone.
    SET_APP_IMAGE = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/image";
    /// Sets or deletes one label.
    SET_APP_LABEL = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/label";
    /// Log lines.
    APP_LOG = "GET" "/cloud/project/{serviceName}/ai/app/{appId}/log";
    /// Replaces the scaling strategy.
    SET_APP_SCALING = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/scalingstrategy";
    /// Starts a stopped app.
    START_APP = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/start";
    /// Stops an app.
    STOP_APP = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/stop";

    /// What the platform offers this project.
    FEATURES = "GET" "/cloud/project/{serviceName}/ai/capabilities/feature";
    /// Quotas.
    QUOTA = "GET" "/cloud/project/{serviceName}/ai/capabilities/quota";
    /// Regions.
    REGIONS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region";
    /// One region.
    REGION = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}";
    /// Images of the vendor's catalogue for apps.
    APP_IMAGES = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/app/image";
    /// Flavors of a region.
    FLAVORS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/flavor";
    /// One flavor.
    FLAVOR = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/flavor/{flavorId}";

    /// Private registries.
    REGISTRIES = "GET" "/cloud/project/{serviceName}/ai/registry";
    /// Adds a registry.
    CREATE_REGISTRY = "POST" "/cloud/project/{serviceName}/ai/registry" (once);
    /// One registry.
    REGISTRY = "GET" "/cloud/project/{serviceName}/ai/registry/{registryId}";
    /// Changes a registry.
    UPDATE_REGISTRY = "PUT" "/cloud/project/{serviceName}/ai/registry/{registryId}";
    /// Removes a registry.
    DELETE_REGISTRY = "DELETE" "/cloud/project/{serviceName}/ai/registry/{registryId}";
}

/// The calls that change nothing: what planning and refreshing may do. Committed by hand, so that a new call is
/// forbidden while planning until somebody has thought about it.
pub const SIDE_EFFECT_FREE: &[&Call] = &[
    &AUTH_TIME,
    &AUTH_DETAILS,
    &PROJECTS,
    &PROJECT,
    &AUTHORIZATION,
    &APPS,
    &APP_COMMAND,
    &APP,
    &APP_LOG,
    &FEATURES,
    &QUOTA,
    &REGIONS,
    &REGION,
    &APP_IMAGES,
    &FLAVORS,
    &FLAVOR,
    &REGISTRIES,
    &REGISTRY,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reads_and_the_command_are_free_of_side_effects() {
        for call in ALL {
            let free = SIDE_EFFECT_FREE.contains(call);
            assert_eq!(
                free,
                call.method == "GET" || call.path.ends_with("/app/command"),
                "{call:?}"
            );
        }
    }

    #[test]
    fn only_creates_are_not_repeatable() {
        let once: Vec<_> = ALL
            .iter()
            .filter(|call| !call.idempotent)
            .copied()
            .collect();
        assert_eq!(once, [&CREATE_APP, &SYNC_APP, &CREATE_REGISTRY]);
    }
}
