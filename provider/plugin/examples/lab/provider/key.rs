//! `lab_key`: an ephemeral resource that lies in a file while it is open.

use std::sync::Arc;
use std::time::SystemTime;

use terraform_plugin::{
    Context, Deferral, Diagnostics, DurationText, EphemeralResource, Opened, Path, Schema, Secret,
    Value,
};

use super::Folder;

/// A key that exists while Terraform runs.
#[derive(Schema)]
pub struct Model {
    /// Its name.
    #[attr(required, validate(not_blank()))]
    name: Value<String>,
    /// How many letters the secret has.
    #[attr(default = 8, validate(between(1..=64)))]
    letters: Value<i64>,
    /// How often it must be renewed; never unless given.
    #[attr(optional)]
    renew_every: Value<DurationText>,
    /// Where it fails: `fail open`, `fail late`, `panic open`, `panic late`, `later`, `unknown`, `other name`, `fail close`.
    #[attr(optional)]
    mischief: Value<String>,
    /// The secret.
    #[attr(computed)]
    secret: Value<Secret>,
}

/// The ephemeral resource.
pub struct Key;

impl EphemeralResource for Key {
    type Model = Model;
    type Data = Folder;
    const TYPE: &'static str = "lab_key";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        if config.name.as_deref() == Value::Known("master") {
            diagnostics.error_at(Path::root("name"), "No master keys", "Choose another name.");
        }
    }

    async fn open(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Opened<Model>> {
        let mut model = config;
        match model.mischief.get().map(String::as_str) {
            Some("panic open") => panic!("asked for in open"),
            Some("fail open") => {
                diagnostics.error_at(Path::root("mischief"), "Failed as asked", "In open.");
                return None;
            }
            Some("later") => {
                ctx.defer(Deferral::AbsentPrerequisite);
                return None;
            }
            _ => {}
        }
        let name = model.name.get()?.clone();
        let letters = usize::try_from(*model.letters.get()?).unwrap_or_default();
        diagnostics.ok(
            "Cannot make the key",
            std::fs::write(folder.file("key", &name), b"open"),
        )?;
        diagnostics.ok("Cannot remember the key", ctx.private().set("name", &name))?;
        model.secret = Secret::new("k".repeat(letters)).into();
        let every = model.renew_every.get().map(DurationText::span);
        if let Some(every) = every {
            diagnostics.ok(
                "Cannot remember the key",
                ctx.private().set("every", &every.as_millis()),
            )?;
        }
        match model.mischief.get().map(String::as_str) {
            Some("fail late") => {
                diagnostics.error_at(Path::root("mischief"), "Failed as asked", "After opening.");
                return None;
            }
            Some("panic late") => panic!("asked for after opening"),
            Some("unknown") => model.secret = Value::Unknown,
            Some("other name") => model.name.set("another"),
            Some("fail close") => {
                let _ = ctx.private().set("fail", &true);
            }
            _ => {}
        }
        Some(Opened {
            result: model,
            renew_at: every.map(|every| SystemTime::now() + every),
        })
    }

    async fn renew(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        diagnostics: &mut Diagnostics,
    ) -> Option<SystemTime> {
        let name: String = ctx.private().get("name")?;
        let times = ctx.private().get::<u64>("renewed").unwrap_or(0) + 1;
        diagnostics.ok("Cannot renew the key", ctx.private().set("renewed", &times))?;
        diagnostics.ok(
            "Cannot renew the key",
            std::fs::write(folder.file("renewed", &name), times.to_string()),
        )?;
        let every = ctx.private().get::<u64>("every")?;
        Some(SystemTime::now() + std::time::Duration::from_millis(every))
    }

    async fn close(&self, ctx: &Context, folder: Arc<Folder>, diagnostics: &mut Diagnostics) {
        let Some(name) = ctx.private().get::<String>("name") else {
            diagnostics.error("Nothing to close", "There is no private data.");
            return;
        };
        if ctx.is_cancelled() {
            diagnostics.error("Interrupted", "A close must not be interrupted.");
        }
        diagnostics.ok(
            "Cannot close the key",
            std::fs::remove_file(folder.file("key", &name)),
        );
        if ctx.private().get::<bool>("fail").unwrap_or(false) {
            diagnostics.warning("Key is worn", "It was closed all the same.");
        }
    }
}
