//! What a profile's values must be, beyond their types.

use std::net::IpAddr;

use super::{Authentication, Profile, SecretProvider};
use crate::{lower::rules, problem::Problem};

impl Profile {
    /// Every member whose value cannot be used, in the order of the data file.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Found(Vec::new());
        found.label(&["namespace"], &self.namespace);
        if let Some(domain) = &self.domain {
            // Hosts are `{name}.{domain}` and may have 253 characters.
            found.unless(
                rules::is_host(domain) && domain.len() <= 190 && domain.parse::<IpAddr>().is_err(),
                &["domain"],
                "must be a DNS domain of at most 190 characters, for example apps.example.com",
            );
        }
        found.unless(
            matches!(self.scheme.as_str(), "http" | "https"),
            &["scheme"],
            "must be http or https",
        );
        found.object(&["gateway", "name"], &self.gateway.name);
        found.label(&["gateway", "namespace"], &self.gateway.namespace);
        if let Some(namespace) = &self.gateway.pods_namespace {
            found.label(&["gateway", "pods_namespace"], namespace);
        }
        if let Some(section) = &self.gateway.section {
            found.object(&["gateway", "section"], section);
        }
        if let Some(timeout) = &self.gateway.request_timeout {
            found.unless(
                rules::is_gateway_duration(timeout),
                &["gateway", "request_timeout"],
                "must be a Gateway API duration such as 30s, 5m or 0s",
            );
        }
        found.label(
            &["ingress", "controller_namespace"],
            &self.ingress.controller_namespace,
        );
        for (member, name) in [
            ("class", &self.ingress.class),
            ("tls_secret", &self.ingress.tls_secret),
        ] {
            if let Some(name) = name {
                found.object(&["ingress", member], name);
            }
        }
        found.unless(
            self.authentication != Authentication::None || self.accept_open_access,
            &["accept_open_access"],
            "authentication = none opens workloads that needed a login to everyone; set accept_open_access = true to consent, \
             or choose bearer_proxy or gateway",
        );
        for (path, image) in [
            (["proxy", "image"], &self.proxy.image),
            (["tool_images", "rclone"], &self.tool_images.rclone),
            (["tool_images", "git"], &self.tool_images.git),
            (["tool_images", "kubectl"], &self.tool_images.kubectl),
        ] {
            found.unless(rules::is_image(image), &path, "must be an image reference");
        }
        found.unless(
            self.proxy.port > 0,
            &["proxy", "port"],
            "must be 1 to 65535",
        );
        for (path, quantity) in [
            (&["proxy", "cpu"][..], Some(&self.proxy.cpu)),
            (&["proxy", "memory"], Some(&self.proxy.memory)),
            (
                &["proxy", "ephemeral_storage"],
                Some(&self.proxy.ephemeral_storage),
            ),
            (&["scratch_cap"], self.scratch_cap.as_ref()),
            (&["volumes", "size"], Some(&self.volumes.size)),
            (
                &["volumes", "ephemeral_claim_above"],
                Some(&self.volumes.ephemeral_claim_above),
            ),
            (&["volumes", "push_cpu"], Some(&self.volumes.push_cpu)),
            (&["volumes", "push_memory"], Some(&self.volumes.push_memory)),
            (
                &["notebooks", "workspace_size"],
                Some(&self.notebooks.workspace_size),
            ),
        ] {
            let usable = match quantity {
                None => true,
                Some(text) if matches!(path, [_, "cpu" | "push_cpu"]) => rules::is_cpu(text),
                Some(text) => rules::bytes(text).is_some_and(|bytes| bytes > 0),
            };
            found.unless(
                usable,
                path,
                "must be a positive Kubernetes quantity such as 500m or 20Gi",
            );
        }
        for name in &self.pull_secrets {
            found.object(&["pull_secrets"], name);
        }
        if let Some(home) = &self.home {
            found.unless(
                home.starts_with('/') && !home.contains(['\0', '$']),
                &["home"],
                "must be an absolute path without $",
            );
        }
        found.unless(
            (10..=100).contains(&self.gpu_resource_percent),
            &["gpu_resource_percent"],
            "must be 10 to 100",
        );
        found.unless(
            self.shared_memory_percent <= 100,
            &["shared_memory_percent"],
            "must be 0 to 100",
        );
        self.runs_and_workbenches(&mut found);
        self.monitoring_and_secrets(&mut found);
        found.label(&["keda", "namespace"], &self.keda.namespace);
        found.label(
            &["keda", "interceptor_service"],
            &self.keda.interceptor_service,
        );
        let policy = &self.network_policy;
        for (member, ranges) in [
            (
                "cluster_ranges",
                policy.cluster_ranges.as_deref().unwrap_or_default(),
            ),
            ("metadata_ranges", policy.metadata_ranges.as_slice()),
        ] {
            for range in ranges {
                found.unless(
                    is_range(range),
                    &["network_policy", member],
                    &format!("`{range}` is no address range; write it like 10.0.0.0/8"),
                );
            }
        }
        if let Some(namespace) = &policy.monitoring_namespace {
            found.label(&["network_policy", "monitoring_namespace"], namespace);
        }
        found.0
    }

    fn monitoring_and_secrets(&self, found: &mut Found) {
        if let Some(path) = &self.monitoring.metrics_path {
            found.unless(
                path.starts_with('/')
                    && !path.contains(|c: char| c.is_control() || " ?#".contains(c)),
                &["monitoring", "metrics_path"],
                "must be an absolute path without query, for example /metrics",
            );
        }
        for (key, value) in &self.monitoring.labels {
            let name = match key.split_once('/') {
                None => Some(key.as_str()),
                Some((prefix, name)) => rules::is_host(prefix).then_some(name),
            };
            found.unless(
                name.is_some_and(rules::is_label_word)
                    && (value.is_empty() || rules::is_label_word(value)),
                &["monitoring", "labels", key],
                "must be a Kubernetes label: letters, digits, hyphens, dots and underscores, at most 63 characters",
            );
        }
        let secrets = &self.secrets;
        found.unless(
            secrets.provider == SecretProvider::Required || secrets.store.is_some(),
            &["secrets", "store"],
            "secrets.provider = external_secrets needs the name of a store of the External Secrets operator",
        );
        if let Some(store) = &secrets.store {
            found.object(&["secrets", "store"], store);
        }
        found.unless(
            secrets.key_prefix.len() <= 200
                && secrets
                    .key_prefix
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b)),
            &["secrets", "key_prefix"],
            "must be at most 200 letters, digits and - _ . /",
        );
        found.unless(
            is_interval(&secrets.refresh_interval),
            &["secrets", "refresh_interval"],
            "must be a whole number of hours, minutes or seconds, for example 1h; 0 reads once",
        );
        if let Some(class) = &self.volumes.cache_storage_class {
            found.object(&["volumes", "cache_storage_class"], class);
        }
        found.unless(
            self.startup_probe_above
                .is_none_or(|seconds| (1..=86_400).contains(&seconds)),
            &["startup_probe_above"],
            "must be 1 to 86400",
        );
    }

    fn runs_and_workbenches(&self, found: &mut Found) {
        found.unless(
            (1..=86_400).contains(&self.volumes.push_grace_seconds),
            &["volumes", "push_grace_seconds"],
            "must be 1 to 86400",
        );
        found.unless(
            self.jobs
                .default_timeout_seconds
                .is_none_or(|seconds| (1..=i32::MAX as u32).contains(&seconds)),
            &["jobs", "default_timeout_seconds"],
            "must be 1 to 2147483647",
        );
        for (name, image) in &self.notebooks.images {
            found.unless(
                rules::is_image(image),
                &["notebooks", "images", name],
                "must be an image reference",
            );
        }
        if let Some(class) = &self.notebooks.snapshot_class {
            found.object(&["notebooks", "snapshot_class"], class);
        }
        let fields = self.notebooks.snapshot_schedule.split(' ');
        found.unless(
            fields.clone().count() == 5 && fields.clone().all(is_cron_field),
            &["notebooks", "snapshot_schedule"],
            "must be the five fields of cron, for example `0 3 * * *`",
        );
    }
}

