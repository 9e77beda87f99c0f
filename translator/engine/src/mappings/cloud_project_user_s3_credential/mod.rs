//! S3 credential: the pair of keys comes from whoever runs the object store now. Values never pass through text.

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectUserS3Credential;

impl Mapping for CloudProjectUserS3Credential {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_user_s3_credential"]
    }

    fn summary(&self) -> &'static str {
        "goes; the pair of keys becomes two inputs"
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("user_id", "the identity goes"),
            Rule::implied("access_key_id", "the id of a credential that is only read"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        let access = || {
            // An id, and not marked as secret by the vendor: outputs of it stay what they are.
            Input::new(
                "access_key_id",
                "string",
                "Id of the access key for the object store",
            )
        };
        vec![
            OutputRule::input("access_key_id", access()),
            OutputRule::input("id", access()),
            OutputRule::input(
                "secret_access_key",
                Input::secret(
                    "secret_access_key",
                    "string",
                    "Secret of the access key for the object store",
                ),
            ),
        ]
    }

    fn lower(&self, _: &mut Lowering<'_>) -> Result<Target, Refusal> {
        Ok(Target::Inputs)
    }
}
