//! Small workloads, and Kubernetes' own rules to read back what was written.

use std::collections::BTreeMap;

use ovhai_model::{
    Address, Compute, Digest, Image, Kind, RunState, Scaling, Selection, Task, Workload,
};

use super::Lowered;
use crate::{Decisions, Format, Profile, Scope};

/// An app with nothing special.
pub(crate) fn workload(id: &str) -> Workload {
    Workload {
        address: Address::new(Kind::App, id),
        name: "shop".to_owned(),
        region: "GRA".to_owned(),
        task: Task::Service,
        run: RunState::Running,
        image: Image {
            reference: "example/app:1".to_owned(),
            partner: None,
        },
        command: Vec::new(),
        environment: Vec::new(),
        labels: BTreeMap::new(),
        platform_labels: BTreeMap::new(),
        http_port: None,
        grpc_port: None,
        is_public: true,
        readiness: None,
        liveness: None,
        rollout: None,
        scaling: Scaling::Fixed { replicas: 1 },
        compute: Compute {
            cpu: Some(1),
            memory: Some(4 << 30),
            ..Compute::default()
        },
        volumes: Vec::new(),
        url: None,
        grpc_address: None,
        unknown: Vec::new(),
        source: "{}".to_owned(),
        digest: Digest::of(id.as_bytes()),
    }
}

/// Lowers `workload` by the generic profile.
pub(crate) fn lower(workload: &Workload) -> Lowered {
    lower_with(workload, &Profile::default())
}

/// Lowers `workload` by `profile`.
pub(crate) fn lower_with(workload: &Workload, profile: &Profile) -> Lowered {
    assert!(Selection::default().includes(workload));
    let decisions = Decisions::default();
    let scope = Scope {
        profile,
        decisions: &decisions,
        format: Format::Yaml,
        registries: &[],
        data_stores: None,
        unread_stores: [].into(),
        holdings: Default::default(),
        part: String::new(),
        names: [(
            &workload.address,
            crate::naming::assign(&[workload], &BTreeMap::new()).remove(0),
        )]
        .into(),
        hosts: BTreeMap::new(),
        extra_ports: BTreeMap::new(),
    };
    super::lower(&scope, workload)
}

/// `$(NAME)` expansion as Kubernetes documents it for env, command and args: `$$` is `$`, a defined `$(NAME)` is its value, an
/// undefined one stays, and an opening without an end stays. It works on bytes, so a character of several bytes after `$` is
/// torn apart; the byte is then written as a character of its own.
pub(crate) fn expand(text: &str, defined: &dyn Fn(&str) -> Option<String>) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] != b'$' || at + 1 == bytes.len() {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        match bytes[at + 1] {
            b'$' => {
                out.push(b'$');
                at += 2;
            }
            b'(' => match bytes[at + 2..].iter().position(|byte| *byte == b')') {
                Some(length) => {
                    let name = String::from_utf8_lossy(&bytes[at + 2..at + 2 + length]);
                    match defined(&name) {
                        Some(value) => out.extend(value.bytes()),
                        None => out.extend(&bytes[at..at + 3 + length]),
                    }
                    at += 3 + length;
                }
                None => {
                    out.extend(b"$(");
                    at += 2;
                }
            },
            byte => {
                out.push(b'$');
                out.extend(char::from(byte).to_string().bytes());
                at += 2;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
