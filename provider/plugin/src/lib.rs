//! Write Terraform providers in Rust.
//!
//! One struct per unit is its schema, codec and documentation; the doc comments are the
//! descriptions that users see. The crate speaks plugin protocol 6.11 over a private Unix socket
//! with mandatory, pinned mutual TLS, and takes care of everything between the wire and the traits:
//! defaults, "known after apply", plan modifiers, semantic equality, write-only values, cancellation,
//! panics, logs with masked secrets.
//!
//! A complete provider:
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use terraform_plugin::{
//!     Context, CreateRequest, DataSource, DataSourceUnit, Diagnostics, NoIdentity, Path, Provider, Resource,
//!     ResourceUnit, Schema, Secret, UpdateRequest, Value,
//! };
//!
//! /// Talks to the notes service.
//! #[derive(Schema)]
//! struct Config {
//!     /// Token of the notes service.
//!     #[attr(optional)]
//!     token: Value<Secret>,
//! }
//!
//! struct Notes;
//!
//! /// What all units share: usually an API client.
//! struct Client {
//!     token: Option<Secret>,
//! }
//!
//! impl Provider for Notes {
//!     type Config = Config;
//!     type Data = Client;
//!     const NAME: &'static str = "notes";
//!     const ADDRESS: &'static str = "registry.terraform.io/acme/notes";
//!     const VERSION: &'static str = "0.1.0";
//!
//!     async fn configure(&self, _: &Context, config: Config, diagnostics: &mut Diagnostics) -> Option<Client> {
//!         if config.token.is_unknown() {
//!             diagnostics.error_at(Path::root("token"), "Unknown token", "Give the token as a literal or variable.");
//!             return None;
//!         }
//!         Some(Client { token: config.token.known() })
//!     }
//!
//!     fn resources(&self) -> Vec<ResourceUnit<Client>> {
//!         vec![ResourceUnit::new(Note)]
//!     }
//!
//!     fn data_sources(&self) -> Vec<DataSourceUnit<Client>> {
//!         vec![DataSourceUnit::new(Count)]
//!     }
//! }
//!
//! /// A note.
//! #[derive(Schema)]
//! struct NoteModel {
//!     /// Identifies the note.
//!     #[attr(computed, plan(use_state_for_unknown))]
//!     id: Value<String>,
//!     /// The notebook it is in.
//!     #[attr(required, validate(length(1..=63)), plan(requires_replace))]
//!     notebook: Value<String>,
//!     /// What it says.
//!     #[attr(default = "")]
//!     text: Value<String>,
//!     /// People who may read it.
//!     #[attr(optional)]
//!     readers: Value<Vec<Reader>>,
//! }
//!
//! /// Someone who may read a note.
//! #[derive(Schema)]
//! struct Reader {
//!     /// Name of the person.
//!     #[attr(required)]
//!     name: Value<String>,
//! }
//!
//! struct Note;
//!
//! impl Resource for Note {
//!     type Model = NoteModel;
//!     type Identity = NoIdentity;
//!     type Data = Client;
//!     const TYPE: &'static str = "notes_note";
//!
//!     async fn create(
//!         &self,
//!         _ctx: &Context,
//!         _client: Arc<Client>,
//!         request: CreateRequest<NoteModel>,
//!         _diagnostics: &mut Diagnostics,
//!     ) -> Option<NoteModel> {
//!         let mut state = request.planned;
//!         state.id.set("note-1");
//!         Some(state)
//!     }
//!
//!     async fn read(&self, _: &Context, _: Arc<Client>, state: NoteModel, _: &mut Diagnostics) -> Option<NoteModel> {
//!         Some(state)
//!     }
//!
//!     async fn update(
//!         &self,
//!         _ctx: &Context,
//!         _client: Arc<Client>,
//!         request: UpdateRequest<NoteModel>,
//!         _diagnostics: &mut Diagnostics,
//!     ) -> Option<NoteModel> {
//!         Some(request.planned)
//!     }
//!
//!     async fn delete(&self, _: &Context, _: Arc<Client>, _: NoteModel, _: &mut Diagnostics) {}
//! }
//!
//! /// Counts the notes.
//! #[derive(Schema)]
//! struct CountModel {
//!     /// Number of notes.
//!     #[attr(computed)]
//!     total: Value<i64>,
//! }
//!
//! struct Count;
//!
//! impl DataSource for Count {
//!     type Model = CountModel;
//!     type Data = Client;
//!     const TYPE: &'static str = "notes_count";
//!
//!     async fn read(
//!         &self,
//!         _ctx: &Context,
//!         client: Arc<Client>,
//!         _config: CountModel,
//!         diagnostics: &mut Diagnostics,
//!     ) -> Option<CountModel> {
//!         if client.token.is_none() {
//!             diagnostics.warning("No token", "Only public notes are counted.");
//!         }
//!         Some(CountModel { total: 3.into() })
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     terraform_plugin::serve(Notes)
//! }
//! ```
//!
//! # How to go on
//!
//! * **Attributes**: [`derive(Schema)`](macro@Schema) lists every argument of `#[attr(…)]`.
//!   Element types are `String`, `bool`, `i64`, `f64`, [`Number`], [`Secret`], [`Dynamic`],
//!   `Vec<T>`, [`Set<T>`](Set), `BTreeMap<String, T>`, structs with `derive(Schema)` for nested
//!   attributes, and any type with [`Text`] for strings with their own grammar, such as [`Json`],
//!   [`DurationText`] or an enumeration. [`Timeouts`] is a ready-made nested attribute.
//! * **Null and unknown**: every field is a [`Value`]. While planning, configured values may be
//!   unknown; in create, update, delete and data sources they are known. An element inside a list
//!   that may be null or unknown is written `Vec<Value<T>>`; with a bare `Vec<T>` the list as a whole
//!   counts as unknown when an element is.
//! * **Shared and generic models**: `#[attr(flatten)]` puts the fields of another struct in, which
//!   may be a type parameter: `struct Export<O> { #[attr(flatten)] options: O }`.
//! * **Plans**: [`Resource::plan`] may set computed values in `request.proposed` to known ones. What
//!   is left unknown is "known after apply".
//! * **Failing half way**: return what exists together with an error, or call [`Context::save`] on
//!   the way. **Stopping**: watch [`Context::cancellation`].
//! * **Old states**: raise [`Resource::VERSION`] and implement [`Resource::upgrade`]. **States of
//!   other types and providers** (`moved` blocks): [`Resource::move_state`].
//! * **Identity**: a struct as [`Resource::Identity`] and [`Resource::identity`] give every object
//!   one; [`Resource::import_by_identity`] finds the object again, and a [`ListResource`] finds them
//!   all for `terraform query`. An identity that changes or lacks something is reported before
//!   Terraform sees it.
//! * **Generated configuration**: works by itself; [`Resource::generate_config`] corrects it.
//! * **Other units**: [`Function`], [`EphemeralResource`] and [`Action`], each with a `…Unit` for the
//!   lists of [`Provider`].
//! * **Not now**: [`Context::defer`].
//! * **Tests**: the feature `testing` has an in-process client (`testing::Client`) and a checker of
//!   whole changes (`testing::Lifecycle`), which need no Terraform.
//! * **Documentation**: [`schema::describe`] gives all schemas as data, [`docs`] makes Registry pages.

extern crate self as terraform_plugin;

mod diagnostics;
pub mod docs;
mod engine;
pub mod function;
mod log;
pub mod modifier;
mod path;
pub mod proto;
pub mod schema;
mod serve;
mod server;
#[cfg(feature = "testing")]
pub mod testing;
mod unit;
pub mod validate;
pub mod value;

pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use function::Arguments;
pub use path::{Path, Step};
pub use schema::{NoArguments, Schema};
pub use serve::{Service, serve, serve_service};
pub use terraform_plugin_derive::{Arguments, Schema};
pub use tokio_util::sync::CancellationToken;
pub use unit::{
    Action, ActionUnit, Capabilities, Context, CreateRequest, DataSource, DataSourceUnit, Deferral,
    EphemeralResource, EphemeralResourceUnit, Function, FunctionError, FunctionUnit, ListItem,
    ListRequest, ListResource, ListResourceUnit, ListSink, MoveRequest, NoIdentity, Opened,
    PlanRequest, Private, Progress, Provider, RawState, Resource, ResourceUnit, Timeouts,
    UpdateRequest,
};
pub use value::{DurationText, Dynamic, Json, Number, Secret, Set, Text, Tree, Type, Value};
