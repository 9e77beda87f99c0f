//! How much data has to move, as far as anyone has counted it.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Estate, Kind, Selection, Task, Workload};

use crate::{MOST_SHOWN, dependencies::Dependencies, readiness::Size};

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
    /// Containers of the project's object storage that selected workloads use, each once.
    Containers,
    /// Workspaces of notebooks.
    Workspaces,
    /// Backups of workspaces.
    Backups,
    /// Managed registries of the project.
    ManagedRegistries,
    /// Container images of the selected workloads. Their sizes are known once images are exported.
    Images,
}

impl DataKind {
    /// All of them, in the order of reports.
    pub const ALL: &'static [Self] = &[
        Self::Containers,
        Self::Workspaces,
        Self::Backups,
        Self::ManagedRegistries,
        Self::Images,
    ];

    /// The word used in state and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Containers => "containers",
            Self::Workspaces => "workspaces",
            Self::Backups => "backups",
            Self::ManagedRegistries => "managed_registries",
            Self::Images => "images",
        }
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
    /// The first of them by address; images have none, as their names may hold credentials.
    pub unknown_places: Vec<Address>,
}

impl Data {
    /// Bytes known so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.groups
            .iter()
            .fold(0, |sum, group| sum.saturating_add(group.bytes))
    }

    /// Places whose size is not known.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.groups.iter().map(|group| group.unknown).sum()
    }

    pub(crate) fn of(estate: &Estate, selection: &Selection, needed: &Dependencies<'_>) -> Self {
        let sizes = sizes(estate);
        let mut used = needed.objects.clone();
        used.extend(
            estate
                .all()
                .filter(|object| {
                    matches!(
                        object.kind(),
                        Kind::Notebook | Kind::Backup | Kind::ContainerRegistry
                    ) && selection.includes_object(object)
                })
                .map(|object| object.address),
        );
        let mut groups: BTreeMap<DataKind, DataGroup> = BTreeMap::new();
        let elsewhere_counted = within_containers(estate, &used);
        for address in used {
            if elsewhere_counted.contains(address) {
                continue;
            }
            let kind = match address.kind() {
                Kind::Container => DataKind::Containers,
                Kind::Notebook => DataKind::Workspaces,
                Kind::Backup => DataKind::Backups,
                Kind::ContainerRegistry => DataKind::ManagedRegistries,
                _ => continue,
            };
            let group = groups.entry(kind).or_insert_with(|| DataGroup::new(kind));
            group.places += 1;
            match sizes.get(address).copied().flatten() {
                Some(bytes) => group.bytes = group.bytes.saturating_add(bytes),
                None => {
                    group.unknown += 1;
                    if group.unknown_places.len() < MOST_SHOWN {
                        group.unknown_places.push(address.clone());
                    }
                }
            }
        }
        let images = needed.images.len();
        if images > 0 {
            let mut group = DataGroup::new(DataKind::Images);
            (group.places, group.unknown) = (images, images);
            groups.insert(DataKind::Images, group);
        }
        Self {
            groups: groups.into_values().collect(),
            elsewhere: needed.elsewhere.len(),
        }
    }
}

/// Notebooks whose workspace lies in a container that is itself counted; counting both would move the bytes twice.
fn within_containers<'a>(
    estate: &'a Estate,
    counted: &BTreeSet<&Address>,
) -> BTreeSet<&'a Address> {
    let lies_within = |workload: &&Workload| match &workload.task {
        Task::Workbench(workbench) => workbench
            .workspace_container
            .as_ref()
            .is_some_and(|id| counted.contains(&Address::new(Kind::Container, id))),
        _ => false,
    };
    estate
        .workloads
        .iter()
        .filter(lies_within)
        .map(|workload| &workload.address)
        .collect()
}

impl DataGroup {
    const fn new(kind: DataKind) -> Self {
        Self {
            kind,
            places: 0,
            bytes: 0,
            unknown: 0,
            unknown_places: Vec::new(),
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
