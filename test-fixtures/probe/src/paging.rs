//! How lists are cut: the same questions to every list that documents paging.

use std::collections::BTreeSet;

use ovh_api::calls::{self, Call};
use serde_json::Value;

use crate::{
    ask::{Answer, Asker},
    fact::{Finding, Verdict},
    words::Words,
};

/// The size that our own reading asks for.
const OURS: usize = 500;

/// More pages are not walked.
const MOST_PAGES: usize = 400;

/// Where pages begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Page 1 follows page 0.
    Zero,
    /// Page 0 and page 1 are the same.
    OneTwice,
    /// Page 0 is empty.
    One,
    /// Page 0 is refused, with this status.
    OneRefused(u16),
}

/// What one list showed.
#[derive(Debug, Default)]
pub struct List {
    /// Its objects, each once, in the order of the walk.
    pub objects: Vec<Value>,
    base: Option<Base>,
    /// How many objects the first page had without a size, with a size of 500, with one of 100000 (or the status).
    default: Option<usize>,
    ours: Option<usize>,
    largest: Option<Result<usize, u16>>,
    /// Ids without paging.
    unpaged: Option<BTreeSet<String>>,
    /// Objects on a page far behind the end, or the status.
    beyond: Option<Result<usize, u16>>,
    pagination_headers: usize,
    /// What the gateway said the list's length is.
    gateway: Option<Option<usize>>,
}

/// Reads a list in every way.
pub async fn look(asker: &Asker<'_>, call: &'static Call) -> Option<List> {
    let plain = asker.ask(call, &[]).await?;
    let pagination_headers = plain.headers_with("x-pagination");
    let plain = items(plain).ok()?;
    let page = async |number: &str, size: &str| -> Option<Result<Vec<Value>, u16>> {
        let mut query = vec![("page", number)];
        if !size.is_empty() {
            query.push(("size", size));
        }
        Some(items(asker.ask_with(call, &[], &query).await?))
    };
    let base = match (page("0", "1").await?, page("1", "1").await?) {
        (Err(status), Ok(_)) => Some(Base::OneRefused(status)),
        (Ok(zero), Ok(one)) if zero.is_empty() && !one.is_empty() => Some(Base::One),
        (Ok(zero), Ok(one)) if !zero.is_empty() => {
            Some(if id(&zero[0]) == one.first().and_then(id) {
                Base::OneTwice
            } else {
                Base::Zero
            })
        }
        _ => None,
    };
    let first = match base {
        Some(Base::One | Base::OneRefused(_)) => "1",
        _ => "0",
    };
    let length = |answer: Option<Result<Vec<Value>, u16>>| {
        answer.map(|answer| answer.map(|items| items.len()))
    };
    let default = length(page(first, "").await).and_then(Result::ok);
    let ours = length(page(first, "500").await).and_then(Result::ok);
    let largest = length(page(first, "100000").await);
    let beyond = length(page("1000000", "1").await);
    let gateway = asker
        .ask_gateway(call)
        .await
        .map(|answer| answer.header("x-pagination-elements")?.parse().ok());
    let mut list = List {
        base,
        default,
        ours,
        largest,
        beyond,
        pagination_headers,
        gateway,
        unpaged: Some(plain.iter().filter_map(id).collect()),
        objects: Vec::new(),
    };
    let mut seen = BTreeSet::new();
    let mut stale = 0;
    for number in 0..MOST_PAGES {
        let Some(Ok(items)) = page(&number.to_string(), &OURS.to_string()).await else {
            // Page 0 may be refused; any other refusal ends the walk.
            if number == 0 { continue } else { break }
        };
        let before = list.objects.len();
        for item in items {
            if id(&item).is_some_and(|id| seen.insert(id)) {
                list.objects.push(item);
            }
        }
        stale = if list.objects.len() == before {
            stale + 1
        } else {
            0
        };
        if stale == 2 {
            break;
        }
    }
    // Whatever only the plain call has belongs to the list too.
    list.objects.extend(
        plain
            .into_iter()
            .filter(|item| id(item).is_some_and(|id| seen.insert(id))),
    );
    Some(list)
}

