//! Log lines for Terraform: one JSON object per line on stderr, in the form the plugin host reads.

mod filter;
mod layer;
mod line;
pub(crate) mod mask;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging as the environment asks, for the provider with this short name. Crashes are
/// logged in any case, as one line without a backtrace.
pub(crate) fn start(provider: &'static str) {
    if let Some(level) = filter::from_environment(provider, |name| std::env::var(name).ok()) {
        // Somebody may have set a subscriber already; then that one is used.
        let _ = tracing_subscriber::registry()
            .with(layer::TerraformLayer::new(level, provider))
            .try_init();
    }
    std::panic::set_hook(Box::new(move |panic| {
        let message = panic.payload_as_str().unwrap_or("no message");
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let mut line = line::Line::new(
            tracing::Level::ERROR,
            &format!("provider crashed: {message}"),
        );
        line.field("@module", provider);
        line.field("@caller", &place);
        line.write();
    }));
}
