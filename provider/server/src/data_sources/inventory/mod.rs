//! `ovhai_inventory`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ovhai_model::{
    Address, Edge, Estate, Graph, Kind, Node, Object, Selection, Task, Unread, Workload,
};
use ovhai_platform::image_is_secret;
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Value};

use crate::{
    platform::Platform,
    reading::{OnUnreadable, Reading, Scope},
    select::Select,
};

/// Reads what a project has on the platform, completely, or fails: apps, jobs, notebooks with their backups, data stores,
/// registries, tokens, and what of the project surrounds them – users, object storage, managed registries and clusters. Its
/// `revision` is what exports are made from: it changes when an exit would change, and not when replicas, states on the way
/// or timestamps do.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Which objects to read, count and put into the revision. Give exports the same selection.
    #[attr(optional)]
    select: Value<Select>,
    /// What to do when objects of a kind cannot be read, for example for want of a right: `fail`, the default, or `report`,
    /// which goes on without them and names them in `unread`.
    #[attr(optional, validate(one_of(&["fail", "report"])))]
    unreadable: Value<String>,
    /// Fingerprint of the selected workloads, and of every registry and data store, for the `revision` of exports.
    #[attr(computed)]
    revision: Value<String>,
    /// Number of objects by kind. Kinds that were read and have none count 0.
    #[attr(computed)]
    counts: Value<BTreeMap<String, i64>>,
    /// Number of objects by kind and state, in the platform's words.
    #[attr(computed)]
    states: Value<BTreeMap<String, BTreeMap<String, i64>>>,
    /// The objects by address (`app/ID`). Registries and data stores are listed whatever the selection says of them, as
    /// workloads depend on them.
    #[attr(computed)]
    objects: Value<BTreeMap<String, ObjectModel>>,
    /// What depends on what, as far as it concerns the objects.
    #[attr(computed)]
    edges: Value<Vec<EdgeModel>>,
    /// Addresses of registries, data stores, containers, tokens and backups that nothing uses. A kind is only looked at if
    /// everything that could use it was read: all workloads, and for containers the data stores too.
    #[attr(computed)]
    orphans: Value<Vec<String>>,
    /// What could not be read; empty unless `unreadable` is `report`.
    #[attr(computed)]
    unread: Value<Vec<UnreadModel>>,
    /// What was noticed while reading, such as members this version does not know: number of objects by finding.
    #[attr(computed)]
    findings: Value<BTreeMap<String, i64>>,
}

/// One object.
#[derive(Debug, Schema)]
pub struct ObjectModel {
    /// Display name; not unique.
    #[attr(computed)]
    name: Value<String>,
    /// Region code; null for kinds that know no regions.
    #[attr(computed)]
    region: Value<String>,
    /// State as the platform reports it; null for kinds that have none.
    #[attr(computed)]
    state: Value<String>,
    /// Whether a workload should run: `running`, `stopped`, `failed` or `finished`.
    #[attr(computed)]
    wanted_state: Value<String>,
    /// Container image of a workload.
    #[attr(computed)]
    image: Value<String>,
    /// Bytes it holds, as last counted by the platform: containers, managed registries, workspaces of notebooks.
    #[attr(computed)]
    bytes: Value<i64>,
    /// Digest of the stable part: specification and wanted state.
    #[attr(computed)]
    digest: Value<String>,
}

/// One dependency.
#[derive(Debug, Schema)]
pub struct EdgeModel {
    /// What depends: the address of an object, or `image:REFERENCE`.
    #[attr(computed)]
    from: Value<String>,
    /// How: `runs` (workload, image), `pulled_from` (image, registry), `mounts` and `pushes_to` (workload, data store), `copies`
    /// (workload, container), `holds` (data store, container), `reaches` (token, workload or region), `kept_as` (notebook,
    /// backup), `saved_in` (notebook, container of its workspace; inferred).
    #[attr(computed)]
    relation: Value<String>,
    /// On what: the address of an object, `image:REFERENCE`, `region:CODE` for every workload of a region, or
    /// `elsewhere:DATA_STORE/CONTAINER` for what lies outside the project, `unknown:DATA_STORE/CONTAINER` where the data store is
    /// not there or was not read.
    #[attr(computed)]
    to: Value<String>,
    /// Objects of that kind were read, and this one is not there.
    #[attr(computed)]
    missing: Value<bool>,
}

/// Objects of a kind that could not be read.
#[derive(Debug, Schema)]
pub struct UnreadModel {
    /// Kind of the objects.
    #[attr(computed)]
    kind: Value<String>,
    /// Region or object, when the rest of the kind could be read.
    #[attr(computed)]
    place: Value<String>,
    /// What happened.
    #[attr(computed)]
    reason: Value<String>,
    /// What to do, such as the right to add; null when nobody knows.
    #[attr(computed)]
    remedy: Value<String>,
}

/// The data source.
pub struct Inventory;

