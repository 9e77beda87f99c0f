//! Environment variables and labels.

use super::{SecretText, declare::document};

document! {
    /// One variable of a specification (`job.JobEnv`).
    pub struct EnvVar {
        /// Name.
        pub name: String = "name",
        /// Value.
        pub value: Option<SecretText> = "value",
    }
}

document! {
    /// One variable of an update (`Env`).
    pub struct EnvPatch {
        /// Name.
        pub name: String = "name",
        /// New value; `null` or empty removes the variable.
        pub value: Option<SecretText> = "value" (patch),
    }
}

document! {
    /// Body of `PUT …/label`: one label.
    pub struct Label {
        /// Key.
        pub name: String = "name",
        /// New value; `null` removes the label.
        pub value: Option<String> = "value" (patch),
    }
}
