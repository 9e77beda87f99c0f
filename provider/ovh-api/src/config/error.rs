//! What can be wrong with settings.

use super::Origin;

/// Settings that cannot be used. No variant holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A line of a file is not understood.
    #[error("{file} line {line}: {problem}")]
    BadFile {
        /// As documented, for example `./ovh.conf`.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong, without the line's content.
        problem: &'static str,
    },
    /// A file exists but cannot be read.
    #[error("cannot read {file}: {reason}")]
    UnreadableFile {
        /// As documented.
        file: String,
        /// The system's reason.
        reason: String,
    },
    /// A variable is not text.
    #[error("the environment variable {variable} is not valid Unicode")]
    NotUnicode {
        /// Its name.
        variable: &'static str,
    },
    /// Neither a known name nor a URL.
    #[error(
        "`{value}` from {origin} is not a known endpoint; use one of ovh-eu, ovh-ca, ovh-us, kimsufi-eu, kimsufi-ca, \
         soyoustart-eu, soyoustart-ca or an https:// URL"
    )]
    UnknownEndpoint {
        /// The name, if it looks like one.
        value: String,
        /// Who said so.
        origin: Origin,
    },
    /// URLs are joined with paths that begin with a slash.
    #[error("the endpoint from {origin} ends with a slash; remove it")]
    TrailingSlash {
        /// Who said so.
        origin: Origin,
    },
    /// Credentials may not be sent there.
    #[error("the {what} from {origin} cannot be used: {problem}")]
    BadUrl {
        /// `endpoint` or `token URL`.
        what: &'static str,
        /// Who said so.
        origin: Origin,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A file tries to choose where credentials go.
    #[error(
        "{origin} sets the {what} to a URL, and the credentials come from {credentials}; a file may not choose where \
         credentials are sent. Set the {what} by the provider argument or the environment variable {variable} instead"
    )]
    Untrusted {
        /// `endpoint` or `token URL`.
        what: &'static str,
        /// The file.
        origin: Origin,
        /// Where the secret comes from.
        credentials: Origin,
        /// The variable to use instead.
        variable: &'static str,
    },
    /// Part of a method's settings is missing.
    #[error(
        "`{missing}` is missing: `{present}` is set by {origin}, and both are needed. Set `{missing}` \
         (environment variable {variable}) or remove `{present}`"
    )]
    Half {
        /// What is missing.
        missing: &'static str,
        /// What is there.
        present: &'static str,
        /// Who said it.
        origin: Origin,
        /// The variable that would set it.
        variable: &'static str,
    },
    /// Two methods at once.
    #[error(
        "two ways to authenticate are set: `{first}` by {first_origin} and `{second}` by {second_origin}; keep one of \
         them"
    )]
    Mixed {
        /// A setting of one method.
        first: &'static str,
        /// Who said it.
        first_origin: Origin,
        /// A setting of the other.
        second: &'static str,
        /// Who said it.
        second_origin: Origin,
    },
    /// No method at all.
    #[error(
        "no credentials found for the endpoint `{endpoint}`: set application_key, application_secret and consumer_key, \
         or client_id and client_secret, or access_token, as provider arguments, as OVH_… environment variables, or in \
         ovh.conf under [{endpoint}]"
    )]
    NoCredentials {
        /// Name or URL; also the section that was looked into.
        endpoint: String,
    },
    /// Service accounts need to know where tokens come from.
    #[error(
        "the vendor documents no token URL for the endpoint `{endpoint}`: set the argument `token_url` or the \
         environment variable OVH_TOKEN_URL"
    )]
    NoTokenUrl {
        /// Name or URL.
        endpoint: String,
    },
    /// The user agent or another option cannot be sent.
    #[error("the option `{option}` cannot be used: {problem}")]
    BadOption {
        /// Name of the option.
        option: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}
