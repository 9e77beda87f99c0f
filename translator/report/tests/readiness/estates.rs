//! Objects for the tests, with nothing special but what a test says.

use std::collections::BTreeMap;

use ovhai_model::{
    Address, Backup, Batch, Category, Cluster, Compute, Container, ContainerRegistry, DataStore,
    DataStoreRef, Digest, Estate, Fidelity, Finding, FindingKind, Graph, Image, Kind, Outcome,
    Permission, Protocol, Reach, Registry, RunState, Scaling, Selection, Source, Task, Text, Token,
    User, Volume, Workbench, Workload,
};
use ovhai_report::{Assessment, Made, Readiness, SecretToCreate};

pub const URL_CHANGES: FindingKind = FindingKind {
    slug: "kubernetes/url-changes",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "The URL changes",
    hint: "Tell clients the new address.",
};
pub const HOST_NEEDED: FindingKind = FindingKind {
    slug: "kubernetes/host-needed",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "No domain is chosen",
    hint: "Answer with the host of this workload.",
};
pub const BANDWIDTH: FindingKind = FindingKind {
    slug: "kubernetes/bandwidth-not-guaranteed",
    fidelity: Fidelity::Unsupported,
    category: Category::Specific,
    title: "Bandwidth is not guaranteed",
    hint: "Choose node types by their network if it matters.",
};
pub const LICENSED_IMAGE: FindingKind = FindingKind {
    slug: "kubernetes/licensed-image",
    fidelity: Fidelity::Unsupported,
    category: Category::Specific,
    title: "A licensed image of the platform's catalogue",
    hint: "Answer with an image of your own.",
};
pub const VALUE_REFUSED: FindingKind = FindingKind {
    slug: "kubernetes/value-not-representable",
    fidelity: Fidelity::Unsupported,
    category: Category::Core,
    title: "A value cannot be given to a container",
    hint: "It is left out.",
};
pub const TAG_MOVES: FindingKind = FindingKind {
    slug: "kubernetes/image-tag-can-move",
    fidelity: Fidelity::Adapted,
    category: Category::Core,
    title: "The image is named without a fixed version",
    hint: "Pin a version.",
};
pub const UNDECODABLE: FindingKind = FindingKind {
    slug: "platform/undecodable",
    fidelity: Fidelity::Manual,
    category: Category::Core,
    title: "the object does not have the documented form and is not exported",
    hint: "look at the object with the vendor's tools and report it",
};
pub const KINDS: &[&FindingKind] = &[
    &URL_CHANGES,
    &HOST_NEEDED,
    &BANDWIDTH,
    &LICENSED_IMAGE,
    &VALUE_REFUSED,
    &TAG_MOVES,
    &UNDECODABLE,
];

