//! The small grammars of Kubernetes' texts (API conventions and apimachinery's validation).

/// What a grammar says of a text: nothing, or what is wrong.
pub type Judged = Result<(), &'static str>;

fn check(holds: bool, problem: &'static str) -> Judged {
    if holds { Ok(()) } else { Err(problem) }
}

fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| inner(b) || b == b'-')
        && text.bytes().next().is_some_and(inner)
        && text.bytes().last().is_some_and(inner)
}

fn is_subdomain(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|part| {
            // Parts of a subdomain have no length of their own.
            is_label(part)
                || (part.len() > 63
                    && is_label(&part[..1])
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                    && !part.ends_with('-'))
        })
}

/// A DNS-1123 label: names of namespaces, containers, volumes.
pub fn label(text: &str) -> Judged {
    check(
        is_label(text),
        "must be at most 63 lower-case letters, digits and dashes, without a dash at either end",
    )
}

/// A DNS-1035 label: names of Services.
pub fn service_name(text: &str) -> Judged {
    check(
        is_label(text) && text.starts_with(|c: char| c.is_ascii_lowercase()),
        "must be at most 63 lower-case letters, digits and dashes, beginning with a letter and not ending with a dash",
    )
}

/// A DNS-1123 subdomain: names of most objects, hosts.
pub fn subdomain(text: &str) -> Judged {
    check(
        is_subdomain(text),
        "must be at most 253 lower-case letters, digits, dashes and dots, each part beginning and ending with a letter or digit",
    )
}

/// A host that may begin with `*.`.
pub fn host(text: &str) -> Judged {
    subdomain(text.strip_prefix("*.").unwrap_or(text))
}

/// A name that may hold anything but what means something in a path: names of Roles and bindings.
pub fn path_segment(text: &str) -> Judged {
    check(
        !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '%']),
        "must not be empty, . or .., nor hold / or %",
    )
}

fn is_qualified_part(text: &str) -> bool {
    let edge = |b: u8| b.is_ascii_alphanumeric();
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| edge(b) || b"-_.".contains(&b))
        && text.bytes().next().is_some_and(edge)
        && text.bytes().last().is_some_and(edge)
}

/// A key of a label or annotation, or the name of a resource.
pub fn qualified_name(text: &str) -> Judged {
    let holds = match text.split_once('/') {
        None => is_qualified_part(text),
        Some((prefix, name)) => is_subdomain(prefix) && is_qualified_part(name),
    };
    check(
        holds,
        "must be at most 63 letters, digits, dashes, underscores and dots, with a letter or digit at both ends, after an optional DNS prefix and /",
    )
}

/// A label's value.
pub fn label_value(text: &str) -> Judged {
    check(
        text.is_empty() || is_qualified_part(text),
        "must be empty, or at most 63 letters, digits, dashes, underscores and dots with a letter or digit at both ends",
    )
}

/// A port's name.
pub fn port_name(text: &str) -> Judged {
    let holds = (1..=15).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && !text.contains("--")
        && !text.starts_with('-')
        && !text.ends_with('-');
    check(
        holds,
        "must be at most 15 lower-case letters, digits and single dashes, with a letter and without a dash at either end",
    )
}

/// A key of a ConfigMap or Secret.
pub fn config_key(text: &str) -> Judged {
    let holds = (1..=253).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
        && text != "."
        && !text.starts_with("..");
    check(
        holds,
        "must be at most 253 letters, digits, dashes, underscores and dots, and not begin with two dots",
    )
}

/// The name of an environment variable, as clusters since 1.32 take it by default: whether older ones do is a finding of
/// the export.
pub fn environment_name(text: &str) -> Judged {
    check(
        !text.is_empty() && text.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'='),
        "must be printable ASCII without =",
    )
}

/// An image reference, as far as API validation looks.
pub fn image(text: &str) -> Judged {
    check(
        !text.is_empty() && text.trim() == text,
        "must not be empty, nor begin or end with white space",
    )
}

/// An IP range.
pub fn cidr(text: &str) -> Judged {
    let holds = text.split_once('/').is_some_and(|(address, length)| {
        let longest = match address.parse::<std::net::IpAddr>() {
            Ok(std::net::IpAddr::V4(_)) => 32,
            Ok(std::net::IpAddr::V6(_)) => 128,
            Err(_) => return false,
        };
        length.parse::<u8>().is_ok_and(|length| length <= longest)
    });
    check(holds, "must be an IP range such as 10.0.0.0/8")
}

/// A percentage or, as a text, nothing else.
pub fn percentage(text: &str) -> Judged {
    let holds = text
        .strip_suffix('%')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    check(holds, "must be a number or a percentage such as 25%")
}

/// A cron schedule: five fields or a macro. Ranges inside fields are left to the cluster.
pub fn schedule(text: &str) -> Judged {
    let field = |field: &str| {
        field
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"*/,-?".contains(&b))
    };
    let macros = [
        "@yearly",
        "@annually",
        "@monthly",
        "@weekly",
        "@daily",
        "@midnight",
        "@hourly",
    ];
    let fields: Vec<&str> = text.split_whitespace().collect();
    let holds = macros.contains(&text)
        || text.strip_prefix("@every ").is_some()
        || (fields.len() == 5 && fields.into_iter().all(field));
    check(holds, "must be five fields of cron")
}
