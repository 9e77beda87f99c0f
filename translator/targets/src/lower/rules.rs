//! What Kubernetes accepts as names, quantities and references.

/// A DNS-1123 label.
pub(crate) fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A DNS-1123 subdomain.
pub(crate) fn is_host(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

/// A label or annotation name without prefix, or a label value: letters and digits at both ends.
pub(crate) fn is_label_word(text: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric());
    text.len() <= 63
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && edge(text.bytes().next())
        && edge(text.bytes().last())
}

/// A variable name every Kubernetes version takes.
pub(crate) fn is_variable_name(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && text.bytes().next().is_some_and(|b| !b.is_ascii_digit())
        && text != "."
        && !text.starts_with("..")
}

/// A variable name that Kubernetes takes with relaxed validation: printable ASCII without `=`.
pub(crate) fn is_relaxed_variable_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'=')
}

/// A key of a ConfigMap or Secret.
pub(crate) fn is_key(text: &str) -> bool {
    (1..=253).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && text != "."
        && !text.starts_with("..")
}

/// The port number, if it is one.
pub(crate) fn port(number: i64) -> Option<u16> {
    u16::try_from(number).ok().filter(|port| *port > 0)
}

/// A reference as container runtimes read it: `[host[:port]/]path[:tag][@algorithm:digest]`.
pub(crate) fn is_image(text: &str) -> bool {
    ovhai_model::ImageReference::parse(text).is_ok()
}

/// Path and tag of a reference without digest.
pub(crate) fn split_tag(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    }
}

/// Bytes of a quantity such as `20Gi`; only whole numbers with binary or no suffix.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let factor: u64 = match &text[digits..] {
        "" => 1,
        "Ki" => 1 << 10,
        "Mi" => 1 << 20,
        "Gi" => 1 << 30,
        "Ti" => 1 << 40,
        _ => return None,
    };
    let bytes = text[..digits].parse::<u64>().ok()?.checked_mul(factor)?;
    (i64::try_from(bytes).is_ok()).then_some(bytes)
}

/// `bytes` in the largest binary unit that keeps them whole.
pub(crate) fn quantity(bytes: u64) -> String {
    for (shift, unit) in [(40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")] {
        if bytes != 0 && bytes.trailing_zeros() >= shift {
            return format!("{}{unit}", bytes >> shift);
        }
    }
    bytes.to_string()
}

/// A positive CPU quantity: whole cores or millicores.
pub(crate) fn is_cpu(text: &str) -> bool {
    text.strip_suffix('m')
        .unwrap_or(text)
        .parse::<u32>()
        .is_ok_and(|number| number > 0)
}

/// Cores as quantity.
pub(crate) fn cpu(millicores: u64) -> String {
    if millicores.is_multiple_of(1000) {
        (millicores / 1000).to_string()
    } else {
        format!("{millicores}m")
    }
}

/// A Gateway API duration (GEP-2257): one to four numbers of at most five digits with `h`, `m`, `s` or `ms`.
pub(crate) fn is_gateway_duration(text: &str) -> bool {
    let mut rest = text;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        if !(1..=5).contains(&digits) {
            return false;
        }
        rest = &rest[digits..];
        rest = match ["ms", "h", "m", "s"]
            .iter()
            .find_map(|unit| rest.strip_prefix(unit))
        {
            Some(rest) => rest,
            None => return false,
        };
        parts += 1;
    }
    (1..=4).contains(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_references() {
        for image in [
            "nginx",
            "ovhcom/ai-examples-hello:1.0",
            "registry.example.com:5000/ml/text_classifier:1.4.2",
            "localhost/a",
            "example.com/a@sha256:0000000000000000000000000000000000000000000000000000000000000000",
            "Registry.Example.com/a",
        ] {
            assert!(is_image(image), "{image}");
        }
        for image in [
            "",
            ":1",
            "a b",
            "Nginx",
            "a:",
            "a@sha256",
            "/a",
            "a//b",
            "a:-x",
            "https://example.com/a",
            "é",
        ] {
            assert!(!is_image(image), "{image}");
        }
    }

    #[test]
    fn quantities() {
        assert_eq!(quantity(8_589_934_592), "8Gi");
        assert_eq!(quantity(1_500_000_000), "1500000000");
        assert_eq!(quantity(0), "0");
        assert_eq!(bytes("20Gi"), Some(21_474_836_480));
        assert_eq!(bytes("1.5Gi"), None);
        assert_eq!(bytes("99999999Ti"), None);
        assert_eq!((cpu(2000).as_str(), cpu(11_700).as_str()), ("2", "11700m"));
        assert!(is_gateway_duration("1h30m") && is_gateway_duration("500ms"));
        assert!(
            !is_gateway_duration("") && !is_gateway_duration("10") && !is_gateway_duration("1d")
        );
    }

    #[test]
    fn names() {
        assert!(is_variable_name("_A.b-c") && !is_variable_name("1A") && !is_variable_name(""));
        assert!(!is_variable_name("..A") && !is_variable_name("A=B") && !is_variable_name("É"));
        assert!(
            is_relaxed_variable_name("1 A")
                && !is_relaxed_variable_name("a=b")
                && !is_relaxed_variable_name("a\n")
        );
        assert!(is_label_word("a.b") && !is_label_word("-a") && !is_label_word(""));
    }
}
