//! Formulas of availability over uom quantities; each holds what is missing to 1, so that many nines stay exact.

use crate::units::signature::Availability;
use crate::units::system::{Ratio, Time};

/// The nines of an availability: `-log10(1 - a)`, a pure number; 99.95 % has 3.3.
///
/// Source: the convention of the field ("three nines" is 99.9 %), as in the Site Reliability Engineering book,
/// chapter 3 (O'Reilly, 2016).
pub fn nines(available: Availability) -> Ratio {
    let missing = f64::from(available.missing);
    Ratio::from(crate::units::display::nines(missing).unwrap_or(f64::INFINITY))
}

/// The downtime that an availability allows in a period: `(1 - a) * period`, a time.
///
/// Source: Site Reliability Engineering, appendix A (O'Reilly, 2016).
pub fn downtime(available: Availability, period: Time) -> Time {
    available.missing * period
}

/// What is missing of two parts that are both needed: `u1 + u2 - u1 u2`.
pub fn series(first: f64, second: f64) -> f64 {
    first + second - first * second
}

/// What is missing of `n` equal parts that are all needed: `1 - (1 - u)^n`, without cancellation.
pub fn all_of(missing: f64, members: f64) -> f64 {
    if missing >= 1.0 {
        return 1.0;
    }
    -f64::exp_m1(members * f64::ln_1p(-missing))
}

/// What is missing when `needed` of `members` equal, independent parts must be up: the binomial tail
/// `sum over i > n - k of C(n, i) u^i (1 - u)^(n - i)`.
///
/// Source: Barlow and Proschan, Mathematical Theory of Reliability (1965), k-out-of-n systems. Every term is
/// positive, so nothing cancels; terms follow from each other by their ratio.
pub fn needed_of(needed: u64, members: u64, missing: f64) -> f64 {
    if missing <= 0.0 || missing >= 1.0 {
        return missing.clamp(0.0, 1.0);
    }
    let least_down = members - needed + 1;
    let (total, up) = (members as f64, f64::ln_1p(-missing));
    // The first term by its logarithm: C(n, i) u^i (1 - u)^(n - i).
    let mut logarithm = least_down as f64 * missing.ln() + (members - least_down) as f64 * up;
    for step in 1..=least_down.min(members - least_down) {
        logarithm += ((total - step as f64 + 1.0) / step as f64).ln();
    }
    if least_down == members {
        return missing.powf(total);
    }
    let (mut term, mut sum) = (logarithm.exp(), 0.0);
    if term > 0.0 && least_down as f64 > total * missing {
        // Falling terms: stop when they no longer count.
        for down in least_down..=members {
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
            term *= (members - down) as f64 / (down as f64 + 1.0) * missing / (1.0 - missing);
        }
        return sum.min(1.0);
    }
    for down in least_down..=members {
        let binomial = ln_choose(members, down) + down as f64 * missing.ln() + (members - down) as f64 * up;
        term = binomial.exp();
        sum += term;
    }
    sum.min(1.0)
}

/// The logarithm of a binomial coefficient.
fn ln_choose(members: u64, chosen: u64) -> f64 {
    ln_factorial(members) - ln_factorial(chosen) - ln_factorial(members - chosen)
}

/// The logarithm of a factorial: the sum below 32, Stirling's series from there (relative error under 1e-15).
fn ln_factorial(number: u64) -> f64 {
    let value = number as f64;
    if number < 32 {
        return (2..=number).map(|factor| (factor as f64).ln()).sum();
    }
    let inverse = 1.0 / value;
    let square = inverse * inverse;
    value * value.ln() - value
        + 0.5 * (std::f64::consts::TAU * value).ln()
        + inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0))
}

/// What is missing when `needed` of unlike, independent parts must be up: the sum over all states with too
/// many down, part by part (no state is listed, so 100 parts cost 10,000 steps).
pub fn needed_of_unlike(needed: u64, missing: &[f64]) -> f64 {
    let mut down = vec![0.0; missing.len() + 1];
    down[0] = 1.0;
    for (place, missing) in missing.iter().enumerate() {
        for count in (0..=place + 1).rev() {
            let one_more = if count > 0 { down[count - 1] * missing } else { 0.0 };
            down[count] = down[count] * (1.0 - missing) + one_more;
        }
    }
    let tolerated = missing.len() - needed as usize;
    down[tolerated + 1..].iter().rev().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-12 * right.abs()
    }

    #[test]
    fn needed_of_meets_series_and_parallel() {
        for missing in [1e-9, 1e-3, 0.2, 0.9] {
            assert!(near(needed_of(3, 3, missing), all_of(missing, 3.0)), "{missing}");
            assert!(near(needed_of(1, 3, missing), missing.powi(3)), "{missing}");
            let by_hand = 3.0 * missing * missing * (1.0 - missing) + missing.powi(3);
            assert!(near(needed_of(2, 3, missing), by_hand), "{missing}");
            assert!(near(needed_of_unlike(2, &[missing; 3]), by_hand), "{missing}");
        }
    }

    #[test]
    fn many_members_stay_finite_and_ordered() {
        let few = needed_of(9_000, 10_000, 0.01);
        let more = needed_of(9_900, 10_000, 0.01);
        let most = needed_of(9_990, 10_000, 0.01);
        assert!((0.0..1e-100).contains(&few), "{few}");
        assert!((0.4..0.6).contains(&more), "{more}");
        assert!(most > 0.999_999, "{most}");
    }
}
