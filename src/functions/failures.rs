//! How often parts that are repaired fail together, and what is left of them: what a plan calls for paths and components
//! by itself; knows neither.

use super::numeric::binomial_term;
use super::row::{Body, Row};

/// The source of the rates of failures.
const SOURCE: &str = "Barlow and Proschan, Mathematical Theory of Reliability (1965), system failure frequency of independent repairable parts";

/// Functions that nobody can write.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "failures_in_series",
        body: Body::Internal(failures_in_series),
        known_as: Some("mtbf"),
        doc: "the failures per time of two parts that are both needed: f1 (1 - u2) + f2 (1 - u1)",
        source: SOURCE,
        ..Row::SILENT
    },
    Row {
        name: "failures_in_parallel",
        body: Body::Internal(failures_in_parallel),
        known_as: Some("mtbf"),
        doc: "the failures per time of two redundant parts: f1 u2 + f2 u1",
        source: SOURCE,
        ..Row::SILENT
    },
    Row {
        name: "failures_of_needed",
        body: Body::Internal(failures_of_needed),
        known_as: Some("mtbf"),
        doc: "the failures per time where k of n like parts must be up: f n C(n - 1, k - 1) u^(n - k) (1 - u)^(k - 1)",
        source: SOURCE,
        ..Row::SILENT
    },
    Row {
        name: "failures_of_unlike",
        body: Body::Internal(failures_of_unlike),
        known_as: Some("mtbf"),
        doc: "the failures per time where k of unlike parts must be up: the sum over all states with k up",
        source: SOURCE,
        ..Row::SILENT
    },
    Row {
        name: "sum_of_smallest",
        body: Body::Internal(sum_of_smallest),
        known_as: Some("surviving"),
        doc: "the sum of the k smallest of some numbers",
        source: "definition",
        ..Row::SILENT
    },
];

/// Failures per time of two parts in series: either fails while the other is up.
///
/// Arguments: failures of each, then what is missing of each. Source: Barlow and Proschan (1965), system failure
/// frequency of independent repairable parts.
fn failures_in_series(numbers: &[f64]) -> f64 {
    let [first, second, u, v] = numbers else { return f64::NAN };
    first * (1.0 - v) + second * (1.0 - u)
}

/// Failures per time of two redundant parts: one fails while the other is down.
fn failures_in_parallel(numbers: &[f64]) -> f64 {
    let [first, second, u, v] = *numbers else { return f64::NAN };
    let can_fail = (first > 0.0 && v > 0.0) || (second > 0.0 && u > 0.0);
    never_nothing(first * v + second * u, can_fail)
}

/// Failures per time where `needed` of `count` like parts must be up: one of those up fails while just enough are.
///
/// Arguments: failures of one, what is missing of one, `needed` and `count`.
fn failures_of_needed(numbers: &[f64]) -> f64 {
    let [rate, missing, needed, count] = *numbers else { return f64::NAN };
    // Of the others exactly `needed - 1` are up.
    let just_enough = binomial_term(count as u64 - 1, (count - needed) as u64, missing);
    never_nothing(rate * count * just_enough, rate > 0.0 && missing > 0.0 && missing < 1.0)
}

/// The same for unlike parts: `needed`, then the failures of each, then what is missing of each.
fn failures_of_unlike(numbers: &[f64]) -> f64 {
    let members = (numbers.len() - 1) / 2;
    let tolerated = members - numbers[0] as usize;
    let (rates, missing) = numbers[1..].split_at(members);
    // For each number of parts down, part by part: how likely it is, and how often one of the parts fails while
    // so many of the others are down.
    let (mut likely, mut failing) = (vec![0.0; tolerated + 1], vec![0.0; tolerated + 1]);
    likely[0] = 1.0;
    for (rate, missing) in rates.iter().zip(missing) {
        for down in (0..=tolerated).rev() {
            let (likely_less, failing_less) =
                if down > 0 { (likely[down - 1], failing[down - 1]) } else { (0.0, 0.0) };
            failing[down] = failing[down] * (1.0 - missing) + failing_less * missing + rate * likely[down];
            likely[down] = likely[down] * (1.0 - missing) + likely_less * missing;
        }
    }
    let can_fail = numbers[1..].iter().all(|number| *number > 0.0) && missing.iter().all(|part| *part < 1.0);
    never_nothing(failing[tolerated], can_fail)
}

