//! Bodies of failed calls, in both shapes the API uses (platform-facts section 3).

use serde_json::{Map, Value};

use super::{declare::document, wire::Wire};

document! {
    /// Body of a failed call: `class` and `details` in the newer shape, `errorCode` and `httpCode` in the older.
    pub struct ErrorBody {
        /// Newer shape: for example `Client::NotFound`.
        pub class: Option<String> = "class",
        /// Newer shape: more about it, usually texts.
        pub details: Option<Map<String, Value>> = "details",
        /// Older shape: for example `NOT_GRANTED_CALL`.
        pub error_code: Option<String> = "errorCode",
        /// Older shape: for example `403 Forbidden`.
        pub http_code: Option<String> = "httpCode",
        /// For people. Never to be matched on.
        pub message: Option<String> = "message",
    }
}

impl ErrorBody {
    /// The body of a failed call. A body of neither shape, such as a proxy's HTML page, becomes the message, cut to
    /// 1,000 characters.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        let parsed = serde_json::from_slice::<Value>(body)
            .ok()
            .and_then(|value| Self::read(value).ok());
        parsed.unwrap_or_else(|| {
            let text = String::from_utf8_lossy(body);
            let text = text.trim();
            Self {
                message: (!text.is_empty()).then(|| text.chars().take(1_000).collect()),
                ..Self::default()
            }
        })
    }

    /// The machine-readable code: `class` of the newer shape, else `errorCode` of the older.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.class.as_deref().or(self.error_code.as_deref())
    }

    /// The message, or the code where there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.message
            .as_deref()
            .filter(|message| !message.is_empty())
            .or(self.code())
            .unwrap_or("the answer has no text")
    }

    /// Permissions the caller lacks, sorted: what `details` names as unauthorised by IAM or by the credential.
    #[must_use]
    pub fn missing_permissions(&self) -> Vec<String> {
        let mut actions: Vec<String> = [
            "unauthorizedActionsByIAM",
            "unauthorizedActionsByAuthentication",
        ]
        .into_iter()
        .filter_map(|member| self.details.as_ref()?.get(member)?.as_str())
        .flat_map(|list| list.split([',', ' ']))
        .filter(|action| !action.is_empty())
        .map(str::to_owned)
        .collect();
        actions.sort_unstable();
        actions.dedup();
        actions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_give_a_code() {
        let newer = ErrorBody::of(br#"{"class":"Client::NotFound","message":"gone"}"#);
        assert_eq!(newer.code(), Some("Client::NotFound"));
        assert_eq!(newer.text(), "gone");
        let older = ErrorBody::of(
            br#"{"errorCode":"NOT_GRANTED_CALL","httpCode":"403 Forbidden","message":"no"}"#,
        );
        assert_eq!(older.code(), Some("NOT_GRANTED_CALL"));
        assert_eq!(older.http_code.as_deref(), Some("403 Forbidden"));
    }

    #[test]
    fn other_bodies_become_the_message() {
        assert_eq!(
            ErrorBody::of(b"<html>down</html>").text(),
            "<html>down</html>"
        );
        assert_eq!(ErrorBody::of(b"").text(), "the answer has no text");
        assert_eq!(ErrorBody::of(b"[1]").text(), "[1]");
        // A member of an unexpected type hides neither the rest nor itself.
        assert_eq!(
            ErrorBody::of(br#"{"message":7}"#).text(),
            r#"{"message":7}"#
        );
        let long = "é".repeat(2_000);
        assert_eq!(ErrorBody::of(long.as_bytes()).text().chars().count(), 1_000);
    }

    #[test]
    fn missing_permissions_are_listed_once() {
        let body = ErrorBody::of(
            br#"{"class":"Client::Forbidden","message":"no","details":{
                "unauthorizedActionsByIAM":"b:get, a:get","unauthorizedActionsByAuthentication":"a:get"}}"#,
        );
        assert_eq!(body.missing_permissions(), ["a:get", "b:get"]);
        assert!(ErrorBody::of(b"{}").missing_permissions().is_empty());
    }
}
