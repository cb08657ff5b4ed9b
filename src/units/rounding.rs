//! Rounds many numbers to significant digits at a time, each as if it were alone; knows no units.

use pulp::{Arch, Simd, WithSimd};

use super::decimal::{Scaling, common_scaling};
use super::display::in_digits;

/// How many numbers are looked at together: of neighbours most have as many digits before the point.
const TOGETHER: usize = 256;

/// Rounds each number as [`in_digits`] does.
pub fn all_in_digits(numbers: &mut [f64], digits: usize) {
    Arch::new().dispatch(Rounding { numbers, digits });
}

struct Rounding<'n> {
    numbers: &'n mut [f64],
    digits: usize,
}

impl WithSimd for Rounding<'_> {
    type Output = ();

    // A part of its caller, so that its loops are compiled for the processor's own instructions.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for numbers in self.numbers.chunks_mut(TOGETHER) {
            let (mut least, mut most, mut missing) = (f64::INFINITY, 0.0, 0);
            for number in &*numbers {
                let size = number.abs();
                least = if size < least { size } else { least };
                most = if size > most { size } else { most };
                missing |= u64::from(size.is_nan());
            }
            let is_done = missing == 0
                && match common_scaling(least, most, self.digits as i32) {
                    Some(Scaling::Times(power)) => {
                        round(numbers, |number| number * power, |whole| whole / power)
                    }
                    Some(Scaling::Over(power)) => {
                        round(numbers, |number| number / power, |whole| whole * power)
                    }
                    None => false,
                };
            if !is_done {
                numbers.iter_mut().for_each(|number| *number = in_digits(*number, self.digits));
            }
        }
    }
}

/// Rounds all of them; does nothing and answers `false` where only what is lost in scaling one of them tells to
/// which side it is rounded.
#[inline(always)]
fn round(numbers: &mut [f64], scale: impl Fn(f64) -> f64, back: impl Fn(f64) -> f64) -> bool {
    let mut midway = 0;
    for number in &*numbers {
        let scaled = scale(*number);
        midway |= u64::from((scaled - scaled.trunc()).abs() == 0.5);
    }
    if midway != 0 {
        return false;
    }
    for number in numbers {
        *number = back(scale(*number).round());
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_is_rounded_as_if_it_were_alone(
            start in -1e3..1e3_f64,
            power in -25_i32..25,
            step in 0.0..0.1_f64,
            digits in 1..=15_usize,
            special in prop::option::of(prop::sample::select(vec![0.0, -0.0, f64::NAN, f64::INFINITY, 0.5, 1e300])),
        ) {
            let number = |place: usize| (start + step * place as f64) * 10_f64.powi(power);
            let mut numbers: Vec<f64> = (0..600).map(number).collect();
            numbers[7] = special.unwrap_or(numbers[7]);
            let alone: Vec<u64> = numbers.iter().map(|number| in_digits(*number, digits).to_bits()).collect();
            all_in_digits(&mut numbers, digits);
            prop_assert_eq!(numbers.into_iter().map(f64::to_bits).collect::<Vec<_>>(), alone);
        }
    }
}
