//! Paths to attributes: where in a configuration, plan or state a value lives.

use std::fmt;

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute or block of an object.
    Attribute(String),
    /// An element of a map.
    Key(String),
    /// An element of a list, counted from zero.
    Index(usize),
    /// Some element of a set. Set elements have no address in the protocol, so a diagnostic's path
    /// ends at the set.
    Element,
}

/// The address of a value, built step by step:
///
/// ```
/// use terraform_plugin::Path;
/// let path = Path::root("rules").index(0).attribute("tags").key("team");
/// assert_eq!(path.to_string(), r#"rules[0].tags["team"]"#);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The whole object.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// An attribute or block at the top.
    #[must_use]
    pub fn root(name: impl Into<String>) -> Self {
        Self(vec![Step::Attribute(name.into())])
    }

    /// An attribute of the object addressed so far.
    #[must_use]
    pub fn attribute(&self, name: impl Into<String>) -> Self {
        self.with(Step::Attribute(name.into()))
    }

    /// An element of the map addressed so far.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.with(Step::Key(key.into()))
    }

    /// An element of the list addressed so far, counted from zero.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    /// An element of the set addressed so far.
    #[must_use]
    pub fn element(&self) -> Self {
        self.with(Step::Element)
    }

    /// The path with one more step.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// The path with `step` put before all others.
    #[must_use]
    pub(crate) fn within(mut self, step: Step) -> Self {
        self.0.insert(0, step);
        self
    }

    /// The steps from the outside in.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// True for the whole object.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("(whole object)");
        }
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Element => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}
