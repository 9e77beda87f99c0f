//! JSON pointers (RFC 6901).

/// `member` as one step of a pointer, without the slash.
pub(crate) fn escaped(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}
