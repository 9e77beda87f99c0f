//! What depends on what in an estate.

mod build;

use std::collections::{BTreeMap, BTreeSet};

use crate::{Address, Estate, Kind};

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
    /// A container or branch of a data store that is not there or was not read: where it lies is not known.
    Somewhere {
        /// The data store, as the workload names it.
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
        Self {
            edges: build::edges(estate).into_iter().collect(),
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
    ///
    /// People delete orphans. So a kind has none as long as anything that could use it was not read: workloads, or for
    /// containers also data stores.
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
        let complete = complete_kinds(estate);
        let users_of = |kind| match kind {
            Kind::Registry | Kind::DataStore | Kind::Token => Some(Kind::WORKLOADS),
            Kind::Container => Some(&[Kind::App, Kind::Job, Kind::Notebook, Kind::DataStore][..]),
            Kind::Backup => Some(&[Kind::Notebook][..]),
            _ => None,
        };
        estate
            .all()
            .map(|object| object.address)
            .filter(|address| !inborn.contains(address) && !used.contains(*address))
            .filter(|address| {
                users_of(address.kind())
                    .is_some_and(|users| users.iter().all(|kind| complete.contains(kind)))
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
                Node::Region(_)
                | Node::Image(_)
                | Node::Elsewhere { .. }
                | Node::Somewhere { .. } => None,
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

/// The kinds of which every object was read and understood.
fn complete_kinds(estate: &Estate) -> BTreeSet<Kind> {
    estate
        .kinds
        .iter()
        .copied()
        .filter(|kind| estate.unread.iter().all(|unread| unread.kind != *kind))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DataStore, DataStoreRef, Digest, Permission, Protocol, Reach, Registry, Source, Text,
        Token, Volume, testing::workload,
    };

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
            Node::Somewhere { store, name } => format!("{name} in unknown {store}"),
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
                "app/orders copies w in unknown data_store/GRA/gone",
                "data_store/GRA/abroad holds w in data_store/GRA/abroad",
                "data_store/GRA/gone holds w in unknown data_store/GRA/gone",
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
