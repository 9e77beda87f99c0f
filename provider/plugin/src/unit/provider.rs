//! The provider itself.

use super::{
    ActionUnit, Context, DataSourceUnit, EphemeralResourceUnit, FunctionUnit, ListResourceUnit,
    ResourceUnit,
};
use crate::diagnostics::Diagnostics;
use crate::schema::Schema;

/// A provider: its configuration and the units it offers.
pub trait Provider: Send + Sync + 'static {
    /// The arguments of the `provider` block; [`NoArguments`](crate::schema::NoArguments) for none.
    type Config: Schema;
    /// What resources and data sources share, such as an API client.
    type Data: Send + Sync + 'static;

    /// The short name, which is also the prefix of all types: `example`.
    const NAME: &'static str;
    /// The source address: `registry.terraform.io/acme/example`.
    const ADDRESS: &'static str;
    /// The version: usually `env!("CARGO_PKG_VERSION")`.
    const VERSION: &'static str;

    /// Checks the arguments against each other. Values may be unknown.
    fn validate(&self, config: &Self::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Makes the shared data. Called once per process, before any unit; connect lazily, since
    /// Terraform starts providers several times per command.
    ///
    /// Values may be unknown while planning. Return nothing only together with an error.
    fn configure(
        &self,
        ctx: &Context,
        config: Self::Config,
        diagnostics: &mut Diagnostics,
    ) -> impl Future<Output = Option<Self::Data>> + Send;

    /// The managed resources.
    fn resources(&self) -> Vec<ResourceUnit<Self::Data>> {
        Vec::new()
    }

    /// The data sources.
    fn data_sources(&self) -> Vec<DataSourceUnit<Self::Data>> {
        Vec::new()
    }

    /// The functions.
    fn functions(&self) -> Vec<FunctionUnit> {
        Vec::new()
    }

    /// The ephemeral resources.
    fn ephemeral_resources(&self) -> Vec<EphemeralResourceUnit<Self::Data>> {
        Vec::new()
    }

    /// The list resources.
    fn list_resources(&self) -> Vec<ListResourceUnit<Self::Data>> {
        Vec::new()
    }

    /// The actions.
    fn actions(&self) -> Vec<ActionUnit<Self::Data>> {
        Vec::new()
    }
}
