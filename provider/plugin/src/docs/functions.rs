//! The pages of functions.

use super::{code, front_matter, sentences};
use crate::schema::describe::{FunctionDescription, ParameterDescription, ProviderDescription};

/// The page's place below `docs/`: `functions/parse.md`.
#[must_use]
pub fn function_path(function: &FunctionDescription) -> String {
    format!("functions/{}.md", function.name)
}

/// Where the Registry's convention has the example of a function, below `examples/`.
#[must_use]
pub fn function_example_path(function: &FunctionDescription) -> String {
    format!("functions/{}/function.tf", function.name)
}

/// The page of a function, in Markdown; `example` is Terraform configuration, `notes` Markdown
/// between the example and the signature, with its own headings of level two.
#[must_use]
pub fn function_page(
    provider: &ProviderDescription,
    function: &FunctionDescription,
    example: Option<&str>,
    notes: Option<&str>,
) -> String {
    let name = &function.name;
    let mut out = front_matter(
        &format!("{name} function - {}", provider.name),
        &function.subcategory,
        &function.summary,
    );
    out.push_str(&format!("# function: {name}\n\n"));
    if let Some(message) = &function.deprecated {
        out.push_str(&format!("~> **Deprecated** {message}\n\n"));
    }
    out.push_str(&format!("{}\n\n", function.description.trim()));
    if let Some(example) = example {
        out.push_str(&format!(
            "## Example Usage\n\n{}\n",
            code("terraform", example)
        ));
    }
    if let Some(notes) = notes {
        out.push_str(&format!("{}\n\n", notes.trim()));
    }
    out.push_str(&format!(
        "## Signature\n\n{}\n",
        code("text", &signature(function))
    ));
    if !function.parameters.is_empty() || function.variadic.is_some() {
        out.push_str("## Arguments\n\n");
        for parameter in &function.parameters {
            out.push_str(&argument(parameter, false));
        }
        if let Some(parameter) = &function.variadic {
            out.push_str(&argument(parameter, true));
        }
        out.push('\n');
    }
    if !function.returns.trim().is_empty() {
        out.push_str(&format!("## Result\n\n{}\n", function.returns.trim()));
    }
    format!("{}\n", out.trim_end())
}

fn signature(function: &FunctionDescription) -> String {
    let one = |parameter: &ParameterDescription| {
        format!("{} {}", parameter.name, parameter.type_expression)
    };
    let mut parameters: Vec<_> = function.parameters.iter().map(one).collect();
    parameters.extend(
        function
            .variadic
            .iter()
            .map(|parameter| format!("{}...", one(parameter))),
    );
    format!(
        "{}({}) {}",
        function.name,
        parameters.join(", "),
        function.returns_type
    )
}

/// The numbers of an ordered list follow from its order.
fn argument(parameter: &ParameterDescription, variadic: bool) -> String {
    let mut notes = vec![parameter.type_name.clone()];
    if variadic {
        notes.insert(0, "Variadic".to_owned());
    }
    if parameter.nullable {
        notes.push("Nullable".to_owned());
    }
    let rules = parameter
        .rules
        .iter()
        .map(|rule| format!("The value {rule}."));
    let text = sentences(&parameter.description, rules);
    format!(
        "1. `{}` ({}) {}\n",
        parameter.name,
        notes.join(", "),
        text.replace('\n', "\n   ").replace("\n   \n", "\n\n")
    )
}
