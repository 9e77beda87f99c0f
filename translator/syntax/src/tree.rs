//! The tree of a configuration file, the same for native syntax and JSON. Every node says where it stands.

use crate::Span;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// HCL's native syntax.
    Native,
    /// HCL's JSON syntax: strings are templates, blocks are members of objects.
    Json,
}

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Document {
    /// How it is written.
    pub notation: Notation,
    /// Everything in it.
    pub body: Body,
    /// What was repaired to read it (native syntax that Terraform accepts and the parser does not), one line each. Edits
    /// are safe all the same: spans are those of the original.
    pub repairs: Vec<Problem>,
}

impl Document {
    /// What could not be read, in order.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.body.items.iter().filter_map(|item| match item {
            Item::Isolated(isolated) => Some(&isolated.problem),
            _ => None,
        })
    }
}

/// Why a part of a file was not understood, or how it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: usize,
    /// What the parser expected. Never quotes the file: its text may hold secrets.
    pub message: String,
}

/// Attributes and blocks in the order they are written.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// From the first item to the last, without braces.
    pub span: Span,
    /// In order. Attributes are unique by name.
    pub items: Vec<Item>,
}

impl Body {
    /// The attribute called `name`.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes()
            .find(|attribute| attribute.name.text == name)
    }

    /// Every attribute, in order.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.items.iter().filter_map(|item| match item {
            Item::Attribute(attribute) => Some(attribute),
            _ => None,
        })
    }

    /// Every block, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            _ => None,
        })
    }

    /// Every block that begins with `keyword`, in order.
    pub fn blocks_of<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks()
            .filter(move |block| block.keyword.text == keyword)
    }
}

/// One item of a body.
#[derive(Clone, Debug)]
pub enum Item {
    /// `name = value`
    Attribute(Attribute),
    /// `keyword "label" { … }`
    Block(Block),
    /// What could not be understood. Only at the top of a file.
    Isolated(Isolated),
}

impl Item {
    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Attribute(attribute) => attribute.span,
            Self::Block(block) => block.span,
            Self::Isolated(isolated) => isolated.span,
        }
    }
}

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Without quotes.
    pub span: Span,
}

/// `name = value`
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Left of the sign.
    pub name: Name,
    /// Right of it.
    pub value: Expression,
    /// Both, without what surrounds them. In JSON the whole member.
    pub span: Span,
}

/// `keyword "label" { … }`
#[derive(Clone, Debug)]
pub struct Block {
    /// What kind of block.
    pub keyword: Name,
    /// Type, name, …
    pub labels: Vec<Label>,
    /// Between the braces.
    pub body: Body,
    /// From the keyword to the closing brace. In JSON the member that holds the body, from its name on.
    pub span: Span,
}

impl Block {
    /// Text of the label at `index`; empty if there is none.
    #[must_use]
    pub fn label(&self, index: usize) -> &str {
        self.labels
            .get(index)
            .map_or("", |label| label.text.as_str())
    }
}

/// A block's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Without quotes.
    pub text: String,
    /// With quotes, if it has some.
    pub span: Span,
}

/// A part of a file that the parser refuses. Its bytes are never edited.
#[derive(Clone, Debug)]
pub struct Isolated {
    /// The first word, if there is one.
    pub keyword: Option<Name>,
    /// The strings and words between it and the opening brace.
    pub labels: Vec<Label>,
    /// From the first word to the closing brace or as far as it seems to reach.
    pub span: Span,
    /// What is wrong.
    pub problem: Problem,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Expression {
    /// Without the space around.
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind,
}

/// Every kind of expression the language has.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A quoted string without interpolation, decoded.
    String(String),
    /// A quoted string with interpolation.
    Template(Template),
    /// A heredoc, with or without interpolation.
    Heredoc(Template),
    /// `[a, b]`
    Array(Vec<Expression>),
    /// `{ a = b }`
    Object(Vec<ObjectItem>),
    /// `(a)`
    Parenthesis(Box<Expression>),
    /// A name and what is taken of it: `var.a[0].b`, but also `f(x).b`.
    Traversal(Traversal),
    /// `f(a, b...)`
    Call {
        /// With its name spaces: `provider::local::f`.
        name: Name,
        /// In order.
        arguments: Vec<Expression>,
        /// Whether the last argument is expanded by `...`.
        expands_last: bool,
    },
    /// `-a`, `!a`
    Unary(Box<Expression>),
    /// `a + b`
    Binary(Box<[Expression; 2]>),
    /// `a ? b : c`
    Conditional(Box<Conditional>),
    /// `[for …]`, `{for …}`
    For(Box<For>),
}

