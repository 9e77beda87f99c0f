//! `lab_echo`: gives back what it gets.

use std::collections::BTreeMap;
use std::sync::Arc;

use terraform_plugin::{Context, DataSource, Diagnostics, Dynamic, Path, Schema, Secret, Value};

use super::Folder;

/// Gives back what it gets.
#[derive(Schema)]
pub struct Model {
    /// A text.
    #[attr(optional, validate(conflicts_with(&["anything"])))]
    text: Value<String>,
    /// Anything.
    #[attr(optional)]
    anything: Value<Dynamic>,
    /// How loud.
    #[attr(default = 1, validate(between(0..=9)))]
    volume: Value<i64>,
    /// Warn instead of being silent.
    #[attr(optional)]
    warn: Value<bool>,
    /// The text, as loud as asked.
    #[attr(computed)]
    shout: Value<String>,
    /// The JSON of anything.
    #[attr(computed)]
    json: Value<String>,
    /// Lengths by argument.
    #[attr(computed)]
    lengths: Value<BTreeMap<String, i64>>,
    /// The provider's token.
    #[attr(computed)]
    token: Value<Secret>,
}

/// The data source.
pub struct Echo;

impl DataSource for Echo {
    type Model = Model;
    type Data = Folder;
    const TYPE: &'static str = "lab_echo";
    const SUBCATEGORY: &'static str = "Sounds";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        if config.text.as_deref() == Value::Known("panic in validate") {
            panic!("asked for in validate");
        }
        if config.text.as_deref() == Value::Known("") && !config.warn.is_unknown() {
            diagnostics.warning_at(Path::root("text"), "Silence", "There is nothing to shout.");
        }
    }

    async fn read(
        &self,
        _: &Context,
        folder: Arc<Folder>,
        config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let mut model = config;
        if model.warn == Value::Known(true) {
            diagnostics.warning_at(
                Path::root("anything").attribute("list").index(0),
                "Careful",
                "You asked for it.",
            );
        }
        let text = model.text.get().cloned().unwrap_or_default();
        let volume = model
            .volume
            .get()
            .copied()
            .and_then(|volume| usize::try_from(volume).ok())
            .unwrap_or_default();
        model
            .shout
            .set(format!("{}{}", text.to_uppercase(), "!".repeat(volume)));
        model.json = model.anything.as_ref().map(Dynamic::to_json);
        model.lengths.set(BTreeMap::from([(
            "text".to_owned(),
            i64::try_from(text.len()).unwrap_or_default(),
        )]));
        model.token = folder.token.clone().into();
        Some(model)
    }
}
