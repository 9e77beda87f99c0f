//! Parameters and results of functions: what [`derive(Arguments)`](macro@crate::Arguments) makes of a
//! struct.

use std::collections::BTreeMap;

use crate::path::{Path, Step};
use crate::schema::NoArguments;
use crate::unit::FunctionError;
use crate::validate::{Subject, Validator};
use crate::value::{DecodeError, Element, Reason, Shape, Tree, Type};

/// A type that a function can take or give back: an [`Element`], which is neither null nor unknown;
/// `Option` of one, which may be null; or [`Value`](crate::Value) of one, which may be either.
pub trait FunctionValue: Sized + Send + Sync + 'static {
    /// Null is allowed.
    const NULL: bool;
    /// Unknown values are allowed, at any depth.
    const UNKNOWN: bool;

    /// How the type looks.
    fn shape() -> Shape;

    /// Reads a value.
    ///
    /// # Errors
    /// When the value does not fit; the path starts at the value itself.
    fn decode(tree: Tree) -> Result<Self, DecodeError>;

    /// The value as a tree.
    fn encode(&self) -> Tree;
}

impl<T: Element> FunctionValue for T {
    const NULL: bool = T::HAS_THREE_STATES;
    const UNKNOWN: bool = T::HAS_THREE_STATES;

    fn shape() -> Shape {
        <T as Element>::shape()
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        <T as Element>::decode(tree)
    }

    fn encode(&self) -> Tree {
        <T as Element>::encode(self)
    }
}

impl<T: Element> FunctionValue for Option<T> {
    const NULL: bool = true;
    const UNKNOWN: bool = T::HAS_THREE_STATES;

    fn shape() -> Shape {
        <T as Element>::shape()
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        if tree.is_null() {
            return Ok(None);
        }
        <T as Element>::decode(tree).map(Some)
    }

    fn encode(&self) -> Tree {
        self.as_ref().map_or(Tree::Null, <T as Element>::encode)
    }
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it means, in Markdown.
    pub description: String,
    /// Its type.
    pub ty: Type,
    /// Null is allowed.
    pub null: bool,
    /// Unknown values are allowed.
    pub unknown: bool,
    /// Checks of the argument.
    pub validators: Vec<Validator>,
}

impl Parameter {
    /// A parameter of type `T`.
    #[must_use]
    pub fn of<T: FunctionValue>(name: &str, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            description: description.to_owned(),
            ty: T::shape().ty(),
            null: T::NULL,
            unknown: T::UNKNOWN,
            validators: Vec::new(),
        }
    }

    /// A variadic parameter whose arguments make a `T`, which is a `Vec`.
    #[must_use]
    pub fn of_each<T: VariadicArguments>(name: &str, description: &str) -> Self {
        Self::of::<T::Each>(name, description)
    }

    /// Adds a check of the argument.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }

    /// What is wrong with an argument, as sentences; empty for nothing.
    pub(crate) fn complaints(&self, argument: &Tree) -> String {
        let mut diagnostics = crate::Diagnostics::new();
        let path = Path::root(&self.name);
        let siblings = BTreeMap::from([(self.name.clone(), argument.clone())]);
        for validator in &self.validators {
            let subject = Subject {
                path: &path,
                value: argument,
                siblings: &siblings,
            };
            validator.check(&subject, &mut diagnostics);
        }
        let texts = diagnostics.iter().map(|message| message.detail.as_str());
        texts.collect::<Vec<_>>().join(" ")
    }
}

/// The parameters of a function.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// What the function does, in Markdown.
    pub description: String,
    /// The parameters in order.
    pub parameters: Vec<Parameter>,
    /// The parameter that takes all further arguments.
    pub variadic: Option<Parameter>,
}

