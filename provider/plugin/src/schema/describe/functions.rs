//! Functions as plain data.

use serde::Serialize;

use super::type_text;
use crate::function::Parameter;
use crate::unit::FunctionUnit;
use crate::value::Type;

/// One function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FunctionDescription {
    /// The name, without the provider's.
    pub name: String,
    /// The heading under which the documentation lists it; empty for none.
    pub subcategory: String,
    /// One line.
    pub summary: String,
    /// What it does, in Markdown.
    pub description: String,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// The parameters in order.
    pub parameters: Vec<ParameterDescription>,
    /// The parameter that takes all further arguments.
    pub variadic: Option<ParameterDescription>,
    /// The type of the result as Terraform writes it, such as `list(string)`.
    pub returns_type: String,
    /// What it gives back, in Markdown; empty for nothing to say.
    pub returns: String,
}

/// One parameter of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterDescription {
    /// Its name.
    pub name: String,
    /// What it means, in Markdown.
    pub description: String,
    /// The type as Terraform writes it, such as `list(string)`.
    pub type_expression: String,
    /// The type in the words of the Registry, such as `List of String`.
    pub type_name: String,
    /// The argument may be null.
    pub nullable: bool,
    /// What the argument must be; each reads on from "The value".
    pub rules: Vec<String>,
}

pub(super) fn describe(units: Vec<FunctionUnit>) -> Vec<FunctionDescription> {
    let one = |unit: FunctionUnit| {
        let function = unit.0;
        let signature = function.signature();
        FunctionDescription {
            name: function.name().to_owned(),
            subcategory: function.subcategory().to_owned(),
            summary: function.summary().to_owned(),
            description: function.description(),
            deprecated: function.deprecated(),
            parameters: signature.parameters.iter().map(parameter).collect(),
            variadic: signature.variadic.as_ref().map(parameter),
            returns_type: expression(&function.output()),
            returns: function.returns(),
        }
    };
    let mut all: Vec<_> = units.into_iter().map(one).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn parameter(parameter: &Parameter) -> ParameterDescription {
    let rules = parameter.validators.iter();
    ParameterDescription {
        name: parameter.name.clone(),
        description: parameter.description.clone(),
        type_expression: expression(&parameter.ty),
        type_name: type_text(&parameter.ty),
        nullable: parameter.null,
        rules: rules
            .map(|validator| validator.description().to_owned())
            .collect(),
    }
}

/// A type as a type constraint of the language.
fn expression(ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Number => "number".to_owned(),
        Type::String => "string".to_owned(),
        Type::Dynamic => "dynamic".to_owned(),
        Type::List(inner) => format!("list({})", expression(inner)),
        Type::Set(inner) => format!("set({})", expression(inner)),
        Type::Map(inner) => format!("map({})", expression(inner)),
        Type::Object(members) => {
            let members = members.iter();
            let members: Vec<_> = members
                .map(|(name, member)| format!("{name} = {}", expression(member)))
                .collect();
            format!("object({{ {} }})", members.join(", "))
        }
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(expression).collect();
            format!("tuple([{}])", items.join(", "))
        }
    }
}
