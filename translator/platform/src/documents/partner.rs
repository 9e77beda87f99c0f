//! Partners and their contracts: `/cloud/project/{serviceName}/ai/partner`.

use std::collections::BTreeMap;

use super::declare::document;

document! {
    /// Partner (software vendor) whose licensed images can be deployed.
    pub struct Partner {
        /// Contract state.
        pub contract: Option<Contract> = "contract",
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Short text.
        pub description: Option<String> = "description",
        /// Identifier.
        pub id: String = "id",
        /// Display name.
        pub name: Option<String> = "name",
    }
}

document! {
    /// Partner contract state for the project.
    pub struct Contract {
        /// When signed; null if not signed.
        pub signed_at: Option<String> = "signedAt",
        /// Map locale to terms link.
        pub terms_of_service: BTreeMap<String, ContractTermsLocale> = "termsOfService",
    }
}

document! {
    /// Link to contract terms in one language.
    pub struct ContractTermsLocale {
        /// Link.
        pub url: Option<String> = "url",
    }
}
