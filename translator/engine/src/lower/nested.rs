//! What is nested, as values: blocks as objects, `dynamic` blocks as `for` expressions.

use ovhai_syntax::{
    Block, ExpressionKind, Item, Span,
    emit::{NewFor, Value},
};

use super::{Lowering, Nested, View};
use crate::census;

impl Lowering<'_> {
    /// Everything called `name` as a list of objects; an expression stays what it is.
    #[must_use]
    pub fn listed(&self, view: View<'_>, name: &str) -> Option<Value> {
        if let Some(value) = view.value(name)
            && !view.is_also_repeated(name)
        {
            return Some(self.code(value));
        }
        match view.nested(name) {
            Nested::None => None,
            Nested::Expression(value) => Some(self.code(value)),
            Nested::Views(views) => Some(self.list(&views)),
            Nested::Dynamic { views, blocks } => {
                let mut lists: Vec<Value> =
                    blocks.iter().map(|block| self.repeated(block)).collect();
                if !views.is_empty() {
                    lists.insert(0, self.list(&views));
                }
                Some(match <[Value; 1]>::try_from(lists) {
                    Ok([list]) => list,
                    Err(lists) => Value::Call("concat".to_owned(), lists),
                })
            }
        }
    }

    /// The one thing called `name` as an object, or null where a `dynamic` block gives none. A list of several is no object:
    /// the code then says so when it is run.
    #[must_use]
    pub fn sole(&self, view: View<'_>, name: &str) -> Option<Value> {
        if let Some(value) = view.value(name)
            && !matches!(value.kind, ExpressionKind::Array(_))
            && !view.is_also_repeated(name)
        {
            return Some(self.code(value));
        }
        match view.nested(name) {
            Nested::Views(views) if views.len() == 1 => {
                views.first().map(|view| self.members(*view))
            }
            _ => {
                let list = self.listed(view, name)?;
                Some(Value::Call("one".to_owned(), vec![list]))
            }
        }
    }

    /// The members of one block or object, without names that are the vendor's.
    #[must_use]
    pub fn members(&self, view: View<'_>) -> Value {
        let names = view.names().into_iter();
        let items = names.filter(|name| !is_strange(name)).filter_map(|name| {
            let value = self.listed(view, name)?;
            Some((name.to_owned(), value))
        });
        Value::Object(items.collect())
    }

    fn list(&self, views: &[View<'_>]) -> Value {
        Value::List(views.iter().map(|view| self.members(*view)).collect())
    }

    /// `dynamic "x" { for_each = y, content { … } }` as `[for x in … : { … }]`, in which `x` has the members it has in the
    /// content.
    fn repeated(&self, block: &Block) -> Value {
        let iterator = block.body.attribute("iterator").map_or_else(
            || block.label(0).to_owned(),
            |named| self.iterator(&named.value),
        );
        let collection = block
            .body
            .attribute("for_each")
            .map_or(Value::List(Vec::new()), |over| self.code(&over.value));
        let items = Value::For(Box::new(NewFor {
            collection,
            key: None,
            result: Value::code("{ key = key, value = value }"),
            names: NewFor::NAMES.to_owned(),
            only: None,
        }));
        let content = block.body.items.iter().find_map(|item| match item {
            Item::Block(content) if content.keyword.text == "content" => Some(&content.body),
            _ => None,
        });
        Value::For(Box::new(NewFor {
            collection: items,
            key: None,
            result: content.map_or(Value::Object(Vec::new()), |body| {
                self.members(View::Body(body))
            }),
            names: iterator,
            only: None,
        }))
    }
}

/// Names in nested blocks that are the vendor's: no module has such an argument, and none of the vendor's types has one that is
/// carried.
pub(super) fn strangers<'a>(block: &'a Block, found: &mut Vec<(&'a str, Span)>) {
    for attribute in block.body.attributes() {
        found.push((&attribute.name.text, attribute.span));
    }
    for nested in block.body.blocks() {
        let name = match nested.keyword.text.as_str() {
            "dynamic" => nested.label(0),
            keyword => keyword,
        };
        found.push((name, nested.span));
        strangers(nested, found);
    }
    found.retain(|(name, _)| is_strange(name));
}

fn is_strange(name: &str) -> bool {
    !census::scan(name.as_bytes()).is_empty()
}
