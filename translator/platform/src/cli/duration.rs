//! Durations of the command line: `30s`, `1h` (platform-facts section 14.3).

/// Seconds of `text`: a number with `s`, `m`, `h` or `d`, or several such one after the other (`1h30m`), or a bare number of
/// seconds. Only `s` and `h` are documented; the others are inferred. `None` for anything else.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest.split_at_checked(digits)?;
        let number: i64 = number.parse().ok()?;
        let mut letters = behind.chars();
        let unit = match letters.next() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            // A bare number, and nothing before it.
            None if rest.len() == text.len() => 1,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = letters.as_str();
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds() {
        for (text, wanted) in [
            ("30s", Some(30)),
            ("1h", Some(3_600)),
            ("1h30m", Some(5_400)),
            ("7d", Some(604_800)),
            ("86400", Some(86_400)),
            ("0s", Some(0)),
            ("", None),
            ("h", None),
            ("1h30", None),
            ("-1s", None),
            ("1 h", None),
            ("1w", None),
            ("9223372036854775807h", None),
            ("99999999999999999999s", None),
            ("1é", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }
}
