//! Pages for the Terraform Registry, made from the schemas.
//!
//! ```
//! # use terraform_plugin::*;
//! # struct Notes;
//! # impl Provider for Notes {
//! #     type Config = NoArguments;
//! #     type Data = ();
//! #     const NAME: &'static str = "notes";
//! #     const ADDRESS: &'static str = "acme/notes";
//! #     const VERSION: &'static str = "0";
//! #     async fn configure(&self, _: &Context, _: NoArguments, _: &mut Diagnostics) -> Option<()> { Some(()) }
//! # }
//! use terraform_plugin::docs::{Extras, page, path};
//! use terraform_plugin::schema::describe::describe;
//!
//! let provider = describe(&Notes);
//! let extras = Extras { example: Some("provider \"notes\" {}"), ..Extras::default() };
//! assert_eq!(path(&provider, &provider.config), "index.md");
//! assert!(page(&provider, &provider.config, &extras).contains("# notes Provider"));
//! ```

mod fields;
mod functions;

pub use functions::{function_example_path, function_page, function_path};

use crate::schema::describe::{ProviderDescription, UnitDescription, UnitKind};

/// Texts of a page that no schema has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras<'a> {
    /// Terraform configuration for "Example Usage".
    pub example: Option<&'a str>,
    /// Terraform configuration with an `import` block.
    pub import_block: Option<&'a str>,
    /// A `terraform import` command line.
    pub import_command: Option<&'a str>,
    /// Terraform configuration with an `import` block that gives an identity.
    pub import_by_identity: Option<&'a str>,
    /// Markdown between the example and the schema, with its own headings of level two.
    pub notes: Option<&'a str>,
}

/// What the Registry calls a kind of unit, and its folder in `docs/` and `examples/`.
const fn words(kind: UnitKind) -> (&'static str, &'static str) {
    match kind {
        UnitKind::Provider => ("Provider", "provider"),
        UnitKind::Resource => ("Resource", "resources"),
        UnitKind::DataSource => ("Data Source", "data-sources"),
        UnitKind::EphemeralResource => ("Ephemeral Resource", "ephemeral-resources"),
        UnitKind::ListResource => ("List Resource", "list-resources"),
        UnitKind::Action => ("Action", "actions"),
    }
}

/// The page's place below `docs/`: `index.md`, `resources/app.md`, `data-sources/app.md`.
#[must_use]
pub fn path(provider: &ProviderDescription, unit: &UnitDescription) -> String {
    match unit.kind {
        UnitKind::Provider => "index.md".to_owned(),
        kind => format!("{}/{}.md", words(kind).1, short_name(provider, unit)),
    }
}

/// Where the Registry's convention has the example of a unit, below `examples/`:
/// `resources/example_app/resource.tf`.
#[must_use]
pub fn example_path(unit: &UnitDescription) -> String {
    let folder = words(unit.kind).1;
    let file = match unit.kind {
        UnitKind::Provider => return "provider/provider.tf".to_owned(),
        UnitKind::Resource => "resource.tf",
        UnitKind::DataSource => "data-source.tf",
        UnitKind::EphemeralResource => "ephemeral-resource.tf",
        UnitKind::ListResource => "list-resource.tfquery.hcl",
        UnitKind::Action => "action.tf",
    };
    format!("{folder}/{}/{file}", unit.type_name)
}

/// The type name without the provider's.
fn short_name<'a>(provider: &ProviderDescription, unit: &'a UnitDescription) -> &'a str {
    let name = unit
        .type_name
        .strip_prefix(&provider.name)
        .and_then(|rest| rest.strip_prefix('_'));
    name.unwrap_or(&unit.type_name)
}

/// The page of a unit, in Markdown.
#[must_use]
pub fn page(provider: &ProviderDescription, unit: &UnitDescription, extras: &Extras<'_>) -> String {
    let (kind, type_name) = (words(unit.kind).0, &unit.type_name);
    let (title, page_title) = match unit.kind {
        UnitKind::Provider => (
            format!("{type_name} Provider"),
            format!("Provider: {type_name}"),
        ),
        _ => (
            format!("{type_name} ({kind})"),
            format!("{type_name} {kind} - {}", provider.name),
        ),
    };
    let mut out = front_matter(&page_title, &unit.subcategory, &unit.description);
    out.push_str(&format!("# {title}\n\n"));
    if let Some(message) = &unit.deprecated {
        out.push_str(&format!("~> **Deprecated** {message}\n\n"));
    }
    out.push_str(&format!("{}\n\n", unit.description.trim()));
    if let Some(example) = extras.example {
        out.push_str(&format!(
            "## Example Usage\n\n{}\n",
            code("terraform", example)
        ));
    }
    if let Some(notes) = extras.notes {
        out.push_str(&format!("{}\n\n", notes.trim()));
    }
    out.push_str("## Schema\n\n");
    if matches!(unit.kind, UnitKind::ListResource | UnitKind::Action) && !unit.fields.is_empty() {
        out.push_str("Arguments of the `config` block:\n\n");
    }
    out.push_str(fields::schema(&unit.fields).trim_end());
    out.push('\n');
    out.push_str(&import(unit, extras));
    format!("{}\n", out.trim_end())
}

/// What stands above the title: the Registry's list and search show it.
fn front_matter(page_title: &str, subcategory: &str, description: &str) -> String {
    let mut out = String::from("---\n");
    out.push_str(&format!("page_title: {}\n", quoted(page_title)));
    out.push_str(&format!("subcategory: {}\n", quoted(subcategory)));
    out.push_str("description: |-\n");
    for line in summary(description).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    out.push_str("---\n\n");
    out
}

/// A description with more sentences behind it; after several paragraphs they stand on lines of
/// their own.
fn sentences(description: &str, more: impl Iterator<Item = String>) -> String {
    let mut text = description.trim().to_owned();
    for sentence in more {
        text.push(if text.contains("\n\n") { '\n' } else { ' ' });
        text.push_str(&sentence);
    }
    text
}

/// A string of YAML and JSON alike.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The first paragraph, which the Registry shows in lists.
fn summary(description: &str) -> &str {
    let text = description.trim();
    text.split("\n\n").next().unwrap_or(text)
}

fn code(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}

fn import(unit: &UnitDescription, extras: &Extras<'_>) -> String {
    let mut out = String::new();
    let any = [
        extras.import_by_identity,
        extras.import_block,
        extras.import_command,
    ];
    if any.iter().any(Option::is_some) {
        out.push_str("\n## Import\n\n");
    }
    if let Some(block) = extras.import_by_identity {
        out.push_str(&format!(
            "With an `import` block by identity (Terraform 1.12 and later):\n\n{}\n",
            code("terraform", block)
        ));
        if !unit.identity.is_empty() {
            out.push_str(&format!(
                "### Identity Schema\n\n{}",
                fields::identity(&unit.identity)
            ));
        }
    }
    if let Some(block) = extras.import_block {
        out.push_str(&format!(
            "With an `import` block{} (Terraform 1.5 and later):\n\n{}\n",
            extras.import_by_identity.map_or("", |_| " by id"),
            code("terraform", block)
        ));
    }
    if let Some(command) = extras.import_command {
        out.push_str(&format!(
            "On the command line:\n\n{}\n",
            code("shell", command)
        ));
    }
    out
}
