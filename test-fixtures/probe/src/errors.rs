//! How the API refuses.

use ovh_api::calls::{self, Call};

use crate::{
    ask::{Asker, Form, Noted},
    fact::{Finding, Verdict},
    words::Words,
};

/// Asks for what is not there and for what cannot be.
pub async fn provoke(asker: &Asker<'_>) -> Vec<Finding> {
    let nobody = uuid::Uuid::new_v4().to_string();
    let mut unknown = Vec::new();
    for call in [
        &calls::APP,
        &calls::JOB,
        &calls::NOTEBOOK,
        &calls::REGISTRY,
        &calls::TOKEN,
    ] {
        if let Some(answer) = asker.ask(call, &[&nobody]).await {
            unknown.push(answer.shape());
        }
    }
    unknown.sort();
    unknown.dedup();
    let not_found = if unknown.is_empty() {
        Finding::new("errors/not-found", Verdict::NotAnswered, Words::default())
    } else {
        let holds = unknown
            .iter()
            .all(|shape| shape.status == 404 && shape.form == Form::Current);
        let mut words = Words::default();
        for (index, shape) in unknown.iter().enumerate() {
            words = words
                .say(if index == 0 { "" } else { "; " })
                .join(&shape.words());
        }
        Finding::new("errors/not-found", Verdict::of(holds), words)
    };
    vec![
        not_found,
        refused(
            asker,
            "errors/bad-page",
            &calls::APPS,
            &[],
            &[("page", "-1")],
            400,
        )
        .await,
        refused(
            asker,
            "errors/bad-size",
            &calls::APPS,
            &[],
            &[("page", "0"), ("size", "0")],
            400,
        )
        .await,
        refused(
            asker,
            "errors/unknown-region",
            &calls::REGION,
            &["NOWHERE"],
            &[],
            404,
        )
        .await,
    ]
}

async fn refused(
    asker: &Asker<'_>,
    id: &'static str,
    call: &'static Call,
    parameters: &[&str],
    query: &[(&str, &str)],
    status: u16,
) -> Finding {
    match asker.ask_with(call, parameters, query).await {
        None => Finding::new(id, Verdict::NotAnswered, Words::default()),
        Some(answer) if answer.is_good() => Finding::new(
            id,
            Verdict::DoesNotHold,
            Words::of("accepted with ").number(answer.status),
        ),
        Some(answer) => Finding::new(
            id,
            Verdict::of(answer.status == status),
            answer.shape().words(),
        ),
    }
}

/// What all answers together say of refusals and headers.
pub fn noted(noted: &Noted) -> Vec<Finding> {
    let refusals = if noted.refusals.is_empty() {
        Finding::not_seen("errors/refused", "no call was refused")
    } else {
        let documented = noted.refusals.keys().all(|shape| {
            shape.details.iter().any(|name| {
                name == "unauthorizedActionsByIAM" || name == "unauthorizedActionsByAuthentication"
            }) || shape.code.as_deref() == Some("NOT_GRANTED_CALL")
        });
        let mut words = Words::default();
        for (index, shape) in noted.refusals.keys().enumerate() {
            words = words
                .say(if index == 0 { "" } else { "; " })
                .join(&shape.words());
        }
        Finding::new("errors/refused", Verdict::of(documented), words)
    };
    let (too_many, with_time) = noted.too_many;
    let too_many = if too_many == 0 {
        Finding::not_seen("errors/too-many", "no call was one too many")
    } else {
        Finding::new(
            "errors/too-many",
            Verdict::of(with_time == 0),
            Words::default()
                .count(with_time)
                .say(" of ")
                .count(too_many)
                .say(" with `Retry-After`"),
        )
    };
    let of_all = |id, missing: usize| {
        Finding::new(
            id,
            Verdict::of(missing == 0),
            Words::default()
                .count(noted.answers - missing)
                .say(" of ")
                .count(noted.answers)
                .say(" answers"),
        )
    };
    let not_json: usize = noted
        .not_json
        .iter()
        .filter_map(|key| noted.calls.get(key))
        .sum();
    let (lists, going_on) = noted.around_lists;
    vec![
        refusals,
        too_many,
        of_all("headers/query-id", noted.without_query_id),
        of_all("headers/json", not_json),
        if lists == 0 {
            Finding::not_seen("paging/around-cursor", "no list around AI answered")
        } else {
            Finding::new(
                "paging/around-cursor",
                Verdict::Seen,
                Words::default()
                    .count(going_on)
                    .say(" of ")
                    .count(lists)
                    .say(" lists went on at a cursor"),
            )
        },
    ]
}
