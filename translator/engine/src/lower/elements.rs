//! Lists of nested things, however they are written, as one list.

use ovhai_syntax::{
    Block, Expression, TokenKind,
    emit::{NewFor, Value},
};

use super::{Lowering, Nested, Refusal, View};
use crate::finding;

impl Lowering<'_> {
    /// All that is called `name`, as a list of objects with these members of it. Nothing if there is none.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a `dynamic` block has no `for_each` or no `content`.
    pub fn objects(&self, name: &str, members: &[&str]) -> Result<Option<Value>, Refusal> {
        let make = |view: View<'_>, iterator: Option<&str>| {
            let items = members.iter().filter_map(|member| {
                let value = self.within(view.value(member)?, iterator);
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
        let make = |view: View<'_>, iterator: Option<&str>| {
            Some(self.within(view.value(member)?, iterator))
        };
        self.elements(name, &make, &|list| {
            let list = Value::Call("tolist".to_owned(), vec![self.code(list)]);
            Value::After(Box::new(list), format!("[*].{member}"))
        })
    }

    fn elements(
        &self,
        name: &str,
        make: &dyn Fn(View<'_>, Option<&str>) -> Option<Value>,
        of_list: &dyn Fn(&Expression) -> Value,
    ) -> Result<Option<Value>, Refusal> {
        let (views, blocks) = match self.view().nested(name) {
            Nested::None => return Ok(None),
            Nested::Expression(list) => return Ok(Some(of_list(list))),
            Nested::Views(views) => (views, Vec::new()),
            Nested::Dynamic { views, blocks } => (views, blocks),
        };
        let written: Vec<Value> = views.iter().filter_map(|view| make(*view, None)).collect();
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

    /// What a `dynamic` block makes.
    fn several(
        &self,
        block: &Block,
        make: &dyn Fn(View<'_>, Option<&str>) -> Option<Value>,
    ) -> Option<Value> {
        let iterator = match block.body.attribute("iterator") {
            Some(iterator) => self.written(&iterator.value),
            None => block.label(0),
        };
        let content = block.body.blocks_of("content").next()?;
        let each = self.code(&block.body.attribute("for_each")?.value);
        let result = make(View::Body(&content.body), Some(iterator))?;
        // Each element as it is, or one member of each, needs no loop.
        let steps = match &result {
            Value::Code(code, _) => code.strip_prefix("value").filter(|steps| is_steps(steps)),
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
                only: None,
            })),
        })
    }

    /// The code of `expression` in the content of a `dynamic` block, whose iterator becomes the variables of a `for`.
    fn within(&self, expression: &Expression, iterator: Option<&str>) -> Value {
        match iterator {
            None => self.code(expression),
            Some(iterator) => Value::code(renamed(
                self.written(expression),
                &[(iterator, "key", "key"), (iterator, "value", "value")],
            )),
        }
    }
}

/// `.name`, `.name.name`, or nothing.
fn is_steps(steps: &str) -> bool {
    let mut names = steps.split('.');
    names.next() == Some("") && names.all(ovhai_syntax::emit::is_word)
}

/// `code` with `root.attribute` replaced by another name.
pub(crate) fn renamed(code: &str, names: &[(&str, &str, &str)]) -> String {
    let tokens = ovhai_syntax::tokens(code);
    let mut result = String::with_capacity(code.len());
    let mut at = 0;
    for (index, window) in tokens.windows(3).enumerate() {
        let texts = [0, 1, 2].map(|offset| window[offset].span.text(code));
        let new = names
            .iter()
            .find(|(root, attribute, _)| texts == [*root, ".", *attribute]);
        let is_member = index > 0 && tokens[index - 1].span.text(code) == ".";
        let (Some((_, _, new)), false) = (new, is_member || window[0].kind != TokenKind::Word)
        else {
            continue;
        };
        result.push_str(&code[at..window[0].span.start]);
        result.push_str(new);
        at = window[2].span.end;
    }
    result.push_str(&code[at..]);
    result
}
