//! Application tokens: `/cloud/project/{serviceName}/ai/token`.

use super::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// An application token (bearer token limited to one region and one role).
    pub struct Token {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Identifier.
        pub id: String = "id",
        /// Desired state.
        pub spec: TokenSpec = "spec",
        /// Observed state.
        pub status: Option<TokenStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
    }
}

document! {
    /// Token specification; used for create and read.
    pub struct TokenSpec {
        /// Only workloads whose labels match can be reached or managed with the token; empty = all.
        pub label_selector: Option<String> = "labelSelector",
        /// Display name.
        pub name: Option<String> = "name",
        /// Region code, for example GRA or BHS.
        pub region: String = "region",
        /// Granted role.
        pub role: Option<TokenRole> = "role",
    }
}

document! {
    /// Token value and version.
    pub struct TokenStatus {
        /// The bearer value; only filled right after create or renew.
        pub value: Option<SecretText> = "value",
        /// Counter bumped by renew.
        pub version: Option<i64> = "version",
    }
}

open_enum! {
    /// Role granted by a token.
    pub enum TokenRole {
        /// Manage and reach workloads.
        AiTrainingOperator = "ai_training_operator",
        /// Only reach running workloads over HTTP and read.
        AiTrainingRead = "ai_training_read",
        /// Operator for quantum notebooks.
        QuantumOperator = "quantum_operator",
        /// Reader for quantum notebooks.
        QuantumReader = "quantum_reader",
    }
}
