//! Who calls: an AI token of the estate, or a person who is logged in.

use crate::errors::ApiError;
use crate::label_selector::LabelSelector;
use crate::request::Request;
use crate::store::Kind;
use crate::world::World;

/// A proven caller.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) name: String,
    /// The region that the caller sees; everything else does not exist.
    pub(super) region: String,
    pub(super) role: String,
    /// Workloads that the caller sees; all of them without one.
    pub(super) selector: Option<LabelSelector>,
    /// `app` for AI tokens, `oauth` for people (`MeTokenKind`).
    pub(super) kind: &'static str,
}

impl Caller {
    /// The caller of a request.
    ///
    /// # Errors
    /// 401 without a bearer value, for values that are nobody's, and for tokens of a region that is not served here.
    pub(super) fn of(world: &mut World, request: &Request) -> Result<Self, ApiError> {
        let bearer = request
            .header("authorization")
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, value)| value.trim())
            .ok_or_else(|| ApiError::unauthorized("Missing bearer token"))?;
        let now = world.advance();
        let served = world.regional.region.as_deref();
        if let Some(caller) = world.regional.logged_in(bearer, now) {
            return Ok(caller);
        }
        let invalid = || ApiError::unauthorized("Invalid token");
        let token = world
            .estate
            .of(Kind::Token)
            .iter()
            .find(|(_, token)| token.hidden().as_str() == Some(bearer))
            .map(|(_, token)| token.document())
            .ok_or_else(invalid)?;
        let spec = &token["spec"];
        let text = |name: &str| spec[name].as_str().unwrap_or_default().to_owned();
        let region = text("region");
        if served.is_some_and(|served| served != region) {
            return Err(invalid());
        }
        let selector_text = text("labelSelector");
        let selector = match selector_text.as_str() {
            "" => None,
            selector => Some(LabelSelector::parse(selector)?),
        };
        Ok(Self {
            name: text("name"),
            region,
            role: text("role"),
            selector,
            kind: "app",
        })
    }

    /// May this caller change things? The two operator roles and administrators may.
    pub(super) fn operates(&self) -> bool {
        self.role == "administrator" || self.role.ends_with("_operator")
    }
}
