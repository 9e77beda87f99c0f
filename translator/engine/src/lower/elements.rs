//! Lists of nested things, however they are written, as one list.

use ovhai_syntax::{
    Block, Expression, ExpressionKind,
    emit::{NewFor, Value},
};

use super::{
    Lowering, Nested, Refusal, View,
    rename::{Variables, rename},
};
use crate::{finding, index::Literal, survey::literal_of};

impl Lowering<'_> {
    /// All that is called `name`, as a list of objects with these members of it. Nothing if there is none.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a `dynamic` block has no `for_each` or no `content`.
    pub fn objects(&self, name: &str, members: &[&str]) -> Result<Option<Value>, Refusal> {
        let make = |view: View<'_>| {
            let items = members.iter().filter_map(|member| {
                let value = self.code(view.value(member)?);
                Some(((*member).to_owned(), value))
            });
            Some(Value::Object(items.collect()))
        };
        self.elements(name, &make, &|list| self.code(list))
    }

    /// The member `member` of all that is called `name`, as a list. Nothing if there is none.
    ///
    /// # Errors
    ///
    /// As [`objects`](Self::objects).
    pub fn values(&self, name: &str, member: &str) -> Result<Option<Value>, Refusal> {
        let make = |view: View<'_>| Some(self.code(view.value(member)?));
        self.elements(name, &make, &|list| {
            let list = Value::Call("tolist".to_owned(), vec![self.code(list)]);
            Value::After(Box::new(list), format!("[*].{member}"))
        })
    }

    fn elements(
        &self,
        name: &str,
        make: &dyn Fn(View<'_>) -> Option<Value>,
        of_list: &dyn Fn(&Expression) -> Value,
    ) -> Result<Option<Value>, Refusal> {
        let (views, blocks) = match self.view().nested(name) {
            Nested::None => return Ok(None),
            Nested::Expression(list) => return Ok(Some(of_list(list))),
            Nested::Views(views) => (views, Vec::new()),
            Nested::Dynamic { views, blocks } => (views, blocks),
        };
        let written: Vec<Value> = views.iter().filter_map(|view| make(*view)).collect();
        let mut parts = Vec::new();
        if !written.is_empty() || blocks.is_empty() {
            parts.push(Value::List(written));
        }
        for block in blocks {
            let several = self.several(block, make).ok_or_else(|| {
                Refusal::new(&finding::SHAPE, format!("`{name}` is not written out"))
            })?;
            parts.push(several);
        }
        Ok(Some(match <[Value; 1]>::try_from(parts) {
            Ok([list]) => list,
            Err(parts) => Value::Call("concat".to_owned(), parts),
        }))
    }

    /// What a `dynamic` block calls its elements. In JSON that is a string.
    pub(super) fn iterator(&self, value: &Expression) -> String {
        match &value.kind {
            ExpressionKind::String(name) => name.clone(),
            _ => self.written(value).into_owned(),
        }
    }

    /// What a `dynamic` block makes.
    fn several(&self, block: &Block, make: &dyn Fn(View<'_>) -> Option<Value>) -> Option<Value> {
        let iterator = match block.body.attribute("iterator") {
            Some(iterator) => self.iterator(&iterator.value),
            None => block.label(0).to_owned(),
        };
        let content = block.body.blocks_of("content").next()?;
        let over = &block.body.attribute("for_each")?.value;
        let each = self.code(over);
        let result = make(View::Body(&content.body))?;
        let variables = Variables::around(&[&result]);
        let result = rename(&result, &variables.of_iterator(&iterator));
        // Each element as it is, or one member of each, needs no loop; but of a map there is no list.
        let is_list = matches!(literal_of(over), Some(Literal::List(_)));
        let steps = match &result {
            Value::Code(code, _) if is_list => {
                code.strip_prefix("value").filter(|steps| is_steps(steps))
            }
            _ => None,
        };
        let list = Value::Call("tolist".to_owned(), vec![each.clone()]);
        Some(match steps {
            Some("") => list,
            Some(steps) => Value::After(Box::new(list), format!("[*]{steps}")),
            None => Value::For(Box::new(NewFor {
                collection: each,
                key: None,
                result,
                names: variables.written(),
                only: None,
            })),
        })
    }
}

/// `.name`, `.name.name`, or nothing.
fn is_steps(steps: &str) -> bool {
    let mut names = steps.split('.');
    names.next() == Some("") && names.all(ovhai_syntax::emit::is_word)
}
