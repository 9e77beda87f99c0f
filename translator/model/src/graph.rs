//! What depends on what in an estate.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Address, DataStoreRef, Estate, Kind, Protocol, Reach, Source, Task, Token, Workload,
    image_host, registry_host,
};

/// One end of an edge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An object of the estate, or one that should be there.
    Object(Address),
    /// Every workload of a region, by its code. Without this, each token that reaches all of ten thousand workloads would
    /// have as many edges.
    Region(String),
    /// An image by its reference, which may hold credentials (see [`crate::secrecy`]).
    Image(String),
    /// A container or branch of a data store outside the project's own storage.
    Elsewhere {
        /// The data store.
        store: Address,
        /// Container, bucket or branch.
        name: String,
    },
}

/// How the first end depends on the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// A workload runs an image.
    Runs,
    /// An image is pulled from a registry.
    PulledFrom,
    /// A workload mounts a volume of a data store.
    Mounts,
    /// A workload pushes a volume to another data store than it came from.
    PushesTo,
    /// A workload's volume copies from, or to, a container.
    Copies,
    /// A data store holds a container that is in use.
    Holds,
    /// A token reaches a workload, or every workload of its region.
    Reaches,
    /// A notebook is kept as a backup.
    KeptAs,
    /// A notebook's workspace is saved in a container.
    SavedIn,
}

impl Relation {
    /// The word used in outputs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::PulledFrom => "pulled_from",
            Self::Mounts => "mounts",
            Self::PushesTo => "pushes_to",
            Self::Copies => "copies",
            Self::Holds => "holds",
            Self::Reaches => "reaches",
            Self::KeptAs => "kept_as",
            Self::SavedIn => "saved_in",
        }
    }
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// What depends.
    pub from: Node,
    /// How.
    pub relation: Relation,
    /// On what.
    pub to: Node,
    /// The second end's kind was read completely, and it is not there.
    pub is_missing: bool,
}

/// The dependencies of an estate, sorted, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    edges: Vec<Edge>,
}

impl Graph {
    /// The dependencies within `estate`.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut builder = Builder::new(estate);
        for workload in &estate.workloads {
            builder.image(workload);
            builder.volumes(workload);
            builder.workspace(workload);
        }
        for token in &estate.tokens {
            builder.token(token);
        }
        for backup in &estate.backups {
            builder.add(
                Node::Object(backup.notebook.clone()),
                Relation::KeptAs,
                Node::Object(backup.address.clone()),
            );
        }
        Self {
            edges: builder.edges.into_iter().collect(),
        }
    }

    /// All edges, sorted.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Objects that nothing uses and that use nothing: registries no image comes from, data stores and containers no
    /// volume mounts, tokens that reach no workload, backups without notebook. Users, managed registries, clusters and the
    /// data stores every project is born with stand for themselves and are no orphans.
    #[must_use]
    pub fn orphans<'a>(&self, estate: &'a Estate) -> Vec<&'a Address> {
        let mut used = BTreeSet::new();
        for edge in self.edges.iter().filter(|edge| !edge.is_missing) {
            for node in [&edge.from, &edge.to] {
                if let Node::Object(address) = node {
                    used.insert(address);
                }
            }
        }
        let inborn: BTreeSet<&Address> = estate
            .data_stores
            .iter()
            .filter(|store| store.built_in)
            .map(|store| &store.address)
            .collect();
        estate
            .all()
            .map(|object| object.address)
            .filter(|address| !inborn.contains(address))
            .filter(|address| {
                matches!(
                    address.kind(),
                    Kind::Registry | Kind::DataStore | Kind::Container | Kind::Token | Kind::Backup
                ) && !used.contains(*address)
            })
            .collect()
    }

    /// The edges that concern `objects`: theirs, those of what they depend on, and those that lead to them.
    pub fn around<'a>(
        &'a self,
        objects: &BTreeSet<Address>,
    ) -> impl Iterator<Item = &'a Edge> + use<'a> {
        let start: BTreeSet<Node> = objects.iter().cloned().map(Node::Object).collect();
        let reached = self.reach(start.iter().cloned());
        self.edges
            .iter()
            .filter(move |edge| reached.contains(&edge.from) || start.contains(&edge.to))
    }

    /// `start` and every object its objects depend on, directly or not.
    #[must_use]
    pub fn reachable(&self, start: impl IntoIterator<Item = Address>) -> BTreeSet<Address> {
        self.reach(start.into_iter().map(Node::Object))
            .into_iter()
            .filter_map(|node| match node {
                Node::Object(address) => Some(address),
                Node::Region(_) | Node::Image(_) | Node::Elsewhere { .. } => None,
            })
            .collect()
    }

    fn reach(&self, start: impl IntoIterator<Item = Node>) -> BTreeSet<Node> {
        let mut next: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
        for edge in &self.edges {
            next.entry(&edge.from).or_default().push(&edge.to);
        }
        let mut waiting: Vec<Node> = start.into_iter().collect();
        let mut seen: BTreeSet<Node> = waiting.iter().cloned().collect();
        while let Some(node) = waiting.pop() {
            for to in next.get(&node).into_iter().flatten() {
                if seen.insert((*to).clone()) {
                    waiting.push((*to).clone());
                }
            }
        }
        seen
    }
}

