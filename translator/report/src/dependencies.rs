//! What the selected workloads depend on directly.

use std::collections::BTreeSet;

use ovhai_model::{Address, Edge, Estate, Graph, Node, Relation, Selection};

/// Edges that begin at selected workloads, each with its workload.
pub(crate) fn edges_of_selected<'a>(
    estate: &'a Estate,
    graph: &'a Graph,
    selection: &'a Selection,
) -> impl Iterator<Item = (&'a Address, &'a Edge)> {
    let selected: BTreeSet<&Address> = estate
        .workloads
        .iter()
        .filter(|workload| selection.includes(workload))
        .map(|workload| &workload.address)
        .collect();
    graph
        .edges()
        .iter()
        .filter_map(move |edge| match &edge.from {
            Node::Object(address) if selected.contains(address) => Some((address, edge)),
            _ => None,
        })
}

/// Whether the second end of `edge` is not there. Of kinds that could not be read completely, nobody knows.
pub(crate) fn is_gone(estate: &Estate, edge: &Edge) -> bool {
    let is_unread = |address: &Address| {
        estate
            .unread
            .iter()
            .any(|unread| unread.kind == address.kind())
    };
    edge.is_missing && matches!(&edge.to, Node::Object(address) if !is_unread(address))
}

/// What selected workloads need, each once.
#[derive(Debug, Default)]
pub(crate) struct Dependencies<'a> {
    /// Data stores, containers and registries, selected or not, but for those known to be gone.
    pub objects: BTreeSet<&'a Address>,
    /// Containers and branches outside the project.
    pub elsewhere: BTreeSet<&'a Node>,
    /// Containers and branches of data stores that are not there or were not read.
    pub somewhere: BTreeSet<&'a Node>,
    /// Images.
    pub images: BTreeSet<&'a Node>,
}

impl<'a> Dependencies<'a> {
    pub(crate) fn of(estate: &'a Estate, graph: &'a Graph, selection: &'a Selection) -> Self {
        let mut this = Self::default();
        for (_, edge) in edges_of_selected(estate, graph, selection) {
            match &edge.to {
                Node::Object(address)
                    if !is_gone(estate, edge) && edge.relation != Relation::KeptAs =>
                {
                    this.objects.insert(address);
                }
                node @ Node::Elsewhere { .. } => {
                    this.elsewhere.insert(node);
                }
                node @ Node::Somewhere { .. } => {
                    this.somewhere.insert(node);
                }
                node @ Node::Image(_) => {
                    this.images.insert(node);
                }
                Node::Object(_) | Node::Region(_) => {}
            }
        }
        for edge in graph.edges() {
            if edge.relation == Relation::PulledFrom
                && this.images.contains(&edge.from)
                && let Node::Object(address) = &edge.to
            {
                this.objects.insert(address);
            }
        }
        this
    }
}
