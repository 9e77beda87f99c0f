//! How much data has to move, as far as anyone has counted it.

use std::collections::BTreeMap;

use ovhai_model::{Address, Estate, Kind, Selection, Task, Workload};

use crate::{
    MOST_SHOWN,
    dependencies::Dependencies,
    readiness::Size,
    usage::{Usage, Use},
};

/// Data by what it lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// What has to move, in the order of [`DataKind::ALL`]; kinds without any place are left out.
    pub groups: Vec<DataGroup>,
    /// Containers, buckets and branches outside the project that workloads use: they stay where they are.
    pub elsewhere: usize,
}

/// What data lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataKind {
    /// Containers of the project's object storage that selected workloads use, and selected ones that any workload uses, each
    /// once.
    Containers,
    /// Containers and branches of data stores that are not there or were not read. Whether they have to move is not known.
    Somewhere,
    /// Workspaces of notebooks, and the containers that are inferred to hold copies of them.
    Workspaces,
    /// Backups of workspaces.
    Backups,
    /// Managed registries of the project.
    ManagedRegistries,
    /// Container images of the selected workloads. Their sizes are known once images are exported.
    Images,
    /// Selected containers that nothing uses. Whether they move, stay or go is for a person to decide.
    UnusedContainers,
    /// Selected containers of which nobody can say whether anything uses them, as not everything that could was read.
    ContainersOfUnknownUse,
}

impl DataKind {
    /// All of them, in the order of reports.
    pub const ALL: &'static [Self] = &[
        Self::Containers,
        Self::Somewhere,
        Self::Workspaces,
        Self::Backups,
        Self::ManagedRegistries,
        Self::Images,
        Self::UnusedContainers,
        Self::ContainersOfUnknownUse,
    ];

    /// The word used in state and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Containers => "containers",
            Self::Somewhere => "somewhere",
            Self::Workspaces => "workspaces",
            Self::Backups => "backups",
            Self::ManagedRegistries => "managed_registries",
            Self::Images => "images",
            Self::UnusedContainers => "unused_containers",
            Self::ContainersOfUnknownUse => "containers_of_unknown_use",
        }
    }

    /// Whether it has to move as far as anyone knows; the others are told apart and in no sum.
    #[must_use]
    pub const fn moves(self) -> bool {
        !matches!(self, Self::UnusedContainers | Self::ContainersOfUnknownUse)
    }
}

/// Data of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataGroup {
    /// What it lies in.
    pub kind: DataKind,
    /// How many places.
    pub places: usize,
    /// Bytes in the places whose size is known, as the platform last counted them.
    pub bytes: u64,
    /// How many places have no known size. They are not counted as empty.
    pub unknown: usize,
    /// The first of them by address; images have none, as their names may hold credentials, nor have places nobody knows.
    pub unknown_places: Vec<Address>,
    /// The first places by address, for those that do not have to move.
    pub first_places: Vec<Address>,
    /// Whether the bytes rest on something inferred.
    pub is_inferred: bool,
}

impl Data {
    /// Bytes that have to move, as far as known.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.moving()
            .fold(0, |sum, group| sum.saturating_add(group.bytes))
    }

    /// Places that have to move and whose size is not known.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.moving().map(|group| group.unknown).sum()
    }

    /// The groups that have to move.
    pub fn moving(&self) -> impl Iterator<Item = &DataGroup> {
        self.groups.iter().filter(|group| group.kind.moves())
    }

    /// The group of `kind`, if there is one.
    #[must_use]
    pub fn group(&self, kind: DataKind) -> Option<&DataGroup> {
        self.groups.iter().find(|group| group.kind == kind)
    }

    pub(crate) fn of(
        estate: &Estate,
        selection: &Selection,
        needed: &Dependencies<'_>,
        usage: &Usage<'_>,
    ) -> Self {
        let sizes = sizes(estate);
        let mut places: BTreeMap<&Address, DataKind> = needed
            .objects
            .iter()
            .filter_map(|address| Some((*address, kind_of(address.kind(), Use::Used)?)))
            .collect();
        places.extend(
            estate
                .all()
                .filter(|object| selection.includes_object(object))
                .filter_map(|object| {
                    let used = usage.use_of(object.address);
                    Some((object.address, kind_of(object.kind(), used)?))
                }),
        );
        let mut groups: BTreeMap<DataKind, DataGroup> = BTreeMap::new();
        // Workspaces and the container they are saved in are one place: counting both would move the bytes twice.
        for (container, notebooks) in workspaces(estate, &places) {
            let group = groups
                .entry(DataKind::Workspaces)
                .or_insert_with(|| DataGroup::new(DataKind::Workspaces));
            let before = group.bytes;
            for notebook in notebooks {
                places.remove(notebook);
                group.add(notebook, &sizes);
            }
            places.remove(&container);
            let saved = sizes.get(&container).copied().flatten().unwrap_or(0);
            group.bytes = group.bytes.max(before.saturating_add(saved));
            group.is_inferred = true;
        }
        for (address, kind) in places {
            groups
                .entry(kind)
                .or_insert_with(|| DataGroup::new(kind))
                .add(address, &sizes);
        }
        for (kind, places) in [
            (DataKind::Somewhere, needed.somewhere.len()),
            (DataKind::Images, needed.images.len()),
        ] {
            if places > 0 {
                let mut group = DataGroup::new(kind);
                (group.places, group.unknown) = (places, places);
                groups.insert(kind, group);
            }
        }
        Self {
            groups: groups.into_values().collect(),
            elsewhere: needed.elsewhere.len(),
        }
    }
}

