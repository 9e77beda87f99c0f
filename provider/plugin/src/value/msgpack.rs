//! The MessagePack form of values.
//!
//! Decoding is led by the type of the schema. Any extension is an unknown value, whatever its code
//! and at any depth: refinements may be ignored, losing one may not be noticed.

use rmp::Marker;
use rmp::decode::{RmpRead, read_marker};
use rmp::encode;

use super::{Number, Tree, Type};
use crate::path::{Path, Step};

/// Deeper values are refused instead of overflowing the stack.
pub(crate) const MAX_DEPTH: usize = 256;

/// A value on the wire that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot decode the value of {path}: {reason}")]
pub struct CodecError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong with it.
    pub reason: String,
}

impl CodecError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            path: Path::empty(),
            reason: reason.into(),
        }
    }

    pub(crate) fn within(self, step: Step) -> Self {
        Self {
            path: self.path.within(step),
            reason: self.reason,
        }
    }
}

type Result<T> = std::result::Result<T, CodecError>;

/// Reads one value of type `ty` and nothing after it.
///
/// # Errors
/// When the bytes are not MessagePack, end early, go on after the value, or do not fit the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Tree> {
    let mut rest = bytes;
    let tree = read(&mut rest, ty, 0)?;
    if rest.is_empty() {
        Ok(tree)
    } else {
        Err(CodecError::new("there are bytes after the value"))
    }
}

/// Writes `tree` as a value of type `ty`.
///
/// # Errors
/// When the value does not fit the type.
pub fn encode(tree: &Tree, ty: &Type) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    write(&mut out, tree, ty)?;
    Ok(out)
}

fn broken<E>(_: E) -> CodecError {
    CodecError::new("the MessagePack data ends too early")
}

fn length(value: u32) -> Result<usize> {
    usize::try_from(value).map_err(broken)
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(count).ok_or(()).map_err(broken)?;
    *rest = tail;
    Ok(head)
}

/// A scalar, or the length of a container still to be read.
enum Head<'a> {
    Leaf(Tree),
    Text(&'a [u8]),
    Bytes(&'a [u8]),
    Array(usize),
    Map(usize),
}

fn head<'a>(rest: &mut &'a [u8]) -> Result<Head<'a>> {
    let marker = read_marker(rest).map_err(broken)?;
    let integer = |value: Number| Head::Leaf(Tree::Number(value));
    Ok(match marker {
        Marker::Null => Head::Leaf(Tree::Null),
        Marker::True => Head::Leaf(Tree::Bool(true)),
        Marker::False => Head::Leaf(Tree::Bool(false)),
        Marker::FixPos(value) => integer(value.into()),
        Marker::FixNeg(value) => integer(value.into()),
        Marker::U8 => integer(rest.read_data_u8().map_err(broken)?.into()),
        Marker::U16 => integer(rest.read_data_u16().map_err(broken)?.into()),
        Marker::U32 => integer(rest.read_data_u32().map_err(broken)?.into()),
        Marker::U64 => integer(rest.read_data_u64().map_err(broken)?.into()),
        Marker::I8 => integer(rest.read_data_i8().map_err(broken)?.into()),
        Marker::I16 => integer(rest.read_data_i16().map_err(broken)?.into()),
        Marker::I32 => integer(rest.read_data_i32().map_err(broken)?.into()),
        Marker::I64 => integer(rest.read_data_i64().map_err(broken)?.into()),
        Marker::F32 => Head::Leaf(float(f64::from(rest.read_data_f32().map_err(broken)?))?),
        Marker::F64 => Head::Leaf(float(rest.read_data_f64().map_err(broken)?)?),
        Marker::FixStr(count) => Head::Text(take(rest, count.into())?),
        Marker::Str8 => Head::Text(sized8(rest)?),
        Marker::Str16 => Head::Text(sized16(rest)?),
        Marker::Str32 => Head::Text(sized32(rest)?),
        Marker::Bin8 => Head::Bytes(sized8(rest)?),
        Marker::Bin16 => Head::Bytes(sized16(rest)?),
        Marker::Bin32 => Head::Bytes(sized32(rest)?),
        Marker::FixArray(count) => Head::Array(count.into()),
        Marker::Array16 => Head::Array(rest.read_data_u16().map_err(broken)?.into()),
        Marker::Array32 => Head::Array(length(rest.read_data_u32().map_err(broken)?)?),
        Marker::FixMap(count) => Head::Map(count.into()),
        Marker::Map16 => Head::Map(rest.read_data_u16().map_err(broken)?.into()),
        Marker::Map32 => Head::Map(length(rest.read_data_u32().map_err(broken)?)?),
        Marker::FixExt1 => unknown(rest, 1)?,
        Marker::FixExt2 => unknown(rest, 2)?,
        Marker::FixExt4 => unknown(rest, 4)?,
        Marker::FixExt8 => unknown(rest, 8)?,
        Marker::FixExt16 => unknown(rest, 16)?,
        Marker::Ext8 => {
            let count = rest.read_data_u8().map_err(broken)?.into();
            unknown(rest, count)?
        }
        Marker::Ext16 => {
            let count = rest.read_data_u16().map_err(broken)?.into();
            unknown(rest, count)?
        }
        Marker::Ext32 => {
            let count = length(rest.read_data_u32().map_err(broken)?)?;
            unknown(rest, count)?
        }
        Marker::Reserved => {
            return Err(CodecError::new(
                "the MessagePack data has a reserved marker",
            ));
        }
    })
}

