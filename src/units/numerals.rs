//! How numbers are written, without units: magnitudes as words and letters, percentages near 1, cents; knows no units.

use super::magnitudes::{self, MagnitudeWord};

/// Significant digits where nothing else is asked for.
pub const USUAL_DIGITS: usize = 3;
/// The most significant digits that may be asked for.
pub const MOST_DIGITS: usize = 15;
/// Whole numbers below this are written in full.
const LARGEST_IN_FULL: f64 = 10_000.0;
/// How near to a whole number counts as whole.
const WHOLE: f64 = 1e-9;

/// The number of a pure value and what is missing to 1, each as exact as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pure {
    /// The value.
    pub value: f64,
    /// 1 less the value.
    pub missing: f64,
}

/// How far from 1 a plain ratio may be for the same number: some thousand times what one operation rounds by.
const ROUNDING: f64 = 1e-12;

impl Pure {
    /// A number of which nothing more exact is known: what is left of a division that comes to 1 is rounding, not
    /// something that is missing.
    pub fn of(value: f64) -> Self {
        let missing = 1.0 - value;
        Self { value, missing: if missing.abs() < ROUNDING { 0.0 } else { missing } }
    }
}

/// The nearest whole number if it is within 1e-9 of it, relatively.
pub fn snapped(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() <= WHOLE * whole.abs().max(1e-300) { whole } else { value }
}

/// Rounds to significant digits.
pub(super) fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.clamp(1, MOST_DIGITS) - 1).parse().unwrap_or(value)
}

/// A number without a unit: three significant digits, whole values under 10,000 in full, then thousand to
/// trillion, and powers of ten beyond that and under 0.001.
pub fn number_text(value: f64, digits: usize) -> String {
    let digits = digits.clamp(1, MOST_DIGITS);
    if value == 0.0 {
        return "0".into();
    }
    let near = snapped(value);
    if near == near.round() && near.abs() < LARGEST_IN_FULL && near != 0.0 {
        return format!("{near:.0}");
    }
    let short = rounded(value, digits);
    let size = short.abs();
    if !(1e-3..1e15).contains(&size) {
        return scientific(value, digits);
    }
    if size < LARGEST_IN_FULL {
        return decimal(short, digits);
    }
    let largest = magnitudes::WORDS.iter().rev().find(|scale| size >= 10_f64.powi(scale.ten));
    let MagnitudeWord { word, ten, .. } = *largest.unwrap_or(&magnitudes::WORDS[0]);
    format!("{} {word}", decimal(rounded(value / 10_f64.powi(ten), digits), digits))
}

