//! `parse_image_reference`.

use ovhai_model::ImageReference;
use ovhai_platform::{image_is_secret, urls};
use terraform_plugin::{Arguments, Function, FunctionError, Schema, Value};

/// Reads a reference of a container image by the grammar registries and container runtimes share:
/// `[HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]`.
///
/// Short names are completed as runtimes do it: `ubuntu` is `docker.io/library/ubuntu`. An invalid reference is an error that
/// says what is wrong and at which byte.
#[derive(Debug, Arguments)]
pub struct ImageArguments {
    /// The reference.
    image: String,
}

/// The parts of a reference.
#[derive(Clone, Debug, Schema)]
pub struct Parts {
    /// The reference in full, with registry and repository completed.
    #[attr(computed)]
    reference: Value<String>,
    /// Host and port of the registry, as credentials are kept by, such as `registry.example.com:5000` or `docker.io`.
    #[attr(computed)]
    registry: Value<String>,
    /// Host of the registry.
    #[attr(computed)]
    host: Value<String>,
    /// Port, where one is written.
    #[attr(computed)]
    port: Value<i64>,
    /// Path below the registry.
    #[attr(computed)]
    repository: Value<String>,
    /// Tag, where one is written.
    #[attr(computed)]
    tag: Value<String>,
    /// Digest with its algorithm, where one is written.
    #[attr(computed)]
    digest: Value<String>,
    /// Region whose shared registry it is in, in upper case; else null. Images there end with the project.
    #[attr(computed)]
    shared_registry_region: Value<String>,
}

/// The function.
pub struct ParseImageReference;

impl Function for ParseImageReference {
    type Arguments = ImageArguments;
    type Output = Parts;
    const NAME: &'static str = "parse_image_reference";
    const SUMMARY: &'static str = "Reads a reference of a container image";

    fn returns(&self) -> String {
        "The parts of the reference; `port`, `tag` and `digest` are null where they are not written.".to_owned()
    }

    fn call(&self, arguments: ImageArguments) -> Result<Parts, FunctionError> {
        let text = &arguments.image;
        let image = ImageReference::parse(text).map_err(|error| {
            let mut message = format!("This is no image reference: {error}.");
            // Whatever was put there may be a credential.
            if !image_is_secret(text) && !text.is_empty() {
                message = format!("`{text}` is no image reference: {error}.");
            }
            FunctionError::at("image", message)
        })?;
        let region = urls::shared_image(text).map(|shared| shared.region.to_ascii_uppercase());
        Ok(Parts {
            reference: image.to_string().into(),
            registry: image.registry().into(),
            host: image.host.into(),
            port: image.port.map(i64::from).into(),
            repository: image.repository.into(),
            tag: image.tag.into(),
            digest: image.digest.map(|digest| digest.to_string()).into(),
            shared_registry_region: region.into(),
        })
    }
}
