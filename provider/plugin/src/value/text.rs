//! Strings with their own grammar and equality.

use std::borrow::Cow;
use std::time::Duration;

use super::{DecodeError, Element, Hooks, Leaf, Shape, Tree, Type};

/// A string with rules: an enumeration, an address, a document.
///
/// What [`Text::parse`] refuses is refused when the configuration is validated, with the attribute's
/// path. When [`Text::same`] calls two spellings equal, Terraform keeps the one it has and no
/// difference is shown. (Another spelling in the *configuration* of an element of a list, set or map
/// is a difference all the same, since Terraform allows a plan no other; one that comes from the
/// service is not.)
///
/// ```
/// use std::borrow::Cow;
/// use terraform_plugin::Text;
///
/// /// A host name; letter case means nothing.
/// struct Host(String);
///
/// impl Text for Host {
///     fn parse(text: &str) -> Result<Self, String> {
///         if text.contains(' ') { Err("A host name has no spaces.".into()) } else { Ok(Self(text.into())) }
///     }
///     fn text(&self) -> Cow<'_, str> {
///         Cow::Borrowed(&self.0)
///     }
///     fn same(a: &str, b: &str) -> bool {
///         a.eq_ignore_ascii_case(b)
///     }
/// }
/// ```
pub trait Text: Sized + Send + Sync + 'static {
    /// Reads the text.
    ///
    /// # Errors
    /// What is wrong and what is allowed, as a sentence.
    fn parse(text: &str) -> Result<Self, String>;

    /// The text, spelled as it was read.
    fn text(&self) -> Cow<'_, str>;

    /// True when two valid spellings mean the same.
    #[must_use]
    fn same(a: &str, b: &str) -> bool {
        a == b
    }
}

impl<T: Text> Element for T {
    fn shape() -> Shape {
        Shape::Leaf(Leaf {
            ty: Type::String,
            sensitive: false,
            hooks: Hooks::Own {
                check: |tree| {
                    tree.as_str()
                        .map_or(Ok(()), |text| Self::parse(text).map(drop))
                },
                same: Some(|a, b| match (a.as_str(), b.as_str()) {
                    (Some(a), Some(b)) => a == b || Self::same(a, b),
                    _ => a == b,
                }),
            },
        })
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        Self::parse(&String::decode(tree)?).map_err(DecodeError::invalid)
    }

    fn encode(&self) -> Tree {
        Tree::String(self.text().into_owned())
    }
}

/// A JSON document. Spacing, the order of members and the spelling of numbers mean nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    /// The document as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parsed document.
    #[must_use]
    pub fn tree(&self) -> Tree {
        super::json::parse(self.0.as_bytes()).unwrap_or_default()
    }
}

impl Text for Json {
    fn parse(text: &str) -> Result<Self, String> {
        super::json::parse(text.as_bytes())
            .map_err(|error| format!("Expected a JSON document: {}.", error.reason))?;
        Ok(Self(text.to_owned()))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn same(a: &str, b: &str) -> bool {
        matches!((super::json::parse(a.as_bytes()), super::json::parse(b.as_bytes())), (Ok(a), Ok(b)) if a == b)
    }
}

/// A span of time such as `90s`, `1.5h` or `1h30m`; equal spans are equal however they are written.
///
/// Units are `h`, `m`, `s`, `ms`, `us` and `ns`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationText {
    text: String,
    span: Duration,
}

impl DurationText {
    /// The span.
    #[must_use]
    pub const fn span(&self) -> Duration {
        self.span
    }
}

impl Text for DurationText {
    fn parse(text: &str) -> Result<Self, String> {
        let span = read_span(text)
            .ok_or("Expected a span of time such as \"30s\", \"20m\" or \"1h30m\".")?;
        Ok(Self {
            text: text.to_owned(),
            span,
        })
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }

    fn same(a: &str, b: &str) -> bool {
        matches!((read_span(a), read_span(b)), (Some(a), Some(b)) if a == b)
    }
}

fn read_span(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let (mut rest, mut total) = (text, Duration::ZERO);
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(number_end);
        let unit_end = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let nanoseconds: f64 = match unit {
            "h" => 3_600e9,
            "m" => 60e9,
            "s" => 1e9,
            "ms" => 1e6,
            "us" => 1e3,
            "ns" => 1.0,
            _ => return None,
        };
        let seconds = number.parse::<f64>().ok()? * nanoseconds / 1e9;
        total = total.checked_add(Duration::try_from_secs_f64(seconds).ok()?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(total)
}