fn sized8<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let count = rest.read_data_u8().map_err(broken)?;
    take(rest, count.into())
}

fn sized16<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let count = rest.read_data_u16().map_err(broken)?;
    take(rest, count.into())
}

fn sized32<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let count = rest.read_data_u32().map_err(broken)?;
    take(rest, length(count)?)
}

fn unknown<'a>(rest: &mut &'a [u8], payload: usize) -> Result<Head<'a>> {
    // One more byte: the extension's type code.
    let count = payload.checked_add(1).ok_or(()).map_err(broken)?;
    take(rest, count)?;
    Ok(Head::Leaf(Tree::Unknown))
}

fn float(value: f64) -> Result<Tree> {
    Number::from_f64_exact(value)
        .map(Tree::Number)
        .ok_or_else(|| CodecError::new("infinite numbers are not values"))
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| CodecError::new("a text is not UTF-8"))
}

fn read(rest: &mut &[u8], ty: &Type, depth: usize) -> Result<Tree> {
    if depth > MAX_DEPTH {
        return Err(CodecError::new("the value is nested too deeply"));
    }
    let found = head(rest)?;
    match (ty, found) {
        (_, Head::Leaf(leaf @ (Tree::Null | Tree::Unknown))) => Ok(leaf),
        (Type::Bool, Head::Leaf(leaf @ Tree::Bool(_)))
        | (Type::Number, Head::Leaf(leaf @ Tree::Number(_))) => Ok(leaf),
        (Type::Number, Head::Text(bytes)) => {
            let number = text(bytes)?
                .parse()
                .map_err(|error| CodecError::new(format!("{error}")))?;
            Ok(Tree::Number(number))
        }
        (Type::String, Head::Text(bytes)) => Ok(Tree::String(text(bytes)?.to_owned())),
        (Type::List(inner), Head::Array(count)) => {
            Ok(Tree::List(items(rest, count, depth, |_| Some(&**inner))?))
        }
        (Type::Set(inner), Head::Array(count)) => {
            Ok(Tree::set(items(rest, count, depth, |_| Some(&**inner))?))
        }
        (Type::Tuple(types), Head::Array(count)) if count == types.len() => {
            Ok(Tree::List(items(rest, count, depth, |index| {
                types.get(index)
            })?))
        }
        (Type::Map(inner), Head::Map(count)) => {
            let mut members = std::collections::BTreeMap::new();
            for _ in 0..count {
                let key = key(rest)?;
                let value = read(rest, inner, depth + 1)
                    .map_err(|error| error.within(Step::Key(key.clone())))?;
                members.insert(key, value);
            }
            Ok(Tree::Map(members))
        }
        (Type::Object(types), Head::Map(count)) => {
            let mut members: std::collections::BTreeMap<_, _> = types
                .keys()
                .map(|name| (name.clone(), Tree::Null))
                .collect();
            for _ in 0..count {
                let name = key(rest)?;
                // A member the schema does not have is read past: another version may have had it.
                let Some(member) = types.get(&name) else {
                    skip(rest, depth + 1)?;
                    continue;
                };
                let value = read(rest, member, depth + 1)
                    .map_err(|error| error.within(Step::Attribute(name.clone())))?;
                members.insert(name, value);
            }
            Ok(Tree::Map(members))
        }
        (Type::Dynamic, Head::Array(2)) => {
            let inner = match head(rest)? {
                Head::Bytes(bytes) | Head::Text(bytes) => Type::from_json(bytes),
                _ => None,
            };
            let inner = inner
                .ok_or_else(|| CodecError::new("a dynamic value does not start with its type"))?;
            let value = read(rest, &inner, depth + 1)?;
            Ok(Tree::Dynamic(Box::new((inner, value))))
        }
        (expected, _) => Err(CodecError::new(format!("expected {}", expected.to_json()))),
    }
}

