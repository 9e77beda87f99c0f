//! Project user: an identity of the old platform. What it was for decides what its name and password become.

use ovhai_model::{Category, Fidelity, FindingKind};

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    index::Literal,
    input::Input,
    lower::{Lowering, Nested, Refusal},
};

/// See the module.
pub struct CloudProjectUser;

const AI: FindingKind = FindingKind {
    slug: "user/ran-ai-workloads",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the user may run AI workloads, which a service account of the cluster does elsewhere",
    hint: "export the project's access with the provider, and bind a service account to the roles it writes",
};
const ROLES: FindingKind = FindingKind {
    slug: "user/roles-are-not-written-out",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the roles of the user are not written out",
    hint: "decide what the user was for, and give its successor those rights only",
};

impl Mapping for CloudProjectUser {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_user"]
    }

    fn summary(&self) -> &'static str {
        "goes; name and password become inputs where something needs them"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&AI, &ROLES]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("project_id", "the id of the project, in early releases"),
            Rule::implied("description", "the identity goes"),
            Rule::implied("user_id", "the id of a user that is only read"),
            Rule::implied("password_reset", "the identity goes"),
            Rule::implied("rotate_when_changed", "the identity goes"),
            Rule::implied("openstack_rc", "a computed value"),
            Rule::converted("role_name", "decides what the user was for"),
            Rule::converted("role_names", "decides what the user was for"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::input(
                "id",
                Input::new(
                    "id",
                    "string",
                    "Id of the identity on the new platform; null if nothing there needs one",
                )
                .or("null"),
            ),
            OutputRule::input(
                "username",
                Input::new(
                    "username",
                    "string",
                    "Name of the identity on the new platform",
                ),
            ),
            OutputRule::input(
                "password",
                Input::secret(
                    "password",
                    "string",
                    "Password of the identity on the new platform",
                ),
            ),
            OutputRule::input(
                "openstack_rc",
                // The vendor documents that it holds no password and no token.
                Input::new(
                    "environment",
                    "map(string)",
                    "Environment that the tools of the new platform read",
                ),
            ),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let mut roles = Vec::new();
        let mut is_clear = true;
        if let Some(role) = lowering.attribute("role_name") {
            match lowering.literal(&role.value) {
                Some(Literal::Text(role)) => roles.push(role),
                _ => is_clear = false,
            }
        }
        if let Nested::Expression(value) = lowering.view().nested("role_names") {
            match &value.kind {
                ovhai_syntax::ExpressionKind::Array(elements) => {
                    for element in elements {
                        match lowering.literal(element) {
                            Some(Literal::Text(role)) => roles.push(role),
                            _ => is_clear = false,
                        }
                    }
                }
                _ => is_clear = false,
            }
        }
        if !is_clear {
            lowering.note(&ROLES, "");
        }
        if roles.iter().any(|role| role.starts_with("ai_training")) {
            lowering.note(&AI, roles.join(", "));
        }
        Ok(Target::Inputs)
    }
}
