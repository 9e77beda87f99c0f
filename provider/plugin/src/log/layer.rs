//! The tracing layer.

use std::fmt::Write as _;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::line::Line;

/// Libraries whose own logs would drown the provider's, and show what travels on its connections.
const QUIET: [&str; 9] = [
    "h2",
    "hyper",
    "hyper_util",
    "mio",
    "rustls",
    "tokio",
    "tokio_util",
    "tonic",
    "tower",
];

/// Writes events with the fields of their spans.
pub(super) struct TerraformLayer {
    level: LevelFilter,
    module: &'static str,
}

impl TerraformLayer {
    pub(super) const fn new(level: LevelFilter, module: &'static str) -> Self {
        Self { level, module }
    }
}

/// The fields of a span or event as texts.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let mut text = String::new();
        let _ = write!(text, "{value:?}");
        self.0.push((field.name(), text));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }
}

impl<S> Layer<S> for TerraformLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let root = metadata.target().split("::").next().unwrap_or_default();
        let most = if QUIET.contains(&root) {
            self.level.min(LevelFilter::WARN)
        } else {
            self.level
        };
        *metadata.level() <= most
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut own = Fields::default();
        event.record(&mut own);
        let message = own
            .0
            .iter()
            .find(|(name, _)| *name == "message")
            .map_or("", |(_, text)| text);
        let level: Level = *event.metadata().level();
        let mut line = Line::new(level, message);
        line.field(
            "@module",
            &format!(
                "{}.{}",
                self.module,
                event.metadata().target().replace("::", ".")
            ),
        );
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<Fields>() {
                add(&mut line, fields);
            }
        }
        add(&mut line, &own);
        line.write();
    }
}

fn add(line: &mut Line, fields: &Fields) {
    for (name, text) in fields
        .0
        .iter()
        .filter(|(name, text)| *name != "message" && !name.starts_with('@') && !text.is_empty())
    {
        line.field(name, text);
    }
}
