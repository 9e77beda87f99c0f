//! `lab_note`: import, upgrades of old states, private data.

use std::sync::Arc;

use terraform_plugin::{
    Context, CreateRequest, Diagnostics, Dynamic, MoveRequest, Path, PlanRequest, RawState,
    Resource, Schema, UpdateRequest, Value,
};

use super::Folder;

/// A note in a file.
#[derive(Schema)]
pub struct Model {
    /// The name of the note.
    #[attr(computed, plan(use_state_for_unknown))]
    id: Value<String>,
    /// The name of the note; chosen by the provider unless given.
    #[attr(
        optional,
        computed,
        plan(use_state_for_unknown, requires_replace_if_configured)
    )]
    name: Value<String>,
    /// What it says.
    #[attr(required)]
    text: Value<String>,
    /// Lines of the text.
    #[attr(computed)]
    lines: Value<i64>,
    /// Changes made through Terraform, kept in private data.
    #[attr(computed)]
    changes: Value<i64>,
}

/// Version 0 called the text `body` and knew no lines.
#[derive(Schema)]
pub struct ModelV0 {
    /// The name of the note.
    #[attr(computed)]
    id: Value<String>,
    /// What it says.
    #[attr(required)]
    body: Value<String>,
}

/// What tells notes apart.
#[derive(Debug, Schema)]
pub struct NoteIdentity {
    /// The name of the note.
    #[attr(required)]
    pub name: Value<String>,
    /// The kind of object, which is always `note`.
    #[attr(optional)]
    pub kind: Value<String>,
}

impl NoteIdentity {
    pub fn of(name: Value<String>) -> Self {
        Self {
            name,
            kind: "note".into(),
        }
    }
}

/// The first version of the identity called the name `note`.
#[derive(Schema)]
pub struct NoteIdentityV0 {
    /// The name of the note.
    #[attr(required)]
    note: Value<String>,
}

/// What `terraform_data` keeps, as far as it matters here.
#[derive(Schema)]
struct TerraformData {
    /// What was put in.
    #[attr(optional)]
    input: Value<Dynamic>,
}

/// The resource.
pub struct Note;

impl Model {
    /// As little as a read needs.
    fn named(name: &str) -> Self {
        Self {
            id: name.into(),
            name: Value::Null,
            text: Value::Null,
            lines: Value::Null,
            changes: Value::Null,
        }
    }

    /// The state of the note in a file.
    pub fn of_file(name: &str, text: String) -> Self {
        let text = Value::Known(text);
        Self {
            id: name.into(),
            name: name.into(),
            lines: lines(&text),
            text,
            changes: 0.into(),
        }
    }
}

fn lines(text: &Value<String>) -> Value<i64> {
    text.as_ref()
        .map(|text| i64::try_from(text.lines().count()).unwrap_or(i64::MAX))
}

impl Resource for Note {
    type Model = Model;
    type Identity = NoteIdentity;
    type Data = Folder;
    const TYPE: &'static str = "lab_note";
    const VERSION: i64 = 2;
    const IDENTITY_VERSION: i64 = 1;

    fn description(&self) -> Option<String> {
        Some("A note in a file, which is its only copy.".to_owned())
    }

    /// What can be computed is known in the plan.
    async fn plan(
        &self,
        ctx: &Context,
        _: Arc<Folder>,
        request: &mut PlanRequest<Model>,
        _: &mut Diagnostics,
    ) {
        request.proposed.lines = lines(&request.proposed.text);
        let before = ctx.private().get::<i64>("changes").unwrap_or(0);
        let changed = request
            .prior
            .as_ref()
            .is_none_or(|prior| prior.text != request.proposed.text);
        request
            .proposed
            .changes
            .set(if changed { before + 1 } else { before });
    }

    async fn create(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        request: CreateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let mut model = request.planned;
        if model.name.is_unknown() {
            model.name.set("unnamed");
        }
        model.id = model.name.clone();
        let file = folder.file("note", model.name.get()?);
        diagnostics.ok(
            "Cannot write the note",
            std::fs::write(file, model.text.get()?),
        )?;
        diagnostics.ok(
            "Cannot count",
            ctx.private().set("changes", model.changes.get()?),
        )?;
        Some(model)
    }

