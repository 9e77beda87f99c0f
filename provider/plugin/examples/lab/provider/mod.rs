//! The laboratory: objects are files in a folder.

mod append;
mod echo;
mod functions;
mod job;
mod key;
mod note;
mod notes;
mod thing;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use terraform_plugin::{
    ActionUnit, Context, DataSourceUnit, Deferral, Diagnostics, EphemeralResourceUnit,
    FunctionUnit, ListResourceUnit, Path, Provider, ResourceUnit, Schema, Secret, Value,
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
    /// What to do instead of working: `panic`, `fail` or `later`.
    #[attr(optional, validate(one_of(&["panic", "fail", "later"])))]
    mischief: Value<String>,
}

/// What the units share.
pub struct Folder {
    root: PathBuf,
    token: Option<Secret>,
    delivered: AtomicUsize,
}

impl Folder {
    fn file(&self, kind: &str, name: &str) -> PathBuf {
        self.root.join(format!("{kind}-{name}"))
    }

    /// All notes with their texts, by name.
    fn notes(&self) -> BTreeMap<String, String> {
        let entries = std::fs::read_dir(&self.root).into_iter().flatten();
        let note = |entry: std::io::Result<std::fs::DirEntry>| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let name = name.strip_prefix("note-")?.to_owned();
            Some((name, std::fs::read_to_string(entry.path()).ok()?))
        };
        entries.filter_map(note).collect()
    }

    /// Leaves in the file `delivered` how many objects were found, for tests of limits.
    fn count_delivered(&self) {
        let count = self.delivered.fetch_add(1, Ordering::SeqCst) + 1;
        let _ = std::fs::write(self.root.join("delivered"), count.to_string());
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
            Some("later") => {
                ctx.defer(Deferral::ProviderConfigUnknown);
                return None;
            }
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
        Some(Folder {
            root,
            token,
            delivered: AtomicUsize::new(0),
        })
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

    fn functions(&self) -> Vec<FunctionUnit> {
        vec![
            FunctionUnit::new(functions::Shout),
            FunctionUnit::new(functions::Inspect),
            FunctionUnit::new(functions::First),
        ]
    }

    fn ephemeral_resources(&self) -> Vec<EphemeralResourceUnit<Folder>> {
        vec![EphemeralResourceUnit::new(key::Key)]
    }

    fn list_resources(&self) -> Vec<ListResourceUnit<Folder>> {
        vec![ListResourceUnit::new(notes::Notes)]
    }

    fn actions(&self) -> Vec<ActionUnit<Folder>> {
        vec![ActionUnit::new(append::Append)]
    }
}
