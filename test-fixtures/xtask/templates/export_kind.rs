//! @Words@ as files.

use terraform_plugin::{Schema, Value};

use crate::{ExportKind, Input, ProduceError, Produced, Sink};

/// Exports @words@.
#[derive(Clone, Copy, Debug, Default)]
pub struct @Type@;

/// Choices of a @words@ export.
#[derive(Clone, Debug, Default, Schema)]
pub struct @Type@Options {
    /// Text form of the files.
    #[attr(default = "json")]
    pub format: Value<String>,
}

impl ExportKind for @Type@ {
    const NAME: &'static str = "@name@";
    type Options = @Type@Options;

    fn produce(
        &self,
        _input: Input<'_>,
        _options: &@Type@Options,
        _sink: Sink<'_>,
    ) -> Result<Produced, ProduceError> {
        Ok(Produced::default())
    }
}
