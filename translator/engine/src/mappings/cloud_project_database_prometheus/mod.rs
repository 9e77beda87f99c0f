//! Metrics of a database service → a switch in the call of the service. The operator of Prometheus finds them without a password.

use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Place, Target, service_part};
use crate::{
    catalogue::Kind,
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectDatabasePrometheus;

impl Mapping for CloudProjectDatabasePrometheus {
    fn types(&self) -> &'static [&'static str] {
        &[
            "ovh_cloud_project_database_mongodb_prometheus",
            "ovh_cloud_project_database_prometheus",
        ]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "metrics in the module of its service"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        service_part::attributes(vec![AttributeRule::implied(
            "password_reset",
            "metrics have no password within the cluster",
        )])
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::input(
                "username",
                Input::new("username", "string", "User for metrics"),
            ),
            OutputRule::input(
                "password",
                Input::secret("password", "string", "Password of the user for metrics"),
            ),
            OutputRule::input(
                "targets",
                Input::new(
                    "targets",
                    "list(object({ Host = string, Port = number }))",
                    "Where metrics are offered",
                ),
            ),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        service_part::member(lowering, "metrics", Place::Whole, Value::Bool(true))
    }
}