impl DataSource for Inventory {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_inventory";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let selection: Selection = Select::selection(&config.select, diagnostics)?;
        let on_unreadable = match config.unreadable.get().map(String::as_str) {
            Some("report") => OnUnreadable::Report,
            _ => OnUnreadable::Fail,
        };
        let scope = Scope::inventory(&selection, on_unreadable);
        let reading = platform.read(ctx, &service, scope, diagnostics).await?;
        let estate = &reading.estate;
        let shown: Vec<Object<'_>> = estate
            .all()
            .filter(|object| {
                selection.includes_object(object)
                    || matches!(object.kind(), Kind::Registry | Kind::DataStore)
            })
            .collect();
        let mut counts: BTreeMap<String, i64> = estate
            .kinds
            .iter()
            .map(|kind| (kind.to_string(), 0))
            .collect();
        let mut states: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
        for object in &shown {
            *counts.entry(object.kind().to_string()).or_insert(0) += 1;
            if let Some(state) = reading.states.get(object.address) {
                let of_kind = states.entry(object.kind().to_string()).or_default();
                *of_kind.entry(state.clone()).or_insert(0) += 1;
            }
        }
        let graph = Graph::of(estate);
        let addresses: BTreeSet<Address> =
            shown.iter().map(|object| object.address.clone()).collect();
        let orphans = graph
            .orphans(estate)
            .into_iter()
            .filter(|address| addresses.contains(*address));
        let mut findings = BTreeMap::new();
        for finding in &estate.findings {
            *findings.entry(finding.slug.clone()).or_insert(0) += 1;
        }
        config.revision = estate.revision(&selection).to_string().into();
        config.service_name = service.into();
        config.counts = Value::Known(counts);
        config.states = Value::Known(states);
        config.edges = graph.around(&addresses).map(edge).collect();
        config.orphans = orphans.map(ToString::to_string).collect();
        config.unread = estate.unread.iter().map(unread).collect();
        config.findings = Value::Known(findings);
        config.objects = Value::Known(objects(&reading, &shown));
        Some(config)
    }
}

fn objects(reading: &Reading, shown: &[Object<'_>]) -> BTreeMap<String, ObjectModel> {
    let estate = &reading.estate;
    let workloads: BTreeMap<&Address, &Workload> = estate
        .workloads
        .iter()
        .map(|workload| (&workload.address, workload))
        .collect();
    let sizes = sizes(estate);
    let model = |object: &Object<'_>| {
        let workload = workloads.get(object.address);
        let image = workload
            .map(|workload| workload.image.reference.as_str())
            .filter(|image| !image.is_empty());
        ObjectModel {
            name: object.name.into(),
            region: Some(object.region)
                .filter(|region| !region.is_empty())
                .map(str::to_owned)
                .into(),
            state: reading.states.get(object.address).cloned().into(),
            wanted_state: workload
                .map(|workload| workload.run.as_str().to_owned())
                .into(),
            image: image.map(|image| shown_image(image).to_owned()).into(),
            bytes: sizes.get(object.address).copied().into(),
            digest: object.digest.as_str().into(),
        }
    };
    shown
        .iter()
        .map(|object| (object.address.to_string(), model(object)))
        .collect()
}

/// Bytes of the objects whose size the platform counts.
fn sizes(estate: &Estate) -> BTreeMap<&Address, i64> {
    let workspaces = estate.workloads.iter().filter_map(|workload| {
        let Task::Workbench(workbench) = &workload.task else {
            return None;
        };
        Some((&workload.address, workbench.workspace_used?))
    });
    let containers = estate
        .containers
        .iter()
        .filter_map(|container| Some((&container.address, container.bytes?)));
    let registries = estate
        .container_registries
        .iter()
        .filter_map(|registry| Some((&registry.address, registry.bytes?)));
    workspaces.chain(containers).chain(registries).collect()
}

fn edge(edge: &Edge) -> EdgeModel {
    EdgeModel {
        from: node(&edge.from).into(),
        relation: edge.relation.as_str().into(),
        to: node(&edge.to).into(),
        missing: edge.is_missing.into(),
    }
}

fn node(node: &Node) -> String {
    match node {
        Node::Object(address) => address.to_string(),
        Node::Region(region) => format!("region:{region}"),
        Node::Image(reference) => format!("image:{}", shown_image(reference)),
        Node::Elsewhere { store, name } => format!("elsewhere:{}/{name}", store.id()),
        Node::Somewhere { store, name } => format!("unknown:{}/{name}", store.id()),
    }
}

fn unread(unread: &Unread) -> UnreadModel {
    UnreadModel {
        kind: unread.kind.as_str().into(),
        place: unread.place.clone().into(),
        reason: unread.reason.as_str().into(),
        remedy: unread.remedy.clone().into(),
    }
}

/// An image reference, or a marker for one that holds credentials.
fn shown_image(reference: &str) -> &str {
    if image_is_secret(reference) {
        "(secret)"
    } else {
        reference
    }
}
