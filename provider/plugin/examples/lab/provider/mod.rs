//! The laboratory: objects are files in a folder.

mod echo;
mod job;
mod note;
mod thing;

use std::path::PathBuf;

use terraform_plugin::{
    Context, DataSourceUnit, Diagnostics, Path, Provider, ResourceUnit, Schema, Secret, Value,
};

/// Keeps objects as files in a folder.
#[derive(Schema)]
pub struct Config {
    /// The folder. Must exist.
    #[attr(required, validate(not_blank()))]
    root: Value<String>,
    /// A secret that units may log to see that it is masked.
    #[attr(optional)]
    token: Value<Secret>,
    /// What to do instead of working: `panic` or `fail`.
    #[attr(optional, validate(one_of(&["panic", "fail"])))]
    mischief: Value<String>,
}

/// What the units share.
pub struct Folder {
    root: PathBuf,
    token: Option<Secret>,
}

impl Folder {
    fn file(&self, kind: &str, name: &str) -> PathBuf {
        self.root.join(format!("{kind}-{name}"))
    }
}

/// The provider.
pub struct Lab;

impl Provider for Lab {
    type Config = Config;
    type Data = Folder;
    const NAME: &'static str = "lab";
    const ADDRESS: &'static str = "registry.terraform.io/acme/lab";
    const VERSION: &'static str = "0.1.0";

    fn validate(&self, config: &Config, diagnostics: &mut Diagnostics) {
        if config.root.as_deref() == Value::Known("/") {
            diagnostics.error_at(
                Path::root("root"),
                "Too much room",
                "The root folder is no place for experiments.",
            );
        }
    }

    async fn configure(
        &self,
        ctx: &Context,
        config: Config,
        diagnostics: &mut Diagnostics,
    ) -> Option<Folder> {
        match config.mischief.as_deref().known() {
            Some("panic") => panic!("mischief in configure"),
            Some(_) => {
                diagnostics.error("Mischief", "The configuration asked for a failure.");
                return None;
            }
            None => {}
        }
        let Value::Known(root) = config.root else {
            diagnostics.error_at(
                Path::root("root"),
                "Unknown folder",
                "The folder must be known while planning.",
            );
            return None;
        };
        let root = PathBuf::from(root);
        if !root.is_dir() {
            diagnostics.error_at(
                Path::root("root"),
                "No such folder",
                format!("Create {} first.", root.display()),
            );
            return None;
        }
        let token = config.token.known();
        let version = ctx.terraform_version().unwrap_or("unknown");
        tracing::info!(
            token = token.as_ref().map(|token| token.expose().as_str()),
            version,
            "configured"
        );
        Some(Folder { root, token })
    }

    fn resources(&self) -> Vec<ResourceUnit<Folder>> {
        vec![
            ResourceUnit::new(thing::Thing),
            ResourceUnit::new(job::Job),
            ResourceUnit::new(note::Note),
        ]
    }

    fn data_sources(&self) -> Vec<DataSourceUnit<Folder>> {
        vec![DataSourceUnit::new(echo::Echo)]
    }
}
