//! Small workloads for the tests of this crate.

use crate::{Address, Compute, Digest, Image, Kind, RunState, Scaling, Task, Workload};

/// An app with nothing special, whose digest is that of `content`.
pub fn workload(id: &str, content: &str) -> Workload {
    Workload {
        address: Address::new(Kind::App, id),
        name: id.to_owned(),
        region: "GRA".to_owned(),
        task: Task::Service,
        run: RunState::Running,
        image: Image {
            reference: "example/app:1".to_owned(),
            partner: None,
        },
        command: Vec::new(),
        environment: Vec::new(),
        labels: [].into(),
        platform_labels: [].into(),
        http_port: None,
        grpc_port: None,
        is_public: false,
        readiness: None,
        liveness: None,
        rollout: None,
        scaling: Scaling::Fixed { replicas: 1 },
        compute: Compute::default(),
        volumes: Vec::new(),
        url: None,
        grpc_address: None,
        unknown: Vec::new(),
        source: String::new(),
        digest: Digest::of(content.as_bytes()),
    }
}
