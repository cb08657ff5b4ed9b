//! Numbers as they are written, exact in decimal; knows no units and no arithmetic beyond the complement to 1.

use std::fmt;

/// A decimal number `mantissa * 10^exponent`, exact up to 38 digits.
///
/// Literals are kept so, because `1 - 99.99%` is 0.0001 in decimal and something else in binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    mantissa: i128,
    exponent: i32,
}

/// Powers of ten that are exact as `f64`.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Room for the digits of a short number: fifteen, and the zeros that may stand before or behind them.
const LONGEST_SHORT: usize = 48;

impl Decimal {
    /// The number 1.
    pub const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// Reads what the grammar takes for a number: `1_000`, `2.5e6`, `.5`; a leading `-` too.
    ///
    /// Digits beyond the 37th are dropped. An exponent too large for an `i32` saturates, which [`Self::value`]
    /// shows as infinity or zero.
    pub fn parse(text: &str) -> Self {
        let (mut mantissa, mut exponent, mut negative, mut fraction) = (0_i128, 0_i32, false, false);
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'-' => negative = true,
                b'0'..=b'9' if mantissa < 10_i128.pow(37) => {
                    mantissa = mantissa * 10 + i128::from(byte - b'0');
                    exponent = exponent.saturating_sub(i32::from(fraction));
                }
                b'0'..=b'9' => exponent = exponent.saturating_add(i32::from(!fraction)),
                b'.' => fraction = true,
                b'e' | b'E' => {
                    let rest = &text[text.len() - bytes.len()..];
                    let written =
                        rest.parse::<i32>().unwrap_or(if rest.starts_with('-') { -99_999 } else { 99_999 });
                    exponent = exponent.saturating_add(written);
                    break;
                }
                _ => {}
            }
        }
        Self { mantissa: if negative { -mantissa } else { mantissa }, exponent }
    }

    /// A number as it is written in the fewest digits that come back to it.
    pub fn of(number: f64) -> Self {
        match fifteen_digits(number) {
            Some(short) if short.value() == number => short,
            _ => Self::parse(&format!("{number:e}")),
        }
    }

    /// `10^-n`, what `n` nines leave out.
    pub fn power_of_ten(exponent: i32) -> Self {
        Self { mantissa: 1, exponent }
    }

    /// The number times a power of ten.
    #[must_use]
    pub fn scaled(self, power: i32) -> Self {
        Self { exponent: self.exponent.saturating_add(power), ..self }
    }

    /// The nearest `f64`; infinite where it is beyond the largest.
    pub fn value(self) -> f64 {
        let small = self.mantissa.unsigned_abs() < 1 << 53;
        match self.exponent {
            // Such a mantissa is an `i64`, which is converted in one instruction.
            0..=22 if small => self.mantissa as i64 as f64 * EXACT_POWERS[self.exponent as usize],
            -22..=-1 if small => self.mantissa as i64 as f64 / EXACT_POWERS[-self.exponent as usize],
            _ => format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::NAN),
        }
    }

    /// Writes a number as [`Decimal::of`] has it, where that takes fifteen digits at most and none far from the
    /// point; answers whether it did.
    pub fn write_short(number: f64, text: &mut Vec<u8>) -> bool {
        let Some(short) = fifteen_digits(number).filter(|short| short.value() == number) else {
            return false;
        };
        let Ok(mut places) = usize::try_from(-short.exponent) else { return false };
        let mut rest = short.mantissa.unsigned_abs() as u64;
        while places > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        let (mut digits, mut at) = ([b'0'; LONGEST_SHORT], LONGEST_SHORT);
        while rest > 0 {
            at -= 2;
            let pair = (rest % 100) as u8;
            rest /= 100;
            digits[at] += pair / 10;
            digits[at + 1] += pair % 10;
        }
        // One digit before the point at least, and none too many.
        at = (at + usize::from(at < LONGEST_SHORT && digits[at] == b'0')).min(LONGEST_SHORT - places - 1);
        if number < 0.0 {
            text.push(b'-');
        }
        let (whole, fraction) = digits[at..].split_at(LONGEST_SHORT - at - places);
        text.extend_from_slice(whole);
        if !fraction.is_empty() {
            text.push(b'.');
            text.extend_from_slice(fraction);
        }
        true
    }

    /// One less the number, in decimal; none where that needs more digits than are kept.
    #[must_use]
    pub fn complement(self) -> Option<Self> {
        if self.exponent >= 0 {
            let whole = self.mantissa.checked_mul(10_i128.checked_pow(self.exponent as u32)?)?;
            return Some(Self { mantissa: 1_i128.checked_sub(whole)?, exponent: 0 });
        }
        let one = 10_i128.checked_pow(self.exponent.unsigned_abs())?;
        Some(Self { mantissa: one.checked_sub(self.mantissa)?, exponent: self.exponent })
    }

    /// One less the number, as of a literal that is written so: in decimal where that has room. A sign before a literal
    /// is an operator, so that 1 less a negative number is reckoned from the number that the literal comes to.
    #[must_use]
    pub fn one_less(self) -> f64 {
        let decimal = self.complement().filter(|_| self.mantissa >= 0);
        decimal.map_or_else(|| 1.0 - self.value(), Self::value)
    }
}

impl fmt::Display for Decimal {
    /// All its digits, without an exponent.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let Ok(places) = usize::try_from(-i64::from(self.exponent)) else {
            let zeros =
                "0".repeat(if self.mantissa == 0 { 0 } else { self.exponent.unsigned_abs() as usize });
            return write!(formatter, "{sign}{digits}{zeros}");
        };
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        match fraction.trim_end_matches('0') {
            "" => write!(formatter, "{sign}{whole}"),
            fraction => write!(formatter, "{sign}{whole}.{fraction}"),
        }
    }
}

