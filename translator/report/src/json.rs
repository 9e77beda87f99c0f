//! Readiness as JSON, for programs: versioned, in a stable order, one line an object.

use std::collections::BTreeMap;

use ovhai_model::{Address, Selection};
use serde::Serialize;

use crate::{MOST_SHOWN, ObjectSummary, Readiness, Row, Settled, readiness::Size};

/// The form of the JSON. Members may be added to it; when one changes its meaning, the number grows.
pub const JSON_FORMAT: &str = "ovhai-readiness/1";

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    service_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    tool: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'a str>,
    target: &'a str,
    revision: &'a str,
    selection: &'a Selection,
    ready: bool,
    settled: Settled,
    counts: BTreeMap<&'static str, usize>,
    kinds_read: Vec<&'static str>,
    rows: Vec<RowView>,
    blockers: Vec<BlockerView<'a>>,
    findings: Vec<DifferenceView<'a>>,
    supplies: Supplies<'a>,
    data: DataView<'a>,
    unused: &'a [Address],
    unread: Vec<UnreadView<'a>>,
    endings: Vec<EndingView<'a>>,
}

#[derive(Serialize)]
struct RowView {
    row: &'static str,
    title: &'static str,
    category: &'static str,
    promise: &'static str,
    approach: &'static str,
    objects: usize,
    not_concerned: usize,
    exact: usize,
    adapted: usize,
    manual: usize,
    unsupported: usize,
    blockers: usize,
}

#[derive(Serialize)]
struct BlockerView<'a> {
    key: &'a str,
    row: &'static str,
    category: &'static str,
    title: &'a str,
    who: &'static str,
    hint: &'a str,
    count: usize,
    first_objects: &'a [Address],
}

#[derive(Serialize)]
struct DifferenceView<'a> {
    slug: &'a str,
    row: &'static str,
    category: &'static str,
    fidelity: &'static str,
    title: &'a str,
    hint: &'a str,
    count: usize,
    decided: usize,
    decisions: Vec<DecisionView<'a>>,
    first_open: &'a [Address],
}

#[derive(Serialize)]
struct DecisionView<'a> {
    text: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct Supplies<'a> {
    secret_count: usize,
    secrets: Vec<SecretView<'a>>,
    answers: Vec<AnswerView<'a>>,
}

#[derive(Serialize)]
struct SecretView<'a> {
    name: &'a str,
    purpose: &'a str,
    keys: &'a BTreeMap<String, String>,
    used_by: usize,
    first_users: Vec<&'a Address>,
}

#[derive(Serialize)]
struct AnswerView<'a> {
    slug: &'a str,
    hint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'a str>,
    count: usize,
    first_objects: &'a [Address],
}

#[derive(Serialize)]
struct DataView<'a> {
    known_bytes: u64,
    places_of_unknown_size: usize,
    places_elsewhere: usize,
    groups: Vec<GroupView<'a>>,
}

#[derive(Serialize)]
struct GroupView<'a> {
    kind: &'static str,
    places: usize,
    known_bytes: u64,
    places_of_unknown_size: usize,
    first_unknown: &'a [Address],
    moves: bool,
    inferred: bool,
    #[serde(skip_serializing_if = "<[Address]>::is_empty")]
    first_places: &'a [Address],
}

#[derive(Serialize)]
struct UnreadView<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'a str>,
}

#[derive(Serialize)]
struct EndingView<'a> {
    what: &'static str,
    count: usize,
    text: &'a str,
}

/// One object. `findings` are indices into the document's list, those somebody decided apart.
#[derive(Serialize)]
struct ObjectView<'a> {
    address: &'a Address,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    region: &'a str,
    fidelity: &'static str,
    cells: Cells<'a>,
    blockers: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<Bytes>,
    open: Vec<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decided: Vec<u16>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Bytes {
    Known(u64),
    Unknown(&'static str),
}

/// Rows that concern the object, in the policy's order.
struct Cells<'a>(&'a ObjectSummary);

impl Serialize for Cells<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            Row::ALL
                .into_iter()
                .filter_map(|row| Some((row.as_str(), self.0.cell(row)?.as_str()))),
        )
    }
}

impl Readiness {
    /// The report as JSON with a line feed at the end. `with_objects` adds the list `objects`, a line of some
    /// 400 bytes for each, and names all secrets instead of the first.
    #[must_use]
    pub fn to_json(&self, with_objects: bool) -> String {
        // Structures with text keys and plain values always serialise.
        let mut text =
            serde_json::to_string_pretty(&self.document(with_objects)).unwrap_or_default();
        if with_objects && text.ends_with("\n}") {
            text.truncate(text.len() - 2);
            text.push_str(",\n  \"objects\": [");
            for (index, object) in self.objects.iter().enumerate() {
                text.push_str(if index == 0 { "\n    " } else { ",\n    " });
                text.push_str(&serde_json::to_string(&view(object)).unwrap_or_default());
            }
            text.push_str(if self.objects.is_empty() {
                "]\n}"
            } else {
                "\n  ]\n}"
            });
        }
        text.push('\n');
        text
    }

