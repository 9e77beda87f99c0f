//! Functions.

use std::sync::Arc;

use crate::function::{Arguments, FunctionValue, Signature, Values};
use crate::value::{Tree, Type};

/// Why a function failed, and which argument is at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FunctionError {
    pub(crate) text: String,
    pub(crate) argument: Option<Argument>,
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A parameter by name; with the position among the arguments of a variadic one.
    Named(String, usize),
    /// The position in the call, counted from zero.
    Position(usize),
}

impl FunctionError {
    /// A failure that is no single argument's fault. In full sentences.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: None,
        }
    }

    /// A failure because of the parameter `name`.
    #[must_use]
    pub fn at(name: &str, text: impl Into<String>) -> Self {
        Self::at_element(name, 0, text)
    }

    /// A failure because of one argument of the variadic parameter `name`, counted from zero.
    #[must_use]
    pub fn at_element(name: &str, element: usize, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(Argument::Named(name.to_owned(), element)),
        }
    }

    pub(crate) fn at_position(position: usize, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(Argument::Position(position)),
        }
    }
}

/// A function (Terraform 1.8): `provider::example::shout("hey")`.
///
/// It must give the same result for the same arguments, on every machine and at any time: Terraform
/// calls it at plan and apply and refuses a function that changes its mind. It runs without the
/// provider's configuration.
///
/// ```
/// use terraform_plugin::{Arguments, Function, FunctionError};
///
/// /// Repeats a text.
/// #[derive(Arguments)]
/// struct Input {
///     /// The text.
///     text: String,
///     /// How often.
///     #[arg(validate(between(0..=99)))]
///     times: i64,
/// }
///
/// struct Repeat;
///
/// impl Function for Repeat {
///     type Arguments = Input;
///     type Output = String;
///     const NAME: &'static str = "repeat";
///     const SUMMARY: &'static str = "Repeats a text";
///
///     fn call(&self, input: Input) -> Result<String, FunctionError> {
///         if input.text.is_empty() {
///             return Err(FunctionError::at("text", "There is nothing to repeat."));
///         }
///         Ok(input.text.repeat(usize::try_from(input.times).unwrap_or_default()))
///     }
/// }
/// ```
pub trait Function: Send + Sync + 'static {
    /// The parameters in order, a struct with [`derive(Arguments)`](macro@crate::Arguments).
    type Arguments: Arguments;
    /// The result: any element type; `Option` of one when it may be null;
    /// [`Dynamic`](crate::Dynamic) when its type depends on the arguments; a struct with
    /// `derive(Schema)` for an object.
    type Output: FunctionValue;

    /// The name, without the provider's.
    const NAME: &'static str;
    /// The heading under which the documentation lists it; empty for none.
    const SUBCATEGORY: &'static str = "";
    /// One line for lists of functions, without a full stop.
    const SUMMARY: &'static str;

    /// What it does, in Markdown; the doc comment of the arguments when there is none.
    fn description(&self) -> Option<String> {
        None
    }

    /// What it gives back, in Markdown; empty for nothing to say.
    fn returns(&self) -> String {
        String::new()
    }

    /// Why not to use it any more.
    fn deprecated(&self) -> Option<String> {
        None
    }

    /// Calls it. Arguments that may not be null or unknown are neither, at any depth for unknown.
    ///
    /// # Errors
    /// What is wrong with the arguments. Functions cannot warn.
    fn call(&self, arguments: Self::Arguments) -> Result<Self::Output, FunctionError>;
}

/// A function, ready to be served.
pub struct FunctionUnit(pub(crate) Arc<dyn ErasedFunction>);

impl FunctionUnit {
    /// Wraps a function.
    #[must_use]
    pub fn new<F: Function>(function: F) -> Self {
        Self(Arc::new(Adapter(function)))
    }
}

impl std::fmt::Debug for FunctionUnit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FunctionUnit({})", self.0.name())
    }
}

/// The object-safe twin of [`Function`], which speaks trees.
pub(crate) trait ErasedFunction: Send + Sync {
    fn name(&self) -> &'static str;
    fn subcategory(&self) -> &'static str;
    fn summary(&self) -> &'static str;
    fn description(&self) -> String;
    fn returns(&self) -> String;
    fn deprecated(&self) -> Option<String>;
    fn signature(&self) -> Signature;
    fn output(&self) -> Type;
    fn call(&self, arguments: Vec<Tree>) -> Result<Tree, FunctionError>;
}

struct Adapter<F>(F);

impl<F: Function> ErasedFunction for Adapter<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }

    fn subcategory(&self) -> &'static str {
        F::SUBCATEGORY
    }

    fn summary(&self) -> &'static str {
        F::SUMMARY
    }

    fn description(&self) -> String {
        let text = self.0.description();
        text.unwrap_or_else(|| F::Arguments::signature().description)
    }

    fn returns(&self) -> String {
        self.0.returns()
    }

    fn deprecated(&self) -> Option<String> {
        self.0.deprecated()
    }

    fn signature(&self) -> Signature {
        F::Arguments::signature()
    }

    fn output(&self) -> Type {
        F::Output::shape().ty()
    }

    fn call(&self, arguments: Vec<Tree>) -> Result<Tree, FunctionError> {
        let arguments = F::Arguments::read(&mut Values::new(arguments))?;
        Ok(self.0.call(arguments)?.encode())
    }
}
