//! Numbers of any size and precision.

use std::fmt;
use std::str::FromStr;

/// A decimal number kept exactly: `digits × 10^exponent`, with neither leading nor trailing zeros
/// in the digits, so that equal numbers are equal values however they were written.
///
/// Terraform's numbers go far beyond `i64` and `f64`, and a provider that squeezes them through
/// either is refused with "Provider produced invalid plan".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    negative: bool,
    digits: String,
    exponent: i64,
}

/// The text is not a decimal number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number: write digits with an optional sign, fraction and exponent")]
pub struct NotANumber;

/// Texts longer than this are written with an exponent instead of zeros.
const PLAIN_LIMIT: i64 = 400;

impl Number {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self {
            negative: false,
            digits: "0".to_owned(),
            exponent: 0,
        }
    }

    /// The shortest decimal that reads back as `value`; `None` for infinities and NaN.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| {
            format!("{value:e}")
                .parse()
                .unwrap_or_else(|_| Self::zero())
        })
    }

    /// The exact value of a binary float, digit by digit; `None` for infinities and NaN.
    ///
    /// Terraform sends a float only when it stands for exactly that number.
    #[must_use]
    pub fn from_f64_exact(value: f64) -> Option<Self> {
        // 767 significant digits are enough for every finite f64.
        value.is_finite().then(|| {
            format!("{value:.800e}")
                .parse()
                .unwrap_or_else(|_| Self::zero())
        })
    }

    /// The number as `i64` when it is whole and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.whole_text()?.parse().ok()
    }

    /// The number as `u64` when it is whole and fits.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        self.whole_text()?.parse().ok()
    }

    /// The nearest `f64`; `None` when it is too large for one.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}e{}", self.digits, self.exponent)
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())
    }

    /// True without a fraction.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// The integer as text when it could fit in 64 bits.
    fn whole_text(&self) -> Option<String> {
        let length = i64::try_from(self.digits.len())
            .ok()?
            .checked_add(self.exponent)?;
        (self.exponent >= 0 && length <= 20).then(|| self.to_string())
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (negative, rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (
                &rest[..at],
                rest[at + 1..].parse::<i64>().map_err(|_| NotANumber)?,
            ),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            return Err(NotANumber);
        }
        let written = format!("{whole}{fraction}");
        let significant = written.trim_start_matches('0');
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Ok(Self::zero());
        }
        let dropped = i64::try_from(significant.len() - digits.len()).map_err(|_| NotANumber)?;
        let scale = i64::try_from(fraction.len()).map_err(|_| NotANumber)?;
        let exponent = exponent
            .checked_sub(scale)
            .and_then(|e| e.checked_add(dropped))
            .ok_or(NotANumber)?;
        Ok(Self {
            negative,
            digits: digits.to_owned(),
            exponent,
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        let length = i64::try_from(self.digits.len()).map_err(|_| fmt::Error)?;
        let point = length.saturating_add(self.exponent);
        if self.exponent >= 0 && point <= PLAIN_LIMIT {
            let zeros = usize::try_from(self.exponent).map_err(|_| fmt::Error)?;
            return write!(f, "{}{}", self.digits, "0".repeat(zeros));
        }
        if self.exponent < 0 && point > 0 {
            let at = usize::try_from(point).map_err(|_| fmt::Error)?;
            return write!(f, "{}.{}", &self.digits[..at], &self.digits[at..]);
        }
        if self.exponent < 0 && point > -PLAIN_LIMIT {
            let zeros = usize::try_from(-point).map_err(|_| fmt::Error)?;
            return write!(f, "0.{}{}", "0".repeat(zeros), self.digits);
        }
        write!(f, "{}e{}", self.digits, self.exponent)
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                value.to_string().parse().unwrap_or_else(|_| Self::zero())
            }
        }
    )*};
}

from_integer!(
    i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize
);

impl Number {
    /// Compares by value.
    #[must_use]
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let sign = |number: &Self| match (number.digits.as_str(), number.negative) {
            ("0", _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        let (mine, theirs) = (sign(self), sign(other));
        if mine != theirs || mine == 0 {
            return mine.cmp(&theirs);
        }
        // Position of the decimal point, then digit by digit: neither has leading zeros.
        let point = |number: &Self| i128::from(number.exponent) + number.digits.len() as i128;
        let size = point(self)
            .cmp(&point(other))
            .then_with(|| self.digits.cmp(&other.digits));
        if mine < 0 { size.reverse() } else { size }
    }
}
