//! Who is asking: `/auth/details` and `/me`.

use crate::documents::declare::{document, open_enum};

document! {
    /// Who the caller is.
    pub struct AuthDetails {
        /// Customer id (nichandle).
        pub account: Option<String> = "account",
        /// Routes of the consumer key; null means all.
        pub allowed_routes: Option<Vec<AccessRule>> = "allowedRoutes",
        /// Description of the identity.
        pub description: Option<String> = "description",
        /// IAM identity URNs of the session.
        pub identities: Vec<String> = "identities",
        /// How the caller signed in.
        pub method: Option<AuthMethod> = "method",
        /// Roles of the identity.
        pub roles: Vec<String> = "roles",
        /// User name for sub-users and service accounts.
        pub user: Option<String> = "user",
    }
}

document! {
    /// Rule of a consumer key.
    pub struct AccessRule {
        /// HTTP method.
        pub method: Option<HttpMethod> = "method",
        /// Path with * as wildcard.
        pub path: String = "path",
    }
}

document! {
    /// The customer account (members an inventory may need; the full model has 33 members, all others are personal
    /// data and better not read).
    pub struct Account {
        /// Country, two letters upper case.
        pub country: Option<String> = "country",
        /// Currency.
        pub currency: Option<Currency> = "currency",
        /// Number to tell support.
        pub customer_code: Option<String> = "customerCode",
        /// Mail address. Personal.
        pub email: Option<String> = "email",
        /// First name. Personal.
        pub firstname: Option<String> = "firstname",
        /// Identity check done.
        pub kyc_validated: Option<bool> = "kycValidated",
        /// Language, for example en_GB.
        pub language: Option<String> = "language",
        /// Legal form.
        pub legalform: Option<LegalForm> = "legalform",
        /// Last name. Personal.
        pub name: Option<String> = "name",
        /// Customer id.
        pub nichandle: String = "nichandle",
        /// Organisation.
        pub organisation: Option<String> = "organisation",
        /// Brand.
        pub ovh_company: Option<Company> = "ovhCompany",
        /// Subsidiary; use it for the price list.
        pub ovh_subsidiary: Option<Subsidiary> = "ovhSubsidiary",
        /// Whether the account data is complete.
        pub state: Option<AccountState> = "state",
    }
}

document! {
    /// Currency.
    pub struct Currency {
        /// Code, for example EUR.
        pub code: Option<String> = "code",
        /// Symbol.
        pub symbol: Option<String> = "symbol",
    }
}

open_enum! {
    /// HTTP methods of access rules.
    pub enum HttpMethod {
        Delete = "DELETE",
        Get = "GET",
        Post = "POST",
        Put = "PUT",
    }
}

open_enum! {
    /// How the caller signed in.
    pub enum AuthMethod {
        /// Consumer key or login of the main account.
        Account = "account",
        /// Service account.
        Oauth2ClientCredentials = "oauth2_client_credentials",
        /// Federated login.
        Provider = "provider",
        /// Sub-user of the account.
        User = "user",
    }
}

open_enum! {
    /// Legal forms.
    pub enum LegalForm {
        Administration = "administration",
        Association = "association",
        Corporation = "corporation",
        Individual = "individual",
        Unusual = "other",
        Personalcorporation = "personalcorporation",
    }
}

open_enum! {
    /// Brands.
    pub enum Company {
        Kimsufi = "kimsufi",
        Ovh = "ovh",
        Soyoustart = "soyoustart",
    }
}

open_enum! {
    /// Subsidiaries of the EU endpoint; those of CA and US have others (for example CA, QC, WE, US;
    /// inferred).
    pub enum Subsidiary {
        Cz = "CZ",
        De = "DE",
        Es = "ES",
        Eu = "EU",
        Fi = "FI",
        Fr = "FR",
        Gb = "GB",
        Ie = "IE",
        It = "IT",
        Lt = "LT",
        Ma = "MA",
        Nl = "NL",
        Pl = "PL",
        Pt = "PT",
        Sn = "SN",
        Tn = "TN",
    }
}

open_enum! {
    /// Account data state.
    pub enum AccountState {
        Complete = "complete",
        Incomplete = "incomplete",
    }
}
