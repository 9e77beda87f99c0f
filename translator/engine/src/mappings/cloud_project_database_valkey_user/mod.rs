//! User of a Valkey or Redis service → a user with its rights in the call of the service.

use super::{AttributeRule, Mapping, OutputRule, Target, service_part};
use crate::{
    catalogue::Kind,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabaseValkeyUser;

/// Which parts of an ACL rule there are.
const RIGHTS: [&str; 4] = ["categories", "channels", "commands", "keys"];

impl Mapping for CloudProjectDatabaseValkeyUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_database_valkey_user"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a user in the module of its service; its password becomes an input"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::user_attributes(
            RIGHTS
                .map(|name| AttributeRule::converted(name, "users"))
                .to_vec(),
        )
    }

    fn outputs(&self) -> Vec<OutputRule> {
        service_part::user_outputs()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let items = service_part::items(lowering, &RIGHTS);
        service_part::user(lowering, items)
    }
}
