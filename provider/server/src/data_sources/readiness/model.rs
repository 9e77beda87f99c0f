//! Readiness as Terraform sees it.

use std::collections::BTreeMap;

use ovhai_exports::kinds::ProfileChoices;
use ovhai_model::Address;
use ovhai_report::{ObjectSummary, Readiness, Row, Size};
use terraform_plugin::{Schema, Value};

use crate::select::Select;

/// How many objects are described one by one unless `objects_detail` says otherwise: each takes about 1.5 kB of state.
const DETAILED: usize = 500;

/// Says how ready a project is to leave: every selected object against every row of the vendor's reversibility policy, what
/// stands in the way, what a person has to supply, and how much data has to move; as values for conditions and as Markdown and
/// JSON to hand on. Workloads are rendered in memory as `ovhai_workload_export` would, so give it the same selection, profile
/// and answers. Nothing is written or changed. What cannot be read does not fail: it stands in the way.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    pub service_name: Value<String>,
    /// Which objects to judge. Kinds that are left out are not read either, but for registries and data stores.
    #[attr(optional)]
    pub select: Value<Select>,
    /// What the workloads would be rendered to. Default `kubernetes`.
    #[attr(optional, validate(one_of(&["kubernetes"])))]
    pub target: Value<String>,
    /// Choices about the cluster that would run the workloads, as `ovhai_workload_export` takes them.
    #[attr(optional)]
    pub profile: Value<ProfileChoices>,
    /// Decisions for findings of the export, by `slug` or `slug@address`, as `ovhai_workload_export` takes them.
    #[attr(optional)]
    pub answers: Value<BTreeMap<String, String>>,
    /// Reasons why a finding no longer stands in the way, by `slug` or `slug@address`; the report repeats them. For findings
    /// that no export answers (tokens, users, data to copy, what has no counterpart), and for any that asks for no value.
    #[attr(optional)]
    pub accept: Value<BTreeMap<String, String>>,
    /// When the project was read, for the report, in any words such as `2026-03-01`. The texts look at no clock, so that the same
    /// project gives the same text; without it they name no time.
    #[attr(optional)]
    pub as_of: Value<String>,
    /// Whether to describe every object and every secret one by one in `objects`, `supplies` and `json`. Default: if there are
    /// at most 500 objects, as each takes about 1.5 kB of state.
    #[attr(optional)]
    pub objects_detail: Value<bool>,
    /// Whether nothing stands in the way. False where the selection matches nothing.
    #[attr(computed)]
    pub ready: Value<bool>,
    /// Fingerprint of what exports of the selection are made from, as in `ovhai_inventory`.
    #[attr(computed)]
    pub revision: Value<String>,
    /// The rows of the policy by name, such as `persistent_storage`. Every object is counted in each once.
    #[attr(computed)]
    pub rows: Value<BTreeMap<String, RowModel>>,
    /// The objects by address (`app/ID`); null beyond what `objects_detail` allows.
    #[attr(computed)]
    pub objects: Value<BTreeMap<String, ObjectModel>>,
    /// What stands in the way, by finding, `unread/KIND` for what could not be read, or `selection/empty`.
    #[attr(computed)]
    pub blockers: Value<BTreeMap<String, BlockerModel>>,
    /// What a person has to supply.
    #[attr(computed)]
    pub supplies: Value<SuppliesModel>,
    /// Data by what it lies in: to move `containers`, `somewhere`, `workspaces`, `backups`, `managed_registries`, `images`; and in
    /// no sum, because a person has to decide about them, `unused_containers` and `containers_of_unknown_use`.
    #[attr(computed)]
    pub data: Value<BTreeMap<String, DataModel>>,
    /// Bytes to move as far as the platform has counted them. Places of unknown size are not in it: see `data`.
    #[attr(computed)]
    pub estimated_bytes: Value<i64>,
    /// Addresses of containers, data stores, attached registries, tokens and backups that nothing uses, as far as everything that
    /// could was read.
    #[attr(computed)]
    pub unused: Value<Vec<String>>,
    /// What could not be read.
    #[attr(computed)]
    pub unread: Value<Vec<UnreadModel>>,
    /// The report for people.
    #[attr(computed)]
    pub markdown: Value<String>,
    /// The report for programs: its `format` is `ovhai-readiness/1`.
    #[attr(computed)]
    pub json: Value<String>,
}