/// `condition ? yes : no`
#[derive(Clone, Debug)]
pub struct Conditional {
    /// What decides.
    pub condition: Expression,
    /// If it is true.
    pub yes: Expression,
    /// If it is false.
    pub no: Expression,
}

/// `{ for key, value in collection : result_key => result if condition }`
#[derive(Clone, Debug)]
pub struct For {
    /// First variable, when there are two.
    pub key: Option<Name>,
    /// The variable.
    pub value: Name,
    /// What is gone through.
    pub collection: Expression,
    /// Left of the arrow; such a `for` makes an object.
    pub result_key: Option<Expression>,
    /// What is made of each element.
    pub result: Expression,
    /// Which elements count.
    pub condition: Option<Expression>,
}

/// One item of an object expression.
#[derive(Clone, Debug)]
pub struct ObjectItem {
    /// The key; a bare word is a [`ExpressionKind::String`].
    pub key: Expression,
    /// The value.
    pub value: Expression,
}

impl ObjectItem {
    /// The key, if it is a plain word or string.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.key.kind {
            ExpressionKind::String(name) => Some(name),
            _ => None,
        }
    }
}

/// A name and the steps that follow it.
#[derive(Clone, Debug)]
pub struct Traversal {
    /// Where it begins.
    pub root: Root,
    /// In order; none for a bare name.
    pub steps: Vec<Step>,
}

/// What a traversal begins with.
#[derive(Clone, Debug)]
pub enum Root {
    /// A name: `var`, `local`, a resource type, a `for` variable.
    Name(Name),
    /// Anything else: a call, a parenthesis.
    Expression(Box<Expression>),
}

/// One step of a traversal.
#[derive(Clone, Debug)]
pub struct Step {
    /// With its dot or brackets.
    pub span: Span,
    /// What it takes.
    pub kind: StepKind,
}

/// What a step takes.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// `.name`
    Attribute(String),
    /// `[0]`, `["key"]`, `[each.key]`
    Index(Expression),
    /// `.0`
    LegacyIndex(u64),
    /// `[*]`
    Splat,
    /// `.*`
    LegacySplat,
}

/// Text with interpolations.
#[derive(Clone, Debug)]
pub struct Template {
    /// In order.
    pub parts: Vec<TemplatePart>,
}

/// One part of a template.
#[derive(Clone, Debug)]
pub enum TemplatePart {
    /// Plain text, as written, escapes included.
    Literal(Span),
    /// `${…}`, with its braces.
    Interpolation {
        /// With its braces.
        span: Span,
        /// Between them.
        expression: Expression,
    },
    /// `%{ if … }…%{ endif }`, `%{ for … }…%{ endfor }`
    Directive {
        /// From the first brace to the last.
        span: Span,
        /// What it does.
        directive: Box<Directive>,
    },
}

/// A template directive.
#[derive(Clone, Debug)]
pub enum Directive {
    /// `%{ if … }`
    If {
        /// What decides.
        condition: Expression,
        /// If it is true.
        yes: Template,
        /// If it is false.
        no: Option<Template>,
    },
    /// `%{ for … }`
    For {
        /// What each element is called.
        value: Name,
        /// What is gone through.
        collection: Expression,
        /// What is written for each element.
        body: Template,
    },
}