/// A rate of failures, the smallest number where they are only too rare for one: what can fail has a time between
/// failures.
fn never_nothing(rate: f64, can_fail: bool) -> f64 {
    if can_fail { rate.max(f64::MIN_POSITIVE) } else { rate }
}

/// The sum of the `numbers[0]` smallest of the others.
fn sum_of_smallest(numbers: &[f64]) -> f64 {
    let mut capacities = numbers[1..].to_vec();
    capacities.sort_by(f64::total_cmp);
    capacities.iter().take(numbers[0] as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_like_and_unlike_parts_agree() {
        let (rate, missing) = (0.5, 0.1);
        for needed in 1..=3_u64 {
            let like = failures_of_needed(&[rate, missing, needed as f64, 3.0]);
            let unlike = failures_of_unlike(&[needed as f64, rate, rate, rate, missing, missing, missing]);
            assert!((like - unlike).abs() < 1e-12, "{needed}: {like} {unlike}");
        }
        // 3 of 3 is a chain, and its mean time to failure is a third.
        let chain = failures_of_needed(&[rate, missing, 3.0, 3.0]);
        assert!((chain - 3.0 * rate * 0.9 * 0.9).abs() < 1e-12);
        assert_eq!(sum_of_smallest(&[2.0, 5.0, 1.0, 3.0]), 4.0);
    }

    #[test]
    fn failures_of_unlike_parts_are_those_of_every_state() {
        let rates = [0.5, 2.0, 1e-3, 7.0, 0.1];
        let missing = [0.1, 1e-9, 0.7, 0.02, 0.5];
        for needed in 1..=5 {
            // Each state of the parts, a bit for one that is up: where just enough are, any of them may fail.
            let by_states: f64 = (0_u32..32)
                .filter(|state| state.count_ones() == needed)
                .flat_map(|state| {
                    (0..5).filter(move |part| state >> part & 1 == 1).map(move |part| (state, part))
                })
                .map(|(state, failing)| {
                    let others = (0..5).filter(|part| *part != failing);
                    let chance = |part: usize| {
                        if state >> part & 1 == 1 { 1.0 - missing[part] } else { missing[part] }
                    };
                    rates[failing] * others.map(chance).product::<f64>()
                })
                .sum();
            let numbers = [&[f64::from(needed)][..], &rates, &missing].concat();
            let found = failures_of_unlike(&numbers);
            assert!((found - by_states).abs() <= 1e-13 * by_states, "{needed}: {found}, not {by_states}");
        }
    }

    // Values by Python's mpmath with 50 digits: `rate * n * binomial(n - 1, k - 1) * u**(n - k) * (1 - u)**(k - 1)`.
    #[test]
    fn failures_of_many_parts_are_exact() {
        for (needed, count, missing, expected) in [
            (2.0, 3.0, 1e-9, 1.199_999_998_8e-8),
            (1.0, 1.0, 0.3, 2.0),
            (8.0, 10.0, 0.01, 0.067_108_705_049_303_29),
            (40.0, 50.0, 0.01, 5.553_021_407_597_447_5e-9),
            (999.0, 1000.0, 1e-6, 1.996_006_989_681_064_4),
            (990_000.0, 1_000_000.0, 0.01, 8_018.974_726_365_841),
            (986_550.0, 1_000_000.0, 0.01, 1.684_607_823_877_805_4e-232),
            (999_990.0, 1_000_000.0, 1e-9, 5.505_652_376_060_676e-31),
        ] {
            let found = failures_of_needed(&[2.0, missing, needed, count]);
            assert!(
                (found - expected).abs() <= 1e-12 * expected,
                "{needed} of {count}: {found}, not {expected}"
            );
        }
    }

    #[test]
    fn what_can_fail_has_failures() {
        assert_eq!(failures_of_needed(&[1e-6, 1e-3, 500_000.0, 1e6]), f64::MIN_POSITIVE);
        assert_eq!(failures_of_unlike(&[&[1.0][..], &[1e-6; 40], &[1e-9; 40]].concat()), f64::MIN_POSITIVE);
        assert_eq!(failures_in_parallel(&[1e-200, 1e-200, 1e-200, 1e-200]), f64::MIN_POSITIVE);
        // Those that never are down let none of them be the last one up.
        assert_eq!(failures_of_needed(&[1e-6, 0.0, 2.0, 3.0]), 0.0);
        assert_eq!(failures_of_unlike(&[2.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]), 0.0);
    }
}