/// One row of the policy.
#[derive(Debug, Schema)]
pub struct RowModel {
    /// Its name for people.
    #[attr(computed)]
    title: Value<String>,
    /// `core`, `implementation` or `specific`.
    #[attr(computed)]
    category: Value<String>,
    /// Objects it concerns.
    #[attr(computed)]
    objects: Value<i64>,
    /// Objects it does not concern.
    #[attr(computed)]
    not_concerned: Value<i64>,
    /// Objects that stay as they are.
    #[attr(computed)]
    exact: Value<i64>,
    /// Objects that work with a difference that is named or decided.
    #[attr(computed)]
    adapted: Value<i64>,
    /// Objects that wait for a person.
    #[attr(computed)]
    manual: Value<i64>,
    /// Objects with something that has no counterpart.
    #[attr(computed)]
    unsupported: Value<i64>,
    /// How many of `blockers` belong to it.
    #[attr(computed)]
    blockers: Value<i64>,
}

/// One object.
#[derive(Debug, Schema)]
pub struct ObjectModel {
    /// What it is.
    #[attr(computed)]
    kind: Value<String>,
    /// Display name; null where there is none.
    #[attr(computed)]
    name: Value<String>,
    /// Region code; null where the kind knows no regions.
    #[attr(computed)]
    region: Value<String>,
    /// The worst of `cells`.
    #[attr(computed)]
    fidelity: Value<String>,
    /// Rows of the policy that concern it, with `exact`, `adapted`, `manual` or `unsupported`. Rows that do not are left out.
    #[attr(computed)]
    cells: Value<BTreeMap<String, String>>,
    /// How many findings about it stand in the way.
    #[attr(computed)]
    blockers: Value<i64>,
    /// Bytes it holds; null where nobody has counted, and for objects that hold no data.
    #[attr(computed)]
    estimated_bytes: Value<i64>,
}

/// Something that stands in the way.
#[derive(Debug, Schema)]
pub struct BlockerModel {
    /// What is wrong.
    #[attr(computed)]
    title: Value<String>,
    /// What to do.
    #[attr(computed)]
    hint: Value<String>,
    /// Whose turn it is: a role, for people.
    #[attr(computed)]
    who: Value<String>,
    /// Where it belongs in the policy.
    #[attr(computed)]
    row: Value<String>,
    /// `core`, `implementation` or `specific`.
    #[attr(computed)]
    category: Value<String>,
    /// How many objects.
    #[attr(computed)]
    count: Value<i64>,
    /// Addresses of the first 20.
    #[attr(computed)]
    objects: Value<Vec<String>>,
}

/// What a person has to supply.
#[derive(Debug, Schema)]
pub struct SuppliesModel {
    /// Number of secrets to create.
    #[attr(computed)]
    secret_count: Value<i64>,
    /// Secrets to create at the new place, by name; never with values. The first 20 beyond what `objects_detail` allows.
    #[attr(computed)]
    secrets: Value<BTreeMap<String, SecretModel>>,
    /// Decisions that are missing, by finding.
    #[attr(computed)]
    answers: Value<BTreeMap<String, AnswerModel>>,
}

/// A secret to create.
#[derive(Debug, Schema)]
pub struct SecretModel {
    /// What it is for.
    #[attr(computed)]
    purpose: Value<String>,
    /// Keys it must have, with what their values are.
    #[attr(computed)]
    keys: Value<BTreeMap<String, String>>,
    /// How many workloads need it.
    #[attr(computed)]
    used_by: Value<i64>,
}

/// A decision that is missing.
#[derive(Debug, Schema)]
pub struct AnswerModel {
    /// What to do.
    #[attr(computed)]
    hint: Value<String>,
    /// What the answer must be; null if any text will do, and then it may be accepted instead.
    #[attr(computed)]
    form: Value<String>,
    /// How many objects wait for it.
    #[attr(computed)]
    count: Value<i64>,
    /// The first 20 keys of an answer for one object each (`slug@address`).
    #[attr(computed)]
    keys: Value<Vec<String>>,
}

/// Data of one kind.
#[derive(Debug, Schema)]
pub struct DataModel {
    /// How many places.
    #[attr(computed)]
    places: Value<i64>,
    /// Bytes in places whose size is known.
    #[attr(computed)]
    known_bytes: Value<i64>,
    /// How many places have no known size.
    #[attr(computed)]
    unknown: Value<i64>,
}

/// Objects of a kind that could not be read.
#[derive(Debug, Schema)]
pub struct UnreadModel {
    /// What they are.
    #[attr(computed)]
    kind: Value<String>,
    /// A region or an object, when the rest of the kind could be read.
    #[attr(computed)]
    place: Value<String>,
    /// What happened.
    #[attr(computed)]
    reason: Value<String>,
    /// What to do, for example the missing right.
    #[attr(computed)]
    remedy: Value<String>,
}

