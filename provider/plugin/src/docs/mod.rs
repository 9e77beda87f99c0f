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
    /// Markdown between the example and the schema, with its own headings of level two.
    pub notes: Option<&'a str>,
}

/// The page's place below `docs/`: `index.md`, `resources/app.md`, `data-sources/app.md`.
#[must_use]
pub fn path(provider: &ProviderDescription, unit: &UnitDescription) -> String {
    let short = short_name(provider, unit);
    match unit.kind {
        UnitKind::Provider => "index.md".to_owned(),
        UnitKind::Resource => format!("resources/{short}.md"),
        UnitKind::DataSource => format!("data-sources/{short}.md"),
    }
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
    let (kind, title) = match unit.kind {
        UnitKind::Provider => ("Provider", format!("{} Provider", unit.type_name)),
        UnitKind::Resource => ("Resource", format!("{} (Resource)", unit.type_name)),
        UnitKind::DataSource => ("Data Source", format!("{} (Data Source)", unit.type_name)),
    };
    let page_title = match unit.kind {
        UnitKind::Provider => format!("Provider: {}", unit.type_name),
        UnitKind::Resource | UnitKind::DataSource => {
            format!("{} {kind} - {}", unit.type_name, provider.name)
        }
    };
    let mut out = String::from("---\n");
    out.push_str(&format!("page_title: {}\n", quoted(&page_title)));
    out.push_str(&format!("subcategory: {}\n", quoted(&unit.subcategory)));
    out.push_str("description: |-\n");
    for line in summary(&unit.description).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    out.push_str("---\n\n");
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
    out.push_str(fields::schema(&unit.fields).trim_end());
    out.push('\n');
    out.push_str(&import(extras));
    format!("{}\n", out.trim_end())
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

fn import(extras: &Extras<'_>) -> String {
    let mut out = String::new();
    if extras.import_block.is_some() || extras.import_command.is_some() {
        out.push_str("\n## Import\n\n");
    }
    if let Some(block) = extras.import_block {
        out.push_str(&format!(
            "With an `import` block (Terraform 1.5 and later):\n\n{}\n",
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
