//! Settings that refer to URLs of the platform, which stop working with the project.

use super::{Lowering, findings};

/// Raises findings for every host of the platform in `text`. `place` says where it stands; an unknown host is named only if
/// `is_plain`.
pub(super) fn note(lowering: &mut Lowering<'_>, place: &str, text: &str, is_plain: bool) {
    for domain in &lowering.scope.profile.source.domains {
        let mut rest = text;
        while let Some(found) = rest.find(domain.as_str()) {
            let end = found + domain.len();
            let start = rest[..found]
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
                .map_or(0, |before| {
                    before + rest[before..].chars().next().map_or(1, char::len_utf8)
                });
            let host = rest[start..end]
                .trim_start_matches(['.', '-'])
                .to_ascii_lowercase();
            note_host(lowering, place, &host, is_plain);
            rest = &rest[end..];
        }
    }
}

fn note_host(lowering: &mut Lowering<'_>, place: &str, host: &str, is_plain: bool) {
    if let Some(moved) = lowering.scope.moved(host) {
        let new = moved.new.as_deref().unwrap_or("(not exposed)");
        let detail = format!(
            "{place} calls {}, whose new address is {new}",
            moved.address
        );
        lowering.find(&findings::OLD_URL, detail);
        return;
    }
    // `{id}-{port}.app.…` is another port of `{id}.app.…`.
    let port = host.split_once('.').and_then(|(first, parent)| {
        let (id, port) = first.rsplit_once('-')?;
        let port = super::rules::port(port.parse().ok()?)?;
        let moved = lowering.scope.moved(&format!("{id}.{parent}"))?;
        Some((port, moved.address.clone()))
    });
    match port {
        Some((port, address)) => {
            lowering.find(
                &findings::EXTRA_PORT,
                format!("{place} calls port {port} of {address}"),
            );
        }
        None if is_plain => lowering.find(&findings::OLD_URL, format!("{place} calls {host}")),
        None => lowering.find(
            &findings::OLD_URL,
            format!("{place} calls a host of the platform"),
        ),
    }
}
