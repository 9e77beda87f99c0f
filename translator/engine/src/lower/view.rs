//! One nested thing, however it is written: a block, a `dynamic` block, an object, a list of objects.

use ovhai_syntax::{Block, Body, Expression, ExpressionKind, ObjectItem};

/// Something with members.
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// The body of a block.
    Body(&'a Body),
    /// The items of an object.
    Object(&'a [ObjectItem]),
}

/// All that is called `name` in a body or object.
#[derive(Clone, Debug)]
pub enum Nested<'a> {
    /// There is none.
    None,
    /// One or several, written out.
    Views(Vec<View<'a>>),
    /// As many as an expression says, besides some that are written out.
    Dynamic {
        /// Written out.
        views: Vec<View<'a>>,
        /// `dynamic` blocks.
        blocks: Vec<&'a Block>,
    },
    /// An expression that is neither object nor list.
    Expression(&'a Expression),
}

impl<'a> View<'a> {
    /// The value of the member `name`.
    #[must_use]
    pub fn value(self, name: &str) -> Option<&'a Expression> {
        match self {
            Self::Body(body) => body.attribute(name).map(|attribute| &attribute.value),
            Self::Object(items) => items
                .iter()
                .rev()
                .find(|item| item.name() == Some(name))
                .map(|item| &item.value),
        }
    }

    /// Whether `dynamic` blocks give more of what is called `name` than is written out. In JSON, what is written out looks like
    /// an argument.
    #[must_use]
    pub fn is_also_repeated(self, name: &str) -> bool {
        let Self::Body(body) = self else {
            return false;
        };
        let mut dynamic = body.blocks_of("dynamic");
        dynamic.any(|block| block.label(0) == name) && self.value(name).is_some()
    }

    /// Everything called `name`.
    #[must_use]
    pub fn nested(self, name: &str) -> Nested<'a> {
        let value = self.value(name);
        let Self::Body(body) = self else {
            return value.map_or(Nested::None, of_value);
        };
        if let Some(value) = value.filter(|_| !self.is_also_repeated(name)) {
            return of_value(value);
        }
        let mut views: Vec<_> = body
            .blocks()
            .filter(|block| block.keyword.text == name)
            .map(|block| View::Body(&block.body))
            .collect();
        let blocks: Vec<_> = body
            .blocks()
            .filter(|block| block.keyword.text == "dynamic" && block.label(0) == name)
            .collect();
        match value.map(of_value) {
            None | Some(Nested::None | Nested::Dynamic { .. }) => {}
            Some(Nested::Views(written)) => views.extend(written),
            Some(expression @ Nested::Expression(_)) => return expression,
        }
        match (views.is_empty(), blocks.is_empty()) {
            (true, true) => Nested::None,
            (_, true) => Nested::Views(views),
            (_, false) => Nested::Dynamic { views, blocks },
        }
    }

    /// The one nested thing called `name`, if there is exactly one and it is written out.
    #[must_use]
    pub fn single(self, name: &str) -> Option<View<'a>> {
        match self.nested(name) {
            Nested::Views(views) if views.len() == 1 => views.first().copied(),
            _ => None,
        }
    }

    /// Names of all members, each once, in order.
    #[must_use]
    pub fn names(self) -> Vec<&'a str> {
        let mut names: Vec<&str> = match self {
            Self::Object(items) => items.iter().filter_map(ObjectItem::name).collect(),
            Self::Body(body) => {
                let attributes = body
                    .attributes()
                    .map(|attribute| attribute.name.text.as_str());
                let blocks = body
                    .blocks()
                    .map(|block| match block.keyword.text.as_str() {
                        "dynamic" => block.label(0),
                        keyword => keyword,
                    });
                attributes.chain(blocks).collect()
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }
}

fn of_value(value: &Expression) -> Nested<'_> {
    match &value.kind {
        ExpressionKind::Object(items) => Nested::Views(vec![View::Object(items)]),
        ExpressionKind::Array(elements) => {
            let views: Option<Vec<_>> = elements
                .iter()
                .map(|element| match &element.kind {
                    ExpressionKind::Object(items) => Some(View::Object(items)),
                    _ => None,
                })
                .collect();
            views.map_or(Nested::Expression(value), Nested::Views)
        }
        _ => Nested::Expression(value),
    }
}