/// An amount of money: under 10,000 with its cents where they are not zero; under 1 with more digits where it has them.
pub(super) fn money_text(value: f64, digits: usize) -> String {
    let text = number_text(value, digits);
    let (size, cents) = (value.abs(), (value.abs() * 100.0).round());
    let is_whole_cents = (value.abs() * 100.0 - cents).abs() <= WHOLE * cents;
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if size == 0.0
        || cents >= LARGEST_IN_FULL * 100.0
        || (size < 1.0 && !is_whole_cents)
        || (digits > USUAL_DIGITS && decimals >= 2)
    {
        return text;
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if cents % 100.0 == 0.0 {
        format!("{sign}{:.0}", cents / 100.0)
    } else {
        format!("{sign}{:.2}", cents / 100.0)
    }
}

/// The same with a letter for its magnitude: `11.6k`, `1.2M`, `3bn`.
pub fn short_number(value: f64, digits: usize) -> String {
    let size = rounded(value.abs(), digits);
    let largest = [("T", 12), ("bn", 9), ("M", 6), ("k", 3)]
        .into_iter()
        .find(|(_, ten)| (LARGEST_IN_FULL..1e15).contains(&size) && size >= 10_f64.powi(*ten));
    match largest {
        Some((letter, ten)) => {
            let scaled = value / 10_f64.powi(ten);
            format!("{}{letter}", decimal(rounded(scaled, digits), digits))
        }
        None => number_text(value, digits),
    }
}

pub(super) fn with_magnitude(value: f64, power: i32, digits: usize) -> String {
    let Some(word) = magnitudes::word_of(power) else { return number_text(value, digits) };
    let scaled = snapped(value / 10_f64.powi(power));
    let text = if scaled == scaled.round() && scaled.abs() < 1e15 {
        format!("{scaled:.0}")
    } else if (1e-3..1e15).contains(&scaled.abs()) {
        decimal(rounded(scaled, digits), digits)
    } else {
        scientific(scaled, digits)
    };
    format!("{text} {word}")
}

/// Plain decimal notation of a rounded number, without trailing zeros.
fn decimal(short: f64, digits: usize) -> String {
    let before_point = if short == 0.0 { 1 } else { libm::log10(short.abs()).floor() as i32 + 1 };
    let places = (digits as i32 - before_point).max(0) as usize;
    let text = format!("{short:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

pub(super) fn scientific(value: f64, digits: usize) -> String {
    let text = format!("{value:.*e}", digits.clamp(1, MOST_DIGITS) - 1);
    match text.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => {
            format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

/// A percentage; from 99 % to 100 % with so many digits that what is missing keeps two of its own, so that
/// nothing below 1 ever shows as 100 %.
pub(super) fn percent(number: Pure, digits: usize) -> String {
    let Pure { value, missing } = number;
    if missing > 0.0 && missing < 0.01 {
        let kept = rounded(missing * 100.0, (digits - 1).max(2));
        let places = (-(libm::log10(kept).floor()) as i32 + (digits as i32 - 2).max(1)).max(0) as usize;
        return format!("{} %", complement_text(kept, places));
    }
    // Just above 1 the same care: 100.0001 % is not 100 %.
    if missing < 0.0 && missing > -0.01 {
        let kept = rounded(-missing * 100.0, (digits - 1).max(2));
        let places = (-(libm::log10(kept).floor()) as i32 + (digits as i32 - 2).max(1)).max(0) as usize;
        let text = format!("{kept:.places$}");
        let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction.trim_end_matches('0'));
        return format!("100.{fraction} %");
    }
    format!("{} %", plain_text(value * 100.0, digits))
}

/// A number without magnitude words, which a `%` or an `x` cannot follow: `12_300`.
pub(super) fn plain_text(value: f64, digits: usize) -> String {
    let short = rounded(value, digits);
    if !(LARGEST_IN_FULL..1e15).contains(&short.abs()) {
        return number_text(value, digits);
    }
    let text = format!("{:.0}", short.abs());
    let mut grouped = String::with_capacity(text.len() + 4);
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    if short < 0.0 { format!("-{grouped}") } else { grouped }
}

/// `100 - kept` for a small `kept`, by complementing its digits: no rounding however many there are.
fn complement_text(kept: f64, places: usize) -> String {
    let text = format!("{kept:.places$}");
    let mut digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    // Ten's complement of the digits of `0.0...0d1d2`.
    let mut borrow = 10;
    for digit in digits.iter_mut().rev() {
        let taken = borrow - (*digit - b'0');
        *digit = b'0' + taken % 10;
        borrow = if taken == 10 { 10 } else { 9 };
    }
    let whole = 90 + u32::from(digits[0] - b'0');
    let fraction = String::from_utf8_lossy(&digits[1..]).trim_end_matches('0').to_owned();
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (value, text) in [
            (0.0, "0"),
            (3.858, "3.86"),
            (1150.0, "1150"),
            (9999.0, "9999"),
            (1234.56, "1230"),
            (10_000.0, "10 thousand"),
            (100_000.0, "100 thousand"),
            (999_950.0, "1 million"),
            (3_521_614_606_208.0, "3.52 trillion"),
            (2e15, "2e15"),
            (1.2e-7, "1.2e-7"),
            (0.0123, "0.0123"),
            (-42.5, "-42.5"),
            (7.000_000_000_000_001, "7"),
        ] {
            assert_eq!(number_text(value, 3), text);
        }
    }
}