/// The findings about paging, from the longest of `lists`, by name.
pub fn findings(lists: &[(&'static str, Option<List>)]) -> Vec<Finding> {
    let looked: Vec<(&str, &List)> = lists
        .iter()
        .filter_map(|(name, list)| Some((*name, list.as_ref()?)))
        .collect();
    let Some((_, list)) = looked.iter().max_by_key(|(_, list)| list.objects.len()) else {
        return IDS
            .iter()
            .map(|id| Finding::new(id, Verdict::NotAnswered, Words::of("no list answered")))
            .collect();
    };
    let total = list.objects.len();
    vec![
        match list.base {
            None => Finding::not_seen("paging/first-page", "there are no objects"),
            Some(base) => Finding::new(
                "paging/first-page",
                Verdict::of(matches!(base, Base::Zero | Base::OneTwice)),
                base_words(base),
            ),
        },
        match list.default {
            Some(default) if default < total => Finding::new(
                "paging/default-size",
                Verdict::of(default == 100),
                Words::default().count(default).say(" of ").count(total),
            ),
            _ => few("paging/default-size", total),
        },
        match list.ours {
            Some(ours) if total > ours => Finding::new(
                "paging/size-500",
                Verdict::of(ours == OURS),
                Words::of("cut to ").count(ours),
            ),
            _ => few("paging/size-500", total),
        },
        match list.largest {
            Some(Err(status)) => Finding::new(
                "paging/largest-size",
                Verdict::DoesNotHold,
                Words::of("100000 is refused with ").number(status),
            ),
            Some(Ok(size)) => Finding::new(
                "paging/largest-size",
                Verdict::Holds,
                if size < total {
                    Words::of("cut to ").count(size)
                } else {
                    Words::of("not refused, and not cut below ").count(total)
                },
            ),
            None => few("paging/largest-size", total),
        },
        unpaged(list, total),
        match list.beyond {
            Some(Ok(count)) => Finding::new(
                "paging/end",
                Verdict::of(count == 0),
                Words::of("200 with ").count(count).say(" objects"),
            ),
            Some(Err(status)) => Finding::new(
                "paging/end",
                Verdict::DoesNotHold,
                Words::of("refused with ").number(status),
            ),
            None => Finding::not_seen("paging/end", "no answer"),
        },
        order(&list.objects),
        alike(&looked),
        Finding::new(
            "paging/headers",
            Verdict::of(list.pagination_headers == 0),
            Words::default()
                .count(list.pagination_headers)
                .say(" such headers"),
        ),
        match list.gateway {
            None => Finding::not_seen("paging/gateway", "no answer"),
            Some(None) => Finding::new(
                "paging/gateway",
                Verdict::DoesNotHold,
                Words::of("no such header"),
            ),
            Some(Some(length)) => Finding::new(
                "paging/gateway",
                Verdict::of(length == total),
                Words::of("it says ").count(length).say(" of ").count(total),
            ),
        },
    ]
}

/// Every fact that [`findings`] is about.
const IDS: &[&str] = &[
    "paging/first-page",
    "paging/default-size",
    "paging/size-500",
    "paging/largest-size",
    "paging/unpaged",
    "paging/end",
    "paging/order",
    "paging/alike",
    "paging/headers",
    "paging/gateway",
];

fn few(id: &'static str, total: usize) -> Finding {
    Finding::new(
        id,
        Verdict::NotSeenHere,
        Words::of("the longest list has ")
            .count(total)
            .say(" objects"),
    )
}

fn base_words(base: Base) -> Words {
    match base {
        Base::Zero => Words::of("pages begin at 0"),
        Base::OneTwice => Words::of("pages begin at 1, and page 0 is the same"),
        Base::One => Words::of("pages begin at 1, and page 0 is empty"),
        Base::OneRefused(status) => {
            Words::of("pages begin at 1, and page 0 is refused with ").number(status)
        }
    }
}

fn unpaged(list: &List, total: usize) -> Finding {
    let count = list.unpaged.as_ref().map_or(0, BTreeSet::len);
    let words = Words::default().count(count).say(" of ").count(total);
    if count < total {
        Finding::new("paging/unpaged", Verdict::Holds, words)
    } else if total > 100 {
        Finding::new("paging/unpaged", Verdict::DoesNotHold, words)
    } else {
        few("paging/unpaged", total)
    }
}

fn order(objects: &[Value]) -> Finding {
    let times: Vec<&str> = objects
        .iter()
        .filter_map(|object| object["createdAt"].as_str())
        .collect();
    let distinct = times.iter().collect::<BTreeSet<_>>().len();
    if distinct < 3 {
        return Finding::not_seen("paging/order", "fewer than three times of creation");
    }
    let rising = times.windows(2).all(|pair| pair[0] <= pair[1]);
    let falling = times.windows(2).all(|pair| pair[0] >= pair[1]);
    let words = if rising {
        "oldest first"
    } else if falling {
        "newest first"
    } else {
        "in another order"
    };
    Finding::new("paging/order", Verdict::of(rising), Words::of(words))
}

fn alike(lists: &[(&str, &List)]) -> Finding {
    let bases: Vec<Base> = lists.iter().filter_map(|(_, list)| list.base).collect();
    if bases.len() < 2 {
        return Finding::not_seen("paging/alike", "fewer than two lists have objects");
    }
    Finding::new(
        "paging/alike",
        Verdict::of(bases.windows(2).all(|pair| pair[0] == pair[1])),
        Words::default().count(bases.len()).say(" lists compared"),
    )
}

/// Lists that document no paging: do they heed it?
pub async fn others(asker: &Asker<'_>) -> Finding {
    const ID: &str = "paging/others-ignore";
    let mut compared = 0;
    let mut heeded = Vec::new();
    for (name, call) in [
        ("tokens", &calls::TOKENS),
        ("registries", &calls::REGISTRIES),
    ] {
        let paged = asker
            .ask_with(call, &[], &[("page", "1"), ("size", "1")])
            .await;
        let (Some(plain), Some(paged)) = (asker.list(call, &[]).await, paged) else {
            continue;
        };
        if plain.len() < 2 {
            continue;
        }
        compared += 1;
        if items(paged).map_or(true, |paged| paged.len() != plain.len()) {
            heeded.push(name);
        }
    }
    if compared == 0 {
        return Finding::not_seen(ID, "no such list has two objects");
    }
    let words = if heeded.is_empty() {
        Words::default().count(compared).say(" lists are whole")
    } else {
        Words::of("heeded by ").names(heeded.iter().copied())
    };
    Finding::new(ID, Verdict::of(heeded.is_empty()), words)
}

/// The objects of a list's answer, or the status.
fn items(answer: Answer) -> Result<Vec<Value>, u16> {
    let status = answer.status;
    match answer.document() {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(status),
    }
}

fn id(object: &Value) -> Option<String> {
    object["id"].as_str().map(str::to_owned)
}