struct Builder<'a> {
    estate: &'a Estate,
    present: BTreeSet<&'a Address>,
    /// Kinds of which every object was read.
    complete: BTreeSet<Kind>,
    /// Attached and managed registries by host.
    registries: BTreeMap<String, Vec<&'a Address>>,
    /// Region and protocol of the project's own storage behind data stores.
    storage: BTreeMap<&'a Address, (&'a Protocol, Option<&'a str>)>,
    edges: BTreeSet<Edge>,
}

impl<'a> Builder<'a> {
    fn new(estate: &'a Estate) -> Self {
        let mut registries: BTreeMap<String, Vec<&Address>> = BTreeMap::new();
        let attached = estate
            .registries
            .iter()
            .map(|registry| (&registry.url, &registry.address));
        let managed = estate
            .container_registries
            .iter()
            .map(|registry| (&registry.url, &registry.address));
        for (url, address) in attached.chain(managed) {
            let host = registry_host(url.expose());
            if !host.is_empty() {
                registries.entry(host).or_default().push(address);
            }
        }
        Self {
            estate,
            present: estate.all().map(|object| object.address).collect(),
            complete: estate
                .kinds
                .iter()
                .copied()
                .filter(|kind| estate.unread.iter().all(|unread| unread.kind != *kind))
                .collect(),
            registries,
            storage: estate
                .data_stores
                .iter()
                .map(|store| {
                    (
                        &store.address,
                        (&store.protocol, store.own_storage.as_deref()),
                    )
                })
                .collect(),
            edges: BTreeSet::new(),
        }
    }

    fn add(&mut self, from: Node, relation: Relation, to: Node) {
        let is_missing = match &to {
            Node::Object(address) => {
                self.complete.contains(&address.kind()) && !self.present.contains(address)
            }
            Node::Region(region) => !self
                .estate
                .workloads
                .iter()
                .any(|workload| workload.region == *region),
            Node::Image(_) | Node::Elsewhere { .. } => false,
        };
        self.edges.insert(Edge {
            from,
            relation,
            to,
            is_missing,
        });
    }

    fn image(&mut self, workload: &Workload) {
        let reference = workload.image.reference.as_str();
        if reference.is_empty() {
            return;
        }
        let image = Node::Image(reference.to_owned());
        self.add(
            Node::Object(workload.address.clone()),
            Relation::Runs,
            image.clone(),
        );
        // A catalogue image is no reference: nothing attached to the project holds it.
        if workload.image.partner.is_some() && !reference.contains('/') {
            return;
        }
        let addresses: Vec<Address> = self
            .registries
            .get(&image_host(reference))
            .into_iter()
            .flatten()
            .map(|address| (*address).clone())
            .collect();
        for address in addresses {
            self.add(image.clone(), Relation::PulledFrom, Node::Object(address));
        }
    }

    fn volumes(&mut self, workload: &Workload) {
        for volume in &workload.volumes {
            if let Source::DataStore(place) = &volume.source {
                self.place(workload, Relation::Mounts, place);
            }
            if let Some(place) = &volume.target {
                self.place(workload, Relation::PushesTo, place);
            }
        }
    }

    /// Where workspaces are saved is inferred, so a container that is not there is no missing dependency.
    fn workspace(&mut self, workload: &Workload) {
        let Task::Workbench(workbench) = &workload.task else {
            return;
        };
        let Some(id) = &workbench.workspace_container else {
            return;
        };
        let container = Address::new(Kind::Container, id);
        if self.present.contains(&container) {
            self.add(
                Node::Object(workload.address.clone()),
                Relation::SavedIn,
                Node::Object(container),
            );
        }
    }

    fn place(&mut self, workload: &Workload, relation: Relation, place: &DataStoreRef) {
        let store = Address::new(
            Kind::DataStore,
            format!("{}/{}", workload.region, place.alias),
        );
        let from = Node::Object(workload.address.clone());
        self.add(from.clone(), relation, Node::Object(store.clone()));
        if place.container.is_empty() {
            return;
        }
        let container = match self.storage.get(&store) {
            Some((protocol @ (Protocol::S3 | Protocol::Swift), Some(region))) => {
                Node::Object(Address::new(
                    Kind::Container,
                    format!("{}/{region}/{}", protocol.as_str(), place.container),
                ))
            }
            _ => Node::Elsewhere {
                store: store.clone(),
                name: place.container.clone(),
            },
        };
        self.add(from, Relation::Copies, container.clone());
        self.add(Node::Object(store), Relation::Holds, container);
    }

