//! Whether anything in the project uses an object, judged by everything that was read, selected or not.

use std::collections::BTreeSet;

use ovhai_model::{Address, Estate, Graph, Kind, Node, Source};

/// Whether anything uses an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Something does.
    Used,
    /// Everything that could use it was read and understood, and nothing does.
    Unused,
    /// Something that could use it was not read, or does not say what it uses.
    Unknown,
}

/// The use of every object of an estate.
#[derive(Debug, Default)]
pub(crate) struct Usage<'a> {
    used: BTreeSet<&'a Address>,
    unused: BTreeSet<&'a Address>,
}

impl<'a> Usage<'a> {
    pub(crate) fn of(estate: &'a Estate, graph: &'a Graph) -> Self {
        let used = graph
            .edges()
            .iter()
            .filter(|edge| !edge.is_missing)
            .flat_map(|edge| [&edge.from, &edge.to])
            .filter_map(|node| match node {
                Node::Object(address) => Some(address),
                _ => None,
            })
            .collect();
        let odd = odd_kinds(estate);
        let workloads_are_clear = Kind::WORKLOADS.iter().all(|kind| !odd.contains(kind));
        let places_are_clear =
            workloads_are_clear && !odd.contains(&Kind::DataStore) && !names_no_place(estate);
        // A volume of a data store that is not there names a container that may be any of that name.
        let somewhere: BTreeSet<&str> = graph
            .edges()
            .iter()
            .filter_map(|edge| match &edge.to {
                Node::Somewhere { name, .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let may_be_named = |address: &Address| {
            let name = address.id().rsplit('/').next();
            name.is_some_and(|name| somewhere.contains(name))
        };
        let unused = graph
            .orphans(estate)
            .into_iter()
            .filter(|address| match address.kind() {
                Kind::Container => places_are_clear && !may_be_named(address),
                Kind::Backup => !odd.contains(&Kind::Notebook),
                _ => workloads_are_clear,
            })
            .collect();
        Self { used, unused }
    }

    pub(crate) fn use_of(&self, address: &Address) -> Use {
        if self.used.contains(address) {
            Use::Used
        } else if self.unused.contains(address) {
            Use::Unused
        } else {
            Use::Unknown
        }
    }

    /// Objects that nothing uses, by address.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &'a Address> {
        self.unused.iter().copied()
    }
}

/// Kinds of which some objects could not be understood: they have findings and are not in the estate.
fn odd_kinds(estate: &Estate) -> BTreeSet<Kind> {
    let known: BTreeSet<&Address> = estate.all().map(|object| object.address).collect();
    estate
        .findings
        .iter()
        .map(|finding| &finding.address)
        .filter(|address| !known.contains(address))
        .map(Address::kind)
        .collect()
}

/// Whether a volume uses a data store without saying which container, or does not say what it uses at all.
fn names_no_place(estate: &Estate) -> bool {
    estate
        .workloads
        .iter()
        .flat_map(|workload| &workload.volumes)
        .any(|volume| match &volume.source {
            Source::DataStore(place) => place.container.is_empty(),
            Source::Unspecified => true,
            _ => volume
                .target
                .as_ref()
                .is_some_and(|place| place.container.is_empty()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ovhai_model::{Container, Digest, Protocol, Unread};

    fn estate() -> Estate {
        Estate {
            kinds: Kind::ALL.iter().copied().collect(),
            containers: vec![Container {
                address: Address::new(Kind::Container, "s3/GRA/attic"),
                name: "attic".to_owned(),
                region: "GRA".to_owned(),
                protocol: Protocol::S3,
                objects: None,
                bytes: None,
                source: "{}".to_owned(),
                digest: Digest::of(b""),
            }],
            ..Estate::default()
        }
    }

    fn use_of_attic(estate: &Estate) -> Use {
        let graph = Graph::of(estate);
        Usage::of(estate, &graph).use_of(&Address::new(Kind::Container, "s3/GRA/attic"))
    }

    #[test]
    fn nothing_is_called_unused_before_everything_was_read() {
        assert_eq!(use_of_attic(&estate()), Use::Unused);
        for kind in [Kind::App, Kind::Job, Kind::Notebook, Kind::DataStore] {
            let mut not_asked = estate();
            not_asked.kinds.remove(&kind);
            assert_eq!(use_of_attic(&not_asked), Use::Unknown, "{kind}");
            let mut in_part = estate();
            in_part.unread.push(Unread {
                kind,
                place: Some("BHS".to_owned()),
                reason: "refused".to_owned(),
                remedy: None,
            });
            assert_eq!(use_of_attic(&in_part), Use::Unknown, "{kind}");
        }
    }
}
