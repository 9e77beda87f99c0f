//! Everything a provider offers, by name.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::diagnostics::Diagnostics;
use crate::function::Signature;
use crate::schema::Block;
use crate::unit::{
    ErasedAction, ErasedDataSource, ErasedEphemeral, ErasedFunction, ErasedList, ErasedResource,
    Offered, Provider,
};
use crate::value::Type;

/// A schema in the forms the calls need.
pub(crate) struct Compiled {
    pub(crate) block: Block,
    pub(crate) ty: Type,
}

impl Compiled {
    pub(super) fn new(block: Block) -> Self {
        let ty = block.ty();
        Self { block, ty }
    }
}

/// A unit whose schema is made when it is first needed.
pub(crate) struct Unit<E: ?Sized> {
    pub(crate) handler: Arc<E>,
    compiled: OnceLock<Compiled>,
}

impl<E: ?Sized + Offered> Unit<E> {
    fn new(handler: Arc<E>) -> Self {
        Self {
            handler,
            compiled: OnceLock::new(),
        }
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        self.compiled
            .get_or_init(|| Compiled::new(self.handler.block()))
    }
}

/// A unit together with the schema of its identity.
pub(crate) struct Identified<E: ?Sized> {
    unit: Unit<E>,
    identity: OnceLock<Option<Compiled>>,
}

impl<E: ?Sized> std::ops::Deref for Identified<E> {
    type Target = Unit<E>;

    fn deref(&self) -> &Unit<E> {
        &self.unit
    }
}

pub(crate) type ResourceEntry<D> = Identified<dyn ErasedResource<D>>;

impl<D> ResourceEntry<D> {
    /// The identity's schema; none for a resource without identity.
    pub(crate) fn identity(&self) -> Option<&Compiled> {
        let make = || {
            let block = self.handler.identity_block();
            (!block.attributes.0.is_empty() || !block.blocks.is_empty())
                .then(|| Compiled::new(block))
        };
        self.identity.get_or_init(make).as_ref()
    }
}

/// A function whose signature is made when it is first needed.
pub(crate) struct FunctionEntry {
    pub(crate) handler: Arc<dyn ErasedFunction>,
    shape: OnceLock<(Signature, Type)>,
}

impl FunctionEntry {
    pub(crate) fn signature(&self) -> &Signature {
        &self.shape().0
    }

    pub(crate) fn output(&self) -> &Type {
        &self.shape().1
    }

    fn shape(&self) -> &(Signature, Type) {
        self.shape
            .get_or_init(|| (self.handler.signature(), self.handler.output()))
    }
}

type Table<E> = BTreeMap<&'static str, E>;

/// All units by name.
pub(crate) struct Units<D> {
    pub(crate) resources: Table<ResourceEntry<D>>,
    pub(crate) data_sources: Table<Unit<dyn ErasedDataSource<D>>>,
    pub(crate) ephemeral_resources: Table<Unit<dyn ErasedEphemeral<D>>>,
    pub(crate) list_resources: Table<Unit<dyn ErasedList<D>>>,
    pub(crate) actions: Table<Unit<dyn ErasedAction<D>>>,
    pub(crate) functions: Table<FunctionEntry>,
    /// Names offered twice; reported with the schema.
    pub(crate) duplicates: Vec<&'static str>,
}

impl<D: Send + Sync + 'static> Units<D> {
    pub(super) fn of<P: Provider<Data = D>>(provider: &P) -> Self {
        let mut duplicates = Vec::new();
        let resources = provider.resources().into_iter().map(|unit| {
            let (name, unit) = (unit.0.type_name(), Unit::new(unit.0));
            let identity = OnceLock::new();
            (name, Identified { unit, identity })
        });
        let functions = provider.functions().into_iter().map(|unit| {
            let (handler, shape) = (unit.0, OnceLock::new());
            (handler.name(), FunctionEntry { handler, shape })
        });
        Self {
            resources: table(resources, &mut duplicates),
            data_sources: units(
                provider.data_sources().into_iter().map(|unit| unit.0),
                &mut duplicates,
            ),
            ephemeral_resources: units(
                provider
                    .ephemeral_resources()
                    .into_iter()
                    .map(|unit| unit.0),
                &mut duplicates,
            ),
            list_resources: units(
                provider.list_resources().into_iter().map(|unit| unit.0),
                &mut duplicates,
            ),
            actions: units(
                provider.actions().into_iter().map(|unit| unit.0),
                &mut duplicates,
            ),
            functions: table(functions, &mut duplicates),
            duplicates,
        }
    }
}

fn table<E>(
    entries: impl Iterator<Item = (&'static str, E)>,
    duplicates: &mut Vec<&'static str>,
) -> Table<E> {
    let mut table = Table::new();
    for (name, entry) in entries {
        if table.insert(name, entry).is_some() {
            duplicates.push(name);
        }
    }
    table
}

fn units<E: ?Sized + Offered>(
    handlers: impl Iterator<Item = Arc<E>>,
    duplicates: &mut Vec<&'static str>,
) -> Table<Unit<E>> {
    let entries = handlers.map(|handler| (handler.type_name(), Unit::new(handler)));
    table(entries, duplicates)
}

/// The unit of this name, or an error that says there is none.
pub(super) fn find<'t, E>(
    table: &'t Table<E>,
    what: &str,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'t E> {
    let found = table.get(name);
    if found.is_none() {
        diagnostics.error(
            format!("Unknown {what}"),
            format!("This provider has no {what} {name:?}."),
        );
    }
    found
}

impl<D> Units<D> {
    pub(super) fn resource(
        &self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&ResourceEntry<D>> {
        find(&self.resources, "resource type", name, diagnostics)
    }
}
