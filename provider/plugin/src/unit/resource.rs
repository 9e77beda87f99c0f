//! Managed resources.

use std::sync::Arc;

use super::erased::{Adapter, ErasedResource};
use super::{Context, MoveRequest, RawState};
use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::schema::Schema;

/// A plan about to be shown.
#[derive(Debug)]
pub struct PlanRequest<M> {
    /// The state before; none on create.
    pub prior: Option<M>,
    /// The state after, as far as it is known. Defaults are filled in and computed attributes are
    /// unknown; the hook may set those that are not configured.
    pub proposed: M,
    /// The configuration, with unknown values where they are not known yet.
    pub config: M,
    pub(crate) replace: Vec<Path>,
}

impl<M> PlanRequest<M> {
    /// The resource must be destroyed and created anew, because of the attribute at `path`.
    ///
    /// Terraform ignores this unless that attribute changes.
    pub fn require_replace(&mut self, path: Path) {
        self.replace.push(path);
    }
}

/// A resource to create.
#[derive(Debug)]
pub struct CreateRequest<M> {
    /// The planned state: every known value must come out unchanged.
    pub planned: M,
    /// The configuration, which alone has the write-only values.
    pub config: M,
}

/// A resource to change in place.
#[derive(Debug)]
pub struct UpdateRequest<M> {
    /// The state before.
    pub prior: M,
    /// The planned state: every known value must come out unchanged.
    pub planned: M,
    /// The configuration, which alone has the write-only values.
    pub config: M,
}

/// A managed resource.
///
/// Calls report through `diagnostics`. A call that fails half way returns what exists *and* adds an
/// error: Terraform then saves the object, and replaces it later if it was being created.
pub trait Resource: Send + Sync + 'static {
    /// All attributes in one struct.
    type Model: Schema;
    /// What tells one object from all others of its type, all over the world, for ever; needed for
    /// import by identity and list resources (Terraform 1.12). [`NoIdentity`](crate::NoIdentity) for
    /// none.
    ///
    /// A struct with `derive(Schema)`: `required` means that an import must give it, `optional` that
    /// an import may leave it out. Texts, numbers, booleans and lists of them.
    type Identity: Schema;
    /// The provider's shared data.
    type Data: Send + Sync + 'static;

    /// The full type name, such as `example_thing`.
    const TYPE: &'static str;
    /// The schema version, raised when old states need [`Resource::upgrade`].
    const VERSION: i64 = 0;
    /// The version of the identity's schema, raised when old ones need
    /// [`Resource::upgrade_identity`].
    const IDENTITY_VERSION: i64 = 0;
    /// True when the identity of an object may change without the object being replaced.
    const IDENTITY_MAY_CHANGE: bool = false;
    /// The heading under which the documentation lists it; empty for none.
    const SUBCATEGORY: &'static str = "";

    /// The description, when it is not the doc comment of the model.
    fn description(&self) -> Option<String> {
        None
    }

    /// Checks the configuration. Values may be unknown.
    fn validate(&self, config: &Self::Model, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// The identity of the object with this state. None only when `Identity` is
    /// [`NoIdentity`](crate::NoIdentity).
    ///
    /// Called for every planned, applied, read and imported state. While planning, values may be
    /// unknown; carry them over, the framework leaves an identity with unknown values out.
    fn identity(&self, state: &Self::Model) -> Option<Self::Identity> {
        let _ = state;
        None
    }

    /// Completes the plan of a create or update. Must not change anything outside.
    ///
    /// Terraform calls it at plan and again, in a fresh process, right before apply; known values
    /// must be the same both times.
    fn plan(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: &mut PlanRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (ctx, data, request, diagnostics);
        async {}
    }

    /// Looks at a planned destroy; an error stops it.
    fn plan_destroy(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        prior: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send {
        let _ = (ctx, data, prior, diagnostics);
        async {}
    }

    /// Creates the object and returns its state without unknown values.
    fn create(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: CreateRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;

    /// Reads the object; nothing (without an error) when it is gone.
    fn read(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;

    /// Changes the object in place and returns its state without unknown values. Nothing, together
    /// with an error, leaves the state as it was.
    fn update(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        request: UpdateRequest<Self::Model>,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send;

    /// Deletes the object; one that is gone already is a success. An error keeps the state.
    fn delete(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        state: Self::Model,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = ()> + Send;

    /// The state of an existing object by id, at least as much as [`Resource::read`] needs.
    fn import(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send {
        let _ = (ctx, data, id);
        diagnostics.error(
            "Import is not supported",
            format!("{} objects cannot be imported.", Self::TYPE),
        );
        async { None }
    }

    /// The state of an existing object by identity, at least as much as [`Resource::read`] needs.
    /// Values that are `required` in the identity are known, others may be null.
    fn import_by_identity(
        &self,
        ctx: &Context,
        data: Arc<Self::Data>,
        identity: Self::Identity,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Model>> + Send {
        let _ = (ctx, data, identity);
        diagnostics.error(
            "Import by identity is not supported",
            format!("{} objects cannot be imported by identity.", Self::TYPE),
        );
        async { None }
    }

    /// The configuration that describes an existing object, for generated configuration
    /// (Terraform 1.14; older versions write down every value that may be configured).
    ///
    /// `config` is the state without everything that cannot be configured, is deprecated, or is the
    /// default. Set to null what should not be written down, such as one of two attributes that
    /// exclude each other.
    fn generate_config(&self, config: &mut Self::Model, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Takes over the state of an object of another type or provider: a `moved` block from another
    /// type to this one. Return nothing only together with an error.
    ///
    /// Runs without the provider's configuration; a read follows.
    fn move_state(
        &self,
        request: &MoveRequest,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        diagnostics.error(
            "Move is not supported",
            format!(
                "A {} of {} cannot become a {}.",
                request.type_name,
                request.provider_address,
                Self::TYPE
            ),
        );
        None
    }

    /// Turns an identity of an older version into the present one.
    fn upgrade_identity(
        &self,
        version: i64,
        identity: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Identity> {
        let _ = identity;
        diagnostics.error(
            "Identity cannot be upgraded",
            format!(
                "The identity of this {} has version {version}, and this provider only reads version {}.",
                Self::TYPE,
                Self::IDENTITY_VERSION
            ),
        );
        None
    }

    /// Turns a state of an older schema version into the present model.
    ///
    /// [`RawState::decode`] reads it as the struct of that version.
    fn upgrade(
        &self,
        version: i64,
        state: RawState,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self::Model> {
        let _ = state;
        diagnostics.error(
            "State cannot be upgraded",
            format!(
                "The state of this {} has schema version {version}, and this provider only reads version {}.",
                Self::TYPE,
                Self::VERSION
            ),
        );
        None
    }
}

/// A resource of some type, ready to be served.
pub struct ResourceUnit<D>(pub(crate) Arc<dyn ErasedResource<D>>);

impl<D: Send + Sync + 'static> ResourceUnit<D> {
    /// Wraps a resource.
    #[must_use]
    pub fn new<R: Resource<Data = D>>(resource: R) -> Self {
        Self(Arc::new(Adapter(resource)))
    }
}

impl<D> std::fmt::Debug for ResourceUnit<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ResourceUnit({})", self.0.type_name())
    }
}
