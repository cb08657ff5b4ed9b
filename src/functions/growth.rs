//! Formulas of compound growth; knows a rate only as a continuous one, not the period it was written with.

use super::row::{Body, Row, parameter};
use crate::formula;
use crate::units::signature::Growth;
use crate::units::system::{Ratio, Subject, Time};

/// What is said of both ends.
const STAYS_AT_0: &str = "what starts at 0 stays there, and nothing shrinks to 0";

/// The functions of growth.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "grow",
        parameters: &[
            parameter("x"),
            parameter("rate").finite("a loss of 100 % or more leaves nothing to grow"),
            parameter("time"),
        ],
        body: Body::Formula(formula!(grow)),
        doc: "what a value has grown to: x * (1 + g)^(time / T), for a rate of g per T",
        source: "compound interest, once per the period of the rate",
        example: ("grow(100 GB, 50%/year, 3 years)", "338 GB"),
        ..Row::SILENT
    },
    Row {
        name: "time_until",
        parameters: &[
            parameter("x").not_zero(STAYS_AT_0),
            parameter("limit").not_zero(STAYS_AT_0),
            parameter("rate")
                .finite("a loss of 100 % or more leaves nothing to grow")
                .not_zero("at a growth of 0 % the limit is never met"),
        ],
        body: Body::Formula(formula!(time_until)),
        told_first: Some("rate"),
        reason: moves_away,
        doc: "when a growing value meets a limit: ln(limit / x) / ln(1 + g) * T, for a rate of g per T",
        source: "compound interest, solved for the time",
        example: ("time_until(100 GB, 1 TB, 50%/year)", "5.68 years"),
        ..Row::SILENT
    },
    Row {
        name: "continuous_growth",
        body: Body::Internal(continuous),
        known_as: Some("growth"),
        doc: "the continuous rate of a growth of g per time with the period T: ln(1 + g T) / T",
        source: "compound interest, once per the period of the rate",
        ..Row::SILENT
    },
];

/// What a value has grown to after a time: `x * (1 + g)^(time / T)` for a growth of `g` per `T`, in the
/// value's own unit. The time need not be a whole number of periods; a time below 0 looks back.
///
/// Source: compound interest, compounded once per the period that the rate is written with. A loss of 100 %
/// or more per period is an error.
fn grow(x: Subject, rate: Growth, time: Time) -> Subject {
    // Nothing stays nothing, however long.
    if x.value == 0.0 { x } else { x * Ratio::from(libm::exp(f64::from(rate.rate * time))) }
}

/// When a growing value meets a limit: `ln(limit / x) / ln(1 + g) * T` for a growth of `g` per `T`, a time.
///
/// Source: compound interest, solved for the time. Errors: a rate of 0, values that are not both above or
/// both below 0, and a limit that the value moves away from.
fn time_until(x: Subject, limit: Subject, rate: Growth) -> Time {
    Ratio::from(ln_ratio(limit.value, x.value)) / rate.rate
}

/// `ln(limit / x)`, right where both are nearly the same and where their quotient is beyond the largest
/// number.
fn ln_ratio(limit: f64, x: f64) -> f64 {
    let apart = (limit - x) / x;
    if apart.abs() < 0.5 { libm::log1p(apart) } else { libm::log(limit.abs()) - libm::log(x.abs()) }
}

/// Why a value that grows so never meets its limit.
fn moves_away(numbers: &[f64]) -> Option<String> {
    let [x, limit, rate] = *numbers else { return None };
    let why = if (x > 0.0) != (limit > 0.0) {
        "the value and its limit lie on two sides of 0"
    } else if rate > 0.0 && limit.abs() < x.abs() {
        "it grows, and the limit lies behind it already"
    } else if rate < 0.0 && limit.abs() > x.abs() {
        "it shrinks, and the limit lies above it"
    } else {
        return None;
    };
    Some(why.to_owned())
}

/// `ln(1 + g T) / T` of a growth per time and its period.
fn continuous(numbers: &[f64]) -> f64 {
    let [rate, period] = *numbers else { return f64::NAN };
    libm::log1p(rate * period) / period
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{near, result_of, why_no_result};

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
