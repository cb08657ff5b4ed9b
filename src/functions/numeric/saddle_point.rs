//! Single terms of the binomial and the Poisson distribution for any size, and sums of terms that fall; knows
//! nothing of what they are the chance of.
//!
//! Source: Loader, Fast and Accurate Computation of Binomial Probabilities (2000): a term is Stirling's formula
//! with its error put right, times `e^-D` with a deviance `D` that is 0 where the term is the mean. `D` is small
//! where its parts are large, so they are held as two numbers each.

use std::f64::consts::TAU;

use super::double_double::DoubleDouble;

/// A share, or a mean against what is counted, this small leaves no chance for two and more.
const VANISHING: f64 = 1e-200;
/// Up to so many members a term is multiplied out: every binomial coefficient and all steps to it are exact.
const FEW_MEMBERS: u64 = 32;
/// A term this small beside the sum no longer counts, nor do all that follow it.
const NEGLIGIBLE: f64 = 1e-20;

/// The chance that exactly `chosen` of `members` are, each with the chance `share` by itself:
/// `C(n, i) u^i (1 - u)^(n - i)`; 0 where that is below the smallest number.
pub(in crate::functions) fn binomial_term(members: u64, chosen: u64, share: f64) -> f64 {
    let (all, of_these, others) = (members as f64, chosen as f64, (members - chosen) as f64);
    if chosen == members {
        return libm::pow(share, all);
    }
    // The chance that none of the others is.
    let none = || libm::exp(others * libm::log1p(-share));
    match chosen {
        0 => return none(),
        1 => return all * share * none(),
        _ if !(VANISHING..1.0).contains(&share) => return 0.0,
        _ => {}
    }
    if members <= FEW_MEMBERS {
        let ways = (1..=chosen).fold(1, |ways, step| ways * (members - chosen + step) / step);
        return ways as f64 * libm::pow(share, of_these) * libm::pow(1.0 - share, others);
    }
    let expected = DoubleDouble::product(all, share);
    let expected_others = DoubleDouble::sum(1.0, -share) * DoubleDouble::from(all);
    let (these, rest) = (DoubleDouble::from(of_these), DoubleDouble::from(others));
    let deviance = these * these.ln_ratio(expected) + rest * rest.ln_ratio(expected_others);
    let error = stirling_error(members) - stirling_error(chosen) - stirling_error(members - chosen);
    (all / (TAU * of_these * others)).sqrt() * libm::exp(error - deviance.low) * libm::exp(-deviance.high)
}

/// The chance of exactly `count` where `mean` are expected: `e^-m m^i / i!`; 0 where that is below the smallest
/// number.
pub(in crate::functions) fn poisson_term(count: u64, mean: f64) -> f64 {
    let number = count as f64;
    match count {
        0 => return libm::exp(-mean),
        1 => return mean * libm::exp(-mean),
        _ if mean < number * VANISHING => return 0.0,
        _ => {}
    }
    let these = DoubleDouble::from(number);
    let deviance = these * these.ln_ratio(DoubleDouble::from(mean)) + DoubleDouble::sum(mean, -number);
    let error = stirling_error(count) + deviance.low;
    libm::exp(-error) * libm::exp(-deviance.high) / (TAU * number).sqrt()
}

