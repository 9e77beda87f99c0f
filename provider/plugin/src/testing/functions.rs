//! Calls of functions.

use super::client::{Client, answer};
use super::outcome::CallFailure;
use super::{config, wire};
use crate::proto::tfplugin6 as pb;
use crate::value::{Tree, json};

impl Client {
    /// Calls a function as Terraform does: not at all when an argument is not known yet and the
    /// function does not take that.
    ///
    /// # Errors
    /// What a person would see.
    ///
    /// # Panics
    /// When the function gives another result for the same arguments, which Terraform calls a bug.
    pub async fn call<A: Into<Tree>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Tree, CallFailure> {
        let known = self.function(name);
        let mut values = Vec::new();
        let mut too_early = false;
        for (position, given) in arguments.into_iter().enumerate() {
            let refused = |text: String| CallFailure {
                text,
                argument: Some(position),
            };
            let parameter = known.signature.parameter(position);
            let parameter = parameter.ok_or_else(|| refused("too many arguments".to_owned()))?;
            let given = config::with_unknowns(given.into());
            let value =
                json::conform(given, &parameter.ty).map_err(|error| refused(error.to_string()))?;
            if value.is_null() && !parameter.null {
                return Err(refused("argument must not be null".to_owned()));
            }
            too_early |= !value.is_known() && !parameter.unknown;
            values.extend(wire::dynamic(&value, &parameter.ty));
        }
        if values.len() < known.signature.parameters.len() {
            return Err(CallFailure {
                text: "too few arguments".to_owned(),
                argument: None,
            });
        }
        if too_early {
            return Ok(Tree::Unknown);
        }
        let first = self.call_once(name, values.clone()).await;
        let second = self.call_once(name, values).await;
        assert!(first == second, "{name} is not pure: {first:?}, {second:?}");
        first
    }

    async fn call_once(
        &self,
        name: &str,
        arguments: Vec<pb::DynamicValue>,
    ) -> Result<Tree, CallFailure> {
        let request = pb::call_function::Request {
            name: name.to_owned(),
            arguments,
        };
        let response = answer(self.grpc.clone().call_function(request).await);
        match response.error {
            Some(error) => Err(CallFailure {
                text: error.text,
                argument: error
                    .function_argument
                    .and_then(|position| usize::try_from(position).ok()),
            }),
            None => Ok(wire::tree(response.result, &self.function(name).output)),
        }
    }
}
