//! What a host of the platform is for, by the parts of its name.

/// What is known of a host: the name of its variable, and what the variable is for.
pub(super) type Purpose = (&'static str, &'static str);

/// What the host `name` is for.
pub(super) fn purpose(name: &str) -> Option<Purpose> {
    let parts: Vec<&str> = name.split('.').collect();
    let has = |part: &str| parts.contains(&part);
    let is_stored = has("s3") || parts.first().is_some_and(|first| *first == "storage");
    let purposes: [(bool, Purpose); 8] = [
        (is_stored, ("s3_host", "Host of the S3 endpoint")),
        (
            has("container-registry") || parts.first().is_some_and(|first| *first == "registry"),
            (
                "registry_host",
                "Host of the registry that images come from",
            ),
        ),
        (
            parts.first().is_some_and(|first| *first == "auth") && has("cloud"),
            (
                "identity_host",
                "Host where OpenStack identities are checked",
            ),
        ),
        (
            has("ai") && has("endpoints"),
            ("model_host", "Host that answers requests to models"),
        ),
        (has("ai"), ("app_host", "Host of the application")),
        (has("database"), ("database_host", "Host of the database")),
        (
            has("k8s"),
            ("cluster_host", "Host of the cluster's API server"),
        ),
        (has("logs"), ("logs_host", "Host that takes logs")),
    ];
    purposes
        .into_iter()
        .find_map(|(is_it, purpose)| is_it.then_some(purpose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_a_known_purpose_become_variables() {
        for (host, expected) in [
            ("s3.gra.io.cloud.ovh.net", Some("s3_host")),
            ("bucket.s3.gra.perf.cloud.ovh.net", Some("s3_host")),
            ("storage.gra.cloud.ovh.net", Some("s3_host")),
            (
                "abc.c1.gra9.container-registry.ovh.net",
                Some("registry_host"),
            ),
            ("auth.cloud.ovh.net", Some("identity_host")),
            ("oai.endpoints.kepler.ai.cloud.ovh.net", Some("model_host")),
            ("x.app.gra.ai.cloud.ovh.net", Some("app_host")),
            ("pg-1.database.cloud.ovh.net", Some("database_host")),
            ("abc.c1.gra9.k8s.ovh.net", Some("cluster_host")),
            ("gra1.logs.ovh.com", Some("logs_host")),
            ("www.ovh.com", None),
            ("eu.api.ovh.com", None),
            ("docs.ovhcloud.com", None),
        ] {
            assert_eq!(purpose(host).map(|(name, _)| name), expected, "{host}");
        }
    }
}
