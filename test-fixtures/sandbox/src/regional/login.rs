//! Logging in as a project user: the password grant, which the vendor's command line uses.

use serde_json::json;

use super::Regional;
use super::caller::Caller;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::Answer;
use crate::workload::derived;
use crate::world::World;

/// A person who is logged in.
#[derive(Debug)]
pub(super) struct Login {
    username: String,
    role: &'static str,
    region: String,
    expires_ms: i64,
}

/// Where people log in when no region is set.
const USUAL_REGION: &str = "GRA";

/// Roles of project users that mean something here, strongest first.
const ROLES: &[&str] = &["administrator", "ai_training_operator", "ai_training_read"];

impl Regional {
    /// Who holds the value of a login token.
    pub(super) fn logged_in(&self, value: &str, now_ms: i64) -> Option<Caller> {
        let login = self.logins.get(value)?;
        (now_ms < login.expires_ms).then(|| Caller {
            name: login.username.clone(),
            region: login.region.clone(),
            role: login.role.into(),
            selector: None,
            kind: "oauth",
        })
    }
}

/// `POST /v1/oauth/token` with a form of RFC 6749 section 4.3.
pub(super) fn token(world: &mut World, call: &Call<'_>) -> Answer {
    let now = world.advance();
    let field = |name: &str| {
        url::form_urlencoded::parse(&call.request.body)
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    if field("grant_type").as_deref() != Some("password") {
        return Err(ApiError::oauth(
            400,
            "unsupported_grant_type",
            "only the password grant is served here",
        ));
    }
    let (username, password) = (field("username"), field("password"));
    let user = world.around.users.iter().find(|user| {
        Some(&user.username) == username.as_ref()
            && Some(user.password()) == password
            && user.may_log_in(now)
    });
    let Some(user) = user else {
        return Err(ApiError::oauth(
            401,
            "invalid_grant",
            "unknown user or wrong password",
        ));
    };
    let role = ROLES.iter().find(|role| user.roles.contains(role));
    let Some(role) = role else {
        return Err(ApiError::oauth(
            401,
            "invalid_grant",
            "this user has no AI role",
        ));
    };
    let value = format!(
        "sandbox-login-not-real-{}",
        derived(&user.username, &format!("login/{}", world.answered)).simple()
    );
    let lifetime = world.token_lifetime_seconds;
    let region = world.regional.region.as_deref().unwrap_or(USUAL_REGION);
    let login = Login {
        username: user.username.clone(),
        role,
        region: region.to_owned(),
        expires_ms: now.saturating_add(i64::from(lifetime) * 1000),
    };
    world.regional.logins.insert(value.clone(), login);
    Ok(Reply::ok(&json!({
        "access_token": value,
        "token_type": "bearer",
        "expires_in": lifetime,
    })))
}
