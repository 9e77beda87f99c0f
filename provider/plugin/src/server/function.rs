//! GetFunctions and CallFunction.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::guarded_now;
use super::units::FunctionEntry;
use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::function::{Parameter, Signature};
use crate::log::mask;
use crate::proto::tfplugin6 as pb;
use crate::unit::{Argument, FunctionError, Provider};
use crate::value::Tree;

impl<P: Provider> Shared<P> {
    pub(super) fn functions(&self) -> BTreeMap<String, pb::Function> {
        let functions = self.units.functions.iter();
        functions
            .map(|(name, unit)| ((*name).to_owned(), message(unit)))
            .collect()
    }

    pub(super) fn get_functions(&self) -> pb::get_functions::Response {
        pb::get_functions::Response {
            functions: self.functions(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) async fn call_function(
        self: Arc<Self>,
        request: pb::call_function::Request,
    ) -> pb::call_function::Response {
        let Some(unit) = self.units.functions.get(request.name.as_str()) else {
            let text = format!("This provider has no function {:?}.", request.name);
            return failed(&FunctionError::new(text), &Signature::default());
        };
        let signature = unit.signature();
        match call(unit, request.arguments) {
            Ok(result) => pb::call_function::Response {
                result: Some(result),
                error: None,
            },
            Err(error) => failed(&error, signature),
        }
    }
}

fn call(
    unit: &FunctionEntry,
    arguments: Vec<pb::DynamicValue>,
) -> Result<pb::DynamicValue, FunctionError> {
    let (name, signature) = (unit.handler.name(), unit.signature());
    if arguments.len() < signature.parameters.len() {
        let text = format!(
            "{name} takes {} arguments, and {} were given.",
            signature.parameters.len(),
            arguments.len()
        );
        return Err(FunctionError::new(text));
    }
    let read = |(position, value): (usize, pb::DynamicValue)| {
        let parameter = signature.parameter(position).ok_or_else(|| {
            FunctionError::at_position(position, format!("{name} takes no further arguments."))
        })?;
        argument(parameter, position, value)
    };
    let arguments = arguments
        .into_iter()
        .enumerate()
        .map(read)
        .collect::<Result<Vec<_>, _>>()?;
    let known = arguments.iter().all(Tree::is_known);
    let result = guarded_now(|| unit.handler.call(arguments)).map_err(|panicked| {
        let mut diagnostics = Diagnostics::new();
        panicked.report(name, "CallFunction", &mut diagnostics);
        FunctionError::new(texts(&diagnostics))
    })??;
    if known && !result.is_known() {
        let text = format!(
            "{name} gave an unknown result for known arguments. This is a bug in the provider."
        );
        return Err(FunctionError::new(text));
    }
    let mut diagnostics = Diagnostics::new();
    let result = convert::write_type(&result, unit.output(), &mut diagnostics);
    if diagnostics.has_error() {
        return Err(FunctionError::new(texts(&diagnostics)));
    }
    Ok(result)
}

/// Reads one argument and holds it against its parameter.
fn argument(
    parameter: &Parameter,
    position: usize,
    value: pb::DynamicValue,
) -> Result<Tree, FunctionError> {
    let mut diagnostics = Diagnostics::new();
    let what = format!("argument `{}`", parameter.name);
    let tree = convert::read_type(Some(value), &parameter.ty, &what, &mut diagnostics)
        .ok_or_else(|| FunctionError::at_position(position, texts(&diagnostics)))?;
    // Terraform promises both; a promise is cheap to check.
    if tree.is_null() && !parameter.null {
        return Err(FunctionError::at_position(
            position,
            "The argument must not be null.",
        ));
    }
    if !tree.is_known() && !parameter.unknown {
        return Err(FunctionError::at_position(
            position,
            "The argument must be known.",
        ));
    }
    let complaints = parameter.complaints(&tree);
    if complaints.is_empty() {
        Ok(tree)
    } else {
        Err(FunctionError::at_position(position, complaints))
    }
}

fn texts(diagnostics: &Diagnostics) -> String {
    let texts = diagnostics.iter().map(|message| message.detail.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

fn failed(error: &FunctionError, signature: &Signature) -> pb::call_function::Response {
    let position = match &error.argument {
        None => None,
        Some(Argument::Position(position)) => Some(*position),
        Some(Argument::Named(name, element)) => signature.position(name, *element),
    };
    // Terraform makes a sentence of it and ends that itself.
    let text = error.text.strip_suffix('.').unwrap_or(&error.text);
    pb::call_function::Response {
        result: None,
        error: Some(pb::FunctionError {
            text: mask::apply(text),
            function_argument: position.and_then(|position| i64::try_from(position).ok()),
        }),
    }
}

fn message(unit: &FunctionEntry) -> pb::Function {
    let (handler, signature) = (&unit.handler, unit.signature());
    pb::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.as_ref().map(parameter),
        r#return: Some(pb::function::Return {
            r#type: unit.output().to_json().into_bytes(),
        }),
        summary: handler.summary().to_owned(),
        description: handler.description(),
        description_kind: pb::StringKind::Markdown.into(),
        deprecation_message: handler.deprecated().unwrap_or_default(),
    }
}

fn parameter(parameter: &Parameter) -> pb::function::Parameter {
    pb::function::Parameter {
        name: parameter.name.clone(),
        r#type: parameter.ty.to_json().into_bytes(),
        allow_null_value: parameter.null,
        allow_unknown_values: parameter.unknown,
        description: parameter.description.clone(),
        description_kind: pb::StringKind::Markdown.into(),
    }
}
