//! `list "lab_note"`: finds notes.

use std::sync::Arc;

use terraform_plugin::{
    Context, Diagnostics, ListItem, ListRequest, ListResource, ListSink, Path, Schema, Value,
};

use super::Folder;
use super::note::{Model as NoteModel, Note, NoteIdentity};

/// Finds notes.
#[derive(Schema)]
pub struct Model {
    /// What their names begin with.
    #[attr(default = "", validate(length(0..=20)))]
    prefix: Value<String>,
    /// Where it fails: `fail`, `fail late`, `warn`, `panic`, `no state`, `wrong identity`, `half an identity`, `wait`.
    #[attr(optional)]
    mischief: Value<String>,
}

/// The list resource.
pub struct Notes;

impl ListResource for Notes {
    type Resource = Note;
    type Model = Model;
    type Data = Folder;

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        if config.prefix.as_deref() == Value::Known("/") {
            diagnostics.error_at(
                Path::root("prefix"),
                "Not a name",
                "Names of notes have no slashes.",
            );
        }
    }

    async fn list(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        request: ListRequest<Model>,
        sink: &ListSink<Note>,
        diagnostics: &mut Diagnostics,
    ) {
        let mischief = request.config.mischief.as_deref().unwrap_or_default();
        let prefix = request.config.prefix.as_deref().unwrap_or("unset");
        match mischief {
            "fail" => return diagnostics.error("Failed as asked", "In list."),
            "warn" => diagnostics.warning("Careful", "You asked for it."),
            "panic" => panic!("asked for in list"),
            "wait" => {
                let long = std::time::Duration::from_secs(60);
                let _ = ctx.unless_cancelled(tokio::time::sleep(long)).await;
                return;
            }
            _ => {}
        }
        for (name, text) in folder.notes() {
            if !name.starts_with(prefix) {
                continue;
            }
            let identity = NoteIdentity::of(match mischief {
                "half an identity" => Value::Null,
                "wrong identity" => "wrong".into(),
                _ => name.as_str().into(),
            });
            let with_state = request.include_resource && mischief != "no state";
            let item = ListItem {
                identity,
                display_name: format!("Note {name}"),
                resource: with_state.then(|| NoteModel::of_file(&name, text)),
            };
            folder.count_delivered();
            if sink.send(item).await.is_break() {
                return;
            }
        }
        if mischief == "fail late" {
            diagnostics.error("Failed as asked", "At the end.");
        }
    }
}
