//! Finding the edges.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Node, Relation, complete_kinds};
use crate::{
    Address, DataStoreRef, Estate, Kind, Protocol, Reach, Source, Task, Token, Workload,
    image_host, registry_host,
};

/// Every edge within `estate`.
pub(super) fn edges(estate: &Estate) -> BTreeSet<Edge> {
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
    builder.edges
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
            complete: complete_kinds(estate),
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
            Node::Image(_) | Node::Elsewhere { .. } | Node::Somewhere { .. } => false,
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
            Some(_) => Node::Elsewhere {
                store: store.clone(),
                name: place.container.clone(),
            },
            None => Node::Somewhere {
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
