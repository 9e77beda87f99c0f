//! API errors as diagnostics.

use std::borrow::Borrow;

use terraform_plugin::Diagnostics;

/// The value, or an error under `summary`. The client's texts say what to do and hold the query id.
pub fn report<T>(
    result: Result<T, impl Borrow<ovh_api::Error>>,
    summary: &str,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            match error.borrow() {
                ovh_api::Error::Cancelled => diagnostics.error(
                    "Interrupted",
                    "The call was stopped before the API answered.",
                ),
                error => diagnostics.error(summary, error.to_string()),
            }
            None
        }
    }
}