    async fn read(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        state: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let mut model = state;
        match std::fs::read_to_string(folder.file("note", model.id.get()?)) {
            Ok(text) => model.text.set(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                diagnostics.error("Cannot read the note", error.to_string());
                return None;
            }
        }
        model.name = model.id.clone();
        model.lines = lines(&model.text);
        if model.changes.is_null() {
            model
                .changes
                .set(ctx.private().get::<i64>("changes").unwrap_or(0));
        }
        Some(model)
    }

    async fn update(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        request: UpdateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let model = request.planned;
        let file = folder.file("note", model.id.get()?);
        diagnostics.ok(
            "Cannot write the note",
            std::fs::write(file, model.text.get()?),
        )?;
        diagnostics.ok(
            "Cannot count",
            ctx.private().set("changes", model.changes.get()?),
        )?;
        Some(model)
    }

    async fn delete(&self, _: &Context, folder: Arc<Folder>, state: Model, _: &mut Diagnostics) {
        // Gone already is as good.
        let _ = std::fs::remove_file(folder.file("note", state.id.as_deref().unwrap_or_default()));
    }

    async fn import(
        &self,
        _: &Context,
        folder: Arc<Folder>,
        id: &str,
        _: &mut Diagnostics,
    ) -> Option<Model> {
        folder.file("note", id).exists().then(|| Model::named(id))
    }

    fn identity(&self, state: &Model) -> Option<NoteIdentity> {
        Some(match state.text.get().map(String::as_str) {
            Some("mischief: changed identity") => NoteIdentity::of("changed".into()),
            Some("mischief: no identity") => return None,
            Some("mischief: half an identity") => NoteIdentity::of(Value::Null),
            Some("mischief: panic in identity") => panic!("asked for in identity"),
            _ => NoteIdentity::of(state.id.clone()),
        })
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        identity: NoteIdentity,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        if let Some(kind) = identity.kind.get()
            && kind != "note"
        {
            let detail = format!("This is a {kind}.");
            diagnostics.error_at(Path::root("kind"), "Not a note", detail);
            return None;
        }
        self.import(ctx, folder, identity.name.get()?, diagnostics)
            .await
    }

    fn generate_config(&self, config: &mut Model, _: &mut Diagnostics) {
        // The provider chose this name, and would choose it again.
        if config.name.as_deref() == Value::Known("unnamed") {
            config.name = Value::Null;
        }
    }

    /// Notes were once kept in `terraform_data` with the name as input.
    fn move_state(&self, request: &MoveRequest, diagnostics: &mut Diagnostics) -> Option<Model> {
        if !request.is_from("builtin/terraform", "terraform_data") {
            diagnostics.error(
                "Not a wrapped note",
                format!("A {} cannot become a note.", request.type_name),
            );
            return None;
        }
        let source: TerraformData =
            diagnostics.ok("Cannot read the old state", request.state.decode())?;
        let name = source.input.get().and_then(|input| input.value().as_str());
        let Some(name) = name else {
            diagnostics.error("No name", "The input is not the name of a note.");
            return None;
        };
        diagnostics.ok("Cannot count", request.private.set("changes", &7))?;
        Some(Model::named(name))
    }

    fn upgrade_identity(
        &self,
        _: i64,
        identity: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<NoteIdentity> {
        let old: NoteIdentityV0 =
            diagnostics.ok("Cannot read the old identity", identity.decode())?;
        Some(NoteIdentity::of(old.note))
    }

    fn upgrade(
        &self,
        version: i64,
        state: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let mut model = match version {
            0 => {
                let old: ModelV0 = diagnostics.ok("Cannot read the old state", state.decode())?;
                Model {
                    id: old.id.clone(),
                    name: old.id,
                    text: old.body,
                    lines: Value::Null,
                    changes: 0.into(),
                }
            }
            _ => diagnostics.ok("Cannot read the old state", state.decode())?,
        };
        model.lines = lines(&model.text);
        Some(model)
    }
}
