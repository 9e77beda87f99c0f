//! Blocks that become a part of another block's call, wherever in the module they stand.

use std::collections::BTreeMap;

use ovhai_syntax::emit::{NewFor, Value};

use super::{Context, carry, references::Replaced};
use crate::{
    census,
    lower::{Argument, Variables, rename},
    mappings::{Place, Target, word},
    survey::Repetition,
};

/// By the subject they become a part of, then by its argument.
#[derive(Default)]
pub(super) struct Members(BTreeMap<usize, BTreeMap<String, Vec<Joined>>>);

/// One block's part.
struct Joined {
    place: Place,
    value: Value,
    /// What is gone through, if the block stands for several objects.
    over: Option<Value>,
    /// Which object of the parent it belongs to, and what that object is called there.
    only: Option<(Value, Value)>,
    /// What an item of `over` is called.
    names: String,
}

impl Members {
    /// Adds what the blocks of one file become.
    pub(super) fn collect(&mut self, context: &Context<'_>, replaced: &Replaced) {
        for (subject, lowered) in context.leaving() {
            let Target::Member(member) = &lowered.target else {
                continue;
            };
            let number = context.decisions.subject_at(subject.at);
            let Some(parent) = number.and_then(|number| context.decisions.parent(number)) else {
                continue;
            };
            let carried = |value: &Value| carry::value(value, &context.source.text, replaced);
            let instance = member.parent.instance.as_ref();
            let mut inside = vec![&member.value];
            inside.extend(instance);
            inside.extend(match &member.place {
                Place::Key(key) => Some(key),
                Place::Element | Place::Whole => None,
            });
            let variables = Variables::around(&inside);
            // Where it goes through the parent's objects, it is written in the call of each, where `each` means the same.
            let is_for_each = member.parent.is_for_each;
            let names = match subject.repetition {
                _ if is_for_each => Vec::new(),
                Repetition::Once => Vec::new(),
                Repetition::Count | Repetition::ForEach => variables.of_repetition(),
            };
            let repeated = |value: &Value| rename(&carried(value), &names);
            let over = lowered
                .arguments
                .iter()
                .find(|argument| ["count", "for_each"].contains(&argument.name.as_str()))
                .filter(|_| !is_for_each)
                .map(|argument| {
                    let value = carried(&argument.value);
                    match subject.repetition {
                        Repetition::Count => Value::Call("range".to_owned(), vec![value]),
                        Repetition::Once | Repetition::ForEach => value,
                    }
                });
            let object = match context.decisions.subjects[parent].repetition {
                _ if is_for_each => None,
                Repetition::Once => None,
                Repetition::Count => Some("count.index"),
                Repetition::ForEach => Some("each.key"),
            };
            let instance = instance.map(repeated);
            let joined = Joined {
                place: match &member.place {
                    Place::Key(key) => Place::Key(repeated(key)),
                    place => place.clone(),
                },
                value: repeated(&member.value),
                over,
                only: instance.zip(object.map(Value::code)),
                names: variables.written(),
            };
            self.0
                .entry(parent)
                .or_default()
                .entry(member.argument.clone())
                .or_default()
                .push(joined);
        }
    }

    /// Adds to `arguments` of the call of the subject `parent` what others become a part of.
    pub(super) fn join(&self, parent: usize, arguments: &mut Vec<Argument>) {
        for (name, joined) in self.0.get(&parent).into_iter().flatten() {
            let known = arguments.iter_mut().find(|known| known.name == *name);
            match known {
                Some(known) => known.value = combined(joined, Some(known.value.clone())),
                None => arguments.push(Argument {
                    name: name.clone(),
                    value: combined(joined, None),
                    from: None,
                }),
            }
        }
    }
}

/// An argument that is one block's part, for those of the call's objects that it belongs to.
fn whole(joined: &[Joined]) -> Value {
    let mut lists = Vec::new();
    for joined in joined {
        let Some(only) = &joined.only else {
            return joined.value.clone();
        };
        lists.push(Value::For(Box::new(NewFor {
            collection: joined.over.clone().unwrap_or_else(|| Value::code("[null]")),
            key: None,
            result: joined.value.clone(),
            names: joined.names.clone(),
            only: Some(only.clone()),
        })));
    }
    let list = match <[Value; 1]>::try_from(lists) {
        Ok([list]) => list,
        Err(lists) => Value::Call("concat".to_owned(), lists),
    };
    Value::Call("one".to_owned(), vec![list])
}

/// The parts of one argument, after `own`, which the call has anyway.
fn combined(joined: &[Joined], own: Option<Value>) -> Value {
    if joined.iter().any(|joined| joined.place == Place::Whole) {
        return whole(joined);
    }
    let is_map = !joined.iter().any(|joined| joined.place == Place::Element);
    let mut parts: Vec<Value> = Vec::new();
    let mut items = Vec::new();
    let mut elements = Vec::new();
    match own {
        Some(Value::List(own)) if !is_map => elements = own,
        Some(own) => parts.push(own),
        None => {}
    }
    let mut several = Vec::new();
    for joined in joined {
        let key = match &joined.place {
            Place::Key(key) => Some(key),
            Place::Element | Place::Whole => None,
        };
        let is_one = joined.over.is_none() && joined.only.is_none();
        // A key that names the vendor says where it was taken from, which only an expression can.
        let is_plain = |key: &String| census::scan(key.as_bytes()).is_empty();
        match (is_one, key.map(|key| word(key).filter(is_plain))) {
            (true, None) => elements.push(joined.value.clone()),
            (true, Some(Some(key))) => items.push((key, joined.value.clone())),
            _ => several.push(Value::For(Box::new(NewFor {
                // One object whose key is an expression is a list of one that is gone through.
                collection: joined.over.clone().unwrap_or_else(|| Value::code("[null]")),
                key: key.cloned(),
                result: joined.value.clone(),
                names: joined.names.clone(),
                only: joined.only.clone(),
            }))),
        }
    }
    if !items.is_empty() {
        parts.push(Value::Object(items));
    }
    if !elements.is_empty() {
        parts.push(Value::List(elements));
    }
    parts.extend(several);
    match <[Value; 1]>::try_from(parts) {
        Ok([value]) => value,
        Err(parts) => {
            let join = if is_map { "merge" } else { "concat" };
            Value::Call(join.to_owned(), parts)
        }
    }
}
