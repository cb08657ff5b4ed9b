//! The functions that ship: their signatures, read from Rust types, and what they are for; calls are typed
//! elsewhere.

pub mod arithmetic;
pub mod availability;
mod bounds;
mod catalogue;
mod double_double;
pub mod growth;
pub mod hashing;
pub mod keys;
pub mod queues;
pub mod recovery;
pub(super) mod saddle_point;
pub mod storage;
pub mod traffic;

pub use catalogue::FUNCTIONS;

use crate::units::signature::Formula;

/// A function that ships.
#[derive(Debug, Clone, Copy)]
pub enum Function {
    /// Over any number of values of one dimension.
    Variadic(Variadic),
    /// `round ceil floor`: a step of the same dimension may follow; without one, pure numbers and counts
    /// only.
    Stepped(&'static Formula),
    /// A formula with a fixed signature.
    Formula(&'static Formula),
    /// `sqrt`, of a pure number or of a quantity whose powers are even.
    SquareRoot,
    /// `size`, of a record's name.
    Size,
    /// `tiered`, of an amount, any number of sizes each with its price, and the price of the rest:
    /// [`storage::tiered`] over these numbers.
    Tiered,
}

/// A function over any number of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variadic {
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// The sum.
    Sum,
    /// The arithmetic mean.
    Mean,
}

/// What `napkin` says about a function.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// What it is called with.
    pub usage: &'static str,
    /// What it gives, with its formula and unit.
    pub gives: &'static str,
    /// Where the formula is from: a paper, a book, a standard.
    pub source: &'static str,
    /// A call and what it shows, to three digits.
    pub example: (&'static str, &'static str),
    /// The noun that a count result takes where no argument gives it one.
    pub noun: Option<&'static str>,
    /// How it is computed.
    pub function: Function,
}

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Description> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Why a function has no result for these numbers, as a sentence that says what to change; they are those it
/// was called with, an availability as what is missing to 1. None where it has one, or where the result is
/// only too large.
pub fn why_no_result(name: &str, numbers: &[f64]) -> Option<String> {
    let subjects = [
        arithmetic::why,
        availability::why,
        traffic::why,
        queues::why,
        storage::why,
        keys::why,
        growth::why,
        recovery::why,
        hashing::why,
    ];
    subjects.iter().find_map(|why| why(name, numbers))
}

/// The number that a formula gives.
#[cfg(test)]
fn result_of(name: &str, numbers: &[f64]) -> f64 {
    match find(name).map(|found| found.function) {
        Some(Function::Formula(formula) | Function::Stepped(formula)) => (formula.call)(numbers),
        other => unreachable!("{name} is no formula: {other:?}"),
    }
}

/// Whether a number is right but for rounding.
#[cfg(test)]
fn near(found: f64, expected: f64) -> bool {
    near_within(found, expected, 1e-12)
}

