//! Formulas of compound growth; knows a rate only as a continuous one, not the period it was written with.

use super::bounds::{broken, unless};
use crate::units::signature::Growth;
use crate::units::system::{Ratio, Subject, Time};

/// What a value has grown to after a time: `x * (1 + g)^(time / T)` for a growth of `g` per `T`, in the
/// value's own unit. The time need not be a whole number of periods; a time below 0 looks back.
///
/// Source: compound interest, compounded once per the period that the rate is written with. A loss of 100 %
/// or more per period is an error.
pub fn grow(x: Subject, rate: Growth, time: Time) -> Subject {
    unless(grow_problem(rate.rate.value), || {
        // Nothing stays nothing, however long.
        if x.value == 0.0 { x } else { x * Ratio::from(libm::exp(f64::from(rate.rate * time))) }
    })
}

fn grow_problem(rate: f64) -> Option<String> {
    broken([(rate.is_finite(), "a loss of 100 % or more leaves nothing to grow")])
}

/// When a growing value meets a limit: `ln(limit / x) / ln(1 + g) * T` for a growth of `g` per `T`, a time.
///
/// Source: compound interest, solved for the time. Errors: a rate of 0, values that are not both above or
/// both below 0, and a limit that the value moves away from.
pub fn time_until(x: Subject, limit: Subject, rate: Growth) -> Time {
    unless(time_until_problem(x.value, limit.value, rate.rate.value), || {
        Ratio::from(ln_ratio(limit.value, x.value)) / rate.rate
    })
}

/// `ln(limit / x)`, right where both are nearly the same and where their quotient is beyond the largest
/// number.
fn ln_ratio(limit: f64, x: f64) -> f64 {
    let apart = (limit - x) / x;
    if apart.abs() < 0.5 { libm::log1p(apart) } else { libm::log(limit.abs()) - libm::log(x.abs()) }
}

fn time_until_problem(x: f64, limit: f64, rate: f64) -> Option<String> {
    broken([
        (rate.is_finite(), "a loss of 100 % or more leaves nothing to grow"),
        (rate != 0.0, "at a growth of 0 % the limit is never met"),
        (x != 0.0 && limit != 0.0, "what starts at 0 stays there, and nothing shrinks to 0"),
        ((x > 0.0) == (limit > 0.0), "the value and its limit lie on two sides of 0"),
        (rate <= 0.0 || limit.abs() >= x.abs(), "it grows, and the limit lies behind it already"),
        (rate >= 0.0 || limit.abs() <= x.abs(), "it shrinks, and the limit lies above it"),
    ])
}

/// Why a formula of growth has no result.
pub(super) fn why(name: &str, numbers: &[f64]) -> Option<String> {
    match (name, numbers) {
        ("grow", [_, rate, _]) => grow_problem(*rate),
        ("time_until", [x, limit, rate]) => time_until_problem(*x, *limit, *rate),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{near, result_of, why_no_result};

    const YEAR: f64 = 365.2425 * 86_400.0;

    fn rate(per_period: f64, period: f64) -> f64 {
        libm::log1p(per_period) / period
    }

    // Values by Python's mpmath with 60 digits.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        for (name, numbers, expected) in [
            ("grow", vec![100.0, rate(0.5, YEAR), 3.0 * YEAR], 337.5),
            ("grow", vec![1.0, rate(0.04, YEAR / 12.0), 3.0 * YEAR], 4.103_932_553_980_415),
            ("grow", vec![337.5, rate(0.5, YEAR), -3.0 * YEAR], 100.0),
            ("time_until", vec![100.0, 1000.0, rate(0.5, YEAR)], 5.678_873_587_267_573 * YEAR),
            ("time_until", vec![100.0, 50.0, rate(-0.5, YEAR)], YEAR),
            ("time_until", vec![-100.0, -200.0, rate(1.0, YEAR)], YEAR),
            ("time_until", vec![100.0, 100.0, rate(0.5, YEAR)], 0.0),
        ] {
            let found = result_of(name, &numbers);
            assert!(near(found, expected), "{name}: {found}, not {expected}");
        }
    }

    #[test]
    fn no_growth_changes_nothing() {
        assert_eq!(result_of("grow", &[100.0, 0.0, 1e9]), 100.0);
        assert_eq!(result_of("grow", &[0.0, rate(0.5, YEAR), YEAR]), 0.0);
    }

    #[test]
    fn time_until_undoes_grow() {
        for per_year in [-0.9, -1e-9, 1e-12, 0.5, 9.0] {
            for time in [1e-3, YEAR, 20.0 * YEAR] {
                let rate = rate(per_year, YEAR);
                let limit = result_of("grow", &[100.0, rate, time]);
                let back = result_of("time_until", &[100.0, limit, rate]);
                // The rounding of the limit, in time.
                let allowed = 1e-15 / rate.abs() + 1e-12 * time;
                assert!((back - time).abs() <= allowed, "{per_year}, {time}: {back}");
            }
        }
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            ("time_until", vec![1.0, 2.0, 0.0], "at a growth of 0 % the limit is never met"),
            ("time_until", vec![2.0, 1.0, 1e-9], "it grows, and the limit lies behind it already"),
            ("time_until", vec![1.0, 2.0, -1e-9], "it shrinks, and the limit lies above it"),
            ("time_until", vec![1.0, -2.0, 1e-9], "the value and its limit lie on two sides of 0"),
            ("time_until", vec![0.0, 2.0, 1e-9], "what starts at 0 stays there, and nothing shrinks to 0"),
            ("grow", vec![1.0, f64::NEG_INFINITY, 1.0], "a loss of 100 % or more leaves nothing to grow"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
