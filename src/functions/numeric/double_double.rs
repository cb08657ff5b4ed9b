//! Numbers held as the sum of two, some 32 digits: what a logarithm of a million's size needs to be right to
//! 1e-15 in the exponent of a probability. Knows no distribution.

use std::f64::consts::LN_2;
use std::ops::{Add, Div, Mul, Sub};

/// What is missing in [`LN_2`] to the logarithm of 2.
const LN_2_REST: f64 = 2.319_046_813_846_299_6e-17;
/// The most terms that a logarithm takes: the square of its argument is at most 0.0295, and 0.0295^20 / 41 is below
/// 1e-32.
const TERMS: u32 = 20;
/// A term this small beside the sum no longer counts.
const NEGLIGIBLE: f64 = 1e-28;

/// The sum of two numbers of which the second is below the last digit of the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DoubleDouble {
    /// The number, rounded.
    pub(super) high: f64,
    /// What that leaves out.
    pub(super) low: f64,
}

impl DoubleDouble {
    /// The sum of two numbers, exactly.
    ///
    /// Source: Knuth, The Art of Computer Programming, volume 2, section 4.2.2 (1969).
    pub(super) fn sum(left: f64, right: f64) -> Self {
        let high = left + right;
        let of_right = high - left;
        Self { high, low: (left - (high - of_right)) + (right - of_right) }
    }

    /// The product of two numbers, exactly unless its last digits are below the smallest number.
    pub(super) fn product(left: f64, right: f64) -> Self {
        let high = left * right;
        Self { high, low: left.mul_add(right, -high) }
    }

    /// `ln(self / other)` of two numbers above 0, neither of them near the smallest or the largest number.
    ///
    /// Powers of 2 bring the quotient near 1; from there the logarithm is `2 artanh((x - y) / (x + y))`, by its
    /// series.
    pub(super) fn ln_ratio(self, other: Self) -> Self {
        let powers = libm::log2(self.high / other.high).round();
        let factor = 2_f64.powi(powers as i32);
        let near = Self { high: other.high * factor, low: other.low * factor };
        let argument = (self - near) / (self + near);
        let square = argument * argument;
        let (mut power, mut series) = (argument, argument);
        for place in 1..=TERMS {
            power = power * square;
            let term = power / Self::from(f64::from(2 * place + 1));
            series = series + term;
            if term.high.abs() <= series.high.abs() * NEGLIGIBLE {
                break;
            }
        }
        let of_powers = Self { high: LN_2, low: LN_2_REST } * Self::from(powers);
        of_powers + series * Self::from(2.0)
    }
}

impl From<f64> for DoubleDouble {
    fn from(number: f64) -> Self {
        Self { high: number, low: 0.0 }
    }
}

impl Add for DoubleDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (sum, rest) = (Self::sum(self.high, other.high), Self::sum(self.low, other.low));
        let sum = Self::sum(sum.high, sum.low + rest.high);
        Self::sum(sum.high, sum.low + rest.low)
    }
}

impl Sub for DoubleDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + Self { high: -other.high, low: -other.low }
    }
}

impl Mul for DoubleDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        Self::sum(product.high, product.low + (self.high * other.low + self.low * other.high))
    }
}

impl Div for DoubleDouble {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let high = self.high / other.high;
        let rest = self - other * Self::from(high);
        Self::sum(high, rest.high / other.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The logarithms by Python's mpmath with 50 digits: `nstr(log(mpf(x) / mpf(y)), 34)`, less `float` of it.
    #[test]
    fn logarithms_have_thirty_digits() {
        for (x, y, high, low) in [
            (3.0, 1.0, 1.098_612_288_668_109_8, -9.071_297_235_001_53e-17),
            (1.0, 3.0, -1.098_612_288_668_109_8, 9.071_297_235_001_53e-17),
            (1_000_001.0, 1_000_000.0, 9.999_995_000_003_334e-7, -2.120_679_141_255_135_5e-23),
            (1e6, 0.3, 15.019_483_362_290_21, 6.065_924_944_618_943e-16),
            (2.0, 1e-150, 346.080_911_129_666_8, 9.977_093_602_316_043e-15),
            (500.0, 499.999_999, 1.999_999_996_950_485_5e-9, -6.431_818_670_952_829e-26),
            (1e7, 9_881_000.0, 0.011_971_371_781_219_937, -7.080_473_590_500_354e-19),
            (1.0, 1.0, 0.0, 0.0),
        ] {
            let found = DoubleDouble::from(x).ln_ratio(DoubleDouble::from(y));
            let off = (found.high - high) + (found.low - low);
            assert!(off.abs() <= 1e-27 * high.abs().max(1e-6), "{x} / {y}: {found:?}, {off}");
        }
    }

    #[test]
    fn sums_and_products_lose_nothing() {
        let sum = DoubleDouble::sum(1.0, 1e-20);
        assert_eq!((sum.high, sum.low), (1.0, 1e-20));
        assert_eq!(DoubleDouble::sum(1e-20, 1.0), sum);
        // (2^27 + 1)^2 is 2^54 + 2^28 + 1, a digit more than one number holds.
        let root = f64::from(2_u32.pow(27) + 1);
        let square = DoubleDouble::product(root, root);
        assert_eq!((square.high, square.low), (1.801_439_877_791_744e16, 1.0));
        let third = DoubleDouble::from(1.0) / DoubleDouble::from(3.0);
        let left = DoubleDouble::from(1.0) - third * DoubleDouble::from(3.0);
        assert!(left.high.abs() < 1e-31, "{left:?}");
    }
}