/// Numbers, lists, ranges and steps; names of months and days are left to people who override the object.
fn is_cron_field(field: &str) -> bool {
    !field.is_empty()
        && field
            .bytes()
            .all(|b| b.is_ascii_digit() || b"*,-/".contains(&b))
}

fn is_interval(text: &str) -> bool {
    let digits = text.trim_end_matches(['h', 'm', 's']);
    let is_whole =
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_whole && (digits.len() + 1 == text.len() || text == "0")
}

struct Found(Vec<Problem>);

impl Found {
    fn unless(&mut self, holds: bool, path: &[&str], message: &str) {
        if !holds {
            let path = std::iter::once("profile").chain(path.iter().copied());
            self.0.push(Problem::new(path, message));
        }
    }

    fn label(&mut self, path: &[&str], name: &str) {
        self.unless(
            rules::is_label(name),
            path,
            &format!("`{name}` must be a DNS label: a-z, 0-9 and hyphens, at most 63 characters"),
        );
    }

    fn object(&mut self, path: &[&str], name: &str) {
        self.unless(
            rules::is_host(name),
            path,
            &format!("`{name}` must be a Kubernetes object name: a-z, 0-9, hyphens and dots"),
        );
    }
}

fn is_range(range: &str) -> bool {
    range.split_once('/').is_some_and(|(address, length)| {
        let bits = match address.parse() {
            Ok(IpAddr::V4(_)) => 32,
            Ok(IpAddr::V6(_)) => 128,
            Err(_) => return false,
        };
        length.parse::<u8>().is_ok_and(|length| length <= bits)
    })
}
