//! Formulas of recovery after a loss; knows nothing of how often one happens.

use super::bounds::{broken, unless};
use crate::units::system::{Bandwidth, Information, Per, Subject, Time};

/// What is lost when all since the last copy is: `rate * rpo`, whatever the rate is of.
///
/// Source: the recovery point objective of NIST SP 800-34, Contingency Planning Guide (revision 1, 2010). A
/// rate or a time below 0 is an error.
pub fn lost(rate: Per<Subject, Time>, rpo: Time) -> Subject {
    unless(lost_problem(rate.value, rpo.value), || rate * rpo)
}

fn lost_problem(rate: f64, rpo: f64) -> Option<String> {
    broken([
        (rate >= 0.0, "the rate must not be below 0"),
        (rpo >= 0.0, "the time of the RPO must not be below 0"),
    ])
}

/// How long it takes to read a copy back: `size / bandwidth`, a time, to which detecting the loss and
/// replaying a log add.
///
/// Source: the recovery time objective of NIST SP 800-34, Contingency Planning Guide (revision 1, 2010).
/// Errors: a size below 0, a bandwidth of 0 or less.
pub fn restore(size: Information, bandwidth: Bandwidth) -> Time {
    unless(restore_problem(size.value, bandwidth.value), || size / bandwidth)
}

fn restore_problem(size: f64, bandwidth: f64) -> Option<String> {
    broken([
        (size >= 0.0, "the size must not be below 0"),
        (bandwidth > 0.0, "the bandwidth must be above 0"),
    ])
}

/// Why a formula of recovery has no result.
pub(super) fn why(name: &str, numbers: &[f64]) -> Option<String> {
    match (name, numbers) {
        ("lost", [rate, rpo]) => lost_problem(*rate, *rpo),
        ("restore", [size, bandwidth]) => restore_problem(*size, *bandwidth),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{near, result_of, why_no_result};

    // Values by hand.
    #[test]
    fn formulas_give_what_was_computed_elsewhere() {
        assert!(near(result_of("lost", &[10e6, 300.0]), 3e9));
        assert!(near(result_of("restore", &[16e12, 1e9]), 16_000.0));
        let transferred = result_of("transfer", &[16e12, 1e9, 0.0]);
        assert!(near(result_of("restore", &[16e12, 1e9]), transferred));
    }

    #[test]
    fn what_has_no_result_says_why() {
        for (name, numbers, sentence) in [
            ("lost", [-1.0, 1.0], "the rate must not be below 0"),
            ("restore", [1.0, 0.0], "the bandwidth must be above 0"),
        ] {
            assert!(result_of(name, &numbers).is_nan(), "{name}");
            assert_eq!(why_no_result(name, &numbers).as_deref(), Some(sentence));
        }
    }
}
