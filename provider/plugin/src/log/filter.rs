//! Which levels the environment asks for.

use tracing::level_filters::LevelFilter;

/// The level from `TF_LOG_PROVIDER_<NAME>`, `TF_LOG_PROVIDER` or `TF_LOG`, the first that is set;
/// `None` when logs are off.
pub(super) fn from_environment(
    provider: &str,
    get: impl Fn(&str) -> Option<String>,
) -> Option<LevelFilter> {
    let own = format!(
        "TF_LOG_PROVIDER_{}",
        provider.to_uppercase().replace('-', "_")
    );
    let value = [own.as_str(), "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .find_map(|name| get(name).filter(|v| !v.is_empty()))?;
    match value.to_uppercase().as_str() {
        "OFF" => None,
        "ERROR" => Some(LevelFilter::ERROR),
        "WARN" => Some(LevelFilter::WARN),
        "INFO" => Some(LevelFilter::INFO),
        "DEBUG" => Some(LevelFilter::DEBUG),
        // `JSON` asks for everything in another form, and so does any value Terraform does not know.
        _ => Some(LevelFilter::TRACE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_variable_wins() {
        let environment = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            }
        };
        let level = |pairs| from_environment("my-cloud", environment(pairs));
        assert_eq!(level(&[]), None);
        assert_eq!(level(&[("TF_LOG", "info")]), Some(LevelFilter::INFO));
        assert_eq!(level(&[("TF_LOG", "JSON")]), Some(LevelFilter::TRACE));
        assert_eq!(
            level(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "warn")]),
            Some(LevelFilter::WARN)
        );
        assert_eq!(
            level(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER_MY_CLOUD", "OFF")]),
            None
        );
        assert_eq!(
            level(&[("TF_LOG", "ERROR"), ("TF_LOG_PROVIDER_OTHER", "TRACE")]),
            Some(LevelFilter::ERROR)
        );
    }
}