/// What a first term of 1 and those that follow it by these ratios come to, up to where they no longer count;
/// the ratios fall, or do so in the end.
pub(in crate::functions) fn sum_by_ratios(ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        // A sum beyond the largest number ends as well.
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// What Stirling's formula `n ln n - n + ln(2 pi n) / 2` leaves out of `ln n!`.
fn stirling_error(number: u64) -> f64 {
    if let Some(error) = STIRLING_ERRORS.get(number as usize) {
        return *error;
    }
    let inverse = 1.0 / number as f64;
    let square = inverse * inverse;
    let coefficients = [1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0];
    inverse * coefficients.iter().fold(0.0, |sum, coefficient| sum * square + coefficient)
}

/// The errors up to 15, for which the series is not exact enough; none for 0. By Python's mpmath:
/// `loggamma(n + 1) - (log(2 * pi * n) / 2 + n * log(n) - n)` with 50 digits.
const STIRLING_ERRORS: [f64; 16] = [
    0.0,
    0.081_061_466_795_327_26,
    0.041_340_695_955_409_3,
    0.027_677_925_684_998_34,
    0.020_790_672_103_765_093,
    0.016_644_691_189_821_193,
    0.013_876_128_823_070_748,
    0.011_896_709_945_891_77,
    0.010_411_265_261_972_096,
    0.009_255_462_182_712_733,
    0.008_330_563_433_362_87,
    0.007_573_675_487_951_841,
    0.006_942_840_107_209_53,
    0.006_408_994_188_004_207,
    0.005_951_370_112_758_847_5,
    0.005_554_733_551_962_801,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::testing::near;

    // Values by Python's mpmath with 50 digits: `exp(loggamma(n + 1) - loggamma(i + 1) - loggamma(n - i + 1)
    // + i * log(mpf(u)) + (n - i) * log(1 - mpf(u)))`.
    #[test]
    fn binomial_terms_are_exact_for_any_number_of_members() {
        for (members, chosen, share, expected) in [
            (2, 1, 0.3, 0.42),
            (32, 16, 0.5, 0.139_949_934_091_418_98),
            (33, 16, 0.5, 0.135_833_759_559_318_42),
            (33, 2, 1e-150, 5.28e-298),
            (100, 99, 0.01, 9.900_000_000_000_021e-197),
            (1000, 500, 0.5, 0.025_225_018_178_360_8),
            (1000, 1, 0.3, 5.371_099_885_567_449e-153),
            (999_999, 0, 0.0001, 3.701_890_974_850_083_4e-44),
            (999_999, 1, 0.0001, 3.702_257_498_708_979_6e-42),
            (999_999, 500_000, 0.5, 0.000_797_884_361_331_750_1),
            (999_999, 10, 1e-9, 2.752_826_188_030_338e-37),
            (999_999, 999_990, 0.999_999, 1.013_741_131_274_827_8e-6),
            (1_000_000, 30, 1e-12, 3.768_344_256_481_172e-213),
        ] {
            let found = binomial_term(members, chosen, share);
            assert!(near(found, expected), "{chosen} of {members}, {share}: {found}, not {expected}");
        }
    }

    // Values by Python's mpmath with 50 digits: `exp(i * log(mpf(m)) - mpf(m) - loggamma(i + 1))`.
    #[test]
    fn poisson_terms_are_exact_for_any_mean() {
        for (count, mean, expected) in [
            (0, 3.5, 0.030_197_383_422_318_5),
            (1, 1e-20, 1e-20),
            (2, 0.5, 0.075_816_332_464_079_18),
            (15, 20.0, 0.051_648_853_531_758_35),
            (16, 20.0, 0.064_561_066_914_697_93),
            (1000, 1000.0, 0.012_614_611_348_721_499),
            (1000, 700.0, 3.070_848_986_126_882_7e-27),
            (100_000, 98_765.4, 5.801_947_812_633_312e-7),
            (1_000_000, 990_000.0, 5.499_543_126_526_709e-26),
            (10_000_000, 9_900_000.0, 3.126_625_650_988_312_4e-223),
            (10_000_000, 9_885_000.0, 5.044_589_681_198_051_6e-294),
            (10_000_000, 9_999_999.5, 0.000_126_156_623_472_744_94),
        ] {
            let found = poisson_term(count, mean);
            assert!(near(found, expected), "{count}, {mean}: {found}, not {expected}");
        }
    }

    #[test]
    fn what_is_certain_and_what_cannot_be() {
        for members in [0, 1, 2, 32, 33, 1_000_000] {
            assert_eq!(binomial_term(members, 0, 0.0), 1.0);
            assert_eq!(binomial_term(members, members, 1.0), 1.0);
            for chosen in 1..members.min(4) {
                assert_eq!(binomial_term(members, chosen, 0.0), 0.0);
                assert_eq!(binomial_term(members, chosen, 1.0), 0.0);
                assert!(binomial_term(members, chosen, 5e-324) >= 0.0);
            }
        }
        assert_eq!([poisson_term(0, 0.0), poisson_term(1, 0.0), poisson_term(1000, 0.0)], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_terms_of_a_distribution_come_to_1() {
        for (members, share) in [(1, 0.3), (32, 0.2), (33, 0.2), (70, 0.999), (2000, 0.01)] {
            let sum: f64 = (0..=members).map(|chosen| binomial_term(members, chosen, share)).sum();
            assert!(near(sum, 1.0), "{members}, {share}: {sum}");
        }
    }
}