impl Model {
    /// Fills in everything that follows from `readiness`.
    pub fn describe(&mut self, readiness: &Readiness) {
        let in_detail = self
            .objects_detail
            .get()
            .copied()
            .unwrap_or(readiness.objects.len() <= DETAILED);
        self.ready = readiness.is_ready().into();
        self.rows = Value::Known(rows(readiness));
        let described = |object: &ObjectSummary| (object.address.to_string(), described(object));
        let objects = || readiness.objects.iter().map(described).collect();
        self.objects = in_detail.then(objects).into();
        self.blockers = Value::Known(blockers(readiness));
        self.supplies = Value::Known(supplies(readiness, in_detail));
        self.data = Value::Known(data(readiness));
        self.estimated_bytes = bytes(readiness.data.bytes()).into();
        self.unused = readiness.unused.iter().map(Address::to_string).collect();
        self.unread = readiness
            .unread
            .iter()
            .map(|unread| UnreadModel {
                kind: unread.kind.as_str().into(),
                place: unread.place.clone().into(),
                reason: unread.reason.as_str().into(),
                remedy: unread.remedy.clone().into(),
            })
            .collect();
        self.markdown = readiness.to_markdown().into();
        self.json = readiness.to_json(in_detail).into();
    }
}

fn rows(readiness: &Readiness) -> BTreeMap<String, RowModel> {
    readiness
        .rows
        .iter()
        .map(|summary| {
            let model = RowModel {
                title: summary.row.title().into(),
                category: summary.row.category().as_str().into(),
                objects: number(summary.objects()).into(),
                not_concerned: number(summary.not_concerned).into(),
                exact: number(summary.exact).into(),
                adapted: number(summary.adapted).into(),
                manual: number(summary.manual).into(),
                unsupported: number(summary.unsupported).into(),
                blockers: number(summary.blockers).into(),
            };
            (summary.row.to_string(), model)
        })
        .collect()
}

fn described(object: &ObjectSummary) -> ObjectModel {
    let unless_empty = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let cells = Row::ALL.into_iter().filter_map(|row| {
        let fidelity = object.cell(row)?;
        Some((row.to_string(), fidelity.to_string()))
    });
    ObjectModel {
        kind: object.address.kind().as_str().into(),
        name: unless_empty(&object.name).into(),
        region: unless_empty(&object.region).into(),
        fidelity: object.fidelity.as_str().into(),
        cells: Value::Known(cells.collect()),
        blockers: number(object.blockers).into(),
        estimated_bytes: match object.size {
            Size::Known(size) => bytes(size).into(),
            Size::None | Size::Unknown => Value::Null,
        },
    }
}

fn blockers(readiness: &Readiness) -> BTreeMap<String, BlockerModel> {
    readiness
        .blockers
        .iter()
        .map(|blocker| {
            let model = BlockerModel {
                title: blocker.title.as_str().into(),
                hint: blocker.hint.as_str().into(),
                who: blocker.who.into(),
                row: blocker.row.as_str().into(),
                category: blocker.category.as_str().into(),
                count: number(blocker.count).into(),
                objects: blocker.objects.iter().map(Address::to_string).collect(),
            };
            (blocker.key.clone(), model)
        })
        .collect()
}

fn supplies(readiness: &Readiness, all: bool) -> SuppliesModel {
    let shown = if all {
        usize::MAX
    } else {
        ovhai_report::MOST_SHOWN
    };
    let secrets = readiness.secrets.iter().take(shown).map(|secret| {
        let model = SecretModel {
            purpose: secret.purpose.as_str().into(),
            keys: Value::Known(secret.keys.clone()),
            used_by: number(secret.used_by.len()).into(),
        };
        (secret.name.clone(), model)
    });
    let answers = readiness.answers.iter().map(|answer| {
        let keys = answer
            .objects
            .iter()
            .map(|address| format!("{}@{address}", answer.slug));
        let model = AnswerModel {
            hint: answer.hint.as_str().into(),
            form: answer.form.clone().into(),
            count: number(answer.count).into(),
            keys: keys.collect(),
        };
        (answer.slug.clone(), model)
    });
    SuppliesModel {
        secret_count: number(readiness.secrets.len()).into(),
        secrets: Value::Known(secrets.collect()),
        answers: Value::Known(answers.collect()),
    }
}

fn data(readiness: &Readiness) -> BTreeMap<String, DataModel> {
    readiness
        .data
        .groups
        .iter()
        .map(|group| {
            let model = DataModel {
                places: number(group.places).into(),
                known_bytes: bytes(group.bytes).into(),
                unknown: number(group.unknown).into(),
            };
            (group.kind.as_str().to_owned(), model)
        })
        .collect()
}

/// A count as Terraform's number; no estate comes near the limit.
fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Bytes as Terraform's number; nine exabytes is the limit.
fn bytes(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
