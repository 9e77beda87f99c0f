//! The JSON form of values, read without losing a digit.
//!
//! serde_json turns numbers into `f64` unless `arbitrary_precision` is on, and that switch would
//! change every crate of a build. This reader keeps the text of each number instead.

use std::collections::BTreeMap;

use super::msgpack::{CodecError, MAX_DEPTH};
use super::{Number, Tree, Type};
use crate::path::Step;

type Result<T> = std::result::Result<T, CodecError>;

/// Reads one JSON document without a type: sequences are lists, objects are maps.
///
/// # Errors
/// When the bytes are not JSON.
pub fn parse(bytes: &[u8]) -> Result<Tree> {
    let text = std::str::from_utf8(bytes).map_err(|_| CodecError::new("the JSON is not UTF-8"))?;
    let mut reader = Reader { text, at: 0 };
    let tree = reader.value(0)?;
    reader.space();
    if reader.at == text.len() {
        Ok(tree)
    } else {
        Err(reader.broken())
    }
}

/// The JSON text of a value; unknown values become null, since JSON has no word for them.
#[must_use]
pub fn to_text(tree: &Tree) -> String {
    let mut out = String::new();
    print(&mut out, tree);
    out
}

/// Reads JSON as a value of type `ty`.
///
/// Members the type does not have are dropped, and missing ones are null: that is how a state of an
/// older schema is read.
///
/// # Errors
/// When the bytes are not JSON or do not fit the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Tree> {
    conform(parse(bytes)?, ty)
}

/// Fits a value that came without types to `ty`.
///
/// Converts as Terraform does: numbers and booleans from and to their texts.
///
/// # Errors
/// When the value does not fit the type.
pub fn conform(tree: Tree, ty: &Type) -> Result<Tree> {
    match (ty, tree) {
        (Type::Dynamic, tree) => Ok(dynamic(tree)),
        (_, Tree::Dynamic(typed)) => conform(typed.1, ty),
        (_, leaf @ (Tree::Null | Tree::Unknown)) => Ok(leaf),
        (Type::Bool, leaf @ Tree::Bool(_))
        | (Type::Number, leaf @ Tree::Number(_))
        | (Type::String, leaf @ Tree::String(_)) => Ok(leaf),
        (Type::Bool, Tree::String(text)) if text == "true" || text == "false" => {
            Ok(Tree::Bool(text == "true"))
        }
        (Type::Number, Tree::String(text)) => text
            .parse()
            .map(Tree::Number)
            .map_err(|error| CodecError::new(format!("{error}"))),
        (Type::String, Tree::Bool(value)) => Ok(Tree::String(value.to_string())),
        (Type::String, Tree::Number(number)) => Ok(Tree::String(number.to_string())),
        (Type::List(inner), Tree::List(items) | Tree::Set(items)) => {
            Ok(Tree::List(conform_items(items, |_| Some(&**inner))?))
        }
        (Type::Set(inner), Tree::List(items) | Tree::Set(items)) => {
            Ok(Tree::set(conform_items(items, |_| Some(&**inner))?))
        }
        (Type::Tuple(types), Tree::List(items)) if items.len() == types.len() => {
            Ok(Tree::List(conform_items(items, |index| types.get(index))?))
        }
        (Type::Map(inner), Tree::Map(members)) => {
            let convert = |(key, value)| {
                let value = conform(value, inner)
                    .map_err(|error| error.within(Step::Key(String::clone(&key))))?;
                Ok((key, value))
            };
            Ok(Tree::Map(
                members.into_iter().map(convert).collect::<Result<_>>()?,
            ))
        }
        (Type::Object(types), Tree::Map(mut members)) => {
            let convert = |(name, member): (&String, &Type)| {
                let value = members.remove(name).unwrap_or_default();
                let value = conform(value, member)
                    .map_err(|error| error.within(Step::Attribute(name.clone())))?;
                Ok((name.clone(), value))
            };
            Ok(Tree::Map(types.iter().map(convert).collect::<Result<_>>()?))
        }
        (expected, found) => Err(CodecError::new(format!(
            "expected {}, found {}",
            expected.to_json(),
            found.kind()
        ))),
    }
}