    fn token(&mut self, token: &Token) {
        let from = Node::Object(token.address.clone());
        let selector = match &token.reach {
            Reach::Everything => {
                let region = Node::Region(token.region.clone());
                return self.add(from, Relation::Reaches, region);
            }
            Reach::Selected(selector) => selector,
            // What it reaches is not known; the finding about the selector says so.
            Reach::Unreadable(_) => return,
        };
        let estate = self.estate;
        for workload in &estate.workloads {
            let label = |name: &str| {
                workload
                    .labels
                    .get(name)
                    .or_else(|| workload.platform_labels.get(name))
                    .map(String::as_str)
            };
            if workload.region == token.region && selector.matches_by(label) {
                let to = Node::Object(workload.address.clone());
                self.add(from.clone(), Relation::Reaches, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DataStore, Digest, Permission, Registry, Text, Volume, testing::workload};

    fn store(alias: &str, own_storage: Option<&str>) -> DataStore {
        DataStore {
            address: Address::new(Kind::DataStore, format!("GRA/{alias}")),
            region: "GRA".into(),
            alias: alias.into(),
            protocol: Protocol::S3,
            built_in: false,
            endpoint: Text::new("https://s3.example.com"),
            own_storage: own_storage.map(str::to_owned),
            source: "{}".into(),
            digest: Digest::of(b""),
        }
    }

    fn volume(alias: &str, container: &str) -> Volume {
        Volume {
            mount_path: "/data".into(),
            permission: Permission::ReadOnly,
            cache: false,
            source: Source::DataStore(DataStoreRef {
                alias: alias.into(),
                container: container.into(),
                prefix: None,
                archive: None,
                internal: false,
            }),
            target: None,
        }
    }

    fn token(id: &str, reach: Reach) -> Token {
        Token {
            address: Address::new(Kind::Token, id),
            name: id.into(),
            region: "GRA".into(),
            role: "read".into(),
            reach,
            version: None,
            source: "{}".into(),
            digest: Digest::of(b""),
        }
    }

    fn estate() -> Estate {
        let mut orders = workload("orders", "1");
        orders.image.reference = "registry.example.com/orders:1".into();
        orders.volumes = vec![
            volume("models", "weights"),
            volume("abroad", "w"),
            volume("gone", "w"),
        ];
        orders.labels = [("team".to_owned(), "shop".to_owned())].into();
        orders.platform_labels = [("platform/id".to_owned(), "orders".to_owned())].into();
        let registry = |id: &str, url: &str| Registry {
            address: Address::new(Kind::Registry, id),
            region: "GRA".into(),
            url: Text::new(url),
            username: None,
            source: "{}".into(),
            digest: Digest::of(b""),
        };
        let selected = |text: &str| Reach::Selected(text.parse().unwrap());
        Estate {
            kinds: Kind::ALL.iter().copied().collect(),
            workloads: vec![orders],
            data_stores: vec![
                store("models", Some("GRA")),
                store("abroad", None),
                store("unused", None),
            ],
            registries: vec![
                registry("used", "https://Registry.Example.com:443/v2"),
                registry("unused", "other.example.com"),
            ],
            tokens: vec![
                token("all", Reach::Everything),
                token("by-label", selected("team=shop")),
                token("by-id", selected("platform/id=orders")),
                token("nobody", selected("team=none")),
            ],
            ..Estate::default()
        }
    }

    fn line(edge: &Edge) -> String {
        let end = |node: &Node| match node {
            Node::Object(address) => address.to_string(),
            Node::Region(region) => format!("region {region}"),
            Node::Image(image) => image.clone(),
            Node::Elsewhere { store, name } => format!("{name} in {store}"),
        };
        let missing = if edge.is_missing { " (missing)" } else { "" };
        format!(
            "{} {} {}{missing}",
            end(&edge.from),
            edge.relation.as_str(),
            end(&edge.to)
        )
    }

    #[test]
    fn every_dependency_of_a_small_estate() {
        let lines: Vec<String> = Graph::of(&estate()).edges().iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "app/orders runs registry.example.com/orders:1",
                "app/orders mounts data_store/GRA/abroad",
                "app/orders mounts data_store/GRA/gone (missing)",
                "app/orders mounts data_store/GRA/models",
                "app/orders copies container/s3/GRA/weights (missing)",
                "app/orders copies w in data_store/GRA/abroad",
                "app/orders copies w in data_store/GRA/gone",
                "data_store/GRA/abroad holds w in data_store/GRA/abroad",
                "data_store/GRA/gone holds w in data_store/GRA/gone",
                "data_store/GRA/models holds container/s3/GRA/weights (missing)",
                "token/all reaches region GRA",
                "token/by-id reaches app/orders",
                "token/by-label reaches app/orders",
                "registry.example.com/orders:1 pulled_from registry/used",
            ]
        );
    }

    #[test]
    fn orphans_are_what_nothing_uses() {
        let estate = estate();
        let graph = Graph::of(&estate);
        let orphans: Vec<String> = graph
            .orphans(&estate)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            orphans,
            ["data_store/GRA/unused", "registry/unused", "token/nobody"]
        );
    }

    #[test]
    fn reachable_follows_images_and_stores() {
        let graph = Graph::of(&estate());
        let reached = graph.reachable([Address::new(Kind::App, "orders")]);
        assert!(reached.contains(&Address::new(Kind::Registry, "used")));
        assert!(reached.contains(&Address::new(Kind::Container, "s3/GRA/weights")));
        assert!(!reached.contains(&Address::new(Kind::Registry, "unused")));
    }
}