/// A number rounded to fifteen significant digits; none where they are too far from the point to be exact.
pub fn fifteen_digits(number: f64) -> Option<Decimal> {
    some_digits(number, 15)
}

/// A number rounded to so many significant digits, 15 at most; none where they are too far from the point to be exact.
pub fn some_digits(number: f64, digits: i32) -> Option<Decimal> {
    if number == 0.0 {
        return Some(Decimal { mantissa: 0, exponent: 0 });
    }
    let places = digits - 1 - power_of(number.abs());
    // What the product or the quotient itself was rounded by decides where it seems to lie midway.
    let power = *EXACT_POWERS.get(places.unsigned_abs() as usize)?;
    let scaled = if places < 0 { number / power } else { number * power };
    let mut whole = scaled.round();
    if (scaled - scaled.trunc()).abs() == 0.5 {
        let rest = if places < 0 { scaled.mul_add(-power, number) } else { number.mul_add(power, -scaled) };
        // Towards the even one where it does lie midway, as everywhere else.
        whole = if rest > 0.0 {
            scaled.ceil()
        } else if rest < 0.0 {
            scaled.floor()
        } else {
            scaled.round_ties_even()
        };
    }
    Some(Decimal { mantissa: i128::from(whole as i64), exponent: -places })
}

/// How numbers become whole ones of so many digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scaling {
    /// Times this power of ten.
    Times(f64),
    /// Over this power of ten.
    Over(f64),
}

/// How [`some_digits`] scales all numbers from one size to another; none where it does not do so in one way.
pub fn common_scaling(least: f64, most: f64, digits: i32) -> Option<Scaling> {
    if !(1.0..1e22).contains(&least) || !(1.0..1e22).contains(&most) || power_of(least) != power_of(most) {
        return None;
    }
    let places = digits - 1 - power_of(most);
    let power = *EXACT_POWERS.get(places.unsigned_abs() as usize)?;
    Some(if places < 0 { Scaling::Over(power) } else { Scaling::Times(power) })
}

/// The power of ten of a number's first digit.
fn power_of(size: f64) -> i32 {
    if (1.0..1e22).contains(&size) {
        // log10(2) is a little more than 1233 / 4096; what is too little is one.
        let binary = (size.to_bits() >> 52) as i32 - 1023;
        let power = (binary * 1233) >> 12;
        power + i32::from(size >= EXACT_POWERS[power as usize + 1])
    } else {
        libm::log10(size).floor() as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_of_a_power_of_ten_has_its_place() {
        for power in -307..=308 {
            let size: f64 = format!("1e{power}").parse().expect("a number");
            assert_eq!(power_of(size), power);
            assert_eq!(power_of(size * 1.000_000_1), power);
            assert_eq!(Decimal::power_of_ten(power).value(), size);
        }
    }

    #[test]
    fn reads_what_is_written() {
        for (text, value) in [
            ("1_000", 1e3),
            ("2.5e6", 2.5e6),
            (".5", 0.5),
            ("0.1", 0.1),
            ("-3", -3.0),
            ("1e400", f64::INFINITY),
        ] {
            assert_eq!(Decimal::parse(text).value().to_bits(), f64::to_bits(value), "{text}");
        }
        assert_eq!(
            Decimal::parse("123456789012345678901234567890123456789012345").value(),
            1.2345678901234567e44
        );
    }

    #[test]
    fn numbers_come_back_in_the_fewest_digits() {
        for number in [0.1, 1e-7, 123.456, 1e20, 0.3, 1.0 / 3.0, 6.02214076e23, 2_f64.powi(-60), -2.5, 0.0] {
            assert_eq!(Decimal::of(number).value(), number, "{number}");
        }
        for (text, shown) in
            [("99.50", "99.5"), ("-0.001", "-0.001"), ("2e3", "2000"), ("0", "0"), ("7", "7")]
        {
            assert_eq!(Decimal::parse(text).to_string(), shown);
        }
        assert_eq!(Decimal::of(0.3).complement().map(Decimal::value), Some(0.7));
        assert_eq!(fifteen_digits(0.1 + 0.2).map(Decimal::value), Some(0.3));
        for power in 0..22 {
            let ten = 10_f64.powi(power);
            assert_eq!((power_of(ten), power_of(ten.next_up())), (power, power));
            assert!(power == 0 || power_of(ten.next_down()) == power - 1, "{ten}");
        }
        for number in [
            694.444_444_444_444_5,
            2.5e14 + 0.125,
            5_444_444_444_444_445.0,
            0.123_456_789_012_345_5,
            1e15 / 7.0,
        ] {
            let expected: f64 = format!("{number:.14e}").parse().expect("a number");
            assert_eq!(fifteen_digits(number).map(Decimal::value), Some(expected), "{number:e}");
        }
        for (number, shown) in [
            (0.5, Some("0.5")),
            (-1234.5, Some("-1234.5")),
            (1e6, Some("1000000")),
            (2e-5, Some("0.00002")),
            (0.0, Some("0")),
            (1.0 / 3.0, None),
            (1e-30, None),
        ] {
            let mut text = Vec::new();
            let is_short = Decimal::write_short(number, &mut text);
            assert_eq!(is_short.then(|| String::from_utf8_lossy(&text).into_owned()).as_deref(), shown);
        }
    }

    #[test]
    fn complements_are_exact_in_decimal() {
        for (text, rest) in [("99.99", 1e-4), ("99.9999999999999", 1e-15), ("100.01", -1e-4), ("100", 0.0)] {
            let complement = Decimal::parse(text).scaled(-2).complement().map(Decimal::value);
            assert_eq!(complement, Some(rest), "{text}");
        }
    }
}