fn conform_items<'t>(
    items: Vec<Tree>,
    ty: impl Fn(usize) -> Option<&'t Type>,
) -> Result<Vec<Tree>> {
    let convert = |(index, item)| {
        let inner = ty(index).ok_or_else(|| CodecError::new("a tuple is longer than its type"))?;
        conform(item, inner).map_err(|error| error.within(Step::Index(index)))
    };
    items.into_iter().enumerate().map(convert).collect()
}

/// A dynamic value is written `{"type": …, "value": …}` in states.
fn dynamic(tree: Tree) -> Tree {
    if let Tree::Map(members) = &tree
        && members.len() == 2
        && let (Some(ty), Some(value)) = (members.get("type"), members.get("value"))
        && let Some(ty) = Type::from_json(to_text(ty).as_bytes())
        && let Ok(value) = conform(value.clone(), &ty)
    {
        return Tree::Dynamic(Box::new((ty, value)));
    }
    match tree {
        leaf @ (Tree::Null | Tree::Unknown | Tree::Dynamic(_)) => leaf,
        value => Tree::Dynamic(Box::new((value.inferred_type(), value))),
    }
}

fn print(out: &mut String, tree: &Tree) {
    match tree {
        Tree::Null | Tree::Unknown => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(number) => out.push_str(&number.to_string()),
        Tree::String(text) => print_text(out, text),
        Tree::List(items) | Tree::Set(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                print(out, item);
            }
            out.push(']');
        }
        Tree::Map(members) => {
            out.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                print_text(out, key);
                out.push(':');
                print(out, value);
            }
            out.push('}');
        }
        Tree::Dynamic(typed) => print(out, &typed.1),
    }
}

fn print_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn broken(&self) -> CodecError {
        CodecError::new(format!("the JSON is broken at byte {}", self.at))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(token.as_bytes());
        if found {
            self.at += token.len();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Tree> {
        if depth > MAX_DEPTH {
            return Err(CodecError::new("the JSON is nested too deeply"));
        }
        self.space();
        match self.peek() {
            Some(b'n') if self.eat("null") => Ok(Tree::Null),
            Some(b't') if self.eat("true") => Ok(Tree::Bool(true)),
            Some(b'f') if self.eat("false") => Ok(Tree::Bool(false)),
            Some(b'"') => Ok(Tree::String(self.string()?)),
            Some(b'[') => self.list(depth),
            Some(b'{') => self.object(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.broken()),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Tree> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.eat("]") {
            return Ok(Tree::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.eat("]") {
                return Ok(Tree::List(items));
            }
            if !self.eat(",") {
                return Err(self.broken());
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Tree> {
        self.at += 1;
        let mut members = BTreeMap::new();
        self.space();
        if self.eat("}") {
            return Ok(Tree::Map(members));
        }
        loop {
            self.space();
            let key = self.string()?;
            self.space();
            if !self.eat(":") {
                return Err(self.broken());
            }
            members.insert(key, self.value(depth + 1)?);
            self.space();
            if self.eat("}") {
                return Ok(Tree::Map(members));
            }
            if !self.eat(",") {
                return Err(self.broken());
            }
        }
    }

    /// Finds the end of the text; serde_json undoes the escapes.
    fn string(&mut self) -> Result<String> {
        if self.peek() != Some(b'"') {
            return Err(self.broken());
        }
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err(self.broken()),
            }
        }
        self.at += 1;
        self.text
            .get(start..self.at)
            .and_then(|raw| serde_json::from_str(raw).ok())
            .ok_or_else(|| self.broken())
    }

    fn number(&mut self) -> Result<Tree> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        self.text[start..self.at]
            .parse::<Number>()
            .map(Tree::Number)
            .map_err(|_| self.broken())
    }
}
