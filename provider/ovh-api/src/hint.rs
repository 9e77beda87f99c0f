//! What to do about an error of the API. Decided by status and code alone: message texts may change any day.

use crate::error::ApiError;

const IAM: &str = "unauthorizedActionsByIAM";
const AUTHENTICATION: &str = "unauthorizedActionsByAuthentication";

/// One sentence for a person, or nothing.
pub(crate) fn of(error: &ApiError, signed: bool) -> Option<String> {
    let missing = actions(error, IAM);
    if !missing.is_empty() {
        return Some(format!(
            "allow {} to this identity by an IAM policy on the Public Cloud project",
            missing.join(", ")
        ));
    }
    if !actions(error, AUTHENTICATION).is_empty() {
        return Some(if signed {
            access_rule(error)
        } else {
            "the token does not cover these actions; make a new one".to_owned()
        });
    }
    let code = error.code.as_deref().unwrap_or_default();
    let text = match (error.status, code) {
        (_, "NOT_GRANTED_CALL") if signed => return Some(access_rule(error)),
        (_, "INVALID_KEY") => {
            "the application key is not known at this endpoint; each endpoint has its own keys"
        }
        (_, "INVALID_CREDENTIAL" | "NOT_CREDENTIAL") => {
            "the consumer key is not valid here: it has expired, was never validated, or belongs to another endpoint or \
             application"
        }
        (_, code) if code.contains("SIGNATURE") => {
            "the application secret does not belong to the application key, or something between changes the calls"
        }
        (_, code) if code.contains("TIME") => {
            "the server finds the call too old or too new although its own clock was asked; something between delays calls"
        }
        (400, "invalid_client") | (401, "invalid_client") => {
            "client id or client secret is wrong for this endpoint"
        }
        (401, _) => {
            "the credentials are not accepted; check that they belong to this endpoint and have not expired"
        }
        (402, _) => "the project cannot be billed; add a payment method",
        (403, _) if signed => return Some(access_rule(error)),
        (403, _) => "the identity lacks rights; check its IAM policies on the Public Cloud project",
        (460, _) => {
            "the service has expired; renew it before anything else, its data may be deleted soon"
        }
        (429, _) => "the API limits calls; set a lower rate limit or try later",
        _ => return None,
    };
    Some(text.to_owned())
}

fn actions<'a>(error: &'a ApiError, name: &str) -> Vec<&'a str> {
    error
        .details
        .get(name)
        .map(|text| {
            text.split([',', ' ', ';', '[', ']', '"'])
                .filter(|action| !action.is_empty())
                .collect()
        })
        .unwrap_or_default()
}

/// The rule a consumer key needs for this call: of AI calls the whole group (`…/ai/app*`), else the path itself.
fn access_rule(error: &ApiError) -> String {
    let path = error.path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    let rule = match segments.as_slice() {
        ["", "cloud", "project", project, "ai", group, ..] => {
            format!("/cloud/project/{project}/ai/{group}*")
        }
        _ => path.to_owned(),
    };
    format!(
        "the consumer key does not allow this call; make a new one with the access rule `{} {rule}`",
        error.method
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn error(status: u16, code: &str, path: &str) -> ApiError {
        ApiError {
            status,
            code: Some(code.into()),
            message: "m".into(),
            details: BTreeMap::new(),
            query_id: None,
            method: "GET".into(),
            path: path.into(),
            attempts: 1,
            hint: None,
            retry_after: None,
        }
    }

    #[test]
    fn the_exact_access_rule() {
        for path in [
            "/cloud/project/p/ai/app",
            "/cloud/project/p/ai/app/x/log?size=1",
        ] {
            assert!(
                of(&error(403, "NOT_GRANTED_CALL", path), true)
                    .unwrap()
                    .contains("`GET /cloud/project/p/ai/app*`")
            );
        }
        assert!(
            of(&error(403, "NOT_GRANTED_CALL", "/auth/details"), true)
                .unwrap()
                .contains("`GET /auth/details`")
        );
    }

    #[test]
    fn missing_actions_by_name() {
        let mut refused = error(403, "Client::Forbidden", "/x");
        refused.details = BTreeMap::from([
            (AUTHENTICATION.into(), String::new()),
            (
                IAM.into(),
                "publicCloudProject:apiovh:ai/app/create,b".into(),
            ),
        ]);
        let text = of(&refused, true).unwrap();
        assert!(
            text.contains("publicCloudProject:apiovh:ai/app/create, b"),
            "{text}"
        );
        refused.details = BTreeMap::from([(AUTHENTICATION.into(), "a".into())]);
        assert!(of(&refused, true).unwrap().contains("access rule"));
        assert!(of(&refused, false).unwrap().contains("token"));
    }

    #[test]
    fn expired_service() {
        assert!(
            of(&error(460, "Client::Expired", "/x"), false)
                .unwrap()
                .contains("expired")
        );
        assert_eq!(of(&error(409, "Client::Conflict", "/x"), true), None);
    }
}