impl Signature {
    /// A function without parameters.
    #[must_use]
    pub fn new(description: &str) -> Self {
        Self {
            description: description.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a parameter after the others.
    #[must_use]
    pub fn with(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// Lets a parameter take all further arguments.
    #[must_use]
    pub fn variadic(mut self, parameter: Parameter) -> Self {
        self.variadic = Some(parameter);
        self
    }

    /// The parameter of the argument at `position`.
    pub(crate) fn parameter(&self, position: usize) -> Option<&Parameter> {
        self.parameters.get(position).or(self.variadic.as_ref())
    }

    /// The position of the argument `element` of the parameter `name`.
    pub(crate) fn position(&self, name: &str, element: usize) -> Option<usize> {
        let mut all = self.parameters.iter().chain(&self.variadic);
        let position = all.position(|parameter| parameter.name == name)?;
        let is_variadic = position == self.parameters.len();
        Some(position + if is_variadic { element } else { 0 })
    }
}

/// The arguments of a call, read from front to back.
#[derive(Debug)]
pub struct Values {
    left: std::vec::IntoIter<Tree>,
    position: usize,
}

impl Values {
    pub(crate) fn new(values: Vec<Tree>) -> Self {
        Self {
            left: values.into_iter(),
            position: 0,
        }
    }

    /// The next argument.
    ///
    /// # Errors
    /// When it does not fit `T`.
    pub fn take<T: FunctionValue>(&mut self) -> Result<T, FunctionError> {
        let tree = self.left.next().unwrap_or_default();
        let position = self.position;
        self.position += 1;
        T::decode(tree).map_err(|error| FunctionError::at_position(position, sentence(&error)))
    }

    /// All further arguments.
    ///
    /// # Errors
    /// When one does not fit.
    pub fn rest<T: VariadicArguments>(&mut self) -> Result<T, FunctionError> {
        let mut all = Vec::with_capacity(self.left.len());
        while self.left.len() > 0 {
            all.push(self.take::<T::Each>()?);
        }
        Ok(T::from_all(all))
    }
}

/// What is wrong, and where in the argument.
fn sentence(error: &DecodeError) -> String {
    let reason = match &error.reason {
        Reason::Unknown => "The value is not known yet, and this function cannot wait for it.",
        Reason::Invalid(reason) => reason,
    };
    if error.path.is_empty() {
        return reason.to_owned();
    }
    // A path inside an argument has no name to begin with.
    let path = match error.path.steps() {
        [Step::Attribute(_), ..] => format!(".{}", error.path),
        _ => error.path.to_string(),
    };
    format!("At {path}: {reason}")
}

/// The type of a variadic field: `Vec` of a [`FunctionValue`].
pub trait VariadicArguments {
    /// The type of each argument.
    type Each: FunctionValue;

    /// All arguments together.
    fn from_all(all: Vec<Self::Each>) -> Self;
}

impl<T: FunctionValue> VariadicArguments for Vec<T> {
    type Each = T;

    fn from_all(all: Vec<T>) -> Self {
        all
    }
}

/// What the derive refuses; each of these must not compile.
///
/// A parameter without a description:
/// ```compile_fail
/// # use terraform_plugin::Arguments;
/// /// Does something.
/// #[derive(Arguments)]
/// struct Input {
///     name: String,
/// }
/// ```
/// A function without a description:
/// ```compile_fail
/// # use terraform_plugin::Arguments;
/// #[derive(Arguments)]
/// struct Input {
///     /// Its name.
///     name: String,
/// }
/// ```
/// A variadic parameter before another:
/// ```compile_fail
/// # use terraform_plugin::Arguments;
/// /// Does something.
/// #[derive(Arguments)]
/// struct Input {
///     /// Names.
///     #[arg(variadic)]
///     names: Vec<String>,
///     /// A name.
///     name: String,
/// }
/// ```
/// A variadic parameter that is no list:
/// ```compile_fail
/// # use terraform_plugin::Arguments;
/// /// Does something.
/// #[derive(Arguments)]
/// struct Input {
///     /// Names.
///     #[arg(variadic)]
///     names: String,
/// }
/// ```
/// A type that no value has:
/// ```compile_fail
/// # use terraform_plugin::Arguments;
/// /// Does something.
/// #[derive(Arguments)]
/// struct Input {
///     /// Names.
///     name: std::time::Instant,
/// }
/// ```
/// What compiles:
/// ```
/// # use terraform_plugin::{Arguments, Value};
/// /// Does something.
/// #[derive(Arguments)]
/// struct Input {
///     /// Its name.
///     name: String,
///     /// May be null.
///     note: Option<String>,
///     /// May be null or unknown.
///     later: Value<i64>,
///     /// More.
///     #[arg(variadic, validate(not_blank()))]
///     more: Vec<String>,
/// }
/// ```
#[cfg(doctest)]
pub struct Refusals;

/// The parameters of a function in order; derive it, see
/// [`derive(Arguments)`](macro@crate::Arguments).
pub trait Arguments: Sized + Send + 'static {
    /// The parameters.
    fn signature() -> Signature;

    /// Reads the arguments of a call.
    ///
    /// # Errors
    /// When one does not fit its field.
    fn read(values: &mut Values) -> Result<Self, FunctionError>;
}

impl Arguments for NoArguments {
    fn signature() -> Signature {
        Signature::new("")
    }

    fn read(_: &mut Values) -> Result<Self, FunctionError> {
        Ok(Self)
    }
}
