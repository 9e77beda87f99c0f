//! Reading a profile: a person's choices over the generic ones.

use serde_json::Value;

use super::Profile;
use crate::problem::{Problem, did_you_mean};

const GENERIC: &str = include_str!("../../profiles/generic.json");

impl Default for Profile {
    fn default() -> Self {
        serde_json::from_str(GENERIC).expect("a test reads profiles/generic.json")
    }
}

impl Profile {
    /// The generic profile with the members of `choices` laid over it. `null` keeps the default, nested objects are merged, and
    /// where a member may be absent but has a default (`home`, `scratch_cap`, `gateway.request_timeout`) an empty text takes it away.
    ///
    /// # Errors
    /// One problem per member that is unknown, of the wrong type, or not usable.
    pub fn read(choices: &Value) -> Result<Self, Vec<Problem>> {
        let generic = generic();
        let Some(members) = choices.as_object() else {
            return if choices.is_null() {
                Ok(Self::default())
            } else {
                Err(vec![Problem::new(["profile"], "must be an object")])
            };
        };
        let (mut merged, mut problems) = (generic.clone(), Vec::new());
        for (name, choice) in members {
            let Some(default) = generic.get(name) else {
                let known = generic
                    .as_object()
                    .into_iter()
                    .flat_map(|known| known.keys());
                problems.push(Problem::new(
                    ["profile", name],
                    format!(
                        "no profile has a member `{name}`{}",
                        did_you_mean(name, known.map(String::as_str))
                    ),
                ));
                continue;
            };
            // One member at a time, so that an error has a place.
            let mut value = default.clone();
            lay_over(&mut value, choice);
            let mut alone = generic.clone();
            alone[name.as_str()] = value.clone();
            match serde_json::from_value::<Self>(alone) {
                Ok(_) => merged[name.as_str()] = value,
                Err(error) => problems.push(Problem::new(
                    ["profile", name],
                    format!("is not usable: {error}"),
                )),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        for pointer in ["/home", "/scratch_cap", "/gateway/request_timeout"] {
            if let Some(member) = merged.pointer_mut(pointer)
                && member.as_str() == Some("")
            {
                *member = Value::Null;
            }
        }
        let profile: Self = serde_json::from_value(merged)
            .map_err(|error| vec![Problem::new(["profile"], error.to_string())])?;
        let problems = profile.problems();
        if problems.is_empty() {
            Ok(profile)
        } else {
            Err(problems)
        }
    }
}

fn generic() -> Value {
    serde_json::from_str(GENERIC).expect("a test reads profiles/generic.json")
}

fn lay_over(base: &mut Value, choice: &Value) {
    match (base, choice) {
        (_, Value::Null) => {}
        (Value::Object(base), Value::Object(choice)) => {
            for (name, value) in choice {
                match base.get_mut(name) {
                    Some(known) => lay_over(known, value),
                    None => {
                        base.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (base, choice) => *base = choice.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(choices: &Value) -> Vec<String> {
        Profile::read(choices)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_generic_profile_is_usable() {
        assert_eq!(Profile::read(&Value::Null), Ok(Profile::default()));
        assert_eq!(Profile::read(&json!({})), Ok(Profile::default()));
        assert!(Profile::default().problems().is_empty());
    }

    #[test]
    fn choices_are_laid_over_the_defaults() {
        let profile = Profile::read(&json!({
            "domain": "apps.example.com", "keda": {"available": false}, "namespace": null,
            "gpu_tables": {"models": {"B200": ["NVIDIA-B200"]}}, "home": "", "gateway": {"request_timeout": ""}
        }))
        .unwrap();
        assert_eq!(profile.domain.as_deref(), Some("apps.example.com"));
        assert!(!profile.keda.available && profile.keda.http_add_on);
        assert_eq!(profile.namespace, "ai-workloads");
        assert_eq!(
            (profile.home, profile.gateway.request_timeout),
            (None, None)
        );
        assert_eq!(profile.gpu_tables.models["L4"], ["NVIDIA-L4"]);
        assert_eq!(profile.gpu_tables.models["B200"], ["NVIDIA-B200"]);
    }

    #[test]
    fn mistakes_have_a_place() {
        let found = problems(&json!({
            "domian": "x", "exposure": "loadbalancer", "keda": {"avialable": true}, "user": -1
        }));
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(
            found[0].starts_with("profile.domian") && found[0].contains("`domain`"),
            "{found:#?}"
        );
        assert!(found[1].starts_with("profile.exposure"), "{found:#?}");
        assert!(found[2].starts_with("profile.keda"), "{found:#?}");
        let found = problems(&json!({
            "namespace": "Not A Label", "domain": "a..b", "scheme": "ftp", "authentication": "none",
            "gpu_resource_percent": 0, "shared_memory_percent": 101, "scratch_cap": "lots", "proxy": {"image": "", "port": 0},
            "network_policy": {"cluster_ranges": ["10.0.0.0"]}, "home": "relative", "gateway": {"request_timeout": "1 hour"}
        }));
        assert_eq!(found.len(), 12, "{found:#?}");
    }

    #[test]
    fn choices_that_do_not_go_together_are_told() {
        let found = problems(&json!({
            "secrets": {"provider": "external_secrets", "key_prefix": "a b", "refresh_interval": "soon"},
            "monitoring": {"metrics_path": "metrics", "labels": {"a label": "x", "release": "a b"}},
            "volumes": {"cache_storage_class": "Not A Class"}, "startup_probe_above": 0
        }));
        let places: Vec<&str> = found
            .iter()
            .map(|problem| problem.split(':').next().unwrap_or_default())
            .collect();
        assert_eq!(
            places,
            [
                "profile.monitoring.metrics_path",
                "profile.monitoring.labels.a label",
                "profile.monitoring.labels.release",
                "profile.secrets.store",
                "profile.secrets.key_prefix",
                "profile.secrets.refresh_interval",
                "profile.volumes.cache_storage_class",
                "profile.startup_probe_above",
            ]
        );
        for interval in ["0", "90s", "1h", "15m"] {
            let choices = json!({"secrets": {"refresh_interval": interval}});
            assert!(Profile::read(&choices).is_ok(), "{interval}");
        }
    }
}
