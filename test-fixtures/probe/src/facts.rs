//! The table of facts.

use crate::fact::{
    Fact,
    How::{self, Commands, Never, Reading},
};

const fn fact(id: &'static str, statement: &'static str, about: &'static str, how: How) -> Fact {
    Fact {
        id,
        statement,
        about,
        how,
    }
}

/// Every fact. Numbers are sections of the facts about the platform that this project started from.
pub const FACTS: &[Fact] = &[
    fact(
        "clock/answer",
        "`GET /auth/time` answers a bare number of seconds, without credentials",
        "2.1",
        Reading("asked once"),
    ),
    fact(
        "clock/skew",
        "the server's clock and this machine's differ by less than the tolerated skew (300 s in the sandbox)",
        "2.1, 17.6",
        Reading("compared with this machine's clock"),
    ),
    fact(
        "clock/tolerance",
        "signatures may be off by 300 s",
        "2.1, 17.6",
        Never("it would take requests signed with wrong times"),
    ),
    fact(
        "account/details",
        "`GET /auth/details` needs no right of its own",
        "around 59",
        Reading("asked once"),
    ),
    fact(
        "account/me",
        "`GET /me` is refused to credentials made for a project",
        "around 60",
        Reading("asked once"),
    ),
    fact(
        "paging/first-page",
        "pages begin at 0, or page 0 is the same as page 1",
        "3, 17.6; lists are read from 0",
        Reading("pages 0 and 1 of size 1"),
    ),
    fact(
        "paging/default-size",
        "a page has 100 objects when the call names no size",
        "3, 17.6",
        Reading("the first page without a size"),
    ),
    fact(
        "paging/size-500",
        "pages of 500 are given, the size that our lists are read with",
        "3, 17.6",
        Reading("the first page of size 500, against all pages"),
    ),
    fact(
        "paging/largest-size",
        "larger sizes than allowed are cut, not refused",
        "3, 17.6",
        Reading("the first page of size 100000"),
    ),
    fact(
        "paging/unpaged",
        "the call without paging does not give every object",
        "3; nothing is read that way alone",
        Reading("ids without paging against ids of all pages"),
    ),
    fact(
        "paging/end",
        "a page after the last one is an empty list",
        "3; the proof that a list is complete",
        Reading("page 1000000 of size 1"),
    ),
    fact(
        "paging/order",
        "without `sort` objects come in order of creation",
        "the sandbox",
        Reading("times of creation in the order of the list"),
    ),
    fact(
        "paging/alike",
        "apps, jobs and notebooks are paged alike",
        "3; a size learnt from one list is expected of the others",
        Reading("the same calls on all three"),
    ),
    fact(
        "paging/headers",
        "AI lists carry no `X-Pagination-*` headers unless asked for",
        "3",
        Reading("headers of the plain call"),
    ),
    fact(
        "paging/gateway",
        "with `X-Pagination-Mode: CachedObjectList-Pages` a list tells its length in `X-Pagination-Elements`",
        "3",
        Reading("one page of size 1 asked for by header"),
    ),
    fact(
        "paging/others-ignore",
        "lists without documented paging (tokens, registries) ignore `page` and `size`",
        "3",
        Reading("page 1 of size 1 against the plain call"),
    ),
    fact(
        "paging/around-cursor",
        "lists around AI carry `X-Pagination-Cursor-Next` only where more follows",
        "around, paging",
        Reading("headers of every list around AI"),
    ),
    fact(
        "errors/not-found",
        "an unknown id is 404 in the form `{class, message}`",
        "3",
        Reading("app, job, notebook, registry and token with a random id"),
    ),
    fact(
        "errors/bad-page",
        "a page of -1 is refused with 400",
        "3",
        Reading("the list of apps with `page=-1`"),
    ),
    fact(
        "errors/bad-size",
        "a size of 0 is refused with 400",
        "3",
        Reading("the list of apps with `size=0`"),
    ),
    fact(
        "errors/unknown-region",
        "an unknown region is 404",
        "3",
        Reading("capabilities of a region that does not exist"),
    ),
    fact(
        "errors/refused",
        "a missing right is 403 with `unauthorizedActionsByIAM` or `unauthorizedActionsByAuthentication` in `details`, or the code `NOT_GRANTED_CALL`",
        "3",
        Reading("every answer"),
    ),
    fact(
        "errors/too-many",
        "429 comes without `Retry-After`",
        "3, 17.6",
        Reading("every answer"),
    ),
    fact(
        "headers/query-id",
        "every answer has `X-Ovh-QueryID`",
        "3",
        Reading("every answer"),
    ),
    fact(
        "headers/json",
        "every answer is JSON",
        "3",
        Reading("every answer"),
    ),
    fact(
        "documents/decodable",
        "every object has the documented form",
        "3",
        Reading("every object of every list"),
    ),
    fact(
        "documents/members",
        "no object has members that are not documented",
        "3",
        Reading("every object; the second table names them"),
    ),
    fact(
        "documents/names",
        "enumerations have no further names",
        "3",
        Reading("every object; the second table names them"),
    ),
    fact(
        "documents/nulls",
        "members without a value are there as `null`",
        "3; how the sandbox answers",
        Reading("documented members of every object of `/ai`"),
    ),
    fact(
        "documents/times",
        "times are RFC 3339",
        "ai-api, datetimeFormat",
        Reading("`createdAt` and `updatedAt` of every object"),
    ),
    fact(
        "documents/history",
        "histories of states are oldest first",
        "ai-api, AppStatus",
        Reading("times of every history with two states"),
    ),
    fact(
        "documents/volumes",
        "objects are answered with the newest spelling of volumes only",
        "6",
        Reading("members of every volume"),
    ),
    fact(
        "documents/labels",
        "the platform sets the labels `ovh/id` and `ovh/type`",
        "11",
        Reading("labels of apps, jobs and notebooks"),
    ),
    fact(
        "apps/standby",
        "STANDBY is an app scaled to zero",
        "4, 17.5",
        Reading("smallest number of replicas of apps in STANDBY"),
    ),
    fact(
        "apps/delays",
        "a scale-down window that was not set is 300 s",
        "8",
        Reading("delays of apps with automatic scaling"),
    ),
    fact(
        "jobs/timeout",
        "a job without a limit of its own has 604800 s",
        "10",
        Reading("`timeout` of every job"),
    ),
    fact(
        "notebooks/retention",
        "the defaults of the retention of backups are not known",
        "10",
        Reading("the policy of every region"),
    ),
    fact(
        "registries/password",
        "the password of a registry is never answered",
        "17.7",
        Reading("whether the member is there and filled"),
    ),
    fact(
        "tokens/value",
        "lists of tokens hold no values",
        "11",
        Reading("whether a member like that is there and filled"),
    ),
    fact(
        "data-stores/built-in-auth",
        "built-in stores have no credentials to answer",
        "6",
        Reading("`…/auth` of one built-in store; its answer is thrown away unread"),
    ),
    fact(
        "flavors/gpu-memory",
        "the memory of a card is in bytes",
        "17.2",
        Reading("between 4 GiB and 1 TiB when taken for bytes"),
    ),
    fact(
        "flavors/bandwidth",
        "bandwidth is in bits per second",
        "17.2",
        Reading("between 100 Mbit/s and 1 Tbit/s when taken for bits"),
    ),
    fact(
        "flavors/memory",
        "RAM and scratch disk are in bytes",
        "7",
        Reading("at least 1 GiB when taken for bytes"),
    ),
    fact(
        "quota/names",
        "the names of the quotas are not known",
        "7",
        Reading("names in the quota's map"),
    ),
    fact(
        "logs/size",
        "the log of an app takes `size`",
        "12",
        Reading("one line asked for; only lines are counted"),
    ),
    fact(
        "users/without-policy",
        "a user without S3 policy is 404, `null`, an empty text or an empty statement",
        "around 15",
        Reading("the policy of three users; only its form"),
    ),
    fact(
        "storage/region-without-s3",
        "regions without S3 refuse to list buckets",
        "around 25; such regions are not asked",
        Reading("buckets of one such region"),
    ),
    fact(
        "prices/size",
        "the price catalogue is several MB",
        "around, Catalogue",
        Reading("its size"),
    ),
    fact(
        "prices/plans",
        "plan codes of AI begin with `ai-app.`, `ai-training.` and `ai-notebook.`",
        "7",
        Reading("plan codes counted by their beginning"),
    ),
    fact(
        "commands/answer",
        "the command calls answer a command and create nothing",
        "14; planning may make them",
        Commands("one spec each; objects counted before and after"),
    ),
    fact(
        "calls/void",
        "calls that answer nothing answer 200 with `null`",
        "3",
        Never("it would write"),
    ),
    fact(
        "calls/update-answer",
        "updating an app answers its new state",
        "17.8",
        Never("it would write"),
    ),
    fact(
        "calls/delete-running",
        "deleting a running app is refused with 409",
        "4, 17.6",
        Never("it would write"),
    ),
    fact(
        "calls/authorise-twice",
        "authorising a project again is harmless",
        "2.5",
        Never("it would write"),
    ),
    fact(
        "calls/unknown-members",
        "members that the API does not describe are refused with 400",
        "the sandbox",
        Never("it would write"),
    ),
    fact(
        "calls/replica-ceiling",
        "automatic scaling takes up to 100 replicas",
        "8, 17.9",
        Never("it would write"),
    ),
    fact(
        "calls/compute-default",
        "a workload without cpu and gpu gets one of them",
        "17.1",
        Never("it would write"),
    ),
    fact(
        "apps/image-change",
        "a new image rolls the replicas",
        "17.3",
        Never("it would write"),
    ),
    fact(
        "apps/data-push",
        "apps do not push their volumes",
        "6, 17.4",
        Never("it would write"),
    ),
    fact(
        "logs/retention",
        "how long logs are kept is not known",
        "12, 17.6",
        Never("reading logs does not say what is gone"),
    ),
    fact(
        "calls/rate-limit",
        "how many calls a second are allowed is not known",
        "3, 17.6",
        Never("it would take a flood"),
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_statements_fit_into_a_table() {
        let ids: BTreeSet<_> = FACTS.iter().map(|fact| fact.id).collect();
        assert_eq!(ids.len(), FACTS.len());
        for fact in FACTS {
            assert!(fact.id.contains('/'), "{}", fact.id);
            assert!(!fact.statement.contains(['|', '\n']), "{}", fact.id);
        }
    }
}