/// Whether a number is right within a share of it.
#[cfg(test)]
fn near_within(found: f64, expected: f64, share: f64) -> bool {
    (found - expected).abs() <= share * expected.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::signature::Held;

    fn formulas() -> impl Iterator<Item = (&'static Description, &'static Formula)> {
        FUNCTIONS.iter().filter_map(|description| match description.function {
            Function::Formula(formula) | Function::Stepped(formula) => Some((description, formula)),
            _ => None,
        })
    }

    /// Numbers that trip formulas up: bounds and their neighbours, odd and even counts, ends of the range.
    const ODD: [f64; 24] = [
        0.0,
        -0.0,
        1.0,
        1.0 - f64::EPSILON / 2.0,
        1.0 + f64::EPSILON,
        2.0,
        3.0,
        0.5,
        2.5,
        -1.0,
        -2.5,
        1e-9,
        1e-20,
        1e3,
        1e6 + 1.0,
        1e7,
        1e8,
        9_007_199_254_740_992.0,
        5.3e36,
        1e300,
        -1e300,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
    ];

    /// Calls with every combination of numbers for up to three parameters, and with a sample of them for
    /// more.
    fn for_all(count: usize, numbers: &[f64], mut see: impl FnMut(&[f64])) {
        let mut arguments = vec![0.0; count];
        let combinations = numbers.len().pow(count.min(5) as u32);
        let stride = if count > 3 { 499 } else { 1 };
        for combination in (0..combinations).step_by(stride) {
            let mut rest = combination;
            for argument in &mut arguments {
                *argument = numbers[rest % numbers.len()];
                rest /= numbers.len();
            }
            see(&arguments);
        }
    }

    #[test]
    fn no_number_makes_a_formula_panic_and_each_failure_has_a_reason() {
        for (description, formula) in formulas() {
            for_all(formula.parameters.len(), &ODD, |numbers| {
                let found = (formula.call)(numbers);
                let why = why_no_result(description.name, numbers);
                let told = format!("{}({numbers:?}) = {found}: {why:?}", description.name);
                let old = matches!(
                    description.name,
                    "nines" | "ln" | "log2" | "log10" | "round" | "ceil" | "floor"
                );
                if !old {
                    assert_eq!(found.is_nan(), why.is_some(), "{told}");
                } else if found.is_finite() {
                    assert!(why.is_none(), "{told}");
                }
                if formula.result.held == Held::Missing && !found.is_nan() {
                    assert!((0.0..=1.0).contains(&found), "{told}");
                }
            });
        }
    }

    #[test]
    fn what_is_no_number_makes_no_formula_panic() {
        let none = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1.0, 2.5];
        for (description, formula) in formulas() {
            for_all(formula.parameters.len(), &none, |numbers| {
                let _ = ((formula.call)(numbers), why_no_result(description.name, numbers));
            });
        }
        for count in 0..6 {
            for_all(count, &none, |numbers| {
                let _ = (storage::tiered(numbers), why_no_result("tiered", numbers));
            });
        }
        for_all(3, &ODD, |numbers| {
            for description in FUNCTIONS {
                for count in 0..=numbers.len() {
                    let _ = why_no_result(description.name, &numbers[..count]);
                }
            }
        });
    }

    #[test]
    fn shares_stay_between_0_and_1() {
        let shares =
            ["tail", "erlang_b", "erlang_c", "service_level", "occupancy", "collision", "bloom_error"];
        for name in
            shares.into_iter().chain(["moved_modulo", "moved_consistent", "quorum", "uptime", "availability"])
        {
            let (_, formula) = formulas().find(|(description, _)| description.name == name).expect(name);
            for_all(formula.parameters.len(), &ODD, |numbers| {
                let found = (formula.call)(numbers);
                assert!(found.is_nan() || (0.0..=1.0).contains(&found), "{name}({numbers:?}) = {found}");
            });
        }
    }

    #[test]
    fn signatures_have_the_dimensions_of_their_formulas() {
        const PURE: [i8; 5] = [0; 5];
        const INFORMATION: [i8; 5] = [1, 0, 0, 0, 0];
        const TIME: [i8; 5] = [0, 1, 0, 0, 0];
        const COUNT: [i8; 5] = [0, 0, 0, 1, 0];
        const SUBJECT: [i8; 5] = [0, 0, 0, 0, 1];
        const RATE: [i8; 5] = [0, -1, 0, 1, 0];
        const BANDWIDTH: [i8; 5] = [1, -1, 0, 0, 0];
        const FREQUENCY: [i8; 5] = [0, -1, 0, 0, 0];
        type Row = (&'static str, &'static [[i8; 5]], [i8; 5]);
        let expected: &[Row] = &[
            ("uptime", &[TIME, TIME], PURE),
            ("availability", &[TIME, TIME], PURE),
            ("afr", &[TIME], PURE),
            ("error_budget", &[PURE, TIME], TIME),
            ("burn_rate", &[PURE, PURE], PURE),
            ("exhausted", &[TIME, PURE], TIME),
            ("quorum", &[COUNT, COUNT, PURE], PURE),
            ("peak", &[SUBJECT, PURE], SUBJECT),
            ("concurrency", &[RATE, TIME], COUNT),
            ("servers", &[SUBJECT, [0, 0, 0, -1, 1], PURE, PURE, COUNT], COUNT),
            ("cores", &[RATE, [0, 1, 0, -1, 0]], COUNT),
            ("tail", &[PURE, COUNT], PURE),
            ("hit_latency", &[PURE, TIME, TIME], TIME),
            ("hit_latency_added", &[PURE, TIME, TIME], TIME),
            ("mm1_wait", &[RATE, RATE], TIME),
            ("mm1_response", &[RATE, RATE], TIME),
            ("mm1_queue", &[RATE, RATE], COUNT),
            ("erlang_b", &[RATE, TIME, COUNT], PURE),
            ("erlang_c", &[RATE, TIME, COUNT], PURE),
            ("mmc_wait", &[RATE, RATE, COUNT], TIME),
            ("mmc_response", &[RATE, RATE, COUNT], TIME),
            ("service_level", &[RATE, TIME, COUNT, TIME], PURE),
            ("occupancy", &[RATE, TIME, COUNT], PURE),
            ("ascii", &[COUNT], INFORMATION),
            ("utf16", &[COUNT], INFORMATION),
            ("erasure", &[COUNT, COUNT], PURE),
            ("bloom_bits", &[COUNT, PURE], INFORMATION),
            ("bloom_hashes", &[COUNT, INFORMATION], PURE),
            ("bloom_error", &[COUNT, INFORMATION, COUNT], PURE),
            ("transfer", &[INFORMATION, BANDWIDTH, PURE], TIME),
            ("key_space", &[COUNT, COUNT], PURE),
            ("collision", &[COUNT, COUNT], PURE),
            ("birthday", &[PURE, COUNT], COUNT),
            ("grow", &[SUBJECT, FREQUENCY, TIME], SUBJECT),
            ("time_until", &[SUBJECT, SUBJECT, FREQUENCY], TIME),
            ("lost", &[[0, -1, 0, 0, 1], TIME], SUBJECT),
            ("restore", &[INFORMATION, BANDWIDTH], TIME),
            ("moved_modulo", &[COUNT, COUNT], PURE),
            ("moved_consistent", &[COUNT, COUNT], PURE),
        ];
        for (name, parameters, result) in expected {
            let (_, formula) = formulas().find(|(description, _)| description.name == *name).expect(name);
            let found: Vec<_> =
                formula.parameters.iter().map(|parameter| parameter.shape.exponents).collect();
            assert_eq!(&found, parameters, "{name}");
            assert_eq!(formula.result.exponents, *result, "{name}");
        }
    }

    #[test]
    fn what_is_held_otherwise_is_marked() {
        for (description, formula) in formulas() {
            let gives_availability = matches!(description.name, "uptime" | "availability" | "quorum");
            assert_eq!(formula.result.held == Held::Missing, gives_availability, "{}", description.name);
            for parameter in formula.parameters {
                let expected = match (description.name, parameter.name) {
                    ("grow" | "time_until", "rate") => Held::Growth,
                    ("nines" | "downtime" | "quorum", "a") | (_, "slo") => Held::Missing,
                    _ => Held::Value,
                };
                assert_eq!(parameter.shape.held, expected, "{} of {}", parameter.name, description.name);
            }
        }
    }

    #[test]
    fn every_function_is_described_once_and_as_it_is() {
        for (place, description) in FUNCTIONS.iter().enumerate() {
            let name = description.name;
            assert!(FUNCTIONS[..place].iter().all(|other| other.name != name), "{name} twice");
            assert!(description.usage.starts_with(&format!("{name}(")), "{name}");
            assert!(description.example.0.starts_with(&format!("{name}(")), "{name}");
            assert!(!description.gives.is_empty() && !description.source.is_empty(), "{name}");
            assert!(!description.example.1.is_empty(), "{name}");
        }
        for (description, formula) in formulas() {
            assert_eq!(description.name, formula.name);
            for parameter in formula.parameters {
                let optional = description.usage.contains(&format!("{} = ", parameter.name));
                // The step of `round` and the like is left out in another way.
                assert!(
                    optional == parameter.default.is_some() || parameter.name == "step",
                    "{}",
                    description.usage
                );
                assert!(description.usage.contains(parameter.name), "{}", description.usage);
            }
        }
    }
}