    fn document(&self, all: bool) -> Document<'_> {
        Document {
            format: JSON_FORMAT,
            service_name: &self.service,
            tool: &self.made.tool,
            as_of: self.made.as_of.as_deref(),
            target: &self.made.target,
            revision: self.made.short_revision(),
            selection: &self.made.selection,
            ready: self.is_ready(),
            settled: self.settled,
            counts: self
                .kinds
                .iter()
                .map(|(kind, count)| (kind.as_str(), *count))
                .collect(),
            kinds_read: self.kinds_read.iter().map(|kind| kind.as_str()).collect(),
            rows: self.row_views(),
            blockers: self.blocker_views(),
            findings: self.difference_views(),
            supplies: self.supplies(all),
            data: self.data_view(),
            unused: &self.unused,
            unread: self
                .unread
                .iter()
                .map(|unread| UnreadView {
                    kind: unread.kind.as_str(),
                    place: unread.place.as_deref(),
                    reason: &unread.reason,
                    remedy: unread.remedy.as_deref(),
                })
                .collect(),
            endings: self
                .endings
                .iter()
                .map(|ending| EndingView {
                    what: ending.what,
                    count: ending.count,
                    text: &ending.text,
                })
                .collect(),
        }
    }

    fn row_views(&self) -> Vec<RowView> {
        self.rows
            .iter()
            .map(|summary| RowView {
                row: summary.row.as_str(),
                title: summary.row.title(),
                category: summary.row.category().as_str(),
                promise: summary.row.promise(),
                approach: summary.row.approach(),
                objects: summary.objects(),
                not_concerned: summary.not_concerned,
                exact: summary.exact,
                adapted: summary.adapted,
                manual: summary.manual,
                unsupported: summary.unsupported,
                blockers: summary.blockers,
            })
            .collect()
    }

    fn blocker_views(&self) -> Vec<BlockerView<'_>> {
        self.blockers
            .iter()
            .map(|blocker| BlockerView {
                key: &blocker.key,
                row: blocker.row.as_str(),
                category: blocker.category.as_str(),
                title: &blocker.title,
                who: blocker.who,
                hint: &blocker.hint,
                count: blocker.count,
                first_objects: &blocker.objects,
            })
            .collect()
    }

    fn difference_views(&self) -> Vec<DifferenceView<'_>> {
        self.differences
            .iter()
            .map(|difference| DifferenceView {
                slug: &difference.slug,
                row: difference.row.as_str(),
                category: difference.category.as_str(),
                fidelity: difference.fidelity.as_str(),
                title: &difference.title,
                hint: &difference.hint,
                count: difference.count,
                decided: difference.decided,
                decisions: difference
                    .decisions
                    .iter()
                    .map(|decision| DecisionView {
                        text: &decision.text,
                        count: decision.count,
                    })
                    .collect(),
                first_open: &difference.open,
            })
            .collect()
    }

    fn supplies(&self, all: bool) -> Supplies<'_> {
        let shown = if all { usize::MAX } else { MOST_SHOWN };
        Supplies {
            secret_count: self.secrets.len(),
            secrets: self
                .secrets
                .iter()
                .take(shown)
                .map(|secret| SecretView {
                    name: &secret.name,
                    purpose: &secret.purpose,
                    keys: &secret.keys,
                    used_by: secret.used_by.len(),
                    first_users: secret.used_by.iter().take(MOST_SHOWN).collect(),
                })
                .collect(),
            answers: self
                .answers
                .iter()
                .map(|answer| AnswerView {
                    slug: &answer.slug,
                    hint: &answer.hint,
                    form: answer.form.as_deref(),
                    count: answer.count,
                    first_objects: &answer.objects,
                })
                .collect(),
        }
    }

    fn data_view(&self) -> DataView<'_> {
        DataView {
            known_bytes: self.data.bytes(),
            places_of_unknown_size: self.data.unknown(),
            places_elsewhere: self.data.elsewhere,
            groups: self
                .data
                .groups
                .iter()
                .map(|group| GroupView {
                    kind: group.kind.as_str(),
                    places: group.places,
                    known_bytes: group.bytes,
                    places_of_unknown_size: group.unknown,
                    first_unknown: &group.unknown_places,
                    moves: group.kind.moves(),
                    inferred: group.is_inferred,
                    first_places: &group.first_places,
                })
                .collect(),
        }
    }
}

fn view(object: &ObjectSummary) -> ObjectView<'_> {
    let findings = |wanted: bool| -> Vec<u16> {
        object
            .findings
            .iter()
            .filter(|(_, is_decided)| *is_decided == wanted)
            .map(|(index, _)| *index)
            .collect()
    };
    ObjectView {
        address: &object.address,
        name: &object.name,
        region: &object.region,
        fidelity: object.fidelity.as_str(),
        cells: Cells(object),
        blockers: object.blockers,
        bytes: match object.size {
            Size::None => None,
            Size::Unknown => Some(Bytes::Unknown("unknown")),
            Size::Known(bytes) => Some(Bytes::Known(bytes)),
        },
        open: findings(false),
        decided: findings(true),
    }
}
