//! The committed protobuf code is exactly what the committed `.proto` files produce.
//!
//! `UPDATE=1 cargo test -p terraform-plugin --test generated` rewrites it. Neither users nor
//! contributors need protoc: protox is a protobuf compiler in Rust, used here only.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

use std::path::Path;

const FILES: [&str; 3] = ["tfplugin6.rs", "plugin.rs", "grpc.health.v1.rs"];

#[test]
fn generated_code_matches_the_proto_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fresh = tempfile::tempdir().unwrap();
    let set = protox::compile(
        ["tfplugin6.proto", "plugin.proto", "health.proto"],
        [root.join("proto")],
    )
    .unwrap();
    tonic_prost_build::configure()
        .build_server(true)
        .build_client(true)
        .generate_default_stubs(true)
        .btree_map(".")
        .out_dir(fresh.path())
        .compile_fds(set)
        .unwrap();

    let committed = root.join("src/generated");
    for file in FILES {
        let new = std::fs::read_to_string(fresh.path().join(file)).unwrap();
        let target = committed.join(file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&target, new).unwrap();
            continue;
        }
        let old = std::fs::read_to_string(&target).unwrap_or_default();
        assert!(
            old == new,
            "{} is stale: run `UPDATE=1 cargo test -p terraform-plugin --test generated`",
            target.display()
        );
    }
    let unexpected: Vec<_> = std::fs::read_dir(fresh.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !FILES.contains(&name.as_str()))
        .collect();
    assert!(
        unexpected.is_empty(),
        "the proto files produce more code than is committed: {unexpected:?}"
    );
}
