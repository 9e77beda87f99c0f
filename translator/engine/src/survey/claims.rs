//! Which place each hit belongs to.

use ovhai_syntax::{FileClass, Span};

use super::Thing;
use crate::census::{Hit, Pattern};

/// What an occurrence is, before anybody decided what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A block that is the vendor's as a whole.
    Block,
    /// A reference to something of the vendor's.
    Reference,
    /// An entry of `required_providers`, or a lock file's block.
    Requirement,
    /// `provider = …`, an item of `providers`, of `configuration_aliases`.
    ProviderArgument,
    /// A backend or remote state that lies on the platform.
    Backend,
    /// A string or a part of a heredoc.
    Literal,
    /// A name that a person gave: a label, a variable, a local, a key.
    Name,
    /// A comment.
    Comment,
    /// A command line.
    Command,
    /// Something else.
    Text,
    /// In a file whose bytes are no text.
    Binary,
}

impl Place {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Reference => "reference",
            Self::Requirement => "requirement",
            Self::ProviderArgument => "provider_argument",
            Self::Backend => "backend",
            Self::Literal => "literal",
            Self::Name => "name",
            Self::Comment => "comment",
            Self::Command => "command",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}

/// A place that holds hits: an occurrence to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it covers.
    pub span: Span,
    /// What it is.
    pub place: Place,
    /// How findings name it: the address of the block, or the word.
    pub address: String,
    /// Index of the block it is or stands in.
    pub block: Option<usize>,
    /// Indexes of the hits that belong to it, in order; none only for a block that is the vendor's for another reason.
    pub hits: Vec<usize>,
    /// For a block without hits: address of the block that makes it the vendor's.
    pub made_by: Option<String>,
    /// What its text is about, where that shows.
    pub thing: Thing,
}

impl Claim {
    pub(crate) fn new(span: Span, place: Place, address: String, block: Option<usize>) -> Self {
        Self {
            span,
            place,
            address,
            block,
            hits: Vec::new(),
            made_by: None,
            thing: Thing::Unclear,
        }
    }
}

/// Gives every hit to the smallest candidate that holds it. What no candidate holds becomes a claim of its own: a word in
/// configuration, a line elsewhere.
pub(super) fn assign(
    bytes: &[u8],
    class: FileClass,
    hits: &[Hit],
    candidates: Vec<Claim>,
) -> Vec<Claim> {
    let mut claims = candidates;
    claims.sort_by_key(|claim| (claim.span.start, std::cmp::Reverse(claim.span.end)));
    let known = claims.len();
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for (index, hit) in hits.iter().enumerate() {
        while next < known && claims[next].span.start <= hit.start {
            open.push(next);
            next += 1;
        }
        open.retain(|claim| claims[*claim].span.end > hit.start);
        let owner = open
            .iter()
            .copied()
            .filter(|claim| claims[*claim].span.contains(hit.span()))
            .min_by_key(|claim| claims[*claim].span.len());
        let owner = owner.unwrap_or_else(|| {
            let span = alone(bytes, class, hit.span());
            let last = claims.len().checked_sub(1).filter(|last| *last >= known);
            if let Some(last) = last.filter(|last| claims[*last].span == span) {
                return last;
            }
            let place = match class {
                FileClass::Binary | FileClass::Encrypted => Place::Binary,
                _ if class.is_hcl() => Place::Text,
                _ if hit.pattern == Pattern::Command => Place::Command,
                _ => Place::Text,
            };
            claims.push(Claim::new(span, place, String::new(), None));
            claims.len() - 1
        });
        claims[owner].hits.push(index);
    }
    claims.retain(|claim| !claim.hits.is_empty() || claim.made_by.is_some());
    for claim in &mut claims {
        let is_command = claim
            .hits
            .iter()
            .any(|hit| hits[*hit].pattern == Pattern::Command);
        if claim.place == Place::Text && is_command && !class.is_hcl() {
            claim.place = Place::Command;
        }
        claim.thing = Thing::of(bytes, claim, hits);
    }
    claims.sort_by_key(|claim| (claim.span.start, std::cmp::Reverse(claim.span.end)));
    claims
}

/// What a hit that nobody claims stands for.
fn alone(bytes: &[u8], class: FileClass, hit: Span) -> Span {
    if class.is_hcl() || !class.is_text() {
        return hit;
    }
    let is_end = |byte: &u8| *byte == b'\n' || *byte == b'\r';
    let before = bytes[..hit.start]
        .iter()
        .rev()
        .take_while(|b| !is_end(b))
        .count();
    let after = bytes[hit.end..].iter().take_while(|b| !is_end(b)).count();
    let line = Span::new(hit.start - before, hit.end + after);
    let text = line.of(bytes);
    let lead = text.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let trail = text
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_whitespace())
        .count();
    Span::new(line.start + lead, line.end - trail)
}
