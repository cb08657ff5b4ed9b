//! Calls of functions by name and comparisons of numbers, for tests.

use super::table::all;

fn row(name: &str) -> &'static super::Row {
    let found = all().find(|function| function.name() == name);
    found.unwrap_or_else(|| unreachable!("there is no function {name}")).row()
}

/// The number that a function gives.
pub(super) fn result_of(name: &str, numbers: &[f64]) -> f64 {
    row(name).call(numbers)
}

/// Why a function has none.
pub(super) fn why_no_result(name: &str, numbers: &[f64]) -> Option<String> {
    row(name).why_not(numbers)
}

/// Whether a number is right but for rounding.
pub(super) fn near(found: f64, expected: f64) -> bool {
    near_within(found, expected, 1e-12)
}

/// Whether a number is right within a share of it.
pub(super) fn near_within(found: f64, expected: f64, share: f64) -> bool {
    (found - expected).abs() <= share * expected.abs()
}
