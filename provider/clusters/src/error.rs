//! What stops a proof as a whole. What is wrong with one object is a verdict.

/// Why a cluster could not be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Its configuration cannot be used: a person has to change it.
    #[error("the cluster {cluster} is configured wrongly: {problem}")]
    Configuration {
        /// The cluster's name.
        cluster: String,
        /// What is wrong, without any credential.
        problem: String,
    },
    /// It did not answer, or not as an API server, or did not accept who asks: it may at another time.
    #[error("the cluster {cluster} cannot be asked: {problem}")]
    Unreachable {
        /// The cluster's name.
        cluster: String,
        /// What happened, without any credential.
        problem: String,
    },
}

/// An error with all its causes in one line; libraries' own texts often leave them out.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
