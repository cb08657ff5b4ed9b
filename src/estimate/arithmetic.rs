//! What one operation makes of its numbers: the same to the last bit alone and in a lane beside others, on any
//! processor; knows no plan.

use smallvec::SmallVec;

/// The numbers of a call.
pub(super) type Numbers = SmallVec<[f64; 8]>;

/// The same number; NaN for what is beyond the numbers.
#[inline(always)]
pub(super) fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { f64::NAN }
}

/// A product that never becomes 0 by being small: what two redundant parts leave missing is never nothing.
#[inline(always)]
pub(super) fn product(left: f64, right: f64) -> f64 {
    let product = left * right;
    let is_lost = product == 0.0 && left != 0.0 && right != 0.0;
    if is_lost { f64::MIN_POSITIVE.copysign(product) } else { product }
}

/// The smaller; NaN where one of them is.
#[inline(always)]
pub(super) fn minimum(left: f64, right: f64) -> f64 {
    if right < left || right.is_nan() { right } else { left }
}

/// The larger; NaN where one of them is.
#[inline(always)]
pub(super) fn maximum(left: f64, right: f64) -> f64 {
    if right > left || right.is_nan() { right } else { left }
}

/// The same number; NaN where it is not within bounds.
#[inline(always)]
pub(super) fn bounded(number: f64, least: f64, most: f64) -> f64 {
    if number >= least && number <= most { number } else { f64::NAN }
}

/// A power that is exact for whole exponents as long as its result is: by squaring, never through logarithms.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || base.is_nan() {
        return f64::NAN;
    }
    if exponent != exponent.trunc() || exponent.abs() > f64::from(i32::MAX) {
        return libm::pow(base, exponent);
    }
    let (mut left, mut square, mut product) = (exponent.abs() as u32, base, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= square;
        }
        square *= square;
        left >>= 1;
    }
    if exponent < 0.0 { 1.0 / product } else { product }
}

/// What a function answers; NaN where one of its arguments is.
pub(super) fn call(function: impl Fn(&[f64]) -> f64, numbers: &[f64]) -> f64 {
    if numbers.iter().any(|number| number.is_nan()) { f64::NAN } else { function(numbers) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_are_exact() {
        assert_eq!(power(62.0, 7.0), 3_521_614_606_208.0);
        assert_eq!(power(2.0, -2.0), 0.25);
        assert_eq!(power(-2.0, 3.0), -8.0);
        assert_eq!(power(10.0, 400.0), f64::INFINITY);
        assert_eq!(power(0.0, 0.0), 1.0);
        assert!(power(-2.0, 0.5).is_nan());
    }

    #[test]
    fn a_product_is_zero_only_where_a_factor_is() {
        assert_eq!(product(1e-200, 1e-200), f64::MIN_POSITIVE);
        assert_eq!(product(-1e-200, 1e-200), -f64::MIN_POSITIVE);
        assert_eq!(product(0.0, 1e-200), 0.0);
    }
}