fn key(rest: &mut &[u8]) -> Result<String> {
    match head(rest)? {
        Head::Text(bytes) | Head::Bytes(bytes) => Ok(text(bytes)?.to_owned()),
        _ => Err(CodecError::new("a key is not a text")),
    }
}

fn items<'t>(
    rest: &mut &[u8],
    count: usize,
    depth: usize,
    ty: impl Fn(usize) -> Option<&'t Type>,
) -> Result<Vec<Tree>> {
    // The length is not trusted for an allocation: each element takes at least one byte.
    let mut list = Vec::with_capacity(count.min(rest.len()));
    for index in 0..count {
        let inner = ty(index).ok_or_else(|| CodecError::new("a tuple is longer than its type"))?;
        list.push(read(rest, inner, depth + 1).map_err(|error| error.within(Step::Index(index)))?);
    }
    Ok(list)
}

fn skip(rest: &mut &[u8], depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(CodecError::new("the value is nested too deeply"));
    }
    let count = match head(rest)? {
        Head::Array(count) => count,
        Head::Map(count) => count.saturating_mul(2),
        Head::Leaf(_) | Head::Text(_) | Head::Bytes(_) => 0,
    };
    (0..count).try_for_each(|_| skip(rest, depth + 1))
}

fn write(out: &mut Vec<u8>, tree: &Tree, ty: &Type) -> Result<()> {
    match (ty, tree) {
        (Type::Dynamic, Tree::Dynamic(typed)) => {
            encode::write_array_len(out, 2).map_err(full)?;
            // `bin`, not `str`: Terraform tells the two apart here.
            encode::write_bin(out, typed.0.to_json().as_bytes()).map_err(full)?;
            write(out, &typed.1, &typed.0)
        }
        (_, Tree::Null) => encode::write_nil(out).map_err(full),
        (_, Tree::Unknown) => {
            out.extend_from_slice(&[0xd4, 0, 0]);
            Ok(())
        }
        (Type::Dynamic, untyped) => write(
            out,
            &Tree::Dynamic(Box::new((untyped.inferred_type(), untyped.clone()))),
            ty,
        ),
        (Type::Bool, Tree::Bool(value)) => encode::write_bool(out, *value).map_err(full),
        (Type::Number, Tree::Number(number)) => write_number(out, number),
        (Type::String, Tree::String(text)) => encode::write_str(out, text).map_err(full),
        (Type::List(inner), Tree::List(items)) | (Type::Set(inner), Tree::Set(items)) => {
            encode::write_array_len(out, count(items.len())?).map_err(full)?;
            write_items(out, items.iter().map(|item| (item, &**inner)))
        }
        (Type::Tuple(types), Tree::List(items)) if types.len() == items.len() => {
            encode::write_array_len(out, count(items.len())?).map_err(full)?;
            write_items(out, items.iter().zip(types))
        }
        (Type::Map(inner), Tree::Map(members)) => {
            encode::write_map_len(out, count(members.len())?).map_err(full)?;
            for (key, value) in members {
                encode::write_str(out, key).map_err(full)?;
                write(out, value, inner).map_err(|error| error.within(Step::Key(key.clone())))?;
            }
            Ok(())
        }
        (Type::Object(types), Tree::Map(members)) => {
            encode::write_map_len(out, count(types.len())?).map_err(full)?;
            for (name, member) in types {
                encode::write_str(out, name).map_err(full)?;
                let value = members.get(name).unwrap_or(&Tree::Null);
                write(out, value, member)
                    .map_err(|error| error.within(Step::Attribute(name.clone())))?;
            }
            Ok(())
        }
        (expected, found) => Err(CodecError::new(format!(
            "expected {}, found {}",
            expected.to_json(),
            found.kind()
        ))),
    }
}

fn write_items<'t>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = (&'t Tree, &'t Type)>,
) -> Result<()> {
    for (index, (item, ty)) in items.enumerate() {
        write(out, item, ty).map_err(|error| error.within(Step::Index(index)))?;
    }
    Ok(())
}

fn write_number(out: &mut Vec<u8>, number: &Number) -> Result<()> {
    if let Some(value) = number.to_i64() {
        encode::write_sint(out, value).map(drop).map_err(full)
    } else if let Some(value) = number.to_u64() {
        encode::write_uint(out, value).map(drop).map_err(full)
    } else {
        // A decimal text loses nothing; a float would.
        encode::write_str(out, &number.to_string()).map_err(full)
    }
}

fn full<E>(_: E) -> CodecError {
    CodecError::new("the value does not fit into a message")
}

fn count(length: usize) -> Result<u32> {
    u32::try_from(length).map_err(full)
}
