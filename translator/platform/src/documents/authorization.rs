//! Whether the project may use AI products: `/cloud/project/{serviceName}/ai/authorization`.

use super::declare::document;

document! {
    /// Whether AI products are switched on for the project.
    pub struct AuthorizationStatus {
        /// True once `POST …/authorization` was done.
        pub authorized: bool = "authorized",
    }
}
