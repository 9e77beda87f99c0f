//! Protobuf messages and gRPC services of the plugin protocol, generated from `proto/`.
//!
//! The code is committed, and `tests/generated.rs` proves that it is what the `.proto` files
//! produce. Nothing outside this crate's server and test client should need it.

#![allow(
    missing_docs,
    unused_qualifications,
    clippy::all,
    clippy::unimplemented
)]

/// `tfplugin6`: the provider protocol.
pub mod tfplugin6 {
    include!("generated/tfplugin6.rs");
}

/// `plugin`: shutdown, standard streams and broker of the plugin host.
pub mod plugin {
    include!("generated/plugin.rs");
}

/// `grpc.health.v1`: the health check asked right after the handshake.
pub mod health {
    include!("generated/grpc.health.v1.rs");
}
