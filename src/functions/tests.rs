//! What holds for every function, whichever it is: bounds, shapes, words.

use super::*;
use crate::units::signature::{Formula, Held};

fn formulas() -> impl Iterator<Item = (&'static Row, &'static Formula)> {
    offered().filter_map(|row| Some((row, row.formula()?)))
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
    for_all_of(count, numbers, |arguments| see(arguments));
}

/// The same with numbers that may be changed.
fn for_all_of(count: usize, numbers: &[f64], mut see: impl FnMut(&mut [f64])) {
    let mut arguments = vec![0.0; count];
    let combinations = numbers.len().pow(count.min(5) as u32);
    let stride = if combinations > 20_000 { 499 } else { 1 };
    for combination in (0..combinations).step_by(stride) {
        let mut rest = combination;
        for argument in &mut arguments {
            *argument = numbers[rest % numbers.len()];
            rest /= numbers.len();
        }
        see(&mut arguments);
    }
}

#[test]
fn no_number_makes_a_formula_panic_and_each_failure_has_a_reason() {
    for (row, formula) in formulas() {
        for_all(row.parameters.len(), &ODD, |numbers| {
            let (found, why) = (row.call(numbers), row.why_not(numbers));
            let told = format!("{}({numbers:?}) = {found}: {why:?}", row.name);
            // A step so small that the quotient is without end leaves nothing to round.
            if !matches!(row.body, Body::Stepped(_)) {
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
fn what_is_no_number_makes_no_function_panic() {
    let none = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1.0, 2.5];
    for (row, _) in formulas() {
        for_all(row.parameters.len(), &none, |numbers| {
            let _ = (row.call(numbers), row.why_not(numbers));
        });
    }
    for row in offered().filter(|row| row.formula().is_none()) {
        for count in 0..6 {
            for_all(count, &none, |numbers| {
                let _ = (row.call(numbers), row.why_not(numbers));
            });
        }
    }
    for_all(3, &ODD, |numbers| {
        for function in all() {
            for count in 0..=numbers.len() {
                let _ = function.row().why_not(&numbers[..count]);
            }
        }
    });
}

#[test]
fn shares_stay_between_0_and_1() {
    let shares = ["tail", "erlang_b", "erlang_c", "service_level", "occupancy", "collision", "bloom_error"];
    for name in
        shares.into_iter().chain(["moved_modulo", "moved_consistent", "quorum", "uptime", "availability"])
    {
        let (row, _) = formulas().find(|(row, _)| row.name == name).expect(name);
        for_all(row.parameters.len(), &ODD, |numbers| {
            let found = row.call(numbers);
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
        let (_, formula) = formulas().find(|(row, _)| row.name == *name).expect(name);
        let found: Vec<_> = formula.parameters.iter().map(|shape| shape.exponents).collect();
        assert_eq!(&found, parameters, "{name}");
        assert_eq!(formula.result.exponents, *result, "{name}");
    }
}

#[test]
fn what_is_held_otherwise_is_marked() {
    for (row, formula) in formulas() {
        let gives_availability = matches!(row.name, "uptime" | "availability" | "quorum");
        assert_eq!(formula.result.held == Held::Missing, gives_availability, "{}", row.name);
        for (parameter, shape) in row.parameters.iter().zip(formula.parameters) {
            let expected = match (row.name, parameter.name) {
                ("grow" | "time_until", "rate") => Held::Growth,
                ("nines" | "downtime" | "quorum", "a") | (_, "slo") => Held::Missing,
                _ => Held::Value,
            };
            assert_eq!(shape.held, expected, "{} of {}", parameter.name, row.name);
        }
    }
}

#[test]
fn every_function_is_described_once() {
    let names: Vec<&str> = all().map(|function| function.name()).collect();
    for (place, function) in all().enumerate() {
        let row = function.row();
        assert!(!names[..place].contains(&row.name), "{} twice", row.name);
        assert_eq!(FunctionId::named(row.name), function);
        assert!(!row.doc.is_empty() && !row.source.is_empty(), "{}", row.name);
        assert_eq!(find(row.name), row.is_offered().then_some(function));
        let names_of = |parameter: Option<&str>| parameter.is_none_or(|name| row.place_of(name).is_some());
        assert!(names_of(row.sized_by) && names_of(row.told_first), "{}", row.name);
        if let CountsIn::Always { said_by, .. } = row.counts_in {
            assert!(names_of(Some(said_by)), "{}", row.name);
        }
    }
    for row in offered() {
        let start = format!("{}(", row.name);
        assert!(row.usage().starts_with(&start) && row.example.0.starts_with(&start), "{}", row.name);
        assert!(!row.example.1.is_empty(), "{}", row.name);
    }
}

#[test]
fn usage_says_what_may_be_left_out() {
    let usage = |name: &str| find(name).map(|function| function.row().usage().into_owned());
    for expected in [
        "servers(load, each, utilisation = 100%, margin = 0%, spare = 0)",
        "transfer(size, bandwidth, overhead = 0%)",
        "round(x, step = 1)",
        "min(a, b, ...)",
        "tiered(x, size1, price1, size2, price2, ..., rest_price)",
        "size(record)",
    ] {
        let name = expected.split('(').next().unwrap_or_default();
        assert_eq!(usage(name).as_deref(), Some(expected));
    }
}

/// How far a number just beside a limit lies from it, as a share of it where it is above 1.
const BESIDE: f64 = 1e-6;

/// The numbers just inside a bound, and those just outside it.
fn around(bound: Bound) -> (Vec<f64>, Vec<f64>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    let mut limited = |limit: Limit, inwards: f64| match limit {
        Limit::Including(at) | Limit::Excluding(at) if at.is_infinite() => {
            if limit == Limit::Excluding(at) {
                outside.push(at);
            }
        }
        Limit::Including(at) => {
            inside.push(at);
            outside.push(at - inwards * BESIDE * at.abs().max(1.0));
        }
        Limit::Excluding(at) => {
            inside.push(at + inwards * BESIDE * at.abs().max(1.0));
            outside.push(at);
        }
    };
    match bound {
        Bound::Within { least, most } => {
            limited(least, 1.0);
            limited(most, -1.0);
        }
        Bound::Whole { least, most } => {
            inside.extend([least, least + 1.0]);
            outside.extend([least - 1.0, least + 0.5]);
            if most < f64::MAX {
                outside.push(most * 1.5);
            }
        }
        Bound::NotZero => {
            inside.extend([BESIDE, -BESIDE]);
            outside.push(0.0);
        }
    }
    outside.push(f64::NAN);
    (inside, outside)
}

/// Calls with one number for one parameter and all kinds for the others.
fn with(row: &Row, place: usize, number: f64, mut see: impl FnMut(&[f64])) {
    for_all_of(row.parameters.len(), &OTHERS, |numbers| {
        numbers[place] = number;
        see(numbers);
    });
}

/// Numbers that most functions take.
const OTHERS: [f64; 7] = [0.0, 0.25, 1.0, 2.0, -1.0, 100.0, 1e-3];

#[test]
fn every_bound_refuses_just_outside_and_accepts_just_inside() {
    let mut seen = 0;
    for row in all().map(FunctionId::row) {
        for (place, parameter) in row.parameters.iter().enumerate() {
            for rule in parameter.rules() {
                let (inside, outside) = around(rule.bound);
                let told = format!("{} of {}: {rule:?}", parameter.name, row.name);
                for number in outside {
                    assert!(!rule.bound.holds(number), "{told} {number}");
                    // Whatever the others are, it is refused; where they are fine, it is told of this one.
                    let mut reasons = Vec::new();
                    with(row, place, number, |numbers| {
                        assert!(row.call(numbers).is_nan(), "{told} {numbers:?}");
                        reasons.extend(row.why_not(numbers));
                    });
                    let own = |reason: &String| parameter.rules().any(|rule| rule.otherwise == reason);
                    assert!(reasons.iter().any(own), "{told} {number}: {reasons:?}");
                }
                for number in inside {
                    assert!(rule.bound.holds(number), "{told} {number}");
                    let mut is_accepted = parameter.rules().any(|other| !other.bound.holds(number));
                    with(row, place, number, |numbers| {
                        is_accepted |= row.why_not(numbers).is_none() && row.call(numbers).is_finite();
                    });
                    assert!(is_accepted, "{told} {number}");
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "{seen}");
}
