//! Functions: typed, variadic and dynamic arguments.

use terraform_plugin::{Arguments, Dynamic, Function, FunctionError, Schema, Tree, Value};

/// Shouts words, each as loud as asked.
///
/// Words that are silent already cannot be shouted.
#[derive(Arguments)]
pub struct ShoutArguments {
    /// How loud: the number of exclamation marks.
    #[arg(validate(between(0..=9)))]
    volume: i64,
    /// What stands between the words; a blank when null.
    separator: Option<String>,
    /// The words.
    #[arg(variadic, validate(not_blank()))]
    words: Vec<String>,
}

/// `provider::lab::shout(3, null, "hey", "you")`.
pub struct Shout;

impl Function for Shout {
    type Arguments = ShoutArguments;
    type Output = String;
    const NAME: &'static str = "shout";
    const SUBCATEGORY: &'static str = "Sounds";
    const SUMMARY: &'static str = "Shouts words";

    fn returns(&self) -> String {
        "The words in capital letters.".to_owned()
    }

    fn call(&self, arguments: ShoutArguments) -> Result<String, FunctionError> {
        let marks = "!".repeat(usize::try_from(arguments.volume).unwrap_or_default());
        let mut shouted = Vec::new();
        for (position, word) in arguments.words.iter().enumerate() {
            assert!(word != "panic", "asked for in shout");
            if word.starts_with("silent") {
                let text = format!("{word:?} cannot be shouted.");
                return Err(FunctionError::at_element("words", position, text));
            }
            shouted.push(format!("{}{marks}", word.to_uppercase()));
        }
        Ok(shouted.join(arguments.separator.as_deref().unwrap_or(" ")))
    }
}

/// Tells what a value is.
#[derive(Arguments)]
pub struct InspectArguments {
    /// Any value.
    value: Value<Dynamic>,
}

/// What a value is.
#[derive(Schema)]
pub struct Inspected {
    /// The type as the protocol writes it.
    #[attr(computed)]
    r#type: Value<String>,
    /// `null`, `unknown` or `known`.
    #[attr(computed)]
    state: Value<String>,
}

/// `provider::lab::inspect(var.anything)`.
pub struct Inspect;

impl Function for Inspect {
    type Arguments = InspectArguments;
    type Output = Inspected;
    const NAME: &'static str = "inspect";
    const SUMMARY: &'static str = "Tells what a value is";

    fn call(&self, arguments: InspectArguments) -> Result<Inspected, FunctionError> {
        let state = match &arguments.value {
            Value::Null => "null",
            Value::Unknown => "unknown",
            Value::Known(_) => "known",
        };
        Ok(Inspected {
            r#type: arguments.value.map(|value| value.ty().to_json()),
            state: state.into(),
        })
    }
}

/// The first element of a list, whatever it is; null when there is none.
#[derive(Arguments)]
pub struct FirstArguments {
    /// A list or tuple.
    list: Dynamic,
}

/// `provider::lab::first([1, "x"])`.
pub struct First;

impl Function for First {
    type Arguments = FirstArguments;
    type Output = Option<Dynamic>;
    const NAME: &'static str = "first";
    const SUMMARY: &'static str = "First element of a list";

    fn deprecated(&self) -> Option<String> {
        Some("use `list[0]`".to_owned())
    }

    fn call(&self, arguments: FirstArguments) -> Result<Option<Dynamic>, FunctionError> {
        let items = arguments.list.value().as_items();
        let items = items.ok_or_else(|| FunctionError::at("list", "This is not a list."))?;
        Ok(items
            .first()
            .cloned()
            .filter(|item| !matches!(item, Tree::Null))
            .map(Dynamic::new))
    }
}
