//! Which rights calls need: access rules of consumer keys, actions of IAM policies.

use std::collections::BTreeSet;

use super::Call;
use crate::AccessRule;

/// The part of every path that names the project.
const PROJECT: &str = "/cloud/project/{serviceName}";

impl Call {
    /// The access rule a consumer key needs for this call on the project `service_name`: the path with `*` for every
    /// other parameter. As `*` stands for any text, `/` included, the rule of an object allows reading what lies below
    /// it too.
    ///
    /// Reading below `/ai` is one rule for a whole group (`GET …/ai/job*`), because a list, its objects and their logs
    /// are read together and hold nothing that the list does not. Data stores are the exception: one of their calls
    /// answers credentials.
    #[must_use]
    pub fn rule(&self, service_name: &str) -> AccessRule {
        let exact: Vec<&str> = self
            .path
            .split('/')
            .map(|segment| match segment {
                "{serviceName}" => service_name,
                parameter if parameter.starts_with('{') => "*",
                literal => literal,
            })
            .collect();
        let path = match exact.as_slice() {
            ["", "cloud", "project", project, "ai", group, ..]
                if self.method == "GET" && *group != "data" =>
            {
                format!("/cloud/project/{project}/ai/{group}*")
            }
            segments => segments.join("/"),
        };
        AccessRule {
            method: self.method.to_owned(),
            path,
        }
    }

    /// Is this a call on a project?
    #[must_use]
    pub fn is_of_a_project(&self) -> bool {
        self.path.starts_with(PROJECT)
    }
}

/// The fewest access rules under which a consumer key can make all of `calls`, sorted; each is the rule of one of them.
#[must_use]
pub fn rules<'a>(calls: impl IntoIterator<Item = &'a Call>, service_name: &str) -> Vec<AccessRule> {
    let all: BTreeSet<AccessRule> = calls
        .into_iter()
        .filter(|call| !call.open)
        .map(|call| call.rule(service_name))
        .collect();
    let needed = |rule: &&AccessRule| {
        !all.iter()
            .any(|other| other != *rule && other.covers(&rule.method, &rule.path))
    };
    all.iter().filter(needed).cloned().collect()
}

/// The IAM actions that `calls` need, sorted.
#[must_use]
pub fn actions<'a>(calls: impl IntoIterator<Item = &'a Call>) -> Vec<&'static str> {
    let all: BTreeSet<&'static str> = calls.into_iter().filter_map(|call| call.iam).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::{self, ALL, SIDE_EFFECT_FREE};

    #[test]
    fn a_rule_allows_its_call() {
        for call in ALL {
            let rule = call.rule("p");
            let path = call
                .path
                .replace("{serviceName}", "p")
                .replace(['{', '}'], "");
            assert!(rule.covers(call.method, &path), "{call}: {rule}");
            assert_eq!(
                call.is_of_a_project(),
                rule.path.contains("/project/p"),
                "{call}"
            );
        }
    }

    #[test]
    fn rules_of_reads_allow_no_write_and_no_credentials() {
        for call in SIDE_EFFECT_FREE
            .iter()
            .filter(|call| call.iam != calls::DATA_STORE_AUTH.iam)
        {
            let rule = call.rule("p");
            for other in ALL.iter().filter(|other| !SIDE_EFFECT_FREE.contains(other)) {
                assert!(
                    !rule.covers(other.method, other.path),
                    "{rule} allows {other}"
                );
            }
        }
        let secret = calls::DATA_STORE_AUTH.path.replace("{serviceName}", "p");
        assert!(!calls::DATA_STORES.rule("p").covers("GET", &secret));
    }

    #[test]
    fn rules_that_others_cover_are_left_out() {
        let set = [
            &calls::JOBS,
            &calls::JOB,
            &calls::JOB_LOG,
            &calls::JOB_COMMAND,
            &calls::CLUSTER,
            &calls::NODE_POOLS,
            &calls::DELETE_JOB,
            &calls::AUTH_TIME,
        ];
        let texts: Vec<_> = rules(set, "p").iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "DELETE /cloud/project/p/ai/job/*",
                "GET /cloud/project/p/ai/job*",
                "GET /cloud/project/p/kube/*",
                "POST /cloud/project/p/ai/job/command",
            ]
        );
        assert_eq!(
            actions(set),
            [
                "publicCloudProject:apiovh:ai/job/command/get",
                "publicCloudProject:apiovh:ai/job/delete",
                "publicCloudProject:apiovh:ai/job/get",
                "publicCloudProject:apiovh:ai/job/log/get",
                "publicCloudProject:apiovh:kube/get",
                "publicCloudProject:apiovh:kube/nodepool/get",
            ]
        );
    }
}
