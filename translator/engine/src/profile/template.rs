//! One module of a profile.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::{Attribute, Block, ExpressionKind, FileClass, parse};

use crate::input::Input;

/// A module as files, and what its variables and outputs are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// By path in the module's folder.
    pub files: BTreeMap<String, String>,
    /// Its variables in the order they are declared, those of `variables.tf` first, and whether they must be set.
    pub arguments: Vec<(String, bool)>,
    /// Variables that must be set, as inputs a person gives when nothing else does.
    pub needs: BTreeMap<String, Input>,
    /// Variables that are lists or sets of something.
    pub lists: BTreeSet<String>,
    /// Its outputs.
    pub outputs: BTreeSet<String>,
    /// Those of them that are secret.
    pub secrets: BTreeSet<String>,
    /// Providers it requires, by local name.
    pub providers: BTreeMap<String, Required>,
}

/// A provider that a module requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// Where it comes from.
    pub source: String,
    /// The releases it may be of.
    pub version: Option<String>,
}

/// Why a module cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A file cannot be parsed.
    #[error("{path} cannot be parsed")]
    Unreadable {
        /// The file.
        path: String,
    },
    /// There is no configuration.
    #[error("it has no .tf file")]
    Empty,
}

impl Template {
    /// Where the variable `name` stands among the others; behind all if there is none.
    #[must_use]
    pub fn position(&self, name: &str) -> usize {
        let mut names = self.arguments.iter().map(|(name, _)| name);
        names
            .position(|known| known == name)
            .unwrap_or(self.arguments.len())
    }

    /// Whether there is a variable `name`.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.arguments.iter().any(|(known, _)| known == name)
    }

    /// The module in these files.
    ///
    /// # Errors
    ///
    /// [`TemplateError`].
    pub fn new(files: BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let mut template = Self {
            files: BTreeMap::new(),
            arguments: Vec::new(),
            needs: BTreeMap::new(),
            lists: BTreeSet::new(),
            outputs: BTreeSet::new(),
            secrets: BTreeSet::new(),
            providers: BTreeMap::new(),
        };
        let mut is_empty = true;
        // Variables of its own stand behind those that are usual.
        let (usual, others): (Vec<_>, Vec<_>) =
            files.iter().partition(|(path, _)| *path == "variables.tf");
        for (path, text) in usual.into_iter().chain(others) {
            let class = FileClass::of(path, text.as_bytes());
            if !class.is_module_part() || path.contains('/') {
                continue;
            }
            is_empty = false;
            let document = parse(text.as_bytes(), class);
            if document.problems().next().is_some() {
                return Err(TemplateError::Unreadable { path: path.clone() });
            }
            for block in document.body.blocks() {
                let name = block.label(0).to_owned();
                match block.keyword.text.as_str() {
                    "variable" => {
                        let is_required = block.body.attribute("default").is_none();
                        if is_required {
                            template
                                .needs
                                .insert(name.clone(), need(&name, block, text));
                        }
                        let of_type = block.body.attribute("type");
                        let of_type = of_type.map_or("", |found| found.value.span.text(text));
                        if of_type.starts_with("list(") || of_type.starts_with("set(") {
                            template.lists.insert(name.clone());
                        }
                        template.arguments.push((name, is_required));
                    }
                    "output" => {
                        let sensitive = block.body.attribute("sensitive");
                        let sensitive = sensitive.map(|found| &found.value.kind);
                        if matches!(sensitive, Some(ExpressionKind::Bool(true))) {
                            template.secrets.insert(name.clone());
                        }
                        template.outputs.insert(name);
                    }
                    "terraform" => {
                        let required = block.body.blocks_of("required_providers");
                        let names = required.flat_map(|block| block.body.attributes());
                        template.providers.extend(names.map(entry));
                    }
                    _ => {}
                }
            }
        }
        if is_empty {
            return Err(TemplateError::Empty);
        }
        template.files = files;
        Ok(template)
    }
}

/// The variable `name`, declared by `block` in the file `text`, as an input.
fn need(name: &str, block: &Block, text: &str) -> Input {
    let value = |name: &str| block.body.attribute(name).map(|found| &found.value);
    let of_type = value("type").map_or("any", |of_type| of_type.span.text(text));
    let description = match value("description").map(|value| &value.kind) {
        Some(ExpressionKind::String(text)) => text.as_str(),
        _ => "",
    };
    let sensitive = value("sensitive").map(|value| &value.kind);
    Input {
        is_sensitive: matches!(sensitive, Some(ExpressionKind::Bool(true))),
        ..Input::new(name, of_type, description)
    }
}

/// One entry of `required_providers`. Without a source it is the registry's own namespace, as for Terraform.
fn entry(attribute: &Attribute) -> (String, Required) {
    let name = attribute.name.text.clone();
    let text = |wanted: &str| match &attribute.value.kind {
        ExpressionKind::Object(items) => items
            .iter()
            .find(|item| item.name() == Some(wanted))
            .and_then(|item| match &item.value.kind {
                ExpressionKind::String(text) => Some(text.clone()),
                _ => None,
            }),
        ExpressionKind::String(version) if wanted == "version" => Some(version.clone()),
        _ => None,
    };
    let required = Required {
        source: text("source").unwrap_or_else(|| format!("hashicorp/{name}")),
        version: text("version"),
    };
    (name, required)
}