pub fn workload(kind: Kind, id: &str, name: &str) -> Workload {
    let task = match kind {
        Kind::Job => Task::Batch(Batch::default()),
        Kind::Notebook => Task::Workbench(Workbench::default()),
        _ => Task::Service,
    };
    Workload {
        address: Address::new(kind, id),
        name: name.to_owned(),
        region: "GRA".to_owned(),
        task,
        run: RunState::Running,
        image: Image {
            reference: if kind == Kind::Notebook {
                String::new()
            } else {
                format!("registry.example.com/team/{name}:1")
            },
            partner: None,
        },
        command: Vec::new(),
        environment: Vec::new(),
        labels: BTreeMap::new(),
        platform_labels: BTreeMap::new(),
        http_port: None,
        grpc_port: None,
        is_public: false,
        readiness: None,
        liveness: None,
        rollout: None,
        scaling: Scaling::Fixed { replicas: 1 },
        compute: Compute::default(),
        volumes: Vec::new(),
        url: Some(format!("https://{id}.app.example.net")),
        grpc_address: None,
        unknown: Vec::new(),
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

pub fn finished(mut job: Workload) -> Workload {
    job.run = RunState::Finished;
    job.url = None;
    job.task = Task::Batch(Batch {
        outcome: Some(Outcome {
            state: "DONE".to_owned(),
            exit_code: Some(0),
        }),
        ..Batch::default()
    });
    job
}

pub fn volume(alias: &str, container: &str) -> Volume {
    Volume {
        mount_path: "/data".to_owned(),
        permission: Permission::ReadOnly,
        cache: false,
        source: Source::DataStore(DataStoreRef {
            alias: alias.to_owned(),
            container: container.to_owned(),
            prefix: None,
            archive: None,
            internal: false,
        }),
        target: None,
    }
}

pub fn store(alias: &str, own_storage: Option<&str>) -> DataStore {
    DataStore {
        address: Address::new(Kind::DataStore, format!("GRA/{alias}")),
        region: "GRA".to_owned(),
        alias: alias.to_owned(),
        protocol: Protocol::S3,
        built_in: own_storage.is_some(),
        endpoint: Text::new("https://s3.example.com"),
        own_storage: own_storage.map(str::to_owned),
        source: "{}".to_owned(),
        digest: Digest::of(alias.as_bytes()),
    }
}

pub fn container(name: &str, bytes: Option<i64>) -> Container {
    Container {
        address: Address::new(Kind::Container, format!("s3/GRA/{name}")),
        name: name.to_owned(),
        region: "GRA".to_owned(),
        protocol: Protocol::S3,
        objects: None,
        bytes,
        source: "{}".to_owned(),
        digest: Digest::of(name.as_bytes()),
    }
}

pub fn token(id: &str, name: &str) -> Token {
    Token {
        address: Address::new(Kind::Token, id),
        name: name.to_owned(),
        region: "GRA".to_owned(),
        role: "ai_training_read".to_owned(),
        reach: Reach::Everything,
        version: Some(1),
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

pub fn user(id: &str, name: &str) -> User {
    User {
        address: Address::new(Kind::User, id),
        name: name.to_owned(),
        description: String::new(),
        roles: vec!["ai_training_operator".to_owned()],
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

pub fn registry(id: &str, url: &str) -> Registry {
    Registry {
        address: Address::new(Kind::Registry, id),
        region: "GRA".to_owned(),
        url: Text::new(url),
        username: Some("robot".to_owned()),
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

pub fn managed_registry(id: &str, name: &str, bytes: Option<i64>) -> ContainerRegistry {
    ContainerRegistry {
        address: Address::new(Kind::ContainerRegistry, id),
        name: name.to_owned(),
        region: "GRA".to_owned(),
        url: Text::new(format!("https://{id}.example.org")),
        bytes,
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

pub fn cluster(id: &str, name: &str) -> Cluster {
    Cluster {
        address: Address::new(Kind::Cluster, id),
        name: name.to_owned(),
        region: "GRA".to_owned(),
        version: Some("1.33".to_owned()),
        node_pools: BTreeMap::from([("gpu".to_owned(), 2)]),
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

pub fn backup(id: &str, notebook: &str) -> Backup {
    Backup {
        address: Address::new(Kind::Backup, id),
        notebook: Address::new(Kind::Notebook, notebook),
        created_at: None,
        evicted_at: None,
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

/// An estate of which every kind was read.
pub fn estate() -> Estate {
    Estate {
        service: "0123456789abcdef0123456789abcdef".to_owned(),
        kinds: Kind::ALL.iter().copied().collect(),
        ..Estate::default()
    }
}

pub fn secret(name: &str, keys: &[&str], used_by: &Address) -> SecretToCreate {
    SecretToCreate {
        name: name.to_owned(),
        purpose: "values of variables".to_owned(),
        keys: keys
            .iter()
            .map(|key| ((*key).to_owned(), format!("value of {key}")))
            .collect(),
        used_by: [used_by.clone()].into(),
    }
}

pub fn assess(
    estate: &Estate,
    selection: &Selection,
    findings: &[Finding],
    secrets: &[SecretToCreate],
    accepted: &BTreeMap<String, String>,
) -> Readiness {
    let graph = Graph::of(estate);
    let mut assessment = Assessment::of(estate, &graph, selection, accepted, KINDS.iter().copied());
    for finding in findings {
        assessment.add(finding);
    }
    for secret in secrets {
        assessment.require(secret.clone());
    }
    let made = Made {
        target: "kubernetes".to_owned(),
        revision: "r1.00000000.11111111111111111111111111111111.AAAA".to_owned(),
        selection: selection.clone(),
        tool: "terraform-provider-ovhai 0.0.0".to_owned(),
        as_of: None,
    };
    assessment.finish(made, |slug| {
        (slug == HOST_NEEDED.slug).then(|| "a host name".to_owned())
    })
}
