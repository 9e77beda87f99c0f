//! The tables a mapping is made of.

use crate::input::Input;

/// What becomes of one argument of a type.
#[derive(Clone, Debug)]
pub struct AttributeRule {
    /// Its name; with dots for what is nested: `template.metadata.labels`.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of an argument.
#[derive(Clone, Debug)]
pub enum Fate {
    /// The value is carried over, as it stands, as this argument of the neutral module; nested blocks as a list of objects.
    To(String),
    /// The one nested block or object is carried over as this argument of the neutral module.
    One(String),
    /// A secret: carried over as this argument of the neutral module if it is a reference. One that is written out is not
    /// carried on; the module asks for it.
    Secret(String),
    /// The mapping's code converts it, into this argument for documentation.
    Converted(String),
    /// Dropped without a word: it says nothing outside of the platform, or the structure implies it.
    Implied(String),
    /// Dropped, and reported with this reason.
    Dropped(String),
}

/// What takes the place of something that was read of the type.
#[derive(Clone, Debug)]
pub struct OutputRule {
    /// What is read: names and positions, `kubeconfig_attributes.0.host`. A `*` matches any index or splat.
    pub path: &'static str,
    /// What takes its place.
    pub reach: Reach,
}

/// What takes the place of a reference.
#[derive(Clone, Debug)]
pub enum Reach {
    /// An output of the neutral module.
    Output(&'static str),
    /// An output that is not encoded where the old attribute was: the call around it goes, or the other one comes.
    Decoded {
        /// The output.
        output: &'static str,
        /// The call that is no longer needed when it stands directly around: `base64decode`.
        undone_by: &'static str,
        /// The call that gives the old form where it is still needed: `base64encode`.
        redone_by: &'static str,
    },
    /// An input that takes the place of a list together with everything around that picks one of its elements:
    /// `tolist(x)[0]`, `one(x)`, `element(x, 0)`. Where nothing picks, a list of it.
    Picked(Input),
    /// An input in the shape the old attribute had.
    Shaped {
        /// The input.
        input: Input,
        /// Code with an `@` where the input stands.
        shape: &'static str,
    },
    /// A value that a person supplies.
    Input(Input),
    /// For what becomes a part of another call: this attribute of its item in the output of the argument's name. Where the
    /// item is one of several, what is said instead.
    Member(&'static str, Input),
}

impl AttributeRule {
    /// Carried over as `argument`.
    #[must_use]
    pub fn to(name: &str, argument: &str) -> Self {
        Self::new(name, Fate::To(argument.to_owned()))
    }

    /// The one nested block or object carried over as `argument`.
    #[must_use]
    pub fn one(name: &str, argument: &str) -> Self {
        Self::new(name, Fate::One(argument.to_owned()))
    }

    /// A secret carried over as `argument` unless it is written out.
    #[must_use]
    pub fn secret(name: &str, argument: &str) -> Self {
        Self::new(name, Fate::Secret(argument.to_owned()))
    }

    /// Converted by the mapping's code.
    #[must_use]
    pub fn converted(name: &str, argument: &str) -> Self {
        Self::new(name, Fate::Converted(argument.to_owned()))
    }

    /// Dropped without a word.
    #[must_use]
    pub fn implied(name: &str, why: &str) -> Self {
        Self::new(name, Fate::Implied(why.to_owned()))
    }

    /// Dropped and reported.
    #[must_use]
    pub fn dropped(name: &str, why: &str) -> Self {
        Self::new(name, Fate::Dropped(why.to_owned()))
    }

    fn new(name: &str, fate: Fate) -> Self {
        Self {
            name: name.to_owned(),
            fate,
        }
    }
}

impl OutputRule {
    /// `path` is this output.
    #[must_use]
    pub const fn output(path: &'static str, output: &'static str) -> Self {
        Self {
            path,
            reach: Reach::Output(output),
        }
    }

    /// `path` is supplied by a person.
    #[must_use]
    pub const fn input(path: &'static str, input: Input) -> Self {
        Self {
            path,
            reach: Reach::Input(input),
        }
    }
}
