//! What to do about an error of the API. Decided by status and code alone: message texts may change any day.

use super::{ApiError, Lack, MissingRight};
use crate::calls::Call;

const IAM: &str = "unauthorizedActionsByIAM";
const AUTHENTICATION: &str = "unauthorizedActionsByAuthentication";

/// One sentence for a person, or nothing.
pub(crate) fn of(error: &ApiError) -> Option<String> {
    if let Some(right) = &error.missing_right {
        return Some(right.advice());
    }
    let code = error.code.as_deref().unwrap_or_default();
    let text = match (error.status, code) {
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
        (403, _) => "the identity lacks rights; check its IAM policies on the Public Cloud project",
        (460, _) => {
            "the service has expired; renew it before anything else, its data may be deleted soon"
        }
        (429, _) => "the API limits calls; set a lower rate limit or try later",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The right that `call` was refused for, if it was for one. `signed`: by a consumer key, whose access rules may be too
/// narrow.
pub(crate) fn missing_right(
    error: &ApiError,
    call: &'static Call,
    signed: bool,
) -> Option<MissingRight> {
    let named = actions(error, IAM);
    let code = error.code.as_deref().unwrap_or_default();
    let lack = if !named.is_empty() {
        Lack::Action
    } else if !actions(error, AUTHENTICATION).is_empty() {
        if signed { Lack::Rule } else { Lack::Token }
    } else if code == "NOT_GRANTED_CALL" {
        if signed { Lack::Rule } else { Lack::Action }
    } else if error.status == 403 && !is_about_credentials(code) {
        if signed {
            Lack::RuleOrAction
        } else {
            Lack::Action
        }
    } else {
        return None;
    };
    let iam = if named.is_empty() {
        call.iam.map(str::to_owned).into_iter().collect()
    } else {
        named.into_iter().map(str::to_owned).collect()
    };
    let path = error.path.split('?').next().unwrap_or_default();
    let service_name = path.split('/').nth(3).unwrap_or_default();
    Some(MissingRight {
        call,
        iam,
        rule: call.rule(service_name),
        lack,
    })
}

/// Codes of 403 that say that the credentials are wrong, not that they lack a right.
fn is_about_credentials(code: &str) -> bool {
    matches!(
        code,
        "INVALID_KEY" | "INVALID_CREDENTIAL" | "NOT_CREDENTIAL"
    ) || code.contains("SIGNATURE")
        || code.contains("TIME")
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::calls;

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
            missing_right: None,
            hint: None,
            retry_after: None,
        }
    }

    fn advice(mut error: ApiError, call: &'static Call, signed: bool) -> String {
        error.missing_right = missing_right(&error, call, signed);
        of(&error).unwrap()
    }

    #[test]
    fn the_exact_access_rule() {
        for (call, path, rule) in [
            (
                &calls::APPS,
                "/cloud/project/p/ai/app",
                "`GET /cloud/project/p/ai/app*`",
            ),
            (
                &calls::APP_LOG,
                "/cloud/project/p/ai/app/x/log?size=1",
                "`GET /cloud/project/p/ai/app*`",
            ),
            (
                &calls::CREATE_APP,
                "/cloud/project/p/ai/app",
                "`POST /cloud/project/p/ai/app`",
            ),
            (
                &calls::USER_POLICY,
                "/cloud/project/p/user/7/policy",
                "`GET /cloud/project/p/user/*/policy`",
            ),
            (&calls::AUTH_DETAILS, "/auth/details", "`GET /auth/details`"),
        ] {
            let text = advice(error(403, "NOT_GRANTED_CALL", path), call, true);
            assert!(text.contains(rule), "{text}");
            assert!(!text.contains("IAM"), "{text}");
        }
    }

    #[test]
    fn an_answer_that_names_nothing_is_told_with_rule_and_action() {
        let refused = error(403, "Client::Forbidden", "/cloud/project/p/ai/job");
        let text = advice(refused.clone(), &calls::JOBS, true);
        assert!(text.contains("`GET /cloud/project/p/ai/job*`"), "{text}");
        assert!(
            text.contains("publicCloudProject:apiovh:ai/job/get"),
            "{text}"
        );
        let text = advice(refused.clone(), &calls::JOBS, false);
        assert!(!text.contains("access rule"), "{text}");
        assert!(
            text.contains("allow publicCloudProject:apiovh:ai/job/get to"),
            "{text}"
        );
        let right = missing_right(&refused, &calls::JOBS, false).unwrap();
        assert_eq!(
            right.to_string(),
            "IAM action `publicCloudProject:apiovh:ai/job/get`"
        );
        let right = missing_right(&refused, &calls::AUTH_DETAILS, true).unwrap();
        assert_eq!(
            right.to_string(),
            "access rule `GET /auth/details`, or the right to `GET /auth/details`"
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
        let text = advice(refused.clone(), &calls::CREATE_APP, true);
        assert!(
            text.contains("publicCloudProject:apiovh:ai/app/create, b"),
            "{text}"
        );
        refused.details = BTreeMap::from([(AUTHENTICATION.into(), "a".into())]);
        assert!(advice(refused.clone(), &calls::CREATE_APP, true).contains("access rule"));
        assert!(advice(refused, &calls::CREATE_APP, false).contains("token"));
    }

    #[test]
    fn wrong_credentials_are_no_missing_right() {
        for (status, code) in [
            (403, "INVALID_CREDENTIAL"),
            (403, "INVALID_SIGNATURE"),
            (401, "Client::Unauthorized"),
            (404, "Client::NotFound"),
            (460, "Client::Expired"),
        ] {
            assert_eq!(
                missing_right(&error(status, code, "/x"), &calls::APPS, true),
                None
            );
        }
    }

    #[test]
    fn expired_service() {
        assert!(
            of(&error(460, "Client::Expired", "/x"))
                .unwrap()
                .contains("expired")
        );
        assert_eq!(of(&error(409, "Client::Conflict", "/x")), None);
    }
}