/// What an object's data counts as; nothing for what holds none.
const fn kind_of(kind: Kind, used: Use) -> Option<DataKind> {
    Some(match (kind, used) {
        (Kind::Container, Use::Used) => DataKind::Containers,
        (Kind::Container, Use::Unused) => DataKind::UnusedContainers,
        (Kind::Container, Use::Unknown) => DataKind::ContainersOfUnknownUse,
        (Kind::Notebook, _) => DataKind::Workspaces,
        (Kind::Backup, _) => DataKind::Backups,
        (Kind::ContainerRegistry, _) => DataKind::ManagedRegistries,
        _ => return None,
    })
}

/// Counted containers that hold workspaces of counted notebooks, with these.
fn workspaces<'a>(
    estate: &'a Estate,
    counted: &BTreeMap<&Address, DataKind>,
) -> BTreeMap<Address, Vec<&'a Address>> {
    let mut pairs: BTreeMap<Address, Vec<&Address>> = BTreeMap::new();
    let saved_in = |workload: &Workload| match &workload.task {
        Task::Workbench(workbench) => workbench
            .workspace_container
            .as_ref()
            .map(|id| Address::new(Kind::Container, id)),
        _ => None,
    };
    for workload in &estate.workloads {
        if counted.contains_key(&workload.address)
            && let Some(container) = saved_in(workload)
            && counted.contains_key(&container)
        {
            pairs.entry(container).or_default().push(&workload.address);
        }
    }
    pairs
}

impl DataGroup {
    const fn new(kind: DataKind) -> Self {
        Self {
            kind,
            places: 0,
            bytes: 0,
            unknown: 0,
            unknown_places: Vec::new(),
            first_places: Vec::new(),
            is_inferred: false,
        }
    }

    fn add(&mut self, address: &Address, sizes: &BTreeMap<&Address, Option<u64>>) {
        self.places += 1;
        if !self.kind.moves() && self.first_places.len() < MOST_SHOWN {
            self.first_places.push(address.clone());
        }
        match sizes.get(address).copied().flatten() {
            Some(bytes) => self.bytes = self.bytes.saturating_add(bytes),
            None => {
                self.unknown += 1;
                if self.unknown_places.len() < MOST_SHOWN {
                    self.unknown_places.push(address.clone());
                }
            }
        }
    }
}

/// Every object that holds data, with its size where the platform told a possible one.
pub(crate) fn sizes(estate: &Estate) -> BTreeMap<&Address, Option<u64>> {
    let bytes = |bytes: Option<i64>| bytes.and_then(|bytes| u64::try_from(bytes).ok());
    let containers = estate
        .containers
        .iter()
        .map(|container| (&container.address, bytes(container.bytes)));
    let registries = estate
        .container_registries
        .iter()
        .map(|registry| (&registry.address, bytes(registry.bytes)));
    let workspaces = estate
        .workloads
        .iter()
        .filter_map(|workload| match &workload.task {
            Task::Workbench(workbench) => {
                Some((&workload.address, bytes(workbench.workspace_used)))
            }
            _ => None,
        });
    let backups = estate.backups.iter().map(|backup| (&backup.address, None));
    containers
        .chain(registries)
        .chain(workspaces)
        .chain(backups)
        .collect()
}

/// The size of one object.
pub(crate) fn size(sizes: &BTreeMap<&Address, Option<u64>>, address: &Address) -> Size {
    match sizes.get(address) {
        None => Size::None,
        Some(None) => Size::Unknown,
        Some(Some(bytes)) => Size::Known(*bytes),
    }
}
