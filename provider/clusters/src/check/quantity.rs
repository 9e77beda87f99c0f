//! Quantities such as `500m`, `20Gi`, `1e3`.

use std::cmp::Ordering;

/// A quantity, exactly: `digits × 10^ten × 2^two`.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    digits: i128,
    ten: i32,
    two: i32,
}

impl Quantity {
    /// Reads one; `None` for what is no quantity.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text
            .char_indices()
            .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && "+-".contains(*c))))
            .map_or(text.len(), |(at, _)| at);
        let (number, suffix) = text.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let unsigned = whole.trim_start_matches(['+', '-']);
        if (unsigned.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return None;
        }
        let digits: i128 = format!("{unsigned}{fraction}").parse().ok()?;
        let digits = if whole.starts_with('-') {
            -digits
        } else {
            digits
        };
        let fraction = i32::try_from(fraction.len()).ok()?;
        let (ten, two) = match suffix {
            "" => (0, 0),
            "n" => (-9, 0),
            "u" => (-6, 0),
            "m" => (-3, 0),
            "k" => (3, 0),
            "M" => (6, 0),
            "G" => (9, 0),
            "T" => (12, 0),
            "P" => (15, 0),
            "E" => (18, 0),
            "Ki" => (0, 10),
            "Mi" => (0, 20),
            "Gi" => (0, 30),
            "Ti" => (0, 40),
            "Pi" => (0, 50),
            "Ei" => (0, 60),
            exponent => {
                let exponent = exponent.strip_prefix(['e', 'E'])?;
                (exponent.parse().ok().filter(|e| (-30..=30).contains(e))?, 0)
            }
        };
        Some(Self {
            digits,
            ten: ten - fraction,
            two,
        })
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Which is more; `None` beyond the numbers that exist in practice.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let ten = self.ten.min(other.ten);
        let scaled = |quantity: Self| {
            let by_ten = 10_i128.checked_pow(u32::try_from(quantity.ten - ten).ok()?)?;
            let by_two = 2_i128.checked_pow(u32::try_from(quantity.two).ok()?)?;
            quantity.digits.checked_mul(by_ten)?.checked_mul(by_two)
        };
        Some(scaled(self)?.cmp(&scaled(other)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_and_compared_exactly() {
        let parse = |text| Quantity::parse(text).unwrap_or_else(|| panic!("{text}"));
        for (less, more) in [
            ("500m", "1"),
            ("1", "1.5"),
            ("999Mi", "1Gi"),
            ("1G", "1Gi"),
            ("1e3", "1001"),
            ("-1", "0"),
            ("12Ei", "1E3"),
        ] {
            let expected = if less == "12Ei" {
                Ordering::Greater
            } else {
                Ordering::Less
            };
            assert_eq!(
                parse(less).compare(parse(more)),
                Some(expected),
                "{less} {more}"
            );
        }
        assert_eq!(parse("1000m").compare(parse("1")), Some(Ordering::Equal));
        assert_eq!(
            parse("0.5Gi").compare(parse("512Mi")),
            Some(Ordering::Equal)
        );
    }

    #[test]
    fn what_is_no_quantity_is_told() {
        for text in [
            "", "Gi", "1 Gi", "1gi", "1GB", "1.2.3", "--1", "1e", "1e99", "abc", ".",
        ] {
            assert!(Quantity::parse(text).is_none(), "{text:?}");
        }
    }
}
